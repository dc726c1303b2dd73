"""The trainee's fascicle, made from the fiches when a trainer asks for it and kept until a fiche or the day changes."""

import hashlib
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse

from bot.fascicle.errors import FascicleNotMade
from bot.fascicle.typeset import write_fascicle
from bot.services import Services
from bot.web import texts_staff
from bot.web.permissions import Action, allow_or_hide

ADDRESS = "/fascicule.pdf"
_FOLDER = "fascicule"


def booklet_router(services: Services, signed_in: Callable[[Request], str | None]) -> APIRouter:
    """The route ``/fascicule.pdf``, for who may see the documents; anyone else gets a 404."""
    router = APIRouter()
    making = threading.Lock()

    @router.get(ADDRESS, include_in_schema=False)
    def download(request: Request) -> FileResponse:
        allow_or_hide(services.database, signed_in(request), Action.SEE_DOCUMENTS, texts_staff.BOOKLET_MISSING)
        try:
            # Two trainers who ask at once wait for one typesetting, not for two.
            with making:
                path = current_booklet(services.settings.knowledge_dir, services.settings.data_dir, date.today())
        except FascicleNotMade as error:
            raise HTTPException(503, str(error)) from error
        return FileResponse(path, media_type="application/pdf", filename="fascicule-chorus-pro.pdf")

    return router


def current_booklet(knowledge: Path, data_dir: Path, today: date) -> Path:
    """The fascicle of these fiches on this day, made if it isn't there yet; raises FascicleNotMade."""
    digest = hashlib.sha256(today.isoformat().encode())
    for file in sorted(knowledge.rglob("*.md")):
        digest.update(file.read_bytes())
    folder = data_dir / _FOLDER
    path = folder / f"{digest.hexdigest()[:16]}.pdf"
    if not path.exists():
        write_fascicle(knowledge, path, today)
        for former in folder.glob("*.pdf"):
            if former != path:
                former.unlink(missing_ok=True)
    return path
