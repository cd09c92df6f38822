"""Tasks, alerts and bare addresses come back from Word as the file writes them."""

from __future__ import annotations

import pytest
from counsel import word_file
from importing import after, file, html_of, imported

OLD = file(
    "- [x] I have read",
    "- [ ] I agree to it",
    "",
    "> [!NOTE]",
    "> Pay *now* at https://a.example/x or www.b.example.",
    "",
    "Write to privacy@a.example now.",
)


def test_unedited() -> None:
    """What was not edited stays, byte for byte."""
    assert imported(OLD, word_file(html_of(OLD))) == OLD


@pytest.mark.parametrize(
    ("before", "now", "written", "instead"),
    [
        ("☐ I", "☑ I", b"- [ ] I", b"- [x] I"),
        ("☑ I", "☐ I", b"- [x] I", b"- [ ] I"),
        ("☑ I", "I", b"- [x] I", b"- I"),
        ("I agree to", "I consent to", b"[ ] I agree", b"[ ] I consent"),
        ("now</em> at", "later</em> at", b"*now*", b"*later*"),
        ("privacy@a.example</a> now", "privacy@a.example</a> today", b" now.", b" today."),
        (" now.</p>", " now, or see www.n.example.</p>", b" now.", b" now, or see www.n.example."),
        (" now.</p>", " now <a href='https://n.example/'>https://n.example/</a>.</p>", b" now.", b" now https://n.example/."),
        (
            ">https://a.example/x<",
            ">https://a.example/y<",
            b"https://a.example/x",
            b"[https://a.example/y](https://a.example/x)",
        ),
    ],
)
def test_edits(before: str, now: str, written: bytes, instead: bytes) -> None:
    """Boxes, words beside them and addresses are written as in the file."""
    assert after(OLD, (before, now)) == OLD.replace(written, instead)
