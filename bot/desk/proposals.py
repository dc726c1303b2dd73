"""What the support proposes and the trainers decide; a change is made only on the revision its author saw.

So of two trainers who accept at once, one does: the fiche that follows is sent by that one alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from bot.desk.proposal_states import PROPOSED, Move, state_after
from bot.desk.proposal_text import cleaned, refuse_unfit
from bot.desk.proposal_types import (
    ProposalConflict,
    ProposalNotFound,
    ProposalRefused,
    ProposalStep,
    ProposalText,
    ProposalView,
)
from bot.storage.database import Database
from bot.storage.models import Proposal, ProposalEvent, now

_LONGEST_REASON = 1000
_SHOWN = 200


@dataclass(frozen=True)
class SentFiche:
    """The file that an acceptance sends: the key of its document, and the hash by which its way is followed."""

    document_key: str
    sha256: str


class Proposals:
    """Every method is one transaction; ``clock`` returns the present in UTC."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = now) -> None:
        self._database = database
        self._clock = clock

    def propose(self, text: ProposalText, author: str) -> ProposalView:
        """Keep ``text``, rid of personal data, for the trainers; raises ProposalRefused.

        A second click finds the first's proposal, and makes no other.
        """
        text = cleaned(text)
        refuse_unfit(text)
        with self._database.session() as session:
            same = select(Proposal).where(
                Proposal.state == PROPOSED, Proposal.author == author, Proposal.origin == text.origin,
                Proposal.question == text.question, Proposal.answer == text.answer,
            )  # fmt: skip
            row = session.scalar(same.limit(1))
            if row is None:
                row = Proposal(
                    state=PROPOSED, author=author, created_at=self._clock(), kind=text.kind, question=text.question,
                    wordings=list(text.wordings), answer=text.answer, watch=text.watch, until=text.until,
                    sources=list(text.sources), origin=text.origin, confirmed_on=text.confirmed_on,
                    removed=list(text.removed),
                )  # fmt: skip
                self._note(row, author, "")
                session.add(row)
                session.flush()
            return _view(row)

    def mine(self, author: str) -> list[ProposalView]:
        """Those of ``author``, latest first."""
        query = select(Proposal).where(Proposal.author == author).order_by(Proposal.id.desc()).limit(_SHOWN)
        return self._read(query)

    def waiting(self) -> list[ProposalView]:
        """Those that wait for a trainer, oldest first."""
        return self._read(select(Proposal).where(Proposal.state == PROPOSED).order_by(Proposal.id))

    def decided(self) -> list[ProposalView]:
        """The last ones that were decided on or taken back, latest first."""
        latest = select(func.max(ProposalEvent.id)).where(ProposalEvent.proposal_id == Proposal.id).scalar_subquery()
        return self._read(select(Proposal).where(Proposal.state != PROPOSED).order_by(latest.desc()).limit(_SHOWN))

    def count_waiting(self) -> int:
        """How many wait for a trainer: one indexed count, cheap enough for a badge."""
        with self._database.session() as session:
            return session.scalar(select(func.count(Proposal.id)).where(Proposal.state == PROPOSED)) or 0

    def get(self, proposal: int) -> ProposalView:
        """One of them; raises ProposalNotFound."""
        with self._database.session() as session:
            return _view(_found(session, proposal, None))

    def accept(self, proposal: int, who: str, fiche: SentFiche, revision: int, edited: bool = False) -> ProposalView:
        """Take it on, to be sent as ``fiche``; raises ProposalNotFound, ProposalConflict, MoveNotAllowed."""

        def send(row: Proposal) -> None:
            row.document_key, row.fiche_sha = fiche.document_key, fiche.sha256

        return self._change(proposal, revision, "accept_edited" if edited else "accept", who, "", send)

    def refuse(self, proposal: int, who: str, reason: str, revision: int) -> ProposalView:
        """Turn it down with a reason that its author reads; raises as ``accept`` does, and ProposalRefused."""
        reason = reason.strip()
        if not reason:
            raise ProposalRefused("Dites pourquoi en une phrase : son auteur la lira.")
        if len(reason) > _LONGEST_REASON:
            raise ProposalRefused(f"La raison fait {len(reason)} caractères ; la limite est de {_LONGEST_REASON}.")
        return self._change(proposal, revision, "refuse", who, reason)

    def withdraw(self, proposal: int, author: str, revision: int) -> ProposalView:
        """Its author takes it back; raises as ``accept`` does."""
        return self._change(proposal, revision, "withdraw", author, "", owner=author)

    def reopen(self, proposal: int, who: str, note: str, revision: int) -> ProposalView:
        """Let it wait for a trainer again, with no fiche of its own; raises as ``accept`` does."""

        def forget(row: Proposal) -> None:
            row.document_key = row.fiche_sha = None

        return self._change(proposal, revision, "reopen", who, note, forget)

    def _change(
        self, proposal: int, revision: int, move: Move, who: str, note: str,
        apply: Callable[[Proposal], None] | None = None, owner: str | None = None,
    ) -> ProposalView:  # fmt: skip
        try:
            with self._database.session() as session:
                row = _found(session, proposal, owner)
                if row.revision != revision:
                    raise ProposalConflict(_view(row))
                row.state = state_after(row.state, move)
                if apply is not None:
                    apply(row)
                self._note(row, who, note)
                session.flush()
                return _view(row)
        except StaleDataError as error:
            raise ProposalConflict(self.get(proposal)) from error

    def _note(self, row: Proposal, who: str, note: str) -> None:
        row.events.append(ProposalEvent(state=row.state, who=who, at=self._clock(), note=note))

    def _read(self, query: Select[Proposal]) -> list[ProposalView]:
        with self._database.session() as session:
            return [_view(row) for row in session.scalars(query)]


def _found(session: Session, proposal: int, owner: str | None) -> Proposal:
    row = session.get(Proposal, proposal)
    if row is None or (owner is not None and row.author != owner):
        raise ProposalNotFound
    return row


def _view(row: Proposal) -> ProposalView:
    return ProposalView(
        id=row.id, state=row.state, author=row.author, created_at=row.created_at, document_key=row.document_key,
        fiche_sha=row.fiche_sha, revision=row.revision,
        history=tuple(ProposalStep(one.state, one.who, one.at, one.note) for one in row.events),
        text=ProposalText(
            question=row.question, answer=row.answer, origin=row.origin, confirmed_on=row.confirmed_on, kind=row.kind,
            wordings=tuple(row.wordings), watch=row.watch, until=row.until, sources=tuple(row.sources),
            removed=tuple(row.removed),
        ),
    )  # fmt: skip
