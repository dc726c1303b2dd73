"""A slide show becomes blocks: a slide's title is its heading and its number the page, the speaker's notes come after.

Shapes are stored in the order in which they were drawn; people read them from top to bottom, then from left to right.
"""

import io
from collections.abc import Iterable, Iterator
from typing import Any

import pptx
from lxml import etree
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.exc import PythonPptxError
from pptx.oxml.ns import qn

from bot.corpus.errors import UnreadableFile
from bot.corpus.file_text import FileText, Progress, tell_nobody
from bot.corpus.office_package import PACKAGE_DAMAGE, damaged_package
from bot.corpus.page_ranges import in_words
from bot.corpus.splitting import Block
from bot.corpus.tables import table_blocks

NOTES = "Notes de l'orateur"
_ROW = 0.06  # of the slide's height: shapes that start so close stand side by side
_DEEPEST = 8  # groups in groups
_FURNITURE = {PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.HEADER}
_LISTED = {PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT, PP_PLACEHOLDER.VERTICAL_BODY}
_TITLES = {PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.VERTICAL_TITLE}
_OPENS_PART = "secHead"  # the layout that PowerPoint calls « titre de section »
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_SECTIONS = "{http://schemas.microsoft.com/office/powerpoint/2010/main}"

Shape = Any  # python-pptx has a dozen shape types and no public name for their union


def read_slides(data: bytes, max_slides: int, told: Progress = tell_nobody) -> FileText:
    """Return the text of a .pptx already known to be one; raises UnreadableFile."""
    try:
        show = pptx.Presentation(io.BytesIO(data))
        count = len(show.slides)
        if count > max_slides:
            raise UnreadableFile(
                f"Ce diaporama a {count} diapositives ; la limite est de {max_slides}. Découpez-le en plusieurs."
            )
        title = (show.core_properties.title or "").strip()
        sections = _sections(show)
        height = int(show.slide_height or 1)
        blocks: list[Block] = []
        silent, hidden = [], []
        for number, slide in enumerate(show.slides, 1):
            told(number, count)
            if slide.element.get("show") == "0":
                hidden.append(number)
                continue
            found = list(_slide_blocks(slide, str(number), sections.get(slide.slide_id), height))
            if not any(block.level == 0 for block in found):
                silent.append(number)
            blocks += found
    except (PythonPptxError, *PACKAGE_DAMAGE) as error:
        raise damaged_package() from error
    return FileText(title, tuple(blocks), count, tuple(_doubts(silent, hidden)))


def _doubts(silent: list[int], hidden: list[int]) -> Iterator[str]:
    if silent:
        yield (
            f"Diapositives sans texte autre que leur titre : {in_words(silent)}. Ce que montrent leurs images n'est "
            "pas lu : écrivez-le dans les notes si cela compte."
        )
    if hidden:
        yield f"Diapositives masquées, non lues : {in_words(hidden)}. Affichez-les et redéposez-le si elles comptent."


def _slide_blocks(slide: Any, page: str, section: str | None, height: int) -> Iterator[Block]:  # noqa: ANN401
    title = slide.shapes.title
    heading = " ".join(title.text_frame.text.split()) if title is not None else ""
    if section:
        yield Block(section, 1, page)
    opens_part = slide.slide_layout.element.get("type") == _OPENS_PART
    yield Block(heading or f"Diapositive {page}", 1 if opens_part and heading else 2, page)
    for shape in _in_reading_order(slide.shapes, height):
        if title is None or shape.shape_id != title.shape_id:
            yield from _shape_blocks(shape, page, height)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        notes = [" ".join(paragraph.text.split()) for paragraph in slide.notes_slide.notes_text_frame.paragraphs]
        if any(notes):
            yield Block(NOTES, 3, page)
            yield from (Block(note, page=page) for note in notes if note)


def _in_reading_order(shapes: Iterable[Shape], height: int) -> list[Shape]:
    def place(shape: Shape) -> tuple[int, int]:
        return int(shape.top or 0), int(shape.left or 0)

    rows: list[list[Shape]] = []
    for shape in sorted(shapes, key=place):
        if rows and place(shape)[0] - place(rows[-1][0])[0] <= _ROW * height:
            rows[-1].append(shape)
        else:
            rows.append([shape])
    return [shape for row in rows for shape in sorted(row, key=lambda shape: place(shape)[1])]


def _shape_blocks(shape: Shape, page: str, height: int, depth: int = 0) -> Iterator[Block]:
    if shape.is_placeholder and shape.placeholder_format.type in _FURNITURE:
        return
    if hasattr(shape, "shapes") and depth < _DEEPEST:
        for inner in _in_reading_order(shape.shapes, height):
            yield from _shape_blocks(inner, page, height, depth + 1)
    elif getattr(shape, "has_table", False):
        yield from table_blocks([[cell.text_frame.text for cell in row.cells] for row in shape.table.rows], page)
    elif getattr(shape, "has_chart", False):
        if shape.chart.has_title and shape.chart.chart_title.has_text_frame:
            yield Block(" ".join(shape.chart.chart_title.text_frame.text.split()), page=page)
    elif shape.has_text_frame:
        yield from _text_blocks(shape, page)
    else:
        yield from _diagram_blocks(shape, page)


def _text_blocks(shape: Shape, page: str) -> Iterator[Block]:
    """The paragraphs of a shape; those of a list, as most placeholders make them, are one block."""
    listed = shape.is_placeholder and shape.placeholder_format.type in _LISTED
    items: list[str] = []
    count = 0
    paragraphs = [p for p in shape.text_frame.paragraphs if p.text.strip()]
    for paragraph in paragraphs:
        text = " ".join(paragraph.text.split())
        properties = paragraph._p.pPr  # noqa: SLF001 - python-pptx tells bullets in no other way
        marks = {child.tag for child in properties} if properties is not None else set()
        count = count + 1 if qn("a:buAutoNum") in marks else 0
        if count:
            items.append(f"{'  ' * paragraph.level}{count}. {text}")
        elif qn("a:buChar") in marks or (listed and len(paragraphs) > 1 and qn("a:buNone") not in marks):
            items.append(f"{'  ' * paragraph.level}- {text}")
        else:
            if items:
                yield Block("\n".join(items), page=page)
                items = []
            yield Block(text, page=page)
    if items:
        yield Block("\n".join(items), page=page)


def _diagram_blocks(shape: Shape, page: str) -> Iterator[Block]:
    """The boxes of a drawn diagram (« SmartArt »), in the order of its data."""
    for ids in shape.element.iter(f"{_DIAGRAM}relIds"):
        part = shape.part.related_part(ids.get(qn("r:dm")))
        root = etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False, no_network=True))
        boxes = (" ".join("".join(point.itertext(qn("a:t"))).split()) for point in root.iter(f"{_DIAGRAM}pt"))
        items = [f"- {box}" for box in boxes if box]
        if items:
            yield Block("\n".join(items), page=page)


def _sections(show: Any) -> dict[int, str]:  # noqa: ANN401
    """The name of each section by the id of its first slide."""
    found: dict[int, str] = {}
    for section in show.element.iter(f"{_SECTIONS}section"):
        first = next(section.iter(f"{_SECTIONS}sldId"), None)
        if first is not None and section.get("name"):
            found[int(first.get("id"))] = str(section.get("name"))
    return found
