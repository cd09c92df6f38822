"""The laws of the redline on every pair of revisions of the demo's policies, from this repository's own history."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from inforce import settings
from inforce.cache import Cache
from inforce.record import texts
from inforce.record.model import Policy
from inforce.record.workspace import Workspace
from inforce.redline import compare, proof
from inforce.source.repository import open_repository
from inforce.text.html_tree import read_document
from inforce.text.rendering import rendering

ROOT = Path(__file__).parents[2]


@cache
def policies() -> dict[str, Policy]:
    """The demo's policies by address."""
    known = Workspace(open_repository(ROOT), settings.Settings(), rendering(Cache(None))).published()
    return {policy.address: policy for policy in known.policies}


@pytest.mark.parametrize("address", policies())
def test_every_pair_is_proved_without_the_fallback(address: str) -> None:
    """Rejecting all changes gives the older text, accepting them the newer one, whatever the two revisions are."""
    for pair in texts.pairs(policies()[address], "all"):
        old, new = pair.old.version.html, pair.new.version.html
        found = compare(read_document(old), read_document(new))
        assert found.fallback == "", pair.address
        assert proof.prove(found.html, old, new) == [], pair.address
        assert bool(found.changes) == (pair.old.version.fingerprint != pair.new.version.fingerprint), pair.address
