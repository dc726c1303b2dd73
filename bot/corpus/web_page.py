"""A web page becomes blocks: what it says, without its menus, banners and scripts; nothing it links to is opened."""

import codecs
import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.corpus.file_text import FileText
from bot.corpus.splitting import Block
from bot.corpus.tables import table_blocks

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.I)
_HEAD = 4096  # bytes: browsers look for the encoding no farther
_MAIN = ("main", "[role=main]", "article")
_FEWEST = 200  # characters: a « main » that says less is a frame for something else
_FURNITURE = (
    "script", "style", "noscript", "template", "iframe", "object", "svg", "nav", "aside", "button", "select", "input",
    "textarea", "dialog", "[hidden]", "[aria-hidden=true]", "[role=navigation]", "[role=banner]", "[role=contentinfo]",
    "[role=complementary]", "[role=search]", "[role=dialog]", "[style*='display:none']", "[style*='display: none']",
)  # fmt: skip
_FURNITURE_NAME = re.compile(
    r"(?:^|[\s_-])(?:cookies?|consent|tarteaucitron|breadcrumbs?|fil-?d?-?ariane|skip-?links?|menu|navbar|sidebar|"
    r"share|partage|social|sr-only|visually-hidden)(?:$|[\s_-])",
    re.I,
)
_LEVELS = {f"h{level}": level for level in range(1, 7)}
_SUMMARY_LEVEL = 6  # a question that unfolds its answer stands under any heading
_LISTS = {"ul", "ol", "menu"}
_SETS_A_PAGE = frozenset({"table", "form", "section", "article", *_LEVELS})
_IN_ITEMS = frozenset({"p", "div", "br", "li", "dt", "dd"})  # drawn on lines of their own
_DEEPEST = 8  # lists in lists
_WIDEST = 60  # columns, or rows, that a cell may span
_SPACES = re.compile(r"\s+")
_BLOCKS = {
    "p", "div", "section", "article", "main", "header", "footer", "form", "fieldset", "legend", "figure", "figcaption",
    "blockquote", "pre", "address", "details", "dl", "dt", "dd", "li", "hr", "tr", "td", "th", "caption", "center",
    "table", "summary", *_LEVELS, *_LISTS,
}  # fmt: skip


def read_web_page(data: bytes) -> FileText:
    """Return the main text of an HTML page; what isn't HTML at all gives no block."""
    parser = LexborHTMLParser(_decode(data))
    named = parser.css_first("title")
    title = _flat(named.text()) if named else ""
    for selector in _FURNITURE:
        for node in parser.css(selector):
            node.decompose()
    root = _main_part(parser)
    if root is None:
        return FileText(title, ())
    for node in root.css("[id], [class]"):
        name = f"{node.attributes.get('id') or ''} {node.attributes.get('class') or ''}"
        if node.tag not in {"body", "main", "article"} and _FURNITURE_NAME.search(name):
            node.decompose()
    if root.tag == "body":
        for node in [n for n in root.iter() if n.tag in {"header", "footer"} and not n.css_first("h1")]:
            node.decompose()
    blocks = tuple(_Walk().blocks(root))
    first = next((block.text for block in blocks if block.level == 1), "")
    return FileText(first or title, blocks)


def _main_part(parser: LexborHTMLParser) -> LexborNode | None:
    """What the page itself says is its text, when one place says so; else all of it."""
    for selector in _MAIN:
        found = [node for node in parser.css(selector) if len(_flat(node.text())) >= _FEWEST]
        if len(found) == 1:
            return found[0]
    return parser.body


