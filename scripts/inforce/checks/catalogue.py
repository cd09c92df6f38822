"""Every rule of `inforce check`, collected from the modules of `rules/`, in the order of the documentation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from inforce.checks import rules
from inforce.checks.finding import Found
from inforce.checks.inputs.state import Compared, View
from inforce.checks.rule import Rule

OnTexts = Callable[[View], Iterable[Found]]
OnChanges = Callable[[Compared], Iterable[Found]]


def _modules() -> Iterator[ModuleType]:
    """The modules that declare a rule, family by family; the others hold what several rules of a family share."""
    for family in rules.FAMILIES:
        package = import_module(f"{rules.__name__}.{family}")
        for name in sorted(module.name for module in iter_modules(package.__path__)):
            module = import_module(f"{package.__name__}.{name}")
            if hasattr(module, "RULE"):
                yield module


_MODULES = tuple(_modules())
RULES: tuple[Rule, ...] = tuple(module.RULE for module in _MODULES)
BY_ID = {rule.id: rule for rule in RULES}
ON_TEXTS: Mapping[str, OnTexts] = {module.RULE.id: module.on_texts for module in _MODULES if hasattr(module, "on_texts")}
ON_CHANGES: Mapping[str, OnChanges] = {
    module.RULE.id: module.on_changes for module in _MODULES if hasattr(module, "on_changes")
}
