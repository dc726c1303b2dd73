"""A PostgreSQL of the tests' own: made at the first test that asks for one, on a socket of its own, gone at the end.

It runs as an account without rights, never writes to the disk for good, and gives each folder a database copied from
one that was brought up to date once. A process started by a test finds the same server by the environment.
"""

import atexit
import contextlib
import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Final

import psycopg
from psycopg import errors, sql

from bot.storage.database import open_database

_SOCKET_OF: Final = "TESTS_POSTGRESQL"
_EMPTY, _READY = "vide", "à_jour"
_OPTIONS: Final = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_connections": "400",
    "autovacuum": "off",
}


def postgresql_url(folder: Path, ready: bool = True) -> str:
    """The address of the database that goes with ``folder``, made at the first call; ``ready``: with its tables."""
    name = f"d_{hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:20]}"
    _create(name, _ready() if ready else _EMPTY)
    return url_of(name)


def url_of(name: str) -> str:
    return f"postgresql://choriste@/{name}?host={_socket()}"


def drop_database(name: str) -> None:
    """Take a database away while others are connected to it."""
    with _connected() as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _create(name: str, template: str) -> None:
    # It is there already when the folder was asked for before.
    with _connected() as connection, contextlib.suppress(errors.DuplicateDatabase):
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        )


def _connected() -> psycopg.Connection:
    return psycopg.connect(host=_socket(), user="choriste", dbname="postgres", autocommit=True)


@cache
def _ready() -> str:
    _create(_READY, _EMPTY)
    open_database(url_of(_READY)).close()
    return _READY


@cache
def _socket() -> str:
    """Where the server listens; it is started here unless a parent process did."""
    if _SOCKET_OF in os.environ:
        return os.environ[_SOCKET_OF]
    os.environ[_SOCKET_OF] = socket = _start()
    _create(_EMPTY, "template0")
    return socket


def _start() -> str:
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="choriste-pg-"))
    account: dict[str, object] = {}
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
        account = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    options = [f"--{name.replace('_', '-')}={value}" for name, value in _OPTIONS.items()]
    with (folder / "journal").open("w") as log:
        made = subprocess.run(
            [programs / "initdb", "--pgdata", folder / "data", "--username", "choriste", "--auth", "trust",
             "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"],
            stdout=log, stderr=log, cwd=folder, check=False, **account,
        )  # fmt: skip
        assert made.returncode == 0, (folder / "journal").read_text()
        server = subprocess.Popen(
            [*_dying_with_us(), programs / "postgres", "-D", folder / "data", "-k", folder, *options],
            stdout=log, stderr=log, cwd=folder, **account,
        )  # fmt: skip
    atexit.register(_stop, server, folder)
    while subprocess.run([programs / "pg_isready", "-q", "-h", folder], check=False).returncode:
        assert server.poll() is None, (folder / "journal").read_text()
    return str(folder)


def _dying_with_us() -> list[str]:
    """Where Linux can: a killed test run leaves no server behind."""
    return ["setpriv", "--pdeathsig", "QUIT"] if shutil.which("setpriv") else []


def _stop(server: subprocess.Popen[bytes], folder: Path) -> None:
    server.send_signal(signal.SIGQUIT)  # at once: nothing in it is wanted any more
    server.wait()
    shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for place in places:
        if (place / "initdb").exists() and (place / "postgres").exists():
            return place
    raise AssertionError("PostgreSQL manque : lancez tests/install-postgresql")
