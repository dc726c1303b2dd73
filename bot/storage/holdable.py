"""Text that every database, file and answer can hold: what none of them can is replaced, and nothing else.

A browser may send half of an emoji cut in two (a lone surrogate, which no UTF-8 can write), and anybody a NUL, which
PostgreSQL refuses. Each becomes U+FFFD, the replacement character of the Unicode Standard (chapter 23.8): the rest of
what the person wrote is kept, and stays where it was.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

_NOT_HELD: Final = re.compile("[\0\ud800-\udfff]")


def holdable(text: str) -> str:
    """``text`` with each character that can't be stored replaced by one that says so."""
    return _NOT_HELD.sub("\N{REPLACEMENT CHARACTER}", text)


def holdable_json(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """``value`` as JSON gave it, every text in it ``holdable``."""
    if isinstance(value, str):
        return holdable(value)
    if isinstance(value, Mapping):
        return {holdable_json(key): holdable_json(part) for key, part in value.items()}
    if isinstance(value, list):
        return [holdable_json(part) for part in value]
    return value
