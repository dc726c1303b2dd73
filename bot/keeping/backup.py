"""The whole house in one file, written beside a running application: SQL as of one instant, and the kept files.

What can be made again isn't in it: the vectors of Chroma, the lexical index, the model. The key that signs cookies
isn't either: an archive that is found opens no session.
"""

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, Table, select

from bot.corpus.library import DISCARDED
from bot.corpus.originals import find_original
from bot.keeping.errors import BackupRefused
from bot.keeping.format import FOLDERS, FORMAT, MANIFEST, Kind, Manifest, Member, kinds_of, table_member, written
from bot.keeping.tables import read_rows, revision_of, tables_of
from bot.storage.database import Database

_PIECE: Final = 1 << 20
# Where the files that a table's rows name by « sha256 » are kept.
_FOLDER_OF: Final = {"attachments": "attachments"}
_ORIGINALS: Final = FOLDERS[0]
_GOING: Final = {"doomed_files"}  # what was erased, whose bytes go next


@dataclass(frozen=True)
class Written:
    """What a backup holds; ``absent`` are the files that SQL names and the disk no longer has."""

    rows: int
    files: int
    absent: tuple[str, ...]


def write_backup(database: Database, data_dir: Path, target: Path) -> Written:
    """Write ``target`` whole or not at all; raises BackupRefused."""
    try:
        handle, draft = tempfile.mkstemp(prefix=".sauvegarde-", dir=target.parent)
    except OSError as error:
        raise _unwritten(target, error) from error
    try:
        with os.fdopen(handle, "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out, snapshot(database.engine) as connection:
                done = _fill(out, connection, data_dir)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, target)
    except OSError as error:
        raise _unwritten(target, error) from error
    finally:
        Path(draft).unlink(missing_ok=True)
    return done


def _unwritten(target: Path, error: OSError) -> BackupRefused:
    return BackupRefused(
        f"La sauvegarde {target} ne peut pas être écrite ({error.strerror}) : vérifiez le dossier et l'espace disque. "
        "Aucun fichier n'a été laissé."
    )


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one instant of the database, whatever others write meanwhile."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")  # the driver itself begins only before a write
            yield connection
    else:
        with engine.connect() as connection:
            yield connection.execution_options(isolation_level="REPEATABLE READ")


def _fill(out: zipfile.ZipFile, connection: Connection, data_dir: Path) -> Written:
    revision = revision_of(connection)
    if revision is None:
        raise BackupRefused("La base de données est vide : il n'y a rien à sauvegarder.")
    members: dict[str, Member] = {}
    columns: dict[str, dict[str, Kind]] = {}
    rows = 0
    wanted: dict[str, str] = {}
    for table in tables_of(connection):
        columns[table.name] = kinds_of(table)
        count, members[table_member(table.name)] = _write_table(out, connection, table)
        rows += count
        wanted |= _files_of(connection, table)
    absent = []
    for name, digest in sorted(wanted.items()):
        member = _write_file(out, data_dir, name, digest)
        if member is None:
            absent.append(name)
        else:
            members[name] = member
    manifest = Manifest(
        kind="choriste-sauvegarde", format=FORMAT, revision=revision, written_at=datetime.now(UTC),
        columns=columns, members=members, absent=absent,
    )  # fmt: skip
    out.writestr(MANIFEST, manifest.model_dump_json())
    return Written(rows, len(wanted) - len(absent), tuple(absent))


def _write_table(out: zipfile.ZipFile, connection: Connection, table: Table) -> tuple[int, Member]:
    kinds, count = kinds_of(table), 0

    def lines() -> Iterator[bytes]:
        nonlocal count
        for row in read_rows(connection, table):
            count += 1
            yield json.dumps(written(row, kinds), ensure_ascii=False).encode() + b"\n"

    member = _write(out, table_member(table.name), lines())
    return count, member


def _files_of(connection: Connection, table: Table) -> dict[str, str]:
    """The kept files that the rows of ``table`` name: member name → hash."""
    if "sha256" not in table.columns or table.name in _GOING:
        return {}
    folder = _FOLDER_OF.get(table.name, _ORIGINALS)
    named = select(table.c.sha256).distinct()
    if table.name == "versions" and "state" in table.columns:
        named = named.where(table.c.state != DISCARDED)  # the file of a draft thrown away goes with it
    return {f"{folder}/{digest}": digest for digest in connection.scalars(named)}


def _write_file(out: zipfile.ZipFile, data_dir: Path, name: str, digest: str) -> Member | None:
    """None when the file isn't there, or isn't any more what its name says."""
    folder, _, _ = name.partition("/")
    path = find_original(data_dir, digest, folder)
    if path is None or not is_whole(path, digest):
        return None
    with path.open("rb") as file:
        return _write(out, name, iter(lambda: file.read(_PIECE), b""))


def is_whole(path: Path, digest: str) -> bool:
    """Whether the file still has the hash that names it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == digest


def _write(out: zipfile.ZipFile, name: str, pieces: Iterable[bytes]) -> Member:
    digest, size = hashlib.sha256(), 0
    with out.open(name, "w", force_zip64=True) as member:
        for piece in pieces:
            digest.update(piece)
            size += len(piece)
            member.write(piece)
    return Member(sha256=digest.hexdigest(), size=size)
