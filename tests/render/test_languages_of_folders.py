"""The language of policies by the folder in which they lie, on every page that shows their words."""

from __future__ import annotations

from pathlib import Path

import pytest
from companies import sound
from inforce.problems import UserError
from inforce.settings import of
from selectolax.lexbor import LexborHTMLParser
from sites import build, policy, repository

FOLDERS = {
    "docs/legal/de/nutzung.md": policy("", "Stand: 1. März 2018.\n\n## Zweck\n\nZehn Tage.", title="Nutzung"),
    "docs/legal/de/own.md": policy("2018-02-01", "Dix jours.", title="Usage", lang="fr"),
    "docs/legal/de/at/agb.md": policy("2018-02-01", "Elf Tage.", title="AGB"),
    "docs/legal/use.md": policy("2018-02-01", "Ten days.", title="Use"),
}


def test_languages_of_folders(tmp_path: Path) -> None:
    """A folder says the language of the policies in it, on each page; an inner folder and the file know better."""
    options = "{policies: docs/legal, dates: [front_matter, text], languages: {docs/legal/de: de, legal/de/at: de-AT}}"
    config = f"site_name: A\ntheme: {{name: material, font: false}}\nplugins:\n- search\n- inforce: {options}\n"
    later = {"docs/legal/de/nutzung.md": {"text": "Stand: 1. Mai 2018.\n\n## Zweck\n\n14 Tage."}}
    repository(tmp_path, [{"on": "2018-03-10", "write": FOLDERS}, {"on": "2018-05-10", "change": later}], config)
    built = sound(build(tmp_path, "--strict"))
    assert built.revisions("legal/de/nutzung") == ["2018-03-01", "2018-05-01"], "German dates in its words"
    texts = {"legal/de/nutzung/": "de", "legal/de/nutzung/2018-03-01/": "de", "legal/de/own/": "fr", "legal/use/": None}
    texts |= {"legal/de/at/agb/": "de-AT"}
    for address, language in texts.items():
        page = LexborHTMLParser(built.text(address))
        assert page.css_first(".inforce-text").attributes.get("lang") == language, address
        assert page.css_first("h1").attributes.get("lang") == language, address
    redline = LexborHTMLParser(built.text("legal/de/nutzung/compare/2018-03-01/2018-05-01/"))
    assert redline.css_first("#inforce-redline").attributes["lang"] == "de"
    for address in ("", "legal/de/", "legal/de/nutzung/history/"):
        links = [
            a
            for a in LexborHTMLParser(built.text(address)).css("article a")
            if a.text(strip=True) == "Nutzung" and "#" not in str(a.attributes["href"])
        ]
        assert links, address
        assert {a.attributes.get("lang") for a in links} == {"de"}, address
    assert 'lang="en"' in built.text("legal/de/nutzung/history/").partition("<head>")[0]


@pytest.mark.parametrize("value", ["de", {"policies/de": "german"}, {"policies/no": False}, {"/": "de"}])
def test_a_wrong_language_of_a_folder(value: object) -> None:
    """What it may be is said."""
    with pytest.raises(UserError, match="languages"):
        of({"languages": value}, folder=".", docs_dir="docs")
