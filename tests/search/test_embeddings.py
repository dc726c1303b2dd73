"""The default model is made once and loaded once; any other sentence-transformers folder may take its place."""

import threading
from pathlib import Path

import numpy as np
import pytest

from bot.search import embeddings as module
from bot.search.embeddings import (
    DEFAULT_MODEL,
    PackedE5Embeddings,
    SentenceTransformersEmbeddings,
    open_embeddings,
    prepare_default_model,
)
from bot.search.errors import ModelUnavailable
from bot.search.onnx_copy import FILE_NAME

TEXTS = ["Ma facture est suspendue.", "Comment créer mon compte ?", "A9"]


def test_vectors_are_normalised_and_in_the_order_of_their_texts(embeddings: PackedE5Embeddings) -> None:
    long_and_short = [*TEXTS, "Le délai de paiement est de trente jours. " * 40]
    together = np.asarray(embeddings.embed_queries(long_and_short))
    alone = np.asarray([embeddings.embed_query(text) for text in long_and_short])
    assert np.linalg.norm(together, axis=1) == pytest.approx(1, abs=1e-5)
    assert (together * alone).sum(axis=1) == pytest.approx(1, abs=1e-3)


def test_a_question_is_nearer_to_what_it_asks_than_to_anything_else(embeddings: PackedE5Embeddings) -> None:
    asked = np.asarray(embeddings.embed_query("ma facture a été suspendue"))
    assert int(np.argmax(np.asarray(embeddings.embed_documents(TEXTS)) @ asked)) == 0


def test_no_text_gives_no_vector(embeddings: PackedE5Embeddings) -> None:
    assert embeddings.embed_queries([]) == []


def test_a_text_longer_than_the_model_reads_is_cut_not_refused(embeddings: PackedE5Embeddings) -> None:
    assert len(embeddings.embed_query("facture " * 3000)) == 384


def test_another_model_is_a_sentence_transformers_folder(models: Path, embeddings: PackedE5Embeddings) -> None:
    other = open_embeddings(str(models / DEFAULT_MODEL), models)
    assert isinstance(other, SentenceTransformersEmbeddings)
    found, expected = np.asarray(other.embed_queries(TEXTS)), np.asarray(embeddings.embed_queries(TEXTS))
    assert (found * expected).sum(axis=1).min() > 0.999
    passages, asked = np.asarray(other.embed_documents(TEXTS)), np.asarray(other.embed_query(TEXTS[0]))
    assert int(np.argmax(passages @ asked)) == 0


def test_a_model_that_can_t_be_loaded_names_its_setting(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="CHORISTE_EMBEDDING_MODEL"):
        open_embeddings(str(tmp_path / "absent"), tmp_path).embed_query("bonjour")


def lend_model(models: Path, to: Path) -> Path:
    """A model folder in ``to`` with the real model's files; returns it."""
    folder = to / DEFAULT_MODEL
    (folder / "onnx").mkdir(parents=True)
    for name in (FILE_NAME, "tokenizer.json"):
        (folder / name).symlink_to(models / DEFAULT_MODEL / name)
    return folder


@pytest.mark.parametrize("damaged", [FILE_NAME, "tokenizer.json"])
def test_a_damaged_model_is_made_again_from_its_package(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damaged: str
) -> None:
    folder = lend_model(models, tmp_path)
    (folder / damaged).unlink()
    (folder / damaged).write_bytes(b"{}")
    made: list[Path] = []
    monkeypatch.setattr(module, "prepare_default_model", lambda to: made.append(lend_model(models, to.parent)))
    assert len(PackedE5Embeddings(tmp_path).embed_query("bonjour")) == 384
    assert made == [folder]
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == [DEFAULT_MODEL]


def test_a_model_that_comes_out_damaged_is_not_made_for_ever(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / DEFAULT_MODEL / FILE_NAME).parent.mkdir(parents=True)
    (tmp_path / DEFAULT_MODEL / FILE_NAME).write_bytes(b"{}")
    monkeypatch.setattr(module, "set_aside", lambda folder: None)
    with pytest.raises(ModelUnavailable, match="supprimez le dossier"):
        PackedE5Embeddings(tmp_path).embed_query("bonjour")


def test_a_question_does_not_wait_for_the_model_to_be_made_and_has_it_made(models: Path, tmp_path: Path) -> None:
    told: list[str] = []
    waiting = PackedE5Embeddings(tmp_path)
    waiting.mended = lambda: told.append("mends")
    with pytest.raises(ModelUnavailable, match="en préparation"):
        waiting.embed_query("bonjour")
    assert told == ["mends"]
    lend_model(models, tmp_path)
    assert len(waiting.embed_query("bonjour")) == 384
    assert told == ["mends"]


def test_a_full_disk_while_the_model_is_made_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(folder: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "write_model_folder", full)
    with pytest.raises(ModelUnavailable, match="espace disque"):
        PackedE5Embeddings(tmp_path).embed_query("bonjour")


def test_a_model_already_made_is_not_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "modele" / FILE_NAME).parent.mkdir(parents=True)
    (tmp_path / "modele" / FILE_NAME).write_bytes(b"")
    monkeypatch.setattr(module, "write_model_folder", lambda folder: pytest.fail("made twice"))
    prepare_default_model(tmp_path / "modele")


def test_of_two_that_start_together_one_makes_the_model_and_the_other_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def write_folder(folder: Path) -> None:
        made.append("dossier")
        folder.mkdir()

    def write_copy(folder: Path) -> None:
        made.append("copie")
        (folder / FILE_NAME).parent.mkdir()
        (folder / FILE_NAME).write_bytes(b"")

    monkeypatch.setattr(module, "write_model_folder", write_folder)
    monkeypatch.setattr(module, "write_onnx_copy", write_copy)
    threads = [threading.Thread(target=prepare_default_model, args=(tmp_path / "modele",)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == ["dossier", "copie"]


def test_a_folder_without_its_copy_gains_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "modele").mkdir()
    made: list[Path] = []
    monkeypatch.setattr(module, "write_model_folder", lambda folder: pytest.fail("the folder was there"))
    monkeypatch.setattr(module, "write_onnx_copy", made.append)
    prepare_default_model(tmp_path / "modele")
    assert made == [tmp_path / "modele"]
