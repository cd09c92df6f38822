"""Names that no address can have, and names that a terminal would obey: each is said with its file, and stops nothing else."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from commanding import Inforce
from histories import git
from inforce.problems import Problem
from inforce.record.address_register import unfit
from sites import Built, build, policy, repository

CONFIG = "site_name: Company\ndocs_dir: policies\nplugins: [search, inforce]\n"
SOUND = "policies/terms/refunds.md"
TEXT = b"---\ntitle: Odd\neffective_date: 2018-02-01\n---\nOdd words.\n"
REFUSED = {
    b"policies/terms/a\xff.md": "policies/terms/a\\udcff.md",
    b"policies/d\xe9\xff/b.md": "policies/d\\udce9\\udcff/b.md",
    b"policies/terms/...md": "policies/terms/...md",
    b"policies/terms/ .md": "policies/terms/ .md",
}
TAKEN = (
    b"policies/terms/a\nb.md",
    b"policies/terms/-x.md",
    b"policies/--help.md",
    b"policies/terms/a\x1bb.md",
    b"policies/" + b"n" * 250 + b".md",
)
MOVED = b"policies/terms/was\xff.md"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All of them beside a sound policy, and one whose name was mended; the site's own pages lie among them."""
    made = tmp_path_factory.mktemp("names") / "company"
    repository(made, [{"on": "2018-01-10", "write": {SOUND: policy("2018-02-01", "Ten days.")}}], CONFIG)
    for name in (*REFUSED, *TAKEN, MOVED):
        file = os.path.join(os.fsencode(made), name)  # noqa: PTH118 - no Path has such a name
        os.makedirs(os.path.dirname(file), exist_ok=True)  # noqa: PTH103, PTH120
        with open(file, "wb") as new:  # noqa: PTH123
            new.write(TEXT)
    git(made, "add", "policies")
    git(made, "commit", "-q", "-m", "Odd names")
    os.rename(os.path.join(os.fsencode(made), MOVED), made / "policies/terms/mended.md")  # noqa: PTH104, PTH118
    git(made, "add", "policies")
    git(made, "commit", "-q", "-m", "Mend one")
    return made


@pytest.fixture(scope="module")
def built(folder: Path) -> Built:
    """Their site."""
    return build(folder)


def test_the_build(built: Built) -> None:
    """What can have an address is published, what cannot is named, with signs that can be read."""
    assert built.code == 0, built.said
    addresses = built.addresses()
    assert {"terms/refunds/", "terms/-x/", "--help/", "terms/a\nb/", "terms/a\x1bb/", f"{'n' * 250}/"} <= addresses
    warnings = [line for line in built.said.splitlines() if line.startswith("WARNING") and "left out" in line]
    assert len(warnings) == len(REFUSED)
    for shown in REFUSED.values():
        assert any(f"inforce: {shown}:1: id: the address " in line for line in warnings), shown
    assert "RecursionError" not in built.said
    assert "\x1b" not in built.said


def test_a_mended_name(built: Built) -> None:
    """The history of a policy goes on under its new name, and says what it was called."""
    history = built.history("terms/mended")
    assert [revision["id"] for revision in history["revisions"]] == ["2018-02-01"]
    assert history["former_addresses"] == ["terms/was\udcff/"]
    assert "Odd words." in built.words("terms/mended/2018-02-01/")


def test_the_commands(folder: Path, monkeypatch: pytest.MonkeyPatch, inforce: Inforce) -> None:
    """The check says it before; every form of its report can be read, and so can the record."""
    monkeypatch.chdir(folder)
    said = inforce("check")
    assert said.code == 1
    for shown in REFUSED.values():
        assert f"{shown}:1: error record: id: the address" in said.out
    for form in ("json", "sarif"):
        said = inforce("check", "--format", form)
        assert json.loads(said.out)
    assert inforce("history", "terms/mended", "--format", "json").code in (0, 1)


@pytest.mark.parametrize("address", ["a\udcff", "terms/a\udcff/b", "\udcff", "..", "terms/..", "a//b", " ", "n" * 256])
def test_unfit_addresses(address: str) -> None:
    """No file can lie there."""
    assert unfit(address)


@pytest.mark.parametrize(
    ("path", "shown"),
    [("a\nb.md", "a\\u000ab.md"), ("a\x1b[2Jb.md", "a\\u001b[2Jb.md"), ("a\udcffb.md", "a\\udcffb.md"), ("a\tb", "a\\u0009b")],
)
def test_a_path_takes_one_line(path: str, shown: str) -> None:
    """A name can neither begin a line of its own nor move the cursor."""
    assert str(Problem(path=path, line=3, message="Wrong.", mend="Mend it.")) == f"{shown}:3: Wrong. Mend it."
