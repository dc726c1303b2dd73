"""The first bytes say what a file is; its name only tells two kinds of text apart."""

import pytest
from making import make_pdf
from real_office import portal_page, slides_with_notes, styled_word

from bot.corpus.errors import UnreadableFile
from bot.corpus.file_kinds import FileKind, is_text, kind_of_file
from bot.corpus.limits import DEFAULT_LIMITS

TEXT = b"Le fournisseur complete la facture."


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (make_pdf("Texte."), FileKind.PDF),
        (styled_word().data, FileKind.WORD),
        (slides_with_notes().data, FileKind.SLIDES),
        (portal_page().data, FileKind.WEB_PAGE),
        (b"\xef\xbb\xbf<!-- saved -->\n<?xml version='1.0'?><html>", FileKind.WEB_PAGE),
        ("<!DOCTYPE HTML>".encode("utf-16"), FileKind.WEB_PAGE),
    ],
    ids=lambda value: value.name if isinstance(value, FileKind) else "",
)
def test_the_bytes_decide_whatever_the_name(data: bytes, kind: FileKind) -> None:
    for name in ("fichier.txt", "fichier.md", "fichier.pdf", "fichier.docx", "fichier"):
        assert kind_of_file(name, data, DEFAULT_LIMITS) is kind
        assert not is_text(name, data)


def test_the_name_tells_markdown_from_text_and_a_piece_of_html_from_both() -> None:
    assert kind_of_file("a.md", TEXT, DEFAULT_LIMITS) is FileKind.MARKDOWN
    assert kind_of_file("A.TXT", TEXT, DEFAULT_LIMITS) is FileKind.TEXT
    assert kind_of_file("a.html", b"<p>Un morceau de page.</p>", DEFAULT_LIMITS) is FileKind.WEB_PAGE
    assert kind_of_file("a.md", b"<p>Un morceau de page.</p>", DEFAULT_LIMITS) is FileKind.MARKDOWN
    assert is_text("a.md", TEXT)


def test_an_old_or_locked_office_file_says_what_to_do() -> None:
    with pytest.raises(UnreadableFile, match=r"ancien format .* enregistrez-le en \.docx"):
        kind_of_file("vieux.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, DEFAULT_LIMITS)
