"""PDFs shaped as real ones are, made by the libraries that people's programs use, each with the text that it says."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pypdfium2
import typst
from fpdf import FPDF
from PIL import Image, ImageFilter
from prose import paragraphs, sentences
from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.units import cm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    PageBreak,
    PageTemplate,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

_STYLES = getSampleStyleSheet()
_BODY, _H1, _H2 = _STYLES["BodyText"], _STYLES["Heading1"], _STYLES["Heading2"]
_GRID = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "TOP")])


@dataclass(frozen=True)
class RealFile:
    """A file as it would be sent, and ``text``: all it says that counts, in reading order."""

    name: str
    data: bytes
    text: str


def two_columns() -> RealFile:
    """A newsletter: a title across the page, two columns under it, over three pages."""
    out = io.BytesIO()
    height = A4[1]
    frames = [Frame(2 * cm + side * 8.7 * cm, 2 * cm, 8.2 * cm, height - 5 * cm) for side in (0, 1)]
    document = BaseDocTemplate(out, pagesize=A4)
    document.addPageTemplates(PageTemplate(frames=frames))
    flow: list[Flowable] = []
    text: list[str] = []
    for number, body in enumerate(paragraphs(28, 5), 1):
        if number % 7 == 1:
            title = f"Rubrique {number // 7 + 1}, la lettre du portail"
            flow.append(Paragraph(title, _H2))
            text.append(title)
        flow.append(Paragraph(body, _BODY))
        text.append(body)
    document.build(flow)
    return RealFile("lettre.pdf", out.getvalue(), "\n".join(text))


def three_columns_justified() -> RealFile:
    """Three narrow justified columns, words hyphenated, as a typesetter sets them."""
    body = paragraphs(30, 4, start=400)
    source = (
        '#set page(columns: 3, margin: 1.5cm)\n#set text(lang: "fr", size: 9pt, hyphenate: true)\n'
        "#set par(justify: true)\n= Le bulletin des marchés\n" + "\n\n".join(body)
    )
    return RealFile("bulletin.pdf", _typeset(source), "Le bulletin des marchés\n" + "\n".join(body))


def columns_drawn_across() -> RealFile:
    """Two columns whose lines were drawn row after row, as some programs export them."""
    left, right = sentences(30, 700), sentences(30, 740)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.setFont("Helvetica", 7)
    for row in range(30):
        canvas.drawString(40, 780 - 12 * row, left[row])
        canvas.drawString(320, 780 - 12 * row, right[row])
    canvas.save()
    return RealFile("deux-colonnes.pdf", out.getvalue(), "\n".join([*left, *right]))


def outlined() -> RealFile:
    """Chapters, sections and questions in the outline, with a title page and a contents page."""
    pdf = _fpdf()
    pdf.set_title("Le guide du fournisseur")
    pdf.add_page()
    text: list[str] = []
    bodies = iter(paragraphs(24, 4, start=800))
    for chapter in range(1, 4):
        for level, title in (
            (0, f"Chapitre {chapter}"),
            (1, f"Le dépôt, partie {chapter}"),
            (1, f"Le suivi {chapter}"),
        ):
            pdf.set_font("Helvetica", "B", 18 - 3 * level)
            pdf.start_section(title, level=level)
            pdf.multi_cell(0, 9, title, new_x="LMARGIN", new_y="NEXT")
            text.append(title)
            pdf.set_font("Helvetica", size=11)
            for _ in range(2):
                body = next(bodies)
                pdf.multi_cell(0, 6, body, new_x="LMARGIN", new_y="NEXT")
                pdf.ln(3)
                text.append(body)
    return RealFile("guide.pdf", bytes(pdf.output()), "\n".join(text))


def labelled() -> RealFile:
    """Roman numbers for the foreword, arabic ones after it, printed at the foot of each page."""
    pdf = _fpdf()
    text: list[str] = []
    for number, body in enumerate(paragraphs(12, 6, start=900)):
        if number == 0:
            pdf.add_page(label_style="r")
        elif number == 3:
            pdf.add_page(label_style="D", label_start=1)
        else:
            pdf.add_page()
        pdf.set_font("Helvetica", size=11)
        pdf.multi_cell(0, 6, body, new_x="LMARGIN", new_y="NEXT")
        pdf.set_y(-20)
        pdf.cell(0, 8, ("i", "ii", "iii")[number] if number < 3 else str(number - 2), align="C")
        text.append(body)
    return RealFile("avant-propos.pdf", bytes(pdf.output()), "\n".join(text))


def rotated() -> RealFile:
    """A portrait page, one turned by its own entry, and one whose text is drawn on its side."""
    first, second, third = (paragraphs(6, 4, start=1000 + 100 * n) for n in range(3))
    upright = PdfReader(io.BytesIO(_flow([Paragraph(body, _BODY) for body in first])))
    turned = PdfReader(io.BytesIO(_flow([Paragraph(body, _BODY) for body in second], landscape(A4))))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.rotate(90)
    for number, body in enumerate(third):
        paragraph = Paragraph(body, _BODY)
        paragraph.wrap(700, 100)
        paragraph.drawOn(canvas, 60, -110 - 60 * number)
    canvas.save()
    writer = PdfWriter()
    writer.add_page(upright.pages[0])
    writer.add_page(turned.pages[0]).rotate(270)
    writer.add_page(PdfReader(out).pages[0]).rotate(90)
    return RealFile("plans.pdf", _written(writer), "\n".join([*first, *second, *third]))


def ruled_table() -> RealFile:
    """A ruled table over two pages, its column names repeated, cells on several lines."""
    before, after = paragraphs(2, 4, start=1300)
    rows = [["Statut", "Ce qu'il faut faire", "Numéro"]]
    rows += [[f"Statut {n}", sentences(1, 1320 + n)[0], f"F-{n:03d}"] for n in range(1, 40)]
    cells = [[Paragraph(cell, _BODY) for cell in row] for row in rows]
    table = Table(cells, colWidths=[3 * cm, 9 * cm, 3 * cm], repeatRows=1, style=_GRID)
    data = _flow([Paragraph(before, _BODY), Spacer(1, 12), table, Spacer(1, 12), Paragraph(after, _BODY)])
    return RealFile("statuts.pdf", data, "\n".join([before, *(" ".join(row) for row in rows), after]))


def plain_table() -> RealFile:
    """A table without a rule, set by its columns alone."""
    rows = [("Code", "Cadre de facturation", "Délai")]
    rows += [(f"A{n}", sentences(1, 1400 + n)[0][:34], f"{n} jours") for n in range(1, 26)]
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.setFont("Helvetica", 10)
    for number, row in enumerate(rows):
        for x, cell in zip((60, 130, 420), row, strict=True):
            canvas.drawString(x, 780 - 16 * number, cell)
    canvas.save()
    return RealFile("cadres.pdf", out.getvalue(), "\n".join(" ".join(row) for row in rows))


def filled_form() -> RealFile:
    """A form as an administration sends it, filled in: text, several lines, a choice and ticked boxes."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.setFont("Helvetica-Bold", 16)
    canvas.drawString(60, 790, "Demande de raccordement")
    canvas.setFont("Helvetica", 11)
    intro = sentences(3, 1500)
    for number, line in enumerate(intro):
        canvas.drawString(60, 760 - 15 * number, line)
    text = ["Demande de raccordement", *intro]
    values = {
        "Raison sociale": "Menuiserie Aubépine", "Adresse": "12 rue des Tilleuls, Vannes",
        "Contact": "Solène Le Goff", "Courriel": "contact@aubepine.example", "Observations": sentences(1, 1510)[0],
    }  # fmt: skip
    for number, (label, value) in enumerate(values.items()):
        y = 690 - 34 * number
        canvas.drawString(60, y, f"{label} :")
        canvas.acroForm.textfield(name=f"champ{number}", value=value, x=170, y=y - 6, width=360, height=20, fontSize=10)
        text.append(f"{label} : {value}")
    canvas.drawString(60, 510, "Mode de transmission :")
    canvas.acroForm.choice(
        name="mode", value="Portail", options=["Portail", "EDI", "API"], x=200, y=504, width=120, height=20
    )
    text.append("Mode de transmission : Portail")
    for number, (label, ticked) in enumerate({"Marché de travaux": True, "Accord-cadre": False}.items()):
        canvas.acroForm.checkbox(name=f"case{number}", checked=ticked, x=60, y=466 - 24 * number, size=14)
        canvas.drawString(80, 470 - 24 * number, label)
        text.append(label)
    canvas.save()
    return RealFile("formulaire.pdf", out.getvalue(), "\n".join(text))


