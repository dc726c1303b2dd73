"""The sign-in and sign-out routes: a form, a signed cookie, and a way on that never leaves this site."""

from datetime import timedelta
from typing import Annotated, Final

import anyio
import anyio.to_thread
from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool

from bot.people.accounts import ADMINISTRATOR, SUPPORT, TRAINER, Accounts, User
from bot.people.browsers import browser_name
from bot.people.failed_sign_ins import FailedSignIns, TooSoon
from bot.web import texts
from bot.web import texts_safety as safety
from bot.web.account_forms import organisation_link
from bot.web.addresses import Pseudonyms
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
# A password takes a core for a while: two at once, and a short line, so that nobody can take them all.
_VERIFIED_AT_ONCE, _MOST_WAITING = 2, 60
_BUSY: Final = timedelta(seconds=10)


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


def sign_in_routes(
    accounts: Accounts, cookies: Cookies, doorkeeper: FailedSignIns, pseudonyms: Pseudonyms, organisation: bool = False
) -> APIRouter:
    """``/connexion`` and ``/deconnexion``; with an ``organisation``, the form also offers its way in."""
    router = APIRouter(include_in_schema=False)
    verifying = anyio.CapacityLimiter(_VERIFIED_AT_ONCE)

    def other_way(next: str) -> Markup:
        return organisation_link(next_page(next)) if organisation else Markup("")

    @router.get("/connexion")
    def show_sign_in(next: str = "") -> HTMLResponse:
        return HTMLResponse(sign_in_page(next_page(next), other_way=other_way(next)), headers=PRIVATE)

    @router.post("/connexion")
    async def sign_in(
        request: Request,
        name: Annotated[str, Form()] = "",
        password: Annotated[str, Form()] = "",
        next: Annotated[str, Form()] = "",
    ) -> Response:
        def refuse(status: int, problem: str, wait: timedelta | None = None) -> HTMLResponse:
            later = {"Retry-After": str(max(1, round(wait.total_seconds())))} if wait else {}
            page = sign_in_page(next_page(next), name[:80], problem, other_way(next))
            return HTMLResponse(page, status_code=status, headers=PRIVATE | later)

        if verifying.statistics().tasks_waiting >= _MOST_WAITING:
            return refuse(503, safety.SIGN_IN_BUSY, _BUSY)
        try:
            user = await anyio.to_thread.run_sync(
                doorkeeper.sign_in, name, password, pseudonyms.of(request), limiter=verifying
            )
        except TooSoon as early:
            return refuse(429, safety.SIGN_IN_WAIT.format(wait=safety.french_wait(early.wait)), early.wait)
        if user is None:
            return refuse(401, texts.SIGN_IN_REFUSED)
        return await run_in_threadpool(let_in, accounts, cookies, request, user, next_page(next, user))

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
