"""A file becomes a document, whatever it claims to be: its first bytes decide, not its name.

Every refusal is an UnreadableFile whose text tells the person what is wrong and what to do. Files from outside are read
through ``reading_apart.read_apart``, which bounds what they may ask of the machine.
"""

import hashlib
import re
import time
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from bot.corpus import glossary
from bot.corpus.document import ESSENTIAL, FAQ, NOTES, STEPS, PassageDraft, ReadDocument
from bot.corpus.errors import UnreadableFile
from bot.corpus.fiche import Fiche, is_fiche, parse_fiche
from bot.corpus.file_kinds import READABLE, FileKind, kind_of_file
from bot.corpus.file_text import FileText, Progress, tell_nobody
from bot.corpus.limits import DEFAULT_LIMITS, PAGE_CHARACTERS, ReadingLimits
from bot.corpus.markdown import markdown_blocks
from bot.corpus.pdf import read_pdf
from bot.corpus.splitting import Block, split_blocks

if TYPE_CHECKING:
    from bot.corpus.recognition import Recognised

__all__ = ["READABLE", "document_key", "read_bytes", "read_file"]

_SECTION_KINDS = {"Étapes": STEPS, "À savoir": NOTES}
_RESERVE = 0.8  # of the time to read: what recognition may take, so that the rest of the work can end
# What no database keeps: a zero, other controls, halves of characters.
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
# What programs write as the title of a file whose author gave it none.
_NO_TITLE = re.compile(
    r"(?:présentation powerpoint|powerpoint presentation|word document|document word|sans titre|untitled|"
    r"\(?anonymous\)?|document\d*|diapositive 1|titre)$",
    re.I,
)
_PRINTED_BY = re.compile(r"^Microsoft (?:Office )?(?:Word|PowerPoint) - (.*?)(?:\.\w{3,4})?$")


def read_file(path: Path, limits: ReadingLimits = DEFAULT_LIMITS) -> ReadDocument:
    """Read a file from the disk, in this process; raises UnreadableFile."""
    return read_bytes(path.name, path.read_bytes(), limits)


def read_bytes(
    name: str, data: bytes, limits: ReadingLimits = DEFAULT_LIMITS, told: Progress = tell_nobody
) -> ReadDocument:
    """Read ``data`` sent under ``name``, in this process, without its bounds on time and memory.

    Raises UnreadableFile.
    """
    name = Path(name.replace("\\", "/")).name
    if not data.strip():
        raise UnreadableFile(f"Le fichier « {name} » est vide : vérifiez qu'il est bien enregistré, puis redéposez-le.")
    digest = hashlib.sha256(data).hexdigest()
    kind = kind_of_file(name, data, limits)
    if kind not in (FileKind.MARKDOWN, FileKind.TEXT):
        return _from_file_text(name, kind, _read_as(kind, data, limits, told), digest, limits)
    text = _decode(name, data)
    if name == glossary.FILE_NAME:
        passages = tuple(glossary.parse_glossary(text))
        return ReadDocument("glossaire", "glossaire", "Glossaire", name, "text/markdown", digest, passages)
    if is_fiche(text):
        return _from_fiche(parse_fiche(Path(name).stem, text), name, digest)
    blocks = tuple(markdown_blocks(text))
    first = next((block.text for block in blocks if block.level == 1), "")
    return _from_file_text(name, kind, FileText(first, blocks), digest, limits)


def _read_as(kind: FileKind, data: bytes, limits: ReadingLimits, told: Progress) -> FileText:
    # Each reader's library is loaded for the files that need it.
    if kind is FileKind.WORD:
        from bot.corpus.word import read_word

        return read_word(data)
    if kind is FileKind.SLIDES:
        from bot.corpus.slides import read_slides

        return read_slides(data, limits.pages, told)
    if kind is FileKind.WEB_PAGE:
        from bot.corpus.web_page import read_web_page

        return read_web_page(data)
    content = read_pdf(data, limits.pages, _recognition_within(limits.seconds), told)
    return FileText(content.title, content.blocks, content.pages, content.warnings)


