"""Small talk and requests are acted on only when they are surely that; all the rest is a question to look up."""

import numpy as np
import pytest

from bot.dialogue.intents import (
    OFFTOPIC,
    PERSONAL,
    QUESTION,
    REQUESTS,
    SMALL_TALK,
    IntentClassifier,
    load_classifier,
    load_examples,
    settle,
)
from bot.search.encoder import Encoder


@pytest.fixture(scope="module")
def classifier() -> IntentClassifier:
    return load_classifier()


def test_the_fitted_classifier_knows_the_intents_of_the_examples_and_the_question(classifier: IntentClassifier) -> None:
    assert set(classifier.labels) == {*load_examples(), QUESTION}
    assert {*SMALL_TALK, *REQUESTS, OFFTOPIC, PERSONAL} <= set(classifier.labels)


def test_probabilities_add_up_to_1(classifier: IntentClassifier, encoder: Encoder) -> None:
    found = classifier.probabilities("bonjour, et ma facture ?", encoder.encode_question("bonjour").raw)
    assert sum(found.values()) == pytest.approx(1)
    assert all(0 <= p <= 1 for p in found.values())


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Bonjour !!", "greeting"),
        ("salut à tous, petite question", "greeting"),
        ("un tout grand merci pour le coup de main", "thanks"),
        ("allez, au revoir et bonne fin de semaine", "farewell"),
        ("es-tu un humain ou une machine ?", "identity"),
        ("je préfère discuter avec quelqu'un de chez vous", "handoff"),
        ("il me faudrait ouvrir un ticket s'il vous plaît", "ticket"),
        ("Comment déposer une facture de sous-traitant ?", QUESTION),
        ("ma facture est suspendue que faire", QUESTION),
        ("quel délai de paiement pour un hôpital", QUESTION),
    ],
)
def test_a_message_is_taken_for_what_it_is(
    classifier: IntentClassifier, encoder: Encoder, text: str, intent: str
) -> None:
    assert settle(classifier.probabilities(text, encoder.encode_question(text).raw)) == intent


def test_an_example_is_certain_to_the_letter_whatever_its_accents_and_marks(classifier: IntentClassifier) -> None:
    found = classifier.probabilities("À BIENTÔT !!!", np.zeros(384, np.float32))
    assert found["farewell"] == 1.0


def test_without_a_vector_all_but_an_example_is_a_question(classifier: IntentClassifier) -> None:
    assert settle(classifier.probabilities("bonjour", None)) == "greeting"
    assert settle(classifier.probabilities("un message jamais vu", None)) == QUESTION


def test_an_off_topic_or_personal_message_is_looked_up_all_the_same() -> None:
    assert settle({OFFTOPIC: 0.9, QUESTION: 0.1}) == QUESTION
    assert settle({PERSONAL: 0.9, QUESTION: 0.1}) == QUESTION


def test_kinds_of_small_talk_add_up() -> None:
    assert settle({"greeting": 0.5, "wellbeing": 0.4, QUESTION: 0.1}) == "greeting"
    assert settle({"greeting": 0.5, "ticket": 0.4, QUESTION: 0.1}) == QUESTION


def test_more_is_asked_of_a_follow_up_or_a_code() -> None:
    doubtful = {"thanks": 0.85, QUESTION: 0.15}
    assert settle(doubtful) == "thanks"
    assert settle(doubtful, wary=True) == QUESTION
    assert settle({"thanks": 0.98, QUESTION: 0.02}, wary=True) == "thanks"


def test_every_example_is_there_once() -> None:
    texts = [text for examples in load_examples().values() for text in examples]
    assert all(isinstance(text, str) for text in texts)
    assert len(texts) == len(set(texts))
