"""Legs of unlike scales are brought to the same, weighed, and ordered in one way only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search.fusion import DEPTH, best, fuse, min_max

SCORES = st.dictionaries(
    st.text("abcdef", min_size=1, max_size=3), st.floats(-100, 100).map(lambda x: round(x, 3)), max_size=12
)
WEIGHTS = st.floats(0.01, 1)


@given(SCORES)
def test_a_scaled_leg_lies_between_0_and_1_in_the_same_order(scores: dict[str, float]) -> None:
    scaled = min_max(scores)
    assert scaled.keys() == scores.keys()
    assert all(0 <= value <= 1 for value in scaled.values())
    for one in scores:
        for other in scores:
            if scores[one] > scores[other]:
                assert scaled[one] > scaled[other]


@given(SCORES.filter(bool), st.floats(0.5, 8), st.floats(-50, 50))
def test_a_leg_s_own_scale_does_not_count(scores: dict[str, float], stretch: float, shift: float) -> None:
    moved = {key: value * stretch + shift for key, value in scores.items()}
    if len(set(scores.values())) == len(set(moved.values())):
        assert min_max(moved) == pytest.approx(min_max(scores), abs=1e-6)


def test_a_value_alone_and_equal_values_count_1() -> None:
    assert min_max({"a": 0.2}) == {"a": 1.0}
    assert min_max({"a": -3.0, "b": -3.0}) == {"a": 1.0, "b": 1.0}
    assert min_max({}) == {}


@given(SCORES, SCORES, SCORES, st.booleans())
def test_what_is_fused_is_what_some_leg_found_and_stays_between_0_and_1(
    words: dict[str, float], body: dict[str, float], asked: dict[str, float], answers: bool
) -> None:
    fused = fuse(words, body, asked, lambda key: answers)
    assert set(fused) == {*words, *body, *asked}
    assert all(-1e-9 <= value <= 1 + 1e-9 for value in fused.values())


@given(SCORES, SCORES, SCORES)
def test_what_leads_every_leg_leads_the_fusion(
    words: dict[str, float], body: dict[str, float], asked: dict[str, float]
) -> None:
    legs = [leg | {"chef": 101.0} for leg in (words, body, asked)]
    fused = fuse(*legs, lambda key: True)
    assert fused["chef"] == max(fused.values()) == pytest.approx(1.0)


WORDS, BODY = {"plain": 10.0, "fiche": 8.0, "other": 0.0}, {"plain": 0.8, "fiche": 0.75, "other": 0.1}


def test_questions_about_something_else_change_nothing() -> None:
    alone = fuse(WORDS, BODY, {}, lambda key: False)
    assert fuse(WORDS, BODY, {"fiche": 0.45, "other": 0.4}, lambda key: key != "plain") == pytest.approx(alone)


def test_a_near_question_lifts_the_fiche_that_answers_it_over_a_plain_passage() -> None:
    scores = [fuse(WORDS, BODY, {"fiche": near, "other": 0.3}, lambda key: key != "plain") for near in (0.45, 0.6, 0.9)]
    assert [max(fused, key=lambda key: fused[key]) for fused in scores] == ["plain", "plain", "fiche"]
    assert scores[0]["fiche"] < scores[1]["fiche"] < scores[2]["fiche"]


def test_a_plain_passage_that_leads_both_legs_keeps_nine_tenths_beside_a_near_question() -> None:
    assert fuse(WORDS, BODY, {"other": 0.9}, lambda key: key == "other")["plain"] == pytest.approx(0.9)


@given(SCORES, st.integers(0, 15))
def test_the_best_come_first_and_ties_are_broken_by_name(scores: dict[str, float], count: int) -> None:
    kept = list(best(scores, count).items())
    assert kept == sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:count]


def test_a_hundred_are_kept_unless_told_otherwise() -> None:
    assert len(best({str(n): float(n) for n in range(300)})) == DEPTH == 100
