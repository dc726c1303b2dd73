"""Accounts, their roles and their signed-in browsers; passwords are kept only as argon2 hashes.

A session is known to the database by the SHA-256 of its token: who reads the database can't sign in with it.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from pwdlib import PasswordHash
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from bot.people.errors import AccountNotFound, AccountRefused
from bot.storage.database import Database
from bot.storage.models import SignInSession, now
from bot.storage.models import User as UserRow

TRAINEE, TRAINER, SUPPORT, ADMINISTRATOR = "stagiaire", "formateur", "support", "administrateur"
ROLES = (TRAINEE, TRAINER, SUPPORT, ADMINISTRATOR)

PASSWORD_MIN, PASSWORD_MAX = 10, 200
NAME_MAX = 80
IDLE_LIMIT = timedelta(hours=12)
ABSOLUTE_LIMIT = timedelta(days=7)
_SEEN_EVERY = timedelta(minutes=1)  # a page polls: one write a minute is enough to know that it is alive


@dataclass(frozen=True)
class User:
    """Who is signed in; ``owner`` names them on conversations and tickets."""

    id: int
    name: str
    role: str
    created_at: datetime
    disabled_at: datetime | None = None

    @property
    def owner(self) -> str:
        return f"user:{self.id}"


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

    def create(self, name: str, password: str, role: str) -> User:
        """A new account; raises AccountRefused for a taken or empty name, a short password or an unknown role."""
        name = name.strip()
        if not 0 < len(name) <= NAME_MAX:
            raise AccountRefused(f"Le nom du compte doit avoir de 1 à {NAME_MAX} caractères.")
        if role not in ROLES:
            raise AccountRefused(f"Le rôle « {role} » n'existe pas. Choisissez parmi : {', '.join(ROLES)}.")
        row = UserRow(name=name, role=role, password_hash=self._hash(password), created_at=self._clock())
        try:
            with self._database.session() as session:
                session.add(row)
        except IntegrityError as error:
            raise AccountRefused(f"Le compte « {name} » existe déjà : choisissez un autre nom.") from error
        return _user(row)

    def check(self, name: str, password: str) -> User | None:
        """The account when the password is right and the account open, else None, in the same time."""
        with self._database.session() as session:
            row = session.scalar(select(UserRow).where(UserRow.name == name.strip()))
            decoy = self._decoy  # made for a known name too: the first sign-in of all must not tell them apart
            known = row.password_hash if row is not None else decoy
            right, better = self._hasher.verify_and_update(password[: PASSWORD_MAX + 1], known)
            if row is None or not right or row.disabled_at is not None:
                return None
            if better is not None:
                row.password_hash = better
            return _user(row)

    def open_session(self, user: User) -> str:
        """Sign a browser in; the token returned is shown nowhere else and can't be found again."""
        token = secrets.token_urlsafe(32)
        moment = self._clock()
        with self._database.session() as session:
            session.execute(delete(SignInSession).where(SignInSession.created_at < moment - ABSOLUTE_LIMIT))
            session.add(SignInSession(id=_digest(token), user_id=user.id, created_at=moment, seen_at=moment))
        return token

    def user_of(self, session_id: str) -> User | None:
        """Who is signed in by this token; None when it is unknown, closed, too old, or its account disabled."""
        moment = self._clock()
        with self._database.session() as session:
            row = session.get(SignInSession, _digest(session_id), options=[joinedload(SignInSession.user)])
            if row is None or row.user.disabled_at is not None:
                return None
            if moment - row.seen_at > IDLE_LIMIT or moment - row.created_at > ABSOLUTE_LIMIT:
                session.delete(row)
                return None
            if moment - row.seen_at > _SEEN_EVERY:
                row.seen_at = moment
            return _user(row.user)

    def close_session(self, session_id: str) -> None:
        """Sign this browser out; an unknown token is already signed out."""
        with self._database.session() as session:
            session.execute(delete(SignInSession).where(SignInSession.id == _digest(session_id)))

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
            return [_user(row) for row in session.scalars(select(UserRow).order_by(UserRow.name))]

    def set_password(self, name: str, password: str) -> None:
        """Change a password and sign the account out everywhere; raises AccountNotFound or AccountRefused."""
        hashed = self._hash(password)
        with self._database.session() as session:
            row = _find(session, name)
            row.password_hash = hashed
            session.execute(delete(SignInSession).where(SignInSession.user_id == row.id))

    def disable(self, name: str) -> None:
        """Close an account and sign it out everywhere; what it wrote stays; raises AccountNotFound."""
        with self._database.session() as session:
            row = _find(session, name)
            row.disabled_at = row.disabled_at or self._clock()
            session.execute(delete(SignInSession).where(SignInSession.user_id == row.id))

    def _hash(self, password: str) -> str:
        if not PASSWORD_MIN <= len(password) <= PASSWORD_MAX:
            raise AccountRefused(f"Le mot de passe doit avoir de {PASSWORD_MIN} à {PASSWORD_MAX} caractères.")
        return self._hasher.hash(password)


def _find(session: Session, name: str) -> UserRow:
    row = session.scalar(select(UserRow).where(UserRow.name == name.strip()))
    if row is None:
        raise AccountNotFound(f"Aucun compte ne s'appelle « {name} ».")
    return row


def _user(row: UserRow) -> User:
    return User(id=row.id, name=row.name, role=row.role, created_at=row.created_at, disabled_at=row.disabled_at)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
