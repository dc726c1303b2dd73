"""A set is measured through the product itself, and scored as trec_eval scores."""

import math
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from beir_sets import write_set
from passages import passage
from places import settings_in

from bot.evaluation import retrieval_bench
from bot.evaluation.beir import load_set
from bot.evaluation.errors import PackageMissing
from bot.evaluation.padding import MovedVectors
from bot.search.retriever import Hit
from bot.services import Services, open_services


@pytest.fixture
def open_aside(tmp_path: Path, models: Path) -> Callable[[str], Services]:
    return lambda name: open_services(settings_in(tmp_path / name, models))


def test_a_set_is_indexed_looked_up_scored_and_grown(tmp_path: Path, open_aside: Callable[[str], Services]) -> None:
    folder = write_set(tmp_path / "recettes")
    head, _, first, _, padded, _, grown = retrieval_bench.bench_sets([folder], open_aside, padded_to=60)
    cells = [cell.strip() for cell in first.strip("|").split("|")]
    assert head.startswith("| jeu | passages | questions | nDCG@10 | recall@5 | MRR@10 |")
    assert cells[:6] == ["recettes", "4", "2", "1,000", "1,000", "1,000"]
    assert all(float(cell.replace(",", ".")) > 0 for cell in cells[6:])
    assert "mémoire" in padded
    assert grown.startswith("| recettes | 60 |")


def test_measures_are_those_of_trec_eval() -> None:
    relevant = {"a": {"x": 1, "y": 1}, "b": {"z": 1}, "c": {"w": 1}}
    found = retrieval_bench.score(relevant, {"a": ["o", "x", "y"], "b": ["o", "p", "q", "r", "s", "z"], "c": []})
    ideal = 1 + 1 / math.log2(3)
    ndcg = [(1 / math.log2(3) + 1 / math.log2(4)) / ideal, 1 / math.log2(7), 0]
    assert found["nDCG@10"] == pytest.approx(np.mean(ndcg))
    assert found["recall@5"] == pytest.approx(np.mean([1, 0, 0]))
    assert found["MRR@10"] == pytest.approx(np.mean([1 / 2, 1 / 6, 0]))


def test_a_unit_counts_once_at_the_rank_of_its_best_passage(tmp_path: Path) -> None:
    corpus = [{"_id": f"{doc}#{n}", "text": f"{doc} {n}", "doc": doc} for doc in ("F1", "F2") for n in range(3)]
    beir = load_set(write_set(tmp_path, corpus, qrels=[("q1", "F1#0", 1)], meta={"doc_level": True}))
    order = ("F2#1", "F1#0", "F2#0", "F1#2")
    found = [replace(passage(key, "", ""), document_key=f"beir:{key}") for key in order]
    assert retrieval_bench.best_units(beir, [Hit(p, 1.0, 1.0, 1.0, 1.0) for p in found]) == ["F2", "F1"]


def test_without_the_package_that_scores_the_command_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pytrec_eval", None)
    with pytest.raises(PackageMissing, match=r"tests/requirements\.txt"):
        retrieval_bench.score({"a": {"x": 1}}, {"a": ["x"]})


def test_a_made_up_vector_is_near_a_real_one_and_always_the_same() -> None:
    real = np.eye(8, 384, dtype=np.float32)
    moved = MovedVectors(real)
    made = np.array(moved.embed_documents([f"texte {n}" for n in range(50)]))
    assert np.linalg.norm(made, axis=1) == pytest.approx(1)
    assert ((made @ real.T).max(axis=1) > 0.8).all()
    assert len({vector.tobytes() for vector in made}) == 50
    assert np.allclose(moved.embed_query("texte 7"), made[7])
