"""The accounts of those who sign in by their organisation: who an identity is here, and with which role.

The organisation decides at each sign-in: who has no mapped role any more is out everywhere, and has lost nothing else.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.people.account_rows import User, plain_name, shut_out, user_of_row
from bot.people.accounts import NAME_MAX, NAMES_OF_NOBODY
from bot.people.errors import IdentityRefused
from bot.people.provider import Identity, Provider
from bot.people.roles import ROLES
from bot.storage.database import Database
from bot.storage.models import OrganisationIdentity, SignInSession, now
from bot.storage.models import User as UserRow

_TRIES = 3
_NO_ROLE = (
    "Votre organisation vous a reconnu, mais aucun de vos rôles n'ouvre Choriste : aucun compte n'est créé ni ouvert. "
    "Demandez cet accès à votre administrateur."
)
_DISABLED = "Votre compte est désactivé. Demandez à votre administrateur de le réactiver."


def read_roles(text: str) -> dict[str, str]:
    """« profs=formateur,hotline=support » as a mapping, in its order; raises ValueError that names what is wrong."""
    roles: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        theirs, _, ours = (one.strip() for one in part.rpartition("="))
        if not theirs or ours not in ROLES:
            raise ValueError(
                f"« {part} » : « leur rôle=notre rôle » attendu, avec un de nos rôles ({', '.join(ROLES)})"
            )
        roles[theirs] = ours
    return roles


class Organisation:
    """Gives the account of an identity that ``provider`` vouched for, made at its first coming."""

    def __init__(
        self, database: Database, provider: Provider, roles: Mapping[str, str], clock: Callable[[], datetime] = now
    ) -> None:
        self.provider = provider
        self._database = database
        self._roles = roles
        self._clock = clock

    def enter(self, identity: Identity) -> User:
        """The account, with the role that the organisation gives now; raises IdentityRefused."""
        role = next((ours for theirs, ours in self._roles.items() if theirs in identity.roles), None)
        user = self._known(identity, role)
        if user is None and role is not None:
            user = self._create(identity, role)
        if user is None or role is None:
            raise IdentityRefused(_NO_ROLE)
        if user.disabled_at is not None:
            raise IdentityRefused(_DISABLED)
        return user

    def _known(self, identity: Identity, role: str | None) -> User | None:
        """The account that this identity has already, its role brought up to date; without a role it is shut out."""
        with self._database.session() as session:
            found = session.get(OrganisationIdentity, (identity.issuer, identity.subject))
            if found is None:
                return None
            if role is None:
                shut_out(session, found.user)
            elif found.user.role != role:
                # Sessions opened under the former role end, for what they show was allowed to it.
                session.execute(delete(SignInSession).where(SignInSession.user_id == found.user_id))
                found.user.role = role
            return user_of_row(found.user)

    def _create(self, identity: Identity, role: str) -> User:
        """A new account; never one that exists under the same name, whose owner is somebody else."""
        for _ in range(_TRIES):
            try:
                with self._database.session() as session:
                    row = UserRow(
                        name=_free_name(session, identity),
                        display=plain_name(identity.display)[:NAME_MAX],
                        role=role,
                        password_hash="",
                        created_at=self._clock(),
                    )
                    session.add(row)
                    session.flush()
                    session.add(OrganisationIdentity(issuer=identity.issuer, subject=identity.subject, user_id=row.id))
                return user_of_row(row)
            except IntegrityError:  # the same person, or the same name, came at the same moment
                user = self._known(identity, role)
                if user is not None:
                    return user
        raise IdentityRefused("Votre compte n'a pas pu être créé : recommencez dans un instant.")


def _free_name(session: Session, identity: Identity) -> str:
    wanted = next(
        (
            name
            for name in map(plain_name, identity.names)
            if name.isprintable() and name.lower() not in NAMES_OF_NOBODY
        ),
        f"compte {identity.subject}",
    )
    wanted = "".join(filter(str.isprintable, wanted))[:NAME_MAX]
    taken = set(
        session.scalars(select(UserRow.name).where(UserRow.name.startswith(wanted[: NAME_MAX - 8], autoescape=True)))
    )
    number, name = 1, wanted
    while name in taken:
        number += 1
        name = f"{wanted[: NAME_MAX - 8]} ({number})"
    return name
