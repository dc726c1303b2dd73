"""What was typed in a PDF's form is text too: each value is read where its field stands, after the label beside it.

A form keeps its values apart from the page's text, so a filled-in sheet would otherwise be read as a blank one.
"""

from collections.abc import Iterator
from typing import Any

from pypdf import PageObject
from pypdf.generic import ArrayObject, DictionaryObject, NameObject

from bot.corpus.pdf_lines import Line, Piece, one_line

_HIDDEN, _NO_VIEW = 1 << 1, 1 << 5
_PASSWORD, _PUSH_BUTTON, _RADIO = 1 << 13, 1 << 16, 1 << 15
_DEEPEST = 16  # fields in fields
_OFF = ("/Off", "")
_SIZE = 10.0  # points


def with_form_values(page: PageObject, pieces: list[Piece]) -> list[Piece]:
    """Return ``pieces`` with the page's form values, and what was typed over the page, each after what precedes it."""
    filled = list(pieces)
    for value in _values(page):
        filled.insert(_place(filled, value.line), value)
    return filled


def _place(pieces: list[Piece], value: Line) -> int:
    """After the last piece of the same line that starts to its left, else after the last one above."""
    beside = [i for i, p in enumerate(pieces) if abs(p.line.y - value.y) < p.line.size and p.line.x < value.x]
    if beside:
        return beside[-1] + 1
    above = [i for i, p in enumerate(pieces) if p.line.y > value.y]
    return above[-1] + 1 if above else 0


def _values(page: PageObject) -> Iterator[Piece]:
    annotations = page.get("/Annots")
    found = annotations.get_object() if annotations is not None else None
    for reference in found if isinstance(found, ArrayObject) else ():
        annotation = reference.get_object()
        if not isinstance(annotation, DictionaryObject) or _number(annotation.get("/F")) & (_HIDDEN | _NO_VIEW):
            continue
        text = ""
        if annotation.get("/Subtype") == "/Widget":
            text = _field_text(annotation)
        elif annotation.get("/Subtype") == "/FreeText":
            text = _plain(annotation.get("/Contents"))
        rectangle = annotation.get("/Rect")
        corners = rectangle.get_object() if rectangle is not None else None
        if text and isinstance(corners, ArrayObject) and len(corners) == 4:
            x0, y0, x1, y1 = (float(corner) for corner in corners)
            # On its label's baseline, or nearly: a line of text stands a quarter of its size above the field's edge.
            bottom, height = min(y0, y1), abs(y1 - y0)
            y = bottom + max((min(height, 2 * _SIZE) - _SIZE) / 2, 0) + _SIZE / 4
            yield Piece(Line(f" {text} ", min(x0, x1), y, _SIZE), max(x0, x1))


def _field_text(widget: DictionaryObject) -> str:
    kind, flags = _inherited(widget, "/FT"), _number(_inherited(widget, "/Ff"))
    value = _inherited(widget, "/V")
    if kind == "/Tx" and not flags & _PASSWORD:
        return _plain(value)
    if kind == "/Ch":
        return ", ".join(filter(None, map(_plain, value))) if isinstance(value, ArrayObject) else _plain(value)
    if kind == "/Btn" and not flags & _PUSH_BUTTON:
        state = str(widget.get("/AS", ""))
        return "" if state in _OFF else _ticked(state, bool(flags & _RADIO))
    return ""


def _ticked(state: str, radio: bool) -> str:
    name = one_line(state.lstrip("/"))
    return f"{name} [x]" if radio and len(name) > 1 and name.lower() not in ("yes", "on", "oui") else "[x]"


def _inherited(field: DictionaryObject, key: str) -> Any:  # noqa: ANN401 - any PDF object
    for _ in range(_DEEPEST):
        if key in field:
            return field[key].get_object()
        parent = field.get("/Parent")
        above = parent.get_object() if parent is not None else None
        if not isinstance(above, DictionaryObject):
            return None
        field = above
    return None


def _plain(value: Any) -> str:  # noqa: ANN401 - any PDF object
    if isinstance(value, bytes):
        value = value.decode("latin-1")
    return one_line(value) if isinstance(value, str) and not isinstance(value, NameObject) else ""


def _number(value: Any) -> int:  # noqa: ANN401 - any PDF object
    return int(value) if isinstance(value, int) else 0
