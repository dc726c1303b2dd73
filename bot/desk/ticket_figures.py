"""The figures of the desk, counted from the tickets: how long people wait for a first reply, and what they ask."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from sqlalchemy import select, union_all
from sqlalchemy.orm import Session

from bot.storage.models import PastTicket, Ticket

PARIS = ZoneInfo("Europe/Paris")
_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Wait:
    """Hours from sending to the first reply, over ``count`` tickets."""

    count: int
    median: float
    p90: float


@dataclass(frozen=True)
class Week:
    """A week, by its Monday in Paris: what was sent in it, what was first answered in it, and how long those waited."""

    monday: date
    sent: int
    answered: int
    wait: Wait | None


@dataclass(frozen=True)
class TicketFigures:
    """The tickets sent in the last ``weeks``, by their state now and category; ``wait`` is over those answered."""

    weeks: tuple[Week, ...]
    states: Counter[str]
    categories: Counter[str]
    wait: Wait | None

    @property
    def sent(self) -> int:
        return self.states.total()


def gather_ticket_figures(session: Session, now: datetime, weeks: int) -> TicketFigures:
    """Count the tickets of the last ``weeks``, this one included."""
    last = _monday(now)
    mondays = [last - _WEEK * back for back in reversed(range(weeks))]
    since = datetime.combine(mondays[0], datetime.min.time(), PARIS).astimezone(UTC)
    # Those that were erased still count, as the bare figures that are left of them.
    rows = session.execute(
        union_all(
            *(
                select(table.sent_at, table.answered_at, table.state, table.category).where(
                    (table.sent_at >= since) | (table.answered_at >= since), table.sent_at.is_not(None)
                )
                for table in (Ticket, PastTicket)
            )
        )
    ).all()
    recent = [row for row in rows if row.sent_at >= since]
    sent = Counter(_monday(row.sent_at) for row in recent)
    waits: dict[date, list[float]] = {monday: [] for monday in mondays}
    for row in rows:
        if row.answered_at is not None and _monday(row.answered_at) in waits:
            waits[_monday(row.answered_at)].append(_hours(row.sent_at, row.answered_at))
    return TicketFigures(
        weeks=tuple(Week(monday, sent[monday], len(waits[monday]), _wait(waits[monday])) for monday in mondays),
        states=Counter(row.state for row in recent),
        categories=Counter(row.category for row in recent),
        wait=_wait(_hours(row.sent_at, row.answered_at) for row in recent if row.answered_at is not None),
    )


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest of ``values``, which are sorted and some, that at least ``share`` of them don't exceed."""
    return values[max(0, -(-len(values) * round(share * 100) // 100) - 1)]


def _wait(hours: Iterable[float]) -> Wait | None:
    ordered = sorted(hours)
    return Wait(len(ordered), median(ordered), percentile(ordered, 0.9)) if ordered else None


def _hours(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds() / 3600


def _monday(moment: datetime) -> date:
    day = moment.astimezone(PARIS).date()
    return day - timedelta(days=day.weekday())
