"""What a message is before it is looked up: small talk, a call for a person, a personal case, or a question.

A multinomial logistic regression on the message's vector, fitted on the examples of ``data/intents.yaml`` against
every question of the fiches. Examples are data that anyone may add to; no rule is written for a sentence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from bot.search.french import fold, words

DATA = Path(__file__).with_name("data")
EXAMPLES = DATA / "intents.yaml"
FITTED = DATA / "intents.npz"
FOLLOW_UPS = DATA / "followups.yaml"

QUESTION, OFFTOPIC, PERSONAL = "question", "offtopic", "personal"
SMALL_TALK = ("greeting", "thanks", "farewell", "identity", "wellbeing")
REQUESTS = ("handoff", "ticket")
_SURE = 0.75
_SURE_IF_WARY = 0.97


@dataclass(frozen=True)
class IntentClassifier:
    """``weights`` has a row per label: its coefficients, then its bias."""

    labels: tuple[str, ...]
    weights: NDArray[np.float32]
    exact: Mapping[str, str]

    def probabilities(self, text: str, vector: Sequence[float] | NDArray[np.float32] | None) -> dict[str, float]:
        """How likely each intent is; a message that is one of the examples, to the letter, is certain.

        Without a vector (no model) everything that is not an example counts as a question.
        """
        known = self.exact.get(_bare(text))
        if known or vector is None:
            return {label: float(label == (known or QUESTION)) for label in self.labels}
        logits = self.weights[:, :-1] @ np.asarray(vector, np.float32) + self.weights[:, -1]
        odds = np.exp(logits - logits.max())
        return dict(zip(self.labels, (odds / odds.sum()).tolist(), strict=True))


def settle(probabilities: Mapping[str, float], wary: bool = False) -> str:
    """The intent to act on: small talk or a request only when surely one of them, a question otherwise.

    The kinds of small talk are added up first: « allô, vous m'entendez ? » may be two of them at once. One is ``wary``
    of a follow-up (« et en août ? ») or a code (« c koi A9 »): short, they look like small talk and seldom are.
    """
    kinds = {intent: (intent,) for intent in REQUESTS} | {"small talk": SMALL_TALK}
    sums = {kind: sum(probabilities.get(intent, 0.0) for intent in members) for kind, members in kinds.items()}
    kind = max(sums, key=lambda name: sums[name])
    if sums[kind] < (_SURE_IF_WARY if wary else _SURE):
        return QUESTION
    return max(kinds[kind], key=lambda intent: probabilities.get(intent, 0.0))


def load_examples(path: Path = EXAMPLES) -> dict[str, list[str]]:
    """The examples by intent, as their file lists them."""
    # libyaml reads them ten times as fast, and each start waits for them.
    examples: dict[str, list[str]] = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return examples


def load_follow_ups(path: Path = FOLLOW_UPS) -> list[dict[str, Any]]:
    """Two-turn talks: ``history``, ``message``, and whether the message ``leans`` on the history."""
    talks: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return talks


def load_classifier(path: Path = FITTED) -> IntentClassifier:
    """The fitted classifier with its exact examples."""
    exact = {
        _bare(text): intent
        for intent, texts in load_examples().items()
        if intent in (*SMALL_TALK, *REQUESTS)
        for text in texts
    }
    with np.load(path) as saved:
        labels = tuple(str(label) for label in saved["labels"])
        return IntentClassifier(labels, saved["weights"].astype(np.float32), exact)


def _bare(text: str) -> str:
    return " ".join(words(fold(text)))
