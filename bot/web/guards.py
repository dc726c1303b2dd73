"""What every request passes before any page: who it is, where it comes from, and what the answer may do.

Plain ASGI, because Gradio streams its answers and a buffering middleware would hold them back.
"""

import re
from typing import Final
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.people.accounts import Accounts
from bot.people.joining import Joining
from bot.web import texts
from bot.web.content_policy import PLAIN
from bot.web.forms import message_page
from bot.web.identity import CHAT_PAGE, JOIN_PAGE, TRAINER_PAGE, Cookies, Visit, page_of

# A page mounted tomorrow is held to what every page uses, until its own line says more.
_GRADIO_API: Final = re.compile(r"(?P<page>(?:/[\w-]+)?)/+gradio_api/(?P<rest>.*)", re.DOTALL)
# Of what Gradio serves beside its interface: a sign-in of its own, its schema, its measures, its server-side pages.
_CLOSED: Final = re.compile(
    r"(?:/[\w-]+)?/(?:openapi\.json|login|logout|monitoring|svelte|pwa_icon|mcp|vibe|docs|redoc)(?:/.*)?", re.DOTALL
)
_TALKING: Final = r"queue/(?:join|data|status)|heartbeat/\w+|app_id|info|startup-events|login_check|cancel|reset|user"
_EVERY_PAGE: Final = re.compile(rf"(?:{_TALKING})/?")
_USED: Final = {
    TRAINER_PAGE: re.compile(rf"(?:{_TALKING}|upload|upload_progress|file=.+)/?", re.DOTALL),
}
# A number that no database keeps, in the forms that a route would read it in.
_PAST_NUMBERS: Final = re.compile(r"/[\s+-]*[\d_]{10,}[\s.\d]*(?=/|$)")
_SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_HEADERS: Final = {
    "Content-Security-Policy": PLAIN,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class SecurityHeaders:
    """Every answer says what a browser may do with it: nothing off the origin, no frame, no guessing of types."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


class SameOrigin:
    """Unsafe requests from another site are refused, by what browsers say and scripts can't forge.

    Sec-Fetch-Site decides; an older browser is judged by its Origin against the Host. A client that sends neither
    is no browser, and so carries nobody's cookies without their knowing (https://words.filippo.io/csrf/).
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in _SAFE_METHODS or _same_origin(Headers(scope=scope)):
            await self._app(scope, receive, send)
            return
        page = message_page(texts.CROSS_SITE_TITLE, texts.CROSS_SITE)
        await HTMLResponse(page, status_code=403)(scope, receive, send)


def _same_origin(headers: Headers) -> bool:
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None:
        return site in ("same-origin", "none")
    return origin is None or urlsplit(origin).netloc == headers.get("host", "")


class UsedRoutes:
    """Of what Gradio serves under each page, only what our pages use; the rest doesn't exist.

    The apps share one folder of uploads, so that ``/gradio_api/file=`` of the open page would read to anybody
    what a trainer sent; and its ``/gradio_api/upload`` would fill the disk.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _is_closed(scope["path"]):
            await PlainTextResponse(texts.NOT_FOUND, status_code=404)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _is_closed(path: str) -> bool:
    found = _GRADIO_API.fullmatch(path)
    if found is None:
        return _CLOSED.fullmatch(path) is not None or _PAST_NUMBERS.search(path) is not None
    return not _USED.get(found["page"], _EVERY_PAGE).fullmatch(found["rest"])


class Doors:
    """Puts the Visit on the request, gives a new browser its cookie, and turns people to the sign-in page.

    Only whole pages are turned: what a page fetches meets Gradio's own 401 through ``auth_dependency``.
    """

    def __init__(
        self, app: ASGIApp, cookies: Cookies, accounts: Accounts, access: str, joining: Joining | None = None
    ) -> None:
        self._app = app
        self._cookies = cookies
        self._accounts = accounts
        self._access = access
        self._joining = joining

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        sent = cookie_parser("; ".join(Headers(scope=scope).getlist("cookie")))
        visit = Visit(self._cookies, self._accounts, sent, self._access, self._joining)
        scope.setdefault("state", {})["visit"] = visit
        page = page_of(scope["path"]) if scope["method"] in _SAFE_METHODS else None
        if page is not None and not visit.may_enter(page):
            await self._turn_away(visit, page)(scope, receive, send)
        elif page is not None and not scope["path"].endswith("/"):
            # A mounted app answers under « /formateur/ » only, and ``/`` would take « /formateur » for its own.
            query = f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else ""
            await RedirectResponse(f"{page}/{query}", status_code=307)(scope, receive, send)
        elif page == CHAT_PAGE and self._access == "open" and visit.visitor is None:
            await self._app(scope, receive, self._giving_cookie(send))
        else:
            await self._app(scope, receive, send)

    def _turn_away(self, visit: Visit, page: str) -> HTMLResponse | RedirectResponse:
        if visit.user is None and page == CHAT_PAGE:
            return RedirectResponse(JOIN_PAGE, status_code=303)
        if visit.user is None:
            return RedirectResponse(f"/connexion?next={quote(page, safe='/')}", status_code=303)
        return HTMLResponse(message_page(texts.NOT_ALLOWED_TITLE, texts.NOT_ALLOWED), status_code=403)

    def _giving_cookie(self, send: Send) -> Send:
        carrier = HTMLResponse()
        self._cookies.give_visitor(carrier)
        cookie = carrier.headers["set-cookie"]

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).append("set-cookie", cookie)
            await send(message)

        return send_with_cookie
