"""Questions are degraded on purpose, always in the same way, and their codes are left alone."""

import pytest

from bot.evaluation.noise import KINDS, degrade

SAID = "Pourquoi l'état d'acompte n'est-il pas validé par le maître d'œuvre avec le cadre A15 ?"


@pytest.mark.parametrize("kind", KINDS)
def test_a_text_is_degraded_and_always_in_the_same_way(kind: str) -> None:
    assert degrade(SAID, kind) == degrade(SAID, kind) != SAID


@pytest.mark.parametrize("kind", KINDS)
def test_a_code_is_left_alone(kind: str) -> None:
    assert "a15" in degrade(SAID, kind).lower()


def test_each_kind_takes_away_what_it_says() -> None:
    assert degrade(SAID, "accents").isascii()
    assert "'" not in degrade(SAID, "apostrophes")
    assert len(degrade(SAID, "lettres").split()) == len(SAID.split())


@pytest.mark.parametrize("said", ["", "A9", "???", "à"])
def test_what_has_nothing_to_degrade_is_no_error(said: str) -> None:
    for kind in KINDS:
        assert isinstance(degrade(said, kind), str)
