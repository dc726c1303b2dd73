"""Each part of the search can be taken away, and what it brings is measured question by question."""

import re
from pathlib import Path

import numpy as np
import pytest
from passages import ALL, DELAY, REJECTED, SUSPENDED, passage

from bot.corpus.document import TERM
from bot.evaluation.ablation import Row, as_looked_up, as_rows, difference, measure_rows
from bot.evaluation.golden import GoldenQuestion
from bot.evaluation.kept_vectors import keep_vectors
from bot.evaluation.legs import (
    Leg,
    UnmendedIndex,
    dense_leg,
    glossary_expansion,
    lexical_leg,
    rank_fusion,
    rewritten,
    score_fusion,
    without_wordings,
)
from bot.evaluation.quickstart import quickstart_row, split_files
from bot.evaluation.steps import product_rows, windows_of
from bot.search.exact import ExactStore
from bot.search.indexing import passage_of
from bot.search.lexical import LexicalIndex
from bot.services import Services

TEXTS = {"a": "rien", "b": "complétez-la", "c": "complétez-la donc", "d": "rien non plus"}


def golden(kind: str = "answer", *must: str) -> GoldenQuestion:
    groups = tuple((re.compile(pattern),) for pattern in must or ("complet",))
    return GoldenQuestion("q", "III", kind, "standard", "Et alors ?", (), groups, (), None)


def fixed(*order: str) -> Leg:
    return lambda question: {key: float(len(order) - rank) for rank, key in enumerate(order)}


def test_a_row_is_measured_on_what_it_finds_first() -> None:
    [found] = measure_rows([Row("x", fixed("a", "b", "d", "c"), TEXTS)], [golden(), golden("abstain")])
    ideal = 1 + 1 / np.log2(3)
    assert found.proof.tolist() == [1.0]
    assert found.reciprocal_rank.tolist() == [0.5]
    assert found.first_right.tolist() == [0.0]
    assert found.ndcg.tolist() == [pytest.approx((1 / np.log2(3) + 1 / np.log2(5)) / ideal)]


def test_five_passages_prove_together_what_none_proves_alone() -> None:
    [found] = measure_rows([Row("x", fixed("d", "b"), TEXTS)], [golden("answer", "complet", "non plus")])
    assert (found.proof[0], found.reciprocal_rank[0], found.ndcg[0]) == (1.0, 0.0, 0.0)


def test_what_finds_nothing_scores_nothing() -> None:
    [found] = measure_rows([Row("x", lambda question: {}, TEXTS)], [golden()])
    assert (found.proof[0], found.reciprocal_rank[0], found.ndcg[0], found.first_right[0]) == (0, 0, 0, 0)


def test_a_row_is_compared_with_the_one_above_trials_left_out() -> None:
    rows = [
        Row("second", fixed("a", "b"), TEXTS),
        Row("essai", fixed("a", "d", "b"), TEXTS, "essai"),
        Row("premier", fixed("b"), TEXTS),
    ]
    head, *cells = as_rows(measure_rows(rows, [golden()]))
    assert len({len(row) for row in [head, *cells]}) == 1
    assert [row[5] for row in cells] == ["", "-0.167 [-0.167 ; -0.167]", "+0.500 [+0.500 ; +0.500]"]
    assert [row[6] for row in cells] == ["gardée", "essai", "gardée"]


def test_the_interval_holds_the_mean_and_narrows_with_more_questions() -> None:
    chance = np.random.default_rng(3)
    widths = []
    for count in (20, 2000):
        before = chance.random(count)
        mean, low, high = difference(before, before + chance.normal(0.1, 0.3, count))
        assert low < mean < high
        widths.append(high - low)
    assert widths[1] < widths[0] / 5
    assert difference(before, before) == (0.0, 0.0, 0.0)


def test_a_question_is_looked_up_as_the_assistant_does_it() -> None:
    asked = GoldenQuestion(
        "q", "", "followup", "", "et pour un hôpital ? merci", ("Quel est le délai ?",), (), (), None
    )
    assert as_looked_up(asked) == "Quel est le délai ? et pour un hôpital ?"


def test_the_lexical_leg_holds_only_what_shares_a_term() -> None:
    leg = lexical_leg(LexicalIndex.build(ALL))
    assert next(iter(leg("numéro de facture rejetée"))) == REJECTED.id
    assert leg("xylophone") == {}


