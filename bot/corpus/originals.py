"""The files as they were sent, each under the hash of its bytes: a name from outside never reaches the disk.

The folder is private: nothing serves it but the route that checks who is asking.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Collection
from pathlib import Path

FOLDER = "originals"
_HASH = re.compile(r"[0-9a-f]{64}\Z")


def keep_original(data_dir: Path, data: bytes, folder: str = FOLDER) -> Path:
    """Write ``data`` under its hash, in one step, readable by the application's account alone; return where it is.

    ``folder`` is the place of another sort of files than documents, kept in the same way.
    """
    digest = hashlib.sha256(data).hexdigest()
    path = _path(data_dir, digest, folder)
    if path.exists():
        os.utime(path)  # it is wanted again: not to be swept
        return path
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # mkstemp gives 0600, and a reader never meets half a file.
    handle, draft = tempfile.mkstemp(prefix=".draft-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    except OSError:
        Path(draft).unlink(missing_ok=True)
        raise
    return path


def find_original(data_dir: Path, digest: str, folder: str = FOLDER) -> Path | None:
    """Where the file with this SHA-256 is kept; None when it isn't, or when ``digest`` is no hash at all."""
    if not _HASH.match(digest):
        return None
    path = _path(data_dir, digest, folder)
    return path if path.is_file() else None


def sweep_originals(data_dir: Path, wanted: Collection[str], older_than: float) -> int:
    """Delete the files whose hash isn't ``wanted`` and that nobody sent since ``older_than`` (epoch, seconds).

    Returns how many. A file sent a moment ago may not have its row yet, hence the age.
    """
    gone = 0
    for path in (data_dir / FOLDER).glob("*/*"):
        if path.name not in wanted and path.stat().st_mtime < older_than:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _path(data_dir: Path, digest: str, folder: str) -> Path:
    return data_dir / folder / digest[:2] / digest
