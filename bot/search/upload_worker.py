"""One thread takes the files that trainers sent from their bytes to a draft, or to the answers, in their order.

Each step is committed before the next begins, and a step begun again changes nothing that was done: a process killed
anywhere takes up its work at the next start. One process works at a time, and holds a lock on the folder.
"""

import logging
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from bot.corpus.document import CitedPassage, ReadDocument
from bot.corpus.errors import InvalidFiche, UnreadableFile
from bot.corpus.library import DISCARDED, active_generation, discard_version, load_passages, members_of, store_version
from bot.corpus.likeness import find_likeness
from bot.corpus.originals import find_original, sweep_originals
from bot.search.errors import IndexBusy, ModelUnavailable, NotThere, PublishingFailed
from bot.search.indexing import Indexer, question_entries
from bot.search.jobs import ON_THEIR_WAY, JobState
from bot.search.switching import Switcher, told_as_failure
from bot.search.uploads import drop_draft_of
from bot.search.vector_cache import Progress
from bot.storage.database import Database
from bot.storage.models import Document, UploadJob, Version, now

Read = Callable[[str, bytes, Progress], ReadDocument]
Rehearse = Callable[[int], dict[str, Any] | None]

_SLICE = 32  # passages embedded between two pauses: about two seconds
_PAUSE_S = 0.03  # what a trainee's turn or a switch needs to come in
_AGAIN_S = 2.0
_PATIENCE_S = 5.0
_MOST_READINGS = 3
_DAY_S = 24 * 3600
_LIKENESS_FLOOR = 0.3
_LIKE = "{share} % des passages sont déjà, presque mot pour mot, dans « {title} »."
_KILLS = (
    "La lecture de ce fichier a arrêté le programme trois fois : il n'est plus essayé. "
    "Exportez-le de nouveau en PDF, plus léger si possible, puis redéposez-le."
)
_LOST = "Le fichier reçu n'est plus sur le disque : redéposez-le."
_UNEXPECTED = (
    "Quelque chose n'a pas fonctionné de notre côté ; ce qui était en service l'est toujours et votre fichier est "
    "gardé. Réessayez ; si cela se reproduit, donnez cette référence à l'administrateur : {reference}."
)

_log = logging.getLogger(__name__)


class _Cancelled(Exception):
    """Its sender changed their mind."""


class _Stopped(Exception):
    """The application is closing: the file stays in the line."""


