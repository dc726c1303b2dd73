"""The table of the sign-in attempts: what slows a guesser down is counted from it, and an administrator can read it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import Base, now


class SignInAttempt(Base):
    """One try to sign in: the name as it was typed, the account if it is one, and what came of it.

    ``address`` is not the network address but its keyed hash: enough to count by, of no use to who reads the database
    without this installation's key. ``name_key`` is the name as it is counted, the same for « Admin » and « admin ».
    """

    __tablename__ = "sign_in_attempts"
    __table_args__ = (
        Index("ix_sign_in_attempts_name_key_at", "name_key", "at"),
        Index("ix_sign_in_attempts_address_at", "address", "at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    name: Mapped[str] = mapped_column(String(80))
    name_key: Mapped[str] = mapped_column(String(80))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    address: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[str] = mapped_column(String(12))
