"""Answers and sources as safe HTML: everything comes out escaped, and ``[n]`` becomes a real button.

Text is read as Markdown with raw HTML and pictures switched off, so that a passage or a question can hold any
characters and never become markup of ours.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

from bot.web import texts
from bot.web.page_pictures import cited_page_address

_PARSER = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table").disable(["image", "html_block"])
_MARKER = re.compile(r"[ \u00a0\u202f]?\[(\d{1,2})\]")
_AFTER_TABLE = re.compile(r"(?m)^(\|.*\|)[ \t]*((?:\[\d{1,2}\])+)$")
_STANDING = Markup('<span class="flag">{}</span>')
_FAQ_PATH = "Questions fréquentes › "  # said of every question: no help to find one
_LIST_MARK = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+")


def rich_text(text: str) -> Markup:
    """Markdown as HTML, typeset, with links opened apart; for a passage or a fiche."""
    return _render(text, {}, "", ())


def answer_html(text: str, citations: Sequence[Mapping[str, Any]], key: str) -> Markup:
    """An answer's text, each ``[n]`` of ``citations`` a button that opens the source ``key-n`` of the same page.

    A marker without its citation stays plain text: a button that opens nothing would be a lie.
    """
    titles = {int(c["n"]): str(c["document"]) for c in citations}
    # After a table's last row a marker would be one cell too many, and Markdown drops those.
    return _render(_AFTER_TABLE.sub(r"\1\n\n\2", text), titles, key, ())


def source_card(citation: Mapping[str, Any], key: str, opened: bool = False) -> Markup:
    """One source: document, section, page, version and date, unfolding on the exact passage with its quote marked."""
    section = str(citation.get("section") or "").removeprefix(_FAQ_PATH)
    place = [section] if section else []
    if citation.get("page"):
        place.append(f"page {citation['page']}")
    facts = [f"version {citation['version']}"]
    if citation.get("checked_on"):
        facts.append(f"vérifié le {texts.french_day_of(str(citation['checked_on']))}")
    quote = str(citation.get("quote") or "")
    passage = str(citation.get("text") or quote)
    # A passage quoted whole has nothing to set apart.
    marks = _pieces(quote) if quote.strip() != passage.strip() else ()
    flag = Markup('<span class="flag" title="{}">{}</span>').format(texts.OVERDUE_HELP, texts.OVERDUE)
    warning = Markup('<p class="note warn">{}</p>').format(texts.OVERDUE_HELP)
    picture = Markup('<p><a href="{}" target="_blank" rel="noopener">{}</a></p>').format(
        cited_page_address(key, int(citation["n"])), texts.SEE_PAGE.format(page=citation.get("page"))
    )
    overdue = bool(citation.get("overdue"))
    flags = [flag] if overdue else []
    if standing := texts.CITED_STANDINGS.get(str(citation.get("standing"))):
        flags.append(_STANDING.format(standing))
    return Markup(
        '<details class="source" data-source="{key}-{n}"{opened}>'
        '<summary><span class="source-n" aria-hidden="true">{n}</span><span class="source-what">'
        '<span class="visually-hidden">{label} {n} : </span><strong>{document}</strong>'
        '<span class="source-place">{place}</span><span class="source-facts">{facts}{flag}</span>'
        '<span class="source-open">{read}</span></span></summary>'
        '<div class="passage">{warning}{passage}{picture}</div></details>'
    ).format(
        key=key,
        n=int(citation["n"]),
        opened=Markup(" open") if opened else "",
        label=texts.SOURCE_LABEL,
        document=texts.typeset(str(citation["document"])),
        place=texts.typeset(" · ".join(place)),
        facts=" · ".join(facts),
        flag=Markup("").join(flags),
        read=texts.READ_PASSAGE,
        warning=warning if overdue else "",
        passage=_render(passage, {}, "", marks),
        picture=picture if citation.get("has_picture") and citation.get("standing") != "withdrawn" else "",
    )


def source_cards(citations: Sequence[Mapping[str, Any]], key: str) -> Markup:
    """The cards of an answer in the order of their numbers; empty when nothing is cited."""
    return Markup("").join(source_card(citation, key) for citation in citations)


def paragraph_lines(text: str) -> Markup:
    """What a person typed, escaped, with their line breaks."""
    return Markup("<br>").join(escape(line) for line in text.strip().splitlines())


def notice(text: str, kind: str = "info") -> Markup:
    """A sentence to be noticed, announced at once by screen readers; ``kind``: info, good, warn or bad."""
    role = "alert" if kind in ("warn", "bad") else "status"
    return Markup('<p class="note {}" role="{}">{}</p>').format(kind, role, texts.typeset(text))


def _pieces(quote: str) -> tuple[str, ...]:
    """A quote cut at its lines, without list marks, so that each is found inside one block of the passage."""
    lines = (_LIST_MARK.sub("", line).strip() for line in quote.splitlines())
    return tuple(line for line in lines if len(line) > 3)


def _render(text: str, titles: Mapping[int, str], key: str, marks: Collection[str]) -> Markup:
    tokens = _PARSER.parse(texts.typeset(text))
    marked = [texts.typeset(mark) for mark in marks]
    for token in tokens:
        if token.type == "inline":
            children = _highlighted(token.content, marked) or token.children or []
            token.children = [part for child in children for part in _with_buttons(child, titles, key)]
    # markdown-it escapes every text token; only the tags of this module are added to them.
    return Markup(_PARSER.renderer.render(tokens, _PARSER.options, {}))  # noqa: S704


def _highlighted(content: str, marks: Collection[str]) -> list[Token] | None:
    """The inline tokens of ``content`` with the longest quoted piece marked; None when none stands there whole."""
    found = [mark for mark in marks if mark in content and mark.count("**") % 2 == 0]
    if not found:
        return None
    piece = max(found, key=len)
    before, after = content.split(piece, 1)
    if before.count("**") % 2:
        return None
    return [*_inline(before), _tag("<mark>"), *_inline(piece), _tag("</mark>"), *_inline(after)]


def _inline(text: str) -> list[Token]:
    return [child for token in _PARSER.parseInline(text) for child in token.children or []]


def _text(content: str) -> list[Token]:
    return [Token("text", "", 0, content=content)] if content else []


def _tag(html: str) -> Token:
    return Token("html_inline", "", 0, content=html)


def _with_buttons(token: Token, titles: Mapping[int, str], key: str) -> list[Token]:
    if token.type == "link_open":
        token.attrSet("target", "_blank")
        token.attrSet("rel", "noopener noreferrer")
    if token.type != "text" or not titles:
        return [token]
    parts: list[Token] = []
    last = 0
    for found in _MARKER.finditer(token.content):
        n = int(found.group(1))
        if n not in titles:
            continue
        # The button stays on the line of the word it follows.
        head, space, word = token.content[last : found.start()].rpartition(" ")
        button = Markup('<span class="kept">{}{}</span>').format(word, _button(n, titles[n], key))
        parts += [*_text(head + space), _tag(str(button))]
        last = found.end()
    return [*parts, *_text(token.content[last:])] if last else [token]


def _button(n: int, title: str, key: str) -> Markup:
    return Markup(
        '<button type="button" class="cite" data-open="{key}-{n}" aria-label="{label} {n} : {title}">{n}</button>'
    ).format(key=key, n=n, label=texts.SOURCE_LABEL, title=texts.typeset(title))
