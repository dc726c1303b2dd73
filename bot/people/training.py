"""Training sessions: a trainer opens one, its code lets trainees in until its last evening, and nobody else's is seen.

A day begins and ends at midnight in Paris, wherever the server is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.people.accounts import ADMINISTRATOR, User
from bot.people.join_codes import draw_code
from bot.people.training_errors import SessionNotFound, SessionRefused
from bot.storage.database import Database
from bot.storage.models import Participant, TrainingSession, now
from bot.storage.models import User as UserRow

SMALLEST, LARGEST = 6, 12
LONGEST_DAYS = 10
TITLE_MAX, PLACE_MAX, PROGRAMME_MAX = 120, 120, 4000
PARIS = ZoneInfo("Europe/Paris")
NEVER_OVER = "Cette session est terminée : ouvrez-en une autre, ou changez d'abord son dernier jour."


class Stage(Enum):
    """Where a session stands today; ``value`` is what the screen says."""

    COMING = "à venir"
    RUNNING = "en cours"
    OVER = "terminée"
    CLOSED = "close"


@dataclass(frozen=True)
class SessionForm:
    """What a trainer says of a session."""

    title: str
    starts_on: date
    ends_on: date
    place: str
    capacity: int
    programme: str = ""


@dataclass(frozen=True)
class TrainingView:
    """A session as it stands; ``taken`` counts the seats that somebody has."""

    id: int
    form: SessionForm
    code: str
    trainer: str
    stage: Stage
    taken: int
    closed_at: datetime | None

    @property
    def admits(self) -> bool:
        """Whether the code still lets somebody in, seats aside."""
        return self.stage in (Stage.COMING, Stage.RUNNING)

    @property
    def days(self) -> list[date]:
        length = (self.form.ends_on - self.form.starts_on).days + 1
        return [self.form.starts_on + timedelta(days=n) for n in range(length)]


class Training:
    """The sessions of ``user``: a trainer's own, every one for an administrator; another's is as good as absent."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = now) -> None:
        self._database = database
        self._clock = clock

    def open(self, user: User, form: SessionForm) -> TrainingView:
        """Open a session with a code of its own; raises SessionRefused."""
        form = checked(form)
        if form.ends_on < self._today():
            raise SessionRefused("ends_on", "Le dernier jour est déjà passé : corrigez les dates.")
        with self._database.session() as session:
            row = TrainingSession(code=_free_code(session), trainer_id=user.id, created_at=self._clock())
            _fill(row, form)
            session.add(row)
            session.flush()
            return self._view(session, row)

    def edit(self, session_id: int, user: User, form: SessionForm) -> TrainingView:
        """Change what is said of it; raises SessionRefused, also for fewer seats than are taken, or SessionNotFound."""
        form = checked(form)
        with self._database.session() as session:
            row = lock(session, session_id, user)
            if form.capacity < (seated := taken_seats(session, row.id)):
                raise SessionRefused("capacity", f"{seated} places sont déjà prises : libérez-en d'abord.")
            _fill(row, form)
            session.flush()
            return self._view(session, row)

    def find(self, session_id: int, user: User) -> TrainingView:
        """One session; raises SessionNotFound."""
        with self._database.session() as session:
            return self._view(session, own(session, session_id, user))

    def mine(self, user: User) -> list[TrainingView]:
        """Those that ``user`` may see, the latest day first."""
        query = select(TrainingSession).order_by(TrainingSession.starts_on.desc(), TrainingSession.id.desc())
        if user.role != ADMINISTRATOR:
            query = query.where(TrainingSession.trainer_id == user.id)
        with self._database.session() as session:
            return [self._view(session, row) for row in session.scalars(query)]

    def close(self, session_id: int, user: User) -> TrainingView:
        """End it at once: its code lets nobody in, and those who joined keep what is theirs; raises SessionNotFound."""
        with self._database.session() as session:
            row = lock(session, session_id, user)
            row.closed_at = row.closed_at or self._clock()
            return self._view(session, row)

    def reopen(self, session_id: int, user: User) -> TrainingView:
        """Take a closing back; raises SessionRefused once its last day is over, or SessionNotFound."""
        with self._database.session() as session:
            row = lock(session, session_id, user)
            if row.ends_on < self._today():
                raise SessionRefused("ends_on", NEVER_OVER)
            row.closed_at = None
            return self._view(session, row)

    def renew_code(self, session_id: int, user: User) -> TrainingView:
        """Draw another code, and the former lets nobody in; raises SessionRefused when it's over, SessionNotFound."""
        with self._database.session() as session:
            row = lock(session, session_id, user)
            if not self._view(session, row).admits:
                raise SessionRefused("code", NEVER_OVER)
            row.code = _free_code(session)
            return self._view(session, row)

    def _today(self) -> date:
        return paris_day(self._clock())

    def _view(self, session: Session, row: TrainingSession) -> TrainingView:
        trainer = session.get_one(UserRow, row.trainer_id)
        return TrainingView(
            id=row.id,
            form=SessionForm(row.title, row.starts_on, row.ends_on, row.place, row.capacity, row.programme),
            code=row.code,
            trainer=trainer.name,
            stage=stage_of(row, self._today()),
            taken=taken_seats(session, row.id),
            closed_at=row.closed_at,
        )


