"""``/nouvelles``: what every open page asks again and again; a few small reads, and 304 when nothing changed.

A trainee learns of their own talk only. The support's page learns how many wait, and which of the adviser's own talks
moved; asking tells that the adviser is still there. ``pace`` is how many milliseconds to let pass before asking again.
"""

from collections.abc import Callable
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from sqlalchemy import func, select

from bot.desk.live_states import WAITING, WITH_ADVISER
from bot.desk.states import SENT
from bot.services import Services
from bot.storage.models import LiveTalk, Ticket
from bot.web import texts
from bot.web.identity import NotSignedIn, visit_of
from bot.web.permissions import Action, allow_or_hide

ADDRESS: Final = "/nouvelles"
SUPPORT: Final = "support"
_PACE: Final = {WITH_ADVISER: 1000, WAITING: 5000}
_CALM: Final = 20_000
_ADVISER_PACE: Final = 1000


def notices_router(services: Services, name_of: Callable[[Request], str | None]) -> APIRouter:
    """The route; ``name_of`` gives the name of who passes the support's door."""
    router = APIRouter(include_in_schema=False)

    @router.get(ADDRESS)
    def news(request: Request, espace: str = "") -> Response:
        if espace == SUPPORT:
            user = allow_or_hide(services.database, name_of(request), Action.ANSWER_LIVE, texts.NOT_FOUND)
            return _answer(request, desk_news(services, user.name))
        try:
            owner = visit_of(request).owner
        except NotSignedIn:
            return Response(status_code=401, headers={"Cache-Control": "no-store"})
        return _answer(request, own_news(services, owner))

    return router


def own_news(services: Services, owner: str) -> dict[str, Any]:
    """The state of ``owner``'s talk, under a mark that changes when anything in it did."""
    found = services.live.standing(owner)
    return {"mark": found.mark, "state": found.state, "pace": _PACE.get(found.state, _CALM)}


def desk_news(services: Services, adviser: str) -> dict[str, Any]:
    """How many talks wait and tickets were sent, and the versions of the adviser's own talks."""
    here = services.live.still_there(adviser)
    held = select(LiveTalk.id, LiveTalk.revision).where(LiveTalk.adviser == adviser, LiveTalk.state == WITH_ADVISER)
    with services.database.session() as session:
        waiting, asked = session.execute(
            select(func.count(), func.coalesce(func.sum(LiveTalk.revision + LiveTalk.id), 0)).where(
                LiveTalk.state == WAITING
            )
        ).one()
        tickets = session.scalar(select(func.count()).where(Ticket.state == SENT)) or 0
        mine = {str(talk): revision for talk, revision in session.execute(held.order_by(LiveTalk.id)).all()}
    mark = f"{int(here)}.{waiting}.{asked}.{tickets}." + ".".join(f"{talk}-{n}" for talk, n in mine.items())
    return {
        "mark": mark, "waiting": waiting, "tickets": tickets, "mine": mine, "here": here,
        "pace": _ADVISER_PACE,
    }  # fmt: skip


def _answer(request: Request, news: dict[str, Any]) -> Response:
    headers = {"ETag": f'"{news["mark"]}"', "Cache-Control": "private, no-cache"}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return JSONResponse(news, headers=headers)
