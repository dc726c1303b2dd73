"""The lexical leg finds the words asked, mends a typo, and tells what it has never seen."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from passages import ALL, DELAY, REJECTED, SUBCONTRACTOR, SUSPENDED, passage

from bot.corpus.document import CitedPassage
from bot.search.french import stem, terms
from bot.search.lexical import LexicalIndex

INDEX = LexicalIndex.build(ALL)


def first(question: str) -> str:
    return INDEX.ids[int(np.argmax(INDEX.score(question)))]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("ma facture est suspendue", SUSPENDED),
        ("FACTURE REJETEE", REJECTED),
        ("le cadre A9", SUBCONTRACTOR),
        ("sous combien de jours", DELAY),
        ("refusée", REJECTED),  # one of its other wordings alone holds it
    ],
)
def test_the_passage_that_holds_the_words_comes_first(question: str, found: CitedPassage) -> None:
    assert first(question) == found.id


@pytest.mark.parametrize(
    ("typo", "found"),
    [
        ("facture suspandue", SUSPENDED),
        ("rejettée", REJECTED),
        ("pour un hopitale", DELAY),
        ("un sous traitnt", SUBCONTRACTOR),
    ],
)
def test_a_typo_is_brought_back_to_the_word_it_resembles(typo: str, found: CitedPassage) -> None:
    assert first(typo) == found.id
    assert INDEX.unseen_share(typo) == 0


@pytest.mark.parametrize("word", ["A7", "2027", "rib", "météorologie"])
def test_a_code_a_number_a_short_word_or_an_unlike_one_is_not_mended(word: str) -> None:
    assert INDEX.query_terms(word) == [stem(t) for t in terms(word)]
    assert INDEX.unseen_share(word) == 1


def test_a_question_of_unseen_words_scores_nothing() -> None:
    assert INDEX.score("météorologie bretonne").tolist() == [0.0] * len(ALL)


def test_what_was_never_seen_weighs_the_most_and_what_is_rare_more_than_what_is_common() -> None:
    assert INDEX.weight("xyzzy") > INDEX.weight(stem("suspendue")) > INDEX.weight("facture"[:6])


def test_coverage_is_1_for_its_own_words_0_for_none_and_counts_rare_words_first() -> None:
    assert INDEX.coverage("facture suspendue", SUSPENDED) == pytest.approx(1)
    assert INDEX.coverage("météorologie", SUSPENDED) == 0
    rare, common = INDEX.coverage("suspendue hôpital", SUSPENDED), INDEX.coverage("facture hôpital", SUSPENDED)
    assert 0 < common < rare < 1


def test_the_unseen_share_grows_with_the_words_never_seen() -> None:
    shares = [INDEX.unseen_share(q) for q in ("facture suspendue", "facture en Bretagne", "météorologie bretonne")]
    assert shares[0] == 0
    assert 0 < shares[1] < shares[2] == 1


@given(st.text())
def test_any_question_gets_a_score_per_passage_and_shares_between_0_and_1(question: str) -> None:
    scores = INDEX.score(question)
    assert scores.shape == (len(ALL),)
    assert np.isfinite(scores).all()
    assert (scores >= 0).all()
    assert 0 <= INDEX.unseen_share(question) <= 1
    assert 0 <= INDEX.coverage(question, SUSPENDED) <= 1 + 1e-9


def test_an_index_read_back_scores_as_the_one_saved(tmp_path: Path) -> None:
    INDEX.save(tmp_path / "lexical" / "000001")
    back = LexicalIndex.load(tmp_path / "lexical" / "000001")
    for question in ("facture suspandue", "cadre A9", "rien"):
        assert back.score(question).tolist() == INDEX.score(question).tolist()
        assert back.unseen_share(question) == INDEX.unseen_share(question)
    assert back.ids == INDEX.ids


def test_saving_over_a_damaged_index_replaces_it_and_leaves_no_draft(tmp_path: Path) -> None:
    folder = tmp_path / "000001"
    folder.mkdir()
    (folder / "passages.json").write_text("{")
    INDEX.save(folder)
    assert LexicalIndex.load(folder).ids == INDEX.ids
    assert [path.name for path in tmp_path.iterdir()] == ["000001"]


@pytest.mark.parametrize("kept", ["", "passages.json"])
def test_a_missing_or_half_index_is_not_read(tmp_path: Path, kept: str) -> None:
    if kept:
        (tmp_path / kept).write_text(json.dumps(["a"]))
    with pytest.raises((OSError, ValueError, KeyError)):
        LexicalIndex.load(tmp_path)


def test_a_passage_without_a_word_does_not_stop_the_index() -> None:
    index = LexicalIndex.build([passage("vide", "…", "🙂"), SUSPENDED])
    assert index.ids[int(np.argmax(index.score("suspendue")))] == SUSPENDED.id
