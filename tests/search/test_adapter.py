"""The adapter turns the space of the model it was fitted on, keeps vectors normalised, and leaves others alone."""

from pathlib import Path

import numpy as np
import pytest

from bot.search.adapter import FITTED, Adapter, load_adapter, save_adapter
from bot.search.embeddings import DEFAULT_MODEL, PackedE5Embeddings
from bot.search.encoder import Encoder

RNG = np.random.default_rng(1)
MATRIX = np.asarray(RNG.normal(size=(8, 8)), np.float32)
VECTORS = np.asarray(RNG.normal(size=(5, 8)), np.float32)


def test_nothing_fitted_changes_nothing(tmp_path: Path) -> None:
    adapter = load_adapter("modele", tmp_path / "absent.npz")
    assert adapter == Adapter()
    assert np.array_equal(adapter.to_question_space(VECTORS), VECTORS)
    assert np.array_equal(adapter.to_body_space(VECTORS), VECTORS)


def test_what_was_saved_turns_each_space_by_its_own_matrix(tmp_path: Path) -> None:
    save_adapter(tmp_path / "a" / "adapter.npz", "modele", MATRIX, MATRIX.T, VECTORS[0])
    adapter = load_adapter("modele", tmp_path / "a" / "adapter.npz")
    assert adapter.space is not None
    assert adapter.space.mean == pytest.approx(VECTORS[0], abs=1e-2)
    for turned, matrix in ((adapter.to_question_space(VECTORS), MATRIX), (adapter.to_body_space(VECTORS), MATRIX.T)):
        expected = VECTORS @ matrix
        assert np.linalg.norm(turned, axis=1) == pytest.approx(1, abs=1e-5)
        assert turned == pytest.approx(expected / np.linalg.norm(expected, axis=1, keepdims=True), abs=1e-2)


def test_an_adapter_fitted_on_one_model_is_not_used_for_another(tmp_path: Path) -> None:
    save_adapter(tmp_path / "adapter.npz", "modele", MATRIX, MATRIX, VECTORS[0])
    assert load_adapter("autre", tmp_path / "adapter.npz") == Adapter()


def test_another_fit_has_another_fingerprint(tmp_path: Path) -> None:
    prints = set()
    for matrix, mean in ((MATRIX, VECTORS[0]), (MATRIX * 2, VECTORS[0]), (MATRIX, VECTORS[1])):
        save_adapter(tmp_path / "adapter.npz", "modele", matrix, matrix, mean)
        prints.add(load_adapter("modele", tmp_path / "adapter.npz").fingerprint)
    assert len(prints) == 3


def test_a_zero_vector_stays_finite() -> None:
    assert np.isfinite(Adapter(MATRIX, MATRIX).to_question_space(np.zeros(8, np.float32))).all()


def test_the_signature_of_an_index_names_the_model_and_the_fit(embeddings: PackedE5Embeddings) -> None:
    plain = Encoder(embeddings, DEFAULT_MODEL, Adapter())
    turned = Encoder(embeddings, DEFAULT_MODEL, Adapter(MATRIX, MATRIX, "abc"))
    assert (plain.signature, turned.signature) == (DEFAULT_MODEL, f"{DEFAULT_MODEL}+abc")


def test_the_adapter_that_is_shipped_fits_the_default_model_and_is_small(encoder: Encoder) -> None:
    assert FITTED.stat().st_size < 2_000_000
    assert load_adapter(DEFAULT_MODEL).fingerprint
    asked = encoder.encode_question("ma facture est suspendue")
    assert not np.allclose(asked.raw, asked.question)
    for vector in (asked.raw, asked.question, asked.body):
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-4)


def test_a_question_is_encoded_alone_as_it_is_in_a_batch(encoder: Encoder) -> None:
    [together, _] = encoder.turn_questions(encoder.embed_questions(["facture suspendue", "créer un compte"]))
    assert encoder.encode_question("facture suspendue").question == pytest.approx(together, abs=1e-2)
