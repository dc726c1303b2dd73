"""Tickets that go with everything around them: the rows in one transaction, then the files that nobody has."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import ColumnElement, delete, exists, func, select, update
from sqlalchemy.orm import Session

from bot.corpus.originals import find_original
from bot.desk.attachments import FOLDER
from bot.desk.states import DRAFT, DUPLICATE, REOPENED, TO_DO
from bot.storage.database import Database
from bot.storage.models import (
    Attachment,
    DoomedFile,
    Mail,
    PastTicket,
    Ticket,
    TicketEvent,
    TicketMessage,
    TicketNote,
    Turn,
)

_AROUND: Final = (Attachment, Mail, TicketEvent, TicketMessage, TicketNote)


def sent_and_still_since(before: datetime) -> ColumnElement[bool]:
    """A ticket that was sent, and in which nothing happened since ``before``."""
    moved = exists().where(TicketEvent.ticket_id == Ticket.id, TicketEvent.created_at >= before)
    return (Ticket.state != DRAFT) & (func.coalesce(Ticket.sent_at, Ticket.created_at) < before) & ~moved


def drafted_before(before: datetime) -> ColumnElement[bool]:
    """A ticket that was never sent, in a conversation where nothing was said since ``before``."""
    asked = exists().where(Turn.conversation_id == Ticket.conversation_id, Turn.created_at >= before)
    return (Ticket.state == DRAFT) & (Ticket.created_at < before) & ~asked


def delete_tickets(session: Session, ids: Sequence[int]) -> None:
    """The tickets, their exchanges, notes, history, mails and files; what the figures count of them stays."""
    counted = select(Ticket.sent_at, Ticket.answered_at, Ticket.state, Ticket.category).where(Ticket.id.in_(ids))
    for sent_at, answered_at, state, category in session.execute(counted).all():
        if sent_at is not None:
            session.add(_trace(sent_at, answered_at, state, category))
    files = set(session.scalars(select(Attachment.sha256).where(Attachment.ticket_id.in_(ids))))
    known = set(session.scalars(select(DoomedFile.sha256).where(DoomedFile.sha256.in_(files))))
    session.add_all(DoomedFile(sha256=digest) for digest in files - known)
    waiting = session.scalars(select(Ticket.id).where(Ticket.id.in_(ids), Ticket.state.in_(TO_DO))).all()
    repeating = update(Ticket).where(Ticket.duplicate_of.in_(waiting), Ticket.state == DUPLICATE)
    # What repeats a ticket that nobody will answer any more needs an answer of its own.
    session.execute(repeating.values(state=REOPENED, revision=Ticket.revision + 1))
    session.execute(update(Ticket).where(Ticket.duplicate_of.in_(ids)).values(duplicate_of=None))
    for table in _AROUND:
        session.execute(delete(table).where(table.ticket_id.in_(ids)))
    session.execute(delete(Ticket).where(Ticket.id.in_(ids)))


def sweep_files(database: Database, data_dir: Path) -> int:
    """Delete from the disk the files whose rows went; cut short, it goes on at the next call. Returns how many."""
    with database.session() as session:
        doomed = list(session.scalars(select(DoomedFile.sha256)))
    for digest in doomed:
        with database.session() as session:
            # A write first: the same file being joined to another ticket at this instant is seen, or waits.
            session.execute(delete(DoomedFile).where(DoomedFile.sha256 == digest))
            path = find_original(data_dir, digest, FOLDER)
            if path is not None and session.scalar(select(exists().where(Attachment.sha256 == digest))) is False:
                path.unlink(missing_ok=True)
    return len(doomed)


def _trace(sent_at: datetime, answered_at: datetime | None, state: str, category: str) -> PastTicket:
    """To the hour, the wait between the two as it was: enough to count, too little to recognise anybody."""
    hour = sent_at.replace(minute=0, second=0, microsecond=0)
    answered = hour + (answered_at - sent_at) if answered_at is not None else None
    return PastTicket(sent_at=hour, answered_at=answered, state=state, category=category)
