"""The tables of the knowledge that grows: what the support proposes as a fiche, and who did what of it and when."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.storage.base import Base, now


class Proposal(Base):
    """A confirmed answer on its way to become a fiche; ``revision`` makes two trainers collide.

    ``origin`` names a ticket or a talk in plain words and points at no row: the person may be purged, what was learnt
    stays. ``fiche_sha`` is the hash of the file that its acceptance sent, by which what became of it is found.
    """

    __tablename__ = "proposals"
    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(30), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    question: Mapped[str] = mapped_column(Text)
    wordings: Mapped[list[Any]] = mapped_column(default=list)
    answer: Mapped[str] = mapped_column(Text)
    watch: Mapped[str] = mapped_column(Text, default="")
    until: Mapped[date | None]
    sources: Mapped[list[Any]] = mapped_column(default=list)
    origin: Mapped[str] = mapped_column(String(120))
    confirmed_on: Mapped[date]
    removed: Mapped[list[Any]] = mapped_column(default=list)
    author: Mapped[str] = mapped_column(String(80), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    document_key: Mapped[str | None] = mapped_column(String(200), index=True)
    fiche_sha: Mapped[str | None] = mapped_column(String(64))
    revision: Mapped[int] = mapped_column(default=1)
    events: Mapped[list["ProposalEvent"]] = relationship(
        order_by="ProposalEvent.id", cascade="all, delete-orphan", lazy="selectin"
    )
    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - SQLAlchemy declares it an instance variable


class ProposalEvent(Base):
    """One step of a proposal; ``note`` is the trainer's word, or why it came back."""

    __tablename__ = "proposal_events"
    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposals.id"), index=True)
    state: Mapped[str] = mapped_column(String(30))
    who: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(default=now)
    note: Mapped[str] = mapped_column(Text, default="")
