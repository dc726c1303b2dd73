"""The files that trainers sent and what became of each, in SQL: a closed tab or a restart loses nothing.

A file is acknowledged once its bytes are on the disk under their hash and its row is committed, in this order.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.corpus.errors import UnreadableFile
from bot.corpus.library import DISCARDED, DRAFT
from bot.corpus.originals import keep_original
from bot.search.errors import NotThere
from bot.search.jobs import ON_THEIR_WAY, JobState
from bot.search.publishing import refuse_too_large
from bot.storage.database import Database
from bot.storage.models import UploadJob, Version, now

_STOPPED = (JobState.FAILED, JobState.CANCELLED)
_GONE = "Ce dépôt n'est plus dans cet état : la liste vient d'être mise à jour."


@dataclass(frozen=True)
class JobView:
    """A file on its way, or arrived; ``done`` of ``total`` pages, then texts; ``seconds_left`` once it is known."""

    id: int
    state: JobState
    file_name: str
    size: int
    direct: bool
    sent_by: str
    version_id: int | None
    done: int
    total: int
    seconds_left: float | None
    cancel_asked: bool
    problem: str | None
    problems: tuple[str, ...]
    created_at: datetime

    @property
    def is_on_its_way(self) -> bool:
        return self.state in ON_THEIR_WAY


class Uploads:
    """The list of files sent; ``woken`` is called when there is work."""

    def __init__(self, database: Database, data_dir: Path, max_megabytes: int, max_waiting: int) -> None:
        self._database = database
        self._data_dir = data_dir
        self._max_megabytes = max_megabytes
        self._max_waiting = max_waiting
        self.woken: Callable[[], None] = _nobody

    def receive(self, name: str, data: bytes, author: str, direct: bool = False, document: int | None = None) -> int:
        """Keep the file and put it in the line; returns its job's id.

        ``document`` is the document that it is the next version of, whatever its name; ``direct`` asks for it to
        answer without being looked at first. Raises UnreadableFile when a limit is passed: nothing is kept then.
        """
        refuse_too_large(len(data), self._max_megabytes)
        name = Path(name.replace("\\", "/")).name[:300] or "sans-nom"
        if not data.strip():
            raise UnreadableFile(
                f"Le fichier « {name} » est vide : vérifiez qu'il est bien enregistré, puis redéposez-le."
            )
        digest = hashlib.sha256(data).hexdigest()
        with self._database.session() as session:
            waiting = select(UploadJob).where(UploadJob.state.in_(ON_THEIR_WAY))
            twin = session.scalar(waiting.where(UploadJob.sha256 == digest, UploadJob.document_id == document))
            if twin is not None and twin.file_name == name:
                return twin.id
            if (session.scalar(select(func.count()).select_from(waiting.subquery())) or 0) >= self._max_waiting:
                raise UnreadableFile(
                    f"{self._max_waiting} fichiers attendent déjà : laissez-les passer, puis redéposez « {name} »."
                )
        keep_original(self._data_dir, data)
        with self._database.session() as session:
            job = UploadJob(
                state=JobState.RECEIVED, file_name=name, sha256=digest, size=len(data), direct=direct,
                sent_by=author, document_id=document,
            )  # fmt: skip
            session.add(job)
            session.flush()
            identifier = job.id
        self.woken()
        return identifier

    def recent(self, limit: int = 30) -> list[JobView]:
        """Those on their way, then the last ones that arrived or stopped, latest first."""
        with self._database.session() as session:
            moving = session.scalars(select(UploadJob).where(UploadJob.state.in_(ON_THEIR_WAY)).order_by(UploadJob.id))
            rest = session.scalars(
                select(UploadJob)
                .where(UploadJob.state.not_in(ON_THEIR_WAY))
                .order_by(UploadJob.finished_at.desc(), UploadJob.id.desc())
                .limit(limit)
            )
            return [_view(job) for job in (*moving, *rest)]

    def get(self, job: int) -> JobView:
        """One of them; raises NotThere."""
        with self._database.session() as session:
            return _view(_find(session, job))

    def cancel(self, job: int) -> None:
        """Stop a file on its way: at once in the line, at the next pause once begun; raises NotThere."""
        with self._database.session() as session:
            row = _find(session, job, *ON_THEIR_WAY)
            row.cancel_asked = True
            if row.state == JobState.RECEIVED and not row.readings:
                row.state, row.finished_at = JobState.CANCELLED, now()
        self.woken()

    def retry(self, job: int) -> None:
        """Put a file that failed or was cancelled back in the line, from its bytes kept here; raises NotThere."""
        with self._database.session() as session:
            row = _find(session, job, *_STOPPED)
            version = session.get(Version, row.version_id) if row.version_id else None
            if version is None or version.state == DISCARDED:
                row.version_id, row.state = None, JobState.RECEIVED
            else:
                row.state = JobState.SPLIT
            row.cancel_asked, row.readings, row.problem, row.problems = False, 0, None, []
            row.done = row.total = 0
            row.seconds_left = row.finished_at = None
        self.woken()

    def dismiss(self, job: int) -> None:
        """Take a line off the list once its file arrived or stopped; raises NotThere."""
        with self._database.session() as session:
            session.delete(_find(session, job, *(state for state in JobState if state not in ON_THEIR_WAY)))


def _nobody() -> None:
    """No worker in this process: another one, or the next start, takes the file."""


def drop_draft_of(session: Session, job: UploadJob) -> Version | None:
    """The draft that only this job made, to be thrown away with it; None when it has none of its own."""
    version = session.get(Version, job.version_id) if job.version_id else None
    if version is None or version.state != DRAFT:
        return None
    others = select(func.count(UploadJob.id)).where(UploadJob.version_id == version.id, UploadJob.id != job.id)
    return None if session.scalar(others) else version


def _find(session: Session, job: int, *states: JobState) -> UploadJob:
    row = session.get(UploadJob, job)
    if row is None or (states and row.state not in states):
        raise NotThere(_GONE)
    return row


def _view(job: UploadJob) -> JobView:
    return JobView(
        id=job.id, state=JobState(job.state), file_name=job.file_name, size=job.size, direct=job.direct,
        sent_by=job.sent_by, version_id=job.version_id, done=job.done, total=job.total,
        seconds_left=job.seconds_left, cancel_asked=job.cancel_asked, problem=job.problem,
        problems=tuple(job.problems), created_at=job.created_at,
    )  # fmt: skip
