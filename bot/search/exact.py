"""A vector store in memory that compares with every vector: what Chroma approximates, for an index that is tried."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


class ExactStore:
    """Implements ``VectorStore``; nothing outlives it."""

    def __init__(self) -> None:
        self._collections: dict[str, tuple[list[str], NDArray[np.float32]]] = {}

    def create(self, name: str, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        self._collections[name] = (list(ids), vectors)

    def nearest(self, name: str, vector: NDArray[np.float32], count: int) -> list[tuple[str, float]]:
        ids, vectors = self._collections[name]
        if not ids:
            return []
        cosines = vectors @ vector
        top = np.argsort(-cosines, kind="stable")[:count]
        return [(ids[i], float(cosines[i])) for i in top]

    def count(self, name: str) -> int | None:
        return len(self._collections[name][0]) if name in self._collections else None

    def delete(self, name: str) -> None:
        self._collections.pop(name, None)
