"""The performance table: each figure beside its target and a reference taken in the same run, to show a busy machine.

Absolute times depend on the machine; the ratio to one plain embedding of a question is what to compare between two
versions. The reference is taken between the turns, so that whatever slows one slows the other.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from itertools import cycle, islice

import numpy as np

from bot.dialogue.types import Question, Reply
from bot.evaluation.golden import GoldenQuestion
from bot.evaluation.processes import memory_mib, seconds_to_answer
from bot.evaluation.tables import Cells
from bot.services import Services

_TURNS = 200
_WARMING = 5
_PASSAGES = 48
_STAGES = {"understand": "comprendre", "retrieve": "chercher", "judge": "juger", "answer": "répondre"}
_P50_MS, _P95_MS, _MEMORY_MIB = 60, 150, 1536


def measure(services: Services, questions: Sequence[GoldenQuestion], start: Callable[[], float] | None = None) -> Cells:
    """The table, heading first, as its cells; raises NoActiveIndex, or ChildFailed from the start-up measure.

    ``start`` gives the seconds that the application takes to answer: by default it is started over the same data.
    """
    services.retriever.load()
    asked = [Question(q.question, q.history) for q in islice(cycle(questions), _TURNS)]
    for question in asked[:_WARMING]:
        services.assistant.reply(question)
    replies, encoding = ask_and_encode(services, asked)
    reference = statistics.median(encoding)
    turns = [reply.timings_ms["total"] for reply in replies]
    p50, p95 = np.percentile(turns, [50, 95])
    memory = memory_mib()
    rows = [
        ["mesure", "valeur", "cible", "rapport à l'encodage"],
        ["encoder une question, médiane", _ms(reference), "", "1.00"],
        ["un tour, médiane", _ms(p50), f"≤ {_P50_MS} ms", f"{p50 / reference:.2f}"],
        ["un tour, 95e centile", _ms(p95), f"≤ {_P95_MS} ms", f"{p95 / reference:.2f}"],
    ]
    for stage, name in _STAGES.items():
        spent = statistics.median([reply.timings_ms.get(stage, 0.0) for reply in replies])
        rows.append([f"dont {name}, médiane", _ms(spent), "", f"{spent / reference:.2f}"])
    held = "–" if memory is None else f"{memory:.0f} Mio"
    rows.append([f"mémoire après {len(asked)} tours", held, f"≤ {_MEMORY_MIB} Mio", ""])
    rows.append(["encoder des passages", f"{_passages_per_second(services):.1f} /s", "", ""])
    first, second = (start() if start else seconds_to_answer(services.settings.data_dir) for _ in range(2))
    rows.append(["premier démarrage, jusqu'à /healthz", f"{first:.1f} s", "", ""])
    rows.append(["second démarrage, jusqu'à /healthz", f"{second:.1f} s", "", ""])
    return rows


def ask_and_encode(services: Services, questions: Sequence[Question]) -> tuple[list[Reply], list[float]]:
    """The reply to each question, and the milliseconds of one plain embedding of it just before."""
    replies, encoding = [], []
    for question in questions:
        began = time.perf_counter()
        services.encoder.encode_question(question.text)
        encoding.append((time.perf_counter() - began) * 1000)
        replies.append(services.assistant.reply(question))
    return replies, encoding


def _passages_per_second(services: Services) -> float:
    texts = [passage.text for passage in list(services.retriever.load().passages.values())[:_PASSAGES]]
    began = time.perf_counter()
    services.encoder.embed_bodies(texts)
    return len(texts) / (time.perf_counter() - began)


def _ms(value: float) -> str:
    return f"{value:.1f} ms"
