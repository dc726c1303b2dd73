"""Every state × every event: what the table allows happens, and the rest is refused with a sentence."""

from itertools import product
from typing import get_args

import pytest

from bot.desk.errors import TalkMoveRefused
from bot.desk.live_states import BOT, ENDED, EVENTS, MOVES, WAITING, WITH_ADVISER, LiveEvent, live_state_after
from bot.desk.live_types import LiveState
from bot.dialogue.conversations import SILENT

STATES = get_args(LiveState)


@pytest.mark.parametrize(("state", "event"), list(product(STATES, EVENTS)))
def test_an_event_is_in_the_table_or_refused_in_french(state: LiveState, event: LiveEvent) -> None:
    if (state, event) in MOVES:
        assert live_state_after(state, event) == MOVES[state, event]
    else:
        with pytest.raises(TalkMoveRefused, match=r"^[A-ZÀ-Ý].+\.$"):
            live_state_after(state, event)


def test_the_table_knows_no_other_state_nor_event() -> None:
    assert {state for state, _ in MOVES} | set(MOVES.values()) == set(STATES)
    assert {event for _, event in MOVES} == set(EVENTS)


@pytest.mark.parametrize("state", STATES)
def test_from_every_state_the_bot_is_reached_again(state: LiveState) -> None:
    reached, found = {state}, {state}
    while found := {after for (before, _), after in MOVES.items() if before in found} - reached:
        reached |= found
    assert BOT in reached


def test_only_an_adviser_who_takes_silences_the_bot_and_only_time_or_one_of_the_two_ends_it() -> None:
    assert [move for move, after in MOVES.items() if after == WITH_ADVISER] == [(WAITING, "take")]
    assert {event for (before, event), after in MOVES.items() if before == WITH_ADVISER and after == ENDED} == {
        "end",
        "idle",
    }


def test_the_dialogue_keeps_quiet_in_the_very_state_that_the_desk_stores() -> None:
    assert SILENT == WITH_ADVISER
