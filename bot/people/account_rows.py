"""An account as the database has it: found by its name, shut out, and never the last that can administer."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.people.errors import AccountNotFound, AccountRefused
from bot.people.roles import ADMINISTRATOR
from bot.storage.models import Invitation, OrganisationIdentity, SignInSession
from bot.storage.models import User as UserRow


@dataclass(frozen=True)
class User:
    """Who is signed in; ``owner`` names them on conversations and tickets."""

    id: int
    name: str
    role: str
    created_at: datetime
    disabled_at: datetime | None = None
    display: str = ""

    @property
    def owner(self) -> str:
        return f"user:{self.id}"


@contextmanager
def keeping_an_administrator(session: Session) -> Iterator[None]:
    """Around a change: raises AccountRefused, which undoes it, when no administrator with a password is left.

    Their rows are held meanwhile: of two administrators who close each other's account at once, one is refused. An
    organisation's don't count, for its provider may be down.
    """
    able = select(UserRow.id).where(
        UserRow.role == ADMINISTRATOR, UserRow.disabled_at.is_(None), UserRow.password_hash != ""
    )
    before = session.scalars(able.order_by(UserRow.id).with_for_update()).all()
    yield
    session.flush()
    if before and session.scalar(able.limit(1)) is None:
        raise AccountRefused(
            "C'est le dernier administrateur qui peut se connecter avec un mot de passe : rien n'a changé. "
            "Donnez d'abord ce rôle à quelqu'un d'autre."
        )


def find_account(session: Session, name: str) -> UserRow:
    """The account's row; raises AccountNotFound."""
    row = session.scalar(select(UserRow).where(UserRow.name == plain_name(name)))
    if row is None:
        raise AccountNotFound(f"Aucun compte ne s'appelle « {name} ».")
    return row


def refuse_organisation(session: Session, row: UserRow) -> None:
    """Raises AccountRefused for an account whose password and role are the organisation's."""
    if session.scalar(select(OrganisationIdentity).where(OrganisationIdentity.user_id == row.id)) is not None:
        raise AccountRefused(
            f"« {row.name} » se connecte par votre organisation : c'est elle qui tient son mot de passe et son rôle."
        )


def shut_out(session: Session, row: UserRow) -> None:
    """Close every session of an account, and spend the links that would open it."""
    session.execute(delete(SignInSession).where(SignInSession.user_id == row.id))
    session.execute(delete(Invitation).where(Invitation.user_id == row.id, Invitation.used_at.is_(None)))


def plain_name(name: str) -> str:
    """A name without the spaces that can't be seen: around it, doubled, or of another width."""
    return " ".join(name.split())


def user_of_row(row: UserRow) -> User:
    return User(
        id=row.id, name=row.name, role=row.role, created_at=row.created_at, disabled_at=row.disabled_at,
        display=row.display,
    )  # fmt: skip
