"""The staff's sentences: in the trainers' words, and typeset."""

import re
from collections.abc import Iterator

from bot.web import texts_documents, texts_staff
from bot.web.texts import typeset


def sentences() -> Iterator[str]:
    for name, value in [*vars(texts_staff).items(), *vars(texts_documents).items()]:
        if name.isupper():
            yield from [value] if isinstance(value, str) else [*value.keys(), *value.values()]


def test_no_word_of_the_workshop_is_on_a_screen() -> None:
    said = [text for text in sentences() if "upload_text" not in text and not text.startswith("file.")]
    assert len(said) > 80
    for word in ("chunk", "embedding", "index", "vecteur", "token", "upload", "session"):
        assert [text for text in said if re.search(rf"\b{word}s?\b", text, re.I)] == []


def test_every_sentence_is_typeset() -> None:
    assert [text for text in sentences() if text != typeset(text)] == []
