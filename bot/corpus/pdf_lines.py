"""A PDF page becomes lines in reading order: cells of a table are set in rows, columns drawn side by side are parted.

A page's content stream is nearly always in reading order, column after column, so that order is kept; positions serve
only where it is not (rows drawn across two columns) and where it says too little (tables, margins).
"""

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pypdf import PageObject
from pypdf.generic import DictionaryObject
from pypdf.generic._font import Font  # the only reader of font widths that pypdf has

from bot.corpus.pdf_order import Unit, in_reading_order

_WIDE_GAP = 0.6  # in type sizes: beyond, two stretches of a baseline may be two cells
_NEXT_LINE = 2.3  # in type sizes: farther down, a line does not belong to the same cell
_ALIGNED = 3.0  # points
_ASCENT = 0.7  # of the type size: how high its letters stand
_TOUCHING = (-0.06, 0.12)  # in type sizes: closer than any space between words
_USUAL_WIDTH = 500  # thousandths of the type size
_FARTHEST = 1e6  # points: beyond, a damaged number
_BOLD = re.compile(r"bold|black|heavy|semib|demi", re.I)
_MARKER = re.compile(r"(?:\d{1,2}[.)]|[a-z][.)]|[-*•◦▪–o])")
_LEADERS = re.compile(r"(?:[.…]\s?){4,}\s*(?:\d{1,4}|[ivxlc]{1,6})$")
_TALLEST_CELL = 12  # lines
_NOTE_SIZE = 0.8  # in the type size of the text
_UNIT = re.compile(r"\b[kcdm]?m$")
_PROSE = 25  # characters: shorter cells are a table's, not a column's


@dataclass(frozen=True)
class Line:
    """``y`` grows upwards, in points; ``cells`` are a table row's, their lines kept, empty for a line of text."""

    text: str
    x: float
    y: float
    size: float
    bold: bool = False
    cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class Piece:
    """A stretch of text as the content stream shows it, where it ends, and the quarter turns of its baseline."""

    line: Line
    end: float
    turns: int = 0
    exact: bool = False  # the widths of all its letters are known, and so is its end


@dataclass
class _Cell:
    """Lines under one another that start at the same place."""

    pieces: list[Piece]

    @property
    def first(self) -> Line:
        return self.pieces[0].line

    @property
    def lines(self) -> list[Line]:
        return [piece.line for piece in self.pieces]


class TextFinder:
    """Finds the pieces of text of a document's pages; its fonts are measured once.

    What a damaged file makes pypdf raise comes out of ``find`` and of nothing else in this module.
    """

    def __init__(self) -> None:
        self._fonts: dict[int, dict[str, float]] = {}

    def find(self, page: PageObject) -> list[Piece]:
        """Return the pieces in the order of the content stream."""
        shown: list[tuple[str, list[float], list[float], DictionaryObject | None, float]] = []
        whole = page.extract_text(visitor_text=lambda *piece: shown.append(piece))
        cursor = 0
        pieces: list[Piece] = []
        origin: Piece | None = None
        for text, cm, tm, font, size in shown:
            if not text.strip():
                continue
            # pypdf writes some of the spaces between pieces in the page's text alone: they are looked up there.
            found = whole.find(text, cursor)
            spaced = found < 1 or whole[found - 1].isspace()
            cursor = found + len(text) if found >= 0 else cursor
            for placed in self._placed(text, cm, tm, font, size):
                last = pieces[-1] if pieces else None
                piece = placed
                if last and origin and _same_place(origin, placed):
                    if placed.line.text.strip() == last.line.text.strip():
                        continue  # struck twice to look bold
                    piece = _moved(placed, last.end)
                origin = placed
                if spaced and not (last and _touch(last, piece)):
                    piece = replace(piece, line=replace(piece.line, text=f" {piece.line.text}"))
                pieces.append(piece)
                spaced = True
        return pieces

    def _placed(
        self, text: str, cm: list[float], tm: list[float], font: DictionaryObject | None, size: float
    ) -> Iterator[Piece]:
        a, b = tm[0] * cm[0] + tm[1] * cm[2], tm[0] * cm[1] + tm[1] * cm[3]
        x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        if max(abs(x), abs(y), abs(size)) > _FARTHEST:
            return
        turns = round(math.atan2(b, a) / (math.pi / 2)) % 4
        for _ in range(turns):
            x, y = y, -x
        points = max(size * math.hypot(a, b), 1.0)
        bold = font is not None and bool(_BOLD.search(str(font.get("/BaseFont", ""))))
        for number, part in enumerate(text.split("\n")):
            if part.strip():
                width, exact = self._width(part.strip(), font)
                line = Line(_clean(part), x, y - number * points * 1.2, points, bold)
                yield Piece(line, x + width * points, turns, exact)

    def _width(self, text: str, resource: DictionaryObject | None) -> tuple[float, bool]:
        """The width of ``text`` in type sizes, without what justification adds, and whether all of it is known."""
        widths = self._widths(resource) if resource is not None else {}
        known = [widths.get(character) for character in text]
        return sum(_USUAL_WIDTH if width is None else width for width in known) / 1000, None not in known

    def _widths(self, resource: DictionaryObject) -> dict[str, float]:
        reference = getattr(resource.indirect_reference, "idnum", id(resource))
        if reference not in self._fonts:
            font = Font.from_font_resource(resource)
            # Composite fonts measure glyph codes, which the font's map turns into characters.
            shown = ((font.character_map.get(code, code), width) for code, width in font.character_widths.items())
            self._fonts[reference] = {str(character): float(width) for character, width in shown}
        return self._fonts[reference]


