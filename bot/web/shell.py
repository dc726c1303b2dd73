"""Gradio's page template made ours before it leaves: French from its first byte, our colours at the first paint.

Gradio sets ``lang``, the head and the style only once its scripts run, and its template names pictures of another
site. A Gradio that changed its template would keep those, and ``tests/web/test_shell.py`` would say so.
"""

import re
import secrets
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web import texts
from bot.web.content_policy import gradio_policy
from bot.web.identity import page_of
from bot.web.theme import PAGE_HEAD

_HTML_TAG: Final = re.compile(rb'<html\s+lang="en"')
_FOREIGN_META: Final = re.compile(rb'<meta\s+(?:property|name)="(?:og|twitter):[^>]*>\s*')
_VIEWPORT: Final = re.compile(rb'<meta\s+name="viewport"[^>]*>')
_BODY: Final = re.compile(rb"<gradio-app\b")
_WAITING: Final = (
    f'<a class="skip" id="skip" href="#contenu">{texts.SKIP}</a>'
    f'<div id="waiting" role="status"><header class="topbar"><span class="brand"><span class="brand-name">'
    f'{texts.PRODUCT}</span><span class="brand-what">{texts.TAGLINE}</span></span></header>'
    f'<p>{texts.LOADING}</p><div class="bones" aria-hidden="true"><i></i><i></i><i></i></div>'
    f'<noscript><p class="note warn">{texts.NO_SCRIPT}</p></noscript></div>'
)
_NONCED: Final = re.compile(rb"<script(?=[\s>])")
_GRADIO_MARK: Final = b"window.gradio_config"


class PageShell:
    """Rewrites the HTML of the pages; every other answer streams through untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or page_of(scope["path"]) is None:
            await self._app(scope, receive, send)
            return
        # Gradio would compress the page, and it must be read here; it is compressed further out.
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        start: Message | None = None
        body = b""

        async def send_ours(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                if Headers(raw=message["headers"]).get("content-type", "").startswith("text/html"):
                    start = message
                    return
            elif start is not None and message["type"] == "http.response.body":
                body += message.get("body", b"")
                if message.get("more_body", False):
                    return
                nonce = secrets.token_urlsafe(16)
                page = frenchify(body, nonce)
                headers = MutableHeaders(scope=start)
                headers["content-security-policy"] = gradio_policy(nonce)
                headers["content-length"] = str(len(page))
                headers.setdefault("cache-control", "private, no-cache")  # it names who is signed in
                await send(start)
                await send({"type": "http.response.body", "body": page})
                return
            await send(message)

        await self._app({**scope, "headers": plain}, receive, send_ours)


def frenchify(page: bytes, nonce: str) -> bytes:
    """A Gradio page with our head first, ``lang="fr"`` and a French waiting screen; another page as it is.

    Each of its own scripts carries ``nonce``. What Gradio writes inside them has its « < » escaped.
    """
    if _GRADIO_MARK not in page:
        return page
    page = _HTML_TAG.sub(b'<html lang="fr"', page, count=1)
    page = _VIEWPORT.sub(b"", _FOREIGN_META.sub(b"", page), count=1)
    page = page.replace(b"<head>", b"<head>" + PAGE_HEAD.encode(), 1)
    page = _NONCED.sub(rb"\g<0>" + f' nonce="{nonce}"'.encode(), page)
    return _BODY.sub(_WAITING.encode() + b"<gradio-app", page, count=1)
