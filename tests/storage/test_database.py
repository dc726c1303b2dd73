"""The database keeps what was committed, forgets what failed, and comes up to date from its first schema."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from places import SQLITE, sql_url
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from bot.storage.database import MIGRATIONS, Database, DatabaseUnavailable, open_database
from bot.storage.models import Base, Conversation, Document, Turn, Version

FIRST = "0001"
NOON_IN_PARIS = datetime(2026, 11, 24, 12, tzinfo=timezone(timedelta(hours=1)))

# One row per table, as the first schema holds them, parents before children.
ROWS: dict[str, dict[str, Any]] = {
    "documents": {"id": 1, "key": "fiche:a", "kind": "fiche", "title": "A", "created_at": "2026-11-24 11:00:00"},
    "versions": {
        "id": 1, "document_id": 1, "number": 1, "title": "A", "sha256": "0" * 64, "file_name": "a.md",
        "media_type": "text/markdown", "audience": "[]", "sources": "[]", "warnings": "[]",
        "created_at": "2026-11-24 11:00:00",
    },
    "passages": {
        "id": "fiche:a:1:0", "version_id": 1, "position": 0, "kind": "faq", "section": "FAQ", "title": "Quoi ?",
        "text": "Ceci.", "wordings": '["koi"]',
    },
    "generations": {"id": 1, "state": "active", "model": "m", "passages": 1, "created_at": "2026-11-24 11:00:00"},
    "generation_members": {"generation_id": 1, "version_id": 1},
    "vectors": {"key": "0" * 64, "data": b"\0\0\0\0"},
    "users": {
        "id": 1, "name": "ana", "role": "formateur", "password_hash": "x", "created_at": "2026-11-24 11:00:00",
    },
    "sign_in_sessions": {
        "id": "s", "user_id": 1, "created_at": "2026-11-24 11:00:00", "seen_at": "2026-11-24 11:00:00",
    },
    "conversations": {"id": "c", "owner": "ana", "state": "bot", "created_at": "2026-11-24 11:00:00"},
    "turns": {
        "id": 1, "conversation_id": "c", "position": 0, "question": "Quoi ?", "understood_as": "Quoi ?",
        "outcome": "answer", "reason": "trouvé", "text": "Ceci [1].", "citations": "[]", "passages": "[]",
        "suggestions": "[]", "timings": "{}", "created_at": "2026-11-24 11:00:00",
    },
    "tickets": {
        "id": 1, "conversation_id": "c", "owner": "ana", "state": "brouillon", "category": "x", "subject": "s",
        "description": "d", "identifiers": "[]", "tried": "[]", "stop_reason": "demande", "missing": "[]", "reply": "",
        "created_at": "2026-11-24 11:00:00", "revision": 1,
    },
}  # fmt: skip


@pytest.fixture
def url(tmp_path: Path, sql: str) -> str:
    return sql_url(tmp_path / "a", sql, ready=False)


@pytest.fixture
def opened(url: str) -> Iterator[Callable[[], Database]]:
    """Opens the database as another process would, and closes every one of them."""
    alive: list[Database] = []

    def open_it() -> Database:
        alive.append(Database(url))
        return alive[-1]

    yield open_it
    for database in alive:
        database.close()


def migrate(database: Database, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def differences(database: Database) -> list[Any]:
    with database.engine.connect() as connection:
        return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), Base.metadata)


def test_sqlite_lets_readers_read_while_one_writes(tmp_path: Path) -> None:
    database = Database(sql_url(tmp_path / "a", SQLITE, ready=False))
    database.upgrade()
    with database.engine.connect() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
        assert connection.scalar(text("PRAGMA busy_timeout")) == 10000
    database.close()


def test_a_reader_sees_the_last_committed_state_during_a_write(opened: Callable[[], Database]) -> None:
    writer, reader = opened(), opened()
    writer.upgrade()
    with writer.session() as writing:
        writing.add(Conversation(id="c", owner="ana"))
        writing.flush()
        with reader.session() as reading:
            assert reading.get(Conversation, "c") is None
    with reader.session() as reading:
        assert reading.get(Conversation, "c") is not None


def test_a_block_that_fails_leaves_nothing_behind(opened: Callable[[], Database]) -> None:
    database = opened()
    database.upgrade()

    def write_then_fail() -> None:
        with database.session() as session:
            session.add(Conversation(id="c", owner="ana"))
            session.flush()
            raise LookupError

    with pytest.raises(LookupError):
        write_then_fail()
    with database.session() as session:
        assert session.scalars(select(Conversation)).all() == []


def test_a_row_can_t_name_a_parent_that_isn_t_there(opened: Callable[[], Database]) -> None:
    database = opened()
    database.upgrade()
    turn = Turn(
        conversation_id="absente", position=0, question="", understood_as="", outcome="", reason="", text=""
    )  # fmt: skip
    with pytest.raises(IntegrityError), database.session() as session:
        session.add(turn)


def test_two_versions_of_a_document_can_t_have_one_number(opened: Callable[[], Database]) -> None:
    database = opened()
    database.upgrade()
    fields = {"number": 1, "title": "A", "sha256": "0" * 64, "file_name": "a", "media_type": "text/plain"}
    document = Document(key="a", kind="fiche", title="A")
    document.versions = [Version(**fields), Version(**fields)]
    with pytest.raises(IntegrityError), database.session() as session:
        session.add(document)


def test_times_come_back_aware_and_in_utc(opened: Callable[[], Database]) -> None:
    database = opened()
    database.upgrade()
    with database.session() as session:
        session.add(Conversation(id="c", owner="ana", created_at=NOON_IN_PARIS))
    with database.session() as session:
        kept = session.get_one(Conversation, "c").created_at
    assert kept == NOON_IN_PARIS
    assert kept.tzinfo is UTC


def test_a_time_without_zone_is_refused(opened: Callable[[], Database]) -> None:
    database = opened()
    database.upgrade()
    with pytest.raises(StatementError, match="naive"), database.session() as session:
        session.add(Conversation(id="c", owner="ana", created_at=datetime(2026, 11, 24, 12)))


def test_a_database_opened_is_at_the_last_migration(url: str) -> None:
    database = open_database(url)
    with database.engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    database.close()
    assert current == ScriptDirectory(str(MIGRATIONS)).get_current_head()


def test_the_migrations_lead_to_the_models_tables(opened: Callable[[], Database]) -> None:
    database = opened()
    database.upgrade()
    assert differences(database) == []


def test_the_migrations_lead_there_from_a_first_schema_full_of_rows(opened: Callable[[], Database]) -> None:
    database = opened()
    migrate(database, FIRST)
    with database.engine.begin() as connection:
        first = inspect(connection).get_table_names()
        for table, row in ROWS.items():
            names = ", ".join(row)
            values = ", ".join(f":{name}" for name in row)
            connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({values})"), row)  # noqa: S608
    assert set(ROWS) == set(first) - {"alembic_version"}
    database.upgrade()
    assert differences(database) == []
    with database.session() as session:
        for mapper in Base.registry.mappers:
            if mapper.class_.__tablename__ in ROWS:
                assert len(session.scalars(select(mapper.class_)).all()) == 1
        [turn] = session.scalars(select(Turn))
        assert turn.text == "Ceci [1]."
        assert turn.conversation.created_at == datetime(2026, 11, 24, 11, tzinfo=UTC)


def test_bringing_up_to_date_twice_changes_nothing(opened: Callable[[], Database]) -> None:
    database = opened()
    database.upgrade()
    with database.session() as session:
        session.add(Conversation(id="c", owner="ana"))
    database.upgrade()
    with database.session() as session:
        assert session.get(Conversation, "c") is not None


def test_a_database_of_a_later_version_is_left_alone(opened: Callable[[], Database]) -> None:
    database = opened()
    database.upgrade()
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseUnavailable, match="version plus récente"):
        database.upgrade()


def test_a_missing_driver_is_named() -> None:
    with pytest.raises(DatabaseUnavailable, match="installez le paquet « MySQLdb »"):
        open_database("mysql://serveur/base")


@pytest.mark.parametrize("wrong", ["n'importe quoi", "", "sqlite:/", "inconnu://serveur/base"])
def test_an_address_that_can_t_be_read_is_refused_by_name(wrong: str) -> None:
    with pytest.raises(DatabaseUnavailable, match="CHORISTE_DATABASE_URL"):
        open_database(wrong)


def test_a_file_that_can_t_be_opened_is_said_in_french(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnavailable, match="La base de données ne répond pas"):
        open_database(f"sqlite:///{tmp_path}")


def test_a_file_that_is_no_database_is_said_in_french(tmp_path: Path) -> None:
    (tmp_path / "choriste.db").write_bytes(b"Ceci n'est pas une base. " * 100)
    with pytest.raises(DatabaseUnavailable, match="La base de données est illisible"):
        open_database(f"sqlite:///{tmp_path / 'choriste.db'}")


def test_a_folder_that_can_t_be_made_is_said_in_french(tmp_path: Path) -> None:
    (tmp_path / "fichier").write_text("")
    with pytest.raises(DatabaseUnavailable, match="Le dossier de la base de données ne peut pas être créé"):
        open_database(f"sqlite:///{tmp_path / 'fichier' / 'choriste.db'}")


def test_a_nul_in_a_text_stops_no_writing_and_no_search(url: str) -> None:
    database = open_database(url)
    with database.session() as session:
        session.add(Conversation(id="c", owner="a\0b"))
    with database.session() as session:
        kept = session.scalars(select(Conversation.owner)).one()
        assert kept in ("a\0b", "a\ufffdb")
        assert session.scalars(select(Conversation.id).where(Conversation.owner == "a\0b")).all() == ["c"]
        assert session.scalars(select(Conversation.id).where(Conversation.owner == "ab")).all() == []
    database.close()
