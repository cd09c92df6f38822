"""Where the commands put what they make: standard output, or a file."""

from __future__ import annotations

import sys
from pathlib import Path

from inforce.problems import UserError

WORD = ".docx"


def write(out: str, file: Path | None) -> None:
    """Write a text. Raises UserError where the file cannot be written, or has the name of a Word file."""
    if not file:
        print(out, end="")
        return
    if file.suffix.lower() == WORD:
        raise UserError(f"{file}: this would be no Word file. Add --format docx, or give the file another name.")
    try:
        file.write_text(out, encoding="utf-8")
    except OSError as error:
        raise _unwritten(file, error) from error


def write_word(data: bytes, file: Path | None) -> None:
    """Write a Word file, to standard output only where that leads to a file.

    Raises UserError where it is a terminal, or the file cannot be written or has the name of another kind of file.
    """
    if file and file.suffix.lower() != WORD and not file.is_dir():
        mend = f"Name it so: -o {file.with_suffix(WORD)}"
        raise UserError(f"{file}: the name of a Word file ends in {WORD}, and other programs go by it. {mend}")
    if not file:
        if sys.stdout.isatty():
            raise UserError("a Word file cannot be shown here. Name a file for it: -o redline.docx")
        sys.stdout.buffer.write(data)
        return
    try:
        file.write_bytes(data)
    except OSError as error:
        raise _unwritten(file, error) from error


def _unwritten(file: Path, error: OSError) -> UserError:
    return UserError(f"{file}: cannot be written: {error.strerror}. Give another file: -o")