def four_hundred_pages() -> RealFile:
    """A manual: running titles that change with the chapter, page numbers, 400 pages."""
    pdf = _fpdf()
    bodies = iter(paragraphs(400 * 3, 4, start=2000))
    text: list[str] = []
    for page in range(400):
        pdf.add_page()
        chapter = f"Chapitre {page // 20 + 1}"
        pdf.set_font("Helvetica", size=8)
        pdf.set_y(8)
        pdf.cell(0, 5, f"Manuel du portail, {chapter}", new_x="LMARGIN", new_y="NEXT")
        pdf.set_y(25)
        if page % 20 == 0:
            pdf.set_font("Helvetica", "B", 16)
            pdf.start_section(chapter)
            pdf.multi_cell(0, 9, chapter, new_x="LMARGIN", new_y="NEXT")
            text.append(chapter)
        pdf.set_font("Helvetica", size=11)
        for _ in range(3):
            body = next(bodies)
            pdf.multi_cell(0, 6, body, new_x="LMARGIN", new_y="NEXT")
            pdf.ln(3)
            text.append(body)
        pdf.set_font("Helvetica", size=8)
        pdf.set_y(-15)
        pdf.cell(0, 5, f"Page {page + 1} sur 400", align="C")
    return RealFile("manuel.pdf", bytes(pdf.output()), "\n".join(text))


