"""French as people type it becomes index terms: accents folded, elisions cut, words stemmed, codes kept whole.

Folding comes before stemming, so that « rejetee » and « rejetée » end in the same term. No stop words are removed:
« comment » and « c'est quoi » are part of questions, and removing them cost 1 to 3 points of recall on a FAQ.
"""

import re
import unicodedata
from functools import lru_cache

import Stemmer

_ELISION = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)'(?=\w)")
_TOKEN = re.compile(r"[a-z]{3,}-[a-z]\b(?!-)|[a-z]+\d[\w-]*|\d+(?:[.,/]\d+)*|[a-z]+(?:_[a-z]+)+|[a-z]+|\d+")
_STEMMER = Stemmer.Stemmer("french")


def fold(text: str) -> str:
    """Lower case, no accents, straight apostrophes and quotes, plain spaces: the form in which texts are compared."""
    text = text.replace("´", "'")  # before NFKD, which makes it a space and an accent
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).lower()
    text = text.replace("œ", "oe").replace("æ", "ae")
    text = re.sub("[\u2018\u2019\u02bc`]", "'", text)
    text = re.sub("[«»“”]", '"', text)
    return re.sub(r"\s+", " ", re.sub("[\u2010-\u2015]", "-", text)).strip()


def words(text: str) -> list[str]:
    """Folded words and codes of ``text``, elided articles cut off (« l'avoir » gives « avoir »)."""
    return _TOKEN.findall(_ELISION.sub(" ", fold(text)))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The Snowball stem; what carries a digit, an underscore or a hyphen is a code and stays as it is."""
    if any(c.isdigit() or c in "_-" for c in word):
        return word
    return str(_STEMMER.stemWord(word))


def terms(text: str) -> list[str]:
    """The index terms of ``text``, in order."""
    return [stem(word) for word in words(text)]
