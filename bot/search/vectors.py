"""Vectors live in Chroma, two collections per generation: passage bodies, and the questions they answer.

A new generation is a new pair of names: another process sees a new collection at once, while it would go on
serving deleted rows of one that changed under it. Chroma is a cache; everything in it can be rebuilt from SQL.
"""

import shutil
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import chromadb
import httpx
import numpy as np
from chromadb import Collection, QueryResult
from chromadb.api import ClientAPI
from chromadb.api.collection_configuration import CreateCollectionConfiguration, CreateHNSWConfiguration
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import DEFAULT_DATABASE, DEFAULT_TENANT
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError, NotFoundError
from numpy.typing import NDArray

from bot.search.errors import VectorsUnavailable

_BATCH = 2000
_FILE = "chroma.sqlite3"
_HNSW = CreateHNSWConfiguration(space="cosine", ef_construction=200, ef_search=250, max_neighbors=32)


class VectorStore(Protocol):
    """What search needs of a vector store."""

    def create(self, name: str, ids: Sequence[str], vectors: NDArray[np.float32]) -> None: ...
    def nearest(self, name: str, vector: NDArray[np.float32], count: int) -> list[tuple[str, float]]: ...
    def count(self, name: str) -> int | None: ...
    def delete(self, name: str) -> None: ...


class ChromaStore:
    """An embedded Chroma in a folder, or a Chroma server when an address is given.

    « http://hôte:8000/nom » keeps to the server's database of that name, so that several houses may share a server.
    It is opened at its first use, and again once it was lost: nothing here stops a start. Every method raises
    VectorsUnavailable.
    """

    def __init__(self, folder: Path, url: str = "") -> None:
        self._folder = folder
        self._url = url
        self._lock = threading.Lock()
        self._opened: ClientAPI | None = None
        self._file: int | None = None
        # Found once: a generation's collections never change, and looking them up takes longer than searching them.
        self._found: dict[str, Collection] = {}

    def client(self) -> ClientAPI:
        """Chroma itself; opened anew when its folder was deleted, or made again by another process."""
        with self._lock:
            if self._opened is not None and not self._url and self._file != self._file_now():
                self._forget()
            if self._opened is None:
                try:
                    self._opened = self._open()
                finally:
                    if self._opened is None:
                        self._forget()  # a failed opening would be found half made by the next
                self._file = self._file_now()
            return self._opened

    def close(self) -> None:
        """Let go of the folder or of the server; the next use opens it again."""
        with self._lock:
            if self._opened is not None:
                if self._url:
                    _hang_up(self._opened)
                self._opened.close()  # type: ignore[attr-defined]  # ClientAPI doesn't say that it can
            self._opened = None
            self._found.clear()

    def start_over(self) -> None:
        """Throw away a damaged folder, so that all can be made again; a server is left as it is."""
        if self._url:
            return
        with self._lock, _told():
            self._forget()
            if self._folder.exists():
                # Out of the way in one step: another process that opens it meets a whole folder or none.
                aside = Path(tempfile.mkdtemp(prefix=".chroma-", dir=self._folder.parent))
                self._folder.rename(aside / self._folder.name)
                shutil.rmtree(aside, ignore_errors=True)

    def _open(self) -> ClientAPI:
        options = ChromaSettings(anonymized_telemetry=False)
        if not self._url:
            self._folder.mkdir(parents=True, exist_ok=True)
            return chromadb.PersistentClient(str(self._folder), settings=options)
        parts = urlsplit(self._url)
        secure = parts.scheme == "https"
        host, port = parts.hostname or "", parts.port or (443 if secure else 8000)
        base = parts.path.strip("/")
        if base:
            _make_base(base, f"{parts.scheme}://{parts.netloc}")
        return chromadb.HttpClient(host, port, secure, settings=options, database=base or DEFAULT_DATABASE)

    def _file_now(self) -> int | None:
        try:
            return (self._folder / _FILE).stat().st_ino
        except OSError:
            return None

    def _forget(self) -> None:
        # Chroma keeps one system per path for the life of the process; whoever holds another goes on with it.
        SharedSystemClient.clear_system_cache()
        self._opened = None
        self._found.clear()

    def create(self, name: str, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Fill a new collection; what an interrupted build left under the same name is dropped first."""
        self.delete(name)
        with _told():
            configuration = CreateCollectionConfiguration(hnsw=_HNSW)
            collection = self.client().create_collection(name, configuration=configuration, embedding_function=None)
            for start in range(0, len(ids), _BATCH):
                collection.add(ids=list(ids[start : start + _BATCH]), embeddings=vectors[start : start + _BATCH])

    def nearest(self, name: str, vector: NDArray[np.float32], count: int) -> list[tuple[str, float]]:
        """[(entry id, cosine)] of the ``count`` nearest entries, best first."""
        with _told():
            try:
                found = _query(self._collection(name), vector, count)
            except NotFoundError:  # made anew under its name since it was found, or gone
                self._found.pop(name, None)
                found = _query(self._collection(name), vector, count)
        distances = found["distances"] or [[]]
        return [(key, 1.0 - float(d)) for key, d in zip(found["ids"][0], distances[0], strict=True)]

    def count(self, name: str) -> int | None:
        """How many entries the collection holds; None when it does not exist."""
        with _told():
            try:
                return self.client().get_collection(name, embedding_function=None).count()
            except NotFoundError:
                return None

    def _collection(self, name: str) -> Collection:
        client = self.client()
        if (found := self._found.get(name)) is None:
            found = self._found[name] = client.get_collection(name, embedding_function=None)
        return found

    def delete(self, name: str) -> None:
        """Drop the collection if it is there."""
        self._found.pop(name, None)
        with _told(), suppress(NotFoundError):
            self.client().delete_collection(name)


def _query(collection: Collection, vector: NDArray[np.float32], count: int) -> QueryResult:
    return collection.query(query_embeddings=vector.reshape(1, -1), n_results=count, include=["distances"])


def _hang_up(client: Any) -> None:  # noqa: ANN401 - what Chroma's types don't say
    """Close the lines to a server, that Chroma's own close leaves open: the client's, and its administrator's."""
    for part in (client, client._admin_client):  # noqa: SLF001 - there is no other way
        part._server._session.close()  # noqa: SLF001


def _make_base(name: str, server: str) -> None:
    """Make the database on the server, unless it is there; Chroma's own client for this leaves its line open."""
    answer = httpx.post(f"{server}/api/v2/tenants/{DEFAULT_TENANT}/databases", json={"name": name})
    if answer.status_code != httpx.codes.CONFLICT:
        answer.raise_for_status()


@contextmanager
def _told() -> Iterator[None]:
    """Whatever Chroma, its folder or the way to its server raises becomes VectorsUnavailable."""
    try:
        yield
    except (ChromaError, httpx.HTTPError, OSError, ValueError) as error:  # ValueError: no server answers there
        raise VectorsUnavailable(str(error)) from error
