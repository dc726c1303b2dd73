"""A served set grows to any size without embedding it: made-up passages whose vectors are real ones, moved a little.

What is measured is the time of a turn, so what counts is that the index has the size and the shape of a real one:
distinct texts of real words, vectors spread as real ones are. Their quality means nothing and is not reported.
"""

import hashlib
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.corpus.document import CitedPassage, PassageDraft, ReadDocument
from bot.corpus.library import store_version
from bot.search.adapter import load_adapter
from bot.search.embeddings import TokenEmbeddings
from bot.search.encoder import Encoder
from bot.search.indexing import Indexer
from bot.search.interaction import TokenVectors
from bot.services import Services

_SEED = 20261124
_MOVED = 0.5  # the length of the random step beside a vector of length 1: a cosine of 0.89 with the real one
_PER_DOCUMENT = 500
_WORDS_KEPT = 12
_TOKENS = 180

Floats = NDArray[np.float32]


class MovedVectors(TokenEmbeddings):
    """Stands in for the model over made-up texts: each gets a real vector drawn by its hash, and moved at random."""

    def __init__(self, real: Floats) -> None:
        self._real = real
        chance = np.random.default_rng(_SEED)
        self._tokens = [np.asarray(chance.normal(size=(_TOKENS, real.shape[1])), np.float32) for _ in range(16)]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self._vector(text).tolist() for text in texts]

    def embed_queries(self, texts: list[str]) -> list[list[float]]:
        return self.embed_documents(texts)

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]

    def question_tokens(self, text: str) -> TokenVectors:
        return self.passage_tokens([text])[0]

    def passage_tokens(self, texts: list[str]) -> list[TokenVectors]:
        """Tokens as many as a passage of the usual length has; which ones doesn't change what comparing them costs."""
        return [TokenVectors(self._vector(text), self._tokens[len(text) % len(self._tokens)], ()) for text in texts]

    def _vector(self, text: str) -> Floats:
        chance = np.random.default_rng(int(hashlib.sha256(text.encode()).hexdigest()[:16], 16))
        start = self._real[chance.integers(len(self._real))]
        step = chance.normal(size=start.shape)
        moved = start + _MOVED * step / np.linalg.norm(step)
        return np.asarray(moved / np.linalg.norm(moved), np.float32)


def pad(house: Services, passages: int) -> int:
    """Put made-up passages in service beside the real ones until there are ``passages``; returns how many there are."""
    index = house.retriever.load()
    real = list(index.passages.values())
    missing = passages - len(real)
    if missing <= 0:
        return len(real)
    raw = house.indexer.raw_vectors(real, lambda done, total: None)
    made_up = MovedVectors(np.vstack([raw.bodies, raw.questions]))
    model = house.encoder.model
    indexer = Indexer(
        house.database, house.store, Encoder(made_up, model, load_adapter(model)), house.settings.data_dir
    )
    with house.database.session() as session:
        versions = [store_version(session, read)[0].id for read in _documents(real, missing)]
    with indexer.writing():
        indexer.publish(versions, lambda done, total: None)
    return len(house.retriever.load().passages)


def _documents(real: Sequence[CitedPassage], count: int) -> Iterator[ReadDocument]:
    chance = np.random.default_rng(_SEED)
    for start in range(0, count, _PER_DOCUMENT):
        drafts = [_draft(real, chance, start + n) for n in range(min(_PER_DOCUMENT, count - start))]
        name = f"remplissage-{start}"
        yield ReadDocument(f"remplissage:{start}", "fascicule", name, name, "text/plain", name, tuple(drafts))


def _draft(real: Sequence[CitedPassage], chance: np.random.Generator, number: int) -> PassageDraft:
    """Two halves of two passages, and a word of its own; the title likewise, when the first passage has one."""
    first, second = (real[i] for i in chance.integers(len(real), size=2))
    text = f"{first.text[: len(first.text) // 2]} {second.text[len(second.text) // 2 :]} {number}"
    words = [*first.title.split()[:_WORDS_KEPT], *second.title.split()[:_WORDS_KEPT]]
    title = " ".join([*(str(word) for word in chance.permutation(words)), str(number)]) if words else ""
    return PassageDraft(first.kind, title, title, text)
