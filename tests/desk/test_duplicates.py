"""Which tickets are told to be alike, to whom, and why; and the nearness of words, measured with the real model."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from fakes import BrokenEmbeddings, WordEmbeddings, encoder_of
from sqlalchemy import func, select

from bot.desk.drafting import draft_ticket, read_over
from bot.desk.duplicates import DAYS, NEAR_FITTED, Duplicates, words_compared
from bot.desk.errors import TicketNotFound
from bot.search.encoder import Encoder
from bot.storage.database import Database
from bot.storage.models import StoredVector, Ticket
from tests.desk.conftest import make_turn
from tests.desk.test_scripted_conversations import drafted, scripted

NOW = datetime(2026, 11, 28, 10, 0, tzinfo=UTC)
Add = Callable[..., int]
SIRET = "63712926300017"


@pytest.fixture
def add(database: Database) -> Add:
    """Put a ticket on the desk, or a draft; returns its id."""
    count = 0

    def put(text: str, owner: str = "paul", state: str = "envoyé", days_ago: int = 1) -> int:
        nonlocal count
        count += 1
        sent = state != "brouillon"
        identifiers, missing = read_over("Autre demande", "Demande", text)
        with database.session() as session:
            ticket = Ticket(
                owner=owner, state=state, category="Autre demande", subject="Demande", description=text,
                identifiers=identifiers, missing=missing, stop_reason="demande",
                number=f"T-2026-{count:06}" if sent else None, sent_at=NOW - timedelta(days=days_ago) if sent else None,
            )  # fmt: skip
            session.add(ticket)
            session.flush()
            return ticket.id

    return put


@pytest.fixture
def words() -> WordEmbeddings:
    return WordEmbeddings()


@pytest.fixture
def duplicates(database: Database, words: WordEmbeddings) -> Duplicates:
    return Duplicates(database, encoder_of(words), lambda: NOW)


def test_the_person_s_own_ticket_on_the_same_invoice_is_told_with_its_number(add: Add, duplicates: Duplicates) -> None:
    sent = add("ma facture FA-2026-118 est rejetée")
    draft = add("toujours rien pour la facture fa-2026-118 !", state="brouillon")
    (alike,) = duplicates.own(draft, "paul")
    assert (alike.id, alike.number, alike.why) == (sent, "T-2026-000001", ("même facture",))


def test_nobody_else_s_ticket_is_told_to_a_trainee(add: Add, duplicates: Duplicates) -> None:
    add("ma facture FA-2026-118 est rejetée", owner="anne")
    draft = add("ma facture FA-2026-118 est rejetée", state="brouillon")
    assert duplicates.own(draft, "paul") == []
    with pytest.raises(TicketNotFound):
        duplicates.own(draft, "anne")


def test_the_same_words_without_a_number_are_one_problem_and_two_invoices_are_two(
    add: Add, duplicates: Duplicates
) -> None:
    add("la mairie refuse ma facture FA-1001 sans motif")
    other = add("la mairie refuse ma facture FA-1002 sans motif", state="brouillon")
    assert duplicates.own(other, "paul") == []
    same = add("la mairie refuse ma facture sans motif", state="brouillon")
    assert [one.why for one in duplicates.own(same, "paul")] == [("texte proche",)]


@pytest.mark.parametrize("state", ["brouillon", "clos", "doublon"])
def test_a_ticket_that_is_not_open_is_not_proposed(add: Add, duplicates: Duplicates, state: str) -> None:
    add("ma facture FA-2026-118 est rejetée", state=state)
    draft = add("ma facture FA-2026-118 est rejetée", state="brouillon")
    assert duplicates.own(draft, "paul") == []


def test_the_desk_is_told_why_and_the_strongest_first(add: Add, duplicates: Duplicates) -> None:
    flow = add("flux CPP0020261103000872 rejeté, erreur de schéma", owner="anne")
    invoice = add(f"SIRET {SIRET}, la facture FA-2026-118 n'arrive pas", owner="lea", state="clos")
    add("la facture FA-2026-118 d'une autre entreprise", owner="max")
    add(f"je veux me rattacher à {SIRET}", owner="zoe")
    ticket = add(f"facture FA-2026-118 de {SIRET} dans le flux CPP0020261103000872")
    found = duplicates.similar(ticket)
    assert [one.id for one in found] == [flow, invoice]
    assert [one.why for one in found] == [("même flux",), ("même facture", "même SIRET")]
    assert len(duplicates.similar(ticket, most=1)) == 1


def test_a_wrong_number_brings_no_tickets_together(add: Add, duplicates: Duplicates) -> None:
    add("SIRET 6371292630001 rejeté à la création", owner="anne")
    assert duplicates.similar(add("où corriger le siret 6371292630001 affiché")) == []


def test_a_draft_is_no_business_of_the_desk_s(add: Add, duplicates: Duplicates) -> None:
    with pytest.raises(TicketNotFound):
        duplicates.similar(add("facture FA-2026-118", state="brouillon"))


def test_a_vector_is_made_once_and_a_few_at_a_time(
    add: Add, duplicates: Duplicates, words: WordEmbeddings, database: Database
) -> None:
    for n in range(20):
        add(f"problème différent numéro {n} de rattachement", days_ago=n + 2)
    add("bien trop ancien", days_ago=DAYS + 1)
    ticket = add("une question de rattachement")
    made = []
    for _ in range(3):
        before = len(words.embedded)
        duplicates.similar(ticket)
        made.append(len(words.embedded) - before)
    assert made == [16, 5, 0]
    with database.session() as session:
        assert session.scalar(select(func.count()).select_from(StoredVector)) == 21


def test_without_a_model_the_numbers_are_still_compared(add: Add, database: Database) -> None:
    add("ma facture FA-2026-118 est rejetée")
    draft = add("facture FA-2026-118", state="brouillon")
    found = Duplicates(database, encoder_of(BrokenEmbeddings()), lambda: NOW).own(draft, "paul")
    assert [one.why for one in found] == [("même facture",)]


def test_problems_told_anew_are_near_and_different_ones_are_not(encoder: Encoder) -> None:
    """The figures of the module's docstring: what the threshold finds, and what it mistakes."""
    again = [one for one in scripted() if one.again]
    told = [drafted(one)[0] for one in again]
    anew = [draft_ticket([make_turn(one.again, "abstain")]) for one in again]
    texts = [words_compared(draft.subject, draft.description) for draft in (*told, *anew)]
    vectors = encoder.turn_questions(encoder.embed_questions(texts))
    cosines = vectors[: len(told)] @ vectors.T
    same = np.zeros_like(cosines, bool)
    same[np.arange(len(told)), len(told) + np.arange(len(told))] = True
    different = np.triu(np.ones_like(cosines, bool), 1) & ~same
    assert np.mean(cosines[same] >= NEAR_FITTED) >= 0.75
    assert np.mean(cosines[different] >= NEAR_FITTED) <= 0.015
