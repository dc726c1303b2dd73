"""The browsers that an account is signed in with: seen by their owner, and closed from afar."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select

from bot.people.account_rows import User, find_account
from bot.people.accounts import ABSOLUTE_LIMIT, IDLE_LIMIT
from bot.people.tokens import digest
from bot.storage.database import Database
from bot.storage.models import SignInSession, now


@dataclass(frozen=True)
class OpenSession:
    """One signed-in browser; ``current`` is the one that asks."""

    browser: str
    created_at: datetime
    seen_at: datetime
    current: bool


class Sessions:
    """Lists and closes sessions; one that its own limits ended is in no list."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = now) -> None:
        self._database = database
        self._clock = clock

    def of(self, user: User, token: str | None) -> list[OpenSession]:
        """The open sessions of ``user``, that of ``token`` first, then the last seen."""
        moment = self._clock()
        alive = select(SignInSession).where(
            SignInSession.user_id == user.id,
            SignInSession.seen_at >= moment - IDLE_LIMIT,
            SignInSession.created_at >= moment - ABSOLUTE_LIMIT,
        )
        own = digest(token) if token else None
        with self._database.session() as session:
            rows = session.scalars(alive.order_by(SignInSession.seen_at.desc())).all()
        found = [OpenSession(row.browser, row.created_at, row.seen_at, row.id == own) for row in rows]
        return sorted(found, key=lambda one: not one.current)

    def close_others(self, user: User, token: str) -> int:
        """Sign ``user`` out of every browser but the one of ``token``; how many there were."""
        return self._close(SignInSession.user_id == user.id, SignInSession.id != digest(token))

    def close_all(self, name: str) -> int:
        """Sign the account out everywhere; how many sessions there were; raises AccountNotFound."""
        with self._database.session() as session:
            user_id = find_account(session, name).id
        return self._close(SignInSession.user_id == user_id)

    def close_everybody(self, token: str | None) -> int:
        """Sign everybody out but the browser of ``token``, which asks; how many sessions there were."""
        return self._close(SignInSession.id != (digest(token) if token else ""))

    def _close(self, *which: ColumnElement[bool]) -> int:
        with self._database.session() as session:
            return len(session.scalars(delete(SignInSession).where(*which).returning(SignInSession.id)).all())
