"""What is learned separates what it was shown, moves the space no more than it must, and is the same each time."""

import numpy as np
import pytest
from fakes import WordEmbeddings, encoder_of

from bot.dialogue.intents import QUESTION, load_examples
from bot.dialogue.judging import Signals
from bot.evaluation.adapter_fit import fit_adapter
from bot.evaluation.intent_fit import IntentFit, fit_intents
from bot.evaluation.judge_cases import Case
from bot.evaluation.judge_fit import best_threshold, fit_judge
from bot.evaluation.material import Material, gather
from bot.search.indexing import passage_of
from bot.services import Services

RNG = np.random.default_rng(20261124)


def case(number: int, strength: float, answered: bool, golden: bool = False) -> Case:
    cosine, coverage = (min(1.0, max(0.0, strength + 0.05 * RNG.normal())) for _ in range(2))
    signals = Signals(1.0, cosine, 0.8, coverage, 0.0, 0.0, 0.0, 1 - coverage, 0.5, 0.1, -0.3, -0.3)
    return Case(f"q{number}", signals, answered, golden, group=f"q{number}")


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    """A hundred questions with an answer and as many without, a third of them development questions."""
    with_answer = [case(n, 0.9, True, golden=n % 3 == 0) for n in range(100)]
    without = [case(n + 100, 0.6, False, golden=n % 3 == 0) for n in range(100)]
    return with_answer + without


@pytest.fixture(scope="module")
def material(small_course: Services) -> Material:
    return gather(small_course, lambda done, total: None)


def test_the_judge_tells_apart_what_it_was_shown(cases: list[Case]) -> None:
    fitted = fit_judge(cases)
    wrong = [c for c in cases if (fitted.judge.probability(c.signals) >= fitted.judge.threshold) is not c.answerable]
    assert len(wrong) <= 4
    assert fitted.judge.coefficients["question_cosine"] > 0
    assert fitted.cases == len(cases)


def test_the_refusals_of_development_questions_are_measured(cases: list[Case]) -> None:
    fitted = fit_judge(cases)
    assert 0.9 <= fitted.precision <= 1
    assert 0.9 <= fitted.recall <= 1


def test_what_can_t_be_told_apart_is_not_said_to_be(cases: list[Case]) -> None:
    blurred = [Case(c.text, cases[0].signals, c.answerable, c.golden, c.group) for c in cases]
    fitted = fit_judge(blurred)
    assert fitted.precision < 0.9


def test_the_same_cases_give_the_same_judge(cases: list[Case]) -> None:
    assert fit_judge(cases).judge == fit_judge(cases).judge


def test_the_threshold_lies_half_way_between_what_can_be_separated() -> None:
    probability = np.array([0.1, 0.2, 0.3, 0.7, 0.8, 0.9])
    answerable = np.array([False, False, False, True, True, True])
    assert best_threshold(probability, answerable) == (pytest.approx(0.5), 1.0, 1.0)


def test_a_stray_refusal_does_not_drag_the_threshold_over_the_answers() -> None:
    probability = np.array([0.1] * 10 + list(np.linspace(0.5, 0.9, 20)) + [0.99])
    answerable = np.array([False] * 10 + [True] * 20 + [False])
    threshold, precision, recall = best_threshold(probability, answerable)
    assert 0.1 < threshold < 0.5
    assert (precision, recall) == (1.0, pytest.approx(10 / 11))


def test_the_adapter_brings_a_wording_nearer_to_its_passage(material: Material) -> None:
    adapter = fit_adapter(material)
    rows = {passage: row for row, passage in enumerate(material.raw.passages)}
    worded = [i for i, entry in enumerate(material.raw.entries) if material.passages[passage_of(entry)].wordings]
    own = np.array([rows[passage_of(material.raw.entries[i])] for i in worded])

    def found(questions: np.ndarray, bodies: np.ndarray) -> float:
        return float(((questions @ bodies.T).argmax(axis=1) == own).mean())

    before = found(material.raw.questions[worded], material.raw.bodies)
    after = found(adapter.to_body_space(material.raw.questions[worded]), adapter.to_body_space(material.raw.bodies))
    assert after > before


def test_the_adapter_stays_near_the_space_it_started_from(material: Material) -> None:
    adapter = fit_adapter(material)
    turned = adapter.to_question_space(material.raw.questions)
    assert (turned * material.raw.questions).sum(axis=1).min() > 0.7


def test_the_adapter_does_not_learn_from_what_is_held_out(material: Material) -> None:
    held_out = set(material.held_out())
    blind, seeing = fit_adapter(material, without=held_out), fit_adapter(material)
    assert blind.question is not None
    assert seeing.question is not None
    assert not np.allclose(blind.question, seeing.question)
    assert np.array_equal(blind.question, np.asarray(fit_adapter(material, without=held_out).question))


@pytest.fixture(scope="module")
def intents(material: Material) -> IntentFit:
    encoder = encoder_of(WordEmbeddings())
    texts = [material.texts[entry] for entry in material.raw.entries]
    raw = material.raw.__class__(
        material.raw.passages, material.raw.bodies, material.raw.entries, encoder.embed_questions(texts)
    )
    return fit_intents(Material(material.passages, raw, material.texts), encoder)


def test_intents_are_those_of_the_examples_and_the_question_each_with_its_row(intents: IntentFit) -> None:
    assert set(intents.labels) == {*load_examples(), QUESTION}
    assert intents.weights.shape == (len(intents.labels), intents.vectors.shape[1] + 1)


def test_each_example_has_probabilities_by_a_model_that_has_not_seen_it(intents: IntentFit) -> None:
    assert intents.unseen.shape == (len(intents.texts), len(intents.labels))
    assert intents.unseen.sum(axis=1) == pytest.approx(1)
    assert set(intents.accuracy) == set(intents.labels)
