"""An index made aside, in memory, for what is not in service: a draft alone, or what would answer after a switch."""

from collections.abc import Iterable
from pathlib import Path

from bot.corpus.document import CitedPassage
from bot.corpus.library import active_generation, load_passages, members_of, replacing
from bot.search.encoder import Encoder
from bot.search.exact import ExactStore
from bot.search.indexing import Indexer, collection_names
from bot.search.lexical import LexicalIndex
from bot.search.retriever import LoadedIndex, Retriever
from bot.storage.database import Database

_NO_GENERATION = 0
_PATIENCE_S = 30.0


class AsideRetriever(Retriever):
    """Searches one index, whatever is in service."""

    def __init__(self, database: Database, encoder: Encoder, index: LoadedIndex) -> None:
        super().__init__(database, index.store, encoder, Path())
        self._index = index

    def load(self) -> LoadedIndex:
        return self._index


class Aside:
    """Makes indexes that nobody is served from."""

    def __init__(self, database: Database, encoder: Encoder, indexer: Indexer) -> None:
        self._database = database
        self._encoder = encoder
        self._indexer = indexer

    def over_versions(self, versions: Iterable[int]) -> AsideRetriever:
        """Search ``versions`` alone; raises IndexBusy or ModelUnavailable."""
        with self._database.session() as session:
            passages = load_passages(session, versions)
        return self._retriever(passages)

    def after_switch(self, versions: Iterable[int], withdrawn: Iterable[int] = ()) -> AsideRetriever:
        """Search what would be in service once ``versions`` took their places and ``withdrawn`` had left."""
        with self._database.session() as session:
            current = active_generation(session)
            base = members_of(session, current) - set(withdrawn) if current else set()
            passages = load_passages(session, replacing(session, versions, base))
        return self._retriever(passages)

    def _retriever(self, passages: list[CitedPassage]) -> AsideRetriever:
        store = ExactStore()
        # Under the lock only for the texts that were never embedded: their vectors are kept.
        with self._indexer.writing(_PATIENCE_S):
            raw = self._indexer.raw_vectors(passages, lambda done, total: None)
        bodies, questions = collection_names(_NO_GENERATION)
        store.create(bodies, raw.passages, self._encoder.turn_bodies(raw.bodies) if passages else raw.bodies)
        store.create(questions, raw.entries, self._encoder.turn_questions(raw.questions) if passages else raw.questions)
        reranker = Retriever(self._database, store, self._encoder, Path()).reranker()
        by_id = {passage.id: passage for passage in passages}
        index = LoadedIndex(_NO_GENERATION, by_id, LexicalIndex.build(passages), store, reranker)
        return AsideRetriever(self._database, self._encoder, index)
