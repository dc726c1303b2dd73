"""Fits the judge on questions whose answer is known to be there, and on messages that have none.

The development questions are measured by a model that has not seen them (five folds); the off-topic and personal
examples come with intent probabilities of models that had not seen those either.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from bot.dialogue.intents import OFFTOPIC, PERSONAL
from bot.dialogue.judging import Judge, Signals, read_signals
from bot.evaluation.intent_fit import IntentFit
from bot.evaluation.material import turn
from bot.search.adapter import Adapter
from bot.search.retriever import Found, LoadedIndex

_FOLDS = 5
_SEED = 20261124
_DEPTH = 10
_GOLDEN_WEIGHT = 4.0


@dataclass(frozen=True)
class Case:
    """One message with its signals and whether the fiches answer it; ``golden`` marks a development question."""

    text: str
    signals: Signals
    answerable: bool
    golden: bool = False


@dataclass(frozen=True)
class JudgeFit:
    """The judge, and how refusals of golden questions fared with a judge that had not seen them."""

    judge: Judge
    cases: int
    precision: float
    recall: float


def example_cases(fit: IntentFit, index: LoadedIndex, adapter: Adapter) -> list[Case]:
    """The off-topic and personal examples: nothing answers them."""
    cases = []
    for text, intent, vector, odds in zip(fit.texts, fit.intents, fit.vectors, fit.unseen, strict=True):
        if intent in (OFFTOPIC, PERSONAL):
            intents = dict(zip(fit.labels, odds.tolist(), strict=True))
            found = Found(index.search(text, turn(vector, adapter), _DEPTH), index)
            cases.append(Case(text, read_signals(text, found, intents), False))
    return cases


def fit_judge(cases: Sequence[Case]) -> JudgeFit:
    """Fit on all ``cases``; the threshold gives the best F1 of refusals on unseen golden questions."""
    names = list(asdict(cases[0].signals))
    x = np.array([[asdict(case.signals)[name] for name in names] for case in cases])
    y = np.array([case.answerable for case in cases])
    golden = np.array([case.golden for case in cases])
    weights = np.where(golden, _GOLDEN_WEIGHT, 1.0)
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=_SEED).split(x, 2 * golden + y)
    unseen = cross_val_predict(
        model, x, y, cv=list(folds), method="predict_proba", params={"logisticregression__sample_weight": weights}
    )[:, 1]
    model.fit(x, y, logisticregression__sample_weight=weights)
    scaler, regression = model.named_steps["standardscaler"], model.named_steps["logisticregression"]
    coefficients = regression.coef_[0] / scaler.scale_
    bias = float(regression.intercept_[0] - (coefficients * scaler.mean_).sum())
    personal = np.array([case.signals.is_personal for case in cases])
    threshold, precision, recall = best_threshold(np.where(personal, 0.0, unseen)[golden], y[golden])
    judge = Judge(dict(zip(names, (float(c) for c in coefficients), strict=True)), bias, threshold)
    return JudgeFit(judge, len(cases), precision, recall)


def best_threshold(probability: NDArray[np.float64], answerable: NDArray[np.bool_]) -> tuple[float, float, float]:
    """(threshold, precision, recall) of the refusals with the best F1, half-way to the next probability."""
    best = (0.5, 0.0, 0.0)
    values = np.unique(probability)
    for threshold in (values[1:] + values[:-1]) / 2:
        refused = probability < threshold
        right = int((refused & ~answerable).sum())
        if right == 0:
            continue
        precision, recall = right / refused.sum(), right / (~answerable).sum()
        if precision * recall / (precision + recall) > (best[1] * best[2] / (best[1] + best[2]) if best[1] else 0):
            best = (float(threshold), float(precision), float(recall))
    return best
