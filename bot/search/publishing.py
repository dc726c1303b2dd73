"""A file goes from its bytes to the answers in four stages, and counts only once the last is over.

Whatever stops it before that, the former version goes on answering; the same file sent again takes up the work
where it stopped.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from bot.corpus.document import ReadDocument
from bot.corpus.errors import UnreadableFile
from bot.corpus.library import active_generation, members_of, store_version
from bot.corpus.limits import DEFAULT_LIMITS
from bot.corpus.originals import keep_original
from bot.corpus.reading_apart import read_apart
from bot.search.indexing import Indexer, collection_names
from bot.search.switching import noting_choice, told_as_failure
from bot.search.vector_cache import Progress
from bot.search.vectors import VectorStore
from bot.storage.database import Database

MEGABYTE = 1_000_000
TOO_LARGE = (
    "Ce fichier fait {size} Mo ; la limite est de {limit} Mo. Découpez-le ou allégez ses images, puis redéposez-le."
)


class Stage(StrEnum):
    """What is being done, in the order of the work and in the words of the screen."""

    READING = "lecture"
    SPLITTING = "découpage"
    INDEXING = "indexation"
    SWITCHING = "mise en service"


Report = Callable[[Stage, int, int], None]


@dataclass(frozen=True)
class Published:
    """What is now in service; ``fresh`` is False when this very file was already answering."""

    read: ReadDocument
    version: int
    version_id: int
    fresh: bool


class Publisher:
    """Puts files in service; two of them, in any processes, take turns through the indexer's lock."""

    def __init__(self, database: Database, store: VectorStore, indexer: Indexer, data_dir: Path) -> None:
        self._database = database
        self._store = store
        self._indexer = indexer
        self._data_dir = data_dir

    def publish_file(
        self,
        name: str,
        data: bytes,
        report: Report,
        *,
        max_pages: int,
        author: str | None = None,
        patience: float = 0.0,
    ) -> Published:
        """Put the file in service in place of its former version; ``report(stage, done, total)`` says how far it is.

        Raises UnreadableFile (the file is at fault), IndexBusy (wait), ModelUnavailable or PublishingFailed (ours);
        each carries the French sentence to show, and none changes what answers.
        """
        report(Stage.READING, 0, 1)
        read = read_apart(name, data, replace(DEFAULT_LIMITS, pages=max_pages))
        report(Stage.SPLITTING, len(read.passages), len(read.passages))
        # Under the lock from here: two files of one document would both take the same version number.
        with told_as_failure(f"publishing {name}"), self._indexer.writing(patience):
            keep_original(self._data_dir, data)
            with self._database.session() as session:
                stored, _ = store_version(session, read, author)
            fresh = not self.is_in_service([stored.id])
            if fresh:
                along = noting_choice([stored.id], author)
                self._indexer.publish([stored.id], _stages(report), along=along)
        return Published(read, stored.number, stored.id, fresh)

    def is_in_service(self, versions: Iterable[int]) -> bool:
        """Whether all of ``versions`` answer from a complete index made by the current model."""
        with self._database.session() as session:
            current = active_generation(session)
            if (
                current is None
                or current.model != self._indexer.signature
                or not set(versions) <= members_of(session, current)
            ):
                return False
        bodies, questions = collection_names(current.id)
        return self._store.count(bodies) == current.passages and self._store.count(questions) is not None


def refuse_too_large(size: int, max_megabytes: int) -> None:
    """Raise UnreadableFile when a file of ``size`` bytes is over the limit; ask before reading it into memory."""
    if size > max_megabytes * MEGABYTE:
        shown = f"{size / MEGABYTE:.1f}".replace(".", ",")
        raise UnreadableFile(TOO_LARGE.format(size=shown, limit=max_megabytes))


def _stages(report: Report) -> Progress:
    """The indexer counts texts; once they are all known, what is left is the switch."""

    def progress(done: int, total: int) -> None:
        report(Stage.INDEXING, done, total)
        if done == total:
            report(Stage.SWITCHING, 0, 1)

    return progress
