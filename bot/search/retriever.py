"""A question meets the generation in service: two dense legs and a lexical one, fused.

The generation's name is looked up in SQL at each question, so that a switch made by any process is served at once.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.corpus.document import CitedPassage
from bot.corpus.library import active_generation, active_generation_id, load_passages, members_of
from bot.search.encoder import Encoder, QuestionVectors
from bot.search.errors import ModelUnavailable, NoActiveIndex, VectorsUnavailable
from bot.search.french import words
from bot.search.fusion import DEPTH, best, fuse
from bot.search.indexing import collection_names, lexical_folder, passage_of
from bot.search.lexical import LexicalIndex
from bot.search.reranking import Reranker, pool_size, rerank, reranker_weight
from bot.search.short_forms import spell_out
from bot.search.vector_cache import VectorCache
from bot.search.vectors import VectorStore
from bot.storage.database import Database

_QUESTION_DEPTH = 200

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Hit:
    """A passage found, its fused score (0…1), and the raw score of each leg (None where the leg missed it).

    ``interaction`` is the reranker's, None where the passage was not compared.
    """

    passage: CitedPassage
    score: float
    lexical: float | None
    body: float | None
    question: float | None
    interaction: float | None = None


@dataclass(frozen=True)
class Found:
    """What a search gives: hits best first, and the generation they come from, for whoever judges them."""

    hits: tuple[Hit, ...]
    index: "LoadedIndex"


@dataclass(frozen=True)
class LoadedIndex:
    """One generation in memory; ``hidden`` entry and passage ids are left out of results (for fitting only)."""

    generation: int
    passages: Mapping[str, CitedPassage]
    lexical: LexicalIndex
    store: VectorStore
    reranker: Reranker | None = None
    hidden: frozenset[str] = field(default=frozenset())

    def search(self, question: str, vectors: QuestionVectors | None, count: int) -> tuple[Hit, ...]:
        """The ``count`` best passages, best first; without a vector the lexical leg answers alone."""
        scores = self.lexical.score(question)
        top = scores.argsort()[::-1][: DEPTH + len(self.hidden)]
        lexical = {self.lexical.ids[i]: float(scores[i]) for i in top if scores[i] > 0}
        body, asked = self._dense(vectors) if vectors else ({}, {})
        lexical, body, asked = (self._shown(leg) for leg in (lexical, body, asked))
        fused = fuse(lexical, body, asked, lambda key: self.passages[key].answers_questions)
        beside = any(self.passages[key].answers_questions for key in best(fused, 1))
        fused = best(fused, max(pool_size(beside), count))
        compared = self._compared(question, vectors, list(fused))
        if compared:
            fused = rerank(fused, compared, reranker_weight(len(words(question)), beside))
        return tuple(
            Hit(self.passages[key], score, lexical.get(key), body.get(key), asked.get(key), compared.get(key))
            for key, score in best(fused, count).items()
        )

    def _shown(self, leg: dict[str, float]) -> dict[str, float]:
        return {key: score for key, score in leg.items() if key not in self.hidden}

    def _compared(self, question: str, vectors: QuestionVectors | None, keys: list[str]) -> dict[str, float]:
        if self.reranker is None or vectors is None or vectors.tokens is None:
            return {}
        chosen = [self.passages[key] for key in keys]
        return self.reranker.scores(question, vectors.tokens, chosen, self.lexical.word_weight)

    def _dense(self, vectors: QuestionVectors) -> tuple[dict[str, float], dict[str, float]]:
        bodies, questions = collection_names(self.generation)
        body = dict(self.store.nearest(bodies, vectors.body, DEPTH))
        asked: dict[str, float] = {}
        for entry, cosine in self.store.nearest(questions, vectors.question, _QUESTION_DEPTH):
            if entry not in self.hidden:
                passage = passage_of(entry)
                asked[passage] = max(cosine, asked.get(passage, -1.0))
        if not self.passages.keys() >= body.keys() | asked.keys():
            raise VectorsUnavailable(f"{bodies} holds passages of another index")
        return body, asked


class Retriever:
    """Thread-safe; holds the passages and lexical index of one generation, replaced when another is activated."""

    def __init__(self, database: Database, store: VectorStore, encoder: Encoder, data_dir: Path) -> None:
        self._database = database
        self._store = store
        self._encoder = encoder
        self.data_dir = data_dir
        self._cache = VectorCache(database, encoder)
        self._lock = threading.Lock()
        self._loaded: LoadedIndex | None = None
        self.on_loss: Callable[[], None] = _unheard

    def mend(self, text: str) -> str:
        """``text`` spelled as it is best looked up; its short forms alone when nothing was ever indexed."""
        try:
            return self.load().lexical.speller.mend(text)
        except NoActiveIndex:
            return spell_out(text)

    def encode(self, text: str) -> QuestionVectors | None:
        """The vectors of ``text``; None, and a warning logged, when the model is unavailable."""
        try:
            return self._encoder.encode_question(text)
        except ModelUnavailable as error:
            _log.warning("no vector for this question: %s", error)
            return None

    def search(self, question: str, vectors: QuestionVectors | None, count: int = 10) -> Found:
        """Look ``question`` up; raises NoActiveIndex when nothing was ever indexed.

        Without vectors, or when Chroma fails, the lexical leg answers alone, a warning is logged, and whoever mends
        (``on_loss``) is told.
        """
        loaded = self.load()
        try:
            return Found(loaded.search(question, vectors, count), loaded)
        except VectorsUnavailable as error:
            _log.warning("no dense search for this question: %s", error)
            self.on_loss()
            return Found(loaded.search(question, None, count), loaded)

    def reranker(self) -> Reranker | None:
        """The reranker that this model allows; None when it gives no token vectors."""
        return Reranker(self._encoder.space, self._cache.tokens) if self._encoder.space else None

    def load(self) -> LoadedIndex:
        """The generation in service, read from SQL and disk if it isn't the one held."""
        with self._database.session() as session:
            wanted = active_generation_id(session)
        held = self._loaded
        return held if held is not None and held.generation == wanted else self._load()

    def _load(self) -> LoadedIndex:
        with self._lock, self._database.session() as session:
            current = active_generation(session)
            if current is None:
                raise NoActiveIndex("Rien n'est encore indexé : lancez « python ingest.py ».")
            if self._loaded is None or self._loaded.generation != current.id:
                passages = load_passages(session, members_of(session, current))
                lexical = self._lexical(current.id, passages)
                self._loaded = LoadedIndex(
                    current.id, {p.id: p for p in passages}, lexical, self._store, self.reranker()
                )
            return self._loaded

    def _lexical(self, generation: int, passages: list[CitedPassage]) -> LexicalIndex:
        folder = lexical_folder(self.data_dir, generation)
        try:
            index = LexicalIndex.load(folder)
            if index.ids == [p.id for p in passages]:
                return index
            _log.warning("lexical index %s holds other passages: rebuilt from SQL", folder)
        except (OSError, ValueError, KeyError, EOFError) as error:
            _log.warning("lexical index %s unreadable (%s): rebuilt from SQL", folder, error)
        index = LexicalIndex.build(passages)
        try:
            index.save(folder)
        except OSError as error:
            _log.warning("lexical index %s can't be written (%s): it serves from memory", folder, error)
        return index


def _unheard() -> None:
    """Nobody mends in this process: the application does, or ``ingest.py --rebuild``."""
