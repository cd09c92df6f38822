"""Which files of a repository are policies, and the fewest folders and files that name them."""

from __future__ import annotations

import pytest
from adopting import PRIVACY, TERMS
from inforce.adopt import candidates, surroundings, vocabulary
from inforce.adopt.places import Site, cover

LEGAL = "# {}\n\nLast updated: May 1, 2021\n\nThis policy applies to all staff.\n"
FILES: dict[str, tuple[dict[str, str], list[str], list[str]]] = {  # files; the places that name policies; what is in doubt
    "some in the root": (
        {"README.md": "# Ours", "leave-policy.md": LEGAL, "remote-work.md": "# Remote work\n", "expense-policy.md": LEGAL},
        ["expense-policy.md", "leave-policy.md"],
        [],
    ),
    "what lies among policies": (
        {
            "a-policy.md": LEGAL,
            "b-policy.md": LEGAL,
            "remote-work.md": "# Remote work\n\nUpdated May 1, 2021\n\n" + PRIVACY + TERMS + "Prohibited. In force.",
        },
        ["."],
        [],
    ),
    "words of a project": (
        {
            "terms.md": "# Terms of Use\n\n" + TERMS,
            "SECURITY.md": "# Security policy",
            "docs/search-terms.md": "# Search terms\n\nType.\n",
            "docs/privacy-settings.md": "# Privacy settings\n\nClick.\n",
            "docs/retry-policy.md": "# Retry policy\n\nThe client retries.\n",
            "blog/privacy-policy.md": LEGAL,
            "2021-05-01-new-terms-of-service.md": LEGAL,
        },
        ["terms.md"],
        ["SECURITY.md"],
    ),
    "a folder by its name": ({"web/legal/a.md": "# A", "web/legal/b/c.md": "# C", "web/d.md": "# D"}, ["web/legal"], []),
    "but for some": (
        {"legal/a.md": "# A", "legal/news/x.md": "# X", "legal/news/y.md": "# Y", "legal/drafts.md": "---\ndraft: true\n---\n"},
        ["legal", "!legal/drafts.md", "!legal/news"],
        ["legal/drafts.md"],
    ),
    "a folder by what is in it": (
        {
            "content/house/privacy.md": LEGAL.format("Privacy Policy"),
            "content/house/terms.md": "# Terms\n",
            "content/a.md": "# A",
        },
        ["content/house"],
        [],
    ),
    "bundles": (
        {
            "c/privacy/index.md": "---\ntitle: Privacy\nlastmod: 2021-01-01\n---\n",
            "c/about/index.md": "# About",
            "c/index.md": "# C",
        },
        ["c/privacy"],
        [],
    ),
    "other languages": (
        {"a/datenschutz.md": "# Datenschutzerklärung", "a/cgu.md": "# Conditions générales d'utilisation", "a/x.md": "# X"},
        ["a/cgu.md", "a/datenschutz.md"],
        [],
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_where_policies_lie(name: str) -> None:
    """Policies are named by the fewest places that name nothing else; what may be one is in doubt."""
    texts, places, doubtful = FILES[name]
    found = candidates.find([candidates.read(path, text.encode()) for path, text in texts.items()], texts)
    site = Site(folder="", tree=dict.fromkeys(texts, "1"), here=frozenset(), docs_dir="docs", new=True)
    assert cover("", found.taken, list(texts), site) == places
    assert sorted(found.doubtful) == doubtful


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Privacy Policy", 2),
        ("terms-of-service", 2),
        ("termsOfUse", 2),
        ("Allgemeine Geschäftsbedingungen", 2),
        ("Política de privacidad", 2),
        ("プライバシーポリシー", 2),
        ("개인정보처리방침", 2),
        ("Network policies", 1),
        ("Privacy settings", 1),
        ("Determs of service", 0),
        ("Installation", 0),
    ],
)
def test_names_of_policies(name: str, wanted: int) -> None:
    """Names tell policies in many languages, and much else is called a policy, too."""
    assert vocabulary.of_name(name) == wanted


def test_front_matter_that_bites() -> None:
    """Aliases that name each other, keys that are no words, and what is no YAML cost nothing and are left out."""
    bomb = "a: &a [x, x]\n" + "".join(f"{chr(98 + k)}: &{chr(98 + k)} [*{chr(97 + k)}, *{chr(97 + k)}]\n" for k in range(24))
    read = candidates.read("terms.md", f"---\ntitle: *y\n{bomb}---\n# Terms\n".encode())
    assert read.title == "Terms"
    assert dict(candidates.dated(candidates.read("t.md", f"---\n{bomb}title: *y\ndate: 2020-01-01\n---\n".encode()).keys))
    assert candidates.read("t.md", b"---\n- 1\n---\n# T\n").keys == {}


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("de/privacy.md", ("de", "de")),
        ("legal/pt-BR/privacy.md", ("pt-BR", "legal/pt-BR")),
        ("privacy.fr.md", ("fr", "")),
        ("legal/privacy.md", ("", "")),
        ("go/privacy.md", ("", "")),
    ],
)
def test_languages_of_paths(path: str, wanted: tuple[str, str]) -> None:
    """A folder or an ending names a language; other short names do not."""
    assert surroundings.language_in(path) == wanted


@pytest.mark.parametrize(
    ("paths", "folder", "wanted"),
    [
        (["mkdocs.yml", "docs/index.md"], "", "MkDocs"),
        (["zensical.toml", "mkdocs.yml"], "", "Zensical"),
        (["hugo.toml"], "", "Hugo"),
        (["config.toml", "archetypes/default.md"], "", "Hugo"),
        (["_config.yml"], "", "Jekyll"),
        (["web/docusaurus.config.ts"], "web", "Docusaurus"),
        (["web/docusaurus.config.ts"], "", ""),
        (["README.md"], "", ""),
    ],
)
def test_generators(paths: list[str], folder: str, wanted: str) -> None:
    """A generator is known by its files in the folder of the site."""
    assert surroundings.generator(paths, folder) == wanted


def test_what_only_a_generator_reads() -> None:
    """Templates, shortcodes, boxes and imports are named with the files that have them."""
    texts = {
        "a.md": "{% include x %}",
        "b.md": "{{< ref x >}}",
        "c.md": ":::note\nx\n:::",
        "d.md": "import A from 'a'",
        "e.md": "{ }",
    }
    found = surroundings.unread_syntax(candidates.read(path, text.encode()) for path, text in texts.items())
    assert sorted(paths for paths in found.values()) == [["a.md"], ["b.md"], ["c.md"], ["d.md"]]
