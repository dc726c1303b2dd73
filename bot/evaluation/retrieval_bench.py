"""Retrieval measured outside the course: BEIR sets go through SQL, the indexer, Chroma and the retriever as served.

Nothing here ranks anything: a set is taken in as fascicles are, its questions are looked up one at a time, and
``pytrec_eval`` scores what came back. A document cut into several passages counts at the rank of its best one.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.corpus.library import store_version
from bot.dialogue.types import Question
from bot.evaluation.beir import BeirSet, as_documents, document_id, load_set
from bot.evaluation.errors import PackageMissing
from bot.evaluation.padding import pad
from bot.evaluation.processes import ask_beside
from bot.evaluation.tables import markdown_lines
from bot.search.fusion import DEPTH
from bot.search.retriever import Hit
from bot.services import Services

_JUDGED = 10
_WARMING = 5
_MEASURES = {"nDCG@10": "ndcg_cut_10", "recall@5": "recall_5", "MRR@10": "recip_rank"}
_HEAD = ["jeu", "passages", "questions", *_MEASURES, "p50 (ms)", "p95 (ms)", "passages/s"]


@dataclass(frozen=True)
class SetFigures:
    """One line of the table; ``per_second`` is None when every vector was already known."""

    name: str
    passages: int
    queries: int
    quality: Mapping[str, float]
    milliseconds: Sequence[float]
    per_second: float | None


def bench_sets(folders: Sequence[Path], open_aside: Callable[[str], Services], padded_to: int = 0) -> Iterator[str]:
    """The table of the sets in ``folders``, line by line; then a turn over the first, grown to ``padded_to`` passages.

    ``open_aside(name)`` opens a house in a folder of that name, for one set alone. Raises MeasureRefused.
    """
    sets = [load_set(folder) for folder in folders]
    yield from markdown_lines([_HEAD])
    grown: list[list[str]] = []
    for number, beir in enumerate(sets):
        with closing(open_aside(f"{number}-{beir.name}")) as house:
            yield from markdown_lines([_HEAD, as_row(measure_set(beir, house))])[2:]
            if padded_to and number == 0:
                grown = measure_padded(beir, house, padded_to)
    if grown:
        yield from ["", *markdown_lines(grown)]


def measure_set(beir: BeirSet, house: Services) -> SetFigures:
    """Take ``beir`` in, look every judged question up, and score; ``house`` is its own. Raises PackageMissing."""
    passages, per_second = publish_set(beir, house)
    questions = {query: beir.queries[query] for query in beir.relevant}
    for text in list(questions.values())[:_WARMING]:
        _look_up(house, text)
    runs, spent = {}, []
    for query, text in questions.items():
        start = time.perf_counter()
        hits = _look_up(house, text)
        spent.append((time.perf_counter() - start) * 1000)
        runs[query] = best_units(beir, hits)
    return SetFigures(beir.name, passages, len(questions), score(beir.relevant, runs), spent, per_second)


def measure_padded(beir: BeirSet, house: Services, passages: int) -> list[list[str]]:
    """Whole turns over an index of at least ``passages``, in a process of their own, for its memory to be its own."""
    size = pad(house, passages)
    texts = [beir.queries[query] for query in beir.relevant]
    warming = texts[:_WARMING]
    turns = ask_beside(house.settings.data_dir, [Question(text) for text in [*warming, *texts]])
    p50, p95 = np.percentile(turns.milliseconds[len(warming) :], [50, 95])
    memory = f"{turns.peak_mib:.0f}" if turns.peak_mib else "–"
    return [
        ["index rempli", "passages", "tour, p50 (ms)", "tour, p95 (ms)", "mémoire, maximum (Mio)"],
        [beir.name, str(size), f"{p50:.1f}", f"{p95:.1f}", memory],
    ]


def publish_set(beir: BeirSet, house: Services) -> tuple[int, float | None]:
    """Put the whole set in service; returns its passages, and passages per second if anything had to be embedded."""
    with house.database.session() as session:
        versions = [store_version(session, read)[0].id for read in as_documents(beir)]
    known: list[int] = []
    house.encoder.encode_question("préparation")  # the model's own loading isn't the indexing's
    start = time.perf_counter()
    with house.indexer.writing():
        house.indexer.publish(versions, lambda done, total: known.append(total - done))
    spent = time.perf_counter() - start
    passages = len(house.retriever.load().passages)
    return passages, passages / spent if known[0] else None


def best_units(beir: BeirSet, hits: Sequence[Hit]) -> list[str]:
    """The ten best units of ``hits``, each once, at the rank of its best passage."""
    units = (beir.documents[document_id(hit.passage.document_key)].unit for hit in hits)
    return list(dict.fromkeys(units))[:_JUDGED]


def score(relevant: Mapping[str, Mapping[str, int]], runs: Mapping[str, Sequence[str]]) -> dict[str, float]:
    """The mean of each measure over the queries of ``relevant``; raises PackageMissing."""
    try:
        import pytrec_eval  # for this command alone: the product doesn't carry it
    except ImportError as error:
        raise PackageMissing(
            "Le paquet qui calcule les mesures manque : pip install -r tests/requirements.txt, puis relancez."
        ) from error
    evaluator = pytrec_eval.RelevanceEvaluator(
        {query: dict(units) for query, units in relevant.items()}, {"ndcg_cut.10", "recall.5", "recip_rank"}
    )
    # Scores by rank: trec_eval orders equal scores its own way.
    ranked = {
        query: {unit: float(_JUDGED - rank) for rank, unit in enumerate(runs.get(query, ()))} for query in relevant
    }
    found = evaluator.evaluate({query: scores or {"∅": 0.0} for query, scores in ranked.items()})
    return {name: float(np.mean([row[key] for row in found.values()])) for name, key in _MEASURES.items()}


def as_row(found: SetFigures) -> list[str]:
    """The cells of one set, under those of ``_HEAD``."""
    p50, p95 = np.percentile(found.milliseconds, [50, 95])
    speed = f"{found.per_second:.1f}" if found.per_second else "–"
    quality = [f"{found.quality[name]:.3f}" for name in _MEASURES]
    return [found.name, str(found.passages), str(found.queries), *quality, f"{p50:.1f}", f"{p95:.1f}", speed]


def _look_up(house: Services, text: str) -> tuple[Hit, ...]:
    """As a turn looks a question up: its spelling mended, then encoded and searched."""
    asked = house.retriever.mend(text)
    return house.retriever.search(asked, house.retriever.encode(asked), DEPTH).hits
