"""What a joined file may be: a PDF, a PNG or a JPEG, by its name, by its first bytes, and by really opening it.

It is opened in a process of its own, with a time and a memory that it can't pass: the readers are other people's
parsers, and the trainee's page is open to anybody.
"""

import json
import os
import re
import subprocess
import sys
import unicodedata
from enum import StrEnum
from pathlib import Path
from typing import Final

from bot.desk.errors import AttachmentRefused

ACCEPTED: Final = (".pdf", ".png", ".jpg", ".jpeg")
_MOST_SECONDS: Final = 30
_LONGEST_NAME: Final = 120
_COMMAND: Final = [sys.executable, "-m", "bot.desk.attachment_process"]
_ROOT: Final = Path(__file__).parents[2]
_KEPT_VARIABLES: Final = ("PATH", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT")
_PYTHON: Final = {"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
_NOT_IN_NAMES: Final = re.compile(r'[<>:"/\\|?*]')


class AttachmentKind(StrEnum):
    """The three sorts of files, by their media type."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"


_SUFFIXES: Final = {
    AttachmentKind.PDF: (".pdf",),
    AttachmentKind.PNG: (".png",),
    AttachmentKind.JPEG: (".jpg", ".jpeg"),
}
_NAMES: Final = {
    AttachmentKind.PDF: "un PDF",
    AttachmentKind.PNG: "une image PNG",
    AttachmentKind.JPEG: "une photo JPEG",
}


def check_attachment(name: str, data: bytes) -> AttachmentKind:
    """What the file is; raises AttachmentRefused when it isn't what it says, can't be opened, or isn't accepted."""
    shown = safe_name(name)
    suffix = Path(shown).suffix.lower()
    if suffix in (".heic", ".heif"):
        raise AttachmentRefused(
            f"« {shown} » est une photo HEIC, que le support ne peut pas ouvrir partout : enregistrez-la en JPEG, ou "
            "faites une capture d'écran, puis joignez-la."
        )
    if suffix not in ACCEPTED:
        raise AttachmentRefused(
            f"« {shown} » n'est ni un PDF, ni une image PNG ou JPEG : convertissez-le, puis joignez-le."
        )
    if not data:
        raise AttachmentRefused(f"« {shown} » est vide : vérifiez le fichier, puis joignez-le de nouveau.")
    kind = _by_first_bytes(data)
    if kind is None:
        raise AttachmentRefused(
            f"« {shown} » n'est pas ce que son nom annonce : ce n'est ni un PDF, ni une image PNG ou JPEG. "
            "Enregistrez-le dans l'un de ces formats, puis joignez-le."
        )
    if suffix not in _SUFFIXES[kind]:
        raise AttachmentRefused(
            f"« {shown} » est en fait {_NAMES[kind]} : renommez-le en « {_SUFFIXES[kind][0]} », puis joignez-le."
        )
    problem = _opened_apart(kind, data)
    if problem:
        raise AttachmentRefused(f"« {shown} » {problem}")
    return kind


def safe_name(name: str) -> str:
    """``name`` as it may be shown and given back: no folder, no control or invisible character, not too long."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C" and unicodedata.category(c) not in ("Zl", "Zp"))
    name = " ".join(_NOT_IN_NAMES.sub("_", name).split()).lstrip(". ")
    stem, suffix = os.path.splitext(name)
    return (stem[: _LONGEST_NAME - len(suffix)] + suffix if len(suffix) < 10 else name[:_LONGEST_NAME]) or "fichier"


def _by_first_bytes(data: bytes) -> AttachmentKind | None:
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return AttachmentKind.PNG
    if data.startswith(b"\xff\xd8\xff"):
        return AttachmentKind.JPEG
    return AttachmentKind.PDF if data[:1024].lstrip().startswith(b"%PDF-") else None


def _opened_apart(kind: AttachmentKind, data: bytes) -> str | None:
    """What is wrong with the file once opened, to be said after its name; None when it opened well."""
    try:
        process = subprocess.run(  # noqa: S603 - our own module, under our own interpreter
            _COMMAND, input=kind.value.encode() + b"\n" + data, capture_output=True, cwd=_ROOT, timeout=_MOST_SECONDS,
            env={key: os.environ[key] for key in _KEPT_VARIABLES if key in os.environ} | _PYTHON,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return "est trop long à ouvrir : réenregistrez-le plus léger, puis joignez-le."
    if process.returncode != 0:
        return "ne s'ouvre pas : il est abîmé ou incomplet. Réenregistrez-le, puis joignez-le de nouveau."
    problem: str | None = json.loads(process.stdout)
    return problem
