"""Where things are for the tests, and the settings of a house opened in a folder of their own."""

import atexit
import hashlib
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

from bot.settings import Settings, load_settings
from bot.storage.database import open_database

ROOT = Path(__file__).parents[1]
KNOWLEDGE = ROOT / "knowledge"
QUESTIONS = ROOT / "tests" / "questions"

SQLITE, POSTGRESQL = "sqlite", "postgresql"
# The database that every test runs on, unless it names one; conftest.py puts here what CHORISTE_TEST_DATABASE asks for.
SQL_OF_TESTS = "TESTS_DATABASE"
# The address of the tests' own Chroma server, when CHORISTE_TEST_VECTORS=server asked for one.
VECTORS_OF_TESTS = "TESTS_VECTORS"


def settings_in(folder: Path, models: Path) -> Settings:
    """Settings whose data live in ``folder``, with the model already there."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "models").symlink_to(models)
    url = sql_url(folder)
    own = "" if url.startswith(SQLITE) else url
    return load_settings(
        data_dir=folder, knowledge_dir=KNOWLEDGE, database_url=own, chroma_url=vectors_url(folder)
    )  # fmt: skip


def environment_of(settings: Settings) -> dict[str, str]:
    """What a command needs in its environment to work in that house."""
    return {
        "CHORISTE_DATA_DIR": str(settings.data_dir),
        "CHORISTE_DATABASE_URL": settings.database_url,
        "CHORISTE_CHROMA_URL": settings.chroma_url,
    }


def vectors_url(folder: Path) -> str:
    """The address where the house in ``folder`` keeps its vectors: "" for its own folder, or its base on a server."""
    server = os.environ.get(VECTORS_OF_TESTS, "")
    return f"{server}/maison-{hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:24]}" if server else ""


def sql_of_tests() -> str:
    return os.environ.get(SQL_OF_TESTS, SQLITE)


def sql_url(folder: Path, sql: str | None = None, ready: bool = True) -> str:
    """The address of the database that goes with ``folder``, the same at each call; ``ready``: with its tables.

    A file in the folder, or a database of the tests' own PostgreSQL.
    """
    if (sql or sql_of_tests()) == POSTGRESQL:
        from own_postgresql import postgresql_url

        return postgresql_url(folder, ready)
    file = folder / "choriste.db"
    if ready and not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(_ready_file(), file)
    return f"sqlite:///{file}"


@cache
def _ready_file() -> Path:
    """A database brought up to date once, to be copied: its migrations take longer than most tests."""
    folder = Path(tempfile.mkdtemp(prefix="choriste-"))
    atexit.register(shutil.rmtree, folder)
    open_database(f"sqlite:///{folder / 'choriste.db'}").close()
    return folder / "choriste.db"
