"""What the support can do with tickets: read those that were sent, correct and answer them, never over each other.

Plain functions that take the name Gradio knows the person by, and each asks for the right to act.
"""

import re
from dataclasses import dataclass

from bot.desk.states import MOVES
from bot.desk.tickets import TicketChanges, TicketNotFound, TicketView
from bot.services import Services
from bot.web import texts_staff as t
from bot.web.permissions import Action, allow


@dataclass(frozen=True)
class Correction:
    """The four fields as they stand on the reviewer's screen."""

    category: str
    subject: str
    description: str
    reply: str

    def by_label(self) -> dict[str, str]:
        """The fields under the names of the screen, to compare two versions."""
        return {
            t.CATEGORY: self.category,
            t.SUBJECT: self.subject,
            t.DESCRIPTION: self.description,
            t.REPLY: self.reply,
        }


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


def correction_of(ticket: TicketView) -> Correction:
    """What the form shows of a ticket as it is stored."""
    return Correction(ticket.category, ticket.subject, ticket.description, ticket.reply)


def may_be_reviewed(ticket: TicketView) -> bool:
    """Whether the desk's table of moves lets the ticket be corrected and answered as it is now."""
    return (ticket.state, "review") in MOVES


def show_inbox(services: Services, name: str | None, state: str) -> list[TicketView]:
    """The tickets in ``state`` (all that were sent when it is empty), latest first; raises NotAllowed."""
    allow(services.database, name, Action.SEE_TICKETS)
    return services.tickets.inbox(state or None)


def open_ticket(services: Services, name: str | None, ticket_id: int) -> TicketView:
    """A ticket that was sent; raises NotAllowed, and TicketNotFound for a draft, which is still its author's alone."""
    allow(services.database, name, Action.SEE_TICKETS)
    return services.tickets.get(ticket_id)


def reopen_ticket(services: Services, name: str | None, opened: str) -> TicketView:
    """The ticket that the page wrote down, as it is stored now; raises as ``open_ticket`` does."""
    allow(services.database, name, Action.SEE_TICKETS)
    return services.tickets.get(Opened.read(opened).ticket)


def review_ticket(services: Services, name: str | None, opened: str, correction: Correction) -> TicketView:
    """Store the correction and the reply and mark the ticket reviewed.

    Raises NotAllowed, TicketNotFound, MoveNotAllowed, and TicketConflict when the stored revision is another.
    """
    user = allow(services.database, name, Action.REVIEW_TICKET)
    shown = Opened.read(opened)
    services.tickets.get(shown.ticket)  # refuses a draft
    changes = TicketChanges(
        category=correction.category, subject=correction.subject, description=correction.description
    )  # fmt: skip
    return services.tickets.review(shown.ticket, user.name, changes, correction.reply, shown.revision)
