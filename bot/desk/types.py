"""A ticket as the screens read it, and as they change it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class TicketView:
    """A stored ticket.

    ``identifiers``: {kind (its French name), value, valid, problem}. ``tried``: {question, answer, sources}.
    ``missing``: what the category asks for and neither the text nor the form gives. ``fields``: what was typed in the
    form, by ``ticket_form.Entry.key``. ``reply`` is the last one, by ``reviewer`` at ``reviewed_at``; ``answered_at``
    is when the first came. Of a duplicate, ``duplicate_number`` and ``_state`` are those of the ticket that is
    followed instead. Times are UTC.
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
    fields: dict[str, str] = field(default_factory=dict)
    email: str = ""
    read_at: datetime | None = None
    unneeded: dict[str, str] = field(default_factory=dict)
    asked_field: str | None = None
    not_had: list[str] = field(default_factory=list)
    duplicate_of: int | None = None
    duplicate_choice: str | None = None


@dataclass(frozen=True)
class MessageView:
    """One message of the exchange on a ticket; ``author`` is the adviser's name, None for the trainee."""

    author: str | None
    text: str
    created_at: datetime


@dataclass(frozen=True)
class TicketChanges:
    """What a person may write of a ticket; ``None`` leaves it as it is.

    ``fields`` changes the entries that it names, and empties one by an empty text; the address of the person is one of
    them (``ticket_form.MAIL``). ``unneeded`` says what becomes of personal data, by its mark; ``duplicate`` is the id
    of a ticket that this one seems to repeat, and « same » or « different ».
    """

    category: str | None = None
    subject: str | None = None
    description: str | None = None
    fields: Mapping[str, str] | None = None
    unneeded: Mapping[str, str] | None = None
    duplicate: tuple[int, str] | None = None
