"""The answer is the passages' own sentences: the decisive passage first, then what completes it, never more.

With no language model this is all there is, so a cut falls between sentences or steps, a list keeps its order, and
what a second passage would only say again is left out.
"""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.corpus.document import STEPS, CitedPassage
from bot.dialogue.types import Citation
from bot.search.french import terms
from bot.search.retriever import Hit

LONGEST = 900
_SOURCES = 3
_CLOSE = 0.55
_REPEATED = 0.6
_BREAK = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Ý«0-9])|\n")


@dataclass(frozen=True)
class Answer:
    """``text`` carries the marks [1]…[n] of ``citations``; ``reason`` says whether it was found or written."""

    text: str
    citations: tuple[Citation, ...]
    reason: str = "trouvé"


def compose_answer(hits: Sequence[Hit], today: date) -> Answer:
    """Compose from ``hits``, best first, at least one; about 900 characters at most.

    What completes the first passage comes under its own question, for its sentences were written to answer that.
    """
    chosen: list[tuple[CitedPassage, str]] = [(hits[0].passage, shorten(hits[0].passage, LONGEST))]
    for hit in hits[1:6]:
        room = LONGEST - sum(len(text) for _, text in chosen)
        if len(chosen) == _SOURCES or hit.score < _CLOSE * hits[0].score:
            break
        complement = f"**{hit.passage.title}** {hit.passage.text}"
        if len(complement) <= room and not says_again(hit.passage, [text for _, text in chosen]):
            chosen.append((hit.passage, complement))
    citations = tuple(cite(n, passage, text, today) for n, (passage, text) in enumerate(chosen, 1))
    parts = [f"{text.rstrip()} [{n}]" for n, (_, text) in enumerate(chosen, 1)]
    return Answer("\n\n".join(parts), citations)


def shorten(passage: CitedPassage, limit: int) -> str:
    """The passage's first whole sentences or list items within ``limit`` characters; steps are never cut."""
    if len(passage.text) <= limit or passage.kind == STEPS:
        return passage.text
    kept = ""
    for piece in _pieces(passage.text):
        if kept and len(kept) + len(piece) > limit:
            break
        kept += piece
    return kept.strip()


def _pieces(text: str) -> list[str]:
    """``text`` cut after each sentence and line, nothing lost."""
    cuts = [0, *(match.end() for match in _BREAK.finditer(text)), len(text)]
    return [text[a:b] for a, b in itertools.pairwise(cuts)]


def says_again(passage: CitedPassage, texts: list[str]) -> bool:
    """Whether most of the passage's terms already stand in one of ``texts``."""
    new = set(terms(passage.text))
    return any(len(new & set(terms(text))) >= _REPEATED * len(new) for text in texts)


def cite(n: int, passage: CitedPassage, quote: str, today: date) -> Citation:
    """The citation ``[n]`` of ``passage``, of which ``quote`` is shown."""
    checked = passage.checked_on.isoformat() if passage.checked_on else None
    overdue = passage.review_by is not None and passage.review_by < today
    return Citation(
        n, passage.document, passage.section, passage.page, passage.version, passage.id, quote, checked, overdue
    )
