"""Repositories as organisations have them before they know Inforce: policies among other files, dated in their own way."""

from __future__ import annotations

from typing import Any

PRIVACY = "We collect personal data when you sign up. We keep it for {} days, and share none with third parties.\n"
TERMS = "These terms bind you and us. You must be {} years old. We may suspend accounts; our liability is limited.\n"


def text(title: str, body: str, line: str = "") -> str:
    """A text without front matter."""
    return f"# {title}\n\n" + (f"{line}\n\n" if line else "") + body


def fronted(keys: str, body: str) -> str:
    """A text below front matter as it is written here."""
    return f"---\n{keys}---\n\n{body}"


Shape = dict[str, Any]
# Each: the history; what the new mkdocs.yml says; what is published: revisions, the newest, where its day is from; what the
# command names, and what it does not.
ROOT: Shape = {
    "history": [
        {
            "on": "2021-03-03",
            "write": {
                "README.md": "# Widget\n\nSee our [terms](terms-of-service.md).\n",
                "CHANGELOG.md": "# Changelog\n\nTerms of service added.\n",
                "CODE_OF_CONDUCT.md": "# Code of Conduct\n\nBe kind.\n",
                ".github/ISSUE_TEMPLATE/privacy.md": "---\nname: Privacy\n---\n\nYour question.\n",
                "docs/privacy-settings.md": "# Privacy settings\n\nClick on *Settings*.\n",
                "docs/network-policy.md": "# Network policies\n\nRoute them.\n",
                "site/app.js": "run()\n",
                "privacy-policy.md": text("Privacy Policy", PRIVACY.format(30), "_Last updated: March 3, 2021_"),
                "terms-of-service.md": text("Terms of Service", TERMS.format(13), "**Effective date:** March 3, 2021"),
            },
        },
        {
            "on": "2022-06-02",
            "write": {"privacy-policy.md": text("Privacy Policy", PRIVACY.format(60), "_Last updated: June 1, 2022_")},
        },
    ],
    "config": {
        "docs_dir": "pages",
        "site_dir": "policy-site",
        "inforce": {"policies": ["privacy-policy.md", "terms-of-service.md"], "dates": ["text"]},
    },
    "published": {"privacy-policy": (2, "2022-06-01", "text"), "terms-of-service": (1, "2021-03-03", "text")},
    "says": ["CODE_OF_CONDUCT.md is left out", "named one by one", ".gitignore: policy-site/"],
    "silent": ["network-policy", "privacy-settings", "CHANGELOG", "ISSUE_TEMPLATE"],
}
JEKYLL: Shape = {
    "history": [
        {
            "on": "2019-01-10",
            "write": {
                "_config.yml": "title: Acme\n",
                "_posts/2019-01-11-our-privacy-policy.md": fronted(
                    "layout: post\ntitle: Our privacy policy\n", PRIVACY.format(1)
                ),
                "_policies/privacy.md": fronted(
                    "layout: page\ntitle: Privacy Policy\ndate: 2019-01-10\npermalink: /legal/privacy-notice/\n",
                    PRIVACY.format(30),
                ),
                "_policies/newsletters/one.md": "# The first\n\nHello.\n",
                "_policies/newsletters/two.md": "# The second\n\nHello.\n",
                "_policies/refunds.md": fronted(
                    "layout: page\ntitle: Refunds\ndate: 2019-01-10\n", "We refund within 14 days.\n"
                ),
            },
        },
        {
            "on": "2020-02-03",
            "write": {
                "_policies/privacy.md": fronted(
                    "layout: page\ntitle: Privacy Policy\ndate: 2019-01-10\nlast_modified_at: 2020-02-01\n"
                    "permalink: /legal/privacy-notice/\n",
                    PRIVACY.format(60),
                ),
            },
        },
    ],
    "config": {
        "docs_dir": "pages",
        "inforce": {
            "policies": ["_policies", "!_policies/newsletters"],
            "keys": {"effective_date": ["last_modified_at", "date"]},
        },
    },
    "published": {"privacy": (2, "2020-02-01", "front_matter"), "refunds": (1, "2019-01-10", "front_matter")},
    "says": [
        "Jekyll makes your site",
        "1 revision has no note",
        "_policies/privacy.md: permalink: /legal/privacy-notice/ is not read. The policy gets the address "
        "https://policies.example/privacy/",
        "the key last_modified_at",
        "the key date",
        ".gitignore, requirements.txt. To add what is missing: inforce init",
    ],
    "silent": ["_posts"],
}
HUGO: Shape = {
    "history": [
        {
            "on": "2023-05-01",
            "write": {
                "hugo.toml": 'title = "Acme"\n',
                "content/_index.md": "---\ntitle: Acme\n---\n",
                "content/posts/terms-of-service-explained.md": fronted("title: Terms\ndate: 2023-01-01\n", TERMS.format(1)),
                "content/legal/_index.md": "---\ntitle: Legal\n---\n",
                "content/legal/privacy-notice.md": fronted(
                    "title: Privacy Notice\nlastmod: 2023-05-01T10:00:00+02:00\n", PRIVACY.format(7)
                ),
                "content/legal/terms.md": fronted("title: Terms\nlastmod: 2023-05-01\ndraft: false\n", TERMS.format(16)),
            },
        },
        {
            "on": "2024-01-05",
            "write": {
                "content/legal/terms.md": fronted(
                    "title: Terms\nlastmod: 2024-01-01\ndraft: false\nurl: /agreement/\n", TERMS.format(18)
                ),
            },
        },
    ],
    "config": {
        "docs_dir": "content/legal",
        "inforce": {"policies": "content/legal", "keys": {"effective_date": "lastmod"}, "markdown": "commonmark"},
    },
    "published": {"privacy-notice": (1, "2023-05-01", "front_matter"), "terms": (2, "2024-01-01", "front_matter")},
    "says": [
        "Hugo makes your site",
        "url: /agreement/ is not read. The policy gets the address https://policies.example/terms/",
    ],
    "silent": ["explained"],
}
LANGUAGES: Shape = {
    "history": [
        {
            "on": "2024-05-02",
            "write": {
                "de/datenschutz.md": text(
                    "Datenschutzerklärung", "Wir verarbeiten personenbezogene Daten.\n", "Stand: 1. Mai 2024"
                ),
                "de/agb.md": text("AGB", "Diese Bedingungen gelten. Haftung ist begrenzt.\n", "Gültig ab 1. Mai 2024"),
                "en/privacy.md": text("Privacy Policy", PRIVACY.format(30), "Last updated: May 1, 2024"),
            },
        },
    ],
    "config": {"docs_dir": "pages", "theme": "de", "inforce": {"policies": ".", "dates": ["text"], "languages": {"en": "en"}}},
    "published": {
        "de/datenschutz": (1, "2024-05-01", "text"),
        "de/agb": (1, "2024-05-01", "text"),
        "en/privacy": (1, "2024-05-01", "text"),
    },
    "says": ["languages: {en: en}"],
    "silent": [],
}
UPDATED: Shape = {
    "history": [
        {
            "on": "2015-11-06",
            "write": {
                "governance/charter.md": text("Charter", "The board has five members.\n", "Effective Nov 6 2015"),
                "governance/minutes.md": "# Minutes\n\nWe met.\n",
                "governance/code-of-conduct.md": text("Code of Conduct", "You must be kind.\n", "Effective: March 1, 2016"),
            },
        },
        {
            "on": "2019-03-02",
            "write": {
                "governance/charter.md": text(
                    "Charter", "The board has seven members.\n", "Effective Nov 6 2015 / Updated March 1, 2019"
                ),
            },
        },
        {"on": "2020-01-01", "move": {"governance/code-of-conduct.md": "governance/conduct/code-of-conduct.md"}},
        {
            "on": "2021-04-02",
            "write": {
                "governance/conduct/code-of-conduct.md": text(
                    "Code of Conduct", "You must be kind, and fair.\n", "Effective: March 1, 2016\nUpdated: April 1, 2021"
                ),
            },
        },
    ],
    "config": {
        "docs_dir": "pages",
        "inforce": {"policies": ["governance/charter.md", "governance/conduct"], "dates": ["text"], "branch": "master"},
    },
    "published": {"charter": (2, "2019-03-01", "text"), "code-of-conduct": (2, "2021-04-01", "text")},
    "says": ["was governance/code-of-conduct.md"],
    "silent": ["minutes"],
}
SHAPES = {"root": ROOT, "jekyll": JEKYLL, "hugo": HUGO, "languages": LANGUAGES, "updated": UPDATED}
