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


@given(st.lists(st.tuples(SCORES, WEIGHTS), max_size=4))
def test_what_is_fused_is_what_some_leg_found_and_stays_within_the_weights(
    legs: list[tuple[dict[str, float], float]],
) -> None:
    fused = fuse(legs)
    assert set(fused) == {key for scores, _ in legs for key in scores}
    assert all(-1e-9 <= value <= sum(weight for _, weight in legs) + 1e-9 for value in fused.values())


@given(SCORES, SCORES, WEIGHTS)
def test_what_leads_every_leg_leads_the_fusion(one: dict[str, float], other: dict[str, float], weight: float) -> None:
    one, other = one | {"chef": 101.0}, other | {"chef": 101.0}
    fused = fuse([(one, weight), (other, 1.0)])
    assert fused["chef"] == max(fused.values())
    assert fused["chef"] == pytest.approx(weight + 1.0)


@given(SCORES, SCORES)
def test_the_order_of_the_legs_does_not_count(one: dict[str, float], other: dict[str, float]) -> None:
    assert fuse([(one, 0.4), (other, 0.6)]) == pytest.approx(fuse([(other, 0.6), (one, 0.4)]))


@given(SCORES, st.integers(0, 15))
def test_the_best_come_first_and_ties_are_broken_by_name(scores: dict[str, float], count: int) -> None:
    kept = list(best(scores, count).items())
    assert kept == sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:count]


def test_a_hundred_are_kept_unless_told_otherwise() -> None:
    assert len(best({str(n): float(n) for n in range(300)})) == DEPTH == 100
