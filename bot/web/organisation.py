"""``/connexion/organisation``: to the organisation's provider and back, with what must come back in a signed cookie.

The cookie is a browser's alone, good for ten minutes and once; it returns with the provider's redirection, which is a
top-level navigation and so carries cookies that are SameSite=Lax.
"""

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from itsdangerous import BadSignature, URLSafeTimedSerializer

from bot.people.accounts import Accounts
from bot.people.errors import IdentityRefused, ProviderUnavailable
from bot.people.organisation import Organisation
from bot.people.provider import Errand
from bot.web import texts_accounts as a
from bot.web.account_forms import organisation_link
from bot.web.forms import sign_in_page
from bot.web.identity import Cookies
from bot.web.own_address import own_address
from bot.web.signin import PRIVATE, let_in, next_page
from bot.web.texts import typeset

ADDRESS: Final = "/connexion/organisation"
BACK: Final = f"{ADDRESS}/retour"
COOKIE: Final = "choriste_organisation"
_GOOD_FOR_S: Final = 600
_LONGEST_CODE: Final = 4096


class Errands:
    """Writes and reads the cookie of a sign-in under way; what was read once is over."""

    def __init__(self, key: str, secure: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self._serializer = URLSafeTimedSerializer(key, salt="organisation")
        self._secure = secure
        self._clock = clock
        self._over: dict[str, float] = {}
        self._lock = threading.Lock()

    def give(self, response: Response, errand: Errand, next_page: str) -> None:
        value = self._serializer.dumps(asdict(errand) | {"next": next_page})
        response.set_cookie(
            COOKIE, value, max_age=_GOOD_FOR_S, path=ADDRESS, secure=self._secure, httponly=True, samesite="lax"
        )

    def take(self, response: Response) -> None:
        response.delete_cookie(COOKIE, path=ADDRESS, secure=self._secure, httponly=True, samesite="lax")

    def read(self, request: Request, state: str) -> tuple[Errand, str] | None:
        """The errand that ``state`` ends, and the page wanted after it; None when it isn't this browser's, or over."""
        try:
            said: dict[str, Any] = self._serializer.loads(request.cookies.get(COOKIE, ""), max_age=_GOOD_FOR_S)
        except BadSignature:
            return None
        errand = Errand(said["state"], said["nonce"], said["verifier"])
        if not secrets.compare_digest(errand.state.encode(), state.encode()) or not self._spend(errand.state):
            return None
        return errand, str(said["next"])

    def _spend(self, state: str) -> bool:
        moment = self._clock()
        with self._lock:
            self._over = {old: until for old, until in self._over.items() if until > moment}
            if state in self._over:
                return False
            self._over[state] = moment + _GOOD_FOR_S
            return True


def organisation_routes(
    organisation: Organisation, accounts: Accounts, cookies: Cookies, errands: Errands, secure: bool
) -> APIRouter:
    """The way there and the way back; whatever goes wrong, the form is there with a sentence."""
    router = APIRouter(include_in_schema=False)

    def back(request: Request) -> str:
        return own_address(request, secure) + BACK

    @router.get(ADDRESS)
    def leave(request: Request, next: str = "") -> Response:
        errand = Errand()
        try:
            address = organisation.provider.address(errand, back(request))
        except ProviderUnavailable as error:
            return _form(str(error), 503, next_page(next))
        response = RedirectResponse(address, status_code=303, headers=PRIVATE)
        errands.give(response, errand, next_page(next))
        return response

    @router.get(BACK)
    def come_back(request: Request, state: str = "", code: str = "", error: str = "") -> Response:
        response = _come_back(request, state, code, error)
        errands.take(response)
        return response

    def _come_back(request: Request, state: str, code: str, error: str) -> Response:
        found = errands.read(request, state)
        if found is None:
            return _form(a.ORGANISATION_LOST, 400, "")
        errand, wanted = found
        if error or not 0 < len(code) <= _LONGEST_CODE:
            return _form(a.ORGANISATION_STOPPED, 403, wanted)
        try:
            user = organisation.enter(organisation.provider.identity(code, errand, back(request)))
        except ProviderUnavailable as problem:
            return _form(str(problem), 503, wanted)
        except IdentityRefused as problem:
            return _form(str(problem), 403, wanted)
        return let_in(accounts, cookies, request, user, next_page(wanted, user))

    return router


def _form(sentence: str, status: int, wanted: str) -> HTMLResponse:
    way = organisation_link(wanted, typeset(sentence))
    return HTMLResponse(sign_in_page(wanted, other_way=way), status_code=status, headers=PRIVATE)
