"""Who sits in a session and was there: what its trainer sees and decides, and an administrator; nobody else."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from bot.people.accounts import User
from bot.people.join_codes import draw_code
from bot.people.joining import FULL
from bot.people.tokens import digest
from bot.people.training import lock, own, taken_seats
from bot.people.training_errors import SeatNotFound, SessionRefused
from bot.storage.database import Database
from bot.storage.models import Attendance, Participant, now

MORNING, AFTERNOON = "matin", "après-midi"
HALVES: Final = (MORNING, AFTERNOON)
RETURN_LASTS: Final = timedelta(minutes=15)


@dataclass(frozen=True)
class Seat:
    """One person of a session; ``removed`` once their seat was released, and kept for the days they were there."""

    id: int
    name: str
    email: str
    joined_at: datetime
    seen_at: datetime
    shares_name: bool
    removed: bool
    attended: frozenset[tuple[date, str]]


class Roster:
    """Every method takes the account that asks, and raises SessionNotFound for another trainer's session."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = now) -> None:
        self._database = database
        self._clock = clock

    def seats(self, session_id: int, user: User) -> list[Seat]:
        """In the order of joining; a released seat is listed as long as it has a half-day to its name."""
        with self._database.session() as session:
            own(session, session_id, user)
            query = select(Participant).where(Participant.training_session_id == session_id)
            query = query.options(selectinload(Participant.attended)).order_by(Participant.joined_at, Participant.id)
            return [_seat(row) for row in session.scalars(query) if row.removed_at is None or row.attended]

    def release(self, session_id: int, user: User, participant: int) -> Seat:
        """Take somebody off the session: their browser is out at once, and the seat free; raises SeatNotFound."""
        with self._database.session() as session:
            lock(session, session_id, user)
            row = _of(session, session_id, participant)
            row.removed_at = row.removed_at or self._clock()
            row.return_digest = row.return_until = None
            return _seat(row)

    def restore(self, session_id: int, user: User, participant: int) -> Seat:
        """Take a release back, and their browser with it; raises SessionRefused when the seat went to another."""
        with self._database.session() as session:
            training = lock(session, session_id, user)
            row = _of(session, session_id, participant)
            if row.removed_at is None:
                return _seat(row)
            seated = select(Participant.id).where(
                Participant.training_session_id == session_id, Participant.removed_at.is_(None)
            )
            if session.scalar(seated.where(Participant.email == row.email)) is not None:
                raise SessionRefused("participant", f"{row.name} a déjà rejoint la session de nouveau.")
            if taken_seats(session, session_id) >= training.capacity:
                raise SessionRefused("participant", FULL)
            row.removed_at = None
            return _seat(row)

    def return_code(self, session_id: int, user: User, participant: int) -> str:
        """A code by which somebody gets back to their seat from another phone: once, within a quarter of an hour.

        To be given by hand to the person whom one sees. Raises SeatNotFound.
        """
        with self._database.session() as session:
            lock(session, session_id, user)
            row = _of(session, session_id, participant)
            if row.removed_at is not None:
                raise SeatNotFound
            code = draw_code()
            row.return_digest, row.return_until = digest(code), self._clock() + RETURN_LASTS
        return code

    def mark(self, session_id: int, user: User, participant: int, day: date, half: str, present: bool) -> None:
        """Note that somebody was there on a half-day, or wasn't; raises SeatNotFound, also for a day of no session."""
        with self._database.session() as session:
            training = lock(session, session_id, user)
            row = _of(session, session_id, participant)
            if half not in HALVES or not training.starts_on <= day <= training.ends_on:
                raise SeatNotFound
            mark = session.get(Attendance, (row.id, day, half))
            if present and mark is None:
                moment = self._clock()
                session.add(
                    Attendance(participant_id=row.id, day=day, half=half, marked_by=user.name, marked_at=moment)
                )
            elif not present and mark is not None:
                session.delete(mark)


def _of(session: Session, session_id: int, participant: int) -> Participant:
    row = session.get(Participant, participant)
    if row is None or row.training_session_id != session_id or row.is_nameless:
        raise SeatNotFound
    return row


def _seat(row: Participant) -> Seat:
    return Seat(
        row.id, row.name, row.email, row.joined_at, row.seen_at, row.shares_name, row.removed_at is not None,
        frozenset((mark.day, mark.half) for mark in row.attended),
    )  # fmt: skip
