"""The performance table: each figure beside a reference measured in the same run, so that a busy machine shows.

Absolute times depend on the machine; the ratios are what to compare between two versions.
"""

import resource
import statistics
import time
from collections.abc import Callable, Sequence

from bot.dialogue.types import Question
from bot.evaluation.golden import GoldenQuestion
from bot.evaluation.ingest_bench import measure_ingest
from bot.search.embeddings import DEFAULT_MODEL, SentenceTransformersEmbeddings
from bot.services import Services

_EMBEDDED = 40
_PASSAGES = 48


def measure(services: Services, questions: Sequence[GoldenQuestion]) -> str:
    """A French table of a turn's latency, its stages, embedding speed and memory; raises NoActiveIndex."""
    texts = [question.question for question in questions]
    for text in texts[:5]:
        services.assistant.reply(Question(text))
    replies = [services.assistant.reply(Question(q.question, q.history)) for q in questions]
    turns = [reply.timings_ms["total"] for reply in replies]
    rows = [("un tour, médiane", f"{statistics.median(turns):.1f} ms", "")]
    rows.append(
        (
            "un tour, 95e centile",
            f"{_percentile(turns, 95):.1f} ms",
            f"{_percentile(turns, 95) / statistics.median(turns):.2f} × médiane",
        )
    )
    for stage in ("understand", "retrieve", "judge", "answer"):
        spent = [reply.timings_ms[stage] for reply in replies if stage in reply.timings_ms]
        rows.append(
            (
                f"  dont {stage}",
                f"{statistics.median(spent):.1f} ms",
                f"{statistics.median(spent) / statistics.median(turns):.2f} × tour",
            )
        )
    rows += measure_ingest(services, texts)
    rows += _embedding_rows(services, texts[:_EMBEDDED])
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows.append(("mémoire du processus (avec la référence torch)", f"{memory:.0f} Mio", ""))
    return "\n".join(f"{name:48} {value:>12}  {ratio}" for name, value, ratio in rows)


def _embedding_rows(services: Services, texts: Sequence[str]) -> list[tuple[str, str, str]]:
    """Our encoder against sentence-transformers on torch, on the same texts in turn."""
    reference = SentenceTransformersEmbeddings(str(services.settings.data_dir / "models" / DEFAULT_MODEL))
    reference.embed_query("préparation")
    ours = _each(lambda text: services.encoder.encode_question(text), texts)
    theirs = _each(reference.embed_query, texts)
    passages = [hit.text for hit in list(services.retriever.load().passages.values())[:_PASSAGES]]
    fast = _once(lambda: services.encoder.embed_bodies(passages))
    slow = _once(lambda: reference.embed_documents(passages))
    return [
        ("encoder une question", f"{ours:.1f} ms", f"{theirs / ours:.1f} × plus rapide que torch ({theirs:.1f} ms)"),
        ("encoder des passages", f"{len(passages) / fast:.1f} /s", f"{slow / fast:.2f} × plus rapide que torch"),
    ]


def _each(call: Callable[[str], object], texts: Sequence[str]) -> float:
    """The median milliseconds of ``call`` over ``texts``."""
    spent = []
    for text in texts:
        start = time.perf_counter()
        call(text)
        spent.append((time.perf_counter() - start) * 1000)
    return statistics.median(spent)


def _once(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _percentile(values: Sequence[float], rank: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[rank - 1]
