"""What a trainer does with sessions, as plain functions that take the name Gradio knows the person by.

Each asks for the right to act first, and a session of another trainer is as good as absent.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from markupsafe import Markup

from bot.people.accounts import ADMINISTRATOR, User
from bot.people.join_codes import show_code
from bot.people.training import LARGEST, SessionForm, TrainingView
from bot.people.training_errors import SeatNotFound, SessionRefused
from bot.privacy.acts import Act
from bot.services import Services
from bot.web import texts_sessions as s
from bot.web.cards import notice
from bot.web.documents_views import act_button, plural
from bot.web.identity import JOIN_PAGE
from bot.web.permissions import Action, allow
from bot.web.session_dates import read_day, short_day
from bot.web.session_views import asked_html, head_html, list_html, people_html
from bot.web.texts import typeset

# The address of the site as the trainer's own browser has it; asked only once the trainer is known.
Site = Callable[[], str]


@dataclass(frozen=True)
class FormTexts:
    """The form of a session as it stands on the screen."""

    title: str
    starts_on: str
    ends_on: str
    place: str
    capacity: int
    programme: str


@dataclass(frozen=True)
class SessionPage:
    """One session opened."""

    id: int
    head: Markup
    news: "News"
    told: str = ""


@dataclass(frozen=True)
class News:
    """What trainees change in a session: who joined, what was asked; ``seen`` differs when either does."""

    people: Markup
    asked: Markup

    @property
    def seen(self) -> str:
        return hashlib.sha256((self.people + self.asked).encode()).hexdigest()[:16]


def join_address(services: Services, site: Site, code: str) -> str:
    """What the QR code holds."""
    return f"{services.settings.public_url or site()}{JOIN_PAGE}?code={code}"


def show_sessions(services: Services, name: str | None) -> Markup:
    """The sessions one may see; raises NotAllowed."""
    user = allow(services.database, name, Action.SEE_SESSIONS)
    return list_html(services.training.mine(user), user.role == ADMINISTRATOR)


def blank_form(services: Services, name: str | None, today: date) -> FormTexts:
    """A form that begins with today, and the most seats; raises NotAllowed."""
    allow(services.database, name, Action.RUN_SESSIONS)
    return FormTexts(s.FORM_TITLE, short_day(today), short_day(today), "", LARGEST, "")


def form_of(services: Services, name: str | None, session_id: int) -> FormTexts:
    """The form of a session, to be changed; raises NotAllowed or SessionNotFound."""
    user = allow(services.database, name, Action.RUN_SESSIONS)
    form = services.training.find(session_id, user).form
    return FormTexts(
        form.title, short_day(form.starts_on), short_day(form.ends_on), form.place, form.capacity, form.programme
    )


def keep_session(services: Services, name: str | None, session_id: str, typed: FormTexts, site: Site) -> SessionPage:
    """Open a session, or change the one called ``session_id``; raises NotAllowed, SessionNotFound, SessionRefused."""
    user = allow(services.database, name, Action.RUN_SESSIONS)
    form = SessionForm(
        typed.title,
        read_day(typed.starts_on, "starts_on"),
        read_day(typed.ends_on, "ends_on"),
        typed.place,
        int(typed.capacity),
        typed.programme,
    )
    training = services.training
    kept = training.edit(int(session_id), user, form) if session_id else training.open(user, form)
    services.audit.record(user, Act.SESSION_CHANGED if session_id else Act.SESSION_OPENED, kept.id)
    told = notice(s.KEPT if session_id else s.OPENED, "good")
    return replace(_page(services, user, kept, site), told=told)


def refusal_html(error: SessionRefused) -> Markup:
    """Which field of the form to correct, and why."""
    said = s.FIELD_REFUSED.format(field=s.FIELDS[error.field], why=error) if error.field in s.FIELDS else str(error)
    return notice(said, "bad")


def open_session(services: Services, name: str | None, session_id: int, site: Site) -> SessionPage:
    """Raises NotAllowed or SessionNotFound."""
    user = allow(services.database, name, Action.SEE_SESSIONS)
    return _page(services, user, services.training.find(session_id, user), site)


def read_news(services: Services, name: str | None, session_id: int) -> News:
    """To be asked for again and again; raises NotAllowed or SessionNotFound."""
    user = allow(services.database, name, Action.SEE_SESSIONS)
    return _news(services, user, services.training.find(session_id, user))


def renew_code(services: Services, name: str | None, session_id: int, site: Site) -> SessionPage:
    """Another code, at once; raises NotAllowed, SessionNotFound or SessionRefused."""
    user = allow(services.database, name, Action.RUN_SESSIONS)
    kept = services.training.renew_code(session_id, user)
    services.audit.record(user, Act.CODE_RENEWED, session_id)
    told = notice(s.RENEWED.format(code=show_code(kept.code)), "good")
    return replace(_page(services, user, kept, site), told=told)


def ask_to_close(services: Services, name: str | None, session_id: int, site: Site) -> SessionPage:
    """Say what closing takes away, before it does; raises NotAllowed or SessionNotFound."""
    user = allow(services.database, name, Action.RUN_SESSIONS)
    session = services.training.find(session_id, user)
    days = plural(services.settings.participant_days, "jour")
    return _page(services, user, session, site, typeset(s.CLOSE_ASKED.format(title=session.form.title, days=days)))


def close_session(services: Services, name: str | None, session_id: int, site: Site) -> SessionPage:
    """Raises NotAllowed or SessionNotFound."""
    user = allow(services.database, name, Action.RUN_SESSIONS)
    closed = services.training.close(session_id, user)
    services.audit.record(user, Act.SESSION_CLOSED, session_id)
    return replace(_page(services, user, closed, site), told=notice(s.CLOSED, "good"))


def reopen_session(services: Services, name: str | None, session_id: int, site: Site) -> SessionPage:
    """Raises NotAllowed, SessionNotFound, or SessionRefused once its last day is over."""
    user = allow(services.database, name, Action.RUN_SESSIONS)
    session = services.training.reopen(session_id, user)
    services.audit.record(user, Act.SESSION_REOPENED, session_id)
    return replace(_page(services, user, session, site), told=notice(s.REOPENED, "good"))


def mark_presence(
    services: Services, name: str | None, session_id: int, participant: int, day: str, half: str, present: bool
) -> None:
    """Raises NotAllowed, SessionNotFound or SeatNotFound."""
    user = allow(services.database, name, Action.RUN_SESSIONS)
    try:
        marked = date.fromisoformat(day)
    except ValueError as error:
        raise SeatNotFound from error
    services.roster.mark(session_id, user, participant, marked, half, present)
    services.audit.record(
        user, Act.PRESENCE_MARKED, session_id,
        participant=participant, day=marked.isoformat(), half=half, present=present,
    )  # fmt: skip


def give_return_code(services: Services, name: str | None, session_id: int, participant: int) -> Markup:
    """The code by which somebody comes back with another phone; raises NotAllowed, SessionNotFound, SeatNotFound."""
    user = allow(services.database, name, Action.RUN_SESSIONS)
    code = services.roster.return_code(session_id, user, participant)
    services.audit.record(user, Act.RETURN_CODE_GIVEN, session_id, participant=participant)
    seat = next(seat for seat in services.roster.seats(session_id, user) if seat.id == participant)
    return notice(s.RETURN_CODE.format(name=seat.name, code=show_code(code)))


def release_seat(services: Services, name: str | None, session_id: int, participant: int) -> Markup:
    """Take somebody off the session, with the way back; raises NotAllowed, SessionNotFound, SeatNotFound."""
    user = allow(services.database, name, Action.RUN_SESSIONS)
    seat = services.roster.release(session_id, user, participant)
    services.audit.record(user, Act.SEAT_RELEASED, session_id, participant=participant)
    return notice(s.RELEASED.format(name=seat.name), "good") + act_button("restore", s.RESTORE, participant=seat.id)


def restore_seat(services: Services, name: str | None, session_id: int, participant: int) -> Markup:
    """Raises NotAllowed, SessionNotFound, SeatNotFound, or SessionRefused when the seat went to another."""
    user = allow(services.database, name, Action.RUN_SESSIONS)
    seat = services.roster.restore(session_id, user, participant)
    services.audit.record(user, Act.SEAT_RESTORED, session_id, participant=participant)
    return notice(s.RESTORED.format(name=seat.name), "good")


def _page(services: Services, user: User, session: TrainingView, site: Site, asked_to_close: str = "") -> SessionPage:
    return SessionPage(
        session.id,
        head_html(session, join_address(services, site, session.code), asked_to_close),
        _news(services, user, session),
    )


def _news(services: Services, user: User, session: TrainingView) -> News:
    return News(
        people_html(session, services.roster.seats(session.id, user)),
        asked_html(services.asked_in_session.read(session.id, user)),
    )
