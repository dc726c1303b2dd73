"""A file counts once it is wholly in service, whatever stops it on its way, and can be sent again."""

import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from asking import texts
from fakes import BrokenEmbeddings, encoder_of
from making import make_fiche, make_pdf
from numpy.typing import NDArray
from places import ROOT
from sqlalchemy import func, select

from bot.corpus.catalogue import entries_in_service
from bot.corpus.errors import UnreadableFile
from bot.corpus.originals import find_original
from bot.search.errors import IndexBusy, ModelUnavailable, PublishingFailed, VectorsUnavailable
from bot.search.indexing import Indexer
from bot.search.publishing import Published, Publisher, Stage, refuse_too_large
from bot.search.vectors import VectorStore
from bot.services import Services
from bot.storage.models import Version

OLD, NEW = "Réponse d'avant, qui doit rester en service jusqu'au bout.", "Réponse nouvelle, visible en une seule fois."


def publisher_of(services: Services) -> Publisher:
    return Publisher(services.database, services.store, services.indexer, services.settings.data_dir)


def publish(services: Services, essential: str, publisher: Publisher | None = None) -> Published:
    return (publisher or publisher_of(services)).publish_file(
        "la-suspension.md", make_fiche("la suspension", essential=essential).encode(), lambda *_: None, max_pages=9
    )


def test_the_stages_come_in_order_and_each_text_is_counted(services: Services) -> None:
    told: list[tuple[Stage, int, int]] = []
    data = make_fiche("la suspension").encode()
    done = publisher_of(services).publish_file(
        "la-suspension.md", data, lambda *step: told.append(step), max_pages=9, author="camille"
    )
    assert [stage for n, (stage, *_) in enumerate(told) if n == 0 or told[n - 1][0] is not stage] == list(Stage)
    counts = [(count, total) for stage, count, total in told if stage is Stage.INDEXING]
    assert counts == sorted(counts)
    assert counts[-1][0] == counts[-1][1] > 15
    assert (done.version, done.fresh) == (1, True)
    kept = find_original(services.settings.data_dir, done.read.sha256)
    assert kept is not None
    assert kept.read_bytes() == data
    with services.database.session() as session:
        assert session.scalars(select(Version.created_by)).all() == ["camille"]


def test_nothing_of_a_file_is_visible_before_its_last_stage_is_over(services: Services) -> None:
    publish(services, OLD)
    seen: dict[Stage, tuple[list[int], set[str]]] = {}

    def look(stage: Stage, done: int, total: int) -> None:
        with services.database.session() as session:
            versions = [entry.version for entry in entries_in_service(session)]
        seen[stage] = (versions, texts(services, "la suspension") & {OLD, NEW})

    publisher_of(services).publish_file(
        "la-suspension.md", make_fiche("la suspension", essential=NEW).encode(), look, max_pages=9
    )
    assert seen == dict.fromkeys(Stage, ([1], {OLD}))
    assert texts(services, "la suspension") & {OLD, NEW} == {NEW}


def test_a_new_version_replaces_the_former_one_and_leaves_the_other_documents(services: Services) -> None:
    publish(services, OLD)
    fascicle = make_pdf("Le canal de la passerelle se facture avant le cinq du mois.", title="La passerelle")
    publisher_of(services).publish_file("passerelle.pdf", fascicle, lambda *_: None, max_pages=9)
    assert publish(services, NEW).version == 2
    with services.database.session() as session:
        entries = {entry.title: entry.version for entry in entries_in_service(session)}
    assert entries == {"Le sujet la suspension": 2, "La passerelle": 1}
    assert OLD not in texts(services, "la suspension")
    assert any("passerelle" in text for text in texts(services, "le canal de la passerelle"))


def test_the_same_file_again_changes_nothing(services: Services) -> None:
    first = publish(services, OLD)
    again = publish(services, OLD)
    assert (again.version_id, again.fresh) == (first.version_id, False)
    assert publisher_of(services).is_in_service([first.version_id])


def test_a_refused_file_leaves_no_trace(services: Services) -> None:
    with pytest.raises(UnreadableFile):
        publisher_of(services).publish_file("vide.md", b" ", lambda *_: None, max_pages=9)
    with services.database.session() as session:
        assert session.scalar(select(func.count(Version.id))) == 0
    assert not (services.settings.data_dir / "originals").exists()


