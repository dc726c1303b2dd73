"""Text folded without moving a character, so that what is found in the folded form is cut out of the original.

The search index folds more (spaces and ligatures change length there); here a position must stay a position.
"""

import unicodedata

_STRAIGHT = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u02bc`´", "'"),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        **dict.fromkeys("\u00a0\u2007\u2009\u202f\t", " "),
        **dict.fromkeys("«»“”", '"'),
    }
)


def composed(text: str) -> str:
    """``text`` with each accented letter as one character: the form whose positions ``fold_in_place`` keeps."""
    return unicodedata.normalize("NFC", text)


def fold_in_place(text: str) -> str:
    """Lower case, accents off, straight quotes and plain spaces; as long as ``text``, position for position."""
    return "".join(map(_fold_one, text.translate(_STRAIGHT)))


def _fold_one(character: str) -> str:
    base = unicodedata.normalize("NFD", character)[0].lower()
    return base if len(base) == 1 else character
