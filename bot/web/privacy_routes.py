"""``/confidentialite`` for anybody, ``/mes-donnees`` for whoever asks and theirs alone.

Who asks is told by the signed cookie or the account; no address names a person, so that none can be guessed.
"""

import tempfile
from collections.abc import Iterator
from typing import IO, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from limits import RateLimitItemPerHour
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from bot.privacy.export import write_export
from bot.services import Services
from bot.storage.models import now
from bot.web import texts_privacy as t
from bot.web.forms import message_page
from bot.web.identity import Cookies, NotSignedIn, visit_of
from bot.web.privacy_views import (
    ARCHIVE,
    ERASE_PAGE,
    MY_DATA_PAGE,
    PRIVACY_PAGE,
    erase_page,
    erased_page,
    my_data_page,
    privacy_page,
)

EXPORTS_AN_HOUR: Final = 5
_PRIVATE: Final = {"Cache-Control": "private, no-store"}
_SPOOLED: Final = 16_000_000
_PIECE: Final = 1_000_000


def privacy_routes(services: Services, cookies: Cookies) -> APIRouter:
    """The pages, the archive and the erasure; without a cookie nor an account, a 401 that says what to do."""
    router = APIRouter(include_in_schema=False)
    mine = services.my_data
    limiter, limit = MovingWindowRateLimiter(MemoryStorage()), RateLimitItemPerHour(EXPORTS_AN_HOUR)

    @router.get(PRIVACY_PAGE)
    def show_privacy() -> HTMLResponse:
        return HTMLResponse(privacy_page(services.settings))

    @router.get(MY_DATA_PAGE)
    def show_mine(request: Request) -> HTMLResponse:
        owner, stranger = _owner(request)
        return stranger or HTMLResponse(my_data_page(mine.kept(owner)), headers=_PRIVATE)

    @router.post(ARCHIVE)
    def export(request: Request) -> Response:
        owner, stranger = _owner(request)
        if stranger is not None:
            return stranger
        if not limiter.hit(limit, owner):
            told = t.EXPORT_TOO_MANY.format(count=EXPORTS_AN_HOUR)
            return HTMLResponse(my_data_page(mine.kept(owner), told), status_code=429, headers=_PRIVATE)
        file = tempfile.SpooledTemporaryFile(_SPOOLED)  # noqa: SIM115 - closed once it is sent
        write_export(services.database, services.settings.data_dir, owner, now(), file)
        attached = {"Content-Disposition": 'attachment; filename="mes-donnees.zip"'}
        return StreamingResponse(_pieces(file), media_type="application/zip", headers=_PRIVATE | attached)

    @router.get(ERASE_PAGE)
    def ask_erase(request: Request) -> Response:
        owner, stranger = _owner(request)
        if stranger is not None:
            return stranger
        kept = mine.kept(owner)
        if not kept.can_be_erased:
            return RedirectResponse(MY_DATA_PAGE, status_code=303, headers=_PRIVATE)
        page = erase_page(kept, visit_of(request).user is not None, services.settings)
        return HTMLResponse(page, headers=_PRIVATE)

    @router.post(ERASE_PAGE)
    def erase(request: Request) -> HTMLResponse:
        owner, stranger = _owner(request)
        if stranger is not None:
            return stranger
        mine.erase(owner)
        account, seat = visit_of(request).user is not None, visit_of(request).participant is not None
        response = HTMLResponse(erased_page(account, seat), headers=_PRIVATE)
        if not account and not seat:
            # The name that was on what is gone is no longer anybody's.
            cookies.give_visitor(response)
        return response

    return router


def _owner(request: Request) -> tuple[str, HTMLResponse | None]:
    """Who asks, or the page that turns them away."""
    try:
        return visit_of(request).owner, None
    except NotSignedIn as error:
        return "", HTMLResponse(message_page(t.MY_DATA, str(error)), status_code=401, headers=_PRIVATE)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece
