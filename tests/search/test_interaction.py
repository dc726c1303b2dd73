"""Late interaction: a passage's signs are enough to compare, rare words count most, and the best window decides."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search.embeddings import PackedE5Embeddings
from bot.search.interaction import AskedTokens, TokenSpace, TokenVectors, weigh_tokens

RNG = np.random.default_rng(20261124)
SIZE = 384
SPACE = TokenSpace(RNG.normal(size=SIZE).astype(np.float32))


def rows(count: int) -> np.ndarray:
    return (SPACE.mean + RNG.normal(size=(count, SIZE))).astype(np.float32)


def scores(question: AskedTokens, *passages: np.ndarray) -> list[float]:
    return question.scores([SPACE.pack(passage) for passage in passages], SPACE)


@given(st.integers(1, 40))
def test_a_token_takes_one_bit_a_dimension_and_comes_back_as_its_signs(count: int) -> None:
    tokens = rows(count)
    data = SPACE.pack(tokens)
    assert len(data) == count * SIZE // 8
    assert np.array_equal(SPACE.unpack(data), tokens > SPACE.mean)


def test_a_token_is_nearest_to_its_own_signs_among_many() -> None:
    tokens = rows(50)
    nearest = (SPACE.centre(tokens) @ (2 * SPACE.unpack(SPACE.pack(tokens)) - 1).T).argmax(axis=1)
    assert nearest.tolist() == list(range(50))


def test_the_passage_that_holds_the_question_s_tokens_scores_higher() -> None:
    asked = rows(6)
    question = AskedTokens(SPACE.centre(asked), np.ones(6, np.float32))
    held, other = np.vstack([rows(80), asked]), rows(86)
    with_them, without = scores(question, held, other)
    assert with_them > without + 0.2


def test_tokens_that_stand_together_count_more_than_the_same_ones_far_apart() -> None:
    asked, filler = rows(6), rows(194)
    question = AskedTokens(SPACE.centre(asked), np.ones(6, np.float32))
    together = np.vstack([filler, asked])
    apart = np.vstack([asked[:3], filler, asked[3:]])
    near, far = scores(question, together, apart)
    assert near > far


def test_a_rare_word_weighs_more_than_a_common_one() -> None:
    asked = rows(2)
    question = AskedTokens(SPACE.centre(asked), np.array([9.0, 1.0], np.float32))
    rare, common = scores(question, np.vstack([asked[:1], rows(20)]), np.vstack([asked[1:], rows(20)]))
    assert rare > common


def test_an_empty_passage_or_question_scores_nothing() -> None:
    question = AskedTokens(SPACE.centre(rows(2)), np.ones(2, np.float32))
    assert scores(question, np.zeros((0, SIZE), np.float32)) == [0]
    assert scores(AskedTokens(np.zeros((0, SIZE), np.float32), np.zeros(0, np.float32)), rows(3)) == [0]


def test_a_passage_scores_the_same_alone_as_among_others() -> None:
    question, passages = AskedTokens(SPACE.centre(rows(5)), np.ones(5, np.float32)), [rows(70), rows(1), rows(33)]
    together = scores(question, *passages)
    assert together == pytest.approx([scores(question, passage)[0] for passage in passages], abs=1e-5)
    assert all(-1 <= score <= 1 for score in together)


def test_each_token_has_the_weight_of_the_word_it_is_part_of_and_punctuation_none() -> None:
    text = "Facture rejetée ?"
    spans = ((0, 7), (8, 11), (11, 15), (16, 17))
    vectors = TokenVectors(np.zeros(SIZE, np.float32), rows(4), spans)
    asked = weigh_tokens(text, vectors, SPACE, {"Facture": 1.0, "rejetée": 5.0}.__getitem__)
    assert asked.weights.tolist() == [1, 5, 5]


def test_a_decomposed_accent_is_read_as_the_letter_it_makes() -> None:
    vectors = TokenVectors(np.zeros(SIZE, np.float32), rows(1), ((0, 7),))
    asked = weigh_tokens("rejete\u0301e", vectors, SPACE, {"rejetée": 2.0}.__getitem__)
    assert asked.weights.tolist() == [2]


def test_the_model_gives_the_text_s_own_tokens_where_they_stand(embeddings: PackedE5Embeddings) -> None:
    text = "Ma facture est suspendue"
    asked = embeddings.question_tokens(text)
    assert [text[start:end].strip() for start, end in asked.spans][:2] == ["Ma", "facture"]
    assert "".join(text[start:end].strip() for start, end in asked.spans) == text.replace(" ", "")
    assert len(asked.tokens) == len(asked.spans)
    assert asked.pooled == pytest.approx(np.asarray(embeddings.embed_query(text)), abs=1e-4)


def test_the_fitted_space_is_that_of_the_model(embeddings: PackedE5Embeddings) -> None:
    from bot.search.adapter import load_adapter
    from bot.search.embeddings import DEFAULT_MODEL

    space = load_adapter(DEFAULT_MODEL).space
    assert space is not None
    [passage] = embeddings.passage_tokens(["Une facture suspendue se complète : elle ne se refait pas."])
    centred = space.centre(passage.tokens)
    alike = (centred @ centred.T)[~np.eye(len(centred), dtype=bool)].mean()
    raw = passage.tokens / np.linalg.norm(passage.tokens, axis=1, keepdims=True)
    assert alike < (raw @ raw.T)[~np.eye(len(raw), dtype=bool)].mean() - 0.2
