"""A house of search alone, with a model that only counts words: the real SQLite, Chroma and lexical index."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from chroma_server import ChromaServer
from fakes import WordEmbeddings, encoder_of
from making import make_fiche
from places import ROOT, sql_url, vectors_url
from sqlalchemy import select

from bot.corpus.library import store_version
from bot.corpus.reading import read_bytes
from bot.search.embeddings import BatchEmbeddings
from bot.search.indexing import Indexer
from bot.search.retriever import Found, Retriever
from bot.search.switching import Switcher
from bot.search.upload_worker import Read, UploadWorker
from bot.search.uploads import Uploads
from bot.search.vectors import ChromaStore
from bot.storage.database import open_database
from bot.storage.models import Generation


class House:
    """Search over the folder ``data``; a second one on the same folder is what another process would open."""

    def __init__(
        self, data: Path, embeddings: BatchEmbeddings | None = None, model: str = "mots", sql: str | None = None
    ) -> None:
        self.data = data
        self.embeddings = WordEmbeddings()
        self.database = open_database(sql_url(data, sql))
        self.encoder = encoder_of(embeddings or self.embeddings, model)
        self.use_store(ChromaStore(data / "chroma", vectors_url(data)))

    def use_store(self, store: ChromaStore) -> None:
        """Keep the vectors in ``store`` from now on."""
        self.store, data = store, self.data
        self.indexer = Indexer(self.database, self.store, self.encoder, data)
        self.retriever = Retriever(self.database, self.store, self.encoder, data)
        self.switcher = Switcher(self.database, self.indexer)
        self.uploads = Uploads(self.database, data, max_megabytes=1, max_waiting=3)
        self.worker = self.make_worker()

    def make_worker(
        self,
        read: Read = lambda name, data, told: read_bytes(name, data),
        rehearse: Callable[[int], dict[str, Any] | None] = lambda version: None,
        **options: Any,
    ) -> UploadWorker:
        """Another worker on the same line of files."""
        return UploadWorker(self.database, self.indexer, self.switcher, self.data, read, rehearse, **options)

    def send(self, subject: str, direct: bool = True, **options: str) -> int:
        """Receive a fiche about ``subject``; returns the job's id. Nothing is worked on."""
        name = f"{subject.replace(' ', '-')}.md"
        return self.uploads.receive(name, make_fiche(subject, **options).encode(), "ana", direct)

    def work(self) -> None:
        """Take every file as far as it goes."""
        while self.worker.work_once():
            pass

    def add(self, subject: str, **options: str) -> int:
        """Store a fiche about ``subject``, or its next version; returns the version's id. Nothing is published."""
        read = read_bytes(f"{subject.replace(' ', '-')}.md", make_fiche(subject, **options).encode())
        with self.database.session() as session:
            return store_version(session, read)[0].id

    def publish(
        self,
        *versions: int,
        withdrawn: tuple[int, ...] = (),
        progress: Callable[[int, int], None] = lambda done, total: None,
    ) -> int:
        with self.indexer.writing():
            return self.indexer.publish(versions, progress, withdrawn)

    def states(self) -> dict[int, str]:
        with self.database.session() as session:
            return {g.id: g.state for g in session.scalars(select(Generation).order_by(Generation.id))}

    def ask(self, question: str, count: int = 50) -> Found:
        return self.retriever.search(question, self.retriever.encode(question), count)

    def texts(self, question: str) -> set[str]:
        return {hit.passage.text for hit in self.ask(question).hits}


@pytest.fixture
def open_house(tmp_path: Path, sql: str) -> Iterator[Callable[..., House]]:
    """Opens houses, all on one folder."""
    alive: list[House] = []

    def open_one(embeddings: BatchEmbeddings | None = None, model: str = "mots") -> House:
        alive.append(House(tmp_path, embeddings, model, sql))
        return alive[-1]

    yield open_one
    for house in alive:
        house.database.close()


@pytest.fixture(scope="session")
def own_chroma_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    server = ChromaServer(tmp_path_factory.mktemp("chroma-server"))
    yield server
    server.stop()


@pytest.fixture
def chroma_server(own_chroma_server: ChromaServer) -> ChromaServer:
    """A Chroma server that holds nothing yet."""
    own_chroma_server.forget_all()
    return own_chroma_server


@pytest.fixture
def house(open_house: Callable[..., House]) -> House:
    return open_house()


def run_beside(data: Path, script: str) -> subprocess.CompletedProcess[str]:
    """Run ``script`` in another process, with a ``house`` on the same folder."""
    start = "import sys, pathlib\nfrom tests.search.conftest import House\nhouse = House(pathlib.Path(sys.argv[1]))\n"
    paths = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    return subprocess.run(
        [sys.executable, "-c", start + script, str(data)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": paths},
        capture_output=True,
        text=True,
    )