def _decode(data: bytes) -> str:
    """The page's text; a mark at its start decides, then what it declares, then whether it is UTF-8."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return data.removeprefix(codecs.BOM_UTF8).decode(encoding, "replace")
    declared = _CHARSET.search(data[:_HEAD])
    for encoding in (declared[1].decode("ascii", "replace") if declared else "utf-8", "utf-8"):
        try:
            # Browsers read « latin-1 » as Windows does, with its quotes and its euro.
            known = codecs.lookup(encoding).name
            return data.decode("cp1252" if known in ("iso8859-1", "ascii") else known)
        except (LookupError, UnicodeError):
            continue
    return data.decode("cp1252", "replace")


def _flat(text: str) -> str:
    return " ".join(text.split())


class _Walk:
    """Goes through the tree without recursion, for a page may nest as deep as its author likes."""

    def __init__(self) -> None:
        self._said: list[str] = []

    def blocks(self, root: LexborNode) -> Iterator[Block]:
        """Yield headings, paragraphs, lists and tables in the order of the page."""
        waiting: list[LexborNode | None] = [root.first_child]
        while waiting:
            node = waiting.pop()
            if node is None:
                yield from self._paragraph()
                continue
            if node.next is not None:
                waiting.append(node.next)
            tag = node.tag or ""
            if node.is_text_node:
                self._said.append(_SPACES.sub(" ", node.text_content or ""))
            elif tag == "br":
                self._said.append("\n")
            elif tag in _LEVELS or tag == "summary":
                yield from self._paragraph()
                if heading := _flat(node.text()):
                    yield Block(heading, _LEVELS.get(tag, _SUMMARY_LEVEL))
            elif tag in _LISTS and not _holds(node, _SETS_A_PAGE):
                yield from self._paragraph()
                if items := list(_items(node, 0)):
                    yield Block("\n".join(items))
            elif tag == "table" and not _holds(node, _SETS_A_PAGE):
                yield from self._paragraph()
                yield from table_blocks(list(_rows(node)))
            elif node.first_child is not None:
                if tag in _BLOCKS:
                    yield from self._paragraph()
                    waiting.append(None)
                waiting.append(node.first_child)
        yield from self._paragraph()

    def _paragraph(self) -> Iterator[Block]:
        lines = (_flat(line) for line in "".join(self._said).split("\n"))
        text = "\n".join(line for line in lines if line)
        self._said = []
        if text:
            yield Block(text)


def _holds(node: LexborNode, tags: frozenset[str]) -> bool:
    """Whether something of ``tags`` stands inside ``node``: a list or a table that does only sets a page."""
    return any(inner.tag in tags for inner in node.css(",".join(tags)) if inner.mem_id != node.mem_id)


def _items(node: LexborNode, depth: int) -> Iterator[str]:
    count = 0
    for item in node.iter():
        if item.tag != "li":
            continue
        count += 1
        inner = [child for child in item.iter() if child.tag in _LISTS]
        deeper = [line for child in inner for line in _items(child, depth + 1)] if depth < _DEEPEST else []
        if depth < _DEEPEST:
            for child in inner:
                child.decompose()
        mark = f"{count}." if node.tag == "ol" else "-"
        if text := _flat(item.text(separator=" ") if _holds(item, _IN_ITEMS) else item.text()):
            yield f"{'  ' * depth}{mark} {text}"
        yield from deeper


def _rows(table: LexborNode) -> Iterator[list[str]]:
    """The rows with a cell that spans several repeated in each of them: each row says all that it says."""
    going_on: dict[int, tuple[int, str]] = {}
    for row in table.css("tr"):
        cells: list[str] = []

        def fill(cells: list[str] = cells) -> None:
            while len(cells) in going_on:
                left, said = going_on.pop(len(cells))
                if left > 1:
                    going_on[len(cells)] = left - 1, said
                cells.append(said)

        for cell in row.iter():
            if cell.tag not in ("td", "th"):
                continue
            fill()
            said = _flat(cell.text(separator=" ") if _holds(cell, _IN_ITEMS) else cell.text())
            if (down := _span(cell, "rowspan")) > 1:
                going_on[len(cells)] = down - 1, said
            cells += [said, *[""] * (_span(cell, "colspan") - 1)]
        fill()
        yield cells


def _span(cell: LexborNode, name: str) -> int:
    said = cell.attributes.get(name) or "1"
    return min(int(said), _WIDEST) if said.isascii() and said.isdigit() and int(said) else 1
