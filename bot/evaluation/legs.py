"""A search taken apart: a leg gives scores to passages for a question, and legs are put together one at a time.

Everything that scores is the product's own (BM25, vectors, fusion); what is added here is only the wiring, so that a
part can be measured with and without.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from bot.corpus.document import TERM, CitedPassage
from bot.search.french import fold, terms, words
from bot.search.fusion import DEPTH, best, min_max
from bot.search.lexical import LexicalIndex
from bot.search.vectors import VectorStore

Floats = NDArray[np.float32]
Leg = Callable[[str], Mapping[str, float]]

_RRF_K = 60
_ENTRIES = 2 * DEPTH


class UnmendedIndex(LexicalIndex):
    """The lexical index with every word taken as it was typed."""

    def query_terms(self, question: str) -> list[str]:
        return terms(question)


def without_wordings(passages: Iterable[CitedPassage]) -> list[CitedPassage]:
    """Passages known by their title and text alone."""
    return [replace(passage, wordings=()) for passage in passages]


def lexical_leg(index: LexicalIndex) -> Leg:
    """BM25, the best hundred passages that share a term with the question."""

    def leg(question: str) -> Mapping[str, float]:
        scores = index.score(question)
        top = np.argsort(-scores, kind="stable")[:DEPTH]
        return {index.ids[i]: float(scores[i]) for i in top if scores[i] > 0}

    return leg


def dense_leg(
    store: VectorStore, collection: str, encode: Callable[[str], Floats], owner: Callable[[str], str] = str
) -> Leg:
    """The cosine of each passage's nearest entry; ``owner`` gives the passage of an entry of ``collection``."""

    def leg(question: str) -> Mapping[str, float]:
        found: dict[str, float] = {}
        for entry, cosine in store.nearest(collection, encode(question), _ENTRIES):
            passage = owner(entry)
            found[passage] = max(cosine, found.get(passage, -1.0))
        return best(found)

    return leg


def score_fusion(first: Leg, second: Leg) -> Leg:
    """The mean of two legs, each scaled by min-max over its best hundred."""

    def leg(question: str) -> Mapping[str, float]:
        one, other = min_max(first(question)), min_max(second(question))
        return {key: (one.get(key, 0.0) + other.get(key, 0.0)) / 2 for key in {**one, **other}}

    return leg


def rank_fusion(*legs: Leg) -> Leg:
    """Reciprocal rank fusion (Cormack et al., 2009), k = 60."""

    def leg(question: str) -> Mapping[str, float]:
        total: dict[str, float] = {}
        for part in legs:
            for rank, passage in enumerate(best(part(question)), 1):
                total[passage] = total.get(passage, 0.0) + 1 / (_RRF_K + rank)
        return total

    return leg


def rewritten(rewrite: Callable[[str], str], leg: Leg) -> Leg:
    """``leg`` asked with the question as ``rewrite`` puts it."""
    return lambda question: leg(rewrite(question))


def glossary_expansion(passages: Iterable[CitedPassage]) -> Callable[[str], str]:
    """Adds to a question the full name of each acronym in it, and the acronym of each full name, as the glossary has.

    Equal forms are a term's title and other wordings; of those only the acronyms and the title are added.
    """
    added: dict[str, str] = {}
    for passage in passages:
        if passage.kind == TERM:
            _learn(added, [passage.title, *passage.wordings])

    def expand(question: str) -> str:
        said = f" {' '.join(words(question))} "
        new = [equal for form, equal in added.items() if form in said and fold(equal) not in fold(question)]
        return " ".join([question, *dict.fromkeys(new)])

    return expand


def _learn(added: dict[str, str], forms: Sequence[str]) -> None:
    acronyms = [form for form in forms if form.isupper() and form.isalpha() and 2 <= len(form) <= 6]
    full = next((form for form in forms if form not in acronyms), None)
    if not acronyms or full is None:
        return
    for acronym in acronyms:
        added[f" {' '.join(words(acronym))} "] = full
    for form in forms:
        if form not in acronyms:
            added[f" {' '.join(words(form))} "] = acronyms[0]
