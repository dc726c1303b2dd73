"""The process in which one joined file is opened: its media type and bytes come in, what is wrong with it goes out.

Whatever a parser raises ends the process, which is how a damaged file is known. Started by ``attachment_kinds`` alone.
"""

import io
import json
import os
import resource
import sys
from typing import Final

_PIXELS: Final = 60_000_000
_PAGES: Final = 200
_SECONDS: Final = 20
_MEMORY: Final = 1_500_000_000
_POLITE: Final = 10


def look_into(kind: str, data: bytes) -> str | None:
    """What is wrong with a file that opens, in French, to be said after its name; a damaged one raises."""
    return _look_into_pdf(data) if kind == "application/pdf" else _look_into_picture(kind, data)


def _look_into_picture(kind: str, data: bytes) -> str | None:
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # counted here, before anything is decoded
    formats = ("PNG",) if kind == "image/png" else ("JPEG", "MPO")  # a phone's photo is often an MPO
    with Image.open(io.BytesIO(data), formats=formats) as picture:
        width, height = picture.size
        if width * height > _PIXELS:
            return f"a trop de pixels ({width} × {height}) : réduisez l'image, puis joignez-la."
        picture.verify()
    if kind == "image/jpeg":
        with Image.open(io.BytesIO(data), formats=formats) as picture:  # verifying tells nothing of a JPEG cut short
            picture.draft("RGB", (64, 64))
            picture.load()
    return None


def _look_into_pdf(data: bytes) -> str | None:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        return "est protégé par un mot de passe : enregistrez-le sans, puis joignez-le de nouveau."
    pages = len(reader.pages)
    if pages == 0:
        raise ValueError("a PDF without a page")
    if pages > _PAGES:
        return f"a {pages} pages ; la limite est de {_PAGES}. Joignez seulement celles qui comptent."
    for page in (reader.pages[0], reader.pages[-1]):
        _ = page.mediabox.width
    return None


def _bound() -> None:
    os.nice(_POLITE)
    bounds = {resource.RLIMIT_CPU: _SECONDS, resource.RLIMIT_FSIZE: 0, resource.RLIMIT_CORE: 0}
    if sys.platform == "linux":
        bounds[resource.RLIMIT_AS] = _MEMORY
    for limit, most in bounds.items():
        _, ceiling = resource.getrlimit(limit)
        resource.setrlimit(limit, (most if ceiling == resource.RLIM_INFINITY else min(most, ceiling),) * 2)


if __name__ == "__main__":
    _bound()
    sent = sys.stdin.buffer
    asked = sent.readline().decode().strip()
    sys.stdout.write(json.dumps(look_into(asked, sent.read())))
