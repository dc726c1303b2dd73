"""Vectors made once serve the next test run too: they are kept beside the model, in a file for that very model.

Nothing else is kept between runs, and a missing cache only costs time.
"""

import hashlib
from pathlib import Path

from sqlalchemy import insert, select

from bot.keeping.tables import copy_rows
from bot.storage.database import Database, open_database
from bot.storage.models import StoredVector

_BATCH = 500


def cache_of(model: Path, folder: Path) -> Path:
    """Where the vectors of ``model``, as its file is now, are kept."""
    with model.open("rb") as file:
        return folder / f"vectors-{hashlib.file_digest(file, 'sha256').hexdigest()[:12]}.db"


def lend_vectors(cache: Path, database: Database) -> None:
    """Give ``database`` the vectors of former runs."""
    _copy(cache, database, into_cache=False)


def keep_vectors(cache: Path, database: Database) -> None:
    """Keep the vectors of ``database`` for later runs."""
    _copy(cache, database, into_cache=True)


def copy_house(source: Database, target: Database) -> None:
    """Put every row of ``source``, its vectors too, in ``target``, which has tables and no row."""
    with source.engine.connect() as reading, target.engine.begin() as writing:
        copy_rows(reading, writing)


def _copy(cache: Path, database: Database, into_cache: bool) -> None:
    kept = open_database(f"sqlite:///{cache}")
    source, target = (database, kept) if into_cache else (kept, database)
    with source.session() as reading, target.session() as writing:
        known = set(writing.scalars(select(StoredVector.key)))
        rows = reading.execute(select(StoredVector.key, StoredVector.data)).all()
        new = [{"key": key, "data": data} for key, data in rows if key not in known]
        for start in range(0, len(new), _BATCH):
            writing.execute(insert(StoredVector), new[start : start + _BATCH])
    kept.close()
