"""What counts as asked in vain, and what others may read of it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.chorus.identifiers import mask_personal
from bot.desk.asked import ADVISER_AFTER, NOT_CHOSEN, TICKET_AFTER, Vain, asked_in_vain
from bot.storage.database import Database
from bot.storage.models import Conversation, Ticket
from tests.desk.conftest import make_turn

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)


def store(database: Database, turns: Sequence[dict[str, Any]], talk: str = "c1", ticket: bool = False) -> None:
    with database.session() as session:
        row = Conversation(id=talk, owner="paul")
        session.add(row)
        for position, fields in enumerate(turns):
            given = {"created_at": NOW - timedelta(hours=5) + timedelta(minutes=position)} | fields
            row.turns.append(make_turn(given.pop("question", "ma question"), position=position, **given))
        if ticket:
            session.flush()
            session.add(
                Ticket(
                    conversation_id=talk,
                    owner="paul",
                    state="envoyé",
                    category="autre",
                    subject="x",
                    description="y",
                    stop_reason="demande",
                    created_at=NOW - timedelta(hours=1),
                )
            )


def vain(database: Database, **options: Any) -> list[Vain]:
    with database.session() as session:
        return asked_in_vain(session, NOW, **options)


@pytest.mark.parametrize(
    ("turns", "reasons"),
    [
        ([{"outcome": "answer"}], []),
        ([{"outcome": "smalltalk", "reason": "greeting"}], []),
        ([{"outcome": "smalltalk", "reason": "greeting", "vote": -1}], [("jugée inutile",)]),
        ([{"outcome": "handoff"}], []),
        ([{"outcome": "abstain"}], [("incompris",)]),
        ([{"outcome": "abstain", "reason": "cas personnel"}], [("cas personnel",)]),
        ([{"vote": -1, "vote_reason": "fausse"}], [("fausse",)]),
        ([{"vote": -1}], [("jugée inutile",)]),
        ([{"vote": 1}], []),
        ([{"outcome": "clarify"}], [(NOT_CHOSEN,)]),
        ([{"outcome": "clarify"}, {"outcome": "answer"}], []),
        ([{"outcome": "clarify"}, {"outcome": "abstain"}], [("incompris",), (NOT_CHOSEN,)]),
        ([{"outcome": "clarify", "created_at": NOW - timedelta(minutes=2)}], []),
        ([{"outcome": "answer"}, {"outcome": "handoff"}], [(ADVISER_AFTER,)]),
        ([{"outcome": "abstain"}, {"outcome": "smalltalk"}, {"outcome": "ticket"}], [("incompris", TICKET_AFTER)]),
    ],
)
def test_a_question_counts_for_what_became_of_it(
    database: Database, turns: list[dict[str, Any]], reasons: list[tuple[str, ...]]
) -> None:
    store(database, turns)
    assert [one.reasons for one in vain(database)] == reasons


def test_a_ticket_sent_says_that_the_last_answer_did_not_do(database: Database) -> None:
    store(database, [{"question": "première"}, {"question": "seconde"}], ticket=True)
    assert [(one.text, one.reasons) for one in vain(database)] == [("seconde", (TICKET_AFTER,))]


def test_a_follow_up_is_read_as_it_was_understood_and_old_questions_are_left_out(database: Database) -> None:
    understood = {"question": "et pour un sous-traitant ?", "understood_as": "quel cadre pour un sous-traitant ?"}
    store(database, [{"outcome": "abstain", **understood}])
    store(database, [{"outcome": "abstain", "created_at": NOW - timedelta(days=91)}], "old")
    store(database, [{"outcome": "abstain", "question": "la dernière", "created_at": NOW}], "new")
    assert [one.text for one in vain(database)] == ["la dernière", "quel cadre pour un sous-traitant ?"]
    assert [one.text for one in vain(database, most=1)] == ["la dernière"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (
            "Je suis Mme Durand Lopez, jean.dupont@orange.fr, 06 12 34 56 78",
            "Je suis Mme [nom masqué], [adresse électronique masquée], [téléphone masqué]",
        ),
        ("siret 73282932000074, facture FA-2024-118", "siret [SIRET masqué], facture [numéro de facture masqué]"),
        ("mon mot de passe est Tulipe42!", "mon mot de passe est [mot de passe masqué]"),
        (
            "Ma facture est suspendue depuis 30 jours, 20 % payée",
            "Ma facture est suspendue depuis 30 jours, 20 % payée",
        ),
    ],
)
def test_others_read_no_name_no_address_and_no_number_of_one_s_own(written: str, read: str) -> None:
    assert mask_personal(written) == read
    assert mask_personal(read) == read


def test_what_was_typed_is_masked_on_the_board(database: Database) -> None:
    store(database, [{"outcome": "abstain", "question": "pourquoi m'écrire à paul@exemple.fr ?"}])
    assert [one.text for one in vain(database)] == ["pourquoi m'écrire à [adresse électronique masquée] ?"]
