"""The pages of a session outside Gradio: the poster to project, and the attendance sheet for a spreadsheet."""

from collections.abc import Callable, Sequence
from datetime import date

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup, escape

from bot.people.accounts import User
from bot.people.join_codes import show_code
from bot.people.roster import HALVES, Seat
from bot.people.training import TrainingView
from bot.people.training_errors import SessionNotFound
from bot.privacy.acts import Act
from bot.services import Services
from bot.web import texts_sessions as s
from bot.web.forms import plain_page
from bot.web.identity import TRAINER_PAGE
from bot.web.own_address import own_address
from bot.web.permissions import Action, allow_or_hide
from bot.web.qr_codes import qr_code
from bot.web.session_actions import join_address
from bot.web.session_dates import days_words, short_day
from bot.web.session_views import PAGES, bare_address
from bot.web.spreadsheets import french_csv
from bot.web.texts import typeset


def sessions_router(services: Services, signed_in: Callable[[Request], str | None]) -> APIRouter:
    """Another trainer's session and one that isn't there get the same 404, as a stranger does."""
    router = APIRouter(include_in_schema=False)

    def found(request: Request, session_id: int) -> tuple[User, TrainingView, list[Seat]]:
        user = allow_or_hide(services.database, signed_in(request), Action.SEE_SESSIONS, s.MISSING)
        try:
            return user, services.training.find(session_id, user), services.roster.seats(session_id, user)
        except SessionNotFound as error:
            raise HTTPException(404, s.MISSING) from error

    @router.get(f"{PAGES}/{{session_id}}/affiche")
    def poster(session_id: int, request: Request) -> HTMLResponse:
        _, session, _ = found(request, session_id)
        secure = services.settings.cookie_secure
        address = join_address(services, lambda: own_address(request, secure), session.code)
        return HTMLResponse(poster_page(session, address), headers={"Cache-Control": "private, no-store"})

    @router.get(f"{PAGES}/{{session_id}}/presences.csv")
    def attendance(session_id: int, request: Request) -> Response:
        user, session, seats = found(request, session_id)
        services.audit.record(user, Act.PRESENCES_EXPORTED, session_id)
        name = f"presences-{session.form.starts_on.isoformat()}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
        return Response(attendance_csv(session, seats), media_type="text/csv; charset=utf-8", headers=headers)

    return router


def poster_page(session: TrainingView, address: str) -> str:
    """The code and its QR code as large as the wall; once the code lets nobody in, a sentence instead."""
    facts = " · ".join(filter(None, [days_words(session.form.starts_on, session.form.ends_on), session.form.place]))
    if session.admits:
        entry = Markup(
            '<div class="poster-entry">{qr}<div><p>{scan}</p><p>{or_open}</p><p class="join-code">{code}</p></div>'
            "</div>"
        ).format(
            qr=qr_code(address, s.QR_LABEL),
            scan=s.POSTER_SCAN,
            or_open=escape(s.POSTER_OR).format(address=Markup("<strong>{}</strong>").format(bare_address(address))),
            code=show_code(session.code),
        )
    else:
        entry = Markup('<p class="note warn">{}</p>').format(s.NO_CODE_ANY_MORE.format(stage=session.stage.value))
    body = Markup(
        '<div class="poster"><p class="poster-facts">{facts}</p>{entry}<p class="poster-back"><a href="{back}">{label}'
        "</a></p></div>"
    ).format(facts=facts, entry=entry, back=TRAINER_PAGE, label=s.POSTER_BACK)
    return plain_page(typeset(session.form.title), body, "sessions.css")


def attendance_csv(session: TrainingView, seats: Sequence[Seat]) -> bytes:
    """One line per person, one column per half-day."""
    halves = [(day, half) for day in session.days for half in HALVES]
    head = [s.SHEET_NAME, s.SHEET_EMAIL, *(f"{short_day(day)} {half}" for day, half in halves)]
    return french_csv([head, *([seat.name, seat.email, *_presences(seat, halves)] for seat in seats)])


def _presences(seat: Seat, halves: Sequence[tuple[date, str]]) -> list[str]:
    return [s.SHEET_PRESENT if half in seat.attended else "" for half in halves]
