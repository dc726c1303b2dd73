"""The files as their authors sent them, for the staff alone, one version at a time."""

from collections.abc import Callable

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse

from bot.corpus.originals import find_original
from bot.privacy.acts import Act
from bot.services import Services
from bot.storage.models import Version
from bot.web import texts_staff
from bot.web.permissions import Action, allow_or_hide

PREFIX = "/originaux"


def original_address(version_id: int) -> str:
    """Where a version's original is downloaded."""
    return f"{PREFIX}/{version_id}"


def originals_router(services: Services, signed_in: Callable[[Request], str | None]) -> APIRouter:
    """The route ``/originaux/{version}``; ``signed_in`` gives the name of the request's account, or None.

    A stranger and a forbidden account get the same 404 as a version that isn't there: what exists stays unknown.
    """
    router = APIRouter()

    @router.get(f"{PREFIX}/{{version_id}}", include_in_schema=False)
    def download(version_id: int, request: Request) -> FileResponse:
        user = allow_or_hide(services.database, signed_in(request), Action.READ_ORIGINAL, texts_staff.ORIGINAL_MISSING)
        with services.database.session() as session:
            version = session.get(Version, version_id)
        path = find_original(services.settings.data_dir, version.sha256) if version else None
        if version is None or path is None:
            raise HTTPException(404, texts_staff.ORIGINAL_MISSING)
        services.audit.record(user, Act.ORIGINAL_READ, version_id)
        return FileResponse(
            path,
            # Always saved, never opened in the page: a file from outside must not run as one of ours.
            media_type="application/octet-stream",
            filename=version.file_name,
            headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"},
        )

    return router
