"""The figures of the trainers' board, counted from the talks: outcomes, votes, what is cited and what never is."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.corpus.catalogue import Entry, entries_in_service, keys_in_service
from bot.dialogue.types import ABOUT_FIELDS
from bot.storage.models import Document, Turn

PARIS = ZoneInfo("Europe/Paris")
OUTCOMES = ("answer", "clarify", "tool", "abstain", "handoff", "ticket", "smalltalk")
_TOP = 10


@dataclass(frozen=True)
class Figures:
    """The last ``days``, as a day is in Paris; ``by_day`` has every day, oldest first, even without a question.

    ``cited`` counts the answers that cite each document, by its present title; ``never_cited`` are documents in
    service that no answer of the time cites, although they were there.
    """

    days: tuple[date, ...]
    by_day: dict[date, Counter[str]]
    votes: dict[date, tuple[int, int]]
    reasons: Counter[str]
    cited: tuple[tuple[str, int], ...]
    never_cited: tuple[Entry, ...]

    @property
    def questions(self) -> int:
        return sum(sum(day.values()) for day in self.by_day.values())

    @property
    def answered(self) -> int:
        return sum(day["answer"] + day["tool"] for day in self.by_day.values())

    @property
    def useful(self) -> int:
        return sum(up for up, _ in self.votes.values())

    @property
    def useless(self) -> int:
        return sum(down for _, down in self.votes.values())


def gather_figures(session: Session, now: datetime, days: int) -> Figures:
    """Count the questions of the last ``days``, today included."""
    today = now.astimezone(PARIS).date()
    span = tuple(today - timedelta(days=back) for back in reversed(range(days)))
    since = datetime.combine(span[0], datetime.min.time(), PARIS).astimezone(UTC)
    by_day: dict[date, Counter[str]] = {day: Counter() for day in span}
    votes: dict[date, list[int]] = defaultdict(lambda: [0, 0])
    reasons: Counter[str] = Counter()
    cited: Counter[str] = Counter()
    rows = session.execute(
        select(Turn.created_at, Turn.outcome, Turn.vote, Turn.vote_reason, Turn.citations).where(
            Turn.created_at >= since, Turn.created_at <= now, Turn.reason.not_in(ABOUT_FIELDS)
        )
    )
    for at, outcome, vote, reason, citations in rows:
        day = at.astimezone(PARIS).date()
        if day not in by_day:
            continue
        by_day[day][outcome] += 1
        if vote:
            votes[day][0 if vote > 0 else 1] += 1
            if vote < 0 and reason:
                reasons[reason] += 1
        cited.update({str(one["passage_id"]).rsplit(":", 2)[0] for one in citations if one.get("passage_id")})
    entries = entries_in_service(session)
    keys = keys_in_service(session)
    titles = dict(session.execute(select(Document.key, Document.title).where(Document.key.in_(cited))).all())
    top = [(titles.get(key, key), count) for key, count in cited.most_common(_TOP)]
    never = tuple(entry for entry in entries if keys[entry.version_id] not in cited)
    return Figures(span, by_day, {day: (v[0], v[1]) for day, v in votes.items()}, reasons, tuple(top), never)
