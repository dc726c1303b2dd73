"""Headings are those of the PDF's outline, found again in the text; without an outline, the larger or bold lines."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.corpus.pdf_lines import Line
from bot.corpus.splitting import is_list

_LONGEST = 7  # lines of a heading in a narrow column
_LARGER = 1.12  # a heading's size, in body sizes, when there is no outline
_BRIEF = 200  # characters: longer, large type is a quotation or a cover, bold type an emphasis
_MOST_BOLD = 0.3  # share of a document's text: beyond, bold says nothing
_LEVELS = 4
_DIGITS = "0123456789"
_NUMBER = re.compile(r"^\s*\d+(?:\.\d+)*[.)]?\s+")


@dataclass(frozen=True)
class Heading:
    level: int
    title: str


@dataclass(frozen=True)
class Bookmark:
    """An entry of the outline; ``top`` is the height it points at on its page, when it says so."""

    level: int
    title: str
    top: float | None = None


Item = Line | Heading


def place_bookmarks(lines: Sequence[Line], bookmarks: Sequence[Bookmark]) -> Iterator[Item]:
    """Yield a page's lines with those that print a bookmark's title replaced by a heading.

    A title that isn't printed (a picture, another wording) becomes a heading at the height its bookmark points at.
    """
    found, lost = _printed(lines, bookmarks)
    for bookmark in lost:
        below = (i for i, line in enumerate(lines) if bookmark.top is not None and line.y <= bookmark.top)
        found.setdefault(next(below, 0), []).append((bookmark, 0))
    position = 0
    while position < len(lines):
        taken = 0
        for bookmark, used in found.get(position, ()):
            yield Heading(bookmark.level, bookmark.title)
            taken = max(taken, used)
        if not taken:
            yield lines[position]
        position += taken or 1


def _printed(
    lines: Sequence[Line], bookmarks: Sequence[Bookmark]
) -> tuple[dict[int, list[tuple[Bookmark, int]]], list[Bookmark]]:
    """The bookmarks by the line where their title begins, with its number of lines; and those printed nowhere."""
    waiting = [(bookmark, _writings(bookmark.title)) for bookmark in bookmarks]
    letters = [_letters(line.text) for line in lines]
    found: dict[int, list[tuple[Bookmark, int]]] = {}
    position = 0
    while position < len(lines) and waiting:
        for bookmark, writings in waiting:
            used = _lines_of_title(letters[position : position + _LONGEST], writings)
            if used:
                found[position] = [(bookmark, used)]
                waiting.remove((bookmark, writings))
                position += used - 1
                break
        position += 1
    return found, [bookmark for bookmark, _ in waiting]


def _writings(title: str) -> set[str]:
    """The letters of a title with its number and without, for it may be bookmarked and not printed."""
    return {_letters(title), _letters(_NUMBER.sub("", title))} - {""}


def _lines_of_title(letters: Sequence[str], writings: set[str]) -> int:
    """How many of the first lines print the title; 0 when they don't."""
    longest = max(map(len, writings), default=0)
    if not letters or not letters[0].strip(_DIGITS):
        return 0  # a number on a line of its own is the end of a sentence, not the number of the heading below
    text = ""
    for used, line in enumerate(letters, 1):
        text += line
        if text in writings or text.lstrip(_DIGITS) in writings:
            return used
        if len(text) > longest + len(_DIGITS):
            break
    return 0


def _letters(text: str) -> str:
    """What two writings of one title share: hyphens, spaces and punctuation vary with the line it is set on."""
    return re.sub(r"[\W_]+", "", text).casefold()


def guess_headings(pages: Sequence[Sequence[Line]]) -> Iterator[list[Item]]:
    """Yield each page with its larger lines, and the bold ones that stand alone, made headings."""
    amount: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            amount[_size(line)] += len(line.text)
    body = amount.most_common(1)[0][0] if amount else 0.0
    larger = sorted((size for size in amount if size >= body * _LARGER), reverse=True)
    levels = {size: min(rank, _LEVELS - 1) for rank, size in enumerate(larger, 1)}
    bold = sum(len(line.text) for lines in pages for line in lines if line.bold and _size(line) == body)
    if 0 < bold <= _MOST_BOLD * amount[body]:
        levels[body] = _LEVELS
    for lines in pages:
        yield list(_guessed(lines, levels, body))


def _guessed(lines: Sequence[Line], levels: dict[float, int], body: float) -> Iterator[Item]:
    position = 0
    while position < len(lines):
        first = lines[position]
        group = [first]
        while position + len(group) < len(lines) and _goes_on(group[-1], lines[position + len(group)]):
            group.append(lines[position + len(group)])
        title = " ".join(line.text for line in group)
        stands_out = _size(first) > body or (first.bold and not title.endswith((",", ";", ".")))
        followed = position + len(group) < len(lines)
        if stands_out and followed and _size(first) in levels and _could_be_title(title, group):
            yield Heading(levels[_size(first)], title)
        else:
            yield from group
        position += len(group)


def _goes_on(above: Line, line: Line) -> bool:
    """The same type, on the next line down."""
    close = 0 < above.y - line.y < 1.8 * above.size
    return close and _size(line) == _size(above) and line.bold == above.bold and not line.cells


def _could_be_title(title: str, group: list[Line]) -> bool:
    plain = len(group) <= _LONGEST and len(title) <= _BRIEF and not group[0].cells
    return plain and bool(re.search(r"[^\W\d_]{2}", title)) and not is_list(title)


def _size(line: Line) -> float:
    return round(line.size * 2) / 2
