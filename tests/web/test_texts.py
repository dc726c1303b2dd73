"""French typography, and the sentences of the pages."""

import re
from datetime import UTC, date, datetime

import pytest

from bot.dialogue.texts import STARTERS
from bot.web import texts
from bot.web.texts import french_date, french_day_of, french_time, typeset

WIDE, THIN = "\u00a0", "\u202f"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Pourquoi ?", f"Pourquoi{THIN}?"),
        ("Non : une « Suspendue » ; oui !", f"Non{WIDE}: une «{WIDE}Suspendue{WIDE}»{THIN}; oui{THIN}!"),
        ("1 500 € et 20 %", f"1{WIDE}500{WIDE}€ et 20{WIDE}%"),
        ("le 24 novembre 2026", f"le 24{WIDE}novembre 2026"),
        ("à 10 h 20", f"à 10{WIDE}h{WIDE}20"),
        ("https://a.fr/b?c=d:8080", "https://a.fr/b?c=d:8080"),
        ("8:30", "8:30"),
        ("110 002 011 00044", f"110{WIDE}002{WIDE}011 00044"),
    ],
)
def test_spaces_that_must_not_break_do_not(written: str, shown: str) -> None:
    assert typeset(written) == shown


@pytest.mark.parametrize("written", ["Pourquoi ?", "« a » : 1 500 €", "rien à faire", "24 mai 2026 à 9 h 05"])
def test_typesetting_twice_changes_nothing_more_and_only_touches_spaces(written: str) -> None:
    once = typeset(written)
    assert typeset(once) == once
    assert re.sub(r"\s", " ", once) == written


def test_dates_are_written_in_full() -> None:
    assert french_date(date(2026, 11, 24)).split() == ["24", "novembre", "2026"]
    assert french_date(date(2027, 7, 1)).split() == ["1er", "juillet", "2027"]


def test_times_are_those_of_paris() -> None:
    assert " ".join(french_time(datetime(2026, 11, 24, 9, 5, tzinfo=UTC)).split()) == "24 novembre 2026 à 10 h 05"
    assert " ".join(french_time(datetime(2026, 7, 1, 22, 30, tzinfo=UTC)).split()) == "2 juillet 2026 à 0 h 30"


def test_iso_days_and_times_become_french_dates() -> None:
    assert french_day_of("2026-11-24").split() == ["24", "novembre", "2026"]
    assert french_day_of("2026-11-24T23:30:00+00:00").split() == ["25", "novembre", "2026"]


def test_every_sentence_of_the_pages_is_typeset() -> None:
    sentences = [(name, value) for name, value in vars(texts).items() if name.isupper() and isinstance(value, str)]
    assert len(sentences) > 40
    assert [name for name, value in sentences if typeset(value) != value] == []


def test_the_six_first_questions_each_have_their_module() -> None:
    assert len(texts.STARTER_MODULES) == len(STARTERS) == 6
    assert all(len(question) <= 80 for question in STARTERS)
