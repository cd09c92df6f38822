"""The plugin's entry comes into a mkdocs.yml as somebody wrote it; every other byte stays."""

from __future__ import annotations

import pytest
from inforce.editing import site_config
from inforce.problems import UserError

OPTIONS = {"policies": "legal"}
BLOCK = "  - inforce:\n      policies: legal\n"
EDITED = {  # what stands there -> what is put in its place
    "none": ("site_name: A\n", "site_name: A\n", "plugins:\n  - search\n" + BLOCK, ""),
    "no line end": ("site_name: A", "site_name: A", "\nplugins:\n  - search\n" + BLOCK, ""),
    "nothing": ("", "", "plugins:\n  - search\n" + BLOCK, ""),
    "comments alone": ("# A\n", "# A\n", "plugins:\n  - search\n" + BLOCK, ""),
    "empty value": ("plugins: # none\nnav: []\n", "plugins: # none\n", "  - search\n" + BLOCK, "nav: []\n"),
    "empty list": ("plugins: []\n", "plugins: [", "inforce: {policies: legal}", "]\n"),
    "list in brackets": ("plugins: [search, a] # b\n", "plugins: [search, a", ", inforce: {policies: legal}", "] # b\n"),
    "brackets over lines": ("plugins: [\n  a,\n  b,\n]\n", "plugins: [\n  a,\n  b", ", inforce: {policies: legal}", ",\n]\n"),
    "list": ("plugins:\n  - a\n  - b # c\n\n# d\nnav: []\n", "plugins:\n  - a\n  - b # c\n", BLOCK, "\n# d\nnav: []\n"),
    "list at the margin": ("plugins:\n- a\nx: 1\n", "plugins:\n- a\n", "- inforce:\n    policies: legal\n", "x: 1\n"),
    "options of the last": (
        "plugins:\n  - a:\n      b:\n        - c\n",
        "plugins:\n  - a:\n      b:\n        - c\n",
        BLOCK,
        "",
    ),
    "options without a value": ("plugins:\n  - a:\n      b:\nx: 1\n", "plugins:\n  - a:\n      b:\n", BLOCK, "x: 1\n"),
    "a text of lines": (
        "plugins:\n  - a:\n      b: |\n        c\n\nx: 1\n",
        "plugins:\n  - a:\n      b: |\n        c\n\n",
        BLOCK,
        "x: 1\n",
    ),
    "tags": (
        "plugins:\n  - a: {b: !ENV [C, d]}\nx: !!python/name:e ''\n",
        "plugins:\n  - a: {b: !ENV [C, d]}\n",
        BLOCK,
        "x: !!python/name:e ''\n",
    ),
    "mapping": (
        "plugins:\n  a: {}\n  b:\n    c: 1\nx: 1\n",
        "plugins:\n  a: {}\n  b:\n    c: 1\n",
        "  inforce:\n    policies: legal\n",
        "x: 1\n",
    ),
    "mapping in braces": ("plugins: {a: {}}\n", "plugins: {a: {}", ", inforce: {policies: legal}", "}\n"),
    "windows": ("plugins:\r\n  - a\r\nx: 1\r\n", "plugins:\r\n  - a\r\n", BLOCK.replace("\n", "\r\n"), "x: 1\r\n"),
    "byte order mark": ("\ufeffplugins:\n  - a\n", "\ufeffplugins:\n  - a\n", BLOCK, ""),
}


@pytest.mark.parametrize("name", EDITED)
def test_only_the_entry_is_new(name: str) -> None:
    """What comes in stands behind the other plugins, and nothing is taken out."""
    before, head, added, tail = EDITED[name]
    assert head + tail == before
    assert site_config.with_plugin(before, OPTIONS) == head + added + tail


def test_without_options() -> None:
    """The name alone, as the documentation writes it."""
    assert site_config.with_plugin("plugins: [search]\n", {}) == "plugins: [search, inforce]\n"
    assert site_config.with_plugin("plugins:\n  - a\n", {}) == "plugins:\n  - a\n  - inforce\n"
    assert site_config.new({"site_name": "A"}, {}, {}) == "site_name: A\nplugins: [search, inforce]\n"
    assert site_config.new({"a": "b"}, OPTIONS, {}) == "a: b\nplugins: [search, inforce: {policies: legal}]\n"
    assert site_config.new({}, {}, {"a": "b"}) == "plugins: [search: {a: b}, inforce]\n"
    assert site_config.with_plugin("plugins: {a: {}}\n", {}) == "plugins: {a: {}, inforce: {}}\n"


def test_a_long_list_has_lines() -> None:
    """Many policies that are named one by one can be read."""
    made = site_config.with_plugin("site_name: A\n", {"policies": [f"a-policy-with-a-name-{k}.md" for k in range(6)]})
    assert "      policies:\n        - a-policy-with-a-name-0.md\n" in made


@pytest.mark.parametrize(
    "text",
    [
        "a: &p [b]\nplugins: *p\n",
        "plugins: search\n",
        "plugins: !ENV [A, [b]]\n",
        "site_name: A\n...\n",
        "{site_name: A}\n",
        "plugins: [search, inforce]\n",
    ],
)
def test_what_cannot_be_changed_alone(text: str) -> None:
    """Where the entry would change more, or stands there, the entry is named instead."""
    with pytest.raises(UserError, match=r"Write the plugin there yourself:\n  - inforce:\n      policies: legal"):
        site_config.with_plugin(text, OPTIONS)


def test_not_yaml() -> None:
    """A mkdocs.yml that cannot be read is a sentence, no traceback."""
    with pytest.raises(UserError, match="not valid YAML"):
        site_config.with_plugin("a: [\n", OPTIONS)
