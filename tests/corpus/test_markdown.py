"""Markdown comes apart at its own seams: headings, paragraphs, whole lists, whole tables."""

from bot.corpus.markdown import markdown_blocks
from bot.corpus.splitting import Block

TEXT = """# Titre *penché*

Un paragraphe
sur deux lignes.

1. Ouvrez.
   - détail
2. Fermez.

| a | b |
| --- | --- |
| 1 | 2 |

<div>caché</div>

> Une citation.
"""


def test_each_block_comes_whole_and_in_order() -> None:
    assert list(markdown_blocks(TEXT)) == [
        Block("Titre *penché*", level=1),
        Block("Un paragraphe sur deux lignes."),
        Block("1. Ouvrez.\n   - détail\n2. Fermez."),
        Block("| a | b |\n| --- | --- |\n| 1 | 2 |"),
        Block("> Une citation."),
    ]


def test_nothing_gives_nothing() -> None:
    assert list(markdown_blocks("")) == []
