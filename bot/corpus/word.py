"""A Word file becomes blocks: its styles give the headings, its numbering the lists, its tables stay rows.

The XML is walked here, for python-docx leaves out what stands in content controls, tracked insertions, text boxes and
notes. Pages are not told: a Word file has none until it is printed.
"""

import io
from collections import Counter
from collections.abc import Iterator

import docx
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from bot.corpus.file_text import FileText
from bot.corpus.office_package import PACKAGE_DAMAGE, damaged_package
from bot.corpus.splitting import Block
from bot.corpus.tables import table_blocks
from bot.corpus.word_styles import Element, ParagraphStyle, list_formats, related_parts, styles_of, value_of, with_own

_BRIEF = 120  # characters: a longer bold paragraph is an emphasis
_WRAPPERS = {qn(f"w:{name}") for name in ("customXml", "smartTag", "ins", "moveTo", "sdtContent", "hyperlink")}
_UNSAID = {qn(f"w:{name}") for name in ("pPr", "del", "moveFrom", "instrText", "txbxContent", "delText", "sdtPr")}
_UNSAID.add("{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")
_SIGNS = {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_TEXTS = {qn("w:t"), "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"}
_COUNTED = {"decimal": "{}.", "decimalZero": "{}."}


def read_word(data: bytes) -> FileText:
    """Return the text of a .docx already known to be one; raises UnreadableFile when it is damaged."""
    try:
        document = docx.Document(io.BytesIO(data))
        title = (document.core_properties.title or "").strip()
        blocks = tuple(_Reading(document).blocks())
    except (OpcError, *PACKAGE_DAMAGE) as error:
        raise damaged_package() from error
    return FileText(title, blocks)


class _Reading:
    def __init__(self, document: Element) -> None:
        self._body = document.element.body
        self._styles = styles_of(document.styles.element)
        self._formats = list_formats(document.part)
        self._notes = {kind: _notes_of(document.part, kind) for kind in ("footnote", "endnote")}
        self._counts: Counter[tuple[str, int]] = Counter()
        paragraphs = list(self._body.iter(qn("w:p")))
        styles = [self._style(paragraph) for paragraph in paragraphs]
        self._shift = int(any(style.is_title for style in styles))
        self._guesses = not any(style.level for style in styles)

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks, neighbouring list items as one."""
        items: list[str] = []
        for block, in_list in self._walk(self._body):
            if in_list:
                items.append(block.text)
                continue
            if items:
                yield Block("\n".join(items))
                items = []
            yield block
        if items:
            yield Block("\n".join(items))

    def _walk(self, parent: Element) -> Iterator[tuple[Block, bool]]:
        for element in parent:
            if element.tag == qn("w:p"):
                yield from self._paragraph(element)
            elif element.tag == qn("w:tbl"):
                yield from ((block, False) for block in table_blocks(list(self._rows(element))))
            elif element.tag == qn("w:sdt") and not _is_contents(element):
                yield from self._walk(element.iterchildren(qn("w:sdtContent")))
            elif element.tag in _WRAPPERS:
                yield from self._walk(element)

    def _paragraph(self, paragraph: Element) -> Iterator[tuple[Block, bool]]:
        text = _tidy("".join(_said(paragraph)))
        style = self._style(paragraph)
        if text:
            level = 1 if style.is_title else style.level + self._shift if style.level else 0
            if level or (self._guesses and not style.list_id and _stands_out(paragraph, text)):
                yield Block(" ".join(text.split()), level or 1 + self._shift), False
            elif style.list_id and (marker := self._marker(style.list_id, style.depth)):
                yield Block(f"{'  ' * style.depth}{marker} {text}"), True
            else:
                yield Block(text), False
        for kind, notes in self._notes.items():
            for reference in paragraph.iter(qn(f"w:{kind}Reference")):
                note = notes.get(reference.get(qn("w:id")))
                if note:
                    yield Block(f"Note : {note}"), False
        for box in paragraph.iter(qn("w:txbxContent")):
            if not any(parent.tag in _UNSAID for parent in _between(box, paragraph)):
                yield from self._walk(box)

    def _rows(self, table: Element) -> Iterator[list[str]]:
        above: dict[int, str] = {}
        for row in table.iterchildren(qn("w:tr")):
            cells: list[str] = []
            for cell in _cells(row):
                merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
                said = " ".join(block.text for block, _ in self._walk(cell))
                if merged is not None and merged.get(qn("w:val")) != "restart":
                    said = said or above.get(len(cells), "")  # each row says what its merged cell says
                above[len(cells)] = said
                span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
                cells += [said, *[""] * (min(int(span.get(qn("w:val"), 1)), 63) - 1 if span is not None else 0)]
            yield cells

    def _style(self, paragraph: Element) -> ParagraphStyle:
        properties = paragraph.find(qn("w:pPr"))
        if properties is None:
            return self._styles.get("", ParagraphStyle())
        named = value_of(properties, "w:pStyle")
        return with_own(self._styles.get(named or "", ParagraphStyle()), properties)

    def _marker(self, list_id: str, depth: int) -> str:
        """The mark of the next item; '' when the list has been taken off the paragraph."""
        if list_id == "0":
            return ""
        pattern = _COUNTED.get(self._formats.get((list_id, depth), ("bullet", 1))[0])
        if pattern is None:
            return "-"
        for deeper in range(depth + 1, 9):
            del self._counts[list_id, deeper]
        self._counts[list_id, depth] += 1
        return pattern.format(self._formats[list_id, depth][1] + self._counts[list_id, depth] - 1)


def _said(element: Element) -> Iterator[str]:
    for child in element:
        if child.tag in _TEXTS:
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.tag == qn("w:r") and child.find(f"{qn('w:rPr')}/{qn('w:vanish')}") is not None:
            continue
        elif child.tag not in _UNSAID:
            yield from _said(child)


def _tidy(text: str) -> str:
    return "\n".join(line for line in (" ".join(line.split()) for line in text.split("\n")) if line)


def _stands_out(paragraph: Element, text: str) -> bool:
    """A short paragraph all in bold, as people write headings who use no style."""
    runs = [run for run in paragraph.iter(qn("w:r")) if "".join(_said(run)).strip()]
    bold = (run.find(f"{qn('w:rPr')}/{qn('w:b')}") for run in runs)
    plain = len(text) <= _BRIEF and "\n" not in text and not text.endswith((".", ",", ";", ":"))
    return plain and bool(runs) and all(b is not None and b.get(qn("w:val")) not in ("0", "false") for b in bold)


def _cells(row: Element) -> Iterator[Element]:
    for child in row:
        if child.tag == qn("w:tc"):
            yield child
        elif child.tag == qn("w:sdt"):
            yield from (cell for content in child.iterchildren(qn("w:sdtContent")) for cell in _cells(content))


def _is_contents(control: Element) -> bool:
    gallery = control.find(f".//{qn('w:docPartGallery')}")
    return gallery is not None and "contents" in str(gallery.get(qn("w:val"))).lower()


def _between(inner: Element, outer: Element) -> Iterator[Element]:
    parent = inner.getparent()
    while parent is not None and parent is not outer:
        yield parent
        parent = parent.getparent()


def _notes_of(part: Element, kind: str) -> dict[str, str]:
    # A part of a type that python-docx doesn't know comes as bytes.
    roots = (parse_xml(other.blob) for other in related_parts(part, f"{kind}s"))
    notes = ((note.get(qn("w:id")), _all_said(note)) for root in roots for note in root.iterchildren(qn(f"w:{kind}")))
    return {identifier: said for identifier, said in notes if said}


def _all_said(note: Element) -> str:
    return " ".join(" ".join("".join(_said(paragraph)).split()) for paragraph in note.iter(qn("w:p"))).strip()
