"""What is held out for fitting is unseen everywhere, and what is hidden in memory searches as the real index does."""

import numpy as np
import pytest

from bot.evaluation.material import Material, gather, index_without, turn
from bot.search.adapter import Adapter, load_adapter
from bot.search.embeddings import DEFAULT_MODEL
from bot.search.encoder import Encoder
from bot.search.exact import ExactStore
from bot.search.indexing import collection_names, passage_of
from bot.services import Services


@pytest.fixture(scope="module")
def material(small_course: Services) -> Material:
    return gather(small_course, lambda done, total: None)


def test_every_question_and_wording_of_the_index_is_gathered_with_its_vector(material: Material) -> None:
    expected = sum(1 + len(p.wordings) for p in material.passages.values() if p.answers_questions)
    assert len(material.texts) == len(material.raw.entries) == len(material.raw.questions) == expected
    entry = material.raw.entries[7]
    assert material.texts[entry] in (
        material.passages[passage_of(entry)].title,
        *material.passages[passage_of(entry)].wordings,
    )
    assert np.linalg.norm(material.raw.questions[7]) == pytest.approx(1, abs=1e-4)


def test_what_is_held_out_is_some_wordings_the_same_each_time_and_never_a_title(material: Material) -> None:
    held_out = material.held_out()
    assert held_out == material.held_out()
    assert 0.05 < len(held_out) / len(material.texts) < 0.15
    assert not any(entry.endswith("#0") for entry in held_out)


def test_a_held_out_wording_is_in_neither_leg_of_the_index(material: Material) -> None:
    held_out = material.held_out()
    index = index_without(material, held_out, Adapter())
    bodies, questions = collection_names(index.generation)
    assert index.store.count(questions) == len(material.texts) - len(held_out)
    assert index.store.count(bodies) == len(material.passages)
    for entry in held_out:
        assert material.texts[entry] not in index.passages[passage_of(entry)].wordings


def test_an_index_in_memory_finds_what_the_real_one_finds(material: Material, small_course: Services) -> None:
    whole = index_without(material, [], load_adapter(DEFAULT_MODEL))
    for entry in material.raw.entries[::40]:
        vectors = small_course.encoder.encode_question(material.texts[entry])
        real = small_course.retriever.search(material.texts[entry], vectors, 3).hits
        assert [hit.passage.id for hit in whole.search(material.texts[entry], vectors, 3)] == [
            hit.passage.id for hit in real
        ]


def test_a_question_turned_by_another_adapter_keeps_its_tokens(encoder: Encoder) -> None:
    asked = encoder.encode_question("ma facture est suspendue")
    turned = turn(asked, Adapter())
    assert np.array_equal(turned.question, asked.raw)
    assert np.array_equal(turned.body, asked.raw)
    assert turned.tokens is asked.tokens


def test_the_exact_store_gives_the_nearest_first() -> None:
    store = ExactStore()
    store.create("a", ["x", "y"], np.eye(2, dtype=np.float32))
    assert store.nearest("a", np.array([0.1, 0.9], np.float32), 5) == [
        ("y", pytest.approx(0.9)),
        ("x", pytest.approx(0.1)),
    ]
    assert store.count("a") == 2
    store.delete("a")
    store.delete("a")
    assert store.count("a") is None
