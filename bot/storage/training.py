"""The tables of the training sessions: the day and its code, who sat in it, and on which half-days they were there."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.storage.base import Base, now

_SEATED = text("removed_at IS NULL")
# So begins the name that participants have on their conversations and tickets.
SEATED_OWNER = "participant:"


class TrainingSession(Base):
    """One session of the course; its ``code`` lets trainees in until the evening of ``ends_on``, unless closed."""

    __tablename__ = "training_sessions"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(120))
    starts_on: Mapped[date] = mapped_column(index=True)
    ends_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(120))
    capacity: Mapped[int]
    programme: Mapped[str] = mapped_column(Text)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    trainer_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    closed_at: Mapped[datetime | None]
    participants: Mapped[list["Participant"]] = relationship(
        back_populates="training", order_by="Participant.joined_at, Participant.id"
    )


class Participant(Base):
    """A seat; its browser holds a token of which only the SHA-256 is here, as for the one-time return code.

    Two people seated in a session can't have one address, which the database itself holds to.
    """

    __tablename__ = "participants"
    __table_args__ = (
        Index(
            "ix_participants_seated", "training_session_id", "email", unique=True,
            sqlite_where=_SEATED, postgresql_where=_SEATED,
        ),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    training_session_id: Mapped[int] = mapped_column(ForeignKey("training_sessions.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    email: Mapped[str] = mapped_column(String(254))
    token_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    joined_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)
    # Whether the trainer may see this name beside what they ask.
    shares_name: Mapped[bool] = mapped_column(default=False)
    removed_at: Mapped[datetime | None]
    return_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    return_until: Mapped[datetime | None]
    training: Mapped[TrainingSession] = relationship(back_populates="participants")
    attended: Mapped[list["Attendance"]] = relationship()

    @property
    def is_nameless(self) -> bool:
        """Whether the roll was purged: nobody is on this seat any more, nor comes back to it."""
        return not self.email


class Attendance(Base):
    """Somebody was there on this half-day; no row, and they weren't."""

    __tablename__ = "attendances"
    participant_id: Mapped[int] = mapped_column(ForeignKey("participants.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    half: Mapped[str] = mapped_column(String(12), primary_key=True)
    marked_by: Mapped[str] = mapped_column(String(80))
    marked_at: Mapped[datetime] = mapped_column(default=now)
