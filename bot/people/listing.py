"""Every account as an administrator sees it: its state, its last sign-in, its open sessions."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.people.account_rows import User, user_of_row
from bot.people.accounts import ABSOLUTE_LIMIT, IDLE_LIMIT
from bot.storage.models import Invitation, OrganisationIdentity, SignInSession
from bot.storage.models import User as UserRow

ACTIVE, INVITED, EXPIRED, DISABLED = "active", "invited", "expired", "disabled"


@dataclass(frozen=True)
class AccountLine:
    """One account; ``until`` is when its link ends, ``organisation`` that it is entered by the organisation."""

    user: User
    state: str
    until: datetime | None
    signed_in_at: datetime | None
    sessions: int
    organisation: bool


def account_lines(session: Session, moment: datetime) -> list[AccountLine]:
    """Every account, by name, as it is at ``moment``."""
    links = dict(
        session.execute(
            select(Invitation.user_id, func.max(Invitation.expires_at))
            .where(Invitation.used_at.is_(None), Invitation.expires_at > moment)
            .group_by(Invitation.user_id)
        ).all()
    )
    opened = dict(
        session.execute(
            select(SignInSession.user_id, func.count())
            .where(SignInSession.seen_at >= moment - IDLE_LIMIT, SignInSession.created_at >= moment - ABSOLUTE_LIMIT)
            .group_by(SignInSession.user_id)
        ).all()
    )
    theirs = set(session.scalars(select(OrganisationIdentity.user_id)))
    rows = session.scalars(select(UserRow).order_by(func.lower(UserRow.name), UserRow.id))
    return [
        AccountLine(
            user=user_of_row(row),
            state=_state(row, row.id in theirs, links.get(row.id)),
            until=links.get(row.id),
            signed_in_at=row.signed_in_at,
            sessions=opened.get(row.id, 0),
            organisation=row.id in theirs,
        )
        for row in rows
    ]


def _state(row: UserRow, by_organisation: bool, until: datetime | None) -> str:
    if row.disabled_at is not None:
        return DISABLED
    if row.password_hash or by_organisation:
        return ACTIVE
    return INVITED if until is not None else EXPIRED
