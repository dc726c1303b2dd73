"""What is lost of the index comes back by itself, from SQL, while the words alone answer."""

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from chroma_server import ChromaServer
from chromadb.api.shared_system_client import SharedSystemClient
from fakes import WordEmbeddings
from sqlalchemy import select

from bot.search import mending
from bot.search.errors import PublishingFailed
from bot.search.indexing import collection_names, lexical_folder
from bot.search.mending import Mender
from bot.search.vectors import ChromaStore
from bot.storage.models import Document
from tests.search.conftest import House

QUESTION = "traiter la suspension"


def mender_of(house: House) -> Mender:
    return Mender(house.retriever, house.indexer, house.store, house.embeddings)


def by_vectors(house: House) -> bool:
    """Whether the question is answered, and whether the vectors had a part in it."""
    hits = house.ask(QUESTION).hits
    assert hits[0].passage.document_key == "fiche:la-suspension"
    return hits[0].body is not None


@pytest.fixture
def served(house: House) -> House:
    house.publish(house.add("la suspension"), house.add("le rejet"))
    assert by_vectors(house)
    return house


def garble(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            path.write_bytes(b"abcd" * 200)


def cut(folder: Path) -> None:
    file = folder / "chroma.sqlite3"
    file.write_bytes(file.read_bytes()[:5000])


def damaged(folder: Path, damage: Callable[[Path], None]) -> None:
    """Damage a copy and put it in the place of the folder, as a bad disk or a half copied backup would."""
    copy = folder.with_name("copie")
    shutil.copytree(folder, copy)
    damage(copy)
    shutil.rmtree(folder)
    copy.rename(folder)


def test_a_whole_index_is_left_as_it_is(served: House) -> None:
    before = served.states()
    assert mender_of(served).mend_once()
    assert served.states() == before


def test_an_empty_house_has_nothing_to_mend(house: House) -> None:
    assert mender_of(house).mend_once()
    assert house.states() == {}


def test_a_deleted_chroma_folder_is_made_again_and_the_words_answer_meanwhile(served: House) -> None:
    shutil.rmtree(served.data / "chroma")
    assert not by_vectors(served)
    assert mender_of(served).mend_once()
    assert by_vectors(served)


@pytest.mark.parametrize("damage", [garble, cut])
def test_a_damaged_chroma_folder_is_made_again_and_the_words_answer_meanwhile(
    served: House, damage: Callable[[Path], None]
) -> None:
    damaged(served.data / "chroma", damage)
    assert not by_vectors(served)
    assert mender_of(served).mend_once()
    assert by_vectors(served)
    assert [path.name for path in served.data.iterdir() if path.name.startswith(".chroma")] == []


def test_a_start_over_a_damaged_chroma_folder_is_a_start(served: House, open_house: Callable[..., House]) -> None:
    damaged(served.data / "chroma", garble)
    SharedSystemClient.clear_system_cache()  # a process that starts has none
    again = open_house()
    assert not by_vectors(again)
    assert mender_of(again).mend_once()
    assert by_vectors(again)


@pytest.mark.parametrize("which", [0, 1])
def test_a_lost_collection_is_made_again(served: House, which: int) -> None:
    [generation] = served.states()
    served.store.delete(collection_names(generation)[which])
    assert mender_of(served).mend_once()
    assert by_vectors(served)


def test_a_collection_that_holds_other_vectors_is_seen_and_made_again(served: House) -> None:
    [generation] = served.states()
    bodies, _ = collection_names(generation)
    ids = list(served.retriever.load().passages)
    served.store.create(bodies, ids, np.random.default_rng(1).normal(size=(len(ids), 64)).astype(np.float32))
    assert mender_of(served).mend_once()
    assert served.states()[generation] == "retired"


def test_passages_of_another_index_are_never_shown(served: House) -> None:
    [generation] = served.states()
    bodies, _ = collection_names(generation)
    served.store.create(bodies, ["fiche:ailleurs:1:0"], np.ones((1, 64), np.float32))
    assert not by_vectors(served)
    assert mender_of(served).mend_once()
    assert by_vectors(served)


def test_a_deleted_lexical_folder_is_written_again(served: House) -> None:
    [generation] = served.states()
    folder = lexical_folder(served.data, generation)
    shutil.rmtree(served.data / "lexical")
    assert by_vectors(served)
    assert mender_of(served).mend_once()
    assert (folder / "passages.json").exists()


def test_a_question_that_misses_the_vectors_has_them_mended(served: House, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = threading.Event()
    mender = mender_of(served)
    mend = mender.mend_once
    monkeypatch.setattr(mender, "mend_once", lambda: mend() and (whole.set() or True))
    mender.start()
    assert whole.wait(30)
    whole.clear()
    shutil.rmtree(served.data / "chroma")
    by_vectors(served)
    assert whole.wait(30)
    assert by_vectors(served)
    mender.stop()


def test_a_busy_index_is_mended_later(served: House) -> None:
    shutil.rmtree(served.data / "chroma")
    mender = mender_of(served)
    with served.indexer.writing():
        assert not mender.mend_once()
    assert mender.mend_once()
    assert by_vectors(served)


def test_a_model_out_of_order_is_tried_again(served: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def out_of_order(self: WordEmbeddings) -> None:
        raise mending.ModelUnavailable("Le modèle manque.")

    with monkeypatch.context() as broken:
        broken.setattr(WordEmbeddings, "prepare", out_of_order, raising=False)
        assert not mender_of(served).mend_once()
    assert mender_of(served).mend_once()


def test_a_chroma_server_down_at_the_start_and_lost_under_way_is_met_again(
    house: House, chroma_server: ChromaServer
) -> None:
    chroma_server.stop()
    house.use_store(ChromaStore(house.data / "chroma", chroma_server.url))
    version = house.add("la suspension")
    with pytest.raises(PublishingFailed):
        house.switcher.put_in_service(version, "ana")
    chroma_server.start()
    house.publish(version, house.add("le rejet"))
    assert by_vectors(house)
    chroma_server.stop()
    assert not by_vectors(house)
    assert not mender_of(house).mend_once()
    chroma_server.start()
    assert by_vectors(house)
    chroma_server.forget_all()
    assert not by_vectors(house)
    assert mender_of(house).mend_once()
    assert by_vectors(house)


def test_on_a_chroma_server_one_publishes_asks_switches_and_deletes(house: House, chroma_server: ChromaServer) -> None:
    house.use_store(ChromaStore(house.data / "chroma", chroma_server.url))
    first = house.add("la suspension", essential="Réponse d'avant, toujours la même, sans un mot de plus.")
    house.publish(first, house.add("le rejet"))
    assert by_vectors(house)
    second = house.add("la suspension", essential="Réponse nouvelle, mise à sa place, sans un mot de plus.")
    house.switcher.put_in_service(second, "ana")
    assert "Réponse nouvelle, mise à sa place, sans un mot de plus." in house.texts(QUESTION)
    house.switcher.put_in_service(first, "ana")
    assert "Réponse d'avant, toujours la même, sans un mot de plus." in house.texts(QUESTION)
    with house.database.session() as session:
        [document] = session.scalars(select(Document.id).where(Document.key == "fiche:la-suspension"))
    house.switcher.withdraw(document, "ana")
    assert {hit.passage.document_key for hit in house.ask(QUESTION).hits} == {"fiche:le-rejet"}
    assert len(house.store.client().list_collections()) == 4
    assert not (house.data / "chroma").exists()
