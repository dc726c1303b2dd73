"""The tables of the live talks: who asked for an adviser, what became of it, what both said, which advisers are there.

An open talk is one that isn't ended; a conversation has one at most, which the database itself holds to.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.storage.base import Base, now

_OPEN = text("state <> 'terminé'")


class LiveTalk(Base):
    """One request for an adviser, to its end; ``revision`` makes two writers collide instead of overwriting.

    It grows with each change and each message, so that a page knows by it alone whether there is something new.

    ``asked_at`` gives the place in the queue and never changes, so that a transfer loses nobody's turn;
    ``expires_at`` is when a talk that waits is given up; ``messages`` counts them, and numbers the next.
    """

    __tablename__ = "live_talks"
    __table_args__ = (
        Index("ix_live_talks_open", "conversation_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    owner: Mapped[str] = mapped_column(String(64), index=True)
    state: Mapped[str] = mapped_column(String(20), index=True)
    reason: Mapped[str] = mapped_column(String(40))
    adviser: Mapped[str | None] = mapped_column(String(80), index=True)
    # A transfer to a colleague waits for them; anybody may take a talk that is kept for nobody.
    kept_for: Mapped[str | None] = mapped_column(String(80))
    asked_at: Mapped[datetime] = mapped_column(default=now)
    taken_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None] = mapped_column(index=True)
    expires_at: Mapped[datetime | None]
    # The last word or change, and the last time that the trainee's page was heard of.
    active_at: Mapped[datetime] = mapped_column(default=now)
    trainee_seen_at: Mapped[datetime] = mapped_column(default=now)
    messages: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int] = mapped_column(default=1)
    changes: Mapped[list["LiveChange"]] = relationship(order_by="LiveChange.id")
    said: Mapped[list["LiveMessage"]] = relationship(order_by="LiveMessage.position")
    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - SQLAlchemy declares it an instance variable


class LiveChange(Base):
    """A change of a talk's state: which event, by whom (« stagiaire », « système », or an adviser's name), when."""

    __tablename__ = "live_changes"
    id: Mapped[int] = mapped_column(primary_key=True)
    talk_id: Mapped[int] = mapped_column(ForeignKey("live_talks.id"), index=True)
    event: Mapped[str] = mapped_column(String(12))
    state_before: Mapped[str] = mapped_column(String(20))
    state_after: Mapped[str] = mapped_column(String(20))
    who: Mapped[str] = mapped_column(String(80))
    note: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime] = mapped_column(default=now)


class LiveMessage(Base):
    """What one of the two said, or the system told both; ``after_turn`` is the last of the bot's turns before it.

    ``client_key`` is drawn by the sender's page: the same message sent again finds itself already there.
    """

    __tablename__ = "live_messages"
    __table_args__ = (
        UniqueConstraint("talk_id", "position", name="uq_live_messages_talk_position"),
        UniqueConstraint("talk_id", "client_key", name="uq_live_messages_talk_key"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    talk_id: Mapped[int] = mapped_column(ForeignKey("live_talks.id"))
    position: Mapped[int]
    after_turn: Mapped[int]
    author: Mapped[str] = mapped_column(String(12))
    name: Mapped[str | None] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    citations: Mapped[list[Any]] = mapped_column(default=list)
    client_key: Mapped[str] = mapped_column(String(64))
    sent_at: Mapped[datetime] = mapped_column(default=now)


class AdviserPresence(Base):
    """An adviser who was there: taking new talks while ``available``; gone once ``seen_at`` is too old."""

    __tablename__ = "adviser_presences"
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    available: Mapped[bool] = mapped_column(default=True)
    since: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)
