"""Clean questions written the way a phone writes them, on purpose, so that what spelling costs can be measured.

Nothing here is read by the assistant: its own table of short forms and its mending are judged by this, so the two
share no list. A text is always degraded in the same way, whatever else is degraded beside it.
"""

import random
import re
import unicodedata
from collections.abc import Callable

KINDS = ("accents", "apostrophes", "lettres", "sms", "tout")
_WORD = re.compile(r"[^\W\d_]+")
_TYPED = 5  # letters from which a word gets mistyped
_KEYS = ("azertyuiop", "qsdfghjklm", "wxcvbn")

_SHORT_FORMS = {
    "comment": ("cmt", "coment", "cmnt"), "pourquoi": ("pk", "pkoi", "pourkoi"), "quoi": ("koi",), "que": ("ke",),
    "qui": ("ki",), "quel": ("kel",), "quelle": ("kel", "kelle"), "quels": ("kel",), "quand": ("qd", "kan"),
    "pas": ("pa",), "dans": ("ds", "dan"), "avec": ("avc", "ac"), "pour": ("pr",), "tout": ("tt",), "tous": ("ts",),
    "toujours": ("tjr", "tjs"), "beaucoup": ("bcp",), "faut": ("fo", "fau"), "est": ("é", "est"), "vous": ("vs",),
    "nous": ("ns",), "temps": ("tps", "tan"), "jours": ("jrs", "jour"), "même": ("mm",), "message": ("msg",),
    "problème": ("pb",), "numéro": ("num",), "facture": ("factur", "fact"), "factures": ("factur",),
    "rendez-vous": ("rdv",), "quelqu'un": ("qqn",), "c'est": ("c", "cé"), "j'ai": ("g", "jé"), "après": ("apré",),
}  # fmt: skip
_BY_EAR: tuple[tuple[str, str], ...] = (
    (r"(?<=\w)(?:ées|ée|és|é|er|ez)$", "é"),
    (r"(?<=\w)(?:ées|ée|és|é|er|ez)$", "er"),
    (r"eaux?", "o"),
    (r"qu", "k"),
    (r"ph", "f"),
    (r"(?<=\w\w\w)[est]$", ""),
    (r"([bcdfglmnprst])\1", r"\1"),
    (r"ç", "s"),
    (r"ai(?=[a-z])", "é"),
    (r"(?<=\w)x$", ""),
    (r"ct(?=ion)", "x"),
)


def degrade(text: str, kind: str) -> str:
    """``text`` with the mistakes of one of ``KINDS``; « tout » has them all, fewer mistyped letters."""
    dice = random.Random(f"{kind} {text}")  # noqa: S311 - mistakes are to be repeated, not kept secret
    return _DEGRADE[kind](text, dice)


def _without_accents(text: str, _dice: random.Random) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return bare.lower().replace("œ", "oe")


def _without_apostrophes(text: str, dice: random.Random) -> str:
    return re.sub("['\u2019]", lambda _: dice.choice(("", " ")), text)


def _mistyped(text: str, dice: random.Random, share: float = 0.3) -> str:
    """One long word at least gets a letter dropped, doubled, swapped with the next or hit on the key beside it."""
    found = [match for match in _WORD.finditer(text) if len(match[0]) >= _TYPED]
    hit = [match for match in found if dice.random() < share] or found[:1]
    for match in reversed(hit):
        text = text[: match.start()] + _slip(match[0], dice) + text[match.end() :]
    return text


def _slip(word: str, dice: random.Random) -> str:
    place = dice.randrange(1, len(word) - 1)
    letter = word[place]
    slips = [letter * 2, "", _beside(letter, dice)]
    if dice.random() < 1 / 4:
        return word[:place] + word[place + 1] + letter + word[place + 2 :]
    return word[:place] + dice.choice(slips) + word[place + 1 :]


def _beside(letter: str, dice: random.Random) -> str:
    for row in _KEYS:
        at = row.find(letter)
        if at >= 0:
            return dice.choice([row[i] for i in (at - 1, at + 1) if 0 <= i < len(row)])
    return "e"


def _by_ear(text: str, dice: random.Random) -> str:
    """Short forms, and words written as they sound; what holds a digit or is an acronym is left alone."""
    said = []
    for word in re.split(r"(\s+)", text.replace("\u2019", "'")):
        bare = word.strip(".,;:!?«»()").lower()
        if bare in _SHORT_FORMS and dice.random() < 0.8:
            said.append(dice.choice(_SHORT_FORMS[bare]))
        elif bare.isalpha() and len(bare) >= _TYPED and not word.isupper() and dice.random() < 0.5:
            sounds = [(old, new) for old, new in _BY_EAR if re.search(old, bare)]
            said.append(re.sub(*dice.choice(sounds), bare) if sounds else word)
        else:
            said.append(word)
    return "".join(said)


def _everything(text: str, dice: random.Random) -> str:
    return _mistyped(_without_accents(_without_apostrophes(_by_ear(text, dice), dice), dice), dice, 0.1)


_DEGRADE: dict[str, Callable[[str, random.Random], str]] = {
    "accents": _without_accents,
    "apostrophes": _without_apostrophes,
    "lettres": _mistyped,
    "sms": _by_ear,
    "tout": _everything,
}
