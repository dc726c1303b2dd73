"""Whoever opens an address that isn't there reads so in French, with a way back, and not a program's JSON.

A mistyped number, an old bookmark or a link cut by a mail program all lead here; what scripts fetch is left as it is.
"""

from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web import texts
from bot.web import texts_safety as t
from bot.web.refusals import refuse

_LOST: Final = frozenset({404, 405, 422})  # no such place, not this way, not such a number


class LostPages:
    """Replaces the JSON of a 404, 405 or 422 by a page for a browser that goes somewhere; streams all else through."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or "text/html" not in Headers(scope=scope).get("accept", ""):
            await self._app(scope, receive, send)
            return
        lost = False

        async def send_page(message: Message) -> None:
            nonlocal lost
            if message["type"] == "http.response.start":
                kind = Headers(raw=message["headers"]).get("content-type", "")
                lost = message["status"] in _LOST and kind.startswith("application/json")
                if lost:
                    page = refuse(scope, 404, t.LOST_TITLE, texts.NOT_FOUND)
                    await page(scope, receive, send)
            if not lost:
                await send(message)

        await self._app(scope, receive, send_page)
