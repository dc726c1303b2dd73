"""Texts become vectors in the two spaces that are searched: question against question, question against body."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from langchain_core.embeddings import Embeddings

from bot.search.adapter import Adapter, Floats
from bot.search.embeddings import BatchEmbeddings, TokenEmbeddings
from bot.search.interaction import TokenSpace, TokenVectors


@dataclass(frozen=True)
class QuestionVectors:
    """A question's vector as the model gives it, and turned into each space; all normalised.

    ``tokens`` are those of the question, for late interaction, when the model gives them.
    """

    raw: Floats
    question: Floats
    body: Floats
    tokens: TokenVectors | None = None


@dataclass(frozen=True)
class PassageVectors:
    """Raw vectors of passages, a row each, and their packed tokens when the model gives them."""

    pooled: Floats
    tokens: list[bytes] | None


class Encoder:
    """An embedding model with its adapter; raw vectors are what is cached, so that a new adapter costs no embedding."""

    def __init__(self, embeddings: Embeddings, model: str, adapter: Adapter) -> None:
        self._embeddings = embeddings
        self._adapter = adapter
        self.model = model
        self.signature = f"{model}+{adapter.fingerprint}" if adapter.fingerprint else model

    @property
    def space(self) -> TokenSpace | None:
        """Where tokens are compared; None when this model has no late interaction."""
        return self._adapter.space if isinstance(self._embeddings, TokenEmbeddings) else None

    def encode_question(self, text: str) -> QuestionVectors:
        """Encode what a person asks; raises ModelUnavailable."""
        tokens = None
        if isinstance(self._embeddings, TokenEmbeddings):
            tokens = self._embeddings.question_tokens(text)
            raw = tokens.pooled
        else:
            raw = np.asarray(self._embeddings.embed_query(text), np.float32)
        return QuestionVectors(raw, self._adapter.to_question_space(raw), self._adapter.to_body_space(raw), tokens)

    def embed_passages(self, texts: Sequence[str]) -> PassageVectors:
        """Vectors of passages, with their tokens; raises ModelUnavailable."""
        space = self.space
        if space is None or not isinstance(self._embeddings, TokenEmbeddings):
            return PassageVectors(self.embed_bodies(texts), None)
        made = self._embeddings.passage_tokens(list(texts))
        return PassageVectors(np.stack([m.pooled for m in made]), [space.pack(m.tokens) for m in made])

    def token_mean(self, texts: Sequence[str]) -> Floats:
        """The mean of the token vectors of ``texts``; raises ValueError for a model that gives none."""
        if not isinstance(self._embeddings, TokenEmbeddings):
            raise ValueError(f"{self.model} gives no token vectors")
        made = self._embeddings.passage_tokens(list(texts))
        return np.asarray(np.concatenate([m.tokens for m in made]).mean(axis=0), np.float32)

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
