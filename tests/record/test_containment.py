"""What still goes wrong inside one policy stays there: each stage broken on purpose, for one of two policies."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from commanding import Inforce
from companies import CONFIG
from inforce.checks import runner
from inforce.checks.finding import Found
from inforce.checks.inputs.state import Compared, View
from inforce.hosts import output
from inforce.record import redlines, timeline
from inforce.render.data import feeds, records, search_index
from inforce.render.pages import history, lists, redline, section_lines, text
from inforce.source import policy_file
from sites import Built, build, policy, repository

FAULTY, SOUND = "policies/faulty.md", "policies/sound.md"
HISTORY: list[dict[str, Any]] = [
    {
        "on": "2018-01-10",
        "write": {
            FAULTY: policy("2018-02-01", "Five old days.", title="Faulty"),
            SOUND: policy("2018-02-01", "Ten days.", title="Sound"),
        },
    },
    {"on": "2018-03-10", "write": {SOUND: policy("2018-04-01", "Twelve days.", title="Sound")}},
    {"on": "2018-05-10", "write": {FAULTY: policy("2018-06-01", "Seven new days.", title="Faulty")}},
]
NEW = "Seven new days."


@dataclass(slots=True)
class Broken:
    """What breaks where one of two policies is looked at; `told` counts how often."""

    holds: Callable[..., bool]
    original: Callable[..., Any]
    told: list[str] = field(default_factory=list)

    def __call__(self, *given: Any, **named: Any) -> Any:
        """The fault, or what there would be without it."""
        if self.holds(*given, *named.values()):
            self.told.append("told")
            raise RecursionError("broken\x1b[31m on purpose")
        return self.original(*given, **named)


def _has(words: str) -> Callable[..., bool]:
    return lambda *given: any(words in repr(value) for value in given)


# The stage: what is broken, for which arguments, and whether the text before the new one stays.
STAGES: dict[str, tuple[Any, str, Callable[..., bool], bool]] = {
    "reading": (policy_file, "read", lambda content, *_: NEW.encode() in content, True),
    "rendering": (policy_file.repository_links, "with_images", _has(NEW), True),
    "rules of time": (timeline._Recorder, "take", lambda self, step: NEW in repr(step), True),
    "comparison": (redlines.engine, "compare", _has("Seven"), False),
    "page in force": (text, "in_force", lambda frame, known: NEW in known.newest.text.html, True),
    "page of a revision": (text, "text", lambda frame, item: NEW in item.version.html, False),
    "download": (text, "downloads", lambda frame, item, *_, **__: NEW in item.version.html, False),
    "sections": (section_lines, "with_lines", lambda frame, linked, *_: NEW in linked, True),
    "history": (history, "history", lambda frame, known, sizes: NEW in known.newest.text.html, True),
    "list": (lists, "front", lambda frame: NEW in repr(frame.record.policies), True),
    "redline": (redline, "redline", lambda frame, pair, made: NEW in pair.new.version.html, False),
    "data of a policy": (records, "history", lambda known, *_, **__: NEW in known.newest.text.html, False),
    "data of the site": (records, "policy_in_short", lambda known, *_: NEW in known.newest.text.html, False),
    "feed": (feeds, "entries", lambda frame, known, *_: NEW in known.newest.text.html, False),
    "search": (search_index, "index", lambda known: NEW in known.newest.text.html, False),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both policies as they are."""
    made = tmp_path_factory.mktemp("contained") / "company"
    repository(made, HISTORY, CONFIG)
    return made


@pytest.fixture(scope="module")
def whole(folder: Path) -> dict[str, bytes]:
    """The files of the sound policy, where nothing is broken."""
    return _sound(build(folder))


def _sound(built: Built) -> dict[str, bytes]:
    return {name: content for name, content in built.hashes().items() if name.startswith("sound/")}


def _break(name: str, monkeypatch: pytest.MonkeyPatch) -> Broken:
    owner, function, holds, _ = STAGES[name]
    broken = Broken(holds, getattr(owner, function))
    monkeypatch.setattr(owner, function, lambda *given, **named: broken(*given, **named))
    return broken


