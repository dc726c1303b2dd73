"""Trainees join with the session's code, their name and their e-mail: no password, and a seat that stays theirs.

An address is told to many, and so opens nobody's talk: who is already seated and comes with another phone needs a
return code, which the trainer gives by hand, works once and for a quarter of an hour, and stops the former phone.
"""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.people.join_codes import read_code
from bot.people.tokens import digest
from bot.people.training import Stage, open_until, paris_day, stage_of, taken_seats
from bot.people.training_errors import JoiningRefused
from bot.storage.database import Database
from bot.storage.models import Conversation, LiveTalk, Participant, Ticket, TrainingSession, now
from bot.storage.training import SEATED_OWNER

NAME_MAX, EMAIL_MAX = 80, 254
_EMAIL: Final = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]{2,}")
_NUMBER: Final = re.compile("[1-9][0-9]{0,17}")
_SEEN_EVERY: Final = timedelta(minutes=1)

NO_CODE: Final = "Tapez le code de la session : le formateur l'affiche, il a huit caractères."
UNKNOWN: Final = "Ce code n'ouvre aucune session. Vérifiez-le sur l'écran du formateur, puis tapez-le de nouveau."
ENDED: Final = "Cette session est terminée : son code ne fonctionne plus. Demandez le code du jour à votre formateur."
FULL: Final = "Toutes les places de cette session sont prises. Demandez au formateur d'en libérer une."
NO_NAME: Final = f"Écrivez votre prénom et votre nom, {NAME_MAX} caractères au plus."
NO_EMAIL: Final = "Cette adresse ne convient pas : écrivez-la comme « prenom.nom@exemple.fr »."
OTHER_EMAIL: Final = "Ce code de retour est celui d'une autre adresse : écrivez celle de votre inscription."
SEATED: Final = (
    "Cette adresse a déjà rejoint la session. Revenez avec l'appareil utilisé la première fois ; si vous en avez "
    "changé, demandez au formateur un code de retour et tapez-le ici à la place du code de la session."
)


@dataclass(frozen=True)
class JoinForm:
    """What a trainee types; ``code`` is the session's, or a return code."""

    code: str
    name: str
    email: str
    shares_name: bool = False


@dataclass(frozen=True)
class Joined:
    """A trainee of a session, signed in without account; ``owner`` names them on conversations and tickets."""

    id: int
    name: str
    email: str
    shares_name: bool
    session_id: int
    session_title: str
    place: str
    programme: str
    starts_on: date
    ends_on: date
    until: datetime

    @property
    def owner(self) -> str:
        return owner_of(self.id)


def owner_of(participant_id: int) -> str:
    return f"{SEATED_OWNER}{participant_id}"


def participant_of_owner(owner: str) -> int | None:
    """The participant whom ``owner`` names; None for a visitor's name or an account's."""
    number = owner.removeprefix(SEATED_OWNER)
    return int(number) if number != owner and _NUMBER.fullmatch(number) else None


