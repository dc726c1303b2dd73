"""What trainers decide of questions asked in vain: a fiche written, a passage that answers, off topic; each undone.

A decision keeps the texts it was taken on, so that it holds after the talks are purged and for the same question
asked again in other words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.corpus.catalogue import keys_in_service
from bot.corpus.document import CitedPassage
from bot.desk.errors import DecisionNotFound
from bot.storage.database import Database
from bot.storage.models import Alias, GapDecision, now

FICHE, COVERED, OFF_TOPIC = "fiche", "couvert", "hors sujet"
_MOST_QUESTIONS = 50
_MOST_WORDINGS = 8


@dataclass(frozen=True)
class Decision:
    """A decision that stands; ``holds`` is False while the fiche it announced does not answer (yet, or any more)."""

    id: int
    kind: str
    title: str
    questions: tuple[str, ...]
    document_key: str | None
    passage_title: str | None
    decided_by: str
    decided_at: datetime
    holds: bool


class Decisions:
    """Every method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def write_fiche(self, title: str, questions: Sequence[str], document_key: str, who: str) -> int:
        """The questions wait for the fiche ``document_key``, and are dealt with as long as it answers."""
        with self._database.session() as session:
            return _add(session, FICHE, title, questions, who, document_key=document_key)

    def link_passage(self, title: str, questions: Sequence[str], passage: CitedPassage, who: str) -> int:
        """The questions become other wordings of ``passage``, from the next generation on, in later versions too."""
        with self._database.session() as session:
            decision = _add(
                session, COVERED, title, questions, who,
                document_key=passage.document_key, passage_title=passage.title,
            )  # fmt: skip
            known = {passage.title, *passage.wordings}
            for wording in [text for text in _as_wordings(questions) if text not in known][:_MOST_WORDINGS]:
                session.add(
                    Alias(
                        decision_id=decision,
                        document_key=passage.document_key,
                        section=passage.section,
                        title=passage.title,
                        wording=wording,
                        created_by=who,
                    )
                )
            return decision

    def set_aside(self, title: str, questions: Sequence[str], who: str) -> int:
        """The questions are off topic: they, and those like them, leave the list."""
        with self._database.session() as session:
            return _add(session, OFF_TOPIC, title, questions, who)

    def undo(self, decision: int) -> bool:
        """Give the questions back to the list; True when wordings were taken from a passage, for the index to follow.

        Raises DecisionNotFound.
        """
        with self._database.session() as session:
            row = session.get(GapDecision, decision)
            if row is None or row.undone_at is not None:
                raise DecisionNotFound
            row.undone_at = now()
            aliases = session.scalars(select(Alias).where(Alias.decision_id == decision, Alias.removed_at.is_(None)))
            found = list(aliases)
            for alias in found:
                alias.removed_at = row.undone_at
            return bool(found)

    def standing(self) -> list[Decision]:
        """Those not undone, latest first."""
        with self._database.session() as session:
            rows = session.scalars(
                select(GapDecision)
                .where(GapDecision.undone_at.is_(None))
                .order_by(GapDecision.decided_at.desc(), GapDecision.id.desc())
            )
            answering = set(keys_in_service(session).values())
            return [
                Decision(
                    row.id, row.kind, row.title, tuple(row.questions), row.document_key, row.passage_title,
                    row.decided_by, row.decided_at, row.kind == OFF_TOPIC or row.document_key in answering,
                )
                for row in rows
            ]  # fmt: skip


def _add(
    session: Session, kind: str, title: str, questions: Sequence[str], who: str,
    document_key: str | None = None, passage_title: str | None = None,
) -> int:  # fmt: skip
    row = GapDecision(
        kind=kind, title=title, questions=list(dict.fromkeys(questions))[:_MOST_QUESTIONS], decided_by=who,
        document_key=document_key, passage_title=passage_title,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.id


def _as_wordings(questions: Sequence[str]) -> list[str]:
    """Those that hold nothing masked, for a mask is no word that people type; all of them when each holds one."""
    distinct = list(dict.fromkeys(questions))
    return [text for text in distinct if "masqué" not in text] or distinct
