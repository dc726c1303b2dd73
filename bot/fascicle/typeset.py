"""The fascicle as a PDF: A4, two columns, page labels, bookmarks down to each question, tagged for screen readers.

Typst sets it, from ``fascicle.typ`` and the fonts it carries: nothing is fetched, nothing of the system is used, and
the same fiches on the same day give the same bytes.
"""

import io
import json
import os
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Literal

import typst
from pypdf import PdfReader

from bot.fascicle.compose import Json, Knowledge, compose, read_knowledge
from bot.fascicle.errors import FascicleNotMade

MOST_PAGES = 120
SIZES = (9.2, 9.0, 8.8, 8.6, 8.4)  # points, largest first; smaller would tire the eye
FEWEST_PAIRS = 3  # what each fiche keeps even when the fascicle grows beyond MOST_PAGES
_TEMPLATE = Path(__file__).with_name("fascicle.typ")
_ACCESSIBLE: Literal["ua-1"] = "ua-1"
_NO_GLYPH = "could not be displayed"


@dataclass(frozen=True)
class FascicleSummary:
    """What was printed; ``left_out`` counts the pairs that only the assistant answers.

    ``size`` is the type's, in points. ``accessible`` says that the file meets PDF/UA; it doesn't when a fiche has a
    character that the fonts lack, an emoji for instance, which is printed as an empty box.
    """

    path: Path
    pages: int
    fiches: int
    pairs: int
    left_out: int
    terms: int
    size: float
    accessible: bool


@dataclass(frozen=True)
class _Edition:
    """One setting of the fascicle: at most ``most`` questions per fiche, in ``size`` points."""

    most: int
    size: float
    pdf: bytes
    accessible: bool

    @property
    def pages(self) -> int:
        return len(PdfReader(io.BytesIO(self.pdf)).pages)

    @property
    def fits(self) -> bool:
        return self.pages <= MOST_PAGES


def write_fascicle(knowledge: Path, out: Path, today: date) -> FascicleSummary:
    """Make the trainee's booklet from the fiches under ``knowledge``; raises FascicleNotMade.

    Every question is printed while the whole fits in MOST_PAGES, in the largest of SIZES; beyond, each fiche keeps
    its first ones (authors put the most asked first), as many as fit, and says how many more the assistant answers.
    """
    content = read_knowledge(knowledge)
    edition = _largest_that_fits(content, today)
    _replace(out, edition.pdf)
    counts = [len(fiche.questions) for fiche in content.fiches]
    printed = sum(min(edition.most, count) for count in counts)
    return FascicleSummary(
        out, edition.pages, len(counts), printed, sum(counts) - printed, len(content.terms),
        edition.size, edition.accessible,
    )  # fmt: skip


def _largest_that_fits(content: Knowledge, today: date) -> _Edition:
    most = content.most_pairs
    for size in SIZES:
        edition = _set(compose(content, today, most, size), most, size)
        if edition.fits:
            return edition
    best = _set(compose(content, today, FEWEST_PAIRS, SIZES[-1]), FEWEST_PAIRS, SIZES[-1])
    while most - best.most > 1:
        middle = (best.most + most) // 2
        edition = _set(compose(content, today, middle, SIZES[-1]), middle, SIZES[-1])
        if edition.fits:
            best = edition
        else:
            most = middle
    return best


def _set(data: Json, most: int, size: float) -> _Edition:
    try:
        return _Edition(most, size, _compile(data, _ACCESSIBLE), accessible=True)
    except typst.TypstError as error:
        if _NO_GLYPH not in error.message:
            raise FascicleNotMade(f"La mise en page du fascicule a échoué : {error.message}.") from error
    return _Edition(most, size, _compile(data, None), accessible=False)


def _compile(data: Json, standard: Literal["ua-1"] | None) -> bytes:
    return typst.compile(
        _TEMPLATE.read_bytes(),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"fascicle": json.dumps(data, ensure_ascii=False)},
        timestamp=datetime.combine(date(*data["date"]), time(), UTC),
        pdf_standards=standard,
    )


def _replace(out: Path, pdf: bytes) -> None:
    fresh = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_bytes(pdf)
        fresh.replace(out)
    except OSError as error:
        if fresh.parent.is_dir():
            fresh.unlink(missing_ok=True)
        raise FascicleNotMade(
            f"Le fascicule ne peut pas être écrit dans « {out} » : {error.strerror}. Choisissez un autre dossier."
        ) from error
