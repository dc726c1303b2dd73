"""Headers, footers and page numbers are recognised by their place: the same line, at the same height, page after page.

A chapter's title in the header changes from chapter to chapter, so it is enough that a line comes back on three
neighbouring pages; and once a height is known to hold mostly such lines, whatever stands there is one. A margin is set
apart from the text and no larger than it: numbered slides keep their titles, and a page its first line.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import groupby

from bot.corpus.pdf_lines import Line

_EDGE_LINES = 2
_NEIGHBOURS = 2  # pages: headers often alternate between left and right pages
_FEWEST = 3
_FEWEST_ROWS = 3
_MOSTLY = 0.6
_SAME_HEIGHT = 2.0  # points
_TELLING = 24  # characters
_APART = 1.5  # in its own type sizes, from the text
_LARGE = 1.2  # in body type sizes

Slot = tuple[bool, int]  # at the top of the page?, height in steps of _SAME_HEIGHT


def without_running_lines(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Return ``pages`` without the lines that stand at a height, near the top or the bottom, kept for repeated ones."""
    sizes: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            sizes[line.size] += len(line.text)
    largest = sizes.most_common(1)[0][0] * _LARGE if sizes else 0.0
    tables = [_rows_of_tables(lines) for lines in pages]
    edges = [
        [(line, top) for line, top in _edges(lines) if line.size <= largest and line not in rows]
        for lines, rows in zip(pages, tables, strict=True)
    ]
    repeated = _repeated(edges)
    held: dict[Slot, list[bool]] = defaultdict(list)
    for page, found in enumerate(edges):
        text = [line for line in pages[page] if (page, line) not in repeated]
        for line, top in found:
            held[_slot(line, top)].append((page, line) in repeated and _stands_apart(line, text))
    # Where most lines differ from page to page, the text itself begins: a label that comes back there by chance stays.
    kept_for_them = {slot for slot, known in held.items() if sum(known) >= max(_FEWEST, _MOSTLY * len(known))}
    gone = [{line for line, top in found if _slot(line, top) in kept_for_them} for found in edges]
    return [[line for line in lines if line not in away] for lines, away in zip(pages, gone, strict=True)]


def _rows_of_tables(lines: Sequence[Line]) -> set[Line]:
    """The column names that a table repeats at the top of each page are its own, not a running title."""
    rows: set[Line] = set()
    for cells, run in groupby(lines, key=lambda line: len(line.cells)):
        table = list(run)
        if cells and len(table) >= _FEWEST_ROWS:
            rows.update(table)
    return rows


def _stands_apart(line: Line, text: Sequence[Line]) -> bool:
    return all(abs(line.y - other.y) >= _APART * line.size for other in text)


def _edges(lines: Sequence[Line]) -> list[tuple[Line, bool]]:
    """The lines on the two highest and the two lowest baselines, with whether they are high."""
    heights = sorted({round(line.y / _SAME_HEIGHT) for line in lines}, reverse=True)
    high, low = heights[:_EDGE_LINES], heights[_EDGE_LINES:][-_EDGE_LINES:]
    placed = [(line, round(line.y / _SAME_HEIGHT)) for line in lines]
    return [(line, height in high) for line, height in placed if height in high or height in low]


def _repeated(edges: list[list[tuple[Line, bool]]]) -> set[tuple[int, Line]]:
    seen: dict[tuple[bool, str], list[tuple[int, Line]]] = defaultdict(list)
    for page, found in enumerate(edges):
        for line, top in found:
            for end in _ends(_shape(line.text)):
                seen[top, end].append((page, line))
    repeated: set[tuple[int, Line]] = set()
    for places in seen.values():
        run: list[tuple[int, Line]] = []
        for page, line in places:
            if run and (page - run[-1][0] > _NEIGHBOURS or abs(line.y - run[-1][1].y) > _SAME_HEIGHT):
                run = []
            run.append((page, line))
            if len({number for number, _ in run}) >= _FEWEST:
                repeated.update(run)
    return repeated


def _slot(line: Line, top: bool) -> Slot:
    return top, round(line.y / _SAME_HEIGHT)


def _ends(shape: str) -> set[str]:
    """One end of a header is often the book's title and the other the chapter's: one that comes back is enough."""
    return {shape[:_TELLING], shape[-_TELLING:]}


def _shape(text: str) -> str:
    """Numbers aside, roman ones too: « Page 3 sur 12 » and « Page 4 sur 12 » have one shape."""
    return re.sub(r"\d+|\b[ivxlc]+$", "#", text.strip())
