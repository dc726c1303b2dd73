"""The answer is the passages' own sentences: the decisive passage first, then what completes it, never more.

With no language model this is all there is, so a cut falls between sentences or steps, a list keeps its order, and
what a second passage would only say again is left out.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.corpus.document import CitedPassage
from bot.dialogue.excerpts import excerpt, new_sentences, sentences
from bot.dialogue.types import Citation
from bot.search.french import terms
from bot.search.retriever import Hit

LONGEST = 900
_SOURCES = 3
_CLOSE = 0.55
_REPEATED = 0.6
_ONE_MARK = 240  # characters; a longer paragraph has its mark after its decisive sentence too
_DECISIVE = 40
_LISTED = re.compile(r"\s*(?:\d{1,2}[.)]|[-*•–])\s|\||\s{2,}\S")  # an item, its second line, or a table's row


@dataclass(frozen=True)
class Answer:
    """``text`` carries the marks [1]…[n] of ``citations``; ``reason`` says whether it was found or written."""

    text: str
    citations: tuple[Citation, ...]
    reason: str = "trouvé"


def compose_answer(question: str, hits: Sequence[Hit], today: date) -> Answer:
    """Compose from ``hits``, best first, at least one; about 900 characters at most.

    What completes the first passage comes under its own question, for its sentences were written to answer that.
    """
    first = hits[0].passage
    chosen: list[tuple[CitedPassage, str]] = [(first, excerpt(question, first, LONGEST))]
    for hit in hits[1:6]:
        said = [text for _, text in chosen]
        room = LONGEST - sum(len(text) for text in said) - len(hit.passage.title)
        if len(chosen) == _SOURCES or hit.score < _CLOSE * hits[0].score:
            break
        if says_again(hit.passage, said):
            continue
        complement = new_sentences(excerpt(question, hit.passage, LONGEST), said)
        if complement and len(complement) <= room:
            chosen.append((hit.passage, complement))
    citations = tuple(cite(n, passage, text, today) for n, (passage, text) in enumerate(chosen, 1))
    parts = [
        with_marks(text if n == 1 else _under_its_title(passage, text), n)
        for n, (passage, text) in enumerate(chosen, 1)
    ]
    return Answer("\n\n".join(parts), citations)


def _under_its_title(passage: CitedPassage, text: str) -> str:
    # Markdown knows a list or a table by its first line.
    return f"**{passage.title}**\n\n{text}" if _LISTED.match(text) else f"**{passage.title}** {text}"


def with_marks(text: str, n: int) -> str:
    """``text`` with the mark [n] after its decisive sentence and at the end of each paragraph, list or table."""
    lines = text.strip().split("\n")
    marked = []
    for i, line in enumerate(lines):
        after = lines[i + 1] if i + 1 < len(lines) else ""
        inside = bool(_LISTED.match(line) and _LISTED.match(after))
        if not line.strip() or inside or _announces(line, after or "".join(lines[i + 2 : i + 3])):
            marked.append(line)
        elif i == 0 and not _LISTED.match(line):
            marked.append(_mark_paragraph(line, n))
        else:
            marked.append(f"{line.rstrip()} [{n}]")
    return "\n".join(marked)


def _announces(line: str, follows: str) -> bool:
    """Whether ``line`` only leads to what follows, which has its own mark: « Faites ainsi : », or a title."""
    said = line.strip()
    is_title = said.startswith("**") and said.endswith("**") and said.count("**") == 2
    return bool(follows) and (is_title or said.rstrip("*").endswith(":"))


def _mark_paragraph(line: str, n: int) -> str:
    pieces = sentences(line)
    if len(line) < _ONE_MARK or len(pieces) < 2:
        return f"{line.rstrip()} [{n}]"
    # « En deux niveaux. » decides nothing yet.
    decisive = 1 if len(pieces[0]) >= _DECISIVE or len(pieces) == 2 else 2
    first, rest = "".join(pieces[:decisive]), "".join(pieces[decisive:])
    return f"{first.rstrip()} [{n}] {rest.strip()} [{n}]"


def says_again(passage: CitedPassage, texts: Sequence[str]) -> bool:
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
