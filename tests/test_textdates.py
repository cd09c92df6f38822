"""Dates that a policy states in its own text: many languages and forms, and what only looks like one."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inforce.textdates import find


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
        ('{: datetime="2026-05-04" }', "2026-05-04"),
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
        '{: datetime="2026-02-30" }',
        "",
    ],
)
def test_near_misses(text: str) -> None:
    """A date that could be two days, is none, or announces nothing is not taken for the policy's."""
    assert find(f"# Policy\n\n{text}\n\nWe collect little.\n") is None


def test_effective_before_updated() -> None:
    """Where a text states both, the day on which it takes effect is its effective date."""
    found = find("# Policy\n\nLast updated: April 20, 2023\n\nEffective: May 20, 2023\n\nWe collect little.\n")
    assert found
    assert found.date == date(2023, 5, 20)


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
