"""Files joined to tickets, in and out by routes of our own: Gradio's upload stays closed on a page open to anybody.

A file is only ever given back to be saved, never shown: what came from outside must not run as one of ours.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Final

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse, PlainTextResponse
from starlette.concurrency import run_in_threadpool

from bot.desk.attachments import Attachments, AttachmentView
from bot.desk.errors import AttachmentRefused, TicketNotFound
from bot.privacy.acts import Act
from bot.services import Services
from bot.web import texts_tickets as t
from bot.web.permissions import Action, allow_or_hide

PREFIX: Final = "/pieces"
_SPOOLED: Final = 1_000_000


def file_address(attachment_id: int) -> str:
    """Where a joined file is downloaded."""
    return f"{PREFIX}/{attachment_id}"


def adding_address(ticket_id: int) -> str:
    """Where the files of a draft are sent, one a request: the body is the file, ``nom`` its name."""
    return f"{PREFIX}/ticket/{ticket_id}"


def ticket_files_router(
    services: Services, signed_in: Callable[[Request], str | None], owner_of: Callable[[Request], str | None]
) -> APIRouter:
    """``signed_in`` gives the account of a member of the support, ``owner_of`` who owns what the browser made.

    A stranger gets the same 404 as for what isn't there.
    """
    router = APIRouter()
    attachments = services.attachments

    @router.post(f"{PREFIX}/ticket/{{ticket_id}}", include_in_schema=False)
    async def add(ticket_id: int, nom: str, request: Request) -> PlainTextResponse:
        owner = owner_of(request)
        try:
            if owner is None:
                raise TicketNotFound
            await run_in_threadpool(attachments.may_add, ticket_id, owner)
            with tempfile.SpooledTemporaryFile(_SPOOLED) as body:
                await _receive(request, body, attachments, nom)
                await run_in_threadpool(_add, attachments, ticket_id, owner, nom, body)
        except TicketNotFound as error:
            return PlainTextResponse(str(error), 404)
        except AttachmentRefused as refusal:
            return PlainTextResponse(str(refusal), 400)
        return PlainTextResponse("", 201)

    @router.get(f"{PREFIX}/{{attachment_id}}", include_in_schema=False)
    def download(attachment_id: int, request: Request) -> FileResponse:
        found = _found(attachments, attachment_id, owner_of(request))
        if found is None:
            user = allow_or_hide(services.database, signed_in(request), Action.SEE_TICKETS, t.FILE_MISSING)
            try:
                found = attachments.find(attachment_id, None)
            except TicketNotFound as error:
                raise HTTPException(404, t.FILE_MISSING) from error
            services.audit.record(user, Act.ATTACHMENT_READ, attachment_id)
        view, path = found
        return FileResponse(
            path,
            media_type="application/octet-stream",
            filename=view.file_name,
            headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"},
        )

    return router


def _found(attachments: Attachments, attachment_id: int, owner: str | None) -> tuple[AttachmentView, Path] | None:
    try:
        return attachments.find(attachment_id, owner) if owner is not None else None
    except TicketNotFound:
        return None


async def _receive(request: Request, body: IO[bytes], attachments: Attachments, name: str) -> None:
    """Take in the body, and no more of it than a file may weigh, whatever its headers say."""
    size = int(request.headers.get("content-length") or 0)
    if size > attachments.max_bytes:
        raise attachments.too_large(name)
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size > attachments.max_bytes:
            raise attachments.too_large(name)
        body.write(piece)


def _add(attachments: Attachments, ticket_id: int, owner: str, name: str, body: IO[bytes]) -> None:
    body.seek(0)
    attachments.add(ticket_id, owner, name, body.read())
