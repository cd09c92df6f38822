"""Laws of Word files: accepting all changes gives the new document, rejecting them the old one, whatever the documents."""

from __future__ import annotations

from datetime import UTC, datetime

from documents import revisions
from hypothesis import HealthCheck, given, settings
from inforce import redline_html
from inforce.word.provenance import Origin
from inforce.word.write.file import Facts, write
from wordfiles import WordFile, expected

ORIGIN = Origin(policy="rules", older="2018-01-01", newer="2018-02-01", older_text="a", newer_text="b")
FACTS = Facts(title="Rules", author="Inforce", moment=datetime(2018, 1, 20, tzinfo=UTC), origin=ORIGIN)


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(revisions())
def test_accepting_gives_the_new_document_and_rejecting_the_old_one(pair: tuple[str, str]) -> None:
    old, new = pair
    file = WordFile(write(redline_html(old, new), FACTS))
    assert file.lines("reject") == expected(old)
    assert file.lines("accept") == expected(new)
