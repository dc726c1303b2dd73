"""What can be made again is made again beside the service: a lost model, lost vectors, a lost lexical index.

SQL and the package hold all it takes. Meanwhile the questions are answered by words alone; nobody has to be there.
"""

import logging
import threading
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from bot.search.embeddings import BatchEmbeddings
from bot.search.errors import IndexBusy, ModelUnavailable, NoActiveIndex, VectorsUnavailable
from bot.search.indexing import Indexer, collection_names, lexical_folder, question_entries
from bot.search.retriever import LoadedIndex, Retriever
from bot.search.vectors import ChromaStore

_LOOKS_EVERY_S: Final = 60.0
_TRIES_AGAIN_S: Final = 5.0
_PROBES: Final = 4
_ITSELF: Final = 0.99  # a vector's cosine with itself, as a graph of approximate neighbours gives it

_log = logging.getLogger(__name__)


class Mender:
    """Looks at the index when it starts, now and then, and when a question missed something."""

    def __init__(self, retriever: Retriever, indexer: Indexer, store: ChromaStore, embeddings: BatchEmbeddings) -> None:
        self._retriever = retriever
        self._indexer = indexer
        self._store = store
        self._embeddings = embeddings
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self.at_work = False

    def start(self) -> None:
        """Mend in a thread of its own until ``stop``."""
        self.watch()
        self._thread = threading.Thread(target=self._run, name="mending", daemon=True)
        self._thread.start()

    def watch(self) -> None:
        """Be told of what a question misses; from now on none waits for the model to be made."""
        self._embeddings.mended = self._retriever.on_loss = self.wake

    def stop(self) -> None:
        self._stopping.set()
        self._woken.set()
        if self._thread is not None:
            # A model being made, half a minute of work in one call, is left to be made at the next start.
            self._thread.join(_TRIES_AGAIN_S)

    def wake(self) -> None:
        """Something was missed: look now."""
        self._woken.set()

    def mend_once(self) -> bool:
        """Make again what is missing or damaged; False when it can't be done now and is to be tried again."""
        try:
            self._embeddings.prepare()
            index = self._retriever.load()
        except NoActiveIndex:
            return True
        except (ModelUnavailable, SQLAlchemyError) as error:
            _log.warning("mending waits: %s", error)
            return False
        self._mend_words(index)
        try:
            return self.vectors_are_whole(index) or self._mend_vectors()
        except (ModelUnavailable, SQLAlchemyError) as error:
            _log.warning("mending waits: %s", error)
            return False

    def vectors_are_whole(self, index: LoadedIndex) -> bool:
        """Whether both collections hold what SQL says, and find some of it again by its own vectors.

        A store that lost its graph still counts, and gives what is far for what is near.
        """
        passages = list(index.passages.values())
        expected = (len(passages), sum(len(question_entries(p)) for p in passages))
        bodies, questions = collection_names(index.generation)
        try:
            if (self._store.count(bodies), self._store.count(questions)) != expected:
                return False
            probes = self._indexer.probes(passages[:: max(1, len(passages) // _PROBES)])
            return all(
                found and found[0][1] > _ITSELF
                for name, vectors in zip((bodies, questions), probes, strict=True)
                for found in (self._store.nearest(name, vector, 1) for vector in vectors)
            )
        except VectorsUnavailable as error:
            _log.warning("the vectors fail: %s", error)
            return False

    def _mend_words(self, index: LoadedIndex) -> None:
        """The index in memory goes on serving; its folder is for the next start."""
        folder = lexical_folder(self._retriever.data_dir, index.generation)
        if folder.is_dir():
            return
        try:
            index.lexical.save(folder)
            _log.warning("the lexical index %s was lost: written again", folder)
        except OSError as error:
            _log.warning("the lexical index %s can't be written (%s): it serves from memory", folder, error)

    def _mend_vectors(self) -> bool:
        _log.warning("the vectors are lost or damaged: made again from SQL")
        self.at_work = True
        try:
            with self._indexer.writing():
                # Another process may have mended while this one waited.
                if not self.vectors_are_whole(self._retriever.load()):
                    self._rebuild()
        except (IndexBusy, NoActiveIndex, VectorsUnavailable, OSError) as error:
            _log.warning("mending failed, to be tried again: %s", error)
            return False
        finally:
            self.at_work = False
        _log.warning("the vectors answer again")
        return True

    def _rebuild(self) -> None:
        try:
            self._indexer.rebuild(_unseen)
        except VectorsUnavailable as error:
            _log.warning("the vector store can't be written (%s): begun anew", error)
            self._store.start_over()
            self._indexer.rebuild(_unseen)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._woken.clear()
            whole = self.mend_once()
            if whole:
                self._woken.wait(_LOOKS_EVERY_S)
            else:
                self._stopping.wait(_TRIES_AGAIN_S)  # whatever is missed meanwhile: once is enough


def _unseen(done: int, total: int) -> None:
    """A progress that nobody follows."""
