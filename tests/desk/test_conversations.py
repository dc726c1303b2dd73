"""The drafts of the scripted conversations, measured: category, identifiers, and nothing invented."""

import re

import pytest

from bot.chorus.categories import CATEGORIES
from bot.chorus.identifiers import LABELS
from bot.desk.drafting import draft_ticket, read_over
from tests.desk.conftest import make_turn
from tests.desk.conversations import SCRIPTS, Script

KIND_OF = {label: kind for kind, label in LABELS.items()}
LABEL_OF = {category.key: category.label for category in CATEGORIES}


def drafted(script: Script) -> tuple[str, str, set[tuple[str, str]], set[str]]:
    """(category, subject and description, identifiers, values told wrong) of the script's draft."""
    draft = draft_ticket([make_turn(text, outcome, at) for at, (text, outcome) in enumerate(script.turns)])
    found, _ = read_over(draft.category, draft.subject, draft.description)
    read = {(KIND_OF[one["kind"]], one["value"].replace("\u00a0", " ")) for one in found}
    return draft.category, f"{draft.subject}\n{draft.description}", read, {o["value"] for o in found if not o["valid"]}


def test_there_are_enough_of_them_and_every_category_is_met() -> None:
    assert len(SCRIPTS) >= 30
    assert {script.category for script in SCRIPTS} == set(LABEL_OF)
    assert len({script.name for script in SCRIPTS}) == len(SCRIPTS)


def test_the_category_is_right_often_enough() -> None:
    wrong = [script.name for script in SCRIPTS if drafted(script)[0] != LABEL_OF[script.category]]
    assert 1 - len(wrong) / len(SCRIPTS) >= 0.85, wrong


def test_the_identifiers_are_all_found_and_no_other() -> None:
    expected = {(script.name, *one) for script in SCRIPTS for one in script.identifiers}
    found = {(script.name, *one) for script in SCRIPTS for one in drafted(script)[2]}
    assert len(found & expected) / len(expected) >= 0.95, expected - found
    assert len(found & expected) / len(found) >= 0.98, found - expected


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_wrong_identifier_is_told_and_a_right_one_is_not(script: Script) -> None:
    assert drafted(script)[3] == set(script.wrong)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_no_word_is_invented(script: Script) -> None:
    """Each word of subject and description was said, but for the invoice named in front and the masks."""
    said = set(re.findall(r"\w+", " ".join(text for text, _ in script.turns).lower()))
    written = re.sub(r"\[[^\]]+ masqué\]", "", drafted(script)[1])
    assert set(re.findall(r"\w+", written.lower())) - said <= {"facture", "factures"}


@pytest.mark.parametrize(
    ("name", "secret", "mask"),
    [
        ("bank details to add", "3000 6000", "[IBAN masqué]"),
        ("card number given by mistake", "4970", "[numéro de carte masqué]"),
        ("password given by mistake", "Toto2026", "[mot de passe masqué]"),
        ("PISTE token", "aZ93kfLq22", "[secret masqué]"),
    ],
)
def test_a_secret_never_reaches_the_draft(name: str, secret: str, mask: str) -> None:
    (script,) = (one for one in SCRIPTS if one.name == name)
    text = drafted(script)[1]
    assert secret not in text
    assert mask in text