def test_typos_and_wordings_can_be_taken_away() -> None:
    typed = "suspandue"
    assert lexical_leg(LexicalIndex.build(ALL))(typed)
    assert lexical_leg(UnmendedIndex.build(ALL))(typed) == {}
    assert REJECTED.id in lexical_leg(UnmendedIndex.build(ALL))("refusée")
    assert lexical_leg(UnmendedIndex.build(without_wordings(ALL)))("refusée") == {}


def test_a_passage_counts_by_its_nearest_entry() -> None:
    store = ExactStore()
    store.create("questions", ["p#0", "p#1", "r#0"], np.eye(3, dtype=np.float32))
    leg = dense_leg(store, "questions", lambda question: np.array([0.0, 0.8, 0.6], np.float32), passage_of)
    assert leg("?") == {"p": pytest.approx(0.8), "r": pytest.approx(0.6)}


def test_legs_are_fused_by_rank_or_by_score() -> None:
    ranks = rank_fusion(fixed("a", "b"), fixed("b", "c"))("?")
    assert ranks == {
        "a": pytest.approx(1 / 61), "b": pytest.approx(1 / 62 + 1 / 61), "c": pytest.approx(1 / 62)
    }  # fmt: skip
    scores = score_fusion(fixed("a", "b"), fixed("b", "c"))("?")
    assert scores == {"a": pytest.approx(0.5), "b": pytest.approx(0.5), "c": pytest.approx(0)}


def test_the_glossary_gives_an_acronym_its_full_name_and_back() -> None:
    term = passage("moe", "MOE", "Celui qui dirige les travaux.", "maître d'œuvre", "maitrise d'oeuvre", kind=TERM)
    expand = glossary_expansion([term, DELAY])
    assert expand("la moe refuse") == "la moe refuse maître d'œuvre"
    assert expand("le maitre d'oeuvre refuse") == "le maitre d'oeuvre refuse MOE"
    assert expand("les moeurs") == "les moeurs"
    assert expand("la MOE, maître d'œuvre") == "la MOE, maître d'œuvre"
    assert rewritten(expand, lambda question: {question: 1.0})("la moe") == {"la moe maître d'œuvre": 1.0}


def test_a_long_passage_has_windows_of_whole_sentences_and_a_short_one_none() -> None:
    sentences = [f"La phrase numéro {n} dit une chose utile à savoir." for n in range(20)]
    long = passage("long", "Titre ?", " ".join(sentences))
    windows = list(windows_of(long))
    assert len(windows) > 2
    assert all(window.startswith("Titre ?") for window in windows)
    assert all(any(sentence in window for window in windows) for sentence in sentences)
    assert list(windows_of(SUSPENDED)) == []


def test_vectors_are_made_once_and_only_for_what_is_new(tmp_path: Path) -> None:
    made: list[str] = []

    def embed(texts: list[str]) -> np.ndarray:
        made.extend(texts)
        return np.array([[len(text), 1.0] for text in texts], np.float32)

    file = tmp_path / "bench" / "vecteurs.npz"
    keep_vectors(file, ["un", "deux", "un"], embed)
    assert keep_vectors(file, ["trois", "un"], embed)[:, 0].tolist() == [5, 2]
    assert made == ["un", "deux", "trois"]


def test_the_quickstart_cuts_files_as_they_are_and_finds_among_the_pieces(tmp_path: Path) -> None:
    file = tmp_path / "cours.md"
    file.write_text("# Marées\n\n" + "La mer monte et descend. " * 60 + "\n\n# Pain\n\nLe boulanger cuit le pain.")
    pieces = split_files([file])
    assert max(map(len, pieces.values())) <= 1000
    row = quickstart_row([file], ExactStore(), tmp_path / "vecteurs.npz")
    found = row.leg("bread, the baker bakes: boulanger, pain")
    assert "boulanger" in row.texts[max(found, key=found.__getitem__)]
    assert row.fate == "repère"


def test_the_last_row_is_the_search_as_it_is_served(
    small_course: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Embedding every real window takes long, and here only the wiring counts.
    monkeypatch.setattr("bot.evaluation.steps.windows_of", lambda found: [found.text[:20]])
    *parts, served = product_rows(small_course, tmp_path / "fenetres.npz")
    question = "ma facture est suspendue, que faire ?"
    hits = small_course.retriever.search(question, small_course.retriever.encode(question), 10).hits
    leg = served.leg(question)
    assert sorted(leg, key=lambda key: -leg[key])[:5] == [hit.passage.id for hit in hits[:5]]
    first = {row.name: max(found, key=found.__getitem__) for row in parts if (found := row.leg(question))}
    assert len(first) == len(parts)
    assert set(first.values()) <= served.texts.keys()
