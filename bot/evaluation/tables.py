"""Figures become Markdown tables, printed or written between two marks of a document, so that none is typed by hand."""

import re
from collections.abc import Sequence
from pathlib import Path

from bot.evaluation.errors import MarksMissing

Cells = list[list[str]]


def markdown_table(rows: Sequence[Sequence[str]]) -> str:
    """``rows``, heading first, with decimal commas in the cells that hold numbers."""
    return "\n".join(markdown_lines(rows))


def markdown_lines(rows: Sequence[Sequence[str]]) -> list[str]:
    """The same, a line each: the heading, the rule under it, then the rows."""
    head, *body = [[_french(cell) for cell in row] for row in rows]
    rule = ["---", *["---:"] * (len(head) - 1)]
    return ["| " + " | ".join(cells) + " |" for cells in [head, rule, *body]]


def write_between_marks(path: Path, name: str, text: str) -> None:
    """Replace what stands between « <!-- NAME : début --> » and « <!-- NAME : fin --> »; raises MarksMissing."""
    opening, closing = f"<!-- {name} : début -->", f"<!-- {name} : fin -->"
    try:
        document = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise MarksMissing(f"{path} ne peut pas être lu ({error}) : la table n'a été écrite nulle part.") from error
    before, found, rest = document.partition(opening)
    _, ended, after = rest.partition(closing)
    if not found or not ended:
        raise MarksMissing(
            f"{path} ne contient pas les deux lignes « {opening} » et « {closing} », dans cet ordre : ajoutez-les "
            "là où la table doit paraître. Rien n'a été écrit."
        )
    path.write_text(f"{before}{opening}\n{text}\n{closing}{after}", encoding="utf-8")


def _french(cell: str) -> str:
    return re.sub(r"(?<=\d)\.(?=\d)", ",", cell)
