"""Stand-ins that implement the real interfaces: an embedding model that counts, and one that is out of order."""

import hashlib

import numpy as np

from bot.search.adapter import Adapter
from bot.search.embeddings import BatchEmbeddings
from bot.search.encoder import Encoder
from bot.search.errors import ModelUnavailable
from bot.search.french import terms

DIMENSION = 64


class WordEmbeddings(BatchEmbeddings):
    """A bag of hashed words: texts that share words are near. ``embedded`` lists every text that was given to it."""

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self._embed(text) for text in texts]

    def embed_queries(self, texts: list[str]) -> list[list[float]]:
        return [self._embed(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return self._embed(text)

    def _embed(self, text: str) -> list[float]:
        self.embedded.append(text)
        vector = np.full(DIMENSION, 1e-3)
        for term in terms(text):
            vector[int(hashlib.sha256(term.encode()).hexdigest(), 16) % DIMENSION] += 1
        return [float(x) for x in vector / np.linalg.norm(vector)]


class BrokenEmbeddings(BatchEmbeddings):
    """A model that can't be loaded, as a deleted folder makes it."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        raise ModelUnavailable("Le modèle manque.")

    def embed_queries(self, texts: list[str]) -> list[list[float]]:
        raise ModelUnavailable("Le modèle manque.")

    def embed_query(self, text: str) -> list[float]:
        raise ModelUnavailable("Le modèle manque.")


def encoder_of(embeddings: BatchEmbeddings, model: str = "mots") -> Encoder:
    return Encoder(embeddings, model, Adapter())
