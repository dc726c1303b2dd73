"""The routes of trainees without account: ``/rejoindre`` seats them, ``/ma-session`` is where their choices are."""

from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from bot.people.joining import EMAIL_MAX, NAME_MAX, JoinForm, Joining
from bot.people.training_errors import JoiningRefused
from bot.storage.models import now
from bot.web import texts_sessions as s
from bot.web.identity import CHAT_PAGE, JOIN_PAGE, SEAT_PAGE, Cookies, Visit, visit_of
from bot.web.join_forms import NO_FIELD, Problem, as_account_page, join_page, seat_page

_PRIVATE: Final = {"Cache-Control": "no-store"}
_CODE_TYPED: Final = 40
Text = Annotated[str, Form()]


def joining_routes(joining: Joining, cookies: Cookies) -> APIRouter:
    """Every form posts to its own address, so that a reload after an error asks nothing again."""
    router = APIRouter(include_in_schema=False)

    def with_cookie(visit: Visit, html: str, status: int = 200) -> HTMLResponse:
        response = _page(html, status)
        if visit.visitor is None:
            cookies.give_visitor(response)
        return response

    @router.get(JOIN_PAGE)
    def show_form(request: Request, code: str = "") -> HTMLResponse:
        visit = visit_of(request)
        if visit.user is not None:
            return _page(as_account_page(visit.user.name))
        form = JoinForm(code[:_CODE_TYPED], "", "")
        if not form.code:
            return with_cookie(visit, join_page(form, joined=visit.participant))
        try:
            page = join_page(form, into=joining.check_code(form.code), joined=visit.participant)
        except JoiningRefused as error:
            page = join_page(form, Problem(error.field, str(error)), joined=visit.participant)
        return with_cookie(visit, page)

    @router.post(JOIN_PAGE)
    def join(request: Request, code: Text = "", name: Text = "", email: Text = "", shares_name: Text = "") -> Response:
        visit = visit_of(request)
        if visit.user is not None:
            return _page(as_account_page(visit.user.name), 400)
        form = JoinForm(code[:_CODE_TYPED], name[: NAME_MAX + 1], email[: EMAIL_MAX + 1], bool(shares_name))
        if visit.visitor is None and visit.seat is None:
            # The form gave a cookie, and it didn't come back: the seat's wouldn't either, and nobody could use it.
            return with_cookie(visit, join_page(form, Problem(NO_FIELD, s.COOKIES_BLOCKED)), 400)
        try:
            token = joining.join(form, visit.visitor, visit.seat)
        except JoiningRefused as error:
            return with_cookie(visit, join_page(form, Problem(error.field, str(error)), joined=visit.participant), 400)
        response = RedirectResponse(CHAT_PAGE, status_code=303, headers=_PRIVATE)
        joined = joining.participant_of(token)
        if joined is not None:
            cookies.give_participant(response, token, joined.until - now())
        # Nobody who knew the browser's former tokens follows through the joining.
        cookies.give_visitor(response)
        return response

    @router.get(SEAT_PAGE)
    def show_seat(request: Request, garde: str = "") -> Response:
        joined = visit_of(request).participant
        if joined is None:
            return RedirectResponse(JOIN_PAGE, status_code=303, headers=_PRIVATE)
        return _page(seat_page(joined, kept=bool(garde)))

    @router.post(SEAT_PAGE)
    def keep_choice(request: Request, shares_name: Text = "") -> Response:
        visit = visit_of(request)
        if visit.participant is not None and visit.seat is not None:
            joining.share_name(visit.seat, bool(shares_name))
        return RedirectResponse(f"{SEAT_PAGE}?garde=1", status_code=303, headers=_PRIVATE)

    @router.post(f"{SEAT_PAGE}/quitter")
    def leave(request: Request) -> Response:
        seat = visit_of(request).seat
        if seat is not None:
            joining.leave(seat)
        response = RedirectResponse(JOIN_PAGE, status_code=303, headers=_PRIVATE)
        cookies.take_participant(response)
        return response

    return router


def _page(html: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(html, status_code=status, headers=_PRIVATE)
