"""Tickets from draft to review: whose they are, what may change when, and never one over another."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Barrier

import pytest
from sqlalchemy.orm import Session

import bot.desk.tickets as module
from bot.desk.errors import ChangesRefused, DeskBusy
from bot.desk.tickets import (
    CATEGORIES,
    MoveNotAllowed,
    TicketChanges,
    TicketConflict,
    TicketNotFound,
    Tickets,
    TicketView,
)
from bot.storage.database import Database
from bot.storage.models import Ticket
from tests.desk.conftest import Talk

NOTHING = TicketChanges()
SAID = [("Ma facture 2026-118 est rejetée, siret 7328293200007", "answer"), ("ouvrir un ticket", "ticket")]


@pytest.fixture
def draft(tickets: Tickets, talk: Talk) -> TicketView:
    return tickets.draft(talk(SAID), "paul")


def send(tickets: Tickets, ticket: TicketView) -> TicketView:
    return tickets.send(ticket.id, ticket.owner, NOTHING, ticket.revision)


def test_a_draft_says_what_was_found_tried_and_is_missing(draft: TicketView) -> None:
    assert (draft.state, draft.number, draft.sent_at) == ("brouillon", None, None)
    assert draft.category == "Suivi, rejet ou paiement d'une facture"
    assert draft.description == "Ma facture 2026-118 est rejetée, siret 7328293200007"
    assert draft.identifiers == [
        {"kind": "Numéro de facture", "value": "2026-118", "valid": True, "problem": None},
        {
            "kind": "SIRET",
            "value": "7328293200007",
            "valid": False,
            "problem": "ce SIRET a 13 chiffres, il en faut 14",
        },
    ]
    assert [step["sources"] for step in draft.tried] == [["Facture suspendue, Étapes"]]
    assert draft.stop_reason == "demande"
    assert "date de la facture" in draft.missing


def test_asking_again_gives_the_same_draft_brought_up_to_date(tickets: Tickets, talk: Talk, draft: TicketView) -> None:
    assert tickets.draft("c1", "paul") == draft
    talk([("EJ 1300045678", "abstain")])
    again = tickets.draft("c1", "paul")
    assert again.id == draft.id
    assert "EJ 1300045678" in again.description
    assert "numéro d'engagement" not in again.missing


def test_asking_again_keeps_what_the_trainee_wrote(tickets: Tickets, draft: TicketView) -> None:
    tickets.save(draft.id, "paul", TicketChanges(subject="Mon titre"), draft.revision)
    assert tickets.draft("c1", "paul").subject == "Mon titre"


def test_once_sent_the_conversation_gets_a_new_draft(tickets: Tickets, draft: TicketView) -> None:
    send(tickets, draft)
    assert tickets.draft("c1", "paul").id != draft.id


def test_two_tabs_asking_at_once_share_one_draft(tickets: Tickets, talk: Talk) -> None:
    talk(SAID)
    barrier = Barrier(4)

    def ask(_: int) -> int:
        barrier.wait()
        return tickets.draft("c1", "paul").id

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(ask, range(4)))) == 1


def test_another_owner_finds_nothing(tickets: Tickets, draft: TicketView) -> None:
    for attempt in (
        lambda: tickets.draft("c1", "eve"),
        lambda: tickets.save(draft.id, "eve", NOTHING, draft.revision),
        lambda: tickets.send(draft.id, "eve", NOTHING, draft.revision),
    ):
        with pytest.raises(TicketNotFound):
            attempt()
    assert tickets.mine("eve") == []
    assert tickets.mine("paul") == [draft]


def test_a_conversation_or_a_ticket_that_is_not_there_is_not_found(tickets: Tickets) -> None:
    with pytest.raises(TicketNotFound, match="aucun ticket n'est préparé"):
        tickets.draft("nowhere", "paul")
    with pytest.raises(TicketNotFound, match="Mes tickets"):
        tickets.get(404)


def test_the_desk_does_not_see_a_draft(tickets: Tickets, draft: TicketView) -> None:
    assert tickets.inbox() == tickets.inbox("brouillon") == []
    with pytest.raises(TicketNotFound):
        tickets.get(draft.id)


def test_saving_reads_the_text_over(tickets: Tickets, draft: TicketView) -> None:
    changes = TicketChanges(subject="Rejet", description="facture 2026-118 du 3 mars 2026, siret 73282932000074")
    saved = tickets.save(draft.id, "paul", changes, draft.revision)
    assert [(one["value"], one["valid"]) for one in saved.identifiers] == [
        ("2026-118", True),
        ("3 mars 2026", True),
        ("73282932000074", True),
    ]
    assert "date de la facture" not in saved.missing
    changed = tickets.save(draft.id, "paul", TicketChanges(category=CATEGORIES[0]), saved.revision)
    assert changed.missing[0] == "adresse de connexion"


def test_a_secret_typed_into_the_form_is_covered(tickets: Tickets, draft: TicketView) -> None:
    changes = TicketChanges(description="mon mot de passe est Toto2026!", subject="IBAN FR7630006000011234567890189")
    saved = tickets.save(draft.id, "paul", changes, draft.revision)
    assert saved.description == "mon mot de passe est [mot de passe masqué]"
    assert saved.subject == "IBAN [IBAN masqué]"


def test_a_nul_character_never_reaches_the_database(tickets: Tickets, draft: TicketView) -> None:
    changes = TicketChanges(subject="a\x00b\nc", description="un\r\ndeux\x07")
    saved = tickets.save(draft.id, "paul", changes, draft.revision)
    assert (saved.subject, saved.description) == ("ab c", "un\ndeux")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (TicketChanges(category="Météo"), "catégorie"),
        (TicketChanges(subject="x" * 201), "201 caractères ; la limite est de 200"),
        (TicketChanges(description="x" * 20_001), "20001 caractères"),
    ],
)
def test_a_field_that_can_not_be_kept_is_refused_and_nothing_changes(
    tickets: Tickets, draft: TicketView, changes: TicketChanges, told: str
) -> None:
    with pytest.raises(ChangesRefused, match=told):
        tickets.save(draft.id, "paul", changes, draft.revision)
    assert tickets.mine("paul") == [draft]


def test_sending_numbers_the_ticket_and_shows_it_to_the_desk(tickets: Tickets, draft: TicketView) -> None:
    sent = send(tickets, draft)
    assert sent.state == "envoyé"
    assert sent.number == f"T-{datetime.now(UTC).year}-000001"
    assert sent.sent_at is not None
    assert tickets.inbox() == tickets.inbox("envoyé") == [sent]
    assert tickets.inbox("répondu") == []
    assert tickets.get(sent.id) == sent


@pytest.mark.parametrize("changes", [TicketChanges(subject=" "), TicketChanges(description="\n")])
def test_an_empty_ticket_is_not_sent(tickets: Tickets, draft: TicketView, changes: TicketChanges) -> None:
    with pytest.raises(ChangesRefused, match="nécessaires"):
        tickets.send(draft.id, "paul", changes, draft.revision)
    assert tickets.mine("paul") == [draft]


def test_numbers_start_again_with_the_year_in_paris(database: Database, talk: Talk) -> None:
    moments = [datetime(2026, 12, 31, 22, 59, tzinfo=UTC), datetime(2026, 12, 31, 23, 1, tzinfo=UTC)]
    numbers = []
    for at, moment in enumerate([moments[0], *moments]):
        tickets = Tickets(database, clock=lambda moment=moment: moment)
        numbers.append(send(tickets, tickets.draft(talk(SAID, conversation=f"c{at}"), "paul")).number)
    assert numbers == ["T-2026-000001", "T-2026-000002", "T-2027-000001"]


def test_numbers_follow_each_other_without_gap_when_many_send_at_once(tickets: Tickets, talk: Talk) -> None:
    drafts = [tickets.draft(talk(SAID, conversation=f"c{at}"), "paul") for at in range(12)]
    barrier = Barrier(6)

    def go(ticket: TicketView) -> str | None:
        barrier.wait()
        return send(tickets, ticket).number

    with ThreadPoolExecutor(6) as pool:
        numbers = sorted(str(number) for number in pool.map(go, drafts))
    assert [int(number.rsplit("-", 1)[1]) for number in numbers] == list(range(1, 13))


def test_a_number_taken_meanwhile_is_replaced_by_the_next(
    tickets: Tickets, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = send(tickets, tickets.draft(talk(SAID), "paul"))
    real, late = module._next_number, [str(first.number)]

    def number_read_too_early(session: Session, year: int) -> str:
        return late.pop() if late else real(session, year)

    monkeypatch.setattr(module, "_next_number", number_read_too_early)
    second = send(tickets, tickets.draft(talk(SAID, conversation="c2"), "paul"))
    assert str(second.number).endswith("-000002")


def test_a_desk_that_stays_busy_says_so_and_keeps_the_draft(
    tickets: Tickets, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = send(tickets, tickets.draft(talk(SAID), "paul"))
    draft = tickets.draft(talk(SAID, conversation="c2"), "paul")
    monkeypatch.setattr(module, "_next_number", lambda session, year: first.number)
    with pytest.raises(DeskBusy, match="gardé en brouillon"):
        send(tickets, draft)
    assert tickets.mine("paul")[0] == draft


def test_a_sent_ticket_is_sent_and_edited_no_more(tickets: Tickets, draft: TicketView) -> None:
    sent = send(tickets, draft)
    with pytest.raises(MoveNotAllowed, match=str(sent.number)):
        tickets.send(sent.id, "paul", NOTHING, sent.revision)
    with pytest.raises(MoveNotAllowed, match="déjà envoyé"):
        tickets.save(sent.id, "paul", TicketChanges(subject="Autre"), sent.revision)
    assert tickets.mine("paul") == [sent]


def test_a_second_click_on_send_finds_the_ticket_already_sent(tickets: Tickets, draft: TicketView) -> None:
    sent = send(tickets, draft)
    with pytest.raises(TicketConflict, match=f"« envoyé », {sent.number}") as refused:
        send(tickets, draft)
    assert refused.value.current == sent


def test_a_write_that_slips_in_between_reading_and_writing_is_not_overwritten(
    tickets: Tickets, draft: TicketView, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two sessions: the second commits after the first has read the row and before it writes."""
    real = module.apply_changes

    def other_session_first(ticket: Ticket, changes: TicketChanges) -> None:
        monkeypatch.setattr(module, "apply_changes", real)
        with database.session() as session:
            session.get_one(Ticket, ticket.id).subject = "Écrit par l'autre"
        real(ticket, changes)

    monkeypatch.setattr(module, "apply_changes", other_session_first)
    with pytest.raises(TicketConflict) as refused:
        tickets.save(draft.id, "paul", TicketChanges(subject="Écrit par moi"), draft.revision)
    assert refused.value.current.subject == "Écrit par l'autre"
    assert tickets.mine("paul")[0].subject == "Écrit par l'autre"


