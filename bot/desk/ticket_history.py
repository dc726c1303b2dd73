"""What is kept beside a ticket, as the screens read it: the desk's notes, and each move."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.storage.models import TicketEvent, TicketNote


@dataclass(frozen=True)
class Note:
    """What a member of the support wrote for the others."""

    author: str
    text: str
    at: datetime


@dataclass(frozen=True)
class Event:
    """One move; ``changed`` maps each field that changed to what it was and became."""

    move: str
    before: str
    after: str
    who: str | None
    at: datetime
    changed: dict[str, Any]


def notes_of(session: Session, ticket_id: int) -> tuple[Note, ...]:
    """The desk's notes, oldest first."""
    query = select(TicketNote).where(TicketNote.ticket_id == ticket_id).order_by(TicketNote.id)
    return tuple(Note(row.author, row.text, row.created_at) for row in session.scalars(query))


def events_of(session: Session, ticket_id: int) -> tuple[Event, ...]:
    """The history, latest first."""
    query = select(TicketEvent).where(TicketEvent.ticket_id == ticket_id).order_by(TicketEvent.id.desc())
    return tuple(
        Event(row.move, row.before, row.after, row.who, row.created_at, row.changed) for row in session.scalars(query)
    )
