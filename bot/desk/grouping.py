"""Questions that mean the same are put together: average-link clustering of their vectors.

Measured on the fiches' wordings, with an adapter fitted on the other half of the fiches (250 pairs of 1 to 8
wordings drawn four times, each wording in another style): at a cosine of 0.72, B³ precision 0.86 (0.90 when two
questions of one fiche count as alike) and recall 0.45, against 0.39 for no grouping; HDBSCAN mixed topics (pair
precision 0.23 at best), and so did word overlap. A trainer reads two cards of one topic more easily than one card of
two topics, hence a threshold on the careful side.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.search.encoder import Encoder
from bot.search.indexing import Indexer

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Nearness:
    """Cosines from which questions are alike: enough to stand together, or to be the very same question."""

    together: float
    same: float


# A general model sees all questions of one trade as alike: without the adapter the cosines crowd near 1.
FITTED, PLAIN = Nearness(0.72, 0.80), Nearness(0.93, 0.95)


class Meanings:
    """Vectors of questions in the space where questions are compared, the raw ones kept in SQL."""

    def __init__(self, indexer: Indexer, encoder: Encoder) -> None:
        self._indexer = indexer
        self._encoder = encoder
        self.nearness = FITTED if encoder.signature != encoder.model else PLAIN

    def of(self, texts: Sequence[str]) -> Floats:
        """A row per text, normalised; about 9 ms for each text never seen before. Raises ModelUnavailable."""
        if not texts:
            return np.zeros((0, 1), np.float32)
        return self._encoder.turn_questions(self._indexer.question_vectors(texts))


def group_alike(vectors: Floats, together: float) -> list[list[int]]:
    """The row numbers of each group, the largest group first, and in a group the most typical row first."""
    if len(vectors) < 2:
        return [[row] for row in range(len(vectors))]
    from sklearn.cluster import AgglomerativeClustering  # a turn, which never groups, doesn't wait for it

    distances = np.clip(1.0 - vectors @ vectors.T, 0.0, 2.0)
    labels = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="average", distance_threshold=1.0 - together
    ).fit_predict(distances)
    groups = [np.flatnonzero(labels == label) for label in np.unique(labels)]
    ordered = [[int(row) for row in rows[np.argsort(distances[np.ix_(rows, rows)].sum(1))]] for rows in groups]
    return sorted(ordered, key=lambda rows: (-len(rows), rows[0]))


def nearest(vectors: Floats, anchors: Floats) -> tuple[NDArray[np.int64], Floats]:
    """For each row, the nearest anchor and its cosine; there is at least one anchor."""
    cosines = vectors @ anchors.T
    best = np.asarray(cosines.argmax(1), np.int64)
    return best, np.asarray(cosines[np.arange(len(vectors)), best], np.float32)
