"""Links to choose a password: good once and for seven days, kept as the SHA-256 of their token.

An invitation makes the account, without a password; a reset takes the password of one away at once, for it is asked
for when somebody else may know it. A new link spends the former ones.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from bot.people.account_rows import (
    User,
    find_account,
    keeping_an_administrator,
    refuse_organisation,
    shut_out,
    user_of_row,
)
from bot.people.accounts import Accounts
from bot.people.errors import AccountRefused, InvitationUnusable
from bot.people.tokens import digest
from bot.storage.database import Database
from bot.storage.models import Invitation, now
from bot.storage.models import User as UserRow

GOOD_FOR = timedelta(days=7)
_REMEMBERED = timedelta(days=30)  # a link that is over still says why


@dataclass(frozen=True)
class Link:
    """What is shown once to the administrator: the token is found nowhere again."""

    user: User
    token: str
    expires_at: datetime


class Invitations:
    """Makes the links, and lets whoever holds one choose the password of its account, once."""

    def __init__(self, database: Database, accounts: Accounts, clock: Callable[[], datetime] = now) -> None:
        self._database = database
        self._accounts = accounts
        self._clock = clock

    def invite(self, name: str, role: str, by: str, display: str = "") -> Link:
        """A new account and the link to its first password; raises AccountRefused."""
        user = self._accounts.create(name, None, role, display)
        with self._database.session() as session:
            return self._link(session, find_account(session, user.name), by)

    def reset(self, name: str, by: str) -> Link:
        """Take the password away, sign out everywhere, and give a link to choose another.

        Raises AccountNotFound, or AccountRefused for one's own account, a disabled one, an organisation's, and when
        nobody could administer any more.
        """
        with self._database.session() as session, keeping_an_administrator(session):
            row = find_account(session, name)
            if row.name == by:
                raise AccountRefused("Pour votre propre mot de passe, passez par « Mon compte » : rien n'a changé.")
            if row.disabled_at is not None:
                raise AccountRefused(f"« {row.name} » est désactivé : réactivez d'abord ce compte.")
            refuse_organisation(session, row)
            row.password_hash = ""
            shut_out(session, row)
            return self._link(session, row, by)

    def invited(self, token: str) -> User:
        """Whose password this link lets choose; raises InvitationUnusable. Looking spends nothing."""
        with self._database.session() as session:
            return user_of_row(self._usable(session, token))

    def accept(self, token: str, password: str) -> User:
        """Give the account its password and spend the link; raises InvitationUnusable or AccountRefused."""
        hashed = self._accounts.hashed(password)
        with self._database.session() as session:
            row = self._usable(session, token)
            unused = update(Invitation).where(Invitation.id == digest(token), Invitation.used_at.is_(None))
            if session.scalar(unused.values(used_at=self._clock()).returning(Invitation.id)) is None:
                raise InvitationUnusable(_USED)
            row.password_hash = hashed
            shut_out(session, row)
            return user_of_row(row)

    def _link(self, session: Session, row: UserRow, by: str) -> Link:
        token, moment = secrets.token_urlsafe(32), self._clock()
        session.execute(delete(Invitation).where(Invitation.expires_at < moment - _REMEMBERED))
        made = Invitation(
            id=digest(token), user_id=row.id, created_by=by, created_at=moment, expires_at=moment + GOOD_FOR
        )
        session.add(made)
        return Link(user_of_row(row), token, made.expires_at)

    def _usable(self, session: Session, token: str) -> UserRow:
        found = session.get(Invitation, digest(token))
        if found is None:
            raise InvitationUnusable(_UNKNOWN)
        if found.used_at is not None:
            raise InvitationUnusable(_USED)
        if found.expires_at < self._clock():
            raise InvitationUnusable(_EXPIRED)
        if found.user.disabled_at is not None:
            raise InvitationUnusable(_UNKNOWN)
        return found.user


_ASK = "Demandez un nouveau lien à votre administrateur."
_UNKNOWN = f"Ce lien n'ouvre aucun compte : il est incomplet, ou un autre l'a remplacé. {_ASK}"
_USED = "Ce lien a déjà servi. Connectez-vous ; si ce n'est pas vous qui l'avez ouvert, prévenez votre administrateur."
_EXPIRED = f"Ce lien n'est plus valable : il servait pendant {GOOD_FOR.days} jours. {_ASK}"
