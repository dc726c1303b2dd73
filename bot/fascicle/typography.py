"""French spacing for print: the spaces that must not break a line, and the curly apostrophe.

Only what the author wrote is hardened: a space is made non-breaking, none is invented, so that a code, an address or
a file name is never altered.
"""

import re

_NARROW = "\u202f"
_WIDE = "\u00a0"
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_RULES = (
    (re.compile(r"[ \u00a0\u202f]+(?=[;!?%€»])"), _NARROW),
    (re.compile(r"[ \u00a0\u202f]+(?=:)"), _WIDE),
    (re.compile(r"(?<=«)[ \u00a0\u202f]+"), _NARROW),
    (re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))"), _NARROW),
    (re.compile(r"\b(n°|art\.|R\.|L\.|D\.) (?=\d)"), rf"\1{_WIDE}"),
    (re.compile(rf"(?<=\d)(er)? (?={'|'.join(_MONTHS)})"), rf"\1{_WIDE}"),
    (re.compile(r"(?<=\d) (?=(?:jours?|mois|ans?|heures?|minutes?|Mo|Ko|caractères)\b)"), _WIDE),
    (re.compile(r"(?<=\w)'(?=\w|«)"), "\u2019"),
)


def set_in_french(text: str) -> str:
    """Return ``text`` with its own spaces before « : ; ! ? % € » and inside guillemets made non-breaking.

    Control characters, which no font prints, are dropped.
    """
    text = _CONTROL.sub("", text)
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


def say_date(day: int, month: int, year: int) -> str:
    """« 1er septembre 2027 », with spaces that don't break."""
    return f"{'1er' if day == 1 else day}{_WIDE}{_MONTHS[month - 1]}{_WIDE}{year}"
