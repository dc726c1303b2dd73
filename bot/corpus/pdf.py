"""A PDF becomes blocks: its outline gives the headings, repeated headers and footers go, cut words are joined."""

import io
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import Destination

from bot.corpus.errors import UnreadableFile
from bot.corpus.file_text import Progress, tell_nobody
from bot.corpus.hyphens import Vocabulary
from bot.corpus.pdf_doubts import doubts_of_pages, why_nothing
from bot.corpus.pdf_forms import with_form_values
from bot.corpus.pdf_headings import Bookmark, Heading, Item, guess_headings, place_bookmarks
from bot.corpus.pdf_lines import Line, Piece, TextFinder, is_contents_page, lines_of, one_line
from bot.corpus.running_lines import without_running_lines
from bot.corpus.splitting import Block, is_list
from bot.corpus.tables import as_markdown

if TYPE_CHECKING:
    from bot.corpus.recognition import Recognised  # it loads Tesseract's and PDFium's, which few files need

# pypdf lets all of these out of a damaged file; each means the same to the person who gave it.
_DAMAGE = (
    PyPdfError, ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError,
    struct.error, zlib.error,
)  # fmt: skip
_SHORT_LINE = 0.72  # a line shorter than this share of the usual width ends its paragraph
_FEW_LETTERS = 60  # on a page: if it shows a large picture, its text is in there
_WIDE_LEADING = 1.3  # in usual leadings: lines farther apart belong to two paragraphs


# Given the file, the indexes of the pages that may be pictures, and whom to tell.
Recognise = Callable[[bytes, Sequence[int], Progress], "Recognised"]


@dataclass(frozen=True)
class PdfText:
    """``pages`` is the count, ``empty`` the labels of the pages without text, ``title`` the declared title or ''.

    ``warnings`` name the pages that could not be read, or were recognised from their picture.
    """

    title: str
    pages: int
    empty: tuple[str, ...]
    blocks: tuple[Block, ...]
    warnings: tuple[str, ...] = ()


def read_pdf(data: bytes, max_pages: int, recognise: Recognise | None = None, told: Progress = tell_nobody) -> PdfText:
    """Return the text of a PDF with page labels kept; raises UnreadableFile with the reason in French."""
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableFile(
                "Ce PDF est protégé par un mot de passe : enregistrez-en une copie sans mot de passe et redéposez-la."
            )
        count = len(reader.pages)
        if count > max_pages:
            raise UnreadableFile(
                f"Ce PDF a {count} pages ; la limite est de {max_pages}. Découpez-le en plusieurs fichiers."
            )
        labels = [label or str(number) for number, label in enumerate(reader.page_labels, 1)]
        finder = TextFinder()
        pieces: list[list[Piece]] = []
        for page in reader.pages:
            pieces.append(with_form_values(page, finder.find(page)))
            told(len(pieces), count)
        bookmarks = _bookmarks(reader)
        title = one_line(str(reader.metadata.title or "")) if reader.metadata else ""
        needs_acrobat = bool(reader.root_object.get("/NeedsRendering"))
    except _DAMAGE as error:
        raise UnreadableFile(
            "Ce PDF est abîmé et n'a pas pu être lu : ouvrez-le, réenregistrez-le en PDF et redéposez-le."
        ) from error
    if needs_acrobat:
        raise UnreadableFile(
            "Ce PDF est un formulaire que seul Acrobat affiche : imprimez-le vers un PDF ordinaire, à redéposer."
        )
    pages = [lines_of(found) for found in pieces]
    thin = [index for index, lines in enumerate(pages) if _letters(lines) < _FEW_LETTERS]
    seen = recognise(data, thin, told) if recognise and thin else None
    read_again = set()
    for index, lines in (seen.lines if seen else {}).items():
        if _letters(lines) > _letters(pages[index]):
            pages[index] = lines
            read_again.add(index)
    if not any(pages):
        raise UnreadableFile(why_nothing(seen))
    empty = [index for index, lines in enumerate(pages) if not lines]
    told_pages = [[] if is_contents_page(lines) else lines for lines in pages]
    body = without_running_lines(told_pages)
    if not any(body):
        raise UnreadableFile(why_nothing(seen))  # a running title and page numbers, and nothing else
    items: Iterable[Iterable[Item]] = guess_headings(body)
    if bookmarks:
        items = (place_bookmarks(lines, bookmarks.get(index, ())) for index, lines in enumerate(body))
    titles = [bookmark.title for page in bookmarks.values() for bookmark in page]
    words = Vocabulary([*(line.text for lines in body for line in lines), *(f" {title}" for title in titles)])
    blocks = tuple(_Assembly(body, words).blocks(items, labels))
    warnings = tuple(doubts_of_pages(labels, empty, sorted(read_again), seen))
    return PdfText(title, count, tuple(labels[index] for index in empty), blocks, warnings)