def _same_place(before: Piece, after: Piece) -> bool:
    """What follows in another type, without a move, is given the start of its line: it stands after the former."""
    level = before.turns == after.turns and abs(before.line.y - after.line.y) < 0.4 * after.line.size
    return level and abs(before.line.x - after.line.x) < 0.01


def _moved(piece: Piece, x: float) -> Piece:
    return replace(piece, line=replace(piece.line, x=x), end=piece.end - piece.line.x + x)


def _touch(left: Piece, right: Piece) -> bool:
    """Letters set one by one: the second starts where the first ends, so that no space stands between them."""
    closest, farthest = _TOUCHING
    level = left.turns == right.turns and abs(left.line.y - right.line.y) < 0.1 * right.line.size
    gap = (right.line.x - left.end) / right.line.size
    return level and left.exact and closest <= gap < farthest and not left.line.text.endswith(" ")


def lines_of(pieces: Iterable[Piece]) -> list[Line]:
    """Return a page's lines; text turned another way than most of it (a stamp, a margin note) is last."""
    ways: dict[int, list[Piece]] = {}
    for piece in pieces:
        ways.setdefault(piece.turns, []).append(piece)
    longest_first = sorted(ways.values(), key=lambda way: -sum(len(piece.line.text) for piece in way))
    units = (unit for way in longest_first for unit in in_reading_order(list(_units(_cells(way)))))
    return [replace(line, text=one_line(line.text)) for unit in units for line in unit.lines]


def is_contents_page(lines: Sequence[Line]) -> bool:
    """A page of dotted leaders and page numbers: it points at the text and says nothing itself."""
    return len(lines) >= 4 and sum(bool(_LEADERS.search(line.text)) for line in lines) >= 0.3 * len(lines)


def one_line(text: str) -> str:
    """``text`` with compatibility characters, curly apostrophes and runs of spaces made plain."""
    return _clean(text).strip()


def _clean(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).replace("\u2019", "'").replace("\u2010", "-")
    return re.sub(r"\s+", " ", plain)


def _cells(pieces: list[Piece]) -> list[_Cell]:
    cells: list[_Cell] = []
    for piece in pieces:
        last = cells[-1].pieces[-1] if cells else None
        if last and _on_one_baseline(last.line, piece.line):
            marker = bool(_MARKER.fullmatch(last.line.text.strip()))
            spaced = last.line.text.endswith(" ") or piece.line.text.startswith(" ")
            if spaced and not marker and piece.line.x - last.end > _WIDE_GAP * piece.line.size:
                if len(cells[-1].pieces) > 1:
                    cells.append(_Cell([cells[-1].pieces.pop()]))
                cells.append(_Cell([piece]))
                continue
            apart = marker or _is_note_call(last.line, piece.line) or _is_note_call(piece.line, last.line)
            text = f"{last.line.text} {piece.line.text}" if apart else last.line.text + piece.line.text
            both = replace(last.line, text=text, bold=last.line.bold and piece.line.bold)
            cells[-1].pieces[-1] = Piece(both, piece.end)
        elif last and _under(cells[-1].first, last.line, piece.line):
            cells[-1].pieces.append(piece)
        else:
            cells.append(_Cell([piece]))
    return cells


