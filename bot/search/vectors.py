"""Vectors live in Chroma, two collections per generation: passage bodies, and the questions they answer.

A new generation is a new pair of names: another process sees a new collection at once, while it would go on
serving deleted rows of one that changed under it. Chroma is a cache; everything in it can be rebuilt from SQL.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import chromadb
import numpy as np
from chromadb.api import ClientAPI
from chromadb.api.collection_configuration import CreateCollectionConfiguration, CreateHNSWConfiguration
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import NotFoundError
from numpy.typing import NDArray

_BATCH = 2000
_HNSW = CreateHNSWConfiguration(space="cosine", ef_construction=200, ef_search=250, max_neighbors=32)


class VectorStore(Protocol):
    """What search needs of a vector store."""

    def create(self, name: str, ids: Sequence[str], vectors: NDArray[np.float32]) -> None: ...
    def nearest(self, name: str, vector: NDArray[np.float32], count: int) -> list[tuple[str, float]]: ...
    def count(self, name: str) -> int | None: ...
    def delete(self, name: str) -> None: ...


class ChromaStore:
    """An embedded Chroma in a folder, or a Chroma server when an address is given."""

    def __init__(self, folder: Path, url: str = "") -> None:
        options = ChromaSettings(anonymized_telemetry=False)
        self._client: ClientAPI
        if url:
            scheme, _, rest = url.partition("://")
            host, _, port = rest.rstrip("/").partition(":")
            secure = scheme == "https"
            self._client = chromadb.HttpClient(host, int(port or (443 if secure else 8000)), secure, settings=options)
        else:
            folder.mkdir(parents=True, exist_ok=True)
            self._client = chromadb.PersistentClient(str(folder), settings=options)

    def create(self, name: str, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Fill a new collection; what an interrupted build left under the same name is dropped first."""
        self.delete(name)
        configuration = CreateCollectionConfiguration(hnsw=_HNSW)
        collection = self._client.create_collection(name, configuration=configuration, embedding_function=None)
        for start in range(0, len(ids), _BATCH):
            collection.add(ids=list(ids[start : start + _BATCH]), embeddings=vectors[start : start + _BATCH])

    def nearest(self, name: str, vector: NDArray[np.float32], count: int) -> list[tuple[str, float]]:
        """[(entry id, cosine)] of the ``count`` nearest entries, best first."""
        collection = self._client.get_collection(name, embedding_function=None)
        asked = vector.reshape(1, -1)
        found = collection.query(query_embeddings=asked, n_results=count, include=["distances"])
        distances = found["distances"] or [[]]
        return [(key, 1.0 - float(d)) for key, d in zip(found["ids"][0], distances[0], strict=True)]

    def count(self, name: str) -> int | None:
        """How many entries the collection holds; None when it does not exist."""
        try:
            return self._client.get_collection(name, embedding_function=None).count()
        except NotFoundError:
            return None

    def delete(self, name: str) -> None:
        """Drop the collection if it is there."""
        try:
            self._client.delete_collection(name)
        except NotFoundError:
            return
