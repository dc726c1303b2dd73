"""A backup takes the place of what is here in one SQL transaction: until its last instant, nothing has changed.

Files are kept under their hashes, so that adding those of the archive first takes nothing away; what only the former
house had is deleted once the new one is there. The index is made again by whoever calls, or by the next start.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout
from sqlalchemy import Connection, MetaData, Table, column, func, inspect, select, table
from sqlalchemy.exc import DatabaseError, OperationalError

from bot.corpus.originals import find_original, keep_original
from bot.keeping.backup import is_whole
from bot.keeping.checked_archive import CheckedArchive, open_archive
from bot.keeping.errors import RestoreRefused
from bot.keeping.format import FOLDERS
from bot.keeping.holding import holding_house
from bot.keeping.tables import count_on, is_empty, tables_of, write_rows
from bot.storage.database import Database, migrate
from bot.storage.journal_guards import put_up, take_down

_ACTIVE, _RETIRED = "active", "retired"
_UNTOUCHED: Final = "Rien n'a été modifié."

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Restored:
    """What is here now: when the archive was written, and the files that it lacked already."""

    written_at: datetime
    files: int
    absent: tuple[str, ...]
    damaged_kept: Path | None


def restore_backup(url: str, data_dir: Path, source: Path, replace: bool) -> Restored:
    """Put the archive in the place of what is here; raises RestoreRefused or HouseTaken, and nothing has changed."""
    with open_archive(source) as archive, holding_house(data_dir), _nobody_indexes(data_dir):
        aside = _require_room(url, data_dir, replace)
        try:
            for name in archive.files():
                _keep(data_dir, name, archive.bytes_of(name))
            database = Database(url)
            try:
                with _exclusive(database) as connection:
                    _fill(connection, archive)
            finally:
                database.close()
        except (OSError, DatabaseError) as error:
            raise RestoreRefused(
                f"La restauration a échoué ({error}) : vérifiez l'espace disque et la base, puis relancez. {_UNTOUCHED}"
            ) from error
        _sweep(data_dir, set(archive.files()))
        manifest = archive.manifest
        return Restored(manifest.written_at, len(archive.files()), tuple(manifest.absent), aside)


@contextmanager
def _nobody_indexes(data_dir: Path) -> Iterator[None]:
    try:
        with FileLock(data_dir / "index.lock", timeout=0):
            yield
    except Timeout as error:
        raise RestoreRefused(
            f"Une indexation est en cours : attendez qu'elle se termine, puis relancez. {_UNTOUCHED}"
        ) from error


def _require_room(url: str, data_dir: Path, replace: bool) -> Path | None:
    """Refuse to write over a house unless told to; a file that is no database any more is moved aside, and named."""
    database = Database(url)
    try:
        with database.engine.connect() as connection:
            if replace or is_empty(connection):
                return None
    except OperationalError as error:
        raise RestoreRefused(f"La base de données ne répond pas ({error.orig}). {_UNTOUCHED}") from error
    except DatabaseError as error:
        if not replace or database.engine.dialect.name != "sqlite" or not database.engine.url.database:
            raise RestoreRefused(
                f"La base de données est illisible : relancez avec --replace pour la remplacer. {_UNTOUCHED}"
            ) from error
        return _set_aside(Path(database.engine.url.database))
    finally:
        database.close()
    raise RestoreRefused(
        f"Il y a déjà des données ici ({data_dir}) : relancez avec --replace pour les remplacer par la sauvegarde. "
        f"{_UNTOUCHED}"
    )


def _set_aside(file: Path) -> Path:
    aside = file.with_name(f"{file.name}.illisible-{datetime.now(UTC):%Y%m%d-%H%M%S}")
    file.rename(aside)
    for beside in (file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")):
        beside.unlink(missing_ok=True)
    return aside


@contextmanager
def _exclusive(database: Database) -> Iterator[Connection]:
    """One transaction for all, tables included; links between rows are checked at its end."""
    if database.engine.dialect.name != "sqlite":
        with database.engine.begin() as connection:
            yield connection
        return
    with database.engine.connect() as connection:
        # SQLite makes a table anew to change it, which the links to it would forbid; they can't be lifted inside.
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.commit()
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield connection
        if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
            raise RestoreRefused(f"Cette sauvegarde est abîmée : ses données ne se répondent pas. {_UNTOUCHED}")
        connection.commit()


def _fill(connection: Connection, archive: CheckedArchive) -> None:
    highest = _highest_generation(connection)
    take_down(connection)
    former = MetaData()
    former.reflect(connection)
    former.drop_all(connection)
    migrate(connection, archive.manifest.revision)
    take_down(connection)  # the journal comes back as it was, its checkpoints before what is above them
    tables = {one.name: one for one in tables_of(connection)}
    write_rows(connection, tables.values(), archive.rows_of)
    _renumber_the_active(connection, tables, highest)
    connection.execute(tables["sign_in_sessions"].delete())  # whoever was signed out since the backup stays so
    count_on(connection, tables.values())
    if "audit_log" in tables:
        put_up(connection)
    migrate(connection)


def _highest_generation(connection: Connection) -> int:
    if not inspect(connection).has_table("generations"):
        return 0
    return connection.scalar(select(func.max(column("id"))).select_from(table("generations"))) or 0


def _renumber_the_active(connection: Connection, tables: dict[str, Table], highest: int) -> None:
    """Give the generation in service a number that was never used here: no leftover of an index passes for its own."""
    generations, members = tables["generations"], tables["generation_members"]
    active = connection.execute(select(generations).where(generations.c.state == _ACTIVE)).mappings().first()
    if active is None:
        return
    fresh = max(highest, connection.scalar(select(func.max(generations.c.id))) or 0) + 1
    served = connection.scalars(select(members.c.version_id).where(members.c.generation_id == active["id"])).all()
    connection.execute(generations.update().values(state=_RETIRED).where(generations.c.id == active["id"]))
    connection.execute(generations.insert(), {**active, "id": fresh})
    if served:
        connection.execute(members.insert(), [{"generation_id": fresh, "version_id": version} for version in served])


def _keep(data_dir: Path, name: str, data: bytes) -> None:
    folder, _, digest = name.partition("/")
    there = find_original(data_dir, digest, folder)
    if there is not None and not is_whole(there, digest):
        there.unlink()
    keep_original(data_dir, data, folder)


def _sweep(data_dir: Path, kept: set[str]) -> None:
    """Delete the files that only the former house had."""
    for folder in FOLDERS:
        for path in (data_dir / folder).glob("*/*"):
            if f"{folder}/{path.name}" not in kept:
                path.unlink(missing_ok=True)
