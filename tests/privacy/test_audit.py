"""The journal is only added to: the database refuses the rest, and the chain tells of whoever gets around it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from bot.privacy.acts import Act
from bot.privacy.audit import COMMAND_LINE, GENESIS, AuditLog, hash_of
from bot.storage.base import now
from bot.storage.database import Database
from bot.storage.models import AuditCheckpoint, AuditEntry


@dataclass(frozen=True)
class Somebody:
    id: int = 7
    name: str = "ana"


@pytest.fixture
def log(database: Database) -> AuditLog:
    return AuditLog(database)


def fill(database: Database, days_ago: list[int]) -> AuditLog:
    for days in days_ago:
        at = now() - timedelta(days=days)
        AuditLog(database, lambda at=at: at).record(Somebody(), Act.TICKET_MOVED, 12, move="answer")  # type: ignore[misc]
    return AuditLog(database)


def test_an_entry_says_who_did_what_to_what(log: AuditLog) -> None:
    log.record(Somebody(), Act.DOCUMENT_SERVED, 42, anyway=True)
    log.record(COMMAND_LINE, Act.PURGED, tickets=3)
    second, first = log.latest(10)
    assert (first.id, first.actor_id, first.actor, first.action) == (1, 7, "ana", "document.served")
    assert (first.kind, first.object_id, first.detail, first.previous) == ("document", "42", {"anyway": True}, GENESIS)
    assert (second.actor_id, second.actor, second.previous) == (None, COMMAND_LINE, first.hash)
    assert log.actors() == ["ana", COMMAND_LINE]
    assert [entry.id for entry in log.latest(10, actor="ana")] == [1]
    assert [entry.id for entry in log.latest(10, act=Act.PURGED.value)] == [2]
    assert [entry.id for entry in log.latest(10, before=2)] == [1]


def test_an_empty_journal_holds_and_so_does_a_full_one(database: Database, log: AuditLog) -> None:
    assert log.verify().holds
    fill(database, [3, 2, 1])
    verdict = log.verify()
    assert verdict.holds
    assert (verdict.entries, verdict.last) == (3, 3)
    assert log.verify(verdict.hash).holds
    assert log.verify("f" * 64).missing == "f" * 64


def test_many_at_once_make_one_chain(database: Database, log: AuditLog) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: log.record("x", Act.PURGED, number), range(40)))
    verdict = log.verify()
    assert verdict.holds
    assert verdict.entries == 40


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_log SET actor = 'personne' WHERE id = 2",
        "UPDATE audit_log SET detail = '{}'",
        "DELETE FROM audit_log WHERE id = 2",
        "DELETE FROM audit_log",
        "INSERT INTO audit_checkpoints (up_to, hash, at) SELECT id, hash, at FROM audit_log WHERE id = 2",
        "INSERT INTO audit_checkpoints (up_to, hash, at) SELECT id, 'x', '2020-01-01' FROM audit_log WHERE id = 1",
    ],
)
def test_the_database_refuses_to_alter_it(database: Database, statement: str) -> None:
    log = fill(database, [300, 2, 1])
    with pytest.raises(IntegrityError), database.session() as session:
        session.execute(text(statement))
    assert log.verify().entries == 3


@pytest.mark.parametrize("number", [1, 2])
def test_an_entry_can_t_be_put_in_the_place_of_another(database: Database, number: int) -> None:
    fill(database, [2, 1])
    entry = AuditEntry(
        id=number, at=now(), actor="x", action="y", kind="z", object_id="", detail={}, previous=GENESIS, hash="h"
    )
    with pytest.raises(IntegrityError), database.session() as session:
        session.add(entry)
    if database.engine.dialect.name == "sqlite":
        columns = "id, at, actor, action, kind, object_id, detail, previous, hash"
        with pytest.raises(IntegrityError), database.session() as session:
            session.execute(
                text(
                    f"INSERT OR REPLACE INTO audit_log ({columns}) "  # noqa: S608 - our own words
                    f"VALUES ({number}, '2026-01-01', 'x', 'y', 'z', '', '{{}}', 'p', 'h')"
                )
            )


@pytest.mark.parametrize(
    "change", ["actor = 'personne'", "object_id = '13'", 'detail = \'{"move": "close"}\'', "at = '2020-01-01 00:00'"]
)
def test_whoever_gets_around_the_database_is_seen(database: Database, change: str) -> None:
    log = fill(database, [3, 2, 1])
    for statement in ("DROP TRIGGER audit_log_kept", f"UPDATE audit_log SET {change} WHERE id = 2"):  # noqa: S608
        with database.session() as session:
            on = " ON audit_log" if "DROP" in statement and database.engine.dialect.name != "sqlite" else ""
            session.execute(text(statement + on))
    assert log.verify().broken_at == 2


def test_an_entry_rewritten_with_its_hash_breaks_the_next_one(database: Database) -> None:
    log = fill(database, [3, 2, 1])
    on = "" if database.engine.dialect.name == "sqlite" else " ON audit_log"
    with database.session() as session:
        session.execute(text(f"DROP TRIGGER audit_log_kept{on}"))
        entry = session.get_one(AuditEntry, 2)
        entry.actor = "personne"
        entry.hash = hash_of(entry)
    assert log.verify().broken_at == 3


def test_an_entry_taken_out_is_seen_and_so_is_a_cut_end_by_whoever_noted_it(database: Database) -> None:
    log = fill(database, [3, 2, 1])
    noted = log.verify().hash
    on = "" if database.engine.dialect.name == "sqlite" else " ON audit_log"
    with database.session() as session:
        session.execute(text(f"DROP TRIGGER audit_log_deleted{on}"))
        session.execute(text("DELETE FROM audit_log WHERE id = 3"))
    assert log.verify().holds
    assert log.verify(noted).missing == noted
    with database.session() as session:
        session.execute(text("DELETE FROM audit_log WHERE id = 1"))
    assert log.verify().broken_at == 1


def test_what_is_too_old_goes_behind_a_checkpoint_and_the_chain_goes_on(database: Database) -> None:
    log = fill(database, [500, 400, 300, 10, 1])
    year = now() - timedelta(days=365)
    with database.session() as session:
        assert log.count_old(session, year) == 2
    for left in (1, 1, 0):
        with database.session() as session:
            assert log.let_go(session, year, 1) == left
    verdict = log.verify()
    assert verdict.holds
    assert verdict.entries == 3
    log.record(Somebody(), Act.PURGED)
    assert log.verify().last == 6
    with database.session() as session:
        assert session.scalars(select(AuditCheckpoint.up_to).order_by(AuditCheckpoint.up_to)).all() == [1, 2]


def test_nothing_younger_than_the_database_s_floor_ever_goes(database: Database) -> None:
    log = fill(database, [300, 100, 1])
    with database.session() as session:
        assert log.let_go(session, datetime.now(UTC), 10) == 1
    with database.session() as session:
        assert log.let_go(session, datetime.now(UTC), 10) == 0
    assert log.verify().entries == 2


def test_a_journal_let_go_of_to_its_last_entry_goes_on_from_there(database: Database) -> None:
    log = fill(database, [300, 250])
    with database.session() as session:
        assert log.let_go(session, datetime.now(UTC), 10) == 2
    log.record(Somebody(), Act.PURGED)
    verdict = log.verify()
    assert verdict.holds
    assert verdict.last == 3


def test_every_act_names_its_kind() -> None:
    assert all(act.kind and len(act.value) <= 40 and len(act.kind) <= 20 for act in Act)
