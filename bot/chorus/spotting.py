"""What the finders hand over: a stretch of text, what it is, and what is wrong with it."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Spot:
    """``value`` is the identifier as it should be written; ``None`` for text that is known not to be one."""

    kind: str
    start: int
    end: int
    value: str | None
    problem: str | None = None


def first_claims(spots: Iterable[Spot]) -> list[Spot]:
    """The spots in reading order, each character given to the first that claimed it.

    So « siret 732829320 00074 » isn't also a SIREN, and the digits of an amount aren't an invoice number.
    """
    kept: list[Spot] = []
    for spot in spots:
        if all(spot.end <= other.start or spot.start >= other.end for other in kept):
            kept.append(spot)
    return sorted(kept, key=lambda spot: spot.start)
