"""Dates that a policy states in its own text: many languages and forms, and what only looks like one."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inforce.text.stated_dates import find, stated


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Last updated: April 20, 2023", "2023-04-20"),
        ("*Last updated: April 20, 2023*", "2023-04-20"),
        ("**Effective date:** 20 April 2023", "2023-04-20"),
        ("Effective: 20th of April, 2023", "2023-04-20"),
        ("Effective as of January 1st, 2023.", "2023-01-01"),
        ("This policy is effective from 2 May 2023.", "2023-05-02"),
        ("Last revised Apr. 3rd, 2023", "2023-04-03"),
        ("Updated on Sept. 1, 2023", "2023-09-01"),
        ("LAST MODIFIED: DECEMBER 31, 1999", "1999-12-31"),
        ("Effective Date\n\nMay 1, 2023", "2023-05-01"),
        ("Last updated: 2023-04-20", "2023-04-20"),
        ('Valid from the fourth {: datetime="2026-05-04" }', "2026-05-04"),
        ("Valid from 4 May 2026", "2026-05-04"),
        ("Applies from 4 May 2026", "2026-05-04"),
        ("This policy takes effect on May 4, 2026.", "2026-05-04"),
        ("Commencing May 4, 2026, these terms apply.", "2026-05-04"),
        ("These terms apply as from 4 May 2026.", "2026-05-04"),
        ("With effect from 4 May 2026", "2026-05-04"),
        ("Mit Wirkung zum 4. Mai 2026", "2026-05-04"),
        ("Ces conditions s’appliquent à compter du 4 mai 2026.", "2026-05-04"),
        ("Estas condiciones se aplican a partir del 4 de mayo de 2026.", "2026-05-04"),
        ("Last updated on Monday, 20 April 2023", "2023-04-20"),
        ("Last Update: 20 April 2023", "2023-04-20"),
        ("Version 3.2.3, July 11, 2019", "2019-07-11"),
        ("**Version 2.0** – effective July 11, 2019", "2019-07-11"),
        ("_Updated: May 4, 2022_", "2022-05-04"),
        ("*Last updated: [July 18, 2022](https://news.company.example/terms)*", "2022-07-18"),
        ("| Effective | May 4, 2022 |", "2022-05-04"),
        ("Last updated: 25/05/2018", "2018-05-25"),
        ("Stand: 25.05.2018", "2018-05-25"),
        ("Gültig ab dem 03.01.2024", "2024-01-03"),
        ("Zuletzt aktualisiert am 1. Januar 2024", "2024-01-01"),
        ("Diese Erklärung tritt am 1. Mai 2024 in Kraft.", "2024-05-01"),
        ("Mis à jour le 1er mai 2024", "2024-05-01"),
        ("Date d’entrée en vigueur : 1er mai 2024", "2024-05-01"),
        ("Última atualização em 1 de março de 2024", "2024-03-01"),
        ("Fecha de entrada en vigor: 2 de enero de 2024", "2024-01-02"),
        ("Aggiornato al 7 settembre 2023", "2023-09-07"),
        ("Geldig vanaf 8 maart 2024", "2024-03-08"),
        ('Valid from <time datetime="2026-05-04">the fourth</time>', "2026-05-04"),
        ("Gültig ab 1. Mai 2024", "2024-05-01"),
        ("Stand: 3. März 2024", "2024-03-03"),
        ("Letzte Aktualisierung: 31. Dezember 2023", "2023-12-31"),
        ("Dernière mise à jour : 1er mai 2024", "2024-05-01"),
        ("En vigueur le 14 août 2024", "2024-08-14"),
        ("Última actualización: 5 de mayo de 2024", "2024-05-05"),
        ("Vigente desde el 2 de enero de 2024", "2024-01-02"),
        ("Última atualização: 1º de março de 2024", "2024-03-01"),
        ("Ultimo aggiornamento: 7 settembre 2023", "2023-09-07"),
        ("Laatst bijgewerkt: 8 maart 2024", "2024-03-08"),
        ("Senast uppdaterad: 9 maj 2024", "2024-05-09"),
        ("Sist oppdatert: 10. desember 2023", "2023-12-10"),
        ("Sidst opdateret: 11. oktober 2023", "2023-10-11"),
        ("Päivitetty 12. toukokuuta 2024", "2024-05-12"),
        ("Ostatnia aktualizacja: 13 maja 2024", "2024-05-13"),
        ("Последнее обновление: 14 мая 2024 г.", "2024-05-14"),
        ("施行日：2024年5月1日", "2024-05-01"),
        ("最終更新日: 2024年12月31日", "2024-12-31"),
        ("生效日期：2026 年 5 月 4 日", "2026-05-04"),
        ("시행일: 2024년 5월 1일", "2024-05-01"),
        ("تاريخ السريان: 15 مايو 2024", "2024-05-15"),
        ("آخر تحديث: ١٥ مايو ٢٠٢٤", "2024-05-15"),
    ],
)
def test_stated(text: str, day: str) -> None:
    """A date with its year behind words that announce it is read, and its words are those of the text."""
    found = find(f"# Policy\n\n{text}\n\nWe collect little.\n")
    assert found
    assert found.date == date.fromisoformat(day)
    assert found.words in text
    assert bool(found.words) == ("datetime" not in text)
    assert stated(text).against is None


@pytest.mark.parametrize(
    "text",
    [
        "Last updated: 03/04/2023",
        "Last updated: 3.4.2023",
        "Effective date: 04-05-23",
        "Last updated: April 2023",
        "Last updated: February 30, 2023",
        "Last updated: April 20",
        "Last updated: yesterday",
        "Last updated: 12023-04-201",
        "Effective immediately.",
        "This policy was written on April 20, 2023.",
        "Copyright 1 May 2020 by us.",
        "We were founded on 1 May 1998 and moved on 2023-04-20.",
        "You understand that the companies were merged on 1 May 2020.",
        "We have offered cost-effective courses since 2 May 2020.",
        "A clause that is ineffective from 1 May 2020 is left out.",
        "This policy replaces the version of May 1, 2020.",
        "Effective" + " in every country where our courses are offered to learners" + " of the class of 1 May 2020",
        'Valid from <time datetime="2026-02-30">the thirtieth</time>',
        '{: datetime="2026-05-04" }',
        'We met on <time datetime="2026-05-04">the fourth</time>.',
        "<!-- Last updated: 4 May 2026 -->",
        "```\nLast updated: 4 May 2026\n```",
        "",
    ],
)
def test_near_misses(text: str) -> None:
    """A date that could be two days, is none, or announces nothing is not taken for the policy's."""
    assert find(f"# Policy\n\n{text}\n\nWe collect little.\n") is None


