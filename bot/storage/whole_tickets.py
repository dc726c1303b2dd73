"""What surrounds a ticket: its files, what was written back and forth on it, and the mail that tells of it."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import Base, now


class Attachment(Base):
    """A file that a trainee joined to their ticket: the bytes are under their hash before this row exists."""

    __tablename__ = "attachments"
    __table_args__ = (UniqueConstraint("ticket_id", "sha256", name="uq_attachments_ticket_sha256"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    file_name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=now)


class TicketMessage(Base):
    """One message of the exchange that follows a reply; ``author`` is an account's name, or None for the trainee."""

    __tablename__ = "ticket_messages"
    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    author: Mapped[str | None] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Mail(Base):
    """A mail to send: it stays here until the server took it, or until it was tried often enough.

    ``key`` names what it tells (« sent:12:3 »), so that the same news is never queued twice.
    """

    __tablename__ = "mails"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=now)
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    sent_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(String(200), default="")
