"""Texts become vectors in the two spaces that are searched: question against question, question against body."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from langchain_core.embeddings import Embeddings

from bot.search.adapter import Adapter, Floats
from bot.search.embeddings import BatchEmbeddings


@dataclass(frozen=True)
class QuestionVectors:
    """A question's vector as the model gives it, and turned into each space; all normalised."""

    raw: Floats
    question: Floats
    body: Floats


class Encoder:
    """An embedding model with its adapter; raw vectors are what is cached, so that a new adapter costs no embedding."""

    def __init__(self, embeddings: Embeddings, model: str, adapter: Adapter) -> None:
        self._embeddings = embeddings
        self._adapter = adapter
        self.model = model
        self.signature = f"{model}+{adapter.fingerprint}" if adapter.fingerprint else model

    def encode_question(self, text: str) -> QuestionVectors:
        """Encode what a person asks; raises ModelUnavailable."""
        raw = np.asarray(self._embeddings.embed_query(text), np.float32)
        return QuestionVectors(raw, self._adapter.to_question_space(raw), self._adapter.to_body_space(raw))

    def embed_bodies(self, texts: Sequence[str]) -> Floats:
        """Raw vectors of passages, shape (len(texts), dimension)."""
        return np.asarray(self._embeddings.embed_documents(list(texts)), np.float32)

    def embed_questions(self, texts: Sequence[str]) -> Floats:
        """Raw vectors of questions that passages answer: embedded as queries, for they are compared with queries."""
        if isinstance(self._embeddings, BatchEmbeddings):
            return np.asarray(self._embeddings.embed_queries(list(texts)), np.float32)
        return np.asarray([self._embeddings.embed_query(text) for text in texts], np.float32)

    def turn_bodies(self, raw: Floats) -> Floats:
        return self._adapter.to_body_space(raw)

    def turn_questions(self, raw: Floats) -> Floats:
        return self._adapter.to_question_space(raw)
