"""What the model made of a text is kept in SQL by the hash of model and text, so that only new texts are embedded.

A passage has two entries: its raw vector, before any adapter, and its packed tokens for late interaction, which are
read back only for the few passages that a question is compared with.
"""

import hashlib
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from bot.search.encoder import Encoder
from bot.storage.database import Database
from bot.storage.models import StoredVector

Progress = Callable[[int, int], None]
_EMBED_BATCH = 64
_READ_BATCH = 500
_BODY, _QUESTION, _TOKENS = "body", "question", "tokens"


class VectorCache:
    """Vectors by text; safe for several readers, and for one writer at a time (the indexer's lock)."""

    def __init__(self, database: Database, encoder: Encoder) -> None:
        self._database = database
        self._encoder = encoder

    def vectors(self, bodies: list[str], questions: list[str], progress: Progress) -> NDArray[np.float32]:
        """The raw vectors of ``bodies`` then ``questions``, shape (both, dimension), new ones kept in SQL."""
        keys = [self._key(_BODY, text) for text in bodies] + [self._key(_QUESTION, text) for text in questions]
        wanted, known = set(keys), self._read(keys)
        tokened = self._present([self._key(_TOKENS, text) for text in bodies]) if self._encoder.space else None
        new_bodies = [
            text
            for text in dict.fromkeys(bodies)
            if self._key(_BODY, text) not in known or (tokened is not None and self._key(_TOKENS, text) not in tokened)
        ]
        new_questions = [text for text in dict.fromkeys(questions) if self._key(_QUESTION, text) not in known]
        total, left = len(keys), len(new_bodies) + len(new_questions)
        progress(total - left, total)
        for embed, texts in ((self._embed_bodies, new_bodies), (self._embed_questions, new_questions)):
            # The longest first: texts are encoded side by side, and the last of all leaves the other threads idle.
            texts.sort(key=len, reverse=True)
            for start in range(0, len(texts), _EMBED_BATCH):
                batch = texts[start : start + _EMBED_BATCH]
                made = embed(batch)
                # Each batch is kept at once: an interrupted indexing starts again where it stopped.
                with self._database.session() as session:
                    for key, data in made.items():
                        session.merge(StoredVector(key=key, data=data))
                known.update((key, made[key]) for key in made.keys() & wanted)
                left -= len(batch)
                progress(min(total - left, total - 1), total)
        progress(total, total)
        return np.stack([np.frombuffer(known[key], np.float32) for key in keys])

    def tokens(self, bodies: Sequence[str]) -> list[bytes | None]:
        """The packed tokens of each body; None for one that has none."""
        keys = [self._key(_TOKENS, text) for text in bodies]
        found = self._read(keys)
        return [found.get(key) for key in keys]

    def _embed_bodies(self, texts: list[str]) -> dict[str, bytes]:
        made = self._encoder.embed_passages(texts)
        kept = {self._key(_BODY, text): row.tobytes() for text, row in zip(texts, made.pooled, strict=True)}
        if made.tokens is not None:
            kept |= {self._key(_TOKENS, text): data for text, data in zip(texts, made.tokens, strict=True)}
        return kept

    def _embed_questions(self, texts: list[str]) -> dict[str, bytes]:
        rows = self._encoder.embed_questions(texts)
        return {self._key(_QUESTION, text): row.tobytes() for text, row in zip(texts, rows, strict=True)}

    def _key(self, kind: str, text: str) -> str:
        space = self._encoder.space
        if kind == _TOKENS and space is not None:
            kind = f"{kind}-{space.fingerprint}"
        return hashlib.sha256(f"{self._encoder.model}\0{kind}\0{text}".encode()).hexdigest()

    def _read(self, keys: list[str]) -> dict[str, bytes]:
        known: dict[str, bytes] = {}
        with self._database.session() as session:
            for start in range(0, len(keys), _READ_BATCH):
                wanted = set(keys[start : start + _READ_BATCH])
                rows = session.execute(select(StoredVector.key, StoredVector.data).where(StoredVector.key.in_(wanted)))
                known.update((key, data) for key, data in rows)
        return known

    def _present(self, keys: list[str]) -> set[str]:
        present: set[str] = set()
        with self._database.session() as session:
            for start in range(0, len(keys), _READ_BATCH):
                wanted = set(keys[start : start + _READ_BATCH])
                present.update(session.scalars(select(StoredVector.key).where(StoredVector.key.in_(wanted))))
        return present
