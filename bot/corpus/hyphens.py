"""Words cut at a line's end are joined as the document itself writes them: « sous- | traitant » keeps its hyphen.

A PDF doesn't tell a hyphen of the word from one of the line, and often writes both as a soft hyphen. Elsewhere in the
same document the word usually stands whole, and that decides; otherwise two known words keep the hyphen between them.
"""

import re
from collections import Counter
from collections.abc import Iterable

_SOFT = "\u00ad"
_KNOWN = 3  # times that a word stands in the document, or compounds that it begins
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_CUT_LEFT = re.compile(rf"([^\W_]+(?:[-{_SOFT}][^\W_]+)*)[-{_SOFT}]$")
_CUT_RIGHT = re.compile(rf"[^\W_]+(?:[-{_SOFT}][^\W_]+)*")
_ADDRESS = (".", "/", "@", "_", ":")  # before a word: it is part of an address, where nothing was hyphenated
_INNER_SOFT = re.compile(rf"([^\W_]+){_SOFT}(?=([^\W_]+))")


class Vocabulary:
    """The words that a document writes whole, with their hyphens."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._words: Counter[str] = Counter()
        self._compounds: dict[str, set[str]] = {}  # by their first word
        for raw in lines:
            line = raw.replace(_SOFT, "-")
            # The first word of a line, and a last one that ends with a hyphen, may be pieces: they prove nothing.
            whole = (m[0] for m in _WORD.finditer(line) if m.start() > 0 and line[m.end() : m.end() + 1] != "-")
            for word in map(str.casefold, whole):
                first, *others = word.split("-")
                self._words.update({word, first, *others})
                if others:
                    self._compounds.setdefault(first, set()).add(word)

    def join(self, left: str, right: str) -> str:
        """Return two lines as one text; ``left`` may end in the middle of a word."""
        cut, rest = _CUT_LEFT.search(left), _CUT_RIGHT.match(right)
        if not cut or not rest:
            return f"{left} {right}"
        if left[: cut.start()].endswith(_ADDRESS):
            return left.replace(_SOFT, "-") + right
        return left[:-1] + ("-" if self._keeps_hyphen(cut[1], rest[0], drawn=False) else "") + right

    def mend(self, text: str) -> str:
        """Return ``text`` with each soft hyphen inside a line made a hyphen, or dropped where it was not drawn."""
        return _INNER_SOFT.sub(self._mend_one, text).replace(_SOFT, "")

    def _mend_one(self, match: re.Match[str]) -> str:
        return match[1] + ("-" if self._keeps_hyphen(match[1], match[2], drawn=True) else "")

    def _keeps_hyphen(self, left: str, right: str, drawn: bool) -> bool:
        start, end = left.replace(_SOFT, "-").casefold(), right.replace(_SOFT, "-").casefold()
        whole, hyphened = self._words[start + end], self._words[f"{start}-{end}"]
        if whole or hyphened:
            return hyphened > whole
        if drawn or right[0].isupper() or right[0].isdigit() or left[-1].isdigit():
            return True
        if len(self._compounds.get(start, ())) >= _KNOWN:
            return True
        return all(self._words[part] >= _KNOWN for part in [*start.split("-"), *end.split("-")])
