"""Every state × every move × who asks: what the table allows happens, and the rest is refused with a sentence."""

from itertools import product
from typing import get_args

import pytest

from bot.desk.errors import MoveNotAllowed
from bot.desk.states import AUTHOR, DESK, DRAFT, MOVES, RULES, SENT, Move, Party, State, moves_from, state_after

STATES, PARTIES = get_args(State), get_args(Party)


def test_the_table_knows_every_move_and_no_other_state() -> None:
    assert list(RULES) == list(get_args(Move))
    assert {state for pair in MOVES.items() for state in (pair[0][0], pair[1])} == set(STATES)
    assert all(rule.label and rule.consequence.endswith(".") for rule in RULES.values())


@pytest.mark.parametrize(("state", "move", "by"), list(product(STATES, get_args(Move), PARTIES)))
def test_a_move_is_in_the_table_or_refused_in_french(state: State, move: Move, by: Party) -> None:
    if by == RULES[move].by and (state, move) in MOVES:
        assert state_after(state, move, None, by) == MOVES[state, move]
        assert move in moves_from(state, by)
    else:
        with pytest.raises(MoveNotAllowed, match="Ce ticket est"):
            state_after(state, move, "T-2026-000001", by)
        assert move not in moves_from(state, by)


def test_nothing_leads_back_to_the_draft_and_the_desk_does_nothing_with_one() -> None:
    assert [before for (before, _), after in MOVES.items() if after == DRAFT] == [DRAFT]
    assert moves_from(DRAFT, DESK) == []


def test_every_state_is_reached_and_none_is_a_dead_end() -> None:
    reached, rest = {DRAFT}, set(STATES)
    while found := {after for (before, _), after in MOVES.items() if before in reached} - reached:
        reached |= found
    assert reached == rest
    for state in rest - {DRAFT}:
        assert "follow_up" in moves_from(state, AUTHOR)
        assert moves_from(state, DESK)


def test_a_refusal_names_the_ticket_and_what_can_be_done_instead() -> None:
    with pytest.raises(MoveNotAllowed, match="sous le numéro T-2026-000007"):
        state_after(SENT, "send", "T-2026-000007", AUTHOR)
    with pytest.raises(MoveNotAllowed, match="possible maintenant : « Rouvrir »"):
        state_after("clos", "answer", "T-2026-000007", DESK)
