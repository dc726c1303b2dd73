"""How likely it is that what was found answers the question: a calibrated probability, not a raw similarity.

A logistic regression on a few signals, fitted by ``python -m bot fit`` on questions whose answer is known to be
there or known to be gone (a wording whose fiche was left out of the index). Coefficients and thresholds are data,
with the date and the figures of their fit.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.dialogue.intents import OFFTOPIC, PERSONAL
from bot.search.retriever import Found

FITTED = Path(__file__).with_name("data") / "judgement.json"
_CERTAIN = 1e-4
_PERSONAL_CASE = 0.75
_TOO_NEAR_FOR_A_PERSONAL_CASE = 0.9  # cosine


@dataclass(frozen=True)
class Signals:
    """What the judge looks at; a leg that missed the first passage counts 0.

    A passage written as an answer to questions (``asked``) is known by the nearest of them; one of an ordinary
    document has a heading, which says little, and must be known by its own words (``plain_…``: 0 for the former).
    ``unseen`` is the share of the question's weight in words that no passage holds.
    """

    asked: float
    question_cosine: float
    body_cosine: float
    coverage: float
    plain_body: float
    plain_interaction: float
    plain_coverage: float
    unseen: float
    agreement: float
    margin: float
    offtopic: float
    personal: float

    @property
    def is_personal(self) -> bool:
        """Surely somebody's own case, that only the portal, the client or the support can see.

        « Ma facture est suspendue, je la refais ? » is not, for the fiches answer this very question.
        """
        return self.personal >= _log_odds(_PERSONAL_CASE) and self.question_cosine < _TOO_NEAR_FOR_A_PERSONAL_CASE


@dataclass(frozen=True)
class Judge:
    """``threshold`` is the probability under which the assistant says that it doesn't know."""

    coefficients: Mapping[str, float]
    bias: float
    threshold: float

    def probability(self, signals: Signals) -> float:
        """The probability (0…1) that the first passage answers."""
        values = asdict(signals)
        logit = self.bias + sum(weight * values[name] for name, weight in self.coefficients.items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def read_signals(question: str, found: Found, intents: Mapping[str, float]) -> Signals:
    """Measure ``found`` against ``question``; all zeros but the intents when nothing was found."""
    hits, lexical = found.hits, found.index.lexical
    offtopic, personal = _log_odds(intents.get(OFFTOPIC, 0.0)), _log_odds(intents.get(PERSONAL, 0.0))
    unseen = lexical.unseen_share(question)
    if not hits:
        return Signals(0, 0, 0, 0, 0, 0, 0, unseen, 0, 0, offtopic, personal)
    first = hits[0]
    legs = [
        [leg or 0.0 for leg in scores] for scores in zip(*((h.lexical, h.body, h.question) for h in hits), strict=True)
    ]
    asked = float(first.passage.answers_questions)
    body, plain = first.body or 0.0, 1.0 - asked
    coverage = max(lexical.coverage(question, hit.passage) for hit in hits[:3])
    return Signals(
        asked=asked,
        question_cosine=asked * (first.question or 0.0),
        body_cosine=body,
        coverage=coverage,
        plain_body=plain * body,
        plain_interaction=plain * (first.interaction or 0.0),
        plain_coverage=plain * coverage,
        unseen=unseen,
        agreement=sum(leg[0] > 0 and leg[0] >= max(leg) for leg in legs) / len(legs),
        margin=first.score - hits[1].score if len(hits) > 1 else 1.0,
        offtopic=offtopic,
        personal=personal,
    )


def _log_odds(probability: float) -> float:
    """The log-odds over ten, about -1 to 1: probabilities near 0 or 1 differ by what they exclude."""
    bounded = min(max(probability, _CERTAIN), 1 - _CERTAIN)
    return math.log(bounded / (1 - bounded)) / 10


def load_judge(path: Path = FITTED) -> Judge:
    """The fitted judge; its file is written by ``python -m bot fit``."""
    saved = json.loads(path.read_text(encoding="utf-8"))
    return Judge(saved["coefficients"], saved["bias"], saved["threshold"])
