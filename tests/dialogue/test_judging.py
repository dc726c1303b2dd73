"""The judge gives a probability that rises with the evidence, and its signals are what was found, no more."""

from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from passages import ALL, DELAY, SUSPENDED

from bot.dialogue.intents import OFFTOPIC, PERSONAL
from bot.dialogue.judging import Judge, Signals, load_judge, read_signals
from bot.search.exact import ExactStore
from bot.search.lexical import LexicalIndex
from bot.search.retriever import Found, Hit, LoadedIndex

INDEX = LoadedIndex(1, {p.id: p for p in ALL}, LexicalIndex.build(ALL), ExactStore())
STRONG = Signals(1.0, 1.0, 0.95, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.5, -0.5, -0.5)
WEAK = Signals(1.0, 0.75, 0.75, 0.1, 0.0, 0.0, 0.0, 0.9, 0.0, 0.0, 0.5, -0.5)
# The same evidence, in a document whose headings ask nothing.
PLAIN = replace(STRONG, asked=0.0, question_cosine=0.0, plain_body=0.9, plain_interaction=0.7, plain_coverage=1.0)


def found(*hits: Hit) -> Found:
    return Found(hits, INDEX)


def test_the_fitted_judge_uses_signals_that_exist_and_a_threshold_within_0_and_1() -> None:
    judge = load_judge()
    assert set(judge.coefficients) <= set(asdict(STRONG))
    assert 0 < judge.threshold < 1


def test_the_fitted_judge_answers_strong_evidence_and_refuses_weak() -> None:
    judge = load_judge()
    assert judge.probability(STRONG) > judge.threshold > judge.probability(WEAK)


def test_the_fitted_judge_answers_from_an_ordinary_document_too() -> None:
    judge = load_judge()
    assert judge.probability(PLAIN) > judge.threshold


def test_a_passage_with_a_plain_heading_is_judged_by_its_own_words() -> None:
    heading = replace(SUSPENDED, title="Suspension", wordings=())
    signals = read_signals("facture suspendue", found(Hit(heading, 0.9, 5.0, 0.8, 0.95, 0.6)), {})
    assert (signals.asked, signals.question_cosine) == (0, 0)
    assert (signals.plain_body, signals.plain_interaction) == (0.8, 0.6)
    assert signals.plain_coverage == signals.coverage > 0


def test_the_fitted_judge_never_trusts_more_for_unseen_words_or_an_off_topic_air() -> None:
    judge = load_judge()
    for worse in (replace(STRONG, unseen=0.5), replace(STRONG, offtopic=0.5)):
        assert judge.probability(worse) < judge.probability(STRONG)


@given(st.floats(-50, 50), st.floats(-1000, 1000))
def test_a_probability_stays_between_0_and_1(weight: float, bias: float) -> None:
    assert 0 < Judge({"coverage": weight}, bias, 0.5).probability(STRONG) < 1


def test_nothing_found_leaves_only_the_unseen_words_and_the_intents() -> None:
    signals = read_signals("météorologie bretonne", found(), {OFFTOPIC: 0.5, PERSONAL: 0.5})
    assert signals == Signals(0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0)


def test_signals_are_read_from_the_first_hit_and_its_lead() -> None:
    first, second = Hit(SUSPENDED, 0.9, 5.0, 0.8, 0.95), Hit(DELAY, 0.6, 1.0, 0.7, None)
    signals = read_signals("facture suspendue", found(first, second), {})
    assert (signals.question_cosine, signals.body_cosine) == (0.95, 0.8)
    assert signals.margin == pytest.approx(0.3)
    assert signals.agreement == 1
    assert signals.coverage == pytest.approx(1)
    assert signals.unseen == 0


def test_legs_that_lead_elsewhere_do_not_agree() -> None:
    first, second = Hit(SUSPENDED, 0.9, 5.0, None, 0.8), Hit(DELAY, 0.6, 1.0, 0.7, 0.9)
    signals = read_signals("facture suspendue", found(first, second), {})
    assert signals.agreement == pytest.approx(1 / 3)
    assert signals.body_cosine == 0


def test_a_personal_case_is_one_only_when_it_is_surely_so() -> None:
    assert read_signals("ma facture 2026-118", found(), {PERSONAL: 0.95}).is_personal
    assert not read_signals("ma facture 2026-118", found(), {PERSONAL: 0.5}).is_personal


def test_a_question_that_a_passage_was_written_for_is_nobody_s_own_case() -> None:
    near, far = Hit(SUSPENDED, 0.9, 5.0, 0.8, 0.95), Hit(SUSPENDED, 0.9, 5.0, 0.8, 0.7)
    assert not read_signals("ma facture est suspendue", found(near), {PERSONAL: 0.95}).is_personal
    assert read_signals("ma facture est suspendue", found(far), {PERSONAL: 0.95}).is_personal
