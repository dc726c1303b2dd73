"""PDFs that read well on paper and badly in their bytes: drawn out of order, word by word, in two places at once."""

import io
from collections.abc import Callable, Iterator

import typst
from prose import paragraphs, sentences
from real_pdfs import RealFile
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

_FONT, _SIZE = "Helvetica", 10


def word_by_word() -> RealFile:
    """Every word placed by itself, as programs for printers do."""
    lines = sentences(40, 5000)

    def drawing(canvas: Canvas) -> None:
        for number, line in enumerate(lines):
            x = 60.0
            for word in line.split():
                canvas.drawString(x, 780 - 16 * number, word)
                x += stringWidth(f"{word} ", _FONT, _SIZE)

    return RealFile("mots.pdf", _drawn(drawing), "\n".join(lines))


def letter_by_letter() -> RealFile:
    """Every letter placed by itself, spaces left out."""
    lines = [line.replace("œ", "oe") for line in sentences(40, 5100)]

    def drawing(canvas: Canvas) -> None:
        for number, line in enumerate(lines):
            x = 60.0
            for letter in line:
                if letter != " ":
                    canvas.drawString(x, 780 - 16 * number, letter)
                x += stringWidth(letter, _FONT, _SIZE)

    return RealFile("lettres.pdf", _drawn(drawing), "\n".join(lines))


def right_column_first() -> RealFile:
    """Two columns, the right one drawn before the left one."""
    left, right = sentences(30, 5200), sentences(30, 5240)

    def drawing(canvas: Canvas) -> None:
        canvas.setFont(_FONT, 7)
        for x, lines in ((320, right), (40, left)):
            for number, line in enumerate(lines):
                canvas.drawString(x, 780 - 12 * number, line)

    return RealFile("droite.pdf", _drawn(drawing), "\n".join([*left, *right]))


def from_its_foot_up() -> RealFile:
    """The last line drawn first."""
    lines = sentences(30, 5300)

    def drawing(canvas: Canvas) -> None:
        for number in reversed(range(30)):
            canvas.drawString(40, 780 - 16 * number, lines[number])

    return RealFile("remonte.pdf", _drawn(drawing), "\n".join(lines))


def title_drawn_last() -> RealFile:
    """A title added on the top of a page that was already there."""
    lines = sentences(30, 5400)

    def drawing(canvas: Canvas) -> None:
        for number, line in enumerate(lines):
            canvas.drawString(40, 740 - 16 * number, line)
        canvas.setFont("Helvetica-Bold", 20)
        canvas.drawString(40, 780, "Le titre du document")

    return RealFile("titre.pdf", _drawn(drawing), "\n".join(["Le titre du document", *lines]))


def text_beside_landmarks() -> RealFile:
    """A wide column of text and a narrow one of landmarks."""
    body, landmarks = paragraphs(6, 4, start=5500), sentences(6, 5600)
    source = (
        '#set text(lang: "fr", size: 10pt)\n#grid(columns: (2fr, 1fr), gutter: 1cm, [= Le texte\n'
        + "\n\n".join(body)
        + "], [#text(size: 8pt)[== Repères\n"
        + "\n\n".join(landmarks)
        + "]])"
    )
    data = typst.compile(source.encode(), format="pdf", ignore_system_fonts=True)
    return RealFile("reperes.pdf", data, "\n".join(["Le texte", *body, "Repères", *landmarks]))


def long_wide_table() -> RealFile:
    """Seven narrow columns over several pages in landscape, their names at the top of each."""
    rows = [["Rang", "Date", "Objet", "Hors taxe", "TVA", "TTC", "État"], *_invoices()]
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=landscape(A4)).build([Table(rows, repeatRows=1)])
    return RealFile("releve.pdf", out.getvalue(), "\n".join(" ".join(row) for row in rows))


def text_in_a_form_object() -> RealFile:
    """Text kept aside and drawn by reference, as stamps and imported pages are."""
    body = paragraphs(4, 4, start=6000)

    def drawing(canvas: Canvas) -> None:
        canvas.beginForm("repris")
        for number, text in enumerate(body):
            paragraph = Paragraph(text, getSampleStyleSheet()["BodyText"])
            paragraph.wrap(480, 100)
            paragraph.drawOn(canvas, 60, 700 - 90 * number)
        canvas.endForm()
        canvas.doForm("repris")

    return RealFile("repris.pdf", _drawn(drawing), "\n".join(body))


AWKWARD: tuple[Callable[[], RealFile], ...] = (
    word_by_word, letter_by_letter, right_column_first, from_its_foot_up, title_drawn_last, text_beside_landmarks,
    long_wide_table, text_in_a_form_object,
)  # fmt: skip


def _invoices() -> Iterator[list[str]]:
    for n in range(1, 60):
        what = sentences(1, 5700 + n)[0][:28].strip()
        yield [str(n), f"{n % 28 + 1}/11/2026", what, f"{n * 100},00", f"{n * 20},00", f"{n * 120},00", "payé"]


def _drawn(drawing: Callable[[Canvas], None]) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.setFont(_FONT, _SIZE)
    drawing(canvas)
    canvas.save()
    return out.getvalue()
