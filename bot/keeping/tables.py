"""Every row of every table goes from one database to another, whatever the two are: SQLite or PostgreSQL.

The tables are those found in the database, not those of the models, so that a backup of an older schema is put back
as it was and then brought up to date by the migrations.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, Final

from sqlalchemy import JSON, Column, Connection, MetaData, Table, bindparam, func, inspect, literal, select, text
from sqlalchemy import table as sql_table

Row = dict[str, Any]
REVISIONS: Final = "alembic_version"
_BATCH: Final = 500


def tables_of(connection: Connection) -> list[Table]:
    """The tables of the database as they stand, parents before children; the list of revisions isn't one."""
    found = MetaData()
    found.reflect(connection)
    tables = [table for table in found.sorted_tables if table.name != REVISIONS]
    for column in (column for table in tables for column in table.columns):
        if isinstance(column.type, JSON):
            column.type.none_as_null = True  # what had no value has none after the journey
    return tables


def is_empty(connection: Connection) -> bool:
    """Whether no table has a row; a database without tables is empty."""
    names = [name for name in inspect(connection).get_table_names() if name != REVISIONS]
    return all(connection.scalar(select(literal(1)).select_from(sql_table(name)).limit(1)) is None for name in names)


def read_rows(connection: Connection, table: Table) -> Iterator[Row]:
    """The rows of ``table`` in the order of its key, a batch in memory at a time."""
    ordered = select(table).order_by(*table.primary_key.columns)
    for row in connection.execution_options(yield_per=_BATCH).execute(ordered).mappings():
        yield dict(row)


def write_rows(connection: Connection, tables: Iterable[Table], rows_of: Callable[[Table], Iterable[Row]]) -> None:
    """Fill ``tables``, empty and parents first, with ``rows_of`` each; runs in the caller's transaction."""
    for table in tables:
        _write(connection, table, rows_of(table))


def _write(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    """A row may point at a later row of its own table: such a link is written once all rows are there."""
    links = [column.name for column in _pointing_at_own(table)]
    linked: list[Row] = []
    coming = iter(rows)
    while batch := list(islice(coming, _BATCH)):
        linked += [row for row in batch if any(row.get(name) is not None for name in links)]
        connection.execute(table.insert(), [{**row, **dict.fromkeys(links)} for row in batch] if links else batch)
    if linked:
        [key] = table.primary_key.columns
        values: Row = {name: bindparam(f"linked_{name}") for name in links}
        connection.execute(
            table.update().where(key == bindparam("linked_key")).values(values),
            [{"linked_key": row[key.name], **{f"linked_{name}": row[name] for name in links}} for row in linked],
        )


def _pointing_at_own(table: Table) -> list[Column[Any]]:
    return [key.parent for key in table.foreign_keys if key.column.table is table]


def count_on(connection: Connection, tables: Iterable[Table]) -> None:
    """PostgreSQL gives the next number from a sequence, which doesn't know the rows that came with theirs."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        for column in table.primary_key.columns:
            given = text("SELECT pg_get_serial_sequence(:table, :column)")
            sequence = connection.scalar(given, {"table": f'"{table.name}"', "column": column.name})
            highest = connection.scalar(select(func.max(column))) if sequence else None
            if highest is not None:
                connection.execute(select(func.setval(sequence, highest)))


def copy_rows(source: Connection, target: Connection) -> None:
    """Put every row of ``source`` in ``target``, whose tables are the same and empty."""
    tables = tables_of(source)
    write_rows(target, tables, lambda table: read_rows(source, table))
    count_on(target, tables)


def revision_of(connection: Connection) -> str | None:
    """The schema's revision; None when the database has no tables yet."""
    if not inspect(connection).has_table(REVISIONS):
        return None
    revision: str | None = connection.scalar(text(f"SELECT version_num FROM {REVISIONS}"))  # noqa: S608 - our own name
    return revision
