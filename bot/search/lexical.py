"""The lexical leg: BM25 over French terms, and the speller that knows how the passages write their words."""

import json
import os
import shutil
import tempfile
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray

from bot.corpus.document import CitedPassage
from bot.search.french import terms
from bot.search.spelling import Speller

_IDS = "passages.json"
_WORDS = "words.json"
_NO_TERM = "∅"


def indexed_text(passage: CitedPassage) -> str:
    """What BM25 sees of a passage: its document's title, its own twice, its text, and its other wordings."""
    return "\n".join([passage.document, passage.title, passage.title, passage.text, *passage.wordings])


class LexicalIndex:
    """Scores every passage of a generation for a question; read-only once built."""

    def __init__(self, engine: bm25s.BM25, ids: list[str], speller: Speller) -> None:
        self._engine = engine
        self.ids = ids
        self.speller = speller
        frequencies = np.diff(engine.scores["indptr"])
        self._weights = np.log(1 + (len(ids) - frequencies + 0.5) / (frequencies + 0.5))
        self._unseen = float(np.log(1 + (len(ids) + 0.5) / 0.5))

    @classmethod
    def build(cls, passages: list[CitedPassage]) -> "LexicalIndex":
        engine = bm25s.BM25(method="lucene", k1=1.2, b=0.6)
        seen = [indexed_text(p) for p in passages]
        # bm25s can't index nothing: an empty generation holds one text that no question can meet.
        engine.index([terms(text) or [_NO_TERM] for text in seen] or [[_NO_TERM]], show_progress=False)
        return cls(engine, [p.id for p in passages], Speller.build(seen))

    def save(self, folder: Path) -> None:
        """Write the index at ``folder`` in one step."""
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=folder.parent))
        self._engine.save(str(draft), show_progress=False)
        (draft / _IDS).write_text(json.dumps(self.ids), encoding="utf-8")
        (draft / _WORDS).write_text(json.dumps(self.speller.counts), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        os.replace(draft, folder)

    @classmethod
    def load(cls, folder: Path) -> "LexicalIndex":
        """Read the index back; raises OSError, ValueError, KeyError or EOFError when it is missing or damaged."""
        ids = json.loads((folder / _IDS).read_text(encoding="utf-8"))
        counts = json.loads((folder / _WORDS).read_text(encoding="utf-8"))
        return cls(bm25s.BM25.load(str(folder)), ids, Speller(counts))

    def query_terms(self, question: str) -> list[str]:
        """The question's terms, in order, its typos mended."""
        return terms(self.speller.mend(question))

    def weight(self, term: str) -> float:
        """The term's idf (Robertson's, as BM25 uses it); a term never seen weighs the most."""
        index = self._engine.vocab_dict.get(term)
        return self._unseen if index is None else float(self._weights[index])

    def word_weight(self, word: str) -> float:
        """The weight of ``word``'s term in the index; that of its rarest term if several."""
        return max((self.weight(term) for term in self.query_terms(word)), default=0.0)

    def coverage(self, question: str, passage: CitedPassage) -> float:
        """The share (0…1) of the question's weight, rare words first, that the passage's own words cover."""
        asked = set(self.query_terms(question))
        held = set(terms(indexed_text(passage)))
        total = sum(self.weight(term) for term in asked)
        return sum(self.weight(term) for term in asked & held) / total if total else 0.0

    def unseen_share(self, question: str) -> float:
        """The share (0…1) of the question's weight in terms that no passage holds."""
        asked = set(self.query_terms(question))
        total = sum(self.weight(term) for term in asked)
        unseen = sum(self.weight(term) for term in asked if term not in self._engine.vocab_dict)
        return unseen / total if total else 0.0

    def score(self, question: str) -> NDArray[np.float32]:
        """BM25 of every passage, in the order of ``ids``; all zeros when no term is known."""
        known = [term for term in self.query_terms(question) if term in self._engine.vocab_dict]
        if not known:
            return np.zeros(len(self.ids), np.float32)
        scores: NDArray[np.float32] = self._engine.get_scores(known)
        return scores
