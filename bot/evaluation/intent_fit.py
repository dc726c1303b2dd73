"""Fits the intent classifier on its examples against the fiches' questions, and gives out-of-fold probabilities.

Everything is mended before it is embedded, as a person's message is. Questions written badly on purpose are added, so
that spelling alone makes no message small talk. Near copies share a fold: none is judged by a model that saw another.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import precision_recall_fscore_support
from sklearn.model_selection import StratifiedGroupKFold, cross_val_predict

from bot.dialogue.intents import QUESTION, load_examples, load_follow_ups, settle
from bot.evaluation.material import Material
from bot.evaluation.noise import degrade
from bot.search.encoder import Encoder
from bot.search.indexing import passage_of
from bot.search.lexical import indexed_text
from bot.search.spelling import Speller

_FOLDS = 5
_SEED = 20261124
_STRENGTH = 20.0
_FOLLOW_UP_WEIGHT = 20.0
_EXAMPLE_QUESTION_WEIGHT = 5.0
_NEAR_COPY = 0.96
_EVERYTHING = "tout"


@dataclass(frozen=True)
class IntentFit:
    """The classifier's rows, and for each example its text, intent, vector and out-of-fold probabilities.

    ``accuracy`` and ``precision`` are each intent's out-of-fold recall and precision on the examples and questions,
    ``mistaken`` the share of course questions that would be taken for small talk or a request, ``mistaken_when_noisy``
    the same of the questions written badly on purpose.
    """

    labels: tuple[str, ...]
    weights: NDArray[np.float32]
    texts: list[str]
    intents: list[str]
    vectors: NDArray[np.float32]
    unseen: NDArray[np.float64]
    accuracy: dict[str, float]
    precision: dict[str, float]
    mistaken: float
    mistaken_when_noisy: float


@dataclass(frozen=True)
class _Set:
    """Messages of one origin, with the weight of each; equal ``groups`` share a fold."""

    vectors: NDArray[np.float32]
    intents: list[str]
    groups: list[str]
    weight: float = 1.0


def fit_intents(material: Material, encoder: Encoder) -> IntentFit:
    """Fit and cross-validate; about a minute on two idle cores."""
    mend = Speller.build(indexed_text(p) for p in material.passages.values()).mend
    examples = load_examples()
    texts = [text for found in examples.values() for text in found]
    intents = [intent for intent, found in examples.items() for _ in found]
    vectors = encoder.embed_questions([mend(text) for text in texts])
    entries = material.raw.entries
    noisy = material.held_out()
    written_badly = encoder.embed_questions([mend(degrade(material.texts[entry], _EVERYTHING)) for entry in noisy])
    # A follow-up looks like small talk (« et le A6 ? »): a few dozen must weigh against thousands of full questions.
    leaning = [talk["message"] for talk in load_follow_ups() if talk["leans"]]
    follow_ups = encoder.embed_questions([mend(text) for text in leaning])
    sets = [
        _Set(vectors, intents, _near_copies(vectors)),
        _Set(material.raw.questions, [QUESTION] * len(entries), [passage_of(entry) for entry in entries]),
        _Set(written_badly, [QUESTION] * len(noisy), [passage_of(entry) for entry in noisy]),
        _Set(follow_ups, [QUESTION] * len(leaning), leaning, _FOLLOW_UP_WEIGHT),
    ]
    x = np.vstack([one.vectors for one in sets])
    y = np.array([intent for one in sets for intent in one.intents])
    groups = np.unique([group for one in sets for group in one.groups], return_inverse=True)[1]
    weights = np.concatenate([np.full(len(one.intents), one.weight) for one in sets])
    weights[: len(texts)][np.array(intents) == QUESTION] = _EXAMPLE_QUESTION_WEIGHT
    model = LogisticRegression(C=_STRENGTH, class_weight="balanced", max_iter=3000)
    folds = StratifiedGroupKFold(_FOLDS, shuffle=True, random_state=_SEED).split(x, y, groups)
    unseen = cross_val_predict(model, x, y, cv=list(folds), method="predict_proba", params={"sample_weight": weights})
    model.fit(x, y, sample_weight=weights)
    labels = tuple(str(label) for label in model.classes_)
    guessed = np.array(labels)[unseen.argmax(axis=1)]
    precision, recall, _, _ = precision_recall_fscore_support(y, guessed, labels=labels, zero_division=0.0)
    first_noisy = len(texts) + len(entries)
    return IntentFit(
        labels,
        np.hstack([model.coef_, model.intercept_[:, None]]).astype(np.float32),
        texts,
        intents,
        vectors,
        unseen[: len(texts)],
        {label: round(float(value), 3) for label, value in zip(labels, recall, strict=True)},
        {label: round(float(value), 3) for label, value in zip(labels, precision, strict=True)},
        _mistaken(labels, unseen[y == QUESTION]),
        _mistaken(labels, unseen[first_noisy : first_noisy + len(noisy)]),
    )


def _near_copies(vectors: NDArray[np.float32]) -> list[str]:
    """A name per row, the same for all that a chain of near copies links."""
    _, names = connected_components(vectors @ vectors.T >= _NEAR_COPY, directed=False)
    return [f"example {name}" for name in names]


def _mistaken(labels: Sequence[str], odds: NDArray[np.float64]) -> float:
    taken = [settle(dict(zip(labels, row, strict=True))) != QUESTION for row in odds.tolist()]
    return round(float(np.mean(taken)), 4) if taken else 0.0