def paris_day(moment: datetime) -> date:
    return moment.astimezone(PARIS).date()


def stage_of(row: TrainingSession, today: date) -> Stage:
    if row.closed_at is not None:
        return Stage.CLOSED
    if row.ends_on < today:
        return Stage.OVER
    return Stage.COMING if today < row.starts_on else Stage.RUNNING


def open_until(row: TrainingSession, days_after: int) -> datetime:
    """When those who joined lose the assistant: the last midnight of ``days_after`` days after the session's end."""
    end = row.ends_on if row.closed_at is None else min(row.ends_on, paris_day(row.closed_at))
    return datetime.combine(end + timedelta(days=days_after + 1), time(), PARIS)


def own(session: Session, session_id: int, user: User) -> TrainingSession:
    """The session when ``user`` may see it; raises SessionNotFound."""
    row = session.get(TrainingSession, session_id)
    if row is None or (row.trainer_id != user.id and user.role != ADMINISTRATOR):
        raise SessionNotFound
    return row


def lock(session: Session, session_id: int, user: User) -> TrainingSession:
    """As ``own``, by a write before any read: whoever else changes this session or its seats waits for us."""
    kept = update(TrainingSession).where(TrainingSession.id == session_id).values(code=TrainingSession.code)
    session.execute(kept)
    return own(session, session_id, user)


def taken_seats(session: Session, session_id: int) -> int:
    seated = (Participant.training_session_id == session_id, Participant.removed_at.is_(None))
    return session.scalar(select(func.count()).select_from(Participant).where(*seated)) or 0


def checked(form: SessionForm) -> SessionForm:
    """The form with its texts trimmed; raises SessionRefused for what can't be kept."""
    title, place = (" ".join(text.split()) for text in (form.title, form.place))
    if not 0 < len(title) <= TITLE_MAX:
        raise SessionRefused("title", f"Donnez un titre de 1 à {TITLE_MAX} caractères.")
    if len(place) > PLACE_MAX:
        raise SessionRefused("place", f"Le lieu a {PLACE_MAX} caractères au plus.")
    if form.ends_on < form.starts_on:
        raise SessionRefused("ends_on", "Le dernier jour vient avant le premier : corrigez les dates.")
    if (form.ends_on - form.starts_on).days >= LONGEST_DAYS:
        raise SessionRefused("ends_on", f"Une session dure {LONGEST_DAYS} jours au plus.")
    if not SMALLEST <= form.capacity <= LARGEST:
        raise SessionRefused("capacity", f"Une session a de {SMALLEST} à {LARGEST} places.")
    programme = form.programme.strip()
    if len(programme) > PROGRAMME_MAX:
        raise SessionRefused("programme", f"Le programme a {PROGRAMME_MAX} caractères au plus.")
    return SessionForm(title, form.starts_on, form.ends_on, place, form.capacity, programme)


def _fill(row: TrainingSession, form: SessionForm) -> None:
    row.title, row.place, row.programme = form.title, form.place, form.programme
    row.starts_on, row.ends_on, row.capacity = form.starts_on, form.ends_on, form.capacity


def _free_code(session: Session) -> str:
    while True:
        code = draw_code()
        if session.scalar(select(TrainingSession.id).where(TrainingSession.code == code)) is None:
            return code
