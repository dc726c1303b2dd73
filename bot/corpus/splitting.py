"""A text is cut where its author cut it: by heading, then by paragraph, never inside a step list or a table row.

Passages stay well under the 512 tokens that the embedding model reads (about 1,800 characters of French).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from langchain_text_splitters import RecursiveCharacterTextSplitter

from bot.corpus.document import FAQ, STEPS, TABLE, TEXT, PassageDraft

TARGET = 900
LONGEST = 1500

_SENTENCES = RecursiveCharacterTextSplitter(
    chunk_size=TARGET, chunk_overlap=0, separators=["\n", ". ", " ; ", ", ", " "], keep_separator="end"
)
_STEP = re.compile(r"^\s*(\d{1,2}[.)]|[-*•–])\s+")


@dataclass(frozen=True)
class Block:
    """A heading (``level`` ≥ 1), a paragraph, a list, or a table (``level`` 0), on the page where it begins."""

    text: str
    level: int = 0
    page: str | None = None


def split_blocks(title: str, blocks: Iterable[Block]) -> list[PassageDraft]:
    """Return passages in reading order; each keeps its heading path, and the page on which it begins."""
    passages: list[PassageDraft] = []
    path: list[tuple[int, str]] = []
    waiting: list[Block] = []

    def flush() -> None:
        headings = [heading for _, heading in path]
        passages.extend(_passages(title, headings, waiting))
        waiting.clear()

    for block in blocks:
        if block.level:
            flush()
            path[:] = [(level, heading) for level, heading in path if level < block.level]
            path.append((block.level, block.text))
        else:
            waiting.append(block)
    flush()
    return passages


def _passages(title: str, headings: list[str], blocks: list[Block]) -> Iterator[PassageDraft]:
    section = " › ".join(headings) or title
    heading = headings[-1] if headings else title
    asked = heading.endswith("?")
    for group in _group(blocks, LONGEST if asked else TARGET):
        text = "\n".join(block.text for block in group)
        yield PassageDraft(FAQ if asked else kind_of(text), section, heading, text, group[0].page)


def _group(blocks: list[Block], target: int) -> Iterator[list[Block]]:
    """Join neighbours up to ``target``; a list stays with the line that announces it, a table stands alone.

    The answer to a question is joined as far as a passage may go: half an answer misleads.
    """
    group: list[Block] = []
    for block in (piece for whole in blocks for piece in _cut(whole)):
        size = sum(len(b.text) + 1 for b in group)
        follows = bool(group) and is_list(block.text) and group[-1].text.rstrip().endswith(":")
        limit = LONGEST if follows else target
        if group and (size + len(block.text) > limit or is_table(block.text) or is_table(group[-1].text)):
            yield group
            group = []
        group.append(block)
    if group:
        yield group


def _cut(block: Block) -> Iterator[Block]:
    if len(block.text) <= LONGEST:
        yield block
    elif is_table(block.text):
        header, *rows = block.text.split("\n")
        lead = [header, rows.pop(0)] if rows and set(rows[0]) <= set("|-: ") else [header]
        for piece in _pack(rows, TARGET - len(header)):
            yield Block("\n".join([*lead, *piece]), page=block.page)
    elif is_list(block.text):
        for piece in _pack(re.split(r"\n(?=\s*(?:\d{1,2}[.)]|[-*•–])\s)", block.text), LONGEST):
            yield from (Block(text, page=block.page) for text in _fit("\n".join(piece)))
    else:
        yield from (Block(text, page=block.page) for text in _fit(block.text))


def _pack(lines: list[str], limit: int) -> Iterator[list[str]]:
    pack: list[str] = []
    for line in lines:
        if pack and sum(len(p) + 1 for p in pack) + len(line) > limit:
            yield pack
            pack = []
        pack.append(line)
    if pack:
        yield pack


def _fit(text: str) -> list[str]:
    return [text] if len(text) <= LONGEST else [piece.strip() for piece in _SENTENCES.split_text(text)]


def is_table(text: str) -> bool:
    return text.lstrip().startswith("|")


def is_list(text: str) -> bool:
    return bool(_STEP.match(text))


def kind_of(text: str) -> str:
    if is_table(text):
        return TABLE
    return STEPS if re.search(r"^\s*1[.)]\s", text, re.M) and re.search(r"^\s*2[.)]\s", text, re.M) else TEXT
