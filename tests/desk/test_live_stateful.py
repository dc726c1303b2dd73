"""Whatever two trainees, two advisers and the clock do in any order, the stored talks keep to the table."""

from itertools import pairwise
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from bot.desk.errors import MessageRefused, NoAdviser, TalkMoveRefused
from bot.desk.live_states import BOT, ENDED, MOVES, OPEN_STATES, WAITING, WITH_ADVISER
from bot.desk.live_types import ADVISER, TRAINEE
from bot.storage.database import Database
from bot.storage.models import Conversation, LiveTalk
from tests.desk.live import Clock, House, forget_all

OWNERS, ADVISERS = ("paul", "zoé"), ("Rosa", "Karim")
owners, advisers = st.sampled_from(OWNERS), st.sampled_from(ADVISERS)
REFUSED = (MessageRefused, NoAdviser, TalkMoveRefused)


def machine(database: Database) -> type[RuleBasedStateMachine]:
    class Talks(RuleBasedStateMachine):
        @initialize()
        def open_house(self) -> None:
            forget_all(database)
            self.house = House(database, Clock())
            self.ids = {owner: self.house.conversation(owner) for owner in OWNERS}
            self.sent: set[tuple[str, str]] = set()
            self.count = 0
            for name in ADVISERS:
                self.house.live.sign_in(name)

        def attempt(self, act: Any, *args: Any) -> bool:
            try:
                act(*args)
            except REFUSED:
                return False
            return True

        def talk_of(self, owner: str) -> int:
            talks = self.house.live.of(self.ids[owner], owner)
            return talks[-1].id if talks else 0

        @rule(owner=owners)
        def ask(self, owner: str) -> None:
            self.attempt(self.house.live.ask, self.ids[owner], owner, "demande")

        @rule(owner=owners, event=st.sampled_from(["cancel", "end", "resume"]))
        def trainee_acts(self, owner: str, event: str) -> None:
            self.attempt(getattr(self.house.live, event), self.ids[owner], owner)

        @rule(owner=owners, name=advisers, act=st.sampled_from(["take", "close", "transfer"]))
        def adviser_acts(self, owner: str, name: str, act: str) -> None:
            if talk := self.talk_of(owner):
                self.attempt(getattr(self.house.live, act), talk, name)

        @rule(owner=owners, name=st.none() | advisers, again=st.booleans())
        def write(self, owner: str, name: str | None, again: bool) -> None:
            self.count += not again
            text = f"{name} {self.count}"
            if name is None:
                done = self.attempt(self.house.live.say, self.ids[owner], owner, text, f"k{self.count}-{name}")
            else:
                talk = self.talk_of(owner)
                done = bool(talk) and self.attempt(self.house.live.reply, talk, name, text, f"k{self.count}-{name}")
            if done:
                self.sent.add((owner, text))

        @rule(minutes=st.sampled_from([0.5, 2, 11, 31]), heard=st.booleans())
        def wait(self, minutes: float, heard: bool) -> None:
            self.house.clock.pass_(minutes=minutes)
            if heard:
                for name in ADVISERS:
                    self.house.live.sign_in(name)

        @rule()
        def restart(self) -> None:
            self.house = self.house.reopened()

        @invariant()
        def what_is_stored_keeps_to_the_table(self) -> None:
            if not hasattr(self, "house"):
                return
            with database.session() as session:
                for owner, identifier in self.ids.items():
                    talks = session.scalars(
                        select(LiveTalk).where(LiveTalk.conversation_id == identifier).order_by(LiveTalk.id)
                    ).all()
                    open_talks = [talk for talk in talks if talk.state in OPEN_STATES]
                    assert len(open_talks) <= 1
                    state = session.get_one(Conversation, identifier).state
                    last = talks[-1].state if talks else BOT
                    assert state == last or (last, state) == (ENDED, BOT)
                    for talk in talks:
                        changes = talk.changes
                        assert all(MOVES[c.state_before, c.event] == c.state_after for c in changes)  # type: ignore[index]
                        assert all(a.state_after == b.state_before for a, b in pairwise(changes))
                        assert (talk.adviser is None) == (talk.state == WAITING or talk.taken_at is None)
                        assert (talk.expires_at is None) == (talk.state != WAITING)
                        # One sentence of the system's per change, « resume » apart, and every position once.
                        told = [m for m in talk.said if m.author not in (TRAINEE, ADVISER)]
                        assert len(told) == len([c for c in changes if c.event != "resume"])
                        assert [m.position for m in talk.said] == list(range(talk.messages))
                    kept = [m.text for talk in talks for m in talk.said if m.author in (TRAINEE, ADVISER)]
                    assert sorted(kept) == sorted(text for who, text in self.sent if who == owner)
                speaking = select(func.count()).where(LiveTalk.state == WITH_ADVISER, LiveTalk.adviser.is_(None))
                assert session.scalar(speaking) == 0

    return Talks


def test_no_order_of_events_brings_a_talk_where_the_table_does_not_lead(database: Database) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine(database), settings=settings(max_examples=6, stateful_step_count=16, deadline=None)
    )
