"""A database whose every table has rows, whatever the tables are, and all that it holds in comparable form."""

import hashlib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, DateTime, Double, Float, Integer, LargeBinary, Numeric, Table

from bot.corpus.originals import keep_original
from bot.keeping.format import kinds_of, written
from bot.keeping.tables import read_rows, tables_of
from bot.storage.database import Database
from bot.storage.journal_guards import put_up, take_down

ROWS = 2
FILES = {n: f"Le fichier {n}, gardé sous son empreinte.".encode() for n in range(1, ROWS + 1)}
MOMENT = datetime(2026, 11, 24, 11, 5, 7, 250000, tzinfo=UTC)


def fill(database: Database, data_dir: Path) -> None:
    """Put two rows in each table, the first pointing at the second where a table points at itself; and the files."""
    for data in FILES.values():
        keep_original(data_dir, data)
        keep_original(data_dir, data, "attachments")
    with database.engine.begin() as connection:
        take_down(connection)  # these rows are no chain
        tables = tables_of(connection)
        for table in tables:
            for n in range(ROWS, 0, -1):
                connection.execute(table.insert(), {column.name: value(table, column, n) for column in table.columns})
        if any(table.name == "audit_log" for table in tables):
            put_up(connection)


def value(table: Table, column: Column[Any], n: int) -> object:
    links = list(column.foreign_keys)
    if links:
        target = links[0].column
        if target.table is table:
            return value(table, target, ROWS) if n == 1 else None
        return value(target.table, target, n)
    if table.name == "generations" and column.name == "state":
        return "active" if n == 1 else "retired"
    if column.name == "sha256":
        return hashlib.sha256(FILES[n]).hexdigest()
    kind = column.type
    if isinstance(kind, JSON):
        return [{"é": [n, None, "œuvre"]}]
    if isinstance(kind, DateTime):
        return MOMENT
    if isinstance(kind, Date):
        return date(2026, 11, n)
    if isinstance(kind, Boolean):
        return n == 1
    if isinstance(kind, Integer):
        return n
    if isinstance(kind, Double | Float | Numeric):
        return n + 0.5
    if isinstance(kind, LargeBinary):
        return bytes([0, 255, n])
    length = getattr(kind, "length", None) or 80
    return f"{column.name} {n} d'« été »"[:length] if length >= 12 else f"{column.name[:3]}{n}"[-length:]


def contents(database: Database) -> dict[str, list[Any]]:
    """Every row of every table, as an archive would write it."""
    with database.engine.connect() as connection:
        return {
            table.name: [written(row, kinds_of(table)) for row in read_rows(connection, table)]
            for table in tables_of(connection)
        }


def kept_files(data_dir: Path) -> set[str]:
    return {str(path.relative_to(data_dir)) for name in ("originals", "attachments")
            for path in (data_dir / name).glob("*/*")}  # fmt: skip
