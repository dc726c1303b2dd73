"""Fits the intent classifier on its examples against the fiches' questions, and gives out-of-fold probabilities."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from bot.dialogue.intents import QUESTION, load_examples, load_follow_ups, settle
from bot.evaluation.material import Material
from bot.search.encoder import Encoder

_FOLDS = 5
_SEED = 20261124
_STRENGTH = 20.0
_FOLLOW_UP_WEIGHT = 20


@dataclass(frozen=True)
class IntentFit:
    """The classifier's rows, and for each example its text, intent, vector and out-of-fold probabilities.

    ``accuracy`` is the out-of-fold recall of each intent, ``mistaken`` the share of course questions that would be
    taken for small talk or a request.
    """

    labels: tuple[str, ...]
    weights: NDArray[np.float32]
    texts: list[str]
    intents: list[str]
    vectors: NDArray[np.float32]
    unseen: NDArray[np.float64]
    accuracy: dict[str, float]
    mistaken: float


def fit_intents(material: Material, encoder: Encoder) -> IntentFit:
    """Fit and cross-validate; ``accuracy`` is the out-of-fold recall of each intent."""
    examples = load_examples()
    texts = [text for found in examples.values() for text in found]
    intents = [intent for intent, found in examples.items() for _ in found]
    vectors = encoder.embed_questions(texts)
    follow_ups = encoder.embed_questions([talk["message"] for talk in load_follow_ups() if talk["leans"]])
    # A follow-up looks like small talk (« et le A6 ? »): a few dozen must weigh against thousands of full questions.
    questions = np.vstack([material.raw.questions, *[follow_ups] * _FOLLOW_UP_WEIGHT])
    x = np.vstack([vectors, questions])
    y = np.array(intents + [QUESTION] * len(questions))
    model = LogisticRegression(C=_STRENGTH, class_weight="balanced", max_iter=3000)
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=_SEED)
    unseen = cross_val_predict(model, x, y, cv=folds, method="predict_proba")
    model.fit(x, y)
    labels = tuple(str(label) for label in model.classes_)
    guessed = np.array(labels)[unseen.argmax(axis=1)]
    accuracy = {label: round(float((guessed[y == label] == label).mean()), 3) for label in labels}
    weights = np.hstack([model.coef_, model.intercept_[:, None]]).astype(np.float32)
    mistaken = np.mean([settle(dict(zip(labels, row, strict=True))) != QUESTION for row in unseen[y == QUESTION]])
    return IntentFit(
        labels, weights, texts, intents, vectors, unseen[: len(texts)], accuracy, round(float(mistaken), 4)
    )
