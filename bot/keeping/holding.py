"""One process serves a folder at a time, and says so by a lock that ends with it, however it ends."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from bot.keeping.errors import HouseTaken

LOCK: Final = "app.lock"


@contextmanager
def holding_house(data_dir: Path) -> Iterator[None]:
    """Keep others from serving or replacing what is in ``data_dir``; raises HouseTaken."""
    data_dir.mkdir(parents=True, exist_ok=True)
    lock = FileLock(data_dir / LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise HouseTaken(
            f"Choriste tourne déjà sur le dossier {data_dir} : arrêtez-le, puis relancez. Rien n'a été modifié."
        ) from error
    try:
        yield
    finally:
        lock.release()