class UploadWorker:
    """``read`` turns bytes into a document within its limits; ``rehearse`` asks a draft the golden questions."""

    def __init__(
        self,
        database: Database,
        indexer: Indexer,
        switcher: Switcher,
        data_dir: Path,
        read: Read,
        rehearse: Rehearse,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._indexer = indexer
        self._switcher = switcher
        self._data_dir = data_dir
        self._read = read
        self._rehearse = rehearse
        self._clock = clock
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._swept = False

    def wake(self) -> None:
        """There is work, or there may be."""
        self._woken.set()

    def start(self) -> None:
        """Work in a thread of its own until ``stop``."""
        self._thread = threading.Thread(target=self._run, name="uploads", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Leave the file under way where it is, and end the thread."""
        self._stopping.set()
        self._woken.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        lock = FileLock(self._data_dir / "uploads.lock", timeout=0)
        while not self._stopping.is_set():
            self._woken.clear()
            try:
                with lock:
                    self._sweep()
                    while not self._stopping.is_set() and self.work_once():
                        pass
            except Timeout:
                _log.debug("another process works on the uploads")
            except (SQLAlchemyError, OSError):
                _log.exception("the uploads wait for the database")
            self._woken.wait(_AGAIN_S)

    def _sweep(self) -> None:
        """Once, delete the files that no version and no line of the list holds any more."""
        if self._swept:
            return
        try:
            with self._indexer.writing(), self._database.session() as session:
                wanted = set(session.scalars(select(Version.sha256).where(Version.state != DISCARDED)))
                wanted |= set(session.scalars(select(UploadJob.sha256)))
                gone = sweep_originals(self._data_dir, wanted, time.time() - _DAY_S)
        except IndexBusy:
            return
        self._swept = True
        _log.debug("%s originals swept", gone)

    def work_once(self) -> bool:
        """Take the oldest file on its way as far as it goes; False when there is none, or it has to wait."""
        with self._database.session() as session:
            waiting = select(UploadJob.id).where(UploadJob.state.in_(ON_THEIR_WAY)).order_by(UploadJob.id)
            job = session.scalar(waiting.limit(1))
        if job is None:
            return False
        try:
            self._carry(job)
        except _Cancelled:
            self._cancel(job)
        except (_Stopped, IndexBusy):
            return False
        except UnreadableFile as error:
            self._fail(job, str(error), error.problems if isinstance(error, InvalidFiche) else [])
        except (ModelUnavailable, PublishingFailed, NotThere) as error:
            self._fail(job, str(error))
        except Exception:  # noqa: BLE001 - nobody is there to see a thread die: its line would stay « en cours »
            reference = uuid.uuid4().hex[:8]
            _log.exception("the upload %s failed, reference %s", job, reference)
            self._fail(job, _UNEXPECTED.format(reference=reference))
        return True

    def _carry(self, job: int) -> None:
        row = self._pause(job)
        version = row.version_id
        with told_as_failure(f"the upload {job}"):
            if version is None:
                version = self._store(job, self._read_original(row))
            if self._is_in_service(version):
                self._move(job, JobState.ACTIVE if row.state == JobState.INDEXED else JobState.UNCHANGED)
                return
            with self._database.session() as session:
                passages = load_passages(session, [version])
            self._prepare(job, passages)
            loses = self._look_at(version, passages)
        self._pause(job)
        # Asked for without a look, but a golden question would lose its answer: somebody has to look after all.
        serve = row.direct and not loses
        if serve:
            self._switcher.put_in_service(version, row.sent_by, patience=_PATIENCE_S)
        self._move(job, JobState.ACTIVE if serve else JobState.DRAFT)

    def _read_original(self, row: UploadJob) -> ReadDocument:
        if row.readings >= _MOST_READINGS:
            raise UnreadableFile(_KILLS)
        path = find_original(self._data_dir, row.sha256)
        if path is None:
            raise UnreadableFile(_LOST)
        with self._database.session() as session:
            session.get_one(UploadJob, row.id).readings = row.readings + 1
        read = self._read(row.file_name, path.read_bytes(), lambda done, total: self._tell(row.id, done, total))
        self._move(row.id, JobState.READ)
        return read

    def _store(self, job: int, read: ReadDocument) -> int:
        with self._indexer.writing(_PATIENCE_S), self._database.session() as session:
            row = session.get_one(UploadJob, job)
            document = session.get(Document, row.document_id) if row.document_id else None
            version, _ = store_version(session, _as_next_of(document, read), row.sent_by, draft=True)
            row.version_id, row.state = version.id, JobState.SPLIT
            return version.id

    def _prepare(self, job: int, passages: list[CitedPassage]) -> None:
        """Embed what is new, a slice at a time, and let others in between two slices."""
        weights = [1 + len(question_entries(passage)) for passage in passages]
        total, done, start = sum(weights), 0, self._clock()
        for first in range(0, len(passages), _SLICE):
            self._pause(job)
            with self._indexer.writing(_PATIENCE_S):
                self._indexer.prepare(passages[first : first + _SLICE], lambda done, total: None)
            done += sum(weights[first : first + _SLICE])
            self._tell(job, done, total, (self._clock() - start) * (total - done) / done)
        self._move(job, JobState.INDEXED)

    def _look_at(self, version: int, passages: list[CitedPassage]) -> bool:
        """Note what its sender should know of the draft: who says the same, and what the golden questions become.

        True when one of them would lose its answer.
        """
        with self._database.session() as session:
            current = active_generation(session)
            served = load_passages(session, members_of(session, current)) if current else []
        key = passages[0].document_key
        alike = find_likeness(passages, (p for p in served if p.document_key != key), _LIKENESS_FLOOR)
        told = [_LIKE.format(share=round(100 * likeness.share), title=likeness.title) for likeness in alike]
        rehearsal = self._rehearse(version)
        with self._database.session() as session:
            row = session.get_one(Version, version)
            row.warnings = [*row.warnings, *(sentence for sentence in told if sentence not in row.warnings)]
            row.rehearsal = rehearsal
        return bool(rehearsal and rehearsal["broken"])

    def _is_in_service(self, version: int) -> bool:
        with self._database.session() as session:
            current = active_generation(session)
            return current is not None and version in members_of(session, current)

    def _tell(self, job: int, done: int, total: int, left: float | None = None) -> None:
        """Note how far the step is, in pages or in texts; raises as ``_pause`` does."""
        self._pause(job)
        with self._database.session() as session:
            row = session.get_one(UploadJob, job)
            row.done, row.total, row.seconds_left = done, total, left

    def _pause(self, job: int) -> UploadJob:
        """Let others work, then give the job as it stands; raises _Cancelled or _Stopped."""
        if self._stopping.wait(_PAUSE_S):
            raise _Stopped
        with self._database.session() as session:
            row = session.get_one(UploadJob, job)
            if row.cancel_asked:
                raise _Cancelled
            return row

    def _move(self, job: int, state: JobState) -> None:
        with self._database.session() as session:
            row = session.get_one(UploadJob, job)
            if state is JobState.READ:
                row.readings = 0  # this one came back
                row.done = row.total = 0  # pages were counted; texts come next
            row.state = state
            row.finished_at = None if state in ON_THEIR_WAY else now()

    def _cancel(self, job: int) -> None:
        with self._database.session() as session:
            row = session.get_one(UploadJob, job)
            draft = drop_draft_of(session, row)
            if draft is not None:
                discard_version(session, draft)
            row.state, row.finished_at = JobState.CANCELLED, now()

    def _fail(self, job: int, problem: str, problems: list[str] | None = None) -> None:
        with self._database.session() as session:
            row = session.get_one(UploadJob, job)
            row.state, row.finished_at = JobState.FAILED, now()
            row.problem, row.problems = problem, problems or []


def _as_next_of(document: Document | None, read: ReadDocument) -> ReadDocument:
    """``read`` as the next version of ``document``, whatever its name; raises UnreadableFile for another kind."""
    if document is None or document.key == read.key:
        return read
    if document.kind != read.kind:
        raise UnreadableFile(
            f"« {document.title} » est de nature « {document.kind} » et ce fichier de nature « {read.kind} » : "
            "déposez un fichier de même nature, ou déposez celui-ci comme un nouveau document."
        )
    return replace(read, key=document.key)
