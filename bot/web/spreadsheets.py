"""Tables for a French spreadsheet, of which no cell can begin a formula."""

import csv
import io
from collections.abc import Iterable
from typing import Final

# What a spreadsheet reads as the beginning of a formula; a space or a quote before it would not stop all of them.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def french_csv(rows: Iterable[Iterable[str]]) -> bytes:
    """Semicolons and a byte order mark, as a French spreadsheet opens it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL)
    for row in rows:
        writer.writerow(_inert(cell) for cell in row)
    return out.getvalue().encode("utf-8-sig")


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.lstrip(" \u00a0\u202f").startswith(_FORMULA) else cell
