"""Pages that are pictures are read by Tesseract, in French, when it is installed; when it isn't, they are named.

The pages are drawn by PDFium one at a time and recognised two at a time. What is recognised comes out as the lines of
any other page, so that paragraphs, headings and running titles are found in the same way.
"""

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from statistics import mean, median

import pypdfium2
import pytesseract
from PIL import Image
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

from bot.corpus.file_text import Progress
from bot.corpus.pdf_lines import Line, one_line

LANGUAGE = "fra"
_AT_ONCE = 2
_DOTS = 300 / 72  # per point: what Tesseract was trained on
_MOST_PIXELS = 12_000_000
_PAGE_S = 120.0  # seconds: a page drawn to be slow is given up
_COVERS = 0.5  # of the page: a picture so large is the page
_ALIKE = 0.25  # line heights that differ by less are one type size
_SURE = 40.0  # percent: less sure of a line than that, Tesseract reads a drawing
_UPRIGHT = 75.0  # percent: less sure of a page than that, it may be held on its side
_COLOURS = 8  # levels of grey apart: paler than that, a page is blank


_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Recognised:
    """``lines`` by page index; ``late`` are the pages that time was too short for, ``pictures`` all that show some.

    ``able`` is False where Tesseract is missing: there are ``pictures`` then, and no ``lines``.
    """

    able: bool
    lines: dict[int, list[Line]]
    late: tuple[int, ...]
    pictures: tuple[int, ...]


def can_recognise() -> bool:
    """Whether Tesseract and its French are on this machine."""
    try:
        return LANGUAGE in pytesseract.get_languages()
    except (pytesseract.TesseractNotFoundError, OSError):
        return False


def recognise(
    data: bytes, pages: Sequence[int], told: Progress, *, seconds: float, clock: Callable[[], float] = time.monotonic
) -> Recognised:
    """Read the pictures among ``pages`` (indexes) of a PDF, for at most ``seconds``; without Tesseract, find them."""
    ends = clock() + seconds
    lines: dict[int, list[Line]] = {}
    late: list[int] = []
    pictures: list[int] = []
    able = can_recognise()
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return Recognised(able, {}, (), ())  # pypdf mends what PDFium won't open: its text has been read
    with ThreadPoolExecutor(_AT_ONCE) as readers:
        waiting: dict[Future[list[Line]], int] = {}
        for done, index in enumerate(pages):
            told(done, len(pages))
            drawn = _draw(document, index)
            if drawn is None:
                continue
            pictures.append(index)
            if not able or clock() > ends:
                late += [index] if able else []
                continue
            waiting[readers.submit(_read, *drawn)] = index
            if len(waiting) > _AT_ONCE:
                _gather(waiting, lines, late)
        while waiting:
            _gather(waiting, lines, late)
    document.close()
    return Recognised(able, _with_common_size(lines), tuple(sorted(late)), tuple(pictures))


def _gather(waiting: dict[Future[list[Line]], int], lines: dict[int, list[Line]], late: list[int]) -> None:
    for ready in wait(waiting, return_when=FIRST_COMPLETED).done:
        index = waiting.pop(ready)
        try:
            lines[index] = ready.result()
        except (RuntimeError, pytesseract.TesseractError, OSError) as error:
            _log.warning("the page of index %s was not recognised: %s", index, error)
            late.append(index)


def _draw(document: pypdfium2.PdfDocument, index: int) -> tuple[Image.Image, float] | None:
    """The page in grey, and its dots per point; None when it shows nothing, or text beside no large picture."""
    try:
        page = document[index]
        width, height = page.get_size()
        if page.get_textpage().count_chars() and not _is_a_picture(page, width * height):
            return None
        scale = min(_DOTS, (_MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
        image = page.render(scale=scale, grayscale=True).to_pil()
    except pypdfium2.PdfiumError:
        return None
    darkest, palest = image.getextrema()
    return (image, scale) if palest - darkest > _COLOURS else None


def _is_a_picture(page: pypdfium2.PdfPage, area: float) -> bool:
    for shape in page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = shape.get_bounds()
        if (right - left) * (top - bottom) >= _COVERS * area:
            return True
    return False


def _read(image: Image.Image, scale: float) -> list[Line]:
    lines, sure = _lines(image, scale)
    for turned in (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_270, Image.Transpose.ROTATE_180):
        if sure >= _UPRIGHT:
            break
        others, surer = _lines(image.transpose(turned), scale)
        if surer > sure:
            lines, sure = others, surer
    return lines


def _lines(image: Image.Image, scale: float) -> tuple[list[Line], float]:
    """The lines in Tesseract's order, column after column, and how sure it is of their words (0 to 100)."""
    found = pytesseract.image_to_data(
        image, lang=LANGUAGE, config="--psm 3", output_type=pytesseract.Output.DICT, timeout=_PAGE_S
    )
    words: dict[tuple[int, int, int], list[int]] = defaultdict(list)
    for i, text in enumerate(found["text"]):
        if str(text).strip() and float(found["conf"][i]) >= 0:
            words[found["block_num"][i], found["par_num"][i], found["line_num"][i]].append(i)
    lines: list[Line] = []
    kept: list[float] = []
    for group in words.values():
        confidences = [float(found["conf"][i]) for i in group]
        text = one_line(" ".join(str(found["text"][i]) for i in group))
        if mean(confidences) < _SURE or not any(character.isalnum() for character in text):
            continue
        kept += confidences
        top = min(found["top"][i] for i in group)
        bottom = max(found["top"][i] + found["height"][i] for i in group)
        left = min(found["left"][i] for i in group)
        lines.append(Line(text, left / scale, (image.height - bottom) / scale, max((bottom - top) / scale, 1.0)))
    return lines, mean(kept) if kept else 0.0


def _with_common_size(pages: dict[int, list[Line]]) -> dict[int, list[Line]]:
    """Lines of nearly the usual height are given it: letters without tails don't make a smaller type."""
    heights = [line.size for lines in pages.values() for line in lines]
    usual = median(heights) if heights else 0.0
    return {
        page: [replace(line, size=usual) if line.size < usual * (1 + _ALIKE) else line for line in lines]
        for page, lines in pages.items()
    }
