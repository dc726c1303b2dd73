"""What fitting works on: the fiches' questions and wordings with their vectors, some of them held out.

A held-out wording is unseen by everything that is fitted before it judges: it is in no index, lexical or dense.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bot.corpus.document import CitedPassage
from bot.search.adapter import Adapter
from bot.search.encoder import QuestionVectors
from bot.search.exact import ExactStore
from bot.search.indexing import RawVectors, collection_names, passage_of
from bot.search.lexical import LexicalIndex
from bot.search.reranking import Reranker
from bot.search.retriever import LoadedIndex
from bot.search.vector_cache import Progress
from bot.services import Services

Floats = NDArray[np.float32]
_GENERATION = 0


@dataclass(frozen=True)
class Material:
    """Passages by id, raw vectors, and the text of each question entry."""

    passages: Mapping[str, CitedPassage]
    raw: RawVectors
    texts: Mapping[str, str]
    reranker: Reranker | None = None

    def held_out(self, share: int = 10) -> list[str]:
        """One wording in ``share``, chosen by its hash; titles are never held out."""
        wordings = (entry for entry in self.raw.entries if not entry.endswith("#0"))
        return [
            entry for entry in wordings if int(hashlib.sha256(self.texts[entry].encode()).hexdigest(), 16) % share == 0
        ]


def gather(services: Services, progress: Progress) -> Material:
    """Read the generation in service; raises NoActiveIndex."""
    return material_of(services, list(services.retriever.load().passages.values()), progress)


def material_of(services: Services, found: Sequence[CitedPassage], progress: Progress) -> Material:
    """Embed ``found``, or read its vectors back."""
    passages = {passage.id: passage for passage in found}
    raw = services.indexer.raw_vectors(found, progress)
    texts = {}
    for entry in raw.entries:
        passage = passages[passage_of(entry)]
        texts[entry] = [passage.title, *passage.wordings][int(entry.rpartition("#")[2])]
    return Material(passages, raw, texts, services.retriever.reranker())


def index_without(material: Material, held_out: Sequence[str], adapter: Adapter) -> LoadedIndex:
    """An index in memory of everything but the ``held_out`` wordings."""
    gone = set(held_out)
    bodies, questions = collection_names(_GENERATION)
    store = ExactStore()
    store.create(bodies, material.raw.passages, adapter.to_body_space(material.raw.bodies))
    kept = [i for i, entry in enumerate(material.raw.entries) if entry not in gone]
    entries = [material.raw.entries[i] for i in kept]
    store.create(questions, entries, adapter.to_question_space(material.raw.questions[kept]))
    lost: dict[str, set[str]] = {}
    for entry in held_out:
        lost.setdefault(passage_of(entry), set()).add(material.texts[entry])
    thinned = [
        replace(p, wordings=tuple(w for w in p.wordings if w not in lost.get(p.id, ())))
        for p in material.passages.values()
    ]
    return LoadedIndex(_GENERATION, {p.id: p for p in thinned}, LexicalIndex.build(thinned), store, material.reranker)


def turn(vectors: QuestionVectors, adapter: Adapter) -> QuestionVectors:
    """A question's vectors by another adapter."""
    raw = vectors.raw
    return QuestionVectors(raw, adapter.to_question_space(raw), adapter.to_body_space(raw), vectors.tokens)
