"""What was typed in a form is read where it stands; a password, a button or a hidden field says nothing."""

import io
from collections.abc import Callable

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from bot.corpus.pdf import read_pdf


def text_of(drawing: Callable[[Canvas], None]) -> str:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.drawString(60, 780, "Demande de raccordement au portail des factures.")
    drawing(canvas)
    canvas.save()
    return "\n".join(block.text for block in read_pdf(out.getvalue(), 5).blocks)


def field(canvas: Canvas, label: str, y: float, **options: object) -> None:
    canvas.drawString(60, y, label)
    canvas.acroForm.textfield(name=label, x=160, y=y - 6, width=200, height=20, **options)


def test_a_value_follows_its_label() -> None:
    def drawing(canvas: Canvas) -> None:
        field(canvas, "Nom :", 740, value="Solène Le Goff")
        canvas.drawString(60, 700, "Fait à Vannes.")

    assert text_of(drawing).split("\n")[1:] == ["Nom : Solène Le Goff", "Fait à Vannes."]


def test_values_under_one_another_make_rows() -> None:
    def drawing(canvas: Canvas) -> None:
        field(canvas, "Nom", 740, value="Le Goff")
        field(canvas, "Ville", 710, value="Vannes")

    said = text_of(drawing)
    assert "Nom" in said
    assert said.index("Le Goff") < said.index("Ville") < said.index("Vannes")


def test_a_ticked_box_is_told_from_an_empty_one() -> None:
    def drawing(canvas: Canvas) -> None:
        for y, label, ticked in ((740, "Travaux", True), (700, "Services", False)):
            canvas.acroForm.checkbox(name=label, checked=ticked, x=60, y=y - 2, size=12)
            canvas.drawString(80, y, label)

    said = text_of(drawing)
    assert "[x] Travaux" in said
    assert "[x] Services" not in said


def test_a_choice_is_read_by_its_value() -> None:
    def drawing(canvas: Canvas) -> None:
        canvas.drawString(60, 740, "Mode :")
        canvas.acroForm.choice(name="mode", value="EDI", options=["Portail", "EDI"], x=160, y=734, width=80, height=20)

    assert "Mode : EDI" in text_of(drawing)


def test_an_empty_a_secret_and_a_hidden_field_say_nothing() -> None:
    def drawing(canvas: Canvas) -> None:
        field(canvas, "Vide :", 740, value="")
        field(canvas, "Code :", 700, value="1234", fieldFlags="password")
        field(canvas, "Caché :", 660, value="invisible", annotationFlags="hidden")

    said = text_of(drawing)
    assert "1234" not in said
    assert "invisible" not in said
