"""Headers, footers and page numbers are recognised by their place: the same line, at the same height, page after page.

A chapter's title in the header changes from chapter to chapter, so it is enough that a line comes back on three
neighbouring pages; and once most of a height is known to hold such lines, whatever stands there is one.
"""

import re
from collections import defaultdict
from collections.abc import Sequence

from bot.corpus.pdf_lines import Line

_EDGE_LINES = 2
_NEIGHBOURS = 2  # pages: headers often alternate between left and right pages
_FEWEST = 3
_SAME_HEIGHT = 2.0  # points

Slot = tuple[bool, int]  # at the top of the page?, height in steps of _SAME_HEIGHT


def without_running_lines(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Return ``pages`` without the lines that repeat at their top or bottom."""
    edges = [_edges(lines) for lines in pages]
    repeated = _repeated(edges)
    held: dict[Slot, list[bool]] = defaultdict(list)
    for page, found in enumerate(edges):
        for line, top in found:
            held[_slot(line, top)].append((page, line) in repeated)
    full = {slot for slot, known in held.items() if sum(known) >= _FEWEST and sum(known) >= 0.6 * len(known)}
    kept = []
    for page, lines in enumerate(pages):
        gone = {line for line, top in edges[page] if (page, line) in repeated or _slot(line, top) in full}
        kept.append([line for line in lines if line not in gone])
    return kept


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
            seen[top, _shape(line.text)].append((page, line))
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


def _shape(text: str) -> str:
    """Numbers aside, roman ones too: « Page 3 sur 12 » and « Page 4 sur 12 » have one shape."""
    return re.sub(r"\d+|\b[ivxlc]+$", "#", text.strip())
