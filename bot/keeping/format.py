"""What a backup looks like: a ZIP of a table's rows each, the kept files under their hashes, and a manifest.

Values are written in one way whatever the database: times in UTC, bytes in base 64. The manifest says of each column
how it was written, and of each member its size and hash.
"""

import base64
import re
from datetime import UTC, date, datetime
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import JSON, Date, DateTime, LargeBinary, Table

from bot.keeping.tables import Row

FORMAT: Final = 1
MANIFEST: Final = "manifeste.json"
TABLES: Final = "tables/"
FOLDERS: Final = ("originals", "attachments")
MEMBER: Final = re.compile(rf"(?:{TABLES}[a-z_]{{1,60}}\.jsonl|(?:{'|'.join(FOLDERS)})/[0-9a-f]{{64}})\Z")

Kind = Literal["plain", "time", "date", "bytes", "json"]


class Member(BaseModel):
    """What a member of the archive must be."""

    model_config = ConfigDict(extra="forbid")
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    size: Annotated[int, Field(ge=0)]


class Manifest(BaseModel):
    """``revision`` is the schema that the rows are of; ``columns`` how each column of each table was written."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["choriste-sauvegarde"]
    format: Annotated[int, Field(ge=1)]
    revision: Annotated[str, Field(pattern=r"^\w{1,32}$")]
    written_at: datetime
    columns: dict[str, dict[str, Kind]]
    members: dict[str, Member]
    absent: list[str] = []


def table_member(table: str) -> str:
    return f"{TABLES}{table}.jsonl"


def kinds_of(table: Table) -> dict[str, Kind]:
    """How each column of ``table`` is written."""
    return {column.name: _kind(column.type) for column in table.columns}


def _kind(of: object) -> Kind:
    kinds: tuple[tuple[type, Kind], ...] = (
        (DateTime, "time"),
        (Date, "date"),
        (LargeBinary, "bytes"),
        (JSON, "json"),
    )
    return next((kind for base, kind in kinds if isinstance(of, base)), "plain")


def written(row: Row, kinds: dict[str, Kind]) -> Row:
    """``row`` as JSON can hold it."""
    return {name: None if value is None else _WRITE[kinds[name]](value) for name, value in row.items()}


def read(row: Row, kinds: dict[str, Kind]) -> Row:
    """A row as it was before ``written``; raises ValueError, TypeError or KeyError for what isn't one."""
    return {name: None if value is None else _READ[kinds[name]](value) for name, value in row.items()}


def _as_is(value: Any) -> Any:  # noqa: ANN401 - a value of any column
    return value


def _utc(value: datetime) -> str:
    # SQLite gives times back without their zone, which is UTC.
    return (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)).isoformat()


_WRITE: Final[dict[Kind, Any]] = {
    "plain": _as_is,
    "json": _as_is,
    "time": _utc,
    "date": date.isoformat,
    "bytes": lambda value: base64.b64encode(value).decode("ascii"),
}
_READ: Final[dict[Kind, Any]] = {
    "plain": _as_is,
    "json": _as_is,
    "time": datetime.fromisoformat,
    "date": date.fromisoformat,
    "bytes": lambda value: base64.b64decode(value, validate=True),
}
