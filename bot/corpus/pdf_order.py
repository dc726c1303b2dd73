"""A page is read in the order in which it was drawn, unless that order turns back: then its columns are looked for.

Programs draw a page nearly always as it is read, and know better than its geometry which box comes first. Those that
draw a title last, the right column first or the page from its foot up give themselves away: the next text is higher,
and not to the right.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.corpus.pdf_lines import Line

_GUTTER = 6.0  # points: narrower, the space between two columns is one between words
_SMALL = 2  # lines of a title, or of a foot
_STRAYS = 6  # titles and feet that may be set right one by one
_DEEPEST = 60  # columns in bands in columns


@dataclass(frozen=True)
class Unit:
    """Lines that are read together, and the box that they fill, in points; ``top`` is above ``bottom``."""

    lines: "tuple[Line, ...]"
    left: float
    right: float
    top: float
    bottom: float


def in_reading_order(units: Sequence[Unit]) -> list[Unit]:
    """Return the units as drawn, titles and feet drawn out of turn set right; by columns when that isn't enough."""
    drawn = list(units)
    for _ in range(_STRAYS):
        back = next((i for i, (unit, after) in enumerate(pairwise(drawn)) if _turns_back(unit, after)), None)
        if back is None:
            return drawn
        if _is_highest(drawn[back + 1], drawn):
            drawn.insert(0, drawn.pop(back + 1))
        elif _is_lowest(drawn[back], drawn):
            drawn.append(drawn.pop(back))
        else:
            break
    return _by_columns(list(units), 0)


def _turns_back(unit: Unit, after: Unit) -> bool:
    size = after.lines[0].size
    return after.top > unit.bottom + size and after.left < unit.right - _GUTTER


def _is_highest(unit: Unit, units: Sequence[Unit]) -> bool:
    return len(unit.lines) <= _SMALL and all(unit.bottom >= other.top for other in units if other is not unit)


def _is_lowest(unit: Unit, units: Sequence[Unit]) -> bool:
    return len(unit.lines) <= _SMALL and all(unit.top <= other.bottom for other in units if other is not unit)


def _by_columns(units: list[Unit], depth: int) -> list[Unit]:
    """Left before right where a gutter runs from top to bottom, else above before below at the widest blank."""
    if len(units) < 2:
        return units
    across = sorted(units, key=lambda unit: unit.left)
    gutter, place = _widest([(unit.left, unit.right) for unit in across])
    if gutter >= _GUTTER and depth < _DEEPEST:
        return _by_columns(across[:place], depth + 1) + _by_columns(across[place:], depth + 1)
    down = sorted(units, key=lambda unit: (-unit.top, unit.left))
    blank, place = _widest([(-unit.top, -unit.bottom) for unit in down])
    if blank >= 0 and depth < _DEEPEST:
        return _by_columns(down[:place], depth + 1) + _by_columns(down[place:], depth + 1)
    return down


def _widest(spans: Sequence[tuple[float, float]]) -> tuple[float, int]:
    """The widest space that no span covers, and how many begin before it; below 0 when there is none."""
    best, place, reached = -1.0, 0, spans[0][1]
    for number, (start, end) in enumerate(spans[1:], 1):
        if start - reached > best:
            best, place = start - reached, number
        reached = max(reached, end)
    return best, place
