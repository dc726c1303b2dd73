"""What the ticket sheet does, without Gradio: draft, keep, read over, send; each step keeps what was typed first."""

from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from bot.desk.errors import TicketConflict, TicketNotFound
from bot.desk.types import TicketChanges, TicketView
from bot.services import Services
from bot.web import texts
from bot.web.cards import notice

NOTHING = Markup("")
Stage = Literal["form", "review", "sent"]


@dataclass(frozen=True)
class Sheet:
    """The sheet's stage, its ticket, and a sentence above it."""

    stage: Stage
    ticket: TicketView
    message: Markup = NOTHING


@dataclass(frozen=True)
class TicketRef:
    """The ticket that a page holds, and the revision it last saw."""

    id: int
    revision: int


class TicketActions:
    """Raises TicketNotFound and MoveNotAllowed, whose French sentences the page shows."""

    def __init__(self, services: Services) -> None:
        self._talks = services.conversations
        self._tickets = services.tickets

    def prepare(self, owner: str, conversation: str | None) -> Sheet:
        """The draft of this conversation, or of a new empty one: a ticket can be written before any question."""
        conversation = conversation or self._talks.latest(owner) or self._talks.start(owner)
        return Sheet("form", self._tickets.draft(conversation, owner))

    def resume(self, owner: str, ticket_id: int) -> Sheet:
        """A draft left earlier, as it was left; a ticket already sent is shown as it left."""
        ticket = next((mine for mine in self._tickets.mine(owner) if mine.id == ticket_id), None)
        if ticket is None:
            raise TicketNotFound
        return Sheet("form" if ticket.sent_at is None else "review", ticket)

    def keep(self, owner: str, ref: TicketRef, changes: TicketChanges) -> Sheet:
        """Save the form as it stands, and look again at what it holds and misses."""
        try:
            return Sheet("form", self._tickets.save(ref.id, owner, changes, ref.revision))
        except TicketConflict as conflict:
            return _both(conflict, changes)

    def read_over(self, owner: str, ref: TicketRef, changes: TicketChanges) -> Sheet:
        """Save, then show the ticket as it will leave; without subject or description, say what is needed."""
        sheet = self.keep(owner, ref, changes)
        if sheet.message:
            return sheet
        if not (changes.subject or "").strip() or not (changes.description or "").strip():
            return Sheet("form", sheet.ticket, notice(texts.SUBJECT_NEEDED, "warn"))
        return Sheet("review", sheet.ticket)

    def send(self, owner: str, ref: TicketRef, changes: TicketChanges) -> Sheet:
        """Send what was read over; a change made elsewhere meanwhile goes back to the form, with both shown."""
        try:
            return Sheet("sent", self._tickets.send(ref.id, owner, changes, ref.revision))
        except TicketConflict as conflict:
            return _both(conflict, changes)

    def mine(self, owner: str) -> list[TicketView]:
        return self._tickets.mine(owner)


def _both(conflict: TicketConflict, mine: TicketChanges) -> Sheet:
    """The form with the newer version; the person's own words above it, so that they can put them back."""
    own = Markup("<p><strong>{}</strong></p><p>{}</p>").format(mine.subject, mine.description)
    return Sheet("form", conflict.current, notice(str(conflict), "warn") + own)
