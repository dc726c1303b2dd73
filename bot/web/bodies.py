"""What is sent must be small enough and arrive soon enough for where it goes, before anything reads it.

The length that is declared is judged at once, the true one as it comes (a chunked body declares none). A body also has
a time to arrive, longer where it may be long: a few thousand slow ones would hold as many connections. How fast the
head of a request arrives isn't seen from here; that is the server's or a proxy's to limit.
"""

import asyncio
import re
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.settings import Settings
from bot.web import texts_safety as t
from bot.web.refusals import refuse

MB: Final = 1_000_000
_AROUND: Final = 64_000  # the boundaries and headers around the files of a form
_FORM: Final = 64_000
_EVENT: Final = MB  # a fiche being written, or a whole ticket, with room
_GRACE_S: Final = 20.0
_SLOWEST: Final = 40_000  # bytes a second: a phone far from its mast
_NO_BODY: Final = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Allowance:
    """The most bytes of a body, and the seconds in which it must be there."""

    size: int
    seconds: float


class BodyLimits:
    """Answers 413 or 408 in French, once, in place of whatever the application would say of a body cut short."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        # As many files at once as may wait their turn; Gradio weighs each of them.
        deposit = settings.upload_max_mb * settings.upload_max_waiting
        self._routes = [
            (re.compile(r".*/gradio_api/upload/?"), _allow(deposit * MB * 1.05 + _AROUND)),
            (re.compile(r"/corpus/?"), _allow(max(deposit, 1000) * MB * 1.05 + _AROUND)),
            (re.compile(r"/pieces/.*"), _allow(settings.attachments_max_mb * MB * 1.05 + _AROUND)),
            (re.compile(r".*/gradio_api/.*", re.DOTALL), _allow(_EVENT)),
        ]
        self._rest = _allow(_FORM)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        allowance = self._allowance(scope)
        declared = Headers(scope=scope).get("content-length", "0")
        if not declared.isascii() or not declared.isdigit() or int(declared) > allowance.size:
            await _too_large(scope, allowance)(scope, receive, send)
            return
        await _Watched(self._app, scope, receive, send, allowance).run()

    def _allowance(self, scope: Scope) -> Allowance:
        if scope["method"] in _NO_BODY:
            return self._rest
        return next((one for pattern, one in self._routes if pattern.fullmatch(scope["path"])), self._rest)


class _Refused(Exception):
    """The body is cut short; what the application makes of that isn't sent."""


class _Watched:
    """One request: its body counted and timed as the application asks for it."""

    def __init__(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send, allowance: Allowance) -> None:
        self._app, self._scope, self._receive, self._send = app, scope, receive, send
        self._allowance = allowance
        self._size = 0
        self._ends = asyncio.get_running_loop().time() + allowance.seconds
        self._whole = self._answering = False
        self._refusal: ASGIApp | None = None

    async def run(self) -> None:
        try:
            await self._app(self._scope, self._take, self._give)
        except _Refused:
            pass
        except Exception:
            if self._refusal is None or self._answering:
                raise
        if self._refusal is not None and not self._answering:
            await self._refusal(self._scope, self._receive, self._send)

    async def _take(self) -> Message:
        if self._whole:  # what follows a body is the end of the connection, which may be awaited for long
            return await self._receive()
        if self._refusal is not None:
            raise _Refused
        try:
            async with asyncio.timeout_at(self._ends):
                message = await self._receive()
        except TimeoutError:
            self._refusal = refuse(self._scope, 408, t.TOO_SLOW_TITLE, t.TOO_SLOW, {"Connection": "close"})
            raise _Refused from None
        self._size += len(message.get("body", b""))
        if self._size > self._allowance.size:
            self._refusal = _too_large(self._scope, self._allowance)
            raise _Refused
        self._whole = message["type"] != "http.request" or not message.get("more_body", False)
        return message

    async def _give(self, message: Message) -> None:
        if self._refusal is not None and not self._answering:
            return  # the application's own opinion of a body that was cut
        self._answering = True
        await self._send(message)


def _allow(size: float) -> Allowance:
    return Allowance(int(size), _GRACE_S + size / _SLOWEST)


def _too_large(scope: Scope, allowance: Allowance) -> ASGIApp:
    said = t.TOO_LARGE.format(limit=t.french_size(allowance.size))
    return refuse(scope, 413, t.TOO_LARGE_TITLE, said, {"Connection": "close"})
