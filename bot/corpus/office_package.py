"""A Word or PowerPoint file is an archive from outside: it is weighed and searched before anything in it is parsed.

What is refused here: archives that unpack to more than the limit, parts whose names climb out of the archive, XML with
a document type (the only way to entities), macros, passwords. Nothing is ever unpacked to the disk, and addresses
written in a part (linked pictures, attached templates) are never opened.
"""

import io
import lzma
import zipfile
import zlib
from pathlib import PurePosixPath

from lxml import etree

from bot.corpus.errors import UnreadableFile
from bot.corpus.limits import MEGABYTE, ReadingLimits

WORD, SLIDES = "word", "slides"
_TYPES = "[Content_Types].xml"
_MOST_PARTS = 20_000
_ENCRYPTED = 0x1
_LARGEST_XML = 60 * MEGABYTE  # parsed, it weighs ten times as much
_MAIN = {
    "wordprocessingml.document.main": WORD,
    "presentationml.presentation.main": SLIDES,
}
_MACROS = ("macroenabled", "vbaproject")
# What lxml, zipfile, python-docx and python-pptx let out of an archive that was cut or altered.
PACKAGE_DAMAGE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, etree.LxmlError, LookupError, ValueError, EOFError, RuntimeError,
    OSError, AttributeError, TypeError, AssertionError, ArithmeticError,
)  # fmt: skip


def kind_of_package(data: bytes, limits: ReadingLimits) -> str:
    """Return WORD or SLIDES; raises UnreadableFile when the archive is anything else, or not safe to read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _weigh(archive, limits)
            return _kind(archive)
    except PACKAGE_DAMAGE as error:
        raise damaged_package() from error


def damaged_package() -> UnreadableFile:
    """The refusal of an archive whose parts can't be read."""
    return UnreadableFile(
        "Ce fichier est abîmé et n'a pas pu être lu : ouvrez-le, réenregistrez-le (ou en PDF) et redéposez-le."
    )


def _weigh(archive: zipfile.ZipFile, limits: ReadingLimits) -> None:
    parts = archive.infolist()
    # zipfile never unpacks more of a part than the size declared for it.
    weight = sum(part.file_size for part in parts)
    if weight > limits.unpacked_mb * MEGABYTE or len(parts) > _MOST_PARTS:
        raise UnreadableFile(
            f"Ce fichier pèse {weight // MEGABYTE} Mo une fois décompressé ({len(parts)} éléments) ; la limite est de "
            f"{limits.unpacked_mb} Mo. Allégez ses images ou découpez-le, puis redéposez-le."
        )
    for part in parts:
        if part.flag_bits & _ENCRYPTED:
            raise UnreadableFile(
                "Ce fichier est protégé par un mot de passe : enregistrez-en une copie sans, puis redéposez-la."
            )
        if _climbs_out(part.filename):
            raise UnreadableFile(
                "Ce fichier contient des chemins anormaux et n'a pas été ouvert : réenregistrez-le depuis Word ou "
                "PowerPoint, puis redéposez-le."
            )


def _climbs_out(name: str) -> bool:
    plain = name.replace("\\", "/")
    return plain.startswith("/") or ":" in plain.split("/")[0] or ".." in PurePosixPath(plain).parts


def _kind(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    if _TYPES not in names:
        raise UnreadableFile(
            "Ce fichier est une archive qui n'est ni un document Word (.docx) ni un diaporama PowerPoint (.pptx) : "
            "exportez-le en PDF, ou sortez-en les fichiers et déposez-les un par un."
        )
    for part in archive.infolist():
        if part.filename.lower().endswith((".xml", ".rels")):
            _refuse_entities(archive, part)
    types = etree.fromstring(archive.read(_TYPES), etree.XMLParser(resolve_entities=False, no_network=True))
    declared = {str(entry.get("PartName", "")): str(entry.get("ContentType", "")).lower() for entry in types}
    if any(word in declaration for declaration in declared.values() for word in _MACROS):
        raise UnreadableFile(
            "Ce fichier contient des macros : enregistrez-le sans macros (.docx ou .pptx), puis redéposez-le."
        )
    for declaration in declared.values():
        for suffix, kind in _MAIN.items():
            if suffix in declaration:
                return kind
    raise UnreadableFile(
        "Ce fichier n'est ni un document Word (.docx) ni un diaporama PowerPoint (.pptx) : exportez-le en PDF."
    )


def _refuse_entities(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    if part.file_size > _LARGEST_XML:
        raise UnreadableFile(
            f"Ce fichier contient un texte de {part.file_size // MEGABYTE} Mo : découpez-le en plusieurs fichiers."
        )
    # No Office file has a document type; in UTF-16, each letter is followed or preceded by a zero.
    if b"<!DOCTYPE" in archive.read(part).replace(b"\0", b""):
        raise UnreadableFile(
            "Ce fichier contient des déclarations XML anormales et n'a pas été ouvert : réenregistrez-le depuis Word "
            "ou PowerPoint, puis redéposez-le."
        )
