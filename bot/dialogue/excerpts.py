"""What of a passage answers this question: its first sentences, the sentences that speak of it, or the rows of a table.

The answer to a question of a fiche begins with what decides, so it is cut from the end. A page of a fascicle was
written for no question: there the rare words of the question choose, and a sentence that leans on the one before
brings it along. Steps are never cut.
"""

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from bot.corpus.document import NOTES, STEPS, TABLE, TEXT, CitedPassage
from bot.dialogue.followup import subject_words
from bot.search.french import stem, terms

LONG = 600  # characters; a shorter page is shown whole
_ENOUGH = 450
_MOST_ROWS = 3
_RELEVANT = 0.4
_NEARLY = 0.7
_BREAK = re.compile(r"(?<=[.!?])(?<!\b[A-Z]\.)(?<!\bart\.)(?<!\bex\.)\s+(?=[A-ZÀ-Ý«0-9])|\n")
_BULLET = re.compile(r"\s*[-*•–]\s")
_LISTED = re.compile(r"\s*(?:\d{1,2}[.)]|[-*•–])\s")
_RULE = re.compile(r"\|[\s:|-]+\|?\s*$")
_LEANING = re.compile(
    r"\W*(?:mais|sinon|ensuite|puis|alors|donc|ainsi|dans ce cas|dans ces cas|en revanche|au contraire|sauf|et|ou|"
    r"ils?|elles?|cela|ça|ce|c'|c’|ces|cette|cet|celui|celle|ceux|toutefois|cependant|néanmoins|à défaut)\b",
    re.I,
)


def excerpt(question: str, passage: CitedPassage, limit: int) -> str:
    """The passage's own words, in order, that answer ``question`` within about ``limit`` characters."""
    text = passage.text
    if passage.kind == STEPS:
        return text
    if passage.kind in (TABLE, NOTES) and "\n|" in f"\n{text}":
        return pick_rows(question, text)
    if passage.kind in (TEXT, NOTES) and len(text) > LONG:
        return pick_sentences(question, passage, limit)
    return shorten(text, limit)


def shorten(text: str, limit: int) -> str:
    """The first whole sentences or list items of ``text`` within ``limit`` characters, the first one at least."""
    if len(text) <= limit:
        return text
    kept = ""
    for piece in sentences(text):
        if kept and len(kept) + len(piece) > limit:
            break
        kept += piece
    return kept.strip()


def sentences(text: str) -> list[str]:
    """``text`` cut after each sentence and line, nothing lost."""
    cuts = [0, *(match.end() for match in _BREAK.finditer(text)), len(text)]
    return [text[a:b] for a, b in itertools.pairwise(cuts) if text[a:b]]


def pick_sentences(question: str, passage: CitedPassage, limit: int) -> str:
    """The stretch of the passage that holds most of the question's rare words, begun where it makes sense alone.

    Its first sentences when it holds none of them.
    """
    pieces = _statements(passage.text, limit)
    scores = _overlaps(question, pieces, known=passage.title)
    if not any(scores):
        return shorten(passage.text, limit)
    if sum(bool(_BULLET.match(piece)) for piece in pieces) > len(pieces) / 2:
        return _pick_items(pieces, scores, limit)
    first = last = max(range(len(pieces)), key=lambda n: (scores[n], -n))
    size = len(pieces[first])
    while first and _LEANING.match(pieces[first]) and size + len(pieces[first - 1]) <= limit:
        first -= 1
        size += len(pieces[first])
    # What follows explains, as far as it goes; what comes before is told only if it speaks of the question too.
    while last + 1 < len(pieces) and size + len(pieces[last + 1]) <= limit:
        after = pieces[last + 1]
        if size > _ENOUGH and not (scores[last + 1] or _LEANING.match(after)):
            break
        last += 1
        size += len(after)
    while first and scores[first - 1] and size + len(pieces[first - 1]) <= limit:
        first -= 1
        size += len(pieces[first])
    return "".join(pieces[first : last + 1]).strip()


def _pick_items(pieces: Sequence[str], scores: Sequence[float], limit: int) -> str:
    """The points of a list that hold the most of the question, in order: each stands alone, so others may be left."""
    best = max(scores)
    chosen: list[int] = []
    for n in sorted(range(len(pieces)), key=lambda n: (-scores[n], n)):
        size = sum(len(pieces[m]) for m in chosen)
        if chosen and (scores[n] < _RELEVANT * best or size + len(pieces[n]) > limit):
            continue
        chosen.append(n)
    return "".join(pieces[n] for n in sorted(chosen)).strip()


def _statements(text: str, limit: int) -> list[str]:
    """The sentences of ``text``, but each item of a list whole as far as ``limit`` allows: half an item misleads."""
    pieces: list[str] = []
    for line in text.splitlines(keepends=True):
        pieces += [line] if _LISTED.match(line) and len(line) <= limit else sentences(line)
    return pieces


def pick_rows(question: str, text: str) -> str:
    """``text`` with its table reduced to the rows that speak of the question, its head kept; whole if none does."""
    lines = text.split("\n")
    table = [n for n, line in enumerate(lines) if line.startswith("|")]
    head = [n for n in table[:2] if n == table[0] or _RULE.match(lines[n])]
    rows = table[len(head) :]
    if len(rows) <= _MOST_ROWS:
        return text
    scores = _overlaps(question, [lines[n] for n in rows])
    best = max(scores)
    if not best:
        return text
    kept = [n for n, score in zip(rows, scores, strict=True) if score >= _NEARLY * best][:_MOST_ROWS]
    gone = set(rows) - set(kept)
    return "\n".join(line for n, line in enumerate(lines) if n not in gone)


def _overlaps(question: str, pieces: Sequence[str], known: str = "") -> list[float]:
    """How much of the question each piece holds: its words weigh more the fewer the pieces that hold them."""
    held = [set(terms(piece)) for piece in pieces]
    counts = Counter(term for piece in held for term in piece)
    asked = {stem(word) for word in subject_words(question)}
    weights = {term: math.log(1 + len(pieces) / counts[term]) for term in asked if counts[term]}
    for term in set(terms(known)) & weights.keys():
        weights[term] /= 2
    return [sum(weights[term] for term in piece & weights.keys()) for piece in held]


def new_sentences(text: str, said: Iterable[str]) -> str:
    """``text`` without the sentences that ``said`` holds already, unless the next one leans on them."""
    known = set(terms(" ".join(said)))
    pieces = sentences(text)
    kept = []
    for piece, after in itertools.pairwise([*pieces, ""]):
        own = set(terms(piece))
        repeated = len(own) > 3 and len(own & known) >= 0.85 * len(own)
        if not repeated or _LEANING.match(after) or _LISTED.match(piece):
            kept.append(piece)
    return "".join(kept).strip()
