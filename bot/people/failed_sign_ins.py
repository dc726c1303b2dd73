"""Wrong passwords cost more and more time, to who gives them and to nobody else.

Three counts, each of failures that were really tried. A name from one address: its waits double up to a lock-out.
An address over all names: shut for a while, except for who signed in from there before. A name from everywhere:
addresses it never signed in from take turns, slowly, so that many machines gain nothing and the owner, at home, sees
nothing of it. A name that no account has is counted alike: the wait tells nothing either.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Select, delete, func, select
from sqlalchemy.orm import Session

from bot.people.accounts import NAME_MAX, Accounts, User
from bot.people.errors import AccountRefused
from bot.storage.database import Database
from bot.storage.models import SignInAttempt, now
from bot.storage.models import User as UserRow

ACCEPTED, REFUSED, HELD_BACK = "accepté", "refusé", "retenu"

_SECOND: Final = timedelta(seconds=1)
LOCKED: Final = timedelta(minutes=15)
# A pair of a name and an address: this many wrong passwords are anybody's mistakes.
FREE_TRIES: Final = 3
_REMEMBERED: Final = timedelta(hours=24)
# An address: as many as a class of twelve might mistype in a quarter of an hour.
ADDRESS_TRIES: Final = 40
# A name from addresses it never signed in from: past so many in an hour, one try at a time.
NAME_TRIES: Final = 20
_NAME_WINDOW: Final = timedelta(hours=1)
_NAME_SLOWEST: Final = timedelta(seconds=30)
_KNOWN_FOR: Final = timedelta(days=90)


class TooSoon(Exception):
    """This try must wait ``wait`` and the password wasn't looked at: the caller says how long."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(wait)
        self.wait = wait


@dataclass(frozen=True)
class AttemptView:
    """One line of the log, for an administrator."""

    at: datetime
    name: str
    account: str | None
    address: str
    outcome: str


class FailedSignIns:
    """Checks passwords for a web form: counts first, then looks, so that a volley counts like a queue."""

    def __init__(self, database: Database, accounts: Accounts, clock: Callable[[], datetime] = now) -> None:
        self._database = database
        self._accounts = accounts
        self._clock = clock
        self._one_at_a_time = threading.Lock()

    def sign_in(self, name: str, password: str, address: str) -> User | None:
        """The account when the password is right, else None; raises TooSoon. ``address`` is opaque, 64 at most."""
        attempt = self._begin(name, address)
        user = self._accounts.check(name, password)
        if user is not None:
            with self._database.session() as session:
                row = session.get_one(SignInAttempt, attempt)
                row.outcome, row.user_id = ACCEPTED, user.id
        return user

    def change_password(self, user: User, former: str, password: str, address: str) -> None:
        """Change a password for who knows the former one, which is tried as at the sign-in: raises TooSoon.

        A browser left open would else be a place to guess. Raises AccountRefused too, and then nothing has changed.
        """
        if self.sign_in(user.name, former, address) is None:
            raise AccountRefused("Le mot de passe actuel ne convient pas : rien n'a changé. Vérifiez les majuscules.")
        self._accounts.set_password(user.name, password)

    def recent(self, limit: int = 100) -> list[AttemptView]:
        """The last tries, latest first."""
        query = (
            select(SignInAttempt, UserRow.name)
            .outerjoin(UserRow, UserRow.id == SignInAttempt.user_id)
            .order_by(SignInAttempt.id.desc())
            .limit(limit)
        )
        with self._database.session() as session:
            return [
                AttemptView(row.at, row.name, account, row.address, row.outcome)
                for row, account in session.execute(query)
            ]

    def forget_before(self, moment: datetime) -> int:
        """Delete what was tried before ``moment``; how many lines went."""
        with self._database.session() as session:
            gone = session.scalars(
                delete(SignInAttempt).where(SignInAttempt.at < moment).returning(SignInAttempt.id)
            ).all()
        return len(gone)

    def _begin(self, name: str, address: str) -> int:
        """Write the try down as refused until it is known better; raises TooSoon, which is written down too."""
        moment, key = self._clock(), name.strip().casefold()[:NAME_MAX]
        with self._one_at_a_time, self._database.session() as session:
            wait = _wait(session, key, address, moment)
            account = session.scalar(select(UserRow.id).where(UserRow.name == name.strip()))
            row = SignInAttempt(
                at=moment, name=name[:NAME_MAX], name_key=key, user_id=account, address=address,
                outcome=HELD_BACK if wait else REFUSED,
            )  # fmt: skip
            session.add(row)
            session.flush()
            attempt = row.id
        if wait:
            raise TooSoon(wait)
        return attempt


def _wait(session: Session, key: str, address: str, moment: datetime) -> timedelta:
    """How long this name must still wait at this address; nothing when it may be tried now."""
    name, here = SignInAttempt.name_key == key, SignInAttempt.address == address
    known = session.scalar(_latest([name, here, SignInAttempt.outcome == ACCEPTED], moment - _KNOWN_FOR))
    tries, last = _failures(session, [name, here], max(known or moment - _REMEMBERED, moment - _REMEMBERED))
    waits = [_until(last, _growing(tries - FREE_TRIES, LOCKED), moment)]
    if known is None:
        tries, last = _failures(session, [here], moment - LOCKED)
        waits.append(_until(last, LOCKED if tries >= ADDRESS_TRIES else timedelta(), moment))
        tries, last = _failures(session, [name], moment - _NAME_WINDOW)
        waits.append(_until(last, _growing(tries - NAME_TRIES, _NAME_SLOWEST), moment))
    return max(waits)


def _failures(
    session: Session, where: list[ColumnElement[bool]], since: datetime
) -> tuple[int, datetime | None]:  # fmt: skip
    failed = [*where, SignInAttempt.outcome == REFUSED]
    tries = session.scalar(select(func.count()).where(*failed, SignInAttempt.at > since)) or 0
    return tries, session.scalar(_latest(failed, since))


def _latest(where: list[ColumnElement[bool]], since: datetime) -> Select[datetime]:
    return select(SignInAttempt.at).where(*where, SignInAttempt.at > since).order_by(SignInAttempt.at.desc()).limit(1)


def _growing(beyond: int, most: timedelta) -> timedelta:
    """Nothing, then 2, 4, 8… seconds, up to ``most``."""
    return min(most, _SECOND * 2 ** min(beyond + 1, 20)) if beyond >= 0 else timedelta()


def _until(last: datetime | None, pause: timedelta, moment: datetime) -> timedelta:
    # A clock that was set back must not make the pause longer.
    return min(pause, max(timedelta(), last + pause - moment)) if last is not None else timedelta()