@contextmanager
def racing(threads: int) -> Iterator[tuple[ThreadPoolExecutor, Barrier]]:
    with ThreadPoolExecutor(threads) as pool:
        yield pool, Barrier(threads)


def test_of_many_saves_on_one_revision_exactly_one_is_kept(tickets: Tickets, draft: TicketView) -> None:
    def save(title: str) -> str | None:
        barrier.wait()
        try:
            return tickets.save(draft.id, "paul", TicketChanges(subject=title), draft.revision).subject
        except TicketConflict:
            return None

    with racing(6) as (pool, barrier):
        kept = [title for title in pool.map(save, [f"Titre {at}" for at in range(6)]) if title]
    assert len(kept) == 1
    assert tickets.mine("paul")[0].subject == kept[0]


def test_the_latest_sent_comes_first_in_the_inbox(database: Database, talk: Talk) -> None:
    for at in range(3):
        tickets = Tickets(database, clock=lambda at=at: datetime(2026, 11, 24, 8, at, tzinfo=UTC))
        send(tickets, tickets.draft(talk(SAID, conversation=f"c{at}"), "paul"))
    numbers = [ticket.number for ticket in Tickets(database).inbox()]
    assert numbers == ["T-2026-000003", "T-2026-000002", "T-2026-000001"]
