"""Every state of a proposal meets every move: those of the table lead where it says, the others change nothing."""

from itertools import product
from typing import get_args

import pytest

from bot.desk.errors import MoveNotAllowed
from bot.desk.proposal_states import ACCEPTED, EDITED, PROPOSED, REFUSED, WITHDRAWN, Move, State, state_after

LEADS = {
    PROPOSED: {"accept": ACCEPTED, "accept_edited": EDITED, "refuse": REFUSED, "withdraw": WITHDRAWN},
    ACCEPTED: {"reopen": PROPOSED},
    EDITED: {"reopen": PROPOSED},
    REFUSED: {"reopen": PROPOSED},
    WITHDRAWN: {},
}


def test_the_states_are_those_of_the_table() -> None:
    assert set(LEADS) == set(get_args(State))


@pytest.mark.parametrize(("state", "move"), list(product(get_args(State), get_args(Move))))
def test_every_state_meets_every_move(state: str, move: Move) -> None:
    if move in LEADS[state]:
        assert state_after(state, move) == LEADS[state][move]
    else:
        with pytest.raises(MoveNotAllowed, match="proposition"):
            state_after(state, move)
