"""The tables of the trainers' workshop: files on their way, their questions, other wordings, what became of gaps."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import Base, now


class UploadJob(Base):
    """A file on its way from a trainer's hands: the bytes are under their hash before this row exists."""

    __tablename__ = "upload_jobs"
    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(12), index=True)
    file_name: Mapped[str] = mapped_column(String(300))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]
    direct: Mapped[bool] = mapped_column(default=False)
    sent_by: Mapped[str] = mapped_column(String(80))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"))
    version_id: Mapped[int | None] = mapped_column(ForeignKey("versions.id"))
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    seconds_left: Mapped[float | None]
    cancel_asked: Mapped[bool] = mapped_column(default=False)
    readings: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str | None] = mapped_column(Text)
    problems: Mapped[list[Any]] = mapped_column(default=list)
    created_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]


class GoldenQuestion(Base):
    """A question that a trainer keeps an eye on, in the words of ``tests/questions``; ``last_*`` is its last run."""

    __tablename__ = "golden_questions"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    kind: Mapped[str] = mapped_column(String(12))
    module: Mapped[str | None] = mapped_column(String(4))
    style: Mapped[str] = mapped_column(String(12), default="standard")
    question: Mapped[str] = mapped_column(Text)
    history: Mapped[list[Any]] = mapped_column(default=list)
    must: Mapped[list[Any]] = mapped_column(default=list)
    must_not: Mapped[list[Any]] = mapped_column(default=list)
    wants: Mapped[str | None] = mapped_column(String(12))
    document_key: Mapped[str | None] = mapped_column(String(200), index=True)
    page: Mapped[str | None] = mapped_column(String(20))
    created_by: Mapped[str | None] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(default=now)
    retired_at: Mapped[datetime | None]
    last_ok: Mapped[bool | None]
    last_found: Mapped[str] = mapped_column(String(400), default="")
    last_run_at: Mapped[datetime | None]


class GapDecision(Base):
    """What a trainer decided of questions asked in vain; it outlives the talks they come from.

    ``questions`` are the texts it was taken on, personal data masked: what is asked later is compared with them.
    """

    __tablename__ = "gap_decisions"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), index=True)
    title: Mapped[str] = mapped_column(Text)
    questions: Mapped[list[Any]] = mapped_column(default=list)
    document_key: Mapped[str | None] = mapped_column(String(200))
    passage_title: Mapped[str | None] = mapped_column(String(500))
    decided_by: Mapped[str] = mapped_column(String(80))
    decided_at: Mapped[datetime] = mapped_column(default=now, index=True)
    undone_at: Mapped[datetime | None]


class Alias(Base):
    """A question that a passage answers, said by a trainer; found again by its titles in a later version."""

    __tablename__ = "aliases"
    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("gap_decisions.id"), index=True)
    document_key: Mapped[str] = mapped_column(String(200), index=True)
    section: Mapped[str] = mapped_column(String(500))
    title: Mapped[str] = mapped_column(String(500))
    wording: Mapped[str] = mapped_column(Text)
    created_by: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(default=now)
    removed_at: Mapped[datetime | None]
