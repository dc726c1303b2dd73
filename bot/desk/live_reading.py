"""Live talks read from SQL: the whole of one, the lines of the queue, a place and an honest time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Final

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from bot.desk.advisers import there
from bot.desk.live_states import ENDED, WAITING
from bot.desk.live_types import TRAINEE, Adviser, Change, Message, TalkView, Waiting
from bot.storage.models import LiveMessage, LiveTalk, Turn

TALKS_AT_ONCE: Final = 3
# A time is told from what was really seen, lately and more than once; otherwise none is.
_RECENT: Final = timedelta(days=14)
_FEWEST: Final = 3
_MOST: Final = 30
_LAST_LENGTH: Final = 160


def view_of(session: Session, talk: LiveTalk, at: datetime) -> TalkView:
    place = place_of(session, talk) if talk.state == WAITING else None
    return TalkView(
        id=talk.id, conversation_id=talk.conversation_id, owner=talk.owner, state=talk.state, reason=talk.reason,
        adviser=talk.adviser, kept_for=talk.kept_for, asked_at=talk.asked_at, taken_at=talk.taken_at,
        ended_at=talk.ended_at, expires_at=talk.expires_at, trainee_seen_at=talk.trainee_seen_at,
        version=talk.revision,
        messages=[
            Message(m.position, m.after_turn, m.author, m.name, m.text, list(m.citations), m.sent_at)
            for m in session.scalars(
                select(LiveMessage).where(LiveMessage.talk_id == talk.id).order_by(LiveMessage.position)
            )
        ],
        changes=[Change(c.event, c.state_before, c.state_after, c.who, c.note, c.at) for c in talk.changes],
        place=place,
        expected_at=expected_at(place, at, lately(session, at)) if place else None,
    )  # fmt: skip


def lines_of(session: Session, state: str, adviser: str | None = None) -> list[Waiting]:
    """The talks in ``state``, first come first; those of one adviser when one is named."""
    query = select(LiveTalk).where(LiveTalk.state == state).order_by(LiveTalk.asked_at, LiveTalk.id)
    if adviser is not None:
        query = query.where(LiveTalk.adviser == adviser)
    return [
        Waiting(
            talk.id, talk.conversation_id, talk.state, talk.reason, talk.adviser, talk.kept_for, talk.asked_at,
            talk.taken_at, talk.trainee_seen_at, talk.revision, _last_words(session, talk),
        )
        for talk in session.scalars(query)
    ]  # fmt: skip


def place_of(session: Session, talk: LiveTalk) -> int:
    """1 for who is next."""
    earlier = or_(LiveTalk.asked_at < talk.asked_at, and_(LiveTalk.asked_at == talk.asked_at, LiveTalk.id < talk.id))
    return 1 + (session.scalar(select(func.count()).where(LiveTalk.state == WAITING, earlier)) or 0)


@dataclass(frozen=True)
class Lately:
    """What a wait is told from: who is there, and when the latest talks were asked for, taken and ended."""

    advisers: Sequence[Adviser]
    talks: Sequence[tuple[datetime, datetime, datetime]]


def lately(session: Session, at: datetime) -> Lately:
    rows = session.execute(
        select(LiveTalk.asked_at, LiveTalk.taken_at, LiveTalk.ended_at)
        .where(LiveTalk.state == ENDED, LiveTalk.ended_at >= at - _RECENT, LiveTalk.taken_at.is_not(None))
        .order_by(LiveTalk.ended_at.desc())
        .limit(_MOST)
    )
    return Lately(there(session, at), [(asked, taken, ended) for asked, taken, ended in rows if taken and ended])


def expected_at(place: int, at: datetime, seen: Lately) -> datetime | None:
    """When the one at ``place`` may hope for an adviser, to the minute (to five when it is long); None if unknown.

    From the median length of the latest talks and the advisers there now. While one of them has room, what counts is
    how long an adviser lately took to answer.
    """
    if not seen.advisers or len(seen.talks) < _FEWEST:
        return None
    answered = timedelta(seconds=median((taken - asked).total_seconds() for asked, taken, _ in seen.talks))
    lasted = timedelta(seconds=median((ended - taken).total_seconds() for _, taken, ended in seen.talks))
    places = len(seen.advisers) * TALKS_AT_ONCE
    ahead = place - (places - sum(min(adviser.talks, TALKS_AT_ONCE) for adviser in seen.advisers))
    wait = answered if ahead <= 0 else lasted * ahead / places
    step = timedelta(minutes=5 if wait > timedelta(minutes=10) else 1)
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + step * -((midnight - at - wait) // step)


def last_of(session: Session, conversation: str) -> LiveTalk | None:
    return session.scalar(
        select(LiveTalk).where(LiveTalk.conversation_id == conversation).order_by(LiveTalk.id.desc()).limit(1)
    )


def _last_words(session: Session, talk: LiveTalk) -> str:
    said = session.scalar(
        select(LiveMessage.text)
        .where(LiveMessage.talk_id == talk.id, LiveMessage.author == TRAINEE)
        .order_by(LiveMessage.position.desc())
        .limit(1)
    )
    if said is None:
        asked = select(Turn.question).where(Turn.conversation_id == talk.conversation_id)
        said = session.scalar(asked.order_by(Turn.position.desc()).limit(1)) or ""
    return said if len(said) <= _LAST_LENGTH else said[: _LAST_LENGTH - 1] + "…"
