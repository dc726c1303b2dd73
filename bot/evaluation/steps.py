"""The rows of the ablation, from BM25 alone to the search as it is served, and the quickstart's beside them."""

import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.corpus.document import CitedPassage
from bot.corpus.ingestion import find_files
from bot.evaluation.ablation import NOTE, Fate, Row, as_rows, measure_rows
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
from bot.evaluation.material import Material, gather
from bot.evaluation.quickstart import quickstart_row
from bot.evaluation.tables import markdown_table
from bot.search.encoder import QuestionVectors
from bot.search.exact import ExactStore
from bot.search.fusion import DEPTH, fuse
from bot.search.indexing import body_text, passage_of
from bot.search.retriever import LoadedIndex
from bot.search.vectors import ChromaStore
from bot.services import Services

_KEPT = "bench"
_WINDOW = 300
_SENTENCE = re.compile(r"(?<=[.!?;:])\s+|\n+")
_BODIES, _TITLES, _QUESTIONS, _WINDOWS = "bodies", "titles", "questions", "windows"

Floats = NDArray[np.float32]


def ablation_table(services: Services, questions: Sequence[GoldenQuestion]) -> str:
    """The whole table in Markdown, with what its last columns mean; raises NoActiveIndex or PackageMissing."""
    kept = services.settings.data_dir / _KEPT
    with tempfile.TemporaryDirectory(prefix="choriste-") as scratch:
        files = [path for path in find_files([services.settings.knowledge_dir]) if path.suffix == ".md"]
        beside = quickstart_row(files, ChromaStore(Path(scratch)), kept / "quickstart.npz")
        measured = measure_rows([beside, *product_rows(services, kept / "fenetres.npz")], questions)
    count = len(measured[0].proof)
    return f"{markdown_table(as_rows(measured))}\n\n{count} questions de développement qui ont une réponse. {NOTE}"


@dataclass(frozen=True)
class _Bench:
    """What the rows are made of: passages, exact vectors of every kind, and the encoder of questions."""

    passages: list[CitedPassage]
    store: ExactStore
    encode: Callable[[str], QuestionVectors]

    def dense(self, collection: str) -> Leg:
        owner = str if collection == _BODIES else passage_of
        return dense_leg(self.store, collection, lambda question: self.encode(question).raw, owner)


def product_rows(services: Services, windows: Path) -> list[Row]:
    """Every row but the quickstart's; ``windows`` is the file that keeps the vectors of that trial."""
    material = gather(services, lambda done, total: None)
    texts = {key: passage.text for key, passage in material.passages.items()}
    bench = _prepare(services, material, windows)
    lexical = cache(lexical_leg(UnmendedIndex.build(without_wordings(bench.passages))))
    worded = cache(lexical_leg(UnmendedIndex.build(bench.passages)))
    bodies, titles, questions = (cache(bench.dense(name)) for name in (_BODIES, _TITLES, _QUESTIONS))
    expand, mend = glossary_expansion(bench.passages), cache(services.retriever.mend)

    def answers_questions(passage: str) -> bool:
        return material.passages[passage].answers_questions

    def three(first: Leg, second: Leg, third: Leg) -> Leg:
        return lambda question: fuse(first(question), second(question), third(question), answers_questions)

    index = services.retriever.load()
    legs: Mapping[str, Leg] = {
        "mots seuls (BM25)": lexical,
        "vecteurs seuls (corps)": bodies,
        "les deux, par les rangs (RRF, k = 60)": rank_fusion(lexical, bodies),
        "les deux, par les scores": score_fusion(lexical, bodies),
        "+ titre ou question, vecteur à part": three(lexical, bodies, titles),
        "+ autres formulations des fiches": three(worded, bodies, questions),
        "essai : fenêtres de 300 caractères": three(worded, bench.dense(_WINDOWS), questions),
        "essai : sigles du glossaire, mots seuls": three(rewritten(expand, worded), bodies, questions),
        "essai : sigles du glossaire, mots et vecteurs": rewritten(expand, three(worded, bodies, questions)),
        "+ fautes de frappe réparées": rewritten(mend, three(worded, bodies, questions)),
        "+ adaptateur": rewritten(mend, _served(replace(index, reranker=None), bench.encode)),
        "+ interaction tardive, tel que servi": rewritten(mend, _served(index, bench.encode)),
    }
    return [Row(name, leg, texts, _fate(name)) for name, leg in legs.items()]


def _fate(name: str) -> Fate:
    if name.startswith("essai"):
        return "essai"
    return "remplacée" if "rangs" in name else "gardée"


def _served(index: LoadedIndex, encode: Callable[[str], QuestionVectors]) -> Leg:
    """The product's own search, with the real Chroma."""
    return lambda question: {hit.passage.id: hit.score for hit in index.search(question, encode(question), DEPTH)}


def _prepare(services: Services, material: Material, file: Path) -> _Bench:
    store = ExactStore()
    raw = material.raw
    store.create(_BODIES, raw.passages, raw.bodies)
    store.create(_QUESTIONS, raw.entries, raw.questions)
    titles = [row for row, entry in enumerate(raw.entries) if entry.endswith("#0")]
    store.create(_TITLES, [raw.entries[row] for row in titles], raw.questions[titles])
    passages = list(material.passages.values())
    cut = {f"{p.id}#{n}": text for p in passages for n, text in enumerate(windows_of(p))}
    windows = keep_vectors(file, list(cut.values()), services.encoder.embed_bodies)
    whole = [f"{passage}#" for passage in raw.passages]
    store.create(_WINDOWS, [*whole, *cut], np.vstack([raw.bodies, windows]))
    return _Bench(passages, store, cache(services.encoder.encode_question))


def windows_of(passage: CitedPassage) -> Iterator[str]:
    """Stretches of whole sentences of about 300 characters, under document and title; none for a short passage."""
    if len(passage.text) <= _WINDOW:
        return
    window = ""
    for sentence in _SENTENCE.split(passage.text):
        if window and len(window) + len(sentence) > _WINDOW:
            yield body_text(replace(passage, text=window))
            window = ""
        window = f"{window} {sentence}".strip()
    yield body_text(replace(passage, text=window))
