"""A linear map, learned from the fiches' wordings, brings phone French closer to the passages that answer it.

The embedding model is general; two matrices of 384 × 384, fitted by ``python -m bot fit`` with a contrastive loss
(InfoNCE, van den Oord et al., 2018), turn its space: one for question against question, one for question against
body. They start from the identity and are held near it, so that texts of other domains keep their order.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.search.interaction import TokenSpace

FITTED = Path(__file__).with_name("data") / "adapter.npz"
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Adapter:
    """``question`` and ``body`` are square matrices, ``space`` the one of tokens; None for a model not fitted on."""

    question: Floats | None = None
    body: Floats | None = None
    fingerprint: str = ""
    space: TokenSpace | None = None

    def to_question_space(self, vectors: Floats | Sequence[float]) -> Floats:
        return _turn(np.asarray(vectors, np.float32), self.question)

    def to_body_space(self, vectors: Floats | Sequence[float]) -> Floats:
        return _turn(np.asarray(vectors, np.float32), self.body)


def _turn(vectors: Floats, matrix: Floats | None) -> Floats:
    if matrix is None:
        return vectors
    turned = vectors @ matrix
    norms = np.linalg.norm(turned, axis=-1, keepdims=True)
    return np.asarray(turned / np.maximum(norms, 1e-9), np.float32)


def load_adapter(model: str, path: Path = FITTED) -> Adapter:
    """The adapter fitted for ``model``; one that changes nothing for any other model or when none was fitted."""
    if not path.exists():
        return Adapter()
    with np.load(path) as saved:
        if str(saved["model"]) != model:
            return Adapter()
        question, body, mean = (saved[n].astype(np.float32) for n in ("question", "body", "token_mean"))
    digest = hashlib.sha256(question.tobytes() + body.tobytes() + mean.tobytes()).hexdigest()[:12]
    return Adapter(question, body, digest, TokenSpace(mean))


def save_adapter(path: Path, model: str, question: Floats, body: Floats, token_mean: Floats) -> None:
    """Write the matrices in half precision (590 KB)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        path,
        model=model,
        question=question.astype(np.float16),
        body=body.astype(np.float16),
        token_mean=token_mean.astype(np.float16),
    )
