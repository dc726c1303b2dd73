"""The trainee's side of the live talks: asked for, waited for, spoken in, ended; their own conversation alone.

A conversation of somebody else is as good as absent.
"""

from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.desk import live_texts
from bot.desk.advisers import WRITTEN_EVERY
from bot.desk.errors import NoAdviser, TalkMoveRefused, TalkNotFound
from bot.desk.live_changes import PATIENCE, add_message, change, checked_key, typed
from bot.desk.live_reading import Lately, expected_at, last_of, lately, place_of, view_of
from bot.desk.live_settling import SettledTalks
from bot.desk.live_states import BOT, ENDED, OPEN_STATES, WAITING, WITH_ADVISER, live_state_after
from bot.desk.live_types import SYSTEM, TRAINEE, Standing, TalkView
from bot.storage.models import Conversation, LiveChange, LiveTalk

_SEEN_FOR: Final = timedelta(seconds=2)


class TraineeTalks(SettledTalks):
    """Texts are kept with their secrets covered; ``key`` is drawn by the page and makes a resend safe."""

    _last_seen: tuple[datetime, Lately | None] = (datetime.min.replace(tzinfo=UTC), None)

    def ask(self, conversation: str, owner: str, reason: str) -> TalkView:
        """Queue the conversation; one that already waits or talks stays as it is.

        Raises NoAdviser (closed, or nobody signed in: offer the ticket) and TalkNotFound.
        """

        def work(session: Session) -> TalkView:
            at = self._clock()
            row = _owned(session, conversation, owner)
            talk = last_of(session, conversation)
            if talk is not None and talk.state in OPEN_STATES:
                return view_of(session, talk, at)
            found = self._availability(session, at)
            if not found.open:
                raise NoAdviser(found)
            talk = LiveTalk(
                conversation_id=conversation, owner=owner, state=row.state, reason=reason, asked_at=at,
                active_at=at, trainee_seen_at=at,
            )  # fmt: skip
            session.add(talk)
            session.flush()
            change(session, talk, "ask", TRAINEE, at, live_texts.ASKED)
            session.flush()
            expected = expected_at(place_of(session, talk), at, lately(session, at))
            talk.expires_at = max(at, expected or at) + PATIENCE
            session.flush()
            return view_of(session, talk, at)

        self.settle()
        return self._run(work)

    def of(self, conversation: str, owner: str) -> list[TalkView]:
        """Every live talk of the conversation, oldest first, the last one perhaps open; raises TalkNotFound."""
        self.settle()
        with self._database.session() as session:
            _owned(session, conversation, owner)
            talks = select(LiveTalk).where(LiveTalk.conversation_id == conversation).order_by(LiveTalk.id)
            return [view_of(session, talk, self._clock()) for talk in session.scalars(talks).all()]

    def say(self, conversation: str, owner: str, text: str, key: str) -> TalkView:
        """Send to the adviser; raises TalkMoveRefused when none speaks (any more), MessageRefused, TalkNotFound."""
        text, key = typed(text), checked_key(key)

        def work(session: Session) -> TalkView:
            talk = _open(session, conversation, owner)
            if talk.state != WITH_ADVISER:
                raise TalkMoveRefused("Aucun conseiller n'a encore rejoint la conversation : l'assistant répond.")
            add_message(session, talk, TRAINEE, None, text, key, self._clock())
            session.flush()
            return view_of(session, talk, self._clock())

        self.settle()
        return self._run(work)

    def cancel(self, conversation: str, owner: str) -> TalkView:
        """Stop waiting; raises TalkMoveRefused when an adviser took the talk meanwhile, and TalkNotFound."""

        def work(session: Session) -> TalkView:
            talk = _open(session, conversation, owner)
            change(session, talk, "cancel", TRAINEE, self._clock(), live_texts.CANCELLED)
            session.flush()
            return view_of(session, talk, self._clock())

        self.settle()
        return self._run(work)

    def end(self, conversation: str, owner: str) -> TalkView:
        """The trainee is done; raises TalkMoveRefused and TalkNotFound."""

        def work(session: Session) -> TalkView:
            talk = _open(session, conversation, owner)
            told = live_texts.ENDED_BY_TRAINEE.format(adviser=talk.adviser)
            change(session, talk, "end", TRAINEE, self._clock(), told)
            session.flush()
            return view_of(session, talk, self._clock())

        self.settle()
        return self._run(work)

    def resume(self, conversation: str, owner: str) -> None:
        """The bot takes up again after an ended talk; nothing happens in any other state. Raises TalkNotFound."""

        def work(session: Session) -> None:
            own = update(Conversation).where(Conversation.id == conversation, Conversation.state == ENDED)
            if session.execute(own.values(state=live_state_after(ENDED, "resume")).returning(Conversation.id)).first():
                talk = last_of(session, conversation)
                if talk is not None:
                    session.add(
                        LiveChange(
                            talk_id=talk.id, event="resume", state_before=ENDED, state_after=BOT, who=SYSTEM,
                            at=self._clock(),
                        )
                    )  # fmt: skip

        with self._database.session() as session:
            ended = _owned(session, conversation, owner).state == ENDED
        if ended:
            self._run(work)

    def standing(self, owner: str) -> Standing:
        """What ``owner``'s page asks every few seconds: one row, and a place while it waits. Notes that it is there."""
        at = self._clock()
        self.settle()
        with self._database.session() as session:
            latest = select(LiveTalk).where(LiveTalk.owner == owner).order_by(LiveTalk.id.desc()).limit(1)
            talk = session.scalar(latest)
            if talk is None:
                return Standing(BOT, "")
            mark = f"{talk.id}.{talk.revision}"
            if talk.state in OPEN_STATES and at - talk.trainee_seen_at >= WRITTEN_EVERY:
                # Not through the object: a page that is still there is no change of the talk.
                session.execute(update(LiveTalk).where(LiveTalk.id == talk.id).values(trainee_seen_at=at))
            if talk.state == WAITING:
                place = place_of(session, talk)
                seen = self._lately(session, at)
                when = expected_at(place, at, seen)
                mark += f".{place}.{int(bool(seen.advisers))}" + (f".{when:%d%H%M}" if when else "")
            return Standing(talk.state, mark)

    def _lately(self, session: Session, at: datetime) -> Lately:
        """The same for all who wait, read once a few seconds: two hundred pages ask."""
        moment, seen = self._last_seen
        if seen is None or not timedelta(0) <= at - moment < _SEEN_FOR:
            seen = lately(session, at)
            self._last_seen = at, seen
        return seen


def _owned(session: Session, conversation: str, owner: str) -> Conversation:
    row = session.get(Conversation, conversation)
    if row is None or row.owner != owner:
        raise TalkNotFound
    return row


def _open(session: Session, conversation: str, owner: str) -> LiveTalk:
    """The latest talk of the conversation, perhaps ended: the table then says what may still happen."""
    _owned(session, conversation, owner)
    talk = last_of(session, conversation)
    if talk is None:
        raise TalkMoveRefused("Aucun échange avec un conseiller n'est ouvert : l'assistant répond.")
    return talk
