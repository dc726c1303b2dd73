"""Tickets as their authors write them; a change is made only on the revision its author saw: none overwrites another.

A trainee reads and writes their own; the desk reads those that were sent, and deals with them in ``review.py``. What
a person writes is read over at each change, so that identifiers and missing fields always match the text.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.orm.exc import StaleDataError

from bot.chorus.categories import category_labels, category_named
from bot.chorus.masking import mask_secrets
from bot.chorus.unneeded import cover_unneeded
from bot.desk.drafting import draft_ticket, read_over, redraft
from bot.desk.errors import ChangesRefused, DeskBusy, MoveNotAllowed, TicketConflict, TicketNotFound
from bot.desk.inbox import searched_text
from bot.desk.states import AUTHOR, DESK, DRAFT, DUPLICATE, Move, state_after
from bot.desk.ticket_form import ENTRIES, LONGEST, MAIL, check_entry
from bot.desk.told import told_in
from bot.desk.types import MessageView, TicketChanges, TicketView
from bot.storage import models
from bot.storage.database import Database
from bot.storage.models import Conversation, Ticket, TicketEvent, TicketMessage

__all__ = [
    "CATEGORIES",
    "MoveNotAllowed",
    "TicketChanges",
    "TicketConflict",
    "TicketNotFound",
    "TicketView",
    "Tickets",
]

CATEGORIES = category_labels()
_LONGEST = {"subject": 200, "description": 20_000, "message": 20_000, "portal_number": 40}
_NAMES = {
    "subject": "Le titre",
    "description": "La description",
    "message": "Le message",
    "portal_number": "Le numéro du portail",
}
# What the history tells of, before and after each change.
_WATCHED = ("category", "subject", "description", "assignee", "portal_number")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_PARIS = ZoneInfo("Europe/Paris")
_ATTEMPTS = 25


class Tickets:
    """``clock`` returns the present in UTC; a ticket's number carries the year that it is then in Paris."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = models.now) -> None:
        self._database = database
        self._clock = clock

    def draft(self, conversation_id: str, owner: str) -> TicketView:
        """The open draft of this conversation, written or brought up to date; raises TicketNotFound."""
        with self._database.session() as session:
            # A write before any read: of two tabs asking at once, the second waits here and finds the first's draft.
            own = update(Conversation).where(Conversation.id == conversation_id, Conversation.owner == owner)
            if session.execute(own.values(state=Conversation.state).returning(Conversation.id)).first() is None:
                raise TicketNotFound(
                    "Cette conversation n'est plus là, ou n'est pas la vôtre : aucun ticket n'est préparé."
                )
            turns = told_in(session, session.get_one(Conversation, conversation_id))
            ticket = session.scalar(
                select(Ticket)
                .where(Ticket.conversation_id == conversation_id, Ticket.owner == owner, Ticket.state == DRAFT)
                .order_by(Ticket.id.desc())
                .limit(1)
            )
            if ticket is None:
                ticket = Ticket(conversation_id=conversation_id, owner=owner, state=DRAFT, created_at=self._clock())
                session.add(ticket)
                draft = draft_ticket(turns)
            else:
                draft = redraft(ticket.category, ticket.subject, ticket.description, turns, ticket.unneeded or {})
            ticket.category, ticket.subject, ticket.description = draft.category, draft.subject, draft.description
            ticket.tried, ticket.stop_reason = draft.tried, draft.stop_reason
            _refresh(ticket)
            session.flush()
            return view_of(ticket)

    def save(self, ticket_id: int, owner: str, changes: TicketChanges, revision: int) -> TicketView:
        """Keep what the trainee typed; raises TicketNotFound, TicketConflict, MoveNotAllowed."""
        return self._change(ticket_id, revision, "save", lambda _, ticket: apply_changes(ticket, changes), owner)

    def send(self, ticket_id: int, owner: str, changes: TicketChanges, revision: int) -> TicketView:
        """Send the draft under the year's next number; raises as ``save`` does, and DeskBusy.

        Two senders may reach for the same number: the database refuses the second, who takes the next one.
        """
        for _ in range(_ATTEMPTS):
            try:
                return self._change(ticket_id, revision, "send", lambda s, t: self._send(s, t, changes), owner)
            except IntegrityError:
                continue
        raise DeskBusy

    def mine(self, owner: str) -> list[TicketView]:
        """Every ticket of ``owner``, drafts included, newest first."""
        query = select(Ticket).where(Ticket.owner == owner).order_by(Ticket.created_at.desc(), Ticket.id.desc())
        with self._database.session() as session:
            return [view_of(ticket) for ticket in session.scalars(query)]

    def inbox(self, state: str | None = None) -> list[TicketView]:
        """What was sent to the desk, latest first, in one state or in all; a draft is its author's alone."""
        query = select(Ticket).where(Ticket.state != DRAFT).order_by(Ticket.sent_at.desc(), Ticket.id.desc())
        with self._database.session() as session:
            return [
                view_of(ticket) for ticket in session.scalars(query.where(Ticket.state == state) if state else query)
            ]

    def get(self, ticket_id: int) -> TicketView:
        """A ticket for the desk; raises TicketNotFound, for a draft too."""
        with self._database.session() as session:
            ticket = _found(session, ticket_id, None)
            if ticket.state == DRAFT:
                raise TicketNotFound
            return view_of(ticket)

    def follow_up(self, ticket_id: int, owner: str, text: str, revision: int) -> TicketView:
        """The trainee writes back; what was dealt with is reopened. Raises as ``save`` does."""

        def apply(session: Session, ticket: Ticket) -> None:
            say(session, ticket, None, text, self._clock())

        return self._change(ticket_id, revision, "follow_up", apply, owner)

    def thread(self, ticket_id: int) -> list[MessageView]:
        """What was written back and forth since the ticket was sent, replies included, oldest first."""
        query = select(TicketMessage).where(TicketMessage.ticket_id == ticket_id).order_by(TicketMessage.id)
        with self._database.session() as session:
            return [MessageView(one.author, one.text, one.created_at) for one in session.scalars(query)]

    def change_at_desk(
        self, ticket_id: int, revision: int, move: Move, apply: Callable[[Session, Ticket], None], who: str
    ) -> TicketView:
        """One move of the support; raises TicketNotFound, for a draft too, TicketConflict, MoveNotAllowed."""
        self.get(ticket_id)
        return self._change(ticket_id, revision, move, apply, who=who)

    def unread(self, owner: str) -> int:
        """How many tickets of ``owner`` have a reply that they haven't seen."""
        unseen = or_(Ticket.read_at.is_(None), Ticket.read_at < Ticket.reviewed_at)
        query = select(func.count()).select_from(Ticket).where(Ticket.owner == owner, Ticket.reply != "", unseen)
        with self._database.session() as session:
            return session.scalar(query) or 0

    def mark_read(self, owner: str) -> None:
        """``owner`` saw the replies that are there now; the tickets' revisions stay as they are."""
        query = update(Ticket).where(Ticket.owner == owner, Ticket.reply != "").values(read_at=self._clock())
        with self._database.session() as session:
            session.execute(query)

    def _send(self, session: Session, ticket: Ticket, changes: TicketChanges) -> None:
        apply_changes(ticket, changes)
        if not ticket.subject or not ticket.description:
            raise ChangesRefused("Le titre et la description sont nécessaires : complétez-les, puis envoyez.")
        if ticket.email and (problem := check_entry(MAIL, ticket.email)):
            raise ChangesRefused(f"Votre adresse électronique est à corriger, ou à vider : {problem}.")
        ticket.sent_at = self._clock()
        ticket.number = _next_number(session, ticket.sent_at.astimezone(_PARIS).year)

    def _change(
        self,
        ticket_id: int,
        revision: int,
        move: Move,
        apply: Callable[[Session, Ticket], None],
        owner: str | None = None,
        who: str | None = None,
    ) -> TicketView:
        """One change in one transaction, made only on the revision that its author saw, and told in the history.

        It is made by ``owner``, whose ticket it must be, or by ``who`` of the support.
        """
        try:
            with self._database.session() as session:
                ticket = _found(session, ticket_id, owner)
                if ticket.revision != revision:
                    raise TicketConflict(view_of(ticket))
                before, known = ticket.state, _watched(ticket)
                state = state_after(before, move, ticket.number, AUTHOR if who is None else DESK)
                with session.no_autoflush:  # one write, and so one revision, however much ``apply`` reads
                    apply(session, ticket)
                ticket.state, ticket.searched = state, searched_text(ticket)
                if state != DRAFT:
                    event, now = tell(session, ticket, move, before, who, self._clock()), _watched(ticket)
                    event.changed = {name: [known[name], now[name]] for name in now if known[name] != now[name]}
                    # A message only stands beside the ticket, and must make two writers collide too.
                    flag_modified(ticket, "state")
                session.flush()
                return view_of(ticket)
        except StaleDataError as error:
            with self._database.session() as session:
                raise TicketConflict(view_of(_found(session, ticket_id, owner))) from error


