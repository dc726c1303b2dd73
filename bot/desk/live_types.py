"""A live talk as the screens read it. Times are UTC."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

LiveState = Literal["bot", "en attente", "avec un conseiller", "terminé"]
Author = Literal["stagiaire", "conseiller", "système"]
TRAINEE: Final = "stagiaire"
ADVISER: Final = "conseiller"
SYSTEM: Final = "système"


@dataclass(frozen=True)
class Message:
    """One message, in the order of ``position``; ``name`` is the adviser's, ``citations`` as in a turn.

    ``after_turn`` is the position of the bot's last turn before it (-1: before any), to show both in one order.
    """

    position: int
    after_turn: int
    author: str
    name: str | None
    text: str
    citations: list[dict[str, Any]]
    sent_at: datetime


@dataclass(frozen=True)
class Change:
    """One change of state: ``who`` is « stagiaire », « système », or an adviser's name."""

    event: str
    before: str
    after: str
    who: str
    note: str
    at: datetime


@dataclass(frozen=True)
class TalkView:
    """A live talk with all its messages and changes; ``expected_at`` only while it waits, and only when it is known.

    ``place`` counts from 1 while it waits. ``version`` grows with every change and every message.
    """

    id: int
    conversation_id: str
    owner: str
    state: str
    reason: str
    adviser: str | None
    kept_for: str | None
    asked_at: datetime
    taken_at: datetime | None
    ended_at: datetime | None
    expires_at: datetime | None
    trainee_seen_at: datetime
    version: int
    messages: list[Message]
    changes: list[Change]
    place: int | None = None
    expected_at: datetime | None = None


@dataclass(frozen=True)
class Waiting:
    """One line of the queue, or of an adviser's talks in hand, without its messages.

    ``last`` is the last thing the trainee wrote, to the bot or to an adviser.
    """

    id: int
    conversation_id: str
    state: str
    reason: str
    adviser: str | None
    kept_for: str | None
    asked_at: datetime
    taken_at: datetime | None
    trainee_seen_at: datetime
    version: int
    last: str


@dataclass(frozen=True)
class Adviser:
    """An adviser who is there now, and how many talks they have in hand."""

    name: str
    since: datetime
    talks: int


@dataclass(frozen=True)
class Availability:
    """Whether an adviser can be asked for now; when not, ``cause`` says why, and ``opens_at`` when hours begin again.

    ``holiday`` names the public holiday of today, if it is one.
    """

    cause: Literal["open", "closed", "nobody"]
    opens_at: datetime
    holiday: str | None
    advisers: int
    waiting: int

    @property
    def open(self) -> bool:
        return self.cause == "open"


@dataclass(frozen=True)
class Standing:
    """What a page asks again and again of its own talk: its state, and a ``mark`` that changes when anything did."""

    state: str
    mark: str
