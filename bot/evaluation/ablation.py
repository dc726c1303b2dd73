"""What each part of the search brings, over the development questions: a row per part, each added to the kept ones.

A row is compared with the one above it, trials left out, question by question: the interval is a bootstrap of the
mean difference of reciprocal ranks, so a part whose interval holds zero has not shown that it pays here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bot.dialogue.followup import make_standalone
from bot.dialogue.politeness import without_courtesies
from bot.evaluation.golden import GoldenQuestion
from bot.evaluation.legs import Leg
from bot.evaluation.metrics import ANSWERABLE
from bot.search.french import fold
from bot.search.fusion import best

_DEPTH = 10
_PROOF = 5
_RESAMPLED = 5000
_SEED = 20261124
_HEAD = ["ligne", "preuve@5", "MRR@10", "nDCG@10", "premier juste", "écart de MRR [95 %]", "sort"]

Column = NDArray[np.float64]
Fate = Literal["gardée", "remplacée", "essai", "repère"]
NOTE = (
    "L'écart est celui du MRR@10 avec la ligne du dessus, les essais laissés de côté ; entre crochets, l'intervalle à "
    "95 % (bootstrap sur les questions). Un essai n'est pas dans le produit ; un repère est ce qu'on prendrait d'autre."
)


@dataclass(frozen=True)
class Row:
    """One way of searching, over the texts it finds by id, and what became of it: a trial was tried and left out."""

    name: str
    leg: Leg
    texts: Mapping[str, str]
    fate: Fate = "gardée"


@dataclass(frozen=True)
class Measured:
    """A row's measures, a value per question."""

    row: Row
    proof: Column
    reciprocal_rank: Column
    ndcg: Column
    first_right: Column


def as_looked_up(question: GoldenQuestion) -> str:
    """What the assistant looks up: the question without its courtesies, made standalone from its history."""
    return make_standalone(without_courtesies(question.question), question.history)


def measure_rows(rows: Sequence[Row], questions: Sequence[GoldenQuestion]) -> list[Measured]:
    """Measure each row over the questions that have an answer."""
    asked = [question for question in questions if question.kind in ANSWERABLE]
    enough: dict[int, list[set[str]]] = {}
    measured = []
    for row in rows:
        if id(row.texts) not in enough:
            enough[id(row.texts)] = _satisfying(asked, row.texts)
        values = [_measure(row, q, alone) for q, alone in zip(asked, enough[id(row.texts)], strict=True)]
        measured.append(Measured(row, *np.array(values, float).T))
    return measured


def as_rows(measured: Sequence[Measured]) -> list[list[str]]:
    """The table, heading first, as its cells."""
    rows = [_HEAD]
    above: Measured | None = None
    for found in measured:
        gain = ""
        if above is not None:
            mean, low, high = difference(above.reciprocal_rank, found.reciprocal_rank)
            gain = f"{mean:+.3f} [{low:+.3f} ; {high:+.3f}]"
        values = (found.proof, found.reciprocal_rank, found.ndcg, found.first_right)
        rows.append([found.row.name, *(f"{value.mean():.3f}" for value in values), gain, found.row.fate])
        above = above if found.row.fate == "essai" else found
    return rows


def difference(before: Column, after: Column) -> tuple[float, float, float]:
    """The mean of ``after - before`` and its 95 % bootstrap interval, questions resampled in pairs."""
    gains = after - before
    drawn = np.random.default_rng(_SEED).integers(len(gains), size=(_RESAMPLED, len(gains)))
    low, high = np.percentile(gains[drawn].mean(axis=1), [2.5, 97.5])
    return float(gains.mean()), float(low), float(high)


def _satisfying(questions: Sequence[GoldenQuestion], texts: Mapping[str, str]) -> list[set[str]]:
    """For each question, the ids of all the texts that satisfy it alone."""
    folded = {key: fold(text) for key, text in texts.items()}
    return [{key for key, text in folded.items() if question.is_satisfied_by_folded(text)} for question in questions]


def _measure(row: Row, question: GoldenQuestion, alone: set[str]) -> tuple[float, float, float, float]:
    found = list(best(row.leg(as_looked_up(question)), _DEPTH))
    hits = np.array([key in alone for key in found] + [False] * (_DEPTH - len(found)))
    discounts = 1 / np.log2(np.arange(2, _DEPTH + 2))
    ideal = discounts[: len(alone)].sum()
    proof = question.is_satisfied_by("\n".join(row.texts[key] for key in found[:_PROOF]))
    rank = int(hits.argmax()) + 1 if hits.any() else 0
    ndcg = discounts[hits].sum() / ideal if alone else 0.0
    return float(proof), 1 / rank if rank else 0.0, float(ndcg), float(hits[0])
