"""Tickets from before the review desk keep what was answered, are found by their words, and can go back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from places import sql_url
from sqlalchemy import text

from bot.storage.database import MIGRATIONS, Database
from bot.storage.models import Ticket, TicketMessage

_ROW = {
    "owner": "ana", "category": "Autre demande", "subject": "Été", "description": "d", "tried": "[]",
    "stop_reason": "demande", "missing": "[]", "created_at": "2026-11-24 08:00:00",
    "sent_at": "2026-11-24 09:00:00", "revision": 1,
    "identifiers": '[{"kind": "SIRET", "value": "732 829 320 00074", "valid": true, "problem": null}]',
}  # fmt: skip


@pytest.fixture
def database(tmp_path: Path, sql: str) -> Iterator[Database]:
    opened = Database(sql_url(tmp_path, sql, ready=False))
    yield opened
    opened.close()


def go(database: Database, revision: str, way: str = "upgrade") -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        getattr(command, way)(config, revision)


def add(database: Database, **row: Any) -> None:
    row = _ROW | row
    names, values = ", ".join(row), ", ".join(f":{name}" for name in row)
    with database.engine.begin() as connection:
        connection.execute(text(f"INSERT INTO tickets ({names}) VALUES ({values})"), row)  # noqa: S608


def test_what_was_read_over_is_answered_and_its_reply_begins_the_exchange(database: Database) -> None:
    go(database, "0004")
    replied = {"reply": "Voici.", "reviewer": "sam", "reviewed_at": "2026-11-24 10:00:00"}
    add(database, id=1, number="T-2026-000001", state="relu", **replied)
    add(database, id=2, number="T-2026-000002", state="relu", reply="", reviewer="sam",
        reviewed_at="2026-11-24 10:00:00")  # fmt: skip
    add(database, id=3, number="T-2026-000003", state="envoyé", reply="")
    go(database, "head")
    with database.session() as session:
        tickets = [session.get_one(Ticket, key) for key in (1, 2, 3)]
        assert [one.state for one in tickets] == ["répondu", "répondu", "envoyé"]
        assert [one.answered_at is not None for one in tickets] == [True, False, False]
        assert "ete" in tickets[0].searched
        assert "73282932000074" in tickets[0].searched
        [message] = session.query(TicketMessage)
        assert (message.ticket_id, message.author, message.text) == (1, "sam", "Voici.")
    go(database, "0004", "downgrade")
    go(database, "head")
    with database.session() as session:
        assert [session.get_one(Ticket, key).state for key in (1, 2, 3)] == ["répondu", "répondu", "envoyé"]
        assert session.query(TicketMessage).count() == 1