def typeset_report() -> RealFile:
    """A report with ligatures, lists, a numbered procedure, a table, notes at the foot and a header."""
    body = paragraphs(9, 4, start=1600)
    items, steps = sentences(5, 1700), sentences(5, 1710)
    rows = [("Profil", "Droit"), ("Gestionnaire", "tout voir"), ("Utilisateur", "déposer"), ("Lecteur", "consulter")]
    note = "Cette note précise l'affirmation du texte."
    source = f"""
#set page(header: [Rapport sur la dématérialisation], numbering: "1")
#set text(lang: "fr", size: 11pt)
#set heading(numbering: "1.1")
= Le contexte
{body[0]}

{body[1]}#footnote[{note}]
== Les acteurs
{body[2]}
{"".join(f"- {item}{chr(10)}" for item in items)}
= La procédure officielle
{body[3]}
{"".join(f"+ {step}{chr(10)}" for step in steps)}
{body[4]}
#table(columns: 2, {", ".join(f"[{cell}]" for row in rows for cell in row)})
{body[5]}
#pagebreak()
== Les différents effets
{chr(10).join(f"{one}{chr(10)}" for one in body[6:])}
"""
    text = [
        "1 Le contexte", body[0], body[1], "1.1 Les acteurs", body[2], *items, "2 La procédure officielle", body[3],
        *steps, body[4], *(" ".join(row) for row in rows), body[5], note, "2.1 Les différents effets", *body[6:],
    ]  # fmt: skip
    return RealFile("rapport.pdf", _typeset(source), "\n".join(text))


def printed_slides() -> RealFile:
    """Slides printed to PDF: a large title, bullets in large type, a foot that repeats."""
    text: list[str] = []
    source = '#set page(paper: "presentation-16-9", footer: [Stage du 24 novembre])\n#set text(size: 20pt)\n'
    for number in range(1, 9):
        bullets = sentences(4, 1800 + 10 * number)
        title = f"Étape {number} de la journée"
        source += (
            f"#text(size: 34pt)[{title}]\n\n"
            + "".join(f"- {bullet}\n" for bullet in bullets)
            + "#pagebreak(weak: true)\n"
        )
        text += [title, *bullets]
    return RealFile("diapositives.pdf", _typeset(source), "\n".join(text))


