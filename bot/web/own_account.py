"""``/invitation/…``, where a link lets its holder choose a password, and ``/mon-compte``, where one looks after it.

Looking at a link spends nothing, for mail programs open links by themselves: only the form does.
"""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from bot.people.accounts import User
from bot.people.errors import AccountRefused, InvitationUnusable
from bot.people.failed_sign_ins import TooSoon
from bot.services import Services
from bot.web import texts_accounts as a
from bot.web import texts_safety as safety
from bot.web.account_forms import invitation_page, link_over_page, own_account_page
from bot.web.addresses import Pseudonyms
from bot.web.identity import ACCOUNT_ADDRESS, Cookies, visit_of
from bot.web.signin import PRIVATE, let_in, next_page
from bot.web.texts import typeset

# The address of an invitation is a key: no site that the page leads to may read it.
_SECRET_ADDRESS = PRIVATE | {"Referrer-Policy": "no-referrer"}


def invitation_routes(services: Services, cookies: Cookies) -> APIRouter:
    """``/invitation/{token}``."""
    router = APIRouter(include_in_schema=False)
    address = "/invitation/{token}"

    def signed_in_as_other(request: Request, user: User) -> str:
        here = visit_of(request).user
        return here.name if here is not None and here.id != user.id else ""

    @router.get(address)
    def look(request: Request, token: str) -> HTMLResponse:
        try:
            user = services.invitations.invited(token)
        except InvitationUnusable as error:
            return _over(error)
        return HTMLResponse(invitation_page(user, token, signed_in_as_other(request, user)), headers=_SECRET_ADDRESS)

    @router.post(address)
    def choose(
        request: Request, token: str, password: Annotated[str, Form()] = "", again: Annotated[str, Form()] = ""
    ) -> Response:
        try:
            user = services.invitations.invited(token)
            if password != again:
                raise AccountRefused(a.PASSWORDS_DIFFER)
            user = services.invitations.accept(token, password)
        except InvitationUnusable as error:
            return _over(error)
        except AccountRefused as error:
            page = invitation_page(user, token, signed_in_as_other(request, user), typeset(str(error)))
            return HTMLResponse(page, status_code=400, headers=_SECRET_ADDRESS)
        return let_in(services.accounts, cookies, request, user, next_page("", user))

    return router


def own_account_routes(services: Services, cookies: Cookies, pseudonyms: Pseudonyms) -> APIRouter:
    """``/mon-compte`` and its two forms; who isn't signed in is led to the form, and back."""
    router = APIRouter(include_in_schema=False)

    def page(request: Request, user: User, problem: str = "", done: str = "", status: int = 200) -> HTMLResponse:
        sessions = services.sessions.of(user, visit_of(request).session)
        with_password = services.accounts.has_password(user)
        html = own_account_page(user, next_page("", user), with_password, sessions, typeset(problem), done)
        return HTMLResponse(html, status_code=status, headers=PRIVATE)

    @router.get(ACCOUNT_ADDRESS)
    def look(request: Request, fait: str = "") -> Response:
        user = visit_of(request).user
        return _to_sign_in() if user is None else page(request, user, done=_DONE.get(fait, ""))

    @router.post(f"{ACCOUNT_ADDRESS}/mot-de-passe")
    def change(
        request: Request,
        former: Annotated[str, Form()] = "",
        password: Annotated[str, Form()] = "",
        again: Annotated[str, Form()] = "",
    ) -> Response:
        user = visit_of(request).user
        if user is None:
            return _to_sign_in()
        try:
            if password != again:
                raise AccountRefused(a.PASSWORDS_DIFFER)
            services.failed_sign_ins.change_password(user, former, password, pseudonyms.of(request))
        except TooSoon as early:
            wait = safety.french_wait(early.wait)
            answer = page(request, user, safety.SIGN_IN_WAIT.format(wait=wait), status=429)
            answer.headers["Retry-After"] = str(max(1, round(early.wait.total_seconds())))
            return answer
        except AccountRefused as error:
            return page(request, user, str(error), status=400)
        # Every session is closed, this one too: the browser goes on with a new one.
        return let_in(services.accounts, cookies, request, user, f"{ACCOUNT_ADDRESS}?fait=mot-de-passe")

    @router.post(f"{ACCOUNT_ADDRESS}/navigateurs")
    def close_others(request: Request) -> Response:
        visit = visit_of(request)
        if visit.user is None or visit.session is None:
            return _to_sign_in()
        services.sessions.close_others(visit.user, visit.session)
        return RedirectResponse(f"{ACCOUNT_ADDRESS}?fait=navigateurs", status_code=303, headers=PRIVATE)

    return router


_DONE = {"mot-de-passe": a.OWN_CHANGED, "navigateurs": a.OWN_CLOSED}


def _over(error: InvitationUnusable) -> HTMLResponse:
    return HTMLResponse(link_over_page(typeset(str(error))), status_code=403, headers=_SECRET_ADDRESS)


def _to_sign_in() -> RedirectResponse:
    return RedirectResponse(f"/connexion?next={ACCOUNT_ADDRESS}", status_code=303, headers=PRIVATE)