def _recognition_within(seconds: float) -> Callable[[bytes, Sequence[int], Progress], "Recognised"]:
    began = time.monotonic()

    def recognise_pages(data: bytes, pages: Sequence[int], told: Progress) -> "Recognised":
        from bot.corpus.recognition import recognise

        return recognise(data, pages, told, seconds=seconds * _RESERVE - (time.monotonic() - began))

    return recognise_pages


def _decode(name: str, data: bytes) -> str:
    if b"\0" not in data:
        for encoding in ("utf-8-sig", "cp1252"):
            try:
                return unicodedata.normalize("NFC", data.decode(encoding))
            except UnicodeDecodeError:
                continue
    raise UnreadableFile(
        f"Le fichier « {name} » n'est pas du texte, malgré son nom : déposez un PDF, un fichier Markdown ou texte."
    )


def document_key(name: str) -> str:
    """« Guide Chorus_v2.pdf » and « guide-chorus v2.PDF » are the same document."""
    plain = unicodedata.normalize("NFKD", Path(name).stem).encode("ascii", "ignore").decode().lower()
    return "fichier:" + (re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "sans-nom")


def _from_file_text(name: str, kind: FileKind, content: FileText, digest: str, limits: ReadingLimits) -> ReadDocument:
    _refuse_too_long(name, content.blocks, limits)
    blocks = [replace(block, text=_NO_TEXT.sub("\ufffd", block.text)) for block in content.blocks]
    title = _NO_TEXT.sub("", _title(content, name)) or "Sans titre"
    passages = tuple(split_blocks(title, blocks))
    if not passages:
        raise UnreadableFile(
            f"Le fichier « {name} » ne contient que des titres : ajoutez du texte et redéposez-le."
            if blocks
            else f"Le fichier « {name} » ne contient aucun texte (des images seules ?) : redéposez-en une version "
            "avec du texte, ou un PDF des mêmes pages, que l'on pourra essayer de reconnaître."
        )
    from bot.corpus.doubts import doubts_of_passages

    return ReadDocument(
        document_key(name), "fascicule", title, name, kind.value, digest, passages,
        pages=content.pages, warnings=(*content.warnings, *doubts_of_passages(passages)),
    )  # fmt: skip


def _title(content: FileText, name: str) -> str:
    declared = " ".join(content.title.split())
    if printed := _PRINTED_BY.match(declared):
        declared = printed[1].strip()
    if declared and not _NO_TITLE.match(declared):
        return declared
    first = next((block.text for block in content.blocks if block.level == 1), "")
    return first or Path(name).stem.replace("_", " ")


def _refuse_too_long(name: str, blocks: Iterable[Block], limits: ReadingLimits) -> None:
    length = sum(len(block.text) for block in blocks)
    if length > limits.characters:
        raise UnreadableFile(
            f"Le texte de « {name} » équivaut à {ceil(length / PAGE_CHARACTERS)} pages bien remplies ; la limite est "
            f"de {limits.pages}. Découpez-le en plusieurs fichiers."
        )


def _from_fiche(fiche: Fiche, name: str, digest: str) -> ReadDocument:
    head = fiche.head
    essential = [PassageDraft(ESSENTIAL, "L'essentiel", head.title, fiche.essential)]
    passages = essential if fiche.essential else []
    for part in fiche.parts:
        heading = part.heading or head.title
        section = f"{part.section} › {part.heading}" if part.heading else part.section
        for piece in split_blocks(heading, markdown_blocks(part.text)):
            passages.append(PassageDraft(_SECTION_KINDS[part.section], section, heading, piece.text))
    for pair in fiche.questions:
        section = f"Questions fréquentes › {pair.question}"
        passages.append(PassageDraft(FAQ, section, pair.question, pair.answer, wordings=pair.wordings))
    return ReadDocument(
        f"fiche:{fiche.slug}", "fiche", head.title, name, "text/markdown", digest, tuple(passages),
        module=head.module, checked_on=head.checked_on, review_by=head.review_by, confidence=head.confidence,
        audience=tuple(head.audience), sources=tuple(source.model_dump() for source in head.sources),
    )  # fmt: skip
