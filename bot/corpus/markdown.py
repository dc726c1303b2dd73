"""Markdown becomes blocks: headings, paragraphs, whole lists and whole tables, as their author wrote them."""

from collections.abc import Iterator

from markdown_it import MarkdownIt

from bot.corpus.splitting import Block

_PARSER = MarkdownIt("commonmark").enable("table")
_WHOLE = {"bullet_list_open", "ordered_list_open", "table_open", "blockquote_open", "fence", "code_block"}


def markdown_blocks(text: str) -> Iterator[Block]:
    """Yield the top-level blocks of ``text``, with their source lines kept; raw HTML is left out."""
    lines = text.split("\n")
    tokens = _PARSER.parse(text)
    for position, token in enumerate(tokens):
        if token.level or token.map is None:
            continue
        source = "\n".join(lines[token.map[0] : token.map[1]]).strip()
        if token.type == "heading_open":
            yield Block(tokens[position + 1].content.strip(), level=int(token.tag[1]))
        elif token.type == "paragraph_open" and source.split():
            yield Block(" ".join(source.split()))
        elif token.type in _WHOLE and source:
            yield Block(source)
