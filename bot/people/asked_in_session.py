"""What a session asked the assistant and what came of it, for its trainer: without names, unless one is shared.

Only what was asked after joining: a visitor's earlier questions are nobody's but their own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.people.accounts import User
from bot.people.joining import owner_of
from bot.people.training import own
from bot.storage.database import Database
from bot.storage.models import Conversation, Participant, Ticket, Turn

MOST_QUESTIONS = 500


@dataclass(frozen=True)
class AskedTalk:
    """One conversation: ``turns`` are questions with their outcome; ``name`` is None unless its author shares it."""

    began_at: datetime
    name: str | None
    turns: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class SentTicket:
    """A ticket that was sent: its number, state and subject; ``name`` as in AskedTalk."""

    number: str
    state: str
    subject: str
    name: str | None


@dataclass(frozen=True)
class Asked:
    """The session's latest conversations and tickets, latest first."""

    talks: tuple[AskedTalk, ...]
    tickets: tuple[SentTicket, ...]


class AskedInSession:
    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, session_id: int, user: User) -> Asked:
        """Raises SessionNotFound for another trainer's session."""
        with self._database.session() as session:
            own(session, session_id, user)
            seats = select(Participant).where(Participant.training_session_id == session_id)
            people = {owner_of(row.id): row for row in session.scalars(seats)}
            if not people:
                return Asked((), ())
            return Asked(tuple(_talks(session, people)), tuple(_tickets(session, people)))


def _talks(session: Session, people: dict[str, Participant]) -> Iterator[AskedTalk]:
    query = (
        select(Conversation.id, Conversation.owner, Turn.created_at, Turn.question, Turn.outcome)
        .join(Turn, Turn.conversation_id == Conversation.id)
        .where(_since_joining(Conversation.owner, Turn.created_at, people))
        .order_by(Turn.created_at.desc(), Turn.id.desc())
        .limit(MOST_QUESTIONS)
    )
    by_talk: dict[str, list[tuple[str, datetime, str, str]]] = {}
    for conversation, owner, at, question, outcome in session.execute(query):
        by_talk.setdefault(conversation, []).append((owner, at, question, outcome))
    for turns in by_talk.values():
        turns.reverse()
        owner, began, _, _ = turns[0]
        yield AskedTalk(began, _shared(people[owner]), tuple((question, outcome) for _, _, question, outcome in turns))


def _tickets(session: Session, people: dict[str, Participant]) -> Iterator[SentTicket]:
    query = select(Ticket).where(_since_joining(Ticket.owner, Ticket.sent_at, people), Ticket.number.is_not(None))
    for row in session.scalars(query.order_by(Ticket.id.desc())):
        yield SentTicket(row.number or "", row.state, row.subject, _shared(people[row.owner]))


def _since_joining(
    owner: InstrumentedAttribute[str],
    at: InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None],
    people: dict[str, Participant],
) -> ColumnElement[bool]:
    return or_(false(), *(and_(owner == name, at >= row.joined_at) for name, row in people.items()))


def _shared(row: Participant) -> str | None:
    return row.name if row.shares_name else None
