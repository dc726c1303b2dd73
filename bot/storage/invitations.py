"""The tables of how an account is entered: a link to choose a password, or who one is at an organisation's provider."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.storage.base import Base, now

if TYPE_CHECKING:
    from bot.storage.models import User


class Invitation(Base):
    """A link to choose a password, known by the SHA-256 of its token; it is good once, and until ``expires_at``."""

    __tablename__ = "invitations"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    created_by: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    user: Mapped["User"] = relationship()


class OrganisationIdentity(Base):
    """Whose account it is at the provider: a subject never changes nor is given again, where a name or address may."""

    __tablename__ = "organisation_identities"
    issuer: Mapped[str] = mapped_column(String(300), primary_key=True)
    subject: Mapped[str] = mapped_column(String(255), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), unique=True)
    user: Mapped["User"] = relationship()