def test_a_file_without_anything_to_answer_from_is_refused(services: Services) -> None:
    titles = make_pdf(*[f"Le bordereau - page {n}" for n in range(1, 9)])
    for name, data in {"glossaire.md": b"# Glossaire\n", "titres.md": b"# Un titre\n", "titres.pdf": titles}.items():
        with pytest.raises(UnreadableFile):
            publisher_of(services).publish_file(name, data, lambda *_: None, max_pages=9)


def test_an_index_busy_elsewhere_refuses_the_file_before_anything_is_stored(services: Services) -> None:
    publish(services, OLD)
    with services.indexer.writing(), pytest.raises(IndexBusy):
        publish(services, NEW)
    with services.database.session() as session:
        assert session.scalar(select(func.max(Version.number))) == 1


class FullDisk:
    """A vector store that can't write any more."""

    def __init__(self, store: VectorStore) -> None:
        self._store = store

    def create(self, name: str, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        raise VectorsUnavailable("no space left on device")

    def nearest(self, name: str, vector: NDArray[np.float32], count: int) -> list[tuple[str, float]]:
        return self._store.nearest(name, vector, count)

    def count(self, name: str) -> int | None:
        return self._store.count(name)

    def delete(self, name: str) -> None:
        self._store.delete(name)


def test_a_full_disk_keeps_the_former_version_and_the_same_file_passes_later(services: Services) -> None:
    publish(services, OLD)
    folder, store = services.settings.data_dir, FullDisk(services.store)
    broken = Publisher(
        services.database, store, Indexer(services.database, store, services.encoder, folder), folder
    )  # fmt: skip
    with pytest.raises(PublishingFailed, match=r"toujours.*référence") as caught:
        publish(services, NEW, broken)
    assert caught.value.reference in str(caught.value)
    assert texts(services, "la suspension") & {OLD, NEW} == {OLD}
    assert publish(services, NEW).fresh
    assert texts(services, "la suspension") & {OLD, NEW} == {NEW}


def test_a_model_that_can_t_be_loaded_is_told_and_the_same_file_passes_later(services: Services) -> None:
    publish(services, OLD)
    folder = services.settings.data_dir
    indexer = Indexer(services.database, services.store, encoder_of(BrokenEmbeddings()), folder)
    with pytest.raises(ModelUnavailable):
        publish(services, NEW, Publisher(services.database, services.store, indexer, folder))
    assert texts(services, "la suspension") & {OLD, NEW} == {OLD}
    assert publish(services, NEW).fresh


def test_an_index_of_another_model_is_not_in_service(services: Services) -> None:
    version = publish(services, OLD).version_id
    folder = services.settings.data_dir
    indexer = Indexer(services.database, services.store, encoder_of(BrokenEmbeddings(), "autre"), folder)
    assert not Publisher(services.database, services.store, indexer, folder).is_in_service([version])


@pytest.mark.parametrize("stage", [Stage.INDEXING, Stage.SWITCHING])
def test_kill_9_in_the_middle_of_an_upload_leaves_the_former_version_answering(
    services: Services, tmp_path: Path, stage: Stage
) -> None:
    publish(services, OLD)
    sent = tmp_path / "la-suspension.md"
    sent.write_text(make_fiche("la suspension", essential=NEW), encoding="utf-8")
    script = tmp_path / "upload.py"
    script.write_text(
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from bot.search.publishing import Publisher\n"
        "from bot.services import open_services\n"
        "from bot.settings import load_settings\n"
        "s = open_services(load_settings(data_dir=Path(sys.argv[1])))\n"
        "def report(stage, done, total):\n"
        "    if stage == sys.argv[3] and (done == total or total == 1):\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "sent = Path(sys.argv[2])\n"
        "Publisher(s.database, s.store, s.indexer, s.settings.data_dir).publish_file(\n"
        "    sent.name, sent.read_bytes(), report, max_pages=9)\n"
    )
    killed = subprocess.run(
        [sys.executable, str(script), str(services.settings.data_dir), str(sent), str(stage)],
        cwd=ROOT, env={"PYTHONPATH": str(ROOT), "PATH": ""}, capture_output=True, text=True,
    )  # fmt: skip
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert texts(services, "la suspension") & {OLD, NEW} == {OLD}
    assert publish(services, NEW).version == 2
    assert texts(services, "la suspension") & {OLD, NEW} == {NEW}


def test_a_file_over_the_limit_is_refused_with_both_figures() -> None:
    refuse_too_large(20_000_000, 20)
    with pytest.raises(UnreadableFile, match="fait 20,5 Mo ; la limite est de 20 Mo"):
        refuse_too_large(20_500_000, 20)
