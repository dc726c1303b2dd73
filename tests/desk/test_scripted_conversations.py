"""The drafts of conversations written before the rules were mended, a third of them never looked into: the figures."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.chorus.categories import CATEGORIES, Category, category_named
from bot.chorus.checks import MONTHS
from bot.chorus.fields import missing_fields
from bot.chorus.identifiers import Identifier, find_identifiers
from bot.desk.drafting import Draft, draft_ticket
from bot.desk.ticket_form import form_slots
from tests.desk.conftest import make_turn

HALVES = ("mended on", "held back")
# « 14/10/2026 » is written « 14 octobre 2026 ».
SAID_BY_MONTH = frozenset(MONTHS)
_BY_KEY = {category.key: category for category in CATEGORIES}


@dataclass(frozen=True)
class Scripted:
    """One conversation and what a careful person would draw from it; ``gives`` are names of ``Field``.

    ``again`` is the same problem told in other words, for those that have it.
    """

    name: str
    half: str
    category: Category
    turns: tuple[tuple[str, str], ...]
    identifiers: frozenset[tuple[str, str]]
    wrong: frozenset[str]
    gives: frozenset[str]
    again: str


@cache
def scripted() -> tuple[Scripted, ...]:
    entries: list[dict[str, Any]] = yaml.safe_load(
        Path(__file__).with_name("scripted_conversations.yaml").read_text(encoding="utf-8")
    )
    return tuple(
        Scripted(
            entry["name"],
            HALVES[bool(entry.get("held_back"))],
            _BY_KEY[entry["category"]],
            tuple(next(iter(turn.items())) for turn in entry["turns"]),
            frozenset((kind, value) for kind, values in entry["identifiers"].items() for value in values),
            frozenset(entry.get("wrong", ())),
            frozenset(entry["gives"]),
            entry.get("again", ""),
        )
        for entry in entries
    )


@cache
def drafted(one: Scripted) -> tuple[Draft, tuple[Identifier, ...]]:
    draft = draft_ticket([make_turn(text, outcome, at) for at, (outcome, text) in enumerate(one.turns)])
    return draft, tuple(find_identifiers(f"{draft.subject}\n\n{draft.description}"))


def found(one: Scripted) -> set[tuple[str, str]]:
    return {(each.kind, plain(each.value)) for each in drafted(one)[1]}


def plain(value: str) -> str:
    return re.sub(r"[\u00a0\u202f]", " ", value)


def figures(scripts: list[Scripted]) -> dict[str, float]:
    """Category, recall and precision of identifiers, share of the category's fields rightly told given or missing."""
    right = [one for one in scripts if drafted(one)[0].category == one.category.label]
    wanted = {(one.name, *each) for one in scripts for each in one.identifiers}
    read = {(one.name, *each) for one in scripts for each in found(one)}
    told = [
        (field.name in one.gives) == (not missing_fields([field], text(one), drafted(one)[1]))
        for one in scripts
        for field in one.category.fields
    ]
    return {
        "category": len(right) / len(scripts),
        "recall": len(wanted & read) / len(wanted),
        "precision": len(wanted & read) / len(read),
        "fields": sum(told) / len(told),
    }


def text(one: Scripted) -> str:
    return f"{drafted(one)[0].subject}\n\n{drafted(one)[0].description}"


def test_there_are_enough_of_them_and_every_category_is_met_in_each_half() -> None:
    assert len(scripted()) >= 30
    assert len({one.name for one in scripted()}) == len(scripted())
    for half in HALVES:
        assert {one.category for one in scripted() if one.half == half} == set(CATEGORIES)
    assert sum(one.half == HALVES[1] for one in scripted()) * 3 >= len(scripted())


@pytest.mark.parametrize("half", HALVES)
def test_the_drafts_are_right_often_enough(half: str) -> None:
    measured = figures([one for one in scripted() if one.half == half])
    assert measured["category"] >= 0.85, measured
    assert measured["recall"] >= 0.95, measured
    assert measured["precision"] >= 0.98, measured
    assert measured["fields"] >= 0.95, measured


@pytest.mark.parametrize("one", scripted(), ids=lambda one: one.name)
def test_what_is_drafted_was_said(one: Scripted) -> None:
    """No field is invented: each value occurs in the person's words, and each word of the text was theirs."""
    said = " ".join(words for _, words in one.turns)
    draft, identifiers = drafted(one)
    assert category_named(draft.category)
    values = [slot.value for slot in form_slots(draft.category, text(one), {})]
    for value in [*values, *(each.value for each in identifiers)]:
        for part in re.findall(r"\d+|[^\W\d_]+", value):
            assert part in SAID_BY_MONTH or part.lower() in said.lower() or part in digits(said), value
    masks = re.sub(r"\[[^\]]+ masqué\]", "", f"{draft.subject}\n{draft.description}")
    assert set(re.findall(r"\w+", masks.lower())) - set(re.findall(r"\w+", said.lower())) <= {"facture", "factures"}


@pytest.mark.parametrize("one", [one for one in scripted() if one.wrong], ids=lambda one: one.name)
def test_a_wrong_identifier_is_told(one: Scripted) -> None:
    assert {each.value for each in drafted(one)[1] if each.problem} == one.wrong


def digits(value: str) -> str:
    return re.sub(r"\D", "", value)
