"""A page of a PDF as a picture, drawn by a process of its own with a time limit.

The staff see any page; a trainee those that an answer of theirs cites, as long as the document is not withdrawn.

PDFium is C++ fed with files from outside: what hangs or crashes there must not take the site along.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from bot.corpus.catalogue import Standing, standing_of
from bot.corpus.originals import find_original
from bot.services import Services
from bot.storage.models import Passage, Turn, Version
from bot.web import texts_documents
from bot.web.permissions import Action, allow_or_hide

PREFIX, CITED_PREFIX = "/pages", "/pages-citees"
_LIMIT_S = 20.0
_ROOT = Path(__file__).parents[2]


def picture_address(version_id: int, label: str) -> str:
    """Where the picture of a version's page is, by the page's own label."""
    return f"{PREFIX}/{version_id}/{quote(label, safe='')}"


def cited_page_address(turn_id: str, n: int) -> str:
    """Where a trainee sees the page that the source ``n`` of their turn stands on."""
    return f"{CITED_PREFIX}/{turn_id}/{n}"


def pictures_router(services: Services, signed_in: Callable[[Request], str | None]) -> APIRouter:
    """The route ``/pages/{version}/{label}``; anyone else than the staff gets the 404 of a page that isn't there."""
    router = APIRouter()

    @router.get(PREFIX + "/{version_id}/{label:path}", include_in_schema=False)
    def picture(version_id: int, label: str, request: Request) -> Response:
        allow_or_hide(services.database, signed_in(request), Action.SEE_DOCUMENTS, texts_documents.PICTURE_MISSING)
        with services.database.session() as session:
            version = session.get(Version, version_id)
        return _picture(services, version, label)

    return router


def cited_pages_router(services: Services, owner_of: Callable[[Request], str | None]) -> APIRouter:
    """The route ``/pages-citees/{turn}/{n}``; ``owner_of`` gives the name on the conversations of who asks, or None.

    Somebody else's turn, a source that it hasn't and a withdrawn document all give the same 404.
    """
    router = APIRouter()

    @router.get(CITED_PREFIX + "/{turn_id}/{n}", include_in_schema=False)
    def cited(turn_id: int, n: int, request: Request) -> Response:
        owner = owner_of(request)
        with services.database.session() as session:
            turn = session.get(Turn, turn_id)
            mine = turn.citations if turn is not None and owner and turn.conversation.owner == owner else []
            source = next((str(one["passage_id"]) for one in mine if one["n"] == n and one.get("has_picture")), None)
            passage = session.get(Passage, source) if source else None
            withdrawn = source is not None and standing_of(session, [source])[source] is Standing.WITHDRAWN
            version = passage.version if passage is not None and not withdrawn else None
            label = passage.page if passage is not None else None
        return _picture(services, version, label or "")

    return router


def _picture(services: Services, version: Version | None, label: str) -> Response:
    path = find_original(services.settings.data_dir, version.sha256) if version else None
    drawn = draw_page(path, label) if path is not None else None
    if drawn is None:
        raise HTTPException(404, texts_documents.PICTURE_MISSING)
    return Response(drawn, media_type="image/png", headers={"Cache-Control": "private, max-age=600"})


def draw_page(path: Path, label: str) -> bytes | None:
    """The page as a PNG; None when the file has no such page, or can't be drawn within the time."""
    return _drawing(path, label) or None


@lru_cache(maxsize=64)
def page_labels(path: Path) -> tuple[str, ...]:
    """The labels of a PDF's pages, in order; none when it can't be opened within the time.

    Kept by path: an original is named by its hash, so that what it holds never changes.
    """
    written = _drawing(path)
    return tuple(json.loads(written)) if written else ()


def _drawing(path: Path, *label: str) -> bytes:
    command = [sys.executable, "-m", "bot.web.drawing", str(path.resolve()), *label]
    try:
        done = subprocess.run(command, cwd=_ROOT, capture_output=True, timeout=_LIMIT_S, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return b""
    return done.stdout if done.returncode == 0 else b""
