"""What the ticket sheet does, without Gradio: draft, keep, read over, send; each step keeps what was typed first."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from markupsafe import Markup

from bot.chorus.unneeded import KEPT, MASKED
from bot.desk.attachments import AttachmentView
from bot.desk.duplicates import Alike
from bot.desk.errors import TicketConflict, TicketNotFound
from bot.desk.types import MessageView, TicketChanges, TicketView
from bot.services import Services
from bot.web import texts
from bot.web.cards import notice
from bot.web.ticket_cards import continue_html, is_unread

NOTHING = Markup("")
Stage = Literal["form", "review", "sent"]


@dataclass(frozen=True)
class Sheet:
    """The sheet's stage, its ticket, and a sentence above it."""

    stage: Stage
    ticket: TicketView
    message: Markup = NOTHING
    files: tuple[AttachmentView, ...] = ()
    alike: tuple[Alike, ...] = ()


@dataclass(frozen=True)
class Mine:
    """A person's tickets with what « Mes tickets » shows around each, by the ticket's id."""

    tickets: list[TicketView]
    threads: Mapping[int, list[MessageView]]
    files: Mapping[int, list[AttachmentView]]


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
        self._attachments = services.attachments
        self._courier = services.courier
        self._duplicates = services.duplicates

    @property
    def mails(self) -> bool:
        """Whether a mail can be promised."""
        return self._courier.sends

    @property
    def limits(self) -> tuple[int, int]:
        """The megabytes of a joined file, and how many there may be."""
        return self._attachments.max_mb, self._attachments.max_count

    def prepare(self, owner: str, conversation: str | None) -> Sheet:
        """The draft of this conversation, or of a new empty one: a ticket can be written before any question."""
        conversation = conversation or self._talks.latest(owner) or self._talks.start(owner)
        return self._with_files(Sheet("form", self._tickets.draft(conversation, owner)))

    def resume(self, owner: str, ticket_id: int) -> Sheet:
        """A draft left earlier, as it was left; a ticket already sent is shown as it left."""
        ticket = self._own(owner, ticket_id)
        return self._with_files(Sheet("form" if ticket.sent_at is None else "review", ticket))

    def keep(self, owner: str, ref: TicketRef, changes: TicketChanges) -> Sheet:
        """Save the form as it stands, and look again at what it holds and misses."""
        try:
            return self._with_files(Sheet("form", self._tickets.save(ref.id, owner, changes, ref.revision)))
        except TicketConflict as conflict:
            return self._with_files(_both(conflict, changes))

    def decide(self, owner: str, ref: TicketRef, changes: TicketChanges, mark: str, choice: str) -> Sheet:
        """Cover personal data that nobody needs, or keep it, as the person says."""
        return self.keep(owner, ref, replace(changes, unneeded={mark: MASKED if choice == MASKED else KEPT}))

    def detach(self, owner: str, ref: TicketRef, changes: TicketChanges, attachment_id: int) -> Sheet:
        """Take a file away from the draft."""
        self._attachments.remove(attachment_id, owner)
        return self.keep(owner, ref, changes)

    def read_over(self, owner: str, ref: TicketRef, changes: TicketChanges) -> Sheet:
        """Save, then show the ticket as it will leave; without subject or description, say what is needed."""
        sheet = self.keep(owner, ref, changes)
        if sheet.message:
            return sheet
        if not (changes.subject or "").strip() or not (changes.description or "").strip():
            return replace(sheet, message=notice(texts.SUBJECT_NEEDED, "warn"))
        ticket = sheet.ticket
        alike = self._duplicates.own(ticket.id, owner)
        settled = {ticket.duplicate_of} if ticket.duplicate_choice == "different" else set()
        return replace(sheet, stage="review", alike=tuple(one for one in alike if one.id not in settled))

    def settle(self, owner: str, ref: TicketRef, changes: TicketChanges, other: int, choice: str) -> Sheet:
        """What the person says of a ticket that this one seems to repeat; both stay as they are."""
        same = "same" if choice == "same" else "different"
        number = self._own(owner, other).number
        sheet = self.read_over(owner, ref, replace(changes, duplicate=(other, same)))
        return replace(sheet, message=continue_html(str(number)), alike=()) if same == "same" else sheet

    def send(self, owner: str, ref: TicketRef, changes: TicketChanges) -> Sheet:
        """Send what was read over; a change made elsewhere meanwhile goes back to the form, with both shown."""
        try:
            sheet = Sheet("sent", self._tickets.send(ref.id, owner, changes, ref.revision))
        except TicketConflict as conflict:
            return self._with_files(_both(conflict, changes))
        self._courier.wake()
        return self._with_files(sheet)

    def mine(self, owner: str) -> Mine:
        """« Mes tickets »; what is shown counts as read from the next time on."""
        tickets = self._tickets.mine(owner)
        if any(is_unread(ticket) for ticket in tickets):
            self._tickets.mark_read(owner)
        sent = [ticket.id for ticket in tickets if ticket.sent_at]
        return Mine(
            tickets,
            {one: self._tickets.thread(one) for one in sent},
            {one: self._attachments.of(one) for one in sent},
        )

    def unread(self, owner: str) -> int:
        return self._tickets.unread(owner)

    def answer(self, owner: str, ref: TicketRef, text: str) -> None:
        """Write back to the support; on a ticket that changed meanwhile, the message is about what is there now."""
        try:
            self._tickets.follow_up(ref.id, owner, text, ref.revision)
        except TicketConflict as conflict:
            self._tickets.follow_up(ref.id, owner, text, conflict.current.revision)

    def _own(self, owner: str, ticket_id: int) -> TicketView:
        ticket = next((mine for mine in self._tickets.mine(owner) if mine.id == ticket_id), None)
        if ticket is None:
            raise TicketNotFound
        return ticket

    def _with_files(self, sheet: Sheet) -> Sheet:
        return replace(sheet, files=tuple(self._attachments.of(sheet.ticket.id)))


def _both(conflict: TicketConflict, mine: TicketChanges) -> Sheet:
    """The form with the newer version; the person's own words above it, so that they can put them back."""
    own = Markup("<p><strong>{}</strong></p><p>{}</p>").format(mine.subject, mine.description)
    return Sheet("form", conflict.current, notice(str(conflict), "warn") + own)
