"""Fits the judge on questions whose answer is known to be there, and on messages that have none.

The development questions are measured by models that have not seen them (five folds, a fiche or a question on one
side only, the mean over eight ways to fold: one way alone moved the figures by a question or two); the off-topic and
personal examples come with intent probabilities of models blind to them too.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from bot.dialogue.judging import Judge
from bot.evaluation.judge_cases import Case

_FOLDS = 5
_SEEDS = range(8)


@dataclass(frozen=True)
class JudgeFit:
    """The judge, and how refusals of golden questions fared with a judge that had not seen them."""

    judge: Judge
    cases: int
    precision: float
    recall: float


def fit_judge(cases: Sequence[Case]) -> JudgeFit:
    """Fit on all ``cases``; the threshold is where precision and recall of refusals meet."""
    names = list(asdict(cases[0].signals))
    x = np.array([[asdict(case.signals)[name] for name in names] for case in cases])
    y = np.array([case.answerable for case in cases])
    golden = np.array([case.golden for case in cases])
    weights = np.array([case.weight for case in cases])
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000))
    groups = np.array([case.group or str(number) for number, case in enumerate(cases)])
    rounds = []
    for seed in _SEEDS:
        folds = StratifiedGroupKFold(_FOLDS, shuffle=True, random_state=seed).split(x, 2 * golden + y, groups)
        fitted_with = {"logisticregression__sample_weight": weights}
        rounds.append(cross_val_predict(model, x, y, cv=list(folds), method="predict_proba", params=fitted_with)[:, 1])
    unseen = np.mean(rounds, axis=0)
    model.fit(x, y, logisticregression__sample_weight=weights)
    scaler, regression = model.named_steps["standardscaler"], model.named_steps["logisticregression"]
    coefficients = regression.coef_[0] / scaler.scale_
    bias = float(regression.intercept_[0] - (coefficients * scaler.mean_).sum())
    personal = np.array([case.signals.is_personal for case in cases])
    threshold, precision, recall = best_threshold(np.where(personal, 0.0, unseen)[golden], y[golden])
    judge = Judge(dict(zip(names, (float(c) for c in coefficients), strict=True)), bias, threshold)
    return JudgeFit(judge, len(cases), precision, recall)


def best_threshold(probability: NDArray[np.float64], answerable: NDArray[np.bool_]) -> tuple[float, float, float]:
    """(threshold, precision, recall) where the lower of the two is highest, half-way to the next probability.

    A wrong refusal and a wrong answer both cost somebody; neither may be bought with the other.
    """
    best = (0.5, 0.0, 0.0)
    values = np.unique(probability)
    for threshold in (values[1:] + values[:-1]) / 2:
        refused = probability < threshold
        right = int((refused & ~answerable).sum())
        precision, recall = right / refused.sum(), right / (~answerable).sum()
        if (min(precision, recall), precision + recall) > (min(best[1:]), best[1] + best[2]):
            best = (float(threshold), float(precision), float(recall))
    return best
