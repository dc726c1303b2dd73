"""Every ticket that was sent, as a table for a spreadsheet or as JSON, to the support alone."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response

from bot.desk.types import TicketView
from bot.privacy.acts import Act
from bot.services import Services
from bot.web import texts_desk as d
from bot.web.permissions import Action, allow_or_hide
from bot.web.spreadsheets import french_csv

CSV_ADDRESS: Final = "/tickets.csv"
JSON_ADDRESS: Final = "/tickets.json"
_PARIS = ZoneInfo("Europe/Paris")


def ticket_exports_router(services: Services, signed_in: Callable[[Request], str | None]) -> APIRouter:
    """The two files; anyone else gets the 404 of what isn't there."""
    router = APIRouter(include_in_schema=False)

    def sent(request: Request) -> list[TicketView]:
        user = allow_or_hide(services.database, signed_in(request), Action.EXPORT_TICKETS, d.EXPORT_MISSING)
        tickets = services.tickets.inbox()
        services.audit.record(user, Act.TICKETS_EXPORTED, request.url.path, tickets=len(tickets))
        return tickets

    @router.get(CSV_ADDRESS)
    def as_csv(request: Request) -> Response:
        return _file(tickets_csv(sent(request)), "text/csv; charset=utf-8", "tickets.csv")

    @router.get(JSON_ADDRESS)
    def as_json(request: Request) -> Response:
        return _file(tickets_json(sent(request)), "application/json", "tickets.json")

    return router


def tickets_csv(tickets: Sequence[TicketView]) -> bytes:
    """One line per ticket, as a French spreadsheet opens it."""
    rows = ([_cell(_row(ticket)[column]) for column in d.EXPORT_COLUMNS] for ticket in tickets)
    return french_csv([d.EXPORT_COLUMNS.values(), *rows])


def tickets_json(tickets: Sequence[TicketView]) -> bytes:
    """The same columns, times in ISO and UTC, identifiers with their checks."""
    rows = [
        {key: value.isoformat() if isinstance(value, datetime) else value for key, value in _row(ticket).items()}
        for ticket in tickets
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1).encode()


def _row(ticket: TicketView) -> Mapping[str, object]:
    return {column: getattr(ticket, column) for column in d.EXPORT_COLUMNS}


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(_PARIS).strftime("%d/%m/%Y %H:%M")
    if isinstance(value, list):
        return " ; ".join(f"{one['kind']} {one['value']}" for one in value)
    return "" if value is None else str(value)


def _file(content: bytes, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(content, media_type=media_type, headers=headers)
