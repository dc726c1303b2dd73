"""A participant's registration: what is kept of it, and the seat left without its person once the session is old.

It is the organiser's roll, and so isn't erased with what the participant asked.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.orm import Session

from bot.people.joining import participant_of_owner
from bot.people.roster import HALVES
from bot.people.training import paris_day
from bot.storage.models import Attendance, Participant, TrainingSession, now


@dataclass(frozen=True)
class Registration:
    """One person's seat, and the half-days they were there."""

    seat: Participant
    training: TrainingSession
    attended: tuple[Attendance, ...]


def registration_of(session: Session, owner: str) -> Registration | None:
    """That of ``owner``; None for anybody else than a participant, and once their name is gone."""
    key = participant_of_owner(owner)
    seat = session.get(Participant, key) if key is not None else None
    if seat is None or seat.is_nameless:
        return None
    marks = sorted(seat.attended, key=lambda mark: (mark.day, HALVES.index(mark.half)))
    return Registration(seat, seat.training, tuple(marks))


def count_old_seats(session: Session, before: datetime) -> int:
    return session.scalar(select(func.count()).select_from(_old(before).subquery())) or 0


def empty_old_seats(session: Session, before: datetime, most: int) -> int:
    """Take name, address, browser and presences out of at most ``most`` seats; returns how many.

    The row stays: SQLite would give its number to the next who joins, and « participant:12 » is still the name on
    conversations and tickets that are kept longer.
    """
    # Held, so that a trainer who moves the last day at this instant either was first or waits.
    ids = session.scalars(_old(before).limit(most).with_for_update()).all()
    session.execute(delete(Attendance).where(Attendance.participant_id.in_(ids)))
    session.execute(
        update(Participant)
        .where(Participant.id.in_(ids))
        .values(
            name="", email="", shares_name=False, token_digest=None, return_digest=None, return_until=None,
            removed_at=func.coalesce(Participant.removed_at, now()),
        )
    )  # fmt: skip
    return len(ids)


def _old(before: datetime) -> Select[int]:
    """Those that somebody is still on; a session counts from its last day, were it closed earlier."""
    seats = select(Participant.id).join(TrainingSession)
    return seats.where(Participant.email != "", TrainingSession.ends_on < paris_day(before))
