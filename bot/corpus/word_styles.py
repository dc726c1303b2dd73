"""What a Word file's styles and numbering say of its structure: headings, lists, and how their items are marked."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

Element = Any  # lxml has no types

_HEADING = re.compile(r"(?:heading|titre)\s*([1-9])$", re.I)
_TITLE = re.compile(r"(?:title|titre)$", re.I)
_BODY_LEVEL = 9  # what Word calls « corps de texte »
_DEEPEST = 8


@dataclass(frozen=True)
class ParagraphStyle:
    """What a paragraph style, with those it is based on, says of structure; ``level`` 0 is running text."""

    level: int = 0
    is_title: bool = False
    list_id: str | None = None
    depth: int = 0


def value_of(properties: Element, name: str) -> str | None:
    found = properties.find(qn(name))
    return None if found is None else found.get(qn("w:val"))


def with_own(base: ParagraphStyle, properties: Element) -> ParagraphStyle:
    """``base`` with what a paragraph, or a style built on it, says itself."""
    outline = value_of(properties, "w:outlineLvl")
    level = base.level if outline is None else (int(outline) + 1) % (_BODY_LEVEL + 1)
    numbering = properties.find(qn("w:numPr"))
    if numbering is None:
        return ParagraphStyle(level, base.is_title, base.list_id, base.depth)
    depth = value_of(numbering, "w:ilvl")
    own = value_of(numbering, "w:numId") or base.list_id
    return ParagraphStyle(level, base.is_title, own, min(int(depth), 8) if depth else base.depth)


def styles_of(root: Element) -> dict[str, ParagraphStyle]:
    """The paragraph styles by their id, the default one under ''."""
    elements = {style.get(qn("w:styleId")): style for style in root.iterchildren(qn("w:style"))}
    found: dict[str, ParagraphStyle] = {}

    def resolve(identifier: str | None, seen: tuple[str, ...]) -> ParagraphStyle:
        if not identifier or identifier in seen or identifier not in elements:
            return ParagraphStyle()
        if identifier not in found:
            element = elements[identifier]
            base = resolve(value_of(element, "w:basedOn"), (*seen, identifier))
            properties = element.find(qn("w:pPr"))
            style = base if properties is None else with_own(base, properties)
            name = value_of(element, "w:name") or ""
            if heading := _HEADING.match(name):
                style = ParagraphStyle(int(heading[1]), False, None, 0)
            elif _TITLE.match(name):
                style = ParagraphStyle(0, True, None, 0)
            found[identifier] = style
        return found[identifier]

    for identifier, element in elements.items():
        style = resolve(identifier, ())
        if element.get(qn("w:default")) == "1" and element.get(qn("w:type")) == "paragraph":
            found[""] = style
    return found


def list_formats(part: Element) -> dict[tuple[str, int], tuple[str, int]]:
    """How each list marks its items (« decimal », « bullet »), and from which number, by list and depth."""
    root = next((other.element for other in related_parts(part, "numbering")), None)
    if root is None:
        return {}
    abstract: dict[str, dict[int, tuple[str, int]]] = {}
    for definition in root.iterchildren(qn("w:abstractNum")):
        levels = {
            int(level.get(qn("w:ilvl"))): (
                value_of(level, "w:numFmt") or "bullet",
                int(value_of(level, "w:start") or 1),
            )
            for level in definition.iterchildren(qn("w:lvl"))
        }
        abstract[definition.get(qn("w:abstractNumId"))] = levels
    return {
        (number.get(qn("w:numId")), depth): form
        for number in root.iterchildren(qn("w:num"))
        for depth, form in abstract.get(value_of(number, "w:abstractNumId") or "", {}).items()
    }


def related_parts(part: Element, kind: str) -> Iterable[Element]:
    return [r.target_part for r in part.rels.values() if not r.is_external and r.reltype.endswith(f"/{kind}")]
