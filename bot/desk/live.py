"""Talks with an adviser: asked for, waited for, taken, held, given on, ended; everything is in SQL, nothing in memory.

A trainee reaches their own talk only; an adviser those that wait and those in their hands. Each change goes through
the table of ``live_states.py`` in one transaction, on the state as it is then, so that of two who press at once one
wins and the other is told. What time does (nobody came, an adviser's connection is lost) is settled at each read.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from bot.desk import advisers, live_texts
from bot.desk.errors import TalkMoveRefused, TalkNotFound, TalkTaken
from bot.desk.live_changes import PATIENCE, add_message, change, checked_key, typed
from bot.desk.live_reading import lines_of, view_of
from bot.desk.live_states import WAITING, WITH_ADVISER, live_state_after
from bot.desk.live_trainee import TraineeTalks
from bot.desk.live_types import ADVISER, Adviser, TalkView, Waiting
from bot.storage.models import LiveTalk


class LiveTalks(TraineeTalks):
    """Both sides: the trainee's from ``TraineeTalks``, the adviser's here.

    ``adviser`` is an account's name, whose rights the caller has checked.
    """

    def sign_in(self, adviser: str) -> None:
        """Say that they take talks, from now on and as long as ``still_there`` is called."""
        self._run(lambda session: advisers.come(session, adviser, self._clock()))

    def sign_out(self, adviser: str) -> None:
        """They take no new talk; those in hand stay theirs. Without effect on one who isn't there."""
        self._run(lambda session: advisers.go(session, adviser))

    def still_there(self, adviser: str) -> bool:
        """Their page was heard of; False when they take no talks (or their presence expired): the page says so."""
        self.settle()
        return self._run(lambda session: advisers.hear(session, adviser, self._clock()))

    def advisers(self) -> list[Adviser]:
        """Who takes new talks now, by name, with how many in hand."""
        self.settle()
        return self._run(lambda session: advisers.there(session, self._clock()))

    def queue(self) -> list[Waiting]:
        """Those who wait, first come first."""
        self.settle()
        return self._run(lambda session: lines_of(session, WAITING))

    def in_hand(self, adviser: str) -> list[Waiting]:
        """The talks that ``adviser`` holds, oldest first."""
        self.settle()
        return self._run(lambda session: lines_of(session, WITH_ADVISER, adviser))

    def get(self, talk: int) -> TalkView:
        """Any talk, for an adviser to read before taking or after the end; raises TalkNotFound."""
        self.settle()
        return self._run(lambda session: view_of(session, _found(session, talk), self._clock()))

    def take(self, talk: int, adviser: str) -> TalkView:
        """Answer this one; raises TalkTaken when another did first, TalkMoveRefused, TalkNotFound."""

        def work(session: Session) -> TalkView:
            at, row = self._clock(), _found(session, talk)
            if row.state == WITH_ADVISER and row.adviser == adviser:
                return view_of(session, row, at)  # pressed twice
            if row.state == WITH_ADVISER:
                raise TalkTaken(str(row.adviser))
            change(session, row, "take", adviser, at, live_texts.TAKEN.format(adviser=adviser))
            row.adviser, row.kept_for, row.expires_at, row.taken_at = adviser, None, None, row.taken_at or at
            advisers.come(session, adviser, at)
            session.flush()
            return view_of(session, row, at)

        self.settle()
        return self._run(work)

    def reply(self, talk: int, adviser: str, text: str, key: str, citations: Sequence[dict[str, Any]] = ()) -> TalkView:
        """Write to the trainee; raises TalkTaken, TalkMoveRefused, MessageRefused, TalkNotFound."""
        text, key = typed(text), checked_key(key)

        def work(session: Session) -> TalkView:
            row = _held(session, talk, adviser)
            add_message(session, row, ADVISER, adviser, text, key, self._clock(), citations)
            session.flush()
            return view_of(session, row, self._clock())

        self.settle()
        return self._run(work)

    def transfer(self, talk: int, adviser: str, to: str | None = None, note: str = "") -> TalkView:
        """Give the talk back to the queue, or to the colleague ``to`` who must be there; the trainee is told.

        ``note`` is for the next adviser alone, kept with the change. Raises TalkTaken, TalkMoveRefused (also when
        ``to`` isn't there: nothing is done, nothing is said), TalkNotFound.
        """

        def work(session: Session) -> TalkView:
            at, row = self._clock(), _held(session, talk, adviser)
            if to is not None and to not in {one.name for one in advisers.there(session, at) if one.name != adviser}:
                raise TalkMoveRefused(f"{to} n'est pas connecté : la conversation reste la vôtre.")
            told = live_texts.TRANSFERRED_TO if to else live_texts.TRANSFERRED
            change(session, row, "transfer", adviser, at, told.format(adviser=adviser, to=to), note)
            row.kept_for, row.expires_at = to, at + PATIENCE
            session.flush()
            return view_of(session, row, at)

        self.settle()
        return self._run(work)

    def close(self, talk: int, adviser: str) -> TalkView:
        """The adviser is done; raises TalkTaken, TalkMoveRefused, TalkNotFound."""

        def work(session: Session) -> TalkView:
            at, row = self._clock(), _held(session, talk, adviser)
            change(session, row, "end", adviser, at, live_texts.ENDED_BY_ADVISER.format(adviser=adviser))
            session.flush()
            return view_of(session, row, at)

        self.settle()
        return self._run(work)


def _found(session: Session, talk: int) -> LiveTalk:
    row = session.get(LiveTalk, talk)
    if row is None:
        raise TalkNotFound
    return row


def _held(session: Session, talk: int, adviser: str) -> LiveTalk:
    """A talk in the hands of ``adviser``; raises TalkTaken, TalkMoveRefused, TalkNotFound."""
    row = _found(session, talk)
    live_state_after(row.state, "end")  # nobody holds one that waits or is over
    if row.adviser != adviser:
        raise TalkTaken(str(row.adviser))
    return row
