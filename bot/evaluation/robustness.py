"""What spelling costs: held-out wordings looked up as written, then degraded, with and without the mending.

The wordings are in no index and no adapter that answers them. Each is degraded in five ways by ``noise.degrade``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot.evaluation.adapter_fit import fit_adapter
from bot.evaluation.legs import UnmendedIndex
from bot.evaluation.material import gather, index_without, turn
from bot.evaluation.noise import KINDS, degrade
from bot.search.adapter import Adapter
from bot.search.encoder import Encoder
from bot.search.indexing import passage_of
from bot.search.retriever import LoadedIndex
from bot.services import Services

_DEPTH = 10
_FIRST = 5
_AS_WRITTEN = "telles quelles"


def robustness_table(services: Services) -> str:
    """A Markdown table, a row per way of writing; raises NoActiveIndex. About ten minutes on two idle cores."""
    material = gather(services, lambda done, total: None)
    entries = material.held_out()
    blind = fit_adapter(material, without=set(entries))
    index = index_without(material, entries, blind)
    as_typed = replace(index, lexical=UnmendedIndex.build(list(index.passages.values())))
    rows = [
        f"| {len(entries)} formulations | rappel@5 | MRR@10 | réparées, rappel@5 | réparées, MRR@10 |",
        "|---" * 5 + "|",
    ]
    for kind in (_AS_WRITTEN, *KINDS):
        typed = {entry: _written(material.texts[entry], kind) for entry in entries}
        figures = [
            measure(typed, _as_typed, as_typed, blind, services.encoder),
            measure(typed, index.lexical.speller.mend, index, blind, services.encoder),
        ]
        rows.append(f"| {kind} | " + " | ".join(f"{value:.3f}" for pair in figures for value in pair) + " |")
    return "\n".join(rows)


def measure(
    typed: Mapping[str, str], mend: Callable[[str], str], index: LoadedIndex, adapter: Adapter, encoder: Encoder
) -> tuple[float, float]:
    """(recall@5, MRR@10) of the entries' own passages, asked as ``typed`` once ``mend`` has gone over them."""
    ranks = []
    for entry, text in typed.items():
        asked = mend(text)
        hits = [hit.passage.id for hit in index.search(asked, turn(encoder.encode_question(asked), adapter), _DEPTH)]
        own = passage_of(entry)
        ranks.append(hits.index(own) + 1 if own in hits else 0)
    return _share(ranks, lambda rank: float(rank <= _FIRST)), _share(ranks, lambda rank: 1 / rank)


def _share(ranks: Sequence[int], worth: Callable[[int], float]) -> float:
    return sum(worth(rank) for rank in ranks if rank) / len(ranks)


def _written(text: str, kind: str) -> str:
    return text if kind == _AS_WRITTEN else degrade(text, kind)


def _as_typed(text: str) -> str:
    return text
