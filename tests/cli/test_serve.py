"""`inforce serve`: the site with its drafts, made again as files change."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from histories import clean_environment, git
from sites import epoch
from static import CONFIG, begun, command

Ask = Callable[[str, str], str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository that is served."""
    return begun(tmp_path / "company")


@pytest.fixture
def ask(folder: Path) -> Iterator[Ask]:
    """Asks the server for an address until the answer holds some words; gives the answer."""
    environment = clean_environment() | {"SOURCE_DATE_EPOCH": epoch()}
    serving = subprocess.Popen(
        command("serve", "--quiet", "--port", "0"), cwd=folder, env=environment, stderr=subprocess.PIPE, text=True
    )
    assert serving.stderr
    found = re.search(r"http://\S+", serving.stderr.readline())
    assert found, "it says at which address"

    def asked(address: str, words: str) -> str:
        said, until = "", time.monotonic() + 30
        while words not in said and time.monotonic() < until:
            try:
                with urlopen(f"{found[0]}{address}") as answer:
                    said = answer.read().decode()
            except HTTPError as error:
                said = error.read().decode()
            time.sleep(0.1)
        assert words in said, f"{address} never said {words}: {said[:500]}"
        return said

    yield asked
    serving.terminate()
    serving.wait()


def test_what_is_served_follows_the_files(folder: Path, ask: Ask) -> None:
    """A draft is named where it concerns, and gone with its edit; commits and looks are built; a fault is lived through."""
    assert "Draft" not in ask("terms/refunds/", "long time")
    assert 'rel="stylesheet"' in ask("not/there/", "There is no page at this address")
    file = folder / "policies/terms/refunds.md"
    was = file.read_text("utf-8")
    file.write_text(was.replace("a endless", "an unlimited"), "utf-8")
    ask("terms/refunds/draft/", "unlimited")
    ask("terms/refunds/", "draft/")
    ask("", "draft/")
    file.write_text(was, "utf-8")
    ask("terms/refunds/draft/", "There is no page at this address")
    (folder / "inforce.yml").write_text("colors: [", "utf-8")
    (folder / "inforce.yml").write_text(f"{CONFIG}footer: Company & Sons\n", "utf-8")
    ask("cookies/", "Company &amp; Sons")
    file.write_text(was.replace("a endless", "an endless"), "utf-8")
    git(folder, "commit", "-q", "-a", "-m", "Mend")
    ask("terms/refunds/2027-01-01/", "an endless")
    assert not (folder / "site").exists()
