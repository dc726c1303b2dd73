"""When an adviser is offered, and why: the ladder of the portal's own agent.

After two turns in a row not understood, after one negative vote, on request, and at once where no document can help
(a case of the person's own, a technical error). Never while a talk with an adviser is open; and what came before a
refused offer, or before the end of a talk, counts no more: a person isn't asked again about what they already decided.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.dialogue.errors import ConversationNotFound
from bot.dialogue.types import ABOUT_FIELDS
from bot.storage.database import Database
from bot.storage.models import Conversation, Turn

Reason = Literal["demande", "incompris ×2", "vote négatif", "cas personnel", "hors périmètre", "erreur technique"]
ASKED_FOR: Final = "demande"
MISSED_TWICE: Final = "incompris ×2"
VOTED_DOWN: Final = "vote négatif"
PERSONAL_CASE: Final = "cas personnel"
OUT_OF_SCOPE: Final = "hors périmètre"
TECHNICAL_ERROR: Final = "erreur technique"
_OPEN: Final = ("en attente", "avec un conseiller")


@dataclass(frozen=True)
class Ended:
    """What the ladder looks at in a turn: how it ended, why, and the vote."""

    outcome: str
    reason: str
    vote: int | None


def reason_to_offer(turns: Sequence[Ended]) -> Reason | None:
    """Why to offer an adviser after the last of ``turns``, those that count, oldest first; None: go on."""
    if not turns:
        return None
    last = turns[-1]
    if last.outcome in ("handoff", "ticket"):
        return ASKED_FOR
    if last.vote == -1:
        return VOTED_DOWN
    if last.outcome != "abstain":
        return None
    if last.reason == PERSONAL_CASE:
        return PERSONAL_CASE
    if last.reason == TECHNICAL_ERROR:
        return TECHNICAL_ERROR
    if len(turns) < 2 or turns[-2].outcome != "abstain":
        return None
    return OUT_OF_SCOPE if {turn.reason for turn in turns[-2:]} == {OUT_OF_SCOPE} else MISSED_TWICE


class Offers:
    """Every method checks that the conversation is ``owner``'s; another's is as good as absent."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def due(self, conversation: str, owner: str) -> Reason | None:
        """Why an adviser should be offered now, or None; raises ConversationNotFound."""
        with self._database.session() as session:
            row = _owned(session, conversation, owner)
            if row.state in _OPEN:
                return None
            turns = session.execute(
                select(Turn.outcome, Turn.reason, Turn.vote)
                .where(
                    Turn.conversation_id == conversation,
                    Turn.position >= row.ladder_from,
                    Turn.reason.not_in(ABOUT_FIELDS),
                )
                .order_by(Turn.position.desc())
                .limit(2)
            ).all()
        return reason_to_offer([Ended(outcome, reason, vote) for outcome, reason, vote in reversed(turns)])

    def decline(self, conversation: str, owner: str) -> None:
        """The person refused the offer: what led to it counts no more; raises ConversationNotFound."""
        with self._database.session() as session:
            row = _owned(session, conversation, owner)
            last = session.scalar(select(func.max(Turn.position)).where(Turn.conversation_id == conversation))
            row.ladder_from = 0 if last is None else last + 1


def _owned(session: Session, conversation: str, owner: str) -> Conversation:
    row = session.get(Conversation, conversation)
    if row is None or row.owner != owner:
        raise ConversationNotFound
    return row