def say(session: Session, ticket: Ticket, author: str | None, text: str, at: datetime) -> str:
    """Add a message to the exchange, its secrets covered; None is the trainee. Raises ChangesRefused."""
    text = kept_text("message", text)
    if not text:
        raise ChangesRefused("Votre message est vide : écrivez-le, puis envoyez-le.")
    session.add(TicketMessage(ticket_id=ticket.id, author=author, text=text, created_at=at))
    return text


def tell(session: Session, ticket: Ticket, move: Move, before: str, who: str | None, at: datetime) -> TicketEvent:
    """Add a move to the history of a ticket, which stands in its new state."""
    event = TicketEvent(
        ticket_id=ticket.id, move=move, before=before, after=ticket.state, who=who, changed={}, created_at=at
    )
    session.add(event)
    return event


def _watched(ticket: Ticket) -> dict[str, str | None]:
    original = ticket.original.number if ticket.original else None
    return {name: getattr(ticket, name) for name in _WATCHED} | {"original": original}


def _found(session: Session, ticket_id: int, owner: str | None) -> Ticket:
    ticket = session.get(Ticket, ticket_id)
    if ticket is None or (owner is not None and ticket.owner != owner):
        raise TicketNotFound
    return ticket


def _next_number(session: Session, year: int) -> str:
    prefix = f"T-{year}-"
    last = session.scalar(select(func.max(Ticket.number)).where(Ticket.number.like(f"{prefix}%")))
    return f"{prefix}{int(last.removeprefix(prefix)) + 1 if last else 1:06}"


