"""Which advisers are there, and how much each has in hand; functions on a session, for ``live.py``."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.desk.live_changes import PRESENCE
from bot.desk.live_states import WITH_ADVISER
from bot.desk.live_types import Adviser
from bot.storage.models import AdviserPresence, LiveTalk

# A page asks every second or so; its presence is written far less often than it is heard.
WRITTEN_EVERY: Final = timedelta(seconds=15)


def there(session: Session, at: datetime) -> list[Adviser]:
    """Those who take new talks, by name."""
    held = (
        select(LiveTalk.adviser, func.count().label("talks"))
        .where(LiveTalk.state == WITH_ADVISER)
        .group_by(LiveTalk.adviser)
        .subquery()
    )
    rows = session.execute(
        select(AdviserPresence.name, AdviserPresence.since, func.coalesce(held.c.talks, 0))
        .outerjoin(held, held.c.adviser == AdviserPresence.name)
        # Seen much later than now: the clock was put back, and whoever is there is heard of again in a moment.
        .where(AdviserPresence.available, AdviserPresence.seen_at.between(at - PRESENCE, at + PRESENCE))
        .order_by(AdviserPresence.name)
    )
    return [Adviser(name, since, talks) for name, since, talks in rows]


def come(session: Session, name: str, at: datetime) -> None:
    """``name`` takes talks from now on; coming twice is coming once."""
    row = session.get(AdviserPresence, name)
    if row is None:
        session.add(AdviserPresence(name=name, since=at, seen_at=at))
        return
    if not row.available or row.seen_at < at - PRESENCE:
        row.since = at
    row.available, row.seen_at = True, at


def go(session: Session, name: str) -> None:
    row = session.get(AdviserPresence, name)
    if row is not None:
        row.available = False


def hear(session: Session, name: str, at: datetime) -> bool:
    """Note that the page of ``name`` is alive; whether they take talks. One whose presence expired has to come again.

    One who takes none any more is heard of too: the talks in their hands lean on it.
    """
    row = session.get(AdviserPresence, name)
    if row is None:
        return False
    expired = row.seen_at < at - PRESENCE
    if expired:
        row.available = False
    if abs(at - row.seen_at) >= WRITTEN_EVERY:
        row.seen_at = at
    return row.available