@pytest.mark.parametrize(
    "text",
    [
        "Effective January 1, 2020, the California Consumer Privacy Act gives you further rights.",
        "The California Consumer Privacy Act\n(effective January 1, 2020) gives you further rights.",
        "The CCPA (**effective January 1, 2020**) gives you further rights.",
        "Amended on January 1, 2023, the CCPA gives you further rights.",
        "The GDPR has been in force since May 25, 2018.",
        "Die DSGVO, in Kraft seit 25. Mai 2018, gilt auch.",
        "Le RGPD, en vigueur depuis le 25 mai 2018, s’applique.",
        "Effective January 1, 2023 prices rise by 5%.",
        "Our prices, effective 1 July 2022, are listed below.",
        "This policy explains the new law, effective January 1, 2024.",
        "| CPRA | effective January 1, 2023 |",
        "*Previous version: effective May 1, 2019*",
        "This policy replaces the policy effective May 1, 2019.",
        "- [Effective May 1, 2019](2019.md)",
        "## Earlier versions\n\n### 2019\n\nEffective May 1, 2019",
        "The Terms of Service were deprecated effective 30 November 2021.",
        "Google’s privacy policy, effective May 1, 2020, applies to maps.",
    ],
)
def test_dates_of_other_things(text: str) -> None:
    """The date of a law, of prices or of an earlier text is not that of the text, alone or beside its own."""
    assert find(f"# Policy\n\n{text}\n\nWe collect little.\n") is None
    for own in ("Last updated: March 2, 2017", "**Effective March 2, 2017**", "Stand: 2. März 2017"):
        for order in ((own, text), (text, own)):
            got = stated("# Policy\n\n{}\n\n{}\n\nWe collect little.\n".format(*order))
            assert got.against is None
            assert (got.date and got.date.date) == (None if text[0] == "#" and order[1] == own else date(2017, 3, 2))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Last updated: April 20, 2023\n\nEffective: May 20, 2023", "2023-05-20"),
        ("Effective: May 20, 2023\n\nLast updated: June 20, 2023", "2023-06-20"),
        ("Effective Nov 6 2015 / Updated March 1, 2019", "2019-03-01"),
        ("Effective Nov 6 2015 (amended March 1, 2019)", "2019-03-01"),
        ("Effective Nov 6 2015, as amended on March 1, 2019.", "2019-03-01"),
        ("Effective Nov 6 2015; most recently revised March 1, 2019", "2019-03-01"),
        ("_Effective: Nov 6, 2015_ · _Updated: March 1, 2019_", "2019-03-01"),
        ("| Effective | Nov 6, 2015 |\n|---|---|\n| Updated | March 1, 2019 |", "2019-03-01"),
        ("This charter is effective on November 6, 2015 and was last amended on March 1, 2019.", "2019-03-01"),
        ("In Kraft seit 6. November 2015, zuletzt geändert am 1. März 2019", "2019-03-01"),
        ("En vigueur depuis le 6 novembre 2015, mise à jour le 1er mars 2019", "2019-03-01"),
        ("Vigente desde el 6 de noviembre de 2015; última actualización: 1 de marzo de 2019", "2019-03-01"),
    ],
)
def test_origin_and_update(text: str, day: str) -> None:
    """Where a text states since when it counts and when it was changed, the later day is that of its words."""
    got = stated(f"# Charter\n\n{text}\n\nThe board has five members.\n")
    assert got.date
    assert got.date.date == date.fromisoformat(day)
    assert got.against is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Effective date: 03/02/2024\n\nThe DSA, effective February 17, 2024, applies.", "03/02/2024"),
        ("Effective date: 03/02/2024\n\nLast updated: March 2, 2024", "03/02/2024"),
        ("Last updated: February 30, 2024\n\nEffective: May 1, 2019", "February 30, 2024"),
        ("Last updated: December 2025\n\nEffective: May 1, 2019", "December 2025"),
        ("This policy is effective 03/02/2024.\n\nLast updated: January 5, 2024", "03/02/2024"),
        ("Mis à jour le 03/02/2024", "03/02/2024"),
    ],
)
def test_unreadable(text: str, words: str) -> None:
    """A date of its own that cannot be read lets no other date in, and is named with its line."""
    got = stated(f"# Policy\n\n{text}\n\nWe collect little.\n")
    assert got.date is None
    assert (got.unreadable, got.line) == (words, 2)