def apply_changes(ticket: Ticket, changes: TicketChanges) -> None:
    """Write the fields that were changed, and read the ticket over; raises ChangesRefused."""
    if changes.category is not None:
        if category_named(changes.category) is None:
            raise ChangesRefused("Cette catégorie n'existe pas : choisissez-en une dans la liste.")
        ticket.category = changes.category
    if changes.subject is not None:
        ticket.subject = " ".join(kept_text("subject", changes.subject).split())
    if changes.description is not None:
        ticket.description = kept_text("description", changes.description)
    if changes.fields is not None:
        typed = {key: _typed_entry(key, value) for key, value in changes.fields.items()}
        ticket.email = typed.pop(MAIL, ticket.email)
        ticket.fields = {key: value for key, value in {**(ticket.fields or {}), **typed}.items() if value}
    if changes.duplicate is not None:
        ticket.duplicate_of, ticket.duplicate_choice = changes.duplicate
    if changes.unneeded is not None:
        ticket.unneeded = {**(ticket.unneeded or {}), **changes.unneeded}
    if ticket.unneeded:
        ticket.subject = cover_unneeded(ticket.subject, ticket.unneeded)
        ticket.description = cover_unneeded(ticket.description, ticket.unneeded)
        ticket.fields = {key: cover_unneeded(value, ticket.unneeded) for key, value in (ticket.fields or {}).items()}
        ticket.tried = [
            {**one, "question": cover_unneeded(str(one["question"]), ticket.unneeded)} for one in ticket.tried or []
        ]
    _refresh(ticket)


def _refresh(ticket: Ticket) -> None:
    typed: Mapping[str, str] = ticket.fields or {}
    ticket.identifiers, ticket.missing = read_over(ticket.category, ticket.subject, ticket.description, typed)


def _typed_entry(key: str, value: str) -> str:
    """One line of the form, as ``kept_text`` keeps a text; raises ChangesRefused."""
    if key not in ENTRIES:
        raise ChangesRefused("Ce champ n'est pas dans le formulaire : rechargez la page.")
    line = " ".join(mask_secrets(_CONTROL.sub(" ", value)).split())
    if len(line) > LONGEST:
        raise ChangesRefused(
            f"« {ENTRIES[key].label} » fait {len(line)} caractères ; la limite est de {LONGEST}. Raccourcissez, ou "
            "écrivez le reste dans la description."
        )
    return line


def kept_text(field: str, text: str) -> str:
    """What was typed, without control characters, its secrets covered; raises ChangesRefused when it is too long."""
    text = mask_secrets(_CONTROL.sub("", text.replace("\r\n", "\n")).strip())
    if len(text) > _LONGEST[field]:
        raise ChangesRefused(
            f"{_NAMES[field]} fait {len(text)} caractères ; la limite est de {_LONGEST[field]}. Raccourcissez, puis "
            "enregistrez de nouveau."
        )
    return text


def view_of(ticket: Ticket) -> TicketView:
    """A ticket as the screens read it; to be called inside its session."""
    original = ticket.original if ticket.state == DUPLICATE else None
    return TicketView(
        id=ticket.id, number=ticket.number, state=ticket.state, category=ticket.category, subject=ticket.subject,
        description=ticket.description, identifiers=list(ticket.identifiers), tried=list(ticket.tried),
        stop_reason=ticket.stop_reason, missing=list(ticket.missing), reply=ticket.reply, reviewer=ticket.reviewer,
        created_at=ticket.created_at, sent_at=ticket.sent_at, reviewed_at=ticket.reviewed_at,
        revision=ticket.revision, conversation_id=ticket.conversation_id, owner=ticket.owner,
        assignee=ticket.assignee, portal_number=ticket.portal_number, answered_at=ticket.answered_at,
        duplicate_number=original.number if original else None, duplicate_state=original.state if original else None,
        fields=dict(ticket.fields or {}), email=ticket.email or "", read_at=ticket.read_at,
        unneeded=dict(ticket.unneeded or {}), asked_field=ticket.asked_field, not_had=list(ticket.not_had or []),
        duplicate_of=ticket.duplicate_of, duplicate_choice=ticket.duplicate_choice,
    )  # fmt: skip
