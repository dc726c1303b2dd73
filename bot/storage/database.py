"""One database, opened once: sessions, SQLite in WAL mode, and the schema brought up to date by Alembic."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

from bot.storage.holdable import holdable

MIGRATIONS = Path(__file__).with_name("migrations")
_PATIENCE_MS, _BRIEFLY_MS = 10_000, 300


class DatabaseUnavailable(Exception):
    """The database can't be opened; ``str()`` is the French sentence to show, and nothing can start."""


class Database:
    """Hands out sessions that commit when their block ends well and roll back when it doesn't."""

    def __init__(self, url: str) -> None:
        try:
            parsed = make_url(url)
            if parsed.get_backend_name() == "sqlite" and parsed.database:
                Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
            # A server may have closed an idle connection; a file closes none. A failure is logged without the values,
            # which are what people wrote.
            ping = parsed.get_backend_name() != "sqlite"
            self.engine = create_engine(parsed, pool_pre_ping=ping, hide_parameters=True)
        except ArgumentError as error:
            raise DatabaseUnavailable("CHORISTE_DATABASE_URL n'est pas une adresse de base lisible.") from error
        except ModuleNotFoundError as error:
            raise DatabaseUnavailable(
                f"Le pilote de cette base de données manque : installez le paquet « {error.name} »."
            ) from error
        except OSError as error:
            raise DatabaseUnavailable(
                f"Le dossier de la base de données ne peut pas être créé ({error.strerror} : {error.filename}) : "
                "vérifiez CHORISTE_DATA_DIR et vos droits."
            ) from error
        if parsed.get_backend_name() == "sqlite":
            event.listen(self.engine, "connect", _set_up_sqlite)
        elif parsed.get_driver_name() == "psycopg":
            event.listen(self.engine, "connect", _set_up_postgresql)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)

    @contextmanager
    def session(self) -> Iterator[Session]:
        with self._sessions.begin() as session:
            yield session

    def upgrade(self) -> None:
        """Apply the migrations that are missing; raises DatabaseUnavailable with what to do."""
        try:
            with self.engine.begin() as connection:
                migrate(connection)
        except OperationalError as error:
            raise DatabaseUnavailable(
                f"La base de données ne répond pas ({_safe(self.engine)}) : vérifiez qu'elle est démarrée, "
                "son adresse (CHORISTE_DATABASE_URL) et l'espace disque."
            ) from error
        except DatabaseError as error:
            raise DatabaseUnavailable(
                f"La base de données est illisible ({_safe(self.engine)}) : remettez une sauvegarde, "
                "ou déplacez ce fichier pour repartir d'une base vide."
            ) from error
        except CommandError as error:
            raise DatabaseUnavailable(
                f"La base de données vient d'une version plus récente de Choriste ({_safe(self.engine)}) : "
                "mettez le programme à jour."
            ) from error

    def is_writable(self) -> bool:
        """Whether a write could begin now; raises SQLAlchemyError when the database doesn't answer at all.

        SQLite lets one process write at a time: one that holds it for long keeps everybody else from it.
        """
        with self.engine.connect() as connection:
            if self.engine.dialect.name != "sqlite":
                return connection.exec_driver_sql("SHOW transaction_read_only").scalar() == "off"
            connection.exec_driver_sql(f"PRAGMA busy_timeout={_BRIEFLY_MS}")
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            except OperationalError:
                return False
            finally:
                connection.rollback()
                connection.exec_driver_sql(f"PRAGMA busy_timeout={_PATIENCE_MS}")
        return True

    def close(self) -> None:
        self.engine.dispose()


def migrate(connection: Connection, revision: str = "head") -> None:
    """Apply the migrations up to ``revision``, in the caller's transaction."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def knows_revision(revision: str) -> bool:
    """Whether this program has the migration of that name: it hasn't those of a later version."""
    return revision in {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}


def _safe(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=True)


def _set_up_sqlite(connection: Any, _record: Any) -> None:  # noqa: ANN401 - the DB-API has no common type
    cursor = connection.cursor()
    # secure_delete: what is erased is overwritten in the file, not only forgotten by it.
    for pragma in (
        "journal_mode=WAL", "foreign_keys=ON", f"busy_timeout={_PATIENCE_MS}", "synchronous=NORMAL", "secure_delete=ON",
    ):  # fmt: skip
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _set_up_postgresql(connection: Any, _record: Any) -> None:  # noqa: ANN401 - the DB-API has no common type
    from psycopg.types.string import StrDumperUnknown  # no need of it for SQLite

    class HoldableDumper(StrDumperUnknown):
        def dump(self, obj: str) -> Any:  # noqa: ANN401 - a buffer
            return super().dump(holdable(obj))

    connection.adapters.register_dumper(str, HoldableDumper)


def open_database(url: str) -> Database:
    """Open and migrate; raises DatabaseUnavailable."""
    database = Database(url)
    database.upgrade()
    return database
