"""What privacy keeps: the staff's journal, which is only ever added to, and what says that data went as they should.

The database itself refuses to change or to delete an entry of the journal (triggers of migration 0010); what is
older than ``AUDIT_FLOOR_DAYS`` may go once a checkpoint holds the hash that the rest of the chain goes on from.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import Base, now

AUDIT_FLOOR_DAYS = 180


class AuditEntry(Base):
    """One act of the staff; ``hash`` is over all of it and ``previous``, the hash of the entry before.

    Numbered by the chain, without a gap; ``actor`` is the account's name as it was then.
    """

    __tablename__ = "audit_log"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None]
    actor: Mapped[str] = mapped_column(String(80))
    action: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(20))
    object_id: Mapped[str] = mapped_column(String(200))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditCheckpoint(Base):
    """Entries up to ``up_to`` were let go; the chain goes on from ``hash``, which was that of entry ``up_to``."""

    __tablename__ = "audit_checkpoints"
    up_to: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(default=now)


class PurgeRun(Base):
    """The daily purge of ``day`` in Paris; without ``finished_at``, it was begun and must be taken up again."""

    __tablename__ = "purge_runs"
    day: Mapped[date] = mapped_column(primary_key=True)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    gone: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class DoomedFile(Base):
    """The bytes of an attachment whose row is gone: written in the same transaction, it goes once they went too."""

    __tablename__ = "doomed_files"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)


class PastTicket(Base):
    """What the figures need of a ticket that is gone, to the hour, and nothing that leads back to anybody."""

    __tablename__ = "past_tickets"
    id: Mapped[int] = mapped_column(primary_key=True)
    sent_at: Mapped[datetime] = mapped_column(index=True)
    answered_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(String(20))
    category: Mapped[str] = mapped_column(String(60))


class NoticeSeen(Base):
    """``owner`` read the notice and put it away; another name on conversations, so it is theirs to erase too."""

    __tablename__ = "notices_seen"
    owner: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now, index=True)
