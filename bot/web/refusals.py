"""A refusal in the form that who asked can show: a page for a form, JSON for Gradio, plain text for our scripts."""

from collections.abc import Mapping

from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.types import Scope

from bot.web.forms import message_page

_TEXT = ("/pieces/", "/nouvelles")


def refuse(
    scope: Scope, status: int, title: str, sentence: str, headers: Mapping[str, str] | None = None
) -> Response:  # fmt: skip
    """The answer to give; it is kept nowhere."""
    kept = {"Cache-Control": "no-store", **(headers or {})}
    if "/gradio_api/" in scope["path"]:
        return JSONResponse({"detail": sentence}, status, kept)
    if scope["path"].startswith(_TEXT):
        return PlainTextResponse(sentence, status, kept)
    return HTMLResponse(message_page(title, sentence), status, kept)
