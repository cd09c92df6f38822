"""The house: which package may import which. Data goes up, and imports go down, those inside functions, too."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from sites import ROOT

PACKAGE = ROOT / "scripts" / "inforce"
FLOORS = (
    ("",),
    ("text",),
    ("redline",),
    ("source",),
    ("word",),
    ("record",),
    ("checks", "editing"),
    ("adopt",),
    ("render",),
    ("hosts",),
    ("cli",),
)
FORMER = {"blocks", "markup", "textdates"}  # names that others may import, each of which leads to another module
FLOOR = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
FILES = sorted(PACKAGE.rglob("*.py"))


def module_of(file: Path) -> str:
    """The dotted name of a file's module, from the package."""
    return ".".join(file.relative_to(PACKAGE).with_suffix("").parts).removesuffix("__init__").rstrip(".")


MODULES = {module_of(file) for file in FILES}


def room(module: str) -> str:
    """The package that a module stands in; "" for those that stand in none."""
    head = module.partition(".")[0]
    return head if head in FLOOR else ""


def imported(source: str) -> Iterator[str]:
    """The modules of this package that a text imports, wherever in it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "a relative import hides where it leads"
            names = [f"{node.module}.{name.name}" for name in node.names]
        else:
            continue
        for name in names:
            own = name.removeprefix("inforce.")
            if own != name:
                yield own if own in MODULES else own.rpartition(".")[0]


def upwards(module: str, source: str) -> list[str]:
    """The imports of a module that lead up, or to another package on its floor."""
    here = room(module)
    return [to for to in imported(source) if room(to) != here and FLOOR[room(to)] >= FLOOR[here]]


@pytest.mark.parametrize("file", FILES, ids=module_of)
def test_no_import_leads_up(file: Path) -> None:
    """A package imports what stands below it. Front doors, which are `inforce` itself and former names, may open any room."""
    assert module_of(file) in {"", *FORMER} or upwards(module_of(file), file.read_text("utf-8")) == []


def test_the_check_sees_what_it_looks_for() -> None:
    """Also inside a function, and beside."""
    assert upwards("text.markdown", "def f():\n    from inforce.render import terminal") == ["render.terminal"]
    assert upwards("checks.runner", "from inforce.editing.front_matter import edit") == ["editing.front_matter"]
    assert upwards("settings", "from inforce.text import titles") == ["text.titles"]
    assert upwards("render.terminal", "from inforce.record.model import Policy\nfrom inforce import i18n") == []


def test_every_room_is_on_a_floor() -> None:
    """Each folder of modules is one of the packages, and has a line that says what it is for."""
    folders = {file.parent for file in FILES if file.parent != PACKAGE}
    assert {folder.relative_to(PACKAGE).parts[0] for folder in folders} == {*FLOOR} - {""}
    assert all(ast.get_docstring(ast.parse((folder / "__init__.py").read_text("utf-8"))) for folder in folders)


def test_nobody_here_uses_a_former_name() -> None:
    """They are for others, and lead to what is there."""
    assert [file for file in FILES if FORMER & set(imported(file.read_text("utf-8")))] == []
    for name in FORMER:
        assert import_module(f"inforce.{name}").__all__
