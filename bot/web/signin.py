"""The sign-in and sign-out routes: a form, a signed cookie, and a way on that never leaves this site."""

from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import Markup

from bot.people.accounts import ADMINISTRATOR, SUPPORT, TRAINER, Accounts, User
from bot.people.browsers import browser_name
from bot.web import texts
from bot.web.account_forms import organisation_link
from bot.web.forms import sign_in_page, sign_out_page
from bot.web.identity import (
    ACCOUNT_ADDRESS,
    ADMIN_PAGE,
    CHAT_PAGE,
    STAFF_ROLES,
    SUPPORT_PAGE,
    TRAINER_PAGE,
    Cookies,
    visit_of,
)

_HOME: Final = {TRAINER: TRAINER_PAGE, ADMINISTRATOR: ADMIN_PAGE, SUPPORT: SUPPORT_PAGE}
PRIVATE: Final = {"Cache-Control": "no-store"}


def next_page(asked: str, user: User | None = None) -> str:
    """Where to go after signing in: ``asked`` when it is one of our pages, else the home of the person's role.

    A list of pages, not a check of the address's form: no trick of slashes or encodings can be forgotten.
    """
    if asked in STAFF_ROLES and (user is None or user.role in STAFF_ROLES[asked]):
        return asked
    if asked == ACCOUNT_ADDRESS:
        return asked
    if asked == CHAT_PAGE or user is None:
        return CHAT_PAGE if asked else ""
    return _HOME.get(user.role, CHAT_PAGE)


def let_in(accounts: Accounts, cookies: Cookies, request: Request, user: User, to: str) -> RedirectResponse:
    """Sign this browser in as ``user`` and send it to ``to``, one of our own pages.

    The session that the browser came with is closed: nobody who knew it follows through the sign-in.
    """
    former = visit_of(request).session
    if former is not None:
        accounts.close_session(former)
    response = RedirectResponse(to, status_code=303, headers=PRIVATE)
    cookies.give_session(response, accounts.open_session(user, browser_name(request.headers.get("user-agent", ""))))
    return response


def sign_in_routes(accounts: Accounts, cookies: Cookies, organisation: bool = False) -> APIRouter:
    """``/connexion`` and ``/deconnexion``; with an ``organisation``, the form also offers its way in."""
    router = APIRouter(include_in_schema=False)

    def other_way(next: str) -> Markup:
        return organisation_link(next_page(next)) if organisation else Markup("")

    @router.get("/connexion")
    def show_sign_in(next: str = "") -> HTMLResponse:
        return HTMLResponse(sign_in_page(next_page(next), other_way=other_way(next)), headers=PRIVATE)

    @router.post("/connexion")
    def sign_in(
        request: Request,
        name: Annotated[str, Form()] = "",
        password: Annotated[str, Form()] = "",
        next: Annotated[str, Form()] = "",
    ) -> Response:
        user = accounts.check(name, password)
        if user is None:
            page = sign_in_page(next_page(next), name[:80], texts.SIGN_IN_REFUSED, other_way(next))
            return HTMLResponse(page, status_code=401, headers=PRIVATE)
        return let_in(accounts, cookies, request, user, next_page(next, user))

    @router.get("/deconnexion")
    def show_sign_out(request: Request) -> Response:
        user = visit_of(request).user
        if user is None:
            return RedirectResponse("/connexion", status_code=303)
        return HTMLResponse(sign_out_page(user.name), headers=PRIVATE)

    @router.post("/deconnexion")
    def sign_out(request: Request) -> Response:
        session = visit_of(request).session
        if session is not None:
            accounts.close_session(session)
        response = RedirectResponse("/connexion", status_code=303, headers=PRIVATE)
        cookies.take_session(response)
        return response

    return router
