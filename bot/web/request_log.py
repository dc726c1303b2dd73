"""One line per request, which says enough to follow it and nothing that must not be kept.

No query, cookie, body, address nor e-mail; what a path names by a secret is left out. The request's id is answered in
``X-Request-Id``, and its beginning is the reference that a person is shown when something failed.
"""

import logging
import re
import secrets
import time
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web import texts
from bot.web import texts_safety as t
from bot.web.log_format import current_request
from bot.web.refusals import refuse

HEADER: Final = "X-Request-Id"
_REFERENCE: Final = 8
_WELL_FORMED: Final = re.compile(r"[A-Za-z0-9._-]{8,64}")
# What comes after these is somebody's way in, or the name of a file or a browser.
_SECRETS: Final = re.compile(
    r"(/(?:invitation|rejoindre|heartbeat)/|/gradio_api/file=|/gradio_api/proxy=).+", re.DOTALL
)
_NUMBER: Final = re.compile(r"(?<=/)\d+(?=/|$)")
_LONG: Final = re.compile(r"(?<=/)[\w~%=-]{24,}(?=/|$)")
_LONGEST: Final = 200
_log = logging.getLogger("choriste.requests")


class RequestLog:
    """Names each request, logs it at its end, and turns what nobody foresaw into a French page with its reference."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        name = state["request_id"] = _name(scope)
        began, status = time.perf_counter(), 0
        within = current_request.set(name)

        async def send_named(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = name
            await send(message)

        try:
            await self._app(scope, receive, send_named)
        except Exception:  # noqa: BLE001 - the last place that could: a page with a reference beats a cut line
            _log.exception("failure %s", reference_of(name))
            if not status:
                said = texts.UNEXPECTED.format(reference=reference_of(name))
                await refuse(scope, 500, t.FAILURE_TITLE, said)(scope, receive, send_named)
        finally:
            fields = {
                "method": scope["method"],
                "path": masked(scope["path"]),
                "status": status,
                "ms": round((time.perf_counter() - began) * 1000, 1),
                "who": state["visit"].kind if "visit" in state else "inconnu",
            }
            # In text as in JSON: a person reads the message alone.
            message = "{method} {path} {status} {ms} ms {who}".format(**fields)
            _log.info("%s %s", message, name, extra={"fields": fields})
            current_request.reset(within)


def reference_of(name: str) -> str:
    """What a person is given to quote: short enough to be read over the telephone."""
    return name[:_REFERENCE]


def masked(path: str) -> str:
    """The path as a line may keep it: no secret, no number that names somebody's thing, nothing that isn't printed."""
    path = _SECRETS.sub(r"\1…", path)
    path = _LONG.sub("…", _NUMBER.sub("{n}", path))
    return "".join(char if char.isprintable() else "?" for char in path[:_LONGEST])


def _name(scope: Scope) -> str:
    """The id that a trusted proxy gave, when it is one, else one drawn here."""
    given = Headers(scope=scope).get(HEADER, "")
    trusted = scope["state"].get("trusted_proxy", False)
    return given if trusted and _WELL_FORMED.fullmatch(given) else secrets.token_hex(8)
