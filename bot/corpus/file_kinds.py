"""What a file is, by its first bytes: a name says what its sender believes, and only tells two kinds of text apart."""

import re
from enum import StrEnum

from bot.corpus.errors import UnreadableFile
from bot.corpus.limits import ReadingLimits

READABLE = (".docx", ".htm", ".html", ".md", ".pdf", ".pptx", ".txt")
_TEXTS = (".md", ".txt")
_PAGES = (".htm", ".html")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PACKAGE = b"PK\x03\x04"
_WEB_PAGE = re.compile(r"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*(?:<!doctype\s+html|<html|<head|<body)\b", re.I | re.S)
_FIRST = 4096  # bytes


class FileKind(StrEnum):
    """The readers there are, by the media type of what they read."""

    PDF = "application/pdf"
    WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    WEB_PAGE = "text/html"
    MARKDOWN = "text/markdown"
    TEXT = "text/plain"


def kind_of_file(name: str, data: bytes, limits: ReadingLimits) -> FileKind:
    """Return the reader that ``data`` wants; raises UnreadableFile, with what to do, when there is none."""
    lower = name.lower()
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return FileKind.PDF
    if data.startswith(_PACKAGE):
        from bot.corpus.office_package import WORD, kind_of_package  # lxml is loaded for archives only

        return FileKind.WORD if kind_of_package(data, limits) == WORD else FileKind.SLIDES
    if data.startswith(_COMPOUND):
        raise UnreadableFile(
            f"Le fichier « {name} » est d'un ancien format (.doc, .ppt, .xls) ou protégé par un mot de passe : "
            "enregistrez-le en .docx, en .pptx ou en PDF, sans mot de passe, puis redéposez-le."
        )
    if is_web_page(data) or (lower.endswith(_PAGES) and b"<" in data[:_FIRST]):
        return FileKind.WEB_PAGE
    if not lower.endswith(_TEXTS):
        raise UnreadableFile(
            f"Le fichier « {name} » n'est ni un PDF ni un fichier Markdown, texte, HTML, Word (.docx) ou PowerPoint "
            "(.pptx) : exportez-le en PDF."
        )
    return FileKind.MARKDOWN if lower.endswith(".md") else FileKind.TEXT


def is_text(name: str, data: bytes) -> bool:
    """Whether ``data`` is for the text readers: no parser of a foreign format sees it."""
    return (
        not data.startswith((_PACKAGE, _COMPOUND))
        and not is_web_page(data)
        and name.lower().endswith(_TEXTS)
        and (not data[:1024].lstrip().startswith(b"%PDF-"))
    )


def is_web_page(data: bytes) -> bool:
    """Whether ``data`` begins as a page of HTML does, in any encoding that has ASCII's letters."""
    return bool(
        _WEB_PAGE.match(data[:_FIRST].replace(b"\0", b"").decode("latin-1").lstrip("ÿþ\ufeff").removeprefix("ï»¿"))
    )