class Joining:
    """Seats trainees and knows their browsers; access lasts ``days_after`` days after the session's end."""

    def __init__(self, database: Database, days_after: int, clock: Callable[[], datetime] = now) -> None:
        self._database = database
        self._days_after = days_after
        self._clock = clock

    def check_code(self, code: str) -> str:
        """The title of the session that the code lets one into; raises JoiningRefused."""
        with self._database.session() as session:
            if (seat := self._returning(session, code)) is not None:
                return seat.training.title
            return self._admitting(session, code).title

    def join(self, form: JoinForm, visitor: str | None = None, former: str | None = None) -> str:
        """Seat somebody and return their browser's new token; raises JoiningRefused.

        What ``visitor`` asked before becomes theirs. ``former`` is the token that the browser came with: it stops.
        """
        name, email = _checked(form)
        token = secrets.token_urlsafe(32)
        moment = self._clock()
        with self._database.session() as session:
            # A write before any read: two people who want the last seat come one after the other.
            of_code = update(TrainingSession).where(TrainingSession.code == read_code(form.code))
            session.execute(of_code.values(code=TrainingSession.code))
            seat = self._returning(session, form.code)
            if seat is not None and seat.email != email:
                raise JoiningRefused("email", OTHER_EMAIL)
            if seat is None:
                seat = self._seat(session, form.code, name, email, former)
            if former is not None:
                known = Participant.token_digest == digest(former)
                session.execute(update(Participant).where(known).values(token_digest=None))
            seat.token_digest, seat.seen_at, seat.shares_name = digest(token), moment, form.shares_name
            seat.return_digest = seat.return_until = None
            session.flush()
            if visitor is not None:
                _carry_over(session, visitor, owner_of(seat.id))
        return token

    def participant_of(self, token: str) -> Joined | None:
        """Who has this token; None when it's unknown, the seat released, or the session too long past."""
        moment = self._clock()
        with self._database.session() as session:
            row = self._known(session, token)
            if row is None:
                return None
            if moment - row.seen_at > _SEEN_EVERY:
                row.seen_at = moment
            return self._view(row)

    def share_name(self, token: str, shares: bool) -> None:
        """Let the trainer see the name beside what this person asks, or no longer; an unknown token changes nothing."""
        with self._database.session() as session:
            if (row := self._known(session, token)) is not None:
                row.shares_name = shares

    def leave(self, token: str) -> None:
        """Forget this browser; the seat and what was asked stay, and a return code leads back to them."""
        with self._database.session() as session:
            known = Participant.token_digest == digest(token)
            session.execute(update(Participant).where(known).values(token_digest=None))

    def _known(self, session: Session, token: str) -> Participant | None:
        row = session.scalar(select(Participant).where(Participant.token_digest == digest(token)))
        if row is None or row.removed_at is not None or self._clock() >= open_until(row.training, self._days_after):
            return None
        return row

    def _admitting(self, session: Session, code: str) -> TrainingSession:
        wanted = read_code(code)
        if not wanted:
            raise JoiningRefused("code", NO_CODE)
        row = session.scalar(select(TrainingSession).where(TrainingSession.code == wanted))
        if row is None:
            raise JoiningRefused("code", UNKNOWN)
        if stage_of(row, paris_day(self._clock())) in (Stage.OVER, Stage.CLOSED):
            raise JoiningRefused("code", ENDED)
        return row

    def _returning(self, session: Session, code: str) -> Participant | None:
        """The seat that a return code leads back to, held until it is used up: it serves one browser."""
        known = Participant.return_digest == digest(read_code(code))
        row = session.scalar(select(Participant).where(known).with_for_update())
        if row is None or row.removed_at is not None or row.return_until is None or row.return_until <= self._clock():
            return None
        return row if self._clock() < open_until(row.training, self._days_after) else None

    def _seat(self, session: Session, code: str, name: str, email: str, former: str | None) -> Participant:
        row = self._admitting(session, code)
        seated = Participant.training_session_id == row.id, Participant.removed_at.is_(None)
        known = session.scalar(select(Participant).where(*seated, Participant.email == email))
        if known is not None:
            if former is None or known.token_digest != digest(former):
                raise JoiningRefused("email", SEATED)
            return known
        if taken_seats(session, row.id) >= row.capacity:
            raise JoiningRefused("code", FULL)
        moment = self._clock()
        seat = Participant(training=row, name=name, email=email, joined_at=moment, seen_at=moment)
        session.add(seat)
        return seat

    def _view(self, row: Participant) -> Joined:
        training = row.training
        return Joined(
            row.id, row.name, row.email, row.shares_name, training.id, training.title, training.place,
            training.programme, training.starts_on, training.ends_on, open_until(training, self._days_after),
        )  # fmt: skip


def _checked(form: JoinForm) -> tuple[str, str]:
    name, email = " ".join(form.name.split()), form.email.strip().lower()
    if not 0 < len(name) <= NAME_MAX or not name.isprintable():
        raise JoiningRefused("name", NO_NAME)
    if len(email) > EMAIL_MAX or not email.isprintable() or not _EMAIL.fullmatch(email):
        raise JoiningRefused("email", NO_EMAIL)
    return name, email


def _carry_over(session: Session, visitor: str, owner: str) -> None:
    for table in (Conversation, Ticket, LiveTalk):
        session.execute(update(table).where(table.owner == visitor).values(owner=owner))
