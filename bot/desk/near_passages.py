"""What already says it: the passages in service and the open proposals nearest to a proposed fiche, and how near.

The search that answers trainees finds the passages, so that a near-duplicate is what they would get today. How near
is said in words, by the same cosines that put questions asked in vain together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock
from typing import Final

from bot.corpus.document import CitedPassage
from bot.corpus.likeness import runs
from bot.desk.grouping import Meanings, Nearness
from bot.desk.proposal_types import ProposalText, ProposalView
from bot.search.errors import ModelUnavailable, NoActiveIndex
from bot.search.retriever import Hit, Retriever

_LOOKED_AT: Final = 6
_SHOWN: Final = 3
_SAME_WORDS: Final = 0.5  # half of the answer's runs of five words
_KEPT: Final = 200


class HowNear(StrEnum):
    """From the nearest to the farthest."""

    SAME_WORDS = "dit la même chose, presque mot pour mot"
    SAME = "répond à la même question"
    CLOSE = "répond à une question voisine"
    FAR = "le plus proche, mais d'assez loin"


_ORDER: Final = list(HowNear)


@dataclass(frozen=True)
class NearPassage:
    passage: CitedPassage
    how: HowNear


@dataclass(frozen=True)
class NearProposal:
    proposal: ProposalView
    how: HowNear


@dataclass(frozen=True)
class Nearby:
    """The nearest of both, nearest first; a proposal that is far isn't there."""

    passages: tuple[NearPassage, ...]
    proposals: tuple[NearProposal, ...]

    @property
    def nearest(self) -> CitedPassage | None:
        """The nearest passage in service."""
        return self.passages[0].passage if self.passages else None


class NearPassages:
    """Safe to call from several threads; what was looked up once is kept as long as the same index answers."""

    def __init__(self, retriever: Retriever, meanings: Meanings) -> None:
        self._retriever = retriever
        self._meanings = meanings
        self._lock = Lock()
        self._found: dict[tuple[int, str], tuple[Hit, ...]] = {}

    def of(self, text: ProposalText, others: Sequence[ProposalView]) -> Nearby:
        """What is near ``text``, in service and among ``others``."""
        said = runs(text.answer)
        found = [
            NearPassage(hit.passage, _how_near(hit.question, self._meanings.nearness, said, hit.passage.text))
            for hit in self._hits(text.question)
        ]
        near = sorted(found, key=lambda one: _ORDER.index(one.how))
        kept = [one for one in near if one.how is not HowNear.FAR][:_SHOWN] or near[:1]
        return Nearby(tuple(kept), tuple(self._proposals(text, others, said)))

    def _hits(self, question: str) -> tuple[Hit, ...]:
        try:
            generation = self._retriever.load().generation
        except NoActiveIndex:
            return ()
        with self._lock:
            known = self._found.get((generation, question))
        if known is None:
            known = self._retriever.search(question, self._retriever.encode(question), _LOOKED_AT).hits
            with self._lock:
                if len(self._found) >= _KEPT:
                    self._found.clear()
                self._found[generation, question] = known
        return known

    def _proposals(
        self, text: ProposalText, others: Sequence[ProposalView], said: frozenset[str]
    ) -> list[NearProposal]:
        if not others:
            return []
        asked = [(at, one) for at, other in enumerate(others) for one in (other.text.question, *other.text.wordings)]
        cosines: list[float | None] = [None] * len(others)
        try:
            vectors = self._meanings.of([text.question, *(one for _, one in asked)])
        except ModelUnavailable:
            vectors = None  # the words alone are compared
        if vectors is not None:
            for (at, _), cosine in zip(asked, vectors[1:] @ vectors[0], strict=True):
                cosines[at] = max(float(cosine), cosines[at] or -1.0)
        found = [
            NearProposal(other, _how_near(cosine, self._meanings.nearness, said, other.text.answer))
            for other, cosine in zip(others, cosines, strict=True)
        ]
        near = sorted((one for one in found if one.how is not HowNear.FAR), key=lambda one: _ORDER.index(one.how))
        return near[:_SHOWN]


def _how_near(cosine: float | None, nearness: Nearness, said: frozenset[str], there: str) -> HowNear:
    if said and len(said & runs(there)) >= _SAME_WORDS * len(said):
        return HowNear.SAME_WORDS
    if cosine is None or cosine < nearness.together:
        return HowNear.FAR
    return HowNear.SAME if cosine >= nearness.same else HowNear.CLOSE
