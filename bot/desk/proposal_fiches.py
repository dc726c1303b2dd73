"""What became of the fiches that accepted proposals sent: read from the documents and the line of files, never kept.

So a fiche withdrawn or put back in « Documents » is told as it is, and nothing has to be kept in step.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.corpus.catalogue import keys_in_service
from bot.corpus.library import DISCARDED, DRAFT
from bot.desk.proposal_types import ProposalView
from bot.search.jobs import ON_THEIR_WAY, JobState
from bot.storage.models import UploadJob, Version

_LEAVING = timedelta(minutes=1)  # between an acceptance and its file in the line: milliseconds, unless it was killed


class Standing(Enum):
    """Where the fiche of an accepted proposal is."""

    IN_SERVICE = "in service"
    ON_ITS_WAY = "on its way"
    TO_CHECK = "to check"
    STOPPED = "stopped"
    WITHDRAWN = "withdrawn"
    LOST = "lost"

    @property
    def answers_not(self) -> bool:
        """Whether nothing of it answers, or will unless somebody acts: the proposal may be decided anew."""
        return self in (Standing.STOPPED, Standing.WITHDRAWN, Standing.LOST)


def standings_of(session: Session, proposals: Sequence[ProposalView], now: datetime) -> dict[int, Standing]:
    """The standing of each accepted proposal's fiche, by the proposal's id; the others aren't there."""
    sent = {one.fiche_sha for one in proposals if one.fiche_sha is not None}
    answering = set(keys_in_service(session).values())
    jobs = {
        sha: JobState(state)
        for sha, state in session.execute(
            select(UploadJob.sha256, UploadJob.state).where(UploadJob.sha256.in_(sent)).order_by(UploadJob.id)
        )
    }
    versions = dict(
        session.execute(
            select(Version.sha256, Version.state).where(Version.sha256.in_(sent)).order_by(Version.id)
        ).all()
    )
    return {
        one.id: _standing(one, answering, jobs.get(one.fiche_sha), versions.get(one.fiche_sha), now)
        for one in proposals
        if one.fiche_sha is not None
    }


def _standing(
    proposal: ProposalView, answering: set[str], job: JobState | None, version: str | None, now: datetime
) -> Standing:
    if proposal.document_key in answering:
        return Standing.IN_SERVICE
    if job in ON_THEIR_WAY:
        return Standing.ON_ITS_WAY
    if job is JobState.DRAFT or version == DRAFT:
        return Standing.TO_CHECK
    if job in (JobState.FAILED, JobState.CANCELLED) or version == DISCARDED:
        return Standing.STOPPED
    if job is not None or version is not None:
        return Standing.WITHDRAWN
    return Standing.ON_ITS_WAY if now - proposal.last.at < _LEAVING else Standing.LOST