def _is_note_call(text: Line, number: Line) -> bool:
    """A small number beside a word calls, or opens, a note; beside a unit, it is its power."""
    small = number.size < _NOTE_SIZE * text.size and number.text.strip().isdigit()
    return small and not _UNIT.search(text.text)


def _on_one_baseline(left: Line, right: Line) -> bool:
    return abs(right.y - left.y) < 0.4 * left.size and right.x > left.x


def _under(first: Line, last: Line, line: Line) -> bool:
    return 0 < last.y - line.y < _NEXT_LINE * last.size and abs(line.x - first.x) < _ALIGNED


def _units(cells: list[_Cell]) -> Iterator[Unit]:
    """What is read together: a run of lines, a column drawn across, a table."""
    rows = _rows(cells)
    position = 0
    while position < len(rows):
        run = [rows[position]]
        while position + len(run) < len(rows) and _continues(run, rows[position + len(run)]):
            run.append(rows[position + len(run)])
        position += len(run)
        if len(run) < 2 or len(run[0]) < 2:
            for row in run:
                yield from _as_text(row)
        elif _is_prose(run):
            for column in zip(*(_by_column(row, run[0]) for row in run), strict=True):
                inside = [cell for cells in column for cell in cells]
                yield _unit(inside, [line for cell in inside for line in cell.lines])
        else:
            yield _unit([cell for row in run for cell in row], _as_table(run))


def _unit(cells: Sequence[_Cell], lines: Iterable[Line]) -> Unit:
    pieces = [piece for cell in cells for piece in cell.pieces]
    return Unit(
        tuple(lines),
        left=min(piece.line.x for piece in pieces),
        right=max(piece.end for piece in pieces),
        top=max(piece.line.y + piece.line.size * _ASCENT for piece in pieces),
        bottom=min(piece.line.y for piece in pieces),
    )


def _rows(cells: list[_Cell]) -> list[list[_Cell]]:
    """Cells that follow each other to the right, from the same baseline, make a row."""
    rows: list[list[_Cell]] = []
    for cell in cells:
        last = rows[-1][-1] if rows else None
        if last and _on_one_baseline(last.first, cell.first):
            rows[-1].append(cell)
        else:
            rows.append([cell])
    return rows


def _continues(run: list[list[_Cell]], row: list[_Cell]) -> bool:
    """``row`` stands under the run, and its cells start where those of the run's first row do."""
    starts = [cell.first.x for cell in run[0]]
    aligned = all(any(abs(cell.first.x - start) < _ALIGNED for start in starts) for cell in row)
    low = all(len(cell.lines) <= _TALLEST_CELL for line in (run[-1], row) for cell in line)
    return 2 <= len(row) <= len(starts) and aligned and low and row[0].first.y < run[-1][0].first.y


def _is_prose(run: list[list[_Cell]]) -> bool:
    """Five rows or more of single, long lines in every column: text columns, drawn across."""
    if len(run) < 5 or any(len(cell.lines) > 1 for row in run for cell in row):
        return False
    placed = zip(*(_by_column(row, run[0]) for row in run), strict=True)
    columns = [[len(cell.first.text) for cells in column for cell in cells] for column in placed]
    return all(sorted(column)[len(column) // 2] >= max(_PROSE, 0.6 * max(column)) for column in columns)


def _as_text(row: list[_Cell]) -> Iterator[Unit]:
    if all(len(cell.lines) == 1 for cell in row):
        first = row[0].first
        text = "".join(cell.first.text for cell in row)
        yield _unit(row, [replace(first, text=text, bold=all(cell.first.bold for cell in row))])
    else:
        yield from (_unit([cell], cell.lines) for cell in row)


def _as_table(run: list[list[_Cell]]) -> Iterator[Line]:
    for row in run:
        columns = _by_column(row, run[0])
        cells = tuple("\n".join(one_line(line.text) for cell in cells for line in cell.lines) for cells in columns)
        yield replace(row[0].first, text=" ".join(filter(None, cells)), cells=cells)


def _by_column(row: list[_Cell], first: list[_Cell]) -> list[list[_Cell]]:
    """The cells of ``row`` under those of the first row, which may have more."""
    columns: list[list[_Cell]] = [[] for _ in first]
    for cell in row:
        columns[min(range(len(first)), key=lambda i: abs(first[i].first.x - cell.first.x))].append(cell)
    return columns
