"""Pages that are pictures are recognised when Tesseract is there; when it isn't, or time is short, they are named."""

import io
from pathlib import Path

import pytest
from making import make_pdf
from PIL import Image, ImageDraw
from pypdf import PdfReader, PdfWriter
from real_pdfs import partly_scanned, scanned

from bot.corpus import recognition
from bot.corpus.errors import UnreadableFile
from bot.corpus.file_text import tell_nobody
from bot.corpus.pdf import read_pdf
from bot.corpus.reading import read_bytes
from bot.corpus.recognition import can_recognise, recognise


@pytest.fixture
def without_tesseract(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))


def picture_pdf() -> bytes:
    """A page that shows a black disc and not a word."""
    image = Image.new("L", (800, 1100), 255)
    ImageDraw.Draw(image).ellipse((100, 100, 700, 700), fill=0)
    out = io.BytesIO()
    image.save(out, format="PDF")
    return out.getvalue()


def test_tesseract_and_its_french_are_installed_for_the_tests() -> None:
    assert can_recognise(), "lancez « sh tests/install-recognition »"


@pytest.mark.usefixtures("without_tesseract")
def test_without_tesseract_a_page_that_is_a_picture_is_named_with_what_to_do() -> None:
    file = partly_scanned()
    read = read_bytes(file.name, file.data)
    [warning] = read.warnings
    assert warning.startswith("Pages sans texte, non lues : 2. Ce sont des images")
    assert "« tesseract-ocr » et « tesseract-ocr-fra »" in warning
    assert {passage.page for passage in read.passages} == {"1"}


@pytest.mark.usefixtures("without_tesseract")
def test_without_tesseract_a_file_of_pictures_alone_is_refused_with_what_to_install() -> None:
    with pytest.raises(UnreadableFile, match=r"aucun texte .*installer Tesseract et son français"):
        read_bytes("scan.pdf", scanned().data)


def test_pages_that_time_is_too_short_for_are_named() -> None:
    data = scanned().data
    seen = recognise(data, [0, 1, 2], tell_nobody, seconds=0.0, clock=iter(range(9)).__next__)
    assert (seen.lines, seen.late, seen.pictures) == ({}, (0, 1, 2), (0, 1, 2))
    writer = PdfWriter()
    writer.append(io.BytesIO(make_pdf("La facture est suspendue, et voici ses trois annexes.")))
    writer.append(io.BytesIO(data))
    out = io.BytesIO()
    writer.write(out)
    read = read_pdf(out.getvalue(), 9, lambda pdf, pages, told: recognise(pdf, pages, told, seconds=-1.0))
    assert "non lues faute de temps : 2 à 4." in read.warnings[0]
    with pytest.raises(UnreadableFile, match="le temps a manqué"):
        read_pdf(data, 9, lambda pdf, pages, told: recognise(pdf, pages, told, seconds=-1.0))


def test_a_blank_page_is_not_sent_to_tesseract(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognition, "_read", lambda image, scale: pytest.fail("a blank page was sent"))
    seen = recognise(make_pdf("La facture est suspendue.", ""), [1], tell_nobody, seconds=60)
    assert (seen.lines, seen.pictures) == ({}, ())


def test_a_page_of_text_beside_a_small_picture_keeps_its_text() -> None:
    writer = PdfWriter()
    page = PdfReader(io.BytesIO(make_pdf("Bref."))).pages[0]
    writer.add_page(page)
    out = io.BytesIO()
    writer.write(out)
    assert recognise(out.getvalue(), [0], tell_nobody, seconds=60).pictures == ()


def test_a_drawing_without_a_word_gives_none_and_is_said_to_be_unread() -> None:
    writer = PdfWriter()
    writer.append(io.BytesIO(make_pdf("La facture est suspendue, et voici son schéma.")))
    writer.append(io.BytesIO(picture_pdf()))
    out = io.BytesIO()
    writer.write(out)
    read = read_bytes("schema.pdf", out.getvalue())
    assert [passage.page for passage in read.passages] == ["1"]
    assert read.warnings == ("Pages sans texte, non lues : 2. Redéposez-les en texte si elles comptent.",)


def test_progress_is_told_page_by_page() -> None:
    told: list[tuple[int, int]] = []
    recognise(make_pdf("", "", ""), [0, 1, 2], lambda done, total: told.append((done, total)), seconds=60)
    assert told == [(0, 3), (1, 3), (2, 3)]
