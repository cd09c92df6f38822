"""The theme of a new site."""

from __future__ import annotations

import pytest
from inforce import themes


@pytest.mark.parametrize(
    ("installed", "wanted"),
    [
        (["material"], ({"name": "material", "font": False}, {})),
        (["materialx"], ({"name": "materialx", "font": False}, {"provider": "lunr"})),
        ([], ({"name": "material", "font": False}, {})),
    ],
)
def test_a_new_site_has_a_theme_that_is_there(installed: list[str], wanted: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Material, whose requirement is named where it is not installed; its successor where that is."""
    monkeypatch.setattr(themes, "_installed", lambda name: ("folder",) if name in installed else ())
    assert themes.to_begin_with() == wanted
