"""What the support can do with tickets, as plain functions that take the name Gradio knows the person by.

Each asks for the right to act first; none writes over what somebody else stored meanwhile.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.chorus.masking import mask_secrets
from bot.desk.attachments import AttachmentView
from bot.desk.duplicates import Alike
from bot.desk.inbox import InboxQuery
from bot.desk.review import Dossier, InboxPage, ReviewDesk
from bot.desk.states import DESK, RULES, Move
from bot.desk.tickets import MoveNotAllowed, TicketChanges, TicketNotFound, TicketView
from bot.dialogue.errors import ConversationNotFound
from bot.privacy.acts import Act
from bot.services import Services
from bot.web import texts_desk as d
from bot.web import texts_staff as t
from bot.web.permissions import Action, allow

Sources = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True)
class Beside:
    """The passages shown for each question, the tickets that seem to tell the same, and the files joined."""

    sources: Sources
    similar: tuple[Alike, ...] = ()
    files: tuple[AttachmentView, ...] = ()


@dataclass(frozen=True)
class Typed:
    """What stands in the form on the reviewer's screen; the last three belong to one move each."""

    category: str
    subject: str
    description: str
    reply: str = ""
    to_duplicates: bool = False
    portal_number: str = ""
    original: str = ""

    @property
    def changes(self) -> TicketChanges:
        return TicketChanges(category=self.category, subject=self.subject, description=self.description)

    def by_label(self) -> dict[str, str]:
        """The texts under the names of the screen, to compare two versions."""
        return {t.CATEGORY: self.category, t.SUBJECT: self.subject, t.DESCRIPTION: self.description}


@dataclass(frozen=True)
class Opened:
    """Which ticket the page shows, and at which revision; written in the page itself, which outlives a restart."""

    ticket: int
    revision: int

    @classmethod
    def of(cls, ticket: TicketView) -> "Opened":
        return cls(ticket.id, ticket.revision)

    @classmethod
    def read(cls, text: str) -> "Opened":
        """What ``written`` gave; raises TicketNotFound for anything else, as a page without a ticket would send."""
        found = re.fullmatch(r"(\d{1,18}):(\d{1,18})", text or "")
        if not found:
            raise TicketNotFound(t.NO_TICKET)
        return cls(int(found[1]), int(found[2]))

    def written(self) -> str:
        return f"{self.ticket}:{self.revision}"


def stored_texts(ticket: TicketView) -> Typed:
    """What the form shows of a ticket as it is stored; a reply is always begun anew."""
    return Typed(ticket.category, ticket.subject, ticket.description)


def show_inbox(services: Services, name: str | None, asked: InboxQuery) -> InboxPage:
    """What ``asked`` finds, « moi » being the person who asks; raises NotAllowed."""
    user = allow(services.database, name, Action.SEE_TICKETS)
    return services.review.inbox(replace(asked, assignee=user.name) if asked.assignee == d.MYSELF else asked)


def open_ticket(services: Services, name: str | None, ticket_id: int) -> Dossier:
    """A ticket that was sent; raises NotAllowed, and TicketNotFound for a draft, which is still its author's alone."""
    allow(services.database, name, Action.SEE_TICKETS)
    return services.review.dossier(ticket_id)


def reopen_page(services: Services, name: str | None, opened: str) -> Dossier:
    """The ticket that the page wrote down, as it is stored now; raises as ``open_ticket`` does."""
    allow(services.database, name, Action.SEE_TICKETS)
    return services.review.dossier(Opened.read(opened).ticket)


def shown_sources(services: Services, name: str | None, ticket: TicketView) -> Sources:
    """The passages shown for each question of the ticket, those that no longer answer marked; raises NotAllowed.

    A talk that was purged, or a ticket without one, gives none: the ticket keeps their titles.
    """
    allow(services.database, name, Action.SEE_TICKETS)
    if ticket.conversation_id is None:
        return {}
    try:
        turns = services.conversations.turns(ticket.conversation_id, ticket.owner)
    except ConversationNotFound:
        return {}
    return {mask_secrets(turn.question).strip(): turn.citations for turn in turns if turn.citations}


def look_beside(services: Services, name: str | None, ticket: TicketView) -> Beside:
    """What the desk reads beside a ticket; raises NotAllowed."""
    sources = shown_sources(services, name, ticket)
    similar = services.duplicates.similar(ticket.id)
    return Beside(sources, tuple(similar), tuple(services.attachments.of(ticket.id)))


def make_move(services: Services, name: str | None, opened: str, move: str, typed: Typed) -> TicketView:
    """Do what a button of the desk says.

    Raises NotAllowed, TicketNotFound, MoveNotAllowed, and TicketConflict when the stored revision is another.
    """
    user = allow(services.database, name, Action.REVIEW_TICKET)
    moved = _moved(services.review, user.name, Opened.read(opened), _move_named(move), typed)
    services.audit.record(user, Act.TICKET_MOVED, moved.id, move=move, number=moved.number)
    return moved


def _moved(desk: ReviewDesk, who: str, shown: Opened, move: Move, typed: Typed) -> TicketView:
    ticket, revision = shown.ticket, shown.revision
    match move:
        case "correct":
            return desk.correct(ticket, who, typed.changes, revision)
        case "answer":
            return desk.answer(ticket, who, typed.changes, typed.reply, revision, typed.to_duplicates)
        case "forward":
            return desk.forward(ticket, who, typed.portal_number, revision)
        case "mark_duplicate":
            return desk.mark_duplicate(ticket, who, typed.original, revision)
        case "close":
            return desk.close(ticket, who, typed.reply, revision)
        case "cancel_duplicate":
            return desk.cancel_duplicate(ticket, who, revision)
        case "release":
            return desk.release(ticket, who, revision)
        case "reopen":
            return desk.reopen(ticket, who, revision)
        case _:
            return desk.take(ticket, who, revision)


def add_note(services: Services, name: str | None, opened: str, text: str) -> Dossier:
    """Keep a note for the desk; raises NotAllowed, TicketNotFound, MoveNotAllowed."""
    user = allow(services.database, name, Action.REVIEW_TICKET)
    ticket = Opened.read(opened).ticket
    services.review.note(ticket, user.name, text)
    services.audit.record(user, Act.TICKET_NOTED, ticket)
    return services.review.dossier(ticket)


def _move_named(move: str) -> Move:
    if move in RULES and RULES[move].by == DESK:
        return move
    raise MoveNotAllowed(t.NO_TICKET)
