"""A table keeps its column names beside its values, however it is cut; one that only sets a page is read as text."""

from collections.abc import Iterator, Sequence

from bot.corpus.splitting import LONGEST, Block

_LONGEST_CELL = 600  # characters: beyond, a cell is a text of its own
_LONGEST_ROW = LONGEST // 2  # a passage must hold the column names and a row


def table_blocks(rows: Sequence[Sequence[str]], page: str | None = None) -> Iterator[Block]:
    """Yield the table as a whole, as a paragraph per row when its rows are long, or its cells when it is no table."""
    kept = _without_blanks([[" ".join(cell.split()) for cell in row] for row in rows])
    if not kept:
        return
    header, *others = kept
    if len(header) == 1 or not others:
        yield from (Block(cell, page=page) for row in kept for cell in row if cell)
    elif max(map(len, header)) > _LONGEST_CELL // 4 and any(len(cell) > _LONGEST_CELL for row in kept for cell in row):
        # Long texts side by side, the first row as long as the others: columns of a page, or boxes.
        yield from (Block(cell, page=page) for row in kept for cell in row if cell)
    elif any(sum(map(len, row)) > _LONGEST_ROW for row in others):
        for row in others:
            yield Block(_named(header, row), page=page)
    else:
        yield Block(as_markdown(kept), page=page)


def as_markdown(rows: Sequence[Sequence[str]]) -> str:
    """The rows, the first as column names; a row that repeats them, at the top of a page, is left out."""
    written = [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows]
    header, *others = written
    rule = f"|{' --- |' * len(rows[0])}"
    return "\n".join([header, rule, *(row for row in others if row != header)])


def _named(header: Sequence[str], row: Sequence[str]) -> str:
    pairs = ((name, value) for name, value in zip(header, row, strict=True) if value)
    return "\n".join(f"{name} : {value}" if name and name != value else value for name, value in pairs)


def _without_blanks(rows: list[list[str]]) -> list[list[str]]:
    """Rows of one length, without those, and the columns, that hold nothing."""
    width = max(map(len, rows), default=0)
    full = [row + [""] * (width - len(row)) for row in rows if any(row)]
    used = [column for column in range(width) if any(row[column] for row in full)]
    return [[row[column] for column in used] for row in full]
