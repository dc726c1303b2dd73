"""A ticket as the screens read it, and as they change it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class TicketView:
    """A stored ticket.

    ``identifiers``: {kind (its French name), value, valid, problem}. ``tried``: {question, answer, sources}.
    ``missing``: what the category asks for and the text doesn't give. ``reply`` is the last one, by ``reviewer`` at
    ``reviewed_at``; ``answered_at`` is when the first came. Of a duplicate, ``duplicate_number`` and ``_state`` are
    those of the ticket that is followed instead. Times are UTC.
    """

    id: int
    number: str | None
    state: str
    category: str
    subject: str
    description: str
    identifiers: list[dict[str, Any]]
    tried: list[dict[str, Any]]
    stop_reason: str
    missing: list[str]
    reply: str
    reviewer: str | None
    created_at: datetime
    sent_at: datetime | None
    reviewed_at: datetime | None
    revision: int
    conversation_id: str | None
    owner: str
    assignee: str | None = None
    portal_number: str | None = None
    answered_at: datetime | None = None
    duplicate_number: str | None = None
    duplicate_state: str | None = None


@dataclass(frozen=True)
class MessageView:
    """One message of the exchange on a ticket; ``author`` is the adviser's name, None for the trainee."""

    author: str | None
    text: str
    created_at: datetime


@dataclass(frozen=True)
class TicketChanges:
    """The three fields that a person may write; ``None`` leaves one as it is."""

    category: str | None = None
    subject: str | None = None
    description: str | None = None
