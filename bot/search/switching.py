"""What answers changes here, one document at a time: put in service, gone back to, withdrawn.

Each is one new generation whose activation and whose words about the documents (« retiré », « choisi par ») are one
SQL transaction. Whatever is killed before it, nothing has changed; after it, everything has.
"""

import logging
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.corpus.archive import Imported, import_corpus, note_imported
from bot.corpus.library import DISCARDED, READY, active_generation, discard_version, members_of
from bot.search.errors import NotThere, PublishingFailed, VectorsUnavailable
from bot.search.indexing import Indexer
from bot.search.jobs import JobState
from bot.search.vector_cache import Progress
from bot.storage.database import Database
from bot.storage.models import Document, UploadJob, Version, now

PATIENCE_S = 20.0
_log = logging.getLogger(__name__)


def unseen(done: int, total: int) -> None:
    """A progress that nobody follows."""


class Switcher:
    """Every method raises IndexBusy (nothing changed, try later), ModelUnavailable or PublishingFailed (ours)."""

    def __init__(self, database: Database, indexer: Indexer) -> None:
        self._database = database
        self._indexer = indexer

    def put_in_service(self, version: int, who: str, progress: Progress = unseen, patience: float = PATIENCE_S) -> None:
        """Let ``version`` answer in place of its document's other one; going back is the same act.

        Raises NotThere when the version was thrown away.
        """
        with self._switching(patience):
            self._require(version)
            self._indexer.publish([version], progress, along=noting_choice([version], who))

    def withdraw(self, document: int, who: str, patience: float = PATIENCE_S) -> None:
        """Take the document out of the answers, its versions kept; raises NotThere when it doesn't answer."""
        with self._switching(patience):
            with self._database.session() as session:
                gone = _in_service(session, document)
            if not gone:
                raise NotThere("Ce document ne répond déjà plus : rechargez la liste.")
            self._indexer.publish(
                (), unseen, withdrawn=gone, along=lambda session: _note_withdrawal(session, document, who)
            )

    def refresh(self, progress: Progress = unseen, patience: float = PATIENCE_S) -> None:
        """Make the index anew from what is in service, after other wordings were added or taken away."""
        with self._switching(patience):
            self._indexer.rebuild(progress)

    def take_in_archive(self, data_dir: Path, source: IO[bytes], progress: Progress = unseen) -> Imported:
        """Let everything answer as it did where the archive was made; raises InvalidArchive too.

        Documents that the archive doesn't name stay as they are here.
        """
        with self._switching(PATIENCE_S):
            imported = import_corpus(self._database, data_dir, source)
            self._indexer.publish(
                imported.serve, progress, imported.withdrawn, along=lambda session: note_imported(session, imported)
            )
            return imported

    def discard(self, version: int) -> None:
        """Throw a draft away; raises NotThere when it is no draft any more."""
        with self._database.session() as session:
            row = session.get(Version, version)
            try:
                if row is None:
                    raise NotThere("Ce brouillon n'est plus là : rechargez la liste.")
                discard_version(session, row)
                _settle(session, [version], JobState.CANCELLED)
            except ValueError as error:
                raise NotThere("Cette version a déjà été mise en service ou jetée : rechargez la liste.") from error

    def _require(self, version: int) -> None:
        with self._database.session() as session:
            row = session.get(Version, version)
            if row is None or row.state == DISCARDED:
                raise NotThere("Cette version n'est plus là : rechargez la liste.")

    @contextmanager
    def _switching(self, patience: float) -> Iterator[None]:
        with told_as_failure("a switch"), self._indexer.writing(patience):
            yield


@contextmanager
def told_as_failure(what: str) -> Iterator[None]:
    """What the disk, the database or the vector store raises becomes PublishingFailed, its cause in the log."""
    try:
        yield
    except (VectorsUnavailable, SQLAlchemyError, OSError) as error:
        reference = uuid.uuid4().hex[:8]
        _log.exception("%s failed, reference %s", what, reference)
        raise PublishingFailed(reference) from error


def noting_choice(versions: Iterable[int], who: str | None, put_back: bool = False) -> Callable[[Session], None]:
    """What ``Indexer.publish`` writes along with a switch that ``who`` made, or a folder (None).

    A folder takes nothing back of what somebody chose, unless it is told to ``put_back``.
    """
    chosen = set(versions)

    def note(session: Session) -> None:
        for version in session.scalars(select(Version).where(Version.id.in_(chosen))):
            version.state = READY
            document = version.document
            if who is None and document.decided_at is not None and not put_back:
                continue
            document.title, document.module = version.title, version.module
            document.withdrawn_at = document.withdrawn_by = None
            document.decided_by, document.decided_at = who, now() if who else None
        _settle(session, chosen, JobState.ACTIVE)

    return note


def _settle(session: Session, versions: Iterable[int], state: JobState) -> None:
    """Say of the drafts' files what became of them."""
    waiting = UploadJob.version_id.in_(versions), UploadJob.state == JobState.DRAFT
    session.execute(update(UploadJob).where(*waiting).values(state=state, finished_at=now()))


def _note_withdrawal(session: Session, document: int, who: str) -> None:
    row = session.get_one(Document, document)
    row.withdrawn_at = row.decided_at = now()
    row.withdrawn_by = row.decided_by = who


def _in_service(session: Session, document: int) -> set[int]:
    current = active_generation(session)
    members = members_of(session, current) if current else set()
    return members & set(session.scalars(select(Version.id).where(Version.document_id == document)))
