"""Accounts, their roles and their signed-in browsers; passwords are kept only as argon2 hashes.

A session is known to the database by the SHA-256 of its token: who reads the database can't sign in with it.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cached_property

from pwdlib import PasswordHash
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from bot.people.account_rows import User as User
from bot.people.account_rows import (
    find_account,
    keeping_an_administrator,
    plain_name,
    refuse_organisation,
    shut_out,
    user_of_row,
)
from bot.people.errors import AccountRefused
from bot.people.roles import ADMINISTRATOR as ADMINISTRATOR
from bot.people.roles import ROLES as ROLES
from bot.people.roles import SUPPORT as SUPPORT
from bot.people.roles import TRAINEE as TRAINEE
from bot.people.roles import TRAINER as TRAINER
from bot.people.roles import known_role
from bot.people.tokens import digest
from bot.storage.database import Database
from bot.storage.models import SignInSession, now
from bot.storage.models import User as UserRow

PASSWORD_MIN, PASSWORD_MAX = 10, 200
NAME_MAX = 80
IDLE_LIMIT = timedelta(hours=12)
ABSOLUTE_LIMIT = timedelta(days=7)
NAMES_OF_NOBODY = frozenset({"visiteur"})  # what the pages call who has no account
_SEEN_EVERY = timedelta(minutes=1)  # a page polls: one write a minute is enough to know that it is alive


class Accounts:
    """Creates accounts, checks passwords, and opens and closes sessions; every limit is tried against ``clock``."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = now) -> None:
        self._database = database
        self._clock = clock
        self._hasher = PasswordHash.recommended()

    @cached_property
    def _decoy(self) -> str:
        """An unknown name is checked against this hash, so that it takes as long to refuse as a known one."""
        return self._hasher.hash(secrets.token_urlsafe())

    def create(self, name: str, password: str | None, role: str, display: str = "") -> User:
        """A new account; raises AccountRefused for a taken or empty name, a short password or an unknown role.

        Without a password, nobody signs in to it by the form until one is chosen.
        """
        name, display = plain_name(name), plain_name(display)
        if not 0 < len(name) <= NAME_MAX or not (name + display).isprintable() or name.lower() in NAMES_OF_NOBODY:
            raise AccountRefused(
                f"Le nom du compte doit avoir de 1 à {NAME_MAX} caractères, et ne pas être un mot réservé."
            )
        if len(display) > NAME_MAX:
            raise AccountRefused(f"Le nom affiché doit avoir {NAME_MAX} caractères au plus.")
        hashed = "" if password is None else self.hashed(password)
        row = UserRow(name=name, display=display, role=known_role(role), password_hash=hashed, created_at=self._clock())
        try:
            with self._database.session() as session:
                session.add(row)
        except IntegrityError as error:
            raise AccountRefused(f"Le compte « {name} » existe déjà : choisissez un autre nom.") from error
        return user_of_row(row)

    def check(self, name: str, password: str) -> User | None:
        """The account when the password is right and the account open, else None, in the same time."""
        with self._database.session() as session:
            row = session.scalar(select(UserRow).where(UserRow.name == plain_name(name)))
            decoy = self._decoy  # made for a known name too: the first sign-in of all must not tell them apart
            known = row.password_hash if row is not None and row.password_hash else decoy
            right, better = self._hasher.verify_and_update(password[: PASSWORD_MAX + 1], known)
            if row is None or not row.password_hash or not right or row.disabled_at is not None:
                return None
            if better is not None:
                row.password_hash = better
            return user_of_row(row)

    def open_session(self, user: User, browser: str = "") -> str:
        """Sign a browser in; the token returned is shown nowhere else and can't be found again.

        ``browser`` is what its owner will know it by in the list of their sessions.
        """
        token = secrets.token_urlsafe(32)
        moment = self._clock()
        with self._database.session() as session:
            session.execute(delete(SignInSession).where(SignInSession.created_at < moment - ABSOLUTE_LIMIT))
            session.execute(update(UserRow).where(UserRow.id == user.id).values(signed_in_at=moment))
            row = SignInSession(id=digest(token), user_id=user.id, browser=browser, created_at=moment, seen_at=moment)
            session.add(row)
        return token

    def user_of(self, session_id: str) -> User | None:
        """Who is signed in by this token; None when it is unknown, closed, too old, or its account disabled."""
        moment = self._clock()
        with self._database.session() as session:
            row = session.get(SignInSession, digest(session_id), options=[joinedload(SignInSession.user)])
            if row is None or row.user.disabled_at is not None:
                return None
            if moment - row.seen_at > IDLE_LIMIT or moment - row.created_at > ABSOLUTE_LIMIT:
                session.delete(row)
                return None
            if moment - row.seen_at > _SEEN_EVERY:
                row.seen_at = moment
            return user_of_row(row.user)

    def close_session(self, session_id: str) -> None:
        """Sign this browser out; an unknown token is already signed out."""
        with self._database.session() as session:
            session.execute(delete(SignInSession).where(SignInSession.id == digest(session_id)))

    def has_password(self, user: User) -> bool:
        """Whether the account opens by a password, or by the organisation alone."""
        with self._database.session() as session:
            return bool(session.get_one(UserRow, user.id).password_hash)

    def ensure_administrator(self) -> str | None:
        """At the first start, create « admin » and return its password, this once; None when an account exists."""
        with self._database.session() as session:
            if session.scalar(select(UserRow.id).limit(1)) is not None:
                return None
        password = secrets.token_urlsafe(12)
        self.create("admin", password, ADMINISTRATOR)
        return password

    def list(self) -> list[User]:
        """Every account, by name."""
        with self._database.session() as session:
            return [user_of_row(row) for row in session.scalars(select(UserRow).order_by(UserRow.name))]

    def set_password(self, name: str, password: str) -> None:
        """Change a password, sign the account out everywhere and spend the links that would change it again.

        Raises AccountNotFound or AccountRefused.
        """
        hashed = self.hashed(password)
        with self._database.session() as session:
            row = find_account(session, name)
            refuse_organisation(session, row)
            row.password_hash = hashed
            shut_out(session, row)

    def disable(self, name: str) -> None:
        """Close an account and sign it out everywhere; what it wrote stays.

        Raises AccountNotFound, or AccountRefused when nobody could administer any more.
        """
        with self._database.session() as session, keeping_an_administrator(session):
            row = find_account(session, name)
            row.disabled_at = row.disabled_at or self._clock()
            shut_out(session, row)

    def enable(self, name: str) -> None:
        """Open a closed account again, with the password it had; raises AccountNotFound."""
        with self._database.session() as session:
            find_account(session, name).disabled_at = None

    def set_role(self, name: str, role: str) -> None:
        """Give another role, which counts from the next click.

        Raises AccountNotFound, or AccountRefused when nobody could administer any more.
        """
        with self._database.session() as session, keeping_an_administrator(session):
            row = find_account(session, name)
            refuse_organisation(session, row)
            row.role = known_role(role)

    def hashed(self, password: str) -> str:
        """What is kept of a password; raises AccountRefused when it is too short or too long."""
        if not PASSWORD_MIN <= len(password) <= PASSWORD_MAX:
            raise AccountRefused(f"Le mot de passe doit avoir de {PASSWORD_MIN} à {PASSWORD_MAX} caractères.")
        return self._hasher.hash(password)