def boxes_and_asides() -> RealFile:
    """Framed advice between paragraphs, and a figure with its caption."""
    body, advice = paragraphs(6, 4, start=1900), paragraphs(2, 2, start=1950)
    source = f"""#set text(lang: "fr")
= Bien déposer
{body[0]}

{body[1]}
#block(fill: luma(230), inset: 8pt, width: 100%)[*À retenir.* {advice[0]}]
{body[2]}
#figure(rect(width: 6cm, height: 3cm), caption: [Le circuit d'une facture])
{body[3]}
#block(stroke: 1pt, inset: 8pt)[{advice[1]}]
{body[4]}

{body[5]}
"""
    text = [
        "Bien déposer", body[0], body[1], "À retenir.", advice[0], body[2], "Fig. 1. Le circuit d'une facture", body[3],
        advice[1], body[4], body[5],
    ]  # fmt: skip
    return RealFile("encadres.pdf", _typeset(source), "\n".join(text))


def scanned() -> RealFile:
    """Three pages photocopied: grey, slightly blurred, a little askew, without any text of their own."""
    body = paragraphs(9, 4, start=1960)
    pages = [[Paragraph("Le courrier du service", _H1)] if n == 0 else [] for n in range(3)]
    flow = [part for n in range(3) for part in (*pages[n], *_spaced(body[3 * n : 3 * n + 3]), PageBreak())]
    images = _photographs(_flow(flow[:-1]), tilt=0.4)
    return RealFile("courrier.pdf", _as_pdf(images), "\n".join(["Le courrier du service", *body]))


def scanned_on_its_side() -> RealFile:
    """A photocopied page that went through the machine on its side."""
    body = paragraphs(4, 4, start=2050)
    images = [image.rotate(90, expand=True) for image in _photographs(_flow(_spaced(body)))]
    return RealFile("de-cote.pdf", _as_pdf(images), "\n".join(body))


def partly_scanned() -> RealFile:
    """A typed letter with a photocopied annex."""
    typed, copied = paragraphs(4, 4, start=2100), paragraphs(4, 4, start=2150)
    writer = PdfWriter()
    writer.append(io.BytesIO(_flow(_spaced(typed))))
    writer.append(io.BytesIO(_as_pdf(_photographs(_flow(_spaced(copied))))))
    return RealFile("annexe.pdf", _written(writer), "\n".join([*typed, *copied]))


PDFS: tuple[Callable[[], RealFile], ...] = (
    two_columns, three_columns_justified, columns_drawn_across, outlined, labelled, rotated, ruled_table, plain_table,
    filled_form, four_hundred_pages, typeset_report, printed_slides, boxes_and_asides,
)  # fmt: skip
SCANS: tuple[Callable[[], RealFile], ...] = (scanned, scanned_on_its_side, partly_scanned)


def _spaced(bodies: Sequence[str]) -> list[Flowable]:
    return [part for body in bodies for part in (Paragraph(body, _BODY), Spacer(1, 10))]


def _flow(parts: Sequence[Flowable], size: tuple[float, float] = A4) -> bytes:
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=size).build(list(parts))
    return out.getvalue()


def _fpdf() -> FPDF:
    pdf = FPDF()
    pdf.core_fonts_encoding = "cp1252"  # for « œ »
    pdf.set_auto_page_break(False)
    return pdf


def _typeset(source: str) -> bytes:
    return typst.compile(source.encode(), format="pdf", ignore_system_fonts=True)


def _photographs(pdf: bytes, tilt: float = 0.0) -> list[Image.Image]:
    drawn = [page.render(scale=200 / 72, grayscale=True).to_pil() for page in pypdfium2.PdfDocument(pdf)]
    blurred = (image.filter(ImageFilter.GaussianBlur(0.6)).point(lambda level: 30 + level * 0.82) for image in drawn)
    return [image.rotate(tilt, fillcolor=235, resample=Image.Resampling.BICUBIC) for image in blurred]


def _as_pdf(images: Sequence[Image.Image]) -> bytes:
    out = io.BytesIO()
    images[0].save(out, format="PDF", save_all=True, append_images=images[1:], resolution=200)
    return out.getvalue()


def _written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
