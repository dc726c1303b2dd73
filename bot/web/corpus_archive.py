"""The whole corpus in one archive, for the staff: a page with a link to take it away and a form to take one in."""

import tempfile
from collections.abc import Callable, Iterator
from typing import IO

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, StreamingResponse
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from bot.corpus.archive import export_corpus
from bot.corpus.archive_format import InvalidArchive
from bot.people.accounts import User
from bot.privacy.acts import Act
from bot.search.errors import IndexBusy, ModelUnavailable, PublishingFailed
from bot.services import Services
from bot.web import texts_documents as t
from bot.web.cards import notice
from bot.web.forms import plain_page
from bot.web.identity import TRAINER_PAGE
from bot.web.permissions import Action, allow_or_hide

PAGE = "/corpus"
FILE_ADDRESS = "/corpus.zip"
_SPOOLED = 16_000_000
_PIECE = 1_000_000


def archive_routes(services: Services, signed_in: Callable[[Request], str | None]) -> APIRouter:
    """``/corpus`` and ``/corpus.zip``; whoever may not gets the 404 of a page that isn't there."""
    router = APIRouter()

    def require(request: Request, action: Action) -> User:
        return allow_or_hide(services.database, signed_in(request), action, t.ARCHIVE_MISSING)

    def may_import(request: Request) -> bool:
        try:
            require(request, Action.IMPORT_CORPUS)
        except HTTPException:
            return False
        return True

    @router.get(PAGE, include_in_schema=False)
    def show(request: Request) -> HTMLResponse:
        require(request, Action.EXPORT_CORPUS)
        return HTMLResponse(_page(may_import(request)))

    @router.get(FILE_ADDRESS, include_in_schema=False)
    def download(request: Request) -> StreamingResponse:
        user = require(request, Action.EXPORT_CORPUS)
        file = tempfile.SpooledTemporaryFile(_SPOOLED)  # noqa: SIM115 - closed once it is sent
        export_corpus(services.database, services.settings.data_dir, file)
        services.audit.record(user, Act.CORPUS_EXPORTED)
        headers = {
            "Content-Disposition": 'attachment; filename="choriste-documents.zip"',
            "Cache-Control": "private, no-store",
        }
        return StreamingResponse(_pieces(file), media_type="application/zip", headers=headers)

    @router.post(PAGE, include_in_schema=False)
    async def take_in(request: Request) -> HTMLResponse:
        # Declared as a parameter, the file would be read to its end before anybody asks who sends it.
        user = await run_in_threadpool(require, request, Action.IMPORT_CORPUS)
        data_dir = services.settings.data_dir
        async with request.form(max_files=1, max_fields=1) as form:
            archive = form.get("archive")
            if not isinstance(archive, UploadFile):
                return HTMLResponse(_page(True, notice(t.ARCHIVE_NONE, "bad")), status_code=400)
            try:
                imported = await run_in_threadpool(services.switcher.take_in_archive, data_dir, archive.file)
            except (InvalidArchive, IndexBusy, ModelUnavailable, PublishingFailed) as error:
                return HTMLResponse(_page(True, notice(str(error), "bad")), status_code=400)
        await run_in_threadpool(services.audit.record, user, Act.CORPUS_IMPORTED, documents=imported.documents)
        said = t.ARCHIVE_DONE.format(documents=imported.documents, versions=imported.versions)
        return HTMLResponse(_page(True, notice(said, "good")))

    return router


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


def _page(may_import: bool, told: Markup | str = "") -> str:
    form = Markup(
        '<h2>{}</h2><p>{}</p><form method="post" action="{}" enctype="multipart/form-data">'
        '<label for="archive">{}</label><input id="archive" name="archive" type="file" accept=".zip" required>'
        '<button type="submit" class="button primary">{}</button></form>'
    ).format(t.ARCHIVE_IMPORT_TITLE, t.ARCHIVE_IMPORT_HELP, PAGE, t.ARCHIVE_FILE, t.ARCHIVE_IMPORT)
    body = Markup(
        '{}<p>{}</p><p><a class="button primary" href="{}" download>{}</a></p>{}'
        '<p class="plain-foot"><a href="{}">{}</a></p>'
    ).format(
        told, t.ARCHIVE_EXPORT_HELP, FILE_ADDRESS, t.ARCHIVE_EXPORT, form if may_import else "",
        f"{TRAINER_PAGE}/", t.BACK_TO_TRAINER,
    )  # fmt: skip
    return plain_page(t.ARCHIVE_TITLE, body)
