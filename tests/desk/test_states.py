"""Every state × every move: what the table allows happens, and the rest is refused with a sentence."""

from itertools import product
from typing import get_args

import pytest

from bot.desk.errors import MoveNotAllowed
from bot.desk.states import MOVES, Move, State, state_after


@pytest.mark.parametrize(("state", "move"), list(product(get_args(State), get_args(Move))))
def test_a_move_is_in_the_table_or_refused_in_french(state: State, move: Move) -> None:
    if (state, move) in MOVES:
        assert state_after(state, move, None) == MOVES[state, move]
    else:
        with pytest.raises(MoveNotAllowed, match="Ce ticket est"):
            state_after(state, move, "T-2026-000001")


def test_nothing_leads_back_to_the_draft() -> None:
    assert [before for (before, _), after in MOVES.items() if after == "brouillon"] == ["brouillon"]


def test_a_sent_ticket_is_named_by_its_number() -> None:
    with pytest.raises(MoveNotAllowed, match="sous le numéro T-2026-000007"):
        state_after("envoyé", "send", "T-2026-000007")
