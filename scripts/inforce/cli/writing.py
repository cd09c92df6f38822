"""Where the commands put what they make: standard output, or a file; and what they say of files that fail them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from inforce.problems import UserError

WORD = ".docx"
_MEND = "Give another file: -o"


def write(out: str, file: Path | None) -> None:
    """Write a text. Raises UserError where the file cannot be written, or has the name of a Word file."""
    if not file:
        print(out, end="")
        return
    if file.suffix.lower() == WORD:
        raise UserError(f"{file}: this would be no Word file. Add --format docx, or give the file another name.")
    with refusing(f"{file}: cannot be written", _MEND):
        file.write_text(out, encoding="utf-8")


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
    with refusing(f"{file}: cannot be written", _MEND):
        file.write_bytes(data)


@contextmanager
def refusing(what: str, mend: str) -> Iterator[None]:
    """Raises UserError, with what cannot be done and the mend, where the system refuses it."""
    try:
        yield
    except OSError as error:
        raise UserError(f"{what}: {error.strerror}. {mend}".rstrip()) from error
