"""The files of the desk: for the support alone, opened by a French spreadsheet, and never as a formula."""

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.desk.types import TicketView
from bot.people.accounts import SUPPORT, TRAINEE, TRAINER
from bot.web import texts_desk as d
from bot.web.ticket_exports import CSV_ADDRESS, JSON_ADDRESS, tickets_csv, tickets_json
from tests.web.visits import SignIn

NOON = datetime(2026, 11, 24, 11, tzinfo=UTC)


def ticket(**changed: Any) -> TicketView:
    known: dict[str, Any] = {
        "id": 1, "number": "T-2026-000001", "state": "répondu", "category": "Autre demande", "subject": "Été ; « 1 »",
        "description": "a\nb", "identifiers": [{"kind": "SIRET", "value": "1 2", "valid": True, "problem": None}],
        "tried": [], "stop_reason": "demande", "missing": [], "reply": "Oui.", "reviewer": "sam", "created_at": NOON,
        "sent_at": NOON, "reviewed_at": NOON, "revision": 3, "conversation_id": None, "owner": "jeton secret",
    }  # fmt: skip
    return TicketView(**(known | changed))


def rows(*tickets: TicketView) -> list[list[str]]:
    content = tickets_csv(tickets)
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_a_table_has_every_column_and_the_hours_of_paris() -> None:
    head, row = rows(ticket())
    assert head == list(d.EXPORT_COLUMNS.values())
    found = dict(zip(d.EXPORT_COLUMNS, row, strict=True))
    assert (found["subject"], found["description"], found["sent_at"]) == ("Été ; « 1 »", "a\nb", "24/11/2026 12:00")
    assert (found["identifiers"], found["portal_number"]) == ("SIRET 1 2", "")
    assert "jeton" not in str(row)


@pytest.mark.parametrize("cell", ["=1+1", "+33", "-2", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u00a0=1"])
def test_no_cell_begins_a_formula(cell: str) -> None:
    assert rows(ticket(subject=cell))[1][3] == f"'{cell}"


def test_the_same_in_json_with_the_checks() -> None:
    [found] = json.loads(tickets_json([ticket(subject="=1")]))
    assert (found["subject"], found["sent_at"]) == ("=1", "2026-11-24T11:00:00+00:00")
    assert found["identifiers"][0]["valid"] is True
    assert list(found) == list(d.EXPORT_COLUMNS)


@pytest.mark.parametrize("address", [CSV_ADDRESS, JSON_ADDRESS])
def test_they_are_the_support_s_alone(client_as: SignIn, address: str) -> None:
    for nobody in (None, TRAINEE, TRAINER):
        assert client_as(nobody).get(address).status_code == 404
    answer = client_as(SUPPORT).get(address)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "private, no-store"
    assert "attachment" in answer.headers["content-disposition"]
