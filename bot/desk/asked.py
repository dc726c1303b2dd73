"""What was asked in vain, read from the talks: not answered, left without what it needed, or voted down.

Asking for an adviser or a ticket says that the answer before it did not do; the request itself is no question.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Row, or_, select
from sqlalchemy.orm import Session

from bot.chorus.identifiers import mask_personal
from bot.desk.states import DRAFT
from bot.storage.models import LiveTalk, Ticket, Turn

DAYS = 90
MOST = 1000
# Why a question counts; an abstention and a vote bring their own word along.
NOT_CHOSEN, ADVISER_AFTER, TICKET_AFTER = "précision sans suite", "conseiller demandé", "ticket demandé"
_THINKING = timedelta(minutes=10)
_REQUESTS = {"handoff": ADVISER_AFTER, "ticket": TICKET_AFTER}
_COLUMNS = (
    Turn.id, Turn.conversation_id, Turn.question, Turn.understood_as, Turn.outcome, Turn.reason, Turn.vote,
    Turn.vote_reason, Turn.created_at,
)  # fmt: skip
_TurnRow = Row[int, str, str, str, str, str, int | None, str | None, datetime]


@dataclass(frozen=True)
class Vain:
    """One question asked in vain, personal data masked, understood in its talk; ``reasons`` are French words."""

    turn: int
    text: str
    asked_at: datetime
    reasons: tuple[str, ...]


def asked_in_vain(session: Session, now: datetime, days: int = DAYS, most: int = MOST) -> list[Vain]:
    """The ``most`` latest questions of the last ``days`` that were asked in vain, latest first."""
    since = now - timedelta(days=days)
    missed = or_(Turn.outcome.in_(("abstain", "clarify", *_REQUESTS)), Turn.vote < 0)
    sent = select(Ticket.conversation_id).where(Ticket.state != DRAFT, Ticket.created_at >= since)
    called = select(LiveTalk.conversation_id).where(LiveTalk.asked_at >= since)
    talks = select(Turn.conversation_id).where(Turn.created_at >= since, missed)
    rows = session.execute(
        select(*_COLUMNS)
        .where(or_(*(Turn.conversation_id.in_(which) for which in (talks, sent, called))), Turn.created_at >= since)
        .order_by(Turn.conversation_id, Turn.position)
    ).all()
    tickets: dict[str, list[datetime]] = defaultdict(list)
    for conversation, at in session.execute(
        select(Ticket.conversation_id, Ticket.created_at).where(Ticket.state != DRAFT, Ticket.created_at >= since)
    ):
        tickets[conversation or ""].append(at)
    calls: dict[str, list[datetime]] = defaultdict(list)
    for conversation, at in session.execute(
        select(LiveTalk.conversation_id, LiveTalk.asked_at).where(LiveTalk.asked_at >= since)
    ):
        calls[conversation].append(at)
    by_talk: dict[str, list[_TurnRow]] = defaultdict(list)
    for row in rows:
        by_talk[row.conversation_id].append(row)
    found = [vain for talk, turns in by_talk.items() for vain in _of_talk(turns, tickets[talk], calls[talk], now)]
    return sorted(found, key=lambda vain: (vain.asked_at, vain.turn), reverse=True)[:most]


def _of_talk(
    turns: Sequence[_TurnRow], tickets: Iterable[datetime], calls: Iterable[datetime], now: datetime
) -> list[Vain]:
    reasons: dict[int, list[str]] = defaultdict(list)
    asked: list[_TurnRow] = []
    for at, turn in enumerate(turns):
        if turn.outcome in _REQUESTS:
            if asked:
                reasons[asked[-1].id].append(_REQUESTS[turn.outcome])
            continue
        voted_down = turn.vote is not None and turn.vote < 0
        if turn.outcome not in ("answer", "abstain", "clarify") and not voted_down:
            continue
        asked.append(turn)
        if turn.outcome == "abstain":
            reasons[turn.id].append(turn.reason)
        following = turns[at + 1].outcome if at + 1 < len(turns) else None
        if turn.outcome == "clarify" and following != "answer" and (following or now - turn.created_at > _THINKING):
            reasons[turn.id].append(NOT_CHOSEN)
        if voted_down:
            reasons[turn.id].append(turn.vote_reason or "jugée inutile")
    for moments, reason in ((tickets, TICKET_AFTER), (calls, ADVISER_AFTER)):
        for moment in moments:
            before = [turn for turn in asked if turn.created_at <= moment]
            if before:
                reasons[before[-1].id].append(reason)
    return [
        Vain(turn.id, _readable(turn), turn.created_at, tuple(dict.fromkeys(reasons[turn.id])))
        for turn in asked
        if reasons[turn.id]
    ]


def _readable(turn: _TurnRow) -> str:
    return " ".join(mask_personal(turn.understood_as.strip() or turn.question).split())
