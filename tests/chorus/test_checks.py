"""Each check says nothing of a right value, and says why of a wrong one."""

import pytest

from bot.chorus.checks import check_engagement, check_invoice_number, check_service, check_siren, say_date


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        ("732829320", None),
        ("552081317", None),
        ("12345678", "ce SIREN a 8 chiffres, il en faut 9"),
        ("123456789", "la clé de contrôle ne correspond pas : un chiffre est sans doute mal recopié"),
    ],
)
def test_siren(number: str, problem: str | None) -> None:
    assert check_siren(number) == problem


@pytest.mark.parametrize("number", ["F-2026/0123 A_1+2", "1", "A" * 20])
def test_an_invoice_number_takes_the_characters_of_rule_g1_05(number: str) -> None:
    assert check_invoice_number(number) is None


@pytest.mark.parametrize(("number", "told"), [("A" * 21, "21 caractères"), ("2026.118", "« . »"), ("FÀ12", "« À »")])
def test_an_invoice_number_is_refused_with_its_reason(number: str, told: str) -> None:
    assert told in str(check_invoice_number(number))


def test_lengths_of_engagement_and_service_are_bounded() -> None:
    assert check_engagement("1" * 50) is None
    assert "51 caractères" in str(check_engagement("1" * 51))
    assert check_service("A1" * 50) is None
    assert "101 caractères" in str(check_service("1" * 101))


def test_a_date_without_a_year_gets_none() -> None:
    assert say_date(1, 3, None) == "1er mars"
    assert say_date(24, 11, 2026) == "24 novembre 2026"