def _letters(lines: Sequence[Line]) -> int:
    return sum(character.isalpha() for line in lines for character in line.text)


def _bookmarks(reader: PdfReader) -> dict[int, list[Bookmark]]:
    """The outline, by page index."""
    found: dict[int, list[Bookmark]] = {}

    def walk(items: list[object], level: int) -> None:
        for item in items:
            if isinstance(item, list):
                walk(item, level + 1)
            elif isinstance(item, Destination) and item.title:
                page = reader.get_destination_page_number(item)
                title = one_line(str(item.title))
                if page is not None and title:
                    top = float(item.top) if isinstance(item.top, (int, float)) else None
                    found.setdefault(page, []).append(Bookmark(level, title, top))

    walk(list(reader.outline), 1)
    return found


class _Assembly:
    """Lines become blocks: paragraphs joined across columns and pages, lists and tables whole."""

    def __init__(self, pages: list[list[Line]], words: Vocabulary) -> None:
        self._words = words
        lengths = sorted(len(line.text) for lines in pages for line in lines if not line.cells)
        self._width = lengths[int(len(lengths) * 0.9)] if lengths else 0
        steps = [(above.y - line.y) / above.size for lines in pages for above, line in pairwise(lines)]
        self._leading = median([step for step in steps if 0.5 < step < 2.5] or [1.2])

    def blocks(self, pages: Iterable[Iterable[Item]], labels: list[str]) -> Iterator[Block]:
        """Yield headings, paragraphs, lists and tables, each with the label of the page where it begins."""
        group: list[Line] = []
        began = ""
        pending: Block | None = None  # a list, which the next paragraph may continue
        for label, items in zip(labels, pages, strict=True):
            for item in items:
                if group and (isinstance(item, Heading) or not self._continues(group, item)):
                    pending, done = _merge_lists(pending, self._block(group, began))
                    yield from done
                    group = []
                if isinstance(item, Heading):
                    if pending:
                        yield pending
                    pending = None
                    yield Block(item.title, item.level, label)
                else:
                    began = began if group else label
                    group.append(item)
        if group:
            pending, done = _merge_lists(pending, self._block(group, began))
            yield from done
        if pending:
            yield pending

    def _continues(self, group: list[Line], line: Line) -> bool:
        last = group[-1]
        if line.cells or last.cells:
            return len(line.cells) == len(last.cells)
        if is_list(line.text) or last.y - line.y > self._leading * _WIDE_LEADING * last.size:
            return False
        short = len(last.text) < self._width * _SHORT_LINE
        finished = last.text.endswith((".", "!", "?", ":", ";", "»", ")"))
        # Another type, after a short line or a full stop, is a label or a note; inside a sentence, a mere emphasis.
        changed = line.bold != last.bold or abs(line.size - last.size) > 0.08 * last.size
        return not ((changed and (short or finished)) or (short and finished))

    def _block(self, group: list[Line], page: str) -> Block:
        if group[0].cells:
            return Block(
                as_markdown([[self._text(cell.split("\n")) for cell in line.cells] for line in group]), page=page
            )
        return Block(self._text(line.text for line in group), page=page)

    def _text(self, lines: Iterable[str]) -> str:
        return self._words.mend(reduce(self._words.join, lines))


def _merge_lists(pending: Block | None, block: Block) -> tuple[Block | None, list[Block]]:
    """A list item joins the list that waits; anything else lets it go. Returns what waits, and what is ready."""
    if not is_list(block.text):
        return None, [pending, block] if pending else [block]
    if pending is None:
        return block, []
    return Block(f"{pending.text}\n{block.text}", page=pending.page), []