@pytest.mark.parametrize(
    ("text", "day", "other", "line"),
    [
        ("Effective May 1, 2019\n\nText.\n\n**Effective March 2, 2024**", "2024-03-02", "2019-05-01", 2),
        ("Last updated: May 4, 2024\n\nText.\n\nLast updated: May 3, 2023", "2024-05-04", "2023-05-03", 6),
        ("Last updated: May 4, 2024\n\nThis policy was last updated on March 1, 2023.", "2024-05-04", "2023-03-01", 4),
        ("Stand: 4. Mai 2024\n\nText.\n\nZuletzt aktualisiert am 3. Mai 2024", "2024-05-04", "2024-05-03", 6),
    ],
)
def test_disagreement(text: str, day: str, other: str, line: int) -> None:
    """Of two dates of one kind the later counts, where both stand alike, and the other is named."""
    got = stated(f"# Policy\n\n{text}\n")
    assert got.date
    assert got.against
    assert (str(got.date.date), str(got.against.date), got.line) == (day, other, line)


def test_history_below() -> None:
    """A list of earlier texts at the end neither counts nor disagrees."""
    got = stated(
        "# Terms\n\nEffective March 2, 2024\n\nWe sell.\n\n## Changes\n\n- Effective May 1, 2019: first\n- Updated 2020-05-01\n"
    )
    assert got.date
    assert (str(got.date.date), got.against) == ("2024-03-02", None)


def test_part_of_a_text() -> None:
    """A day below a heading of its own may be that of a part: it does not count beside one at the top."""
    part = "## California\n\n*Effective January 1, 2023*\n\n" + "Californians have further rights. " * 10
    top = find(f"# Privacy\n\nLast updated: May 4, 2022\n\nWe keep little.\n\n{part}")
    assert top
    assert top.date == date(2022, 5, 4)
    alone = find(f"# Privacy\n\nWe keep little.\n\n{part}")
    assert alone
    assert alone.date == date(2023, 1, 1)


def test_at_the_top_or_at_the_end() -> None:
    """A policy states its date in its first or last lines; what its middle mentions is not its own."""
    line = "\nLast updated: April 20, 2023\n"
    filler = "We collect little. " * 500
    at_the_end = find(filler + line)
    assert at_the_end
    assert at_the_end.date == date(2023, 4, 20)
    assert find(filler + line + filler) is None


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(max_size=40), st.dates(date(1000, 1, 1), date(9999, 12, 31)))
def test_any_text(noise: str, day: date) -> None:
    """No text raises, and a stated ISO date is found whatever follows its line."""
    find(noise)
    find("Last updated: " + noise)
    found = find(f"Last updated: {day.isoformat()}\n\n{noise}")
    assert found
    assert found.date == day
