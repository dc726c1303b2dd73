"""What a trainer should look at before a document answers: told in French, with the pages, never a refusal.

Judged on the passages, whatever the file's format. The measures err on the quiet side: nobody reads a warning that
comes with each file.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import Any

from bot.corpus.document import TABLE, PassageDraft
from bot.corpus.page_ranges import in_words

_LONG_TABLE = 60  # rows
_JUDGED = 12  # words: fewer prove nothing
_ODD_CHARACTERS = 0.03  # share of a passage's characters
_ODD_WORDS = 0.4  # share of a passage's words
_LONE_LETTERS = 0.5  # share of a passage's words: « l' », « d' » and « à » are a tenth of French
_VOWEL_SHARE = 0.3  # of a passage's letters: European languages have 35 % or more
_LANGUAGE_LETTERS = 150  # fewer letters, on a page, say too little
_SAMPLE = 600  # characters: more would not make it surer
_SURE = 0.95
_MOSTLY = 0.5  # of the judged pages: beyond, the document as a whole is told
_LANGUAGES = {
    "en": "anglais",
    "de": "allemand",
    "es": "espagnol",
    "it": "italien",
    "nl": "néerlandais",
    "pt": "portugais",
}
_ODD = re.compile(r"[\ufffd\ue000-\uf8ff\x00-\x08\x0b-\x1f\x7f-\x9f]|\(cid:\d+\)")
_TOKEN = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W\d_]{3,}")
_VOWELS = frozenset("aeiouyàâäéèêëîïôöùûüœæ")
_CLUSTER = re.compile(r"[bcdfghjklmnpqrstvwxzç]{5,}")


def doubts_of_passages(passages: Sequence[PassageDraft]) -> Iterator[str]:
    """Yield French sentences about garbled text, long tables and foreign pages."""
    garbled = [passage for passage in passages if _is_garbled(passage.text)]
    if garbled:
        yield (
            f"Texte peut-être illisible {_where(garbled)} : « {_excerpt(garbled[0].text)} ». Relisez ces "
            "passages ; si le texte est brouillé, réexportez le fichier en incorporant ses polices."
        )
    for table in _long_tables(passages):
        rows = sum(passage.text.count("\n") - 1 for passage in table)
        yield (
            f"Tableau très long ({rows} lignes) {_where(table[:1])} : il est coupé en {len(table)} passages, "
            "chacun avec ses titres de colonnes. Vérifiez que chaque ligne se comprend seule."
        )
    yield from _foreign([passage for passage in passages if passage not in garbled])


def _is_garbled(text: str) -> bool:
    odd = sum(len(match[0]) for match in _ODD.finditer(text))
    if odd > _ODD_CHARACTERS * len(text):
        return True
    tokens = _TOKEN.findall(text)
    if len(tokens) >= _JUDGED and sum(len(token) == 1 for token in tokens) > _LONE_LETTERS * len(tokens):
        return True  # a text set with its letters apart
    # Capitals are left out: acronyms and codes have no vowels to show.
    words = [word for word in _WORD.findall(text) if not word.isupper()]
    if len(words) < _JUDGED:
        return False
    letters = "".join(words).casefold()
    vowels = sum(letter in _VOWELS for letter in letters)
    return vowels < _VOWEL_SHARE * len(letters) or sum(map(_is_odd_word, words)) > _ODD_WORDS * len(words)


def _is_odd_word(word: str) -> bool:
    plain = word.casefold()
    inner_capital = any(letter.isupper() for letter in word[1:]) and not word.isupper()
    return not _VOWELS & set(plain) or bool(_CLUSTER.search(plain)) or (inner_capital and not word[0].isupper())


def _long_tables(passages: Sequence[PassageDraft]) -> Iterator[list[PassageDraft]]:
    """Neighbouring pieces with the same column names, when they have many rows together."""

    def header(passage: PassageDraft) -> tuple[str, str]:
        return passage.kind, passage.text.split("\n")[0] if passage.kind == TABLE else ""

    for (kind, _), pieces in groupby(passages, key=header):
        table = list(pieces)
        if kind == TABLE and sum(passage.text.count("\n") - 1 for passage in table) > _LONG_TABLE:
            yield table


def _foreign(passages: Sequence[PassageDraft]) -> Iterator[str]:
    pages: dict[str, list[PassageDraft]] = {}
    for passage in passages:
        if passage.kind != TABLE:
            pages.setdefault(passage.page or passage.section, []).append(passage)
    judged: dict[str, str] = {}
    for place, found in pages.items():
        text = " ".join(passage.text for passage in found)
        if sum(map(str.isalpha, text)) >= _LANGUAGE_LETTERS:
            judged[place] = _language_of(text)
    foreign = [place for place, language in judged.items() if language in _LANGUAGES]
    if not foreign:
        return
    names = " et ".join(sorted({_LANGUAGES[judged[place]] for place in foreign}))
    what_to_do = "L'assistant répond en français : déposez-en une traduction si les stagiaires doivent s'en servir."
    if len(foreign) > _MOSTLY * len(judged):
        yield f"Ce document semble écrit en {names}, pas en français. {what_to_do}"
    else:
        there = [passage for place in foreign for passage in pages[place]]
        yield f"Texte qui semble écrit en {names} {_where(there)}. {what_to_do}"


def _language_of(text: str) -> str:
    language, probability = _identifier().classify(text[:_SAMPLE])
    return language if probability >= _SURE else "fr"


@cache
def _identifier() -> Any:  # noqa: ANN401 - py3langid has no types
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # a model to unpack, which fiches never need

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(["fr", *_LANGUAGES])
    return identifier


def _where(found: Sequence[PassageDraft]) -> str:
    """« page 4 », « pages 4 à 6 », or the sections of a file without pages."""
    labels = list(dict.fromkeys(passage.page for passage in found if passage.page))
    if labels:
        arabic = all(label.isascii() and label.isdigit() for label in labels)
        said = in_words(sorted(map(int, labels))) if arabic else ", ".join(labels)
        return f"{'page' if len(labels) == 1 else 'pages'} {said}"
    sections = list(dict.fromkeys(passage.section for passage in found))
    more = f" et {len(sections) - 3} autres" if len(sections) > 3 else ""
    return f"sous {', '.join(f'« {section} »' for section in sections[:3])}{more}"


def _excerpt(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= 60 else plain[:59].rstrip() + "…"
