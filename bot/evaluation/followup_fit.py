"""Fits how much each trait of a message says that it leans on the one before, on the talks of data/followups.yaml."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from bot.dialogue.followup import FITTED, names_its_subject, traits
from bot.dialogue.intents import load_follow_ups
from bot.storage.models import now

_FOLDS = 5
_SEED = 20261124
_STRENGTH = 5.0


@dataclass(frozen=True)
class FollowUpFit:
    """The weight of each trait; ``precision`` and ``recall`` of « leans » on talks that the judging model never saw."""

    weights: dict[str, float]
    bias: float
    talks: int
    precision: float
    recall: float

    def write(self, path: Path = FITTED) -> None:
        """Keep the weights with the date and the figures of their fit."""
        saved = {
            "fitted_on": now().date().isoformat(),
            "talks": self.talks,
            "unseen": {"precision": round(self.precision, 3), "recall": round(self.recall, 3)},
            "bias": self.bias,
            "weights": self.weights,
        }
        path.write_text(json.dumps(saved, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def fit_follow_ups() -> FollowUpFit:
    """Fit and cross-validate; the two sides count alike, however many talks each has."""
    talks = load_follow_ups()
    found = [traits(talk["message"]) for talk in talks]
    x = np.array([list(one.values()) for one in found])
    y = np.array([bool(talk["leans"]) for talk in talks])
    model = LogisticRegression(C=_STRENGTH, class_weight="balanced", max_iter=1000)
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=_SEED)
    unseen = cross_val_predict(model, x, y, cv=folds)
    unseen &= ~np.array([names_its_subject(one) for one in found])
    model.fit(x, y)
    right = int((unseen & y).sum())
    return FollowUpFit(
        {name: round(float(weight), 4) for name, weight in zip(found[0], model.coef_[0], strict=True)},
        round(float(model.intercept_[0]), 4),
        len(talks),
        right / int(unseen.sum()),
        right / int(y.sum()),
    )
