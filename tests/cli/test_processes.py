"""Work that is broken off takes its processes along, however it ends: nothing goes on computing for nobody."""

from __future__ import annotations

import contextlib
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from histories import clean_environment
from sites import policy, repository

ENDS = [signal.SIGTERM, signal.SIGINT, signal.SIGKILL]
CONFIG = "site_name: Company\nplugins: [search, inforce]\n"
FILE = "policies/long.md"
_WORK = """
from inforce.processes import processes
def work(_):
    while True:
        pass
def main():
    with processes(fork={fork}) as pool:
        list(pool.map(work, range(8)))
if __name__ == "__main__":
    main()
"""
_BUSY = 10  # hundredths of a second that a process has computed: it is at work, and nobody is in the middle of starting it


def _alive(process: int) -> bool:
    """Whether a process computes; one that has ended and that nobody has asked about does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _workers(process: int) -> list[int]:
    """The processes that another one started with the same program, and that have computed something since."""
    found = []
    own = Path(f"/proc/{process}/cmdline").read_bytes()
    for file in Path(f"/proc/{process}/task").glob("*/children"):
        for child in file.read_text().split():
            used = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[11:13]
            if Path(f"/proc/{child}/cmdline").read_bytes() == own and sum(map(int, used)) >= _BUSY:
                found.append(int(child))
    return found


def _until(holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.02)
    return False


def _ended(command: list[str], folder: Path, end: signal.Signals) -> tuple[list[int], str]:
    """The processes that a command started to share its work and that go on once it was ended; and what it said."""
    started = subprocess.Popen(
        command, cwd=folder, env=clean_environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    there: list[int] = []

    def at_work() -> bool:
        with contextlib.suppress(OSError):  # one that has just ended
            there[:] = _workers(started.pid)
        return len(there) >= 2

    assert _until(at_work), "it started no processes"
    started.send_signal(end)
    try:
        said, _ = started.communicate(timeout=60)
    finally:
        started.kill()
    _until(lambda: not any(map(_alive, there)))
    return [worker for worker in there if _alive(worker)], said


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("fork", [True, False])
def test_processes_end_together(fork: bool, end: signal.Signals, tmp_path: Path) -> None:
    """Of all that share work."""
    (tmp_path / "work.py").write_text(_WORK.format(fork=fork))
    assert _ended([sys.executable, "work.py"], tmp_path, end)[0] == []


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site whose redlines take long: a policy of many words, revised again and again."""
    chance = random.Random(1)
    words = [f"word{k}" for k in range(900)]
    sentences = [" ".join(chance.choices(words, k=60)) + "." for _ in range(400)]
    history = []
    for k in range(13):
        for _ in range(40):
            sentences[chance.randrange(400)] = " ".join(chance.choices(words, k=60)) + "."
        history.append({"on": f"20{k + 10}-01-10", "write": {FILE: policy(f"20{k + 10}-02-01", "\n\n".join(sentences))}})
    folder = tmp_path_factory.mktemp("large")
    repository(folder, history, CONFIG)
    return folder


@pytest.mark.parametrize(
    ("command", "end"),
    [
        (["build"], signal.SIGTERM),
        (["build"], signal.SIGKILL),
        (["serve", "--dev-addr", "127.0.0.1:0"], signal.SIGINT),
    ],
    ids=["build-15", "build-9", "serve-2"],
)
def test_a_build_that_is_ended(command: list[str], end: signal.Signals, large: Path) -> None:
    """By the server that it runs on, by hand, or for good: with its processes, and without a traceback."""
    shutil.rmtree(large / ".cache", ignore_errors=True)
    going_on, said = _ended([sys.executable, "-m", "mkdocs", *command], large, end)
    assert going_on == []
    assert "Traceback" not in said


def test_ctrl_c(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that is interrupted says nothing more, and ends as shells expect."""
    repository(tmp_path, [{"on": "2018-01-10", "write": {FILE: policy("2018-02-01", "One.")}}], CONFIG)
    interrupt = "import sys\nfrom inforce import cli\nfrom inforce.record.workspace import Workspace\n"
    interrupt += "def stop(*_, **__): raise KeyboardInterrupt\nWorkspace.published = stop\nsys.exit(cli.main(['history']))\n"
    ended = subprocess.run(
        [sys.executable, "-c", interrupt], cwd=tmp_path, env=clean_environment(), capture_output=True, check=False
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, b"", b"")
