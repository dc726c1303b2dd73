"""The support's desk: who deals with a ticket, its correction, its answer, and what else may become of it.

Each change is one row of the table in ``states.py``, made only on the revision that its author saw. A ticket that is
taken up again keeps its exchange: nothing said before is said twice.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk.errors import ChangesRefused
from bot.desk.inbox import InboxQuery, find_tickets
from bot.desk.states import ANSWERED, DESK, DUPLICATE, Move, moves_from
from bot.desk.ticket_history import Event, Note, events_of, notes_of
from bot.desk.tickets import Tickets, apply_changes, kept_text, say, tell, view_of
from bot.desk.types import MessageView, TicketChanges, TicketView
from bot.storage import models
from bot.storage.database import Database
from bot.storage.models import Ticket, TicketNote


@dataclass(frozen=True)
class InboxPage:
    """One page of the inbox; ``total`` counts every page, ``query`` says which page it is."""

    tickets: tuple[TicketView, ...]
    total: int
    query: InboxQuery


@dataclass(frozen=True)
class Dossier:
    """All that the desk reads around a ticket; ``repeated_by`` are its duplicates, which wait for the same answer."""

    ticket: TicketView
    exchange: tuple[MessageView, ...]
    notes: tuple[Note, ...]
    history: tuple[Event, ...]
    repeated_by: tuple[TicketView, ...]
    moves: tuple[Move, ...]


class ReviewDesk:
    """Every change raises TicketNotFound, TicketConflict and MoveNotAllowed, and leaves all as it was then.

    ``on_news`` is told, once it is stored, each ticket whose author has something to read, and after which move.
    """

    def __init__(self, database: Database, tickets: Tickets, clock: Callable[[], datetime] = models.now) -> None:
        self._database = database
        self._tickets = tickets
        self._clock = clock
        self.on_news: Callable[[TicketView, Move], None] = lambda ticket, move: None

    def inbox(self, asked: InboxQuery) -> InboxPage:
        """What ``asked`` finds of the tickets that were sent."""
        with self._database.session() as session:
            rows, total, page = find_tickets(session, asked, self._clock())
            return InboxPage(tuple(view_of(row) for row in rows), total, replace(asked, page=page))

    def dossier(self, ticket_id: int) -> Dossier:
        """A ticket that was sent with all around it; raises TicketNotFound, for a draft too."""
        ticket, exchange = self._tickets.get(ticket_id), tuple(self._tickets.thread(ticket_id))
        with self._database.session() as session:
            return Dossier(
                ticket, exchange, notes_of(session, ticket_id), events_of(session, ticket_id),
                tuple(view_of(row) for row in _repeating(session, ticket_id)),
                tuple(moves_from(ticket.state, DESK)),
            )  # fmt: skip

    def take(self, ticket_id: int, who: str, revision: int) -> TicketView:
        """Assign the ticket to ``who``, who now reads it over."""
        return self._move(ticket_id, revision, "take", lambda _, ticket: _assign(ticket, who), who)

    def release(self, ticket_id: int, who: str, revision: int) -> TicketView:
        """Give it back to the queue."""
        return self._move(ticket_id, revision, "release", lambda _, ticket: _assign(ticket, None), who)

    def correct(self, ticket_id: int, who: str, changes: TicketChanges, revision: int) -> TicketView:
        """Store a better category or wording; the ticket is then ``who``'s."""

        def apply(_: Session, ticket: Ticket) -> None:
            apply_changes(ticket, changes)
            _assign(ticket, ticket.assignee or who)

        return self._move(ticket_id, revision, "correct", apply, who)

    def answer(
        self, ticket_id: int, who: str, changes: TicketChanges, reply: str, revision: int, to_duplicates: bool = False
    ) -> TicketView:
        """Correct, answer the author, and the authors of its duplicates if ``to_duplicates``."""
        repeated: list[TicketView] = []

        def apply(session: Session, ticket: Ticket) -> None:
            now = self._clock()
            apply_changes(ticket, changes)
            _assign(ticket, ticket.assignee or who)
            _reply(session, ticket, who, reply, now)
            for other in _repeating(session, ticket_id) if to_duplicates else []:
                _reply(session, other, who, reply, now)
                other.state = ANSWERED
                tell(session, other, "answer", DUPLICATE, who, now)
                repeated.append(view_of(other))

        answered = self._move(ticket_id, revision, "answer", apply, who)
        for other in repeated:
            self.on_news(other, "answer")
        return answered

    def forward(self, ticket_id: int, who: str, portal_number: str, revision: int) -> TicketView:
        """Note that it was entered on the portal, under which number, or without one yet."""

        def apply(_: Session, ticket: Ticket) -> None:
            number = " ".join(kept_text("portal_number", portal_number).split())
            ticket.portal_number = number or None
            _assign(ticket, ticket.assignee or who)

        return self._move(ticket_id, revision, "forward", apply, who)

    def mark_duplicate(self, ticket_id: int, who: str, number: str, revision: int) -> TicketView:
        """Say that the ticket called ``number`` is followed instead, or the one that that one repeats."""

        def apply(session: Session, ticket: Ticket) -> None:
            original = session.scalar(select(Ticket).where(Ticket.number == number.strip().upper()))
            seen: set[int] = set()
            while original is not None and original.state == DUPLICATE and original.id not in seen:
                seen.add(original.id)
                original = original.original
            if original is None:
                raise ChangesRefused(f"Aucun ticket ne porte le numéro « {number.strip()} » : vérifiez-le (T-2026-…).")
            if original.id == ticket.id:
                raise ChangesRefused("Un ticket ne peut pas être son propre doublon : donnez le numéro d'un autre.")
            ticket.duplicate_of = original.id
            ticket.original = original
            for follower in _repeating(session, ticket_id):
                follower.original = original
            _assign(ticket, ticket.assignee or who)

        return self._move(ticket_id, revision, "mark_duplicate", apply, who)

    def cancel_duplicate(self, ticket_id: int, who: str, revision: int) -> TicketView:
        """It was another problem after all: ``who`` reads it over."""

        def apply(_: Session, ticket: Ticket) -> None:
            ticket.original, ticket.duplicate_of = None, None
            _assign(ticket, who)

        return self._move(ticket_id, revision, "cancel_duplicate", apply, who)

    def close(self, ticket_id: int, who: str, word: str, revision: int) -> TicketView:
        """Expect no more of it; without any answer so far, ``word`` must tell its author why."""

        def apply(session: Session, ticket: Ticket) -> None:
            if word.strip():
                _reply(session, ticket, who, word, self._clock())
            elif ticket.answered_at is None and ticket.portal_number is None:
                raise ChangesRefused(
                    "Ce ticket n'a encore aucune réponse : dites à son auteur, dans « Réponse », pourquoi il est clos."
                )

        return self._move(ticket_id, revision, "close", apply, who)

    def reopen(self, ticket_id: int, who: str, revision: int) -> TicketView:
        """Deal with it again; nothing is sent to its author."""
        return self._move(ticket_id, revision, "reopen", lambda _, ticket: None, who)

    def note(self, ticket_id: int, who: str, text: str) -> None:
        """Add a note that the desk alone reads; notes are only added, so that none can overwrite another."""
        self._tickets.get(ticket_id)
        text = kept_text("message", text)
        if not text:
            raise ChangesRefused("Votre note est vide : écrivez-la, puis ajoutez-la.")
        with self._database.session() as session:
            session.add(TicketNote(ticket_id=ticket_id, author=who, text=text, created_at=self._clock()))

    def _move(
        self, ticket_id: int, revision: int, move: Move, apply: Callable[[Session, Ticket], None], who: str
    ) -> TicketView:
        ticket = self._tickets.change_at_desk(ticket_id, revision, move, apply, who)
        if move in _NEWS:
            self.on_news(ticket, move)
        return ticket


_NEWS: frozenset[Move] = frozenset({"answer", "forward", "mark_duplicate", "close"})


def _assign(ticket: Ticket, who: str | None) -> None:
    ticket.assignee = who


def _reply(session: Session, ticket: Ticket, who: str, reply: str, now: datetime) -> None:
    ticket.reply = say(session, ticket, who, reply, now)
    ticket.reviewer, ticket.reviewed_at = who, now
    ticket.answered_at = ticket.answered_at or now


def _repeating(session: Session, ticket_id: int) -> list[Ticket]:
    query = select(Ticket).where(Ticket.duplicate_of == ticket_id, Ticket.state == DUPLICATE).order_by(Ticket.id)
    return list(session.scalars(query))
