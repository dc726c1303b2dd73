"""Vectors made for a measure alone are kept in a file of the data folder, so that measuring again takes a minute."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def keep_vectors(file: Path, texts: Sequence[str], embed: Callable[[list[str]], Floats]) -> Floats:
    """A row for each of ``texts``; only those that ``file`` doesn't hold are embedded, and then it holds just these."""
    keys = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    known: dict[str, Floats] = {}
    if file.exists():
        with np.load(file) as saved:
            known = dict(zip(saved["keys"].tolist(), saved["vectors"], strict=True))
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    if missing:
        known |= dict(zip(missing, embed(list(missing.values())), strict=True))
        file.parent.mkdir(parents=True, exist_ok=True)
        kept = list(dict.fromkeys(keys))
        np.savez(file, keys=np.array(kept), vectors=np.stack([known[key] for key in kept]))
    return np.stack([known[key] for key in keys])