@pytest.mark.parametrize("name", STAGES)
def test_the_rest_is_published(name: str, folder: Path, whole: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    """The build ends well and names the file; the sound policy is the same byte for byte, and of the other one the text before
    stays, or all that can be made."""
    broken = _break(name, monkeypatch)
    monkeypatch.setattr("inforce.hosts.mkdocs.plugin.Cache", lambda _: redlines.Cache(None))
    built = build(folder)
    assert broken.told
    assert built.code == 0, built.said
    warnings = [line for line in built.said.splitlines() if line.startswith("WARNING")]
    assert warnings
    assert all(FAULTY in line and "RecursionError: broken" in line for line in warnings)
    assert "Traceback" not in built.said
    assert "\x1b[31m on" not in built.said
    assert _sound(built) == whole
    assert ("Five old days." if STAGES[name][3] else NEW) in built.words("faulty/")


@pytest.mark.parametrize("name", ["comparison", "page of a revision", "redline"])
def test_other_processes(name: str, folder: Path, whole: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    """The same where other processes share the work."""
    _break(name, monkeypatch)
    monkeypatch.setattr("inforce.hosts.mkdocs.plugin.Cache", lambda _: redlines.Cache(None))
    alone = build(folder)
    for module in (output, redlines):
        monkeypatch.setattr(module, "_WORTH_PROCESSES", 0)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    shared = build(folder)
    assert (shared.code, _told(shared)) == (0, _told(alone))
    assert shared.hashes().keys() == alone.hashes().keys()
    assert _sound(shared) == whole


def _told(built: Built) -> list[str]:
    return [line for line in built.said.splitlines() if line.startswith("WARNING")]


@pytest.mark.parametrize("name", ["reading", "page in force", "data of a policy"])
def test_a_strict_build_fails(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asks for strictness gets it."""
    _break(name, monkeypatch)
    assert build(folder, "--strict").code == 1


def test_a_policy_of_which_nothing_can_be_made(folder: Path, whole: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    """It is left out, and named."""
    original = text.in_force
    broken = Broken(lambda frame, known: known.address == "faulty", original)
    monkeypatch.setattr(text, "in_force", lambda *given: broken(*given))
    built = build(folder)
    assert built.code == 0
    assert FAULTY in built.said
    assert not {address for address in built.addresses() if address.startswith("faulty")}
    assert _sound(built).keys() == whole.keys()


@pytest.mark.parametrize("name", [name for name in STAGES if name != "comparison"])
def test_the_commands_go_on(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch, inforce: Inforce) -> None:
    """The check names the file before the merge, and no command ends in a traceback."""
    _break(name, monkeypatch)
    monkeypatch.chdir(folder)
    said = inforce("check")
    assert said.code == 1
    assert re.search(rf"^{FAULTY}:\d*:? error record: .*RecursionError", said.out, re.M)
    assert inforce("history").code in (0, 1)
    assert inforce("redline", "sound", "2018-02-01", "2018-04-01").code in (0, 1)


@pytest.mark.parametrize(("rule", "base"), [("ON_TEXTS", []), ("ON_CHANGES", ["--base", "main~1"])])
def test_a_rule_that_breaks_off(
    rule: str, base: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch, inforce: Inforce
) -> None:
    """The other rules and policies are looked at all the same."""

    def broken(looked: View | Compared) -> list[Found]:
        paths = list(looked.state.texts) if isinstance(looked, View) else [pair.path for pair in looked.pairs]
        return [Found("record", path, 1, f"looked at {1 // (path != FAULTY)}", "") for path in paths]

    monkeypatch.setattr(runner, rule, {**getattr(runner, rule), "record": broken})
    monkeypatch.chdir(folder)
    said = inforce("check", *base)
    assert said.code == 1
    assert f"{FAULTY}: error record: a rule cannot be applied to this text (ZeroDivisionError" in said.out
    assert (f"{SOUND}:1: error record: looked at 1" in said.out) == (not base)


def test_keys_of_the_theme(tmp_path: Path) -> None:
    """A template that the site has and that breaks for one policy costs that page its template, and no other page anything."""
    config = CONFIG + "theme: {name: mkdocs, custom_dir: own}\n"
    files = {
        "own/odd.html": "{{ page.meta.rank + 1 }}",
        "own/lost.html": '{% include "nowhere.html" %}',
        "own/wrong.html": "{% if %}",
    }
    texts = {
        f"policies/{name}.md": policy("2018-02-01", f"Words of {name}.", title=name, template=f"{name}.html", rank="first")
        for name in ("odd", "lost", "wrong")
    }
    repository(tmp_path, [{"on": "2018-01-10", "write": texts}], config, files)
    built = build(tmp_path)
    assert built.code == 0, built.said
    for name in ("odd", "lost", "wrong"):
        assert f"policies/{name}.md: the theme cannot make its page" in built.said
        assert f"Words of {name}." in built.words(f"{name}/")
