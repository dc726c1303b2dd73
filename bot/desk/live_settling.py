"""What every use of the live talks leans on: one transaction tried again on a collision, and what time does by itself.

No thread watches the clock. Whatever is overdue (nobody came, an adviser's connection is lost, nobody wrote any more)
is settled before the next read, from the stored times alone, so that a restart changes nothing.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final, Literal, TypeVar

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from bot.desk import live_texts
from bot.desk.advisers import there
from bot.desk.hours import AdviserHours
from bot.desk.live_changes import IDLE, PATIENCE, PRESENCE, change
from bot.desk.live_states import WAITING, WITH_ADVISER
from bot.desk.live_types import SYSTEM, Availability
from bot.storage import models
from bot.storage.database import Database
from bot.storage.models import AdviserPresence, LiveTalk

_ATTEMPTS: Final = 25
_SETTLED_EVERY: Final = timedelta(seconds=1)  # 200 pages that ask don't each look for what is overdue
Result = TypeVar("Result")


class SettledTalks:
    """``clock`` returns the present in UTC."""

    def __init__(self, database: Database, hours: AdviserHours, clock: Callable[[], datetime] = models.now) -> None:
        self._database = database
        self._hours = hours
        self._clock = clock
        self._settled_at = datetime.min.replace(tzinfo=UTC)

    def availability(self) -> Availability:
        """Whether an adviser can be asked for now."""
        self.settle()
        return self._run(lambda session: self._availability(session, self._clock()))

    def settle(self) -> None:
        """End what nobody came for or wrote in any more, and queue again what an adviser's lost connection left."""
        at = self._clock()
        if timedelta() <= at - self._settled_at < _SETTLED_EVERY:
            return
        self._settled_at = at
        with self._database.session() as session:
            overdue = session.scalars(_overdue(at)).all()
        for talk in overdue:
            self._run(partial(_settle_one, talk_id=talk, at=at))

    def _availability(self, session: Session, at: datetime) -> Availability:
        present = len(there(session, at))
        waiting = session.scalar(select(func.count()).where(LiveTalk.state == WAITING)) or 0
        cause: Literal["open", "closed", "nobody"] = "open" if present else "nobody"
        if not self._hours.are_open(at):
            cause = "closed"
        return Availability(cause, self._hours.next_opening(at), self._hours.holiday(at), present, waiting)

    def _run(self, work: Callable[[Session], Result]) -> Result:
        """``work`` in one transaction, done again on what is there then when somebody else wrote first."""
        for _ in range(_ATTEMPTS):
            try:
                with self._database.session() as session:
                    return work(session)
            except (IntegrityError, StaleDataError):
                continue
        with self._database.session() as session:
            return work(session)


def _overdue(at: datetime) -> Select[int]:
    lost = or_(AdviserPresence.seen_at.is_(None), AdviserPresence.seen_at < at - PRESENCE)
    return (
        select(LiveTalk.id)
        .outerjoin(AdviserPresence, AdviserPresence.name == LiveTalk.adviser)
        .where(
            or_(
                and_(LiveTalk.state == WAITING, LiveTalk.expires_at <= at),
                and_(LiveTalk.state == WITH_ADVISER, or_(lost, LiveTalk.active_at <= at - IDLE)),
            )
        )
    )


def _settle_one(session: Session, talk_id: int, at: datetime) -> None:
    talk = session.scalar(select(LiveTalk).where(LiveTalk.id == talk_id, LiveTalk.id.in_(_overdue(at))))
    if talk is None:
        return  # another reader settled it
    name = talk.adviser
    if talk.state == WAITING:
        change(session, talk, "expire", SYSTEM, at, live_texts.EXPIRED)
    elif talk.active_at <= at - IDLE:
        change(session, talk, "idle", SYSTEM, at, live_texts.IDLE.format(adviser=name))
    else:
        change(session, talk, "leave", SYSTEM, at, live_texts.LEFT.format(adviser=name))
        talk.expires_at = at + PATIENCE
