"""What was asked in vain: the questions the assistant did not answer, and the answers voted down."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.storage.models import Turn


@dataclass(frozen=True)
class Gap:
    """``reason`` is the person's own when they voted the answer down, else the assistant's for not answering."""

    question: str
    asked_at: datetime
    voted_down: bool
    reason: str


def recent_gaps(session: Session, limit: int = 100) -> list[Gap]:
    """The latest gaps first, without a word of who asked."""
    rows = session.scalars(
        select(Turn)
        .where(or_(Turn.outcome == "abstain", Turn.vote < 0))
        .order_by(Turn.created_at.desc(), Turn.id.desc())
        .limit(limit)
    )
    return [_gap(turn) for turn in rows]


def _gap(turn: Turn) -> Gap:
    voted_down = turn.vote is not None and turn.vote < 0
    reason = (turn.vote_reason or "") if voted_down else turn.reason
    return Gap(turn.question, turn.created_at, voted_down, reason)
