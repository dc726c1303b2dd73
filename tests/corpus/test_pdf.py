"""A PDF is read as a person reads it: in order, under its headings, with whole words, without its margins."""

import contextlib
import io
import re
from collections.abc import Callable

import pytest
from fpdf import FPDF
from hypothesis import given, settings
from hypothesis import strategies as st
from making import make_encrypted_pdf, make_pdf
from pypdf import PdfWriter
from pypdf.generic import BooleanObject, NameObject
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate

from bot.corpus.document import FAQ, STEPS, TABLE, PassageDraft
from bot.corpus.errors import UnreadableFile
from bot.corpus.pdf import read_pdf
from bot.corpus.splitting import split_blocks

PROSE = (
    "La facture est transmise au client public par le portail, qui contrôle le destinataire, le service et le numéro. "
    "Le client la traite ensuite dans son logiciel, puis la met en paiement au terme du délai prévu par le contrat. "
)


def draw(drawing: Callable[[Canvas], None]) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    drawing(canvas)
    canvas.save()
    return out.getvalue()


def column(canvas: Canvas, x: float, top: float, lines: list[str], leading: float = 13) -> None:
    for number, line in enumerate(lines):
        canvas.drawString(x, top - leading * number, line)


def passages_of(data: bytes) -> list[PassageDraft]:
    return split_blocks("Fascicule", read_pdf(data, 500).blocks)


def text_of(data: bytes) -> str:
    return "\n".join(block.text for block in read_pdf(data, 500).blocks)


def make_outlined() -> bytes:
    """Two chapters; each question is in the outline, on two lines when it is long."""
    pdf = FPDF()
    pdf.set_title("Fascicule du stage")
    for chapter, questions in {"1. Le compte": ("Comment créer un compte ?",), "2. La facture": (LONG, SHORT)}.items():
        pdf.add_page()
        pdf.set_font("Helvetica", "B", 16)
        pdf.start_section(chapter)
        pdf.multi_cell(0, 8, chapter, new_x="LMARGIN", new_y="NEXT")
        for question in questions:
            pdf.set_font("Helvetica", "B", 11)
            pdf.start_section(question, level=1)
            pdf.multi_cell(90, 6, question, new_x="LMARGIN", new_y="NEXT")
            pdf.set_font("Helvetica", size=11)
            pdf.multi_cell(0, 6, f"Réponse à « {question} » {PROSE}", new_x="LMARGIN", new_y="NEXT")
    return bytes(pdf.output())


LONG = "Faut-il refaire une facture suspendue par le client public avec un autre numéro ?"
SHORT = "Qui la paie ?"


def test_the_outline_gives_the_heading_path_and_a_question_makes_one_passage_with_its_page() -> None:
    found = {(p.section, p.title, p.kind, p.page) for p in passages_of(make_outlined())}
    assert found == {
        ("1. Le compte › Comment créer un compte ?", "Comment créer un compte ?", FAQ, "1"),
        (f"2. La facture › {LONG}", LONG, FAQ, "2"),
        (f"2. La facture › {SHORT}", SHORT, FAQ, "2"),
    }


def test_a_heading_is_no_part_of_the_text_below_it() -> None:
    assert all(p.text.startswith(f"Réponse à « {p.title} »") for p in passages_of(make_outlined()))


def test_pages_are_cited_by_their_printed_label() -> None:
    pdf = FPDF()
    pdf.set_font("Helvetica", size=11)
    pdf.add_page(label_style="r")
    pdf.multi_cell(0, 6, f"Avant-propos du stage. {PROSE}")
    pdf.add_page(label_style="D", label_start=1)
    pdf.multi_cell(0, 6, f"Premier chapitre du stage. {PROSE}")
    assert [block.page for block in read_pdf(bytes(pdf.output()), 10).blocks] == ["i", "1"]


def test_a_bookmark_whose_title_is_not_printed_still_opens_its_section() -> None:
    def drawing(canvas: Canvas) -> None:
        column(canvas, 60, 780, ["Un premier paragraphe, sous aucun titre."])
        canvas.bookmarkPage("k", fit="XYZ", left=60, top=700, zoom=0)
        canvas.addOutlineEntry("Le titre est une image", "k", 0)
        column(canvas, 60, 660, ["Le paragraphe que l'image annonce."])

    sections = {p.text: p.section for p in passages_of(draw(drawing))}
    assert sections == {
        "Un premier paragraphe, sous aucun titre.": "Fascicule",
        "Le paragraphe que l'image annonce.": "Le titre est une image",
    }


def test_a_year_left_alone_on_a_line_is_not_taken_for_the_number_of_the_next_heading() -> None:
    def drawing(canvas: Canvas) -> None:
        column(canvas, 60, 780, ["L'obligation de recevoir vaut pour toutes les entreprises depuis septembre", "2026."])
        canvas.bookmarkPage("k", fit="XYZ", left=60, top=750, zoom=0)
        canvas.addOutlineEntry("Qui est concerné ?", "k", 0)
        column(canvas, 60, 740, ["Qui est concerné ?", "Tous les assujettis établis en France."])

    assert [block.text for block in read_pdf(draw(drawing), 5).blocks] == [
        "L'obligation de recevoir vaut pour toutes les entreprises depuis septembre 2026.",
        "Qui est concerné ?",
        "Tous les assujettis établis en France.",
    ]


def test_without_an_outline_larger_and_bold_lines_are_the_headings() -> None:
    pdf = FPDF()
    pdf.add_page()
    for size, style, text in ((18, "", "Le compte"), (11, "B", "Créer un compte"), (11, "", PROSE)):
        pdf.set_font("Helvetica", style, size)
        pdf.multi_cell(0, size * 0.55, text, new_x="LMARGIN", new_y="NEXT")
    assert [p.section for p in passages_of(bytes(pdf.output()))] == ["Le compte › Créer un compte"]


def test_columns_drawn_side_by_side_row_after_row_are_read_one_after_the_other() -> None:
    left = [f"gauche {n} une ligne assez longue de la colonne" for n in range(8)]
    right = [f"droite {n} une ligne assez longue de la colonne" for n in range(8)]

    def drawing(canvas: Canvas) -> None:
        for number in range(8):
            column(canvas, 50, 780 - 13 * number, [left[number]])
            column(canvas, 320, 780 - 13 * number, [right[number]])

    assert text_of(draw(drawing)) == " ".join([*left, *right])


def test_columns_drawn_one_after_the_other_stay_so_even_when_their_lines_face_each_other() -> None:
    left, right = [f"gauche {n} de la colonne" for n in range(30)], [f"droite {n} de la colonne" for n in range(30)]

    def drawing(canvas: Canvas) -> None:
        column(canvas, 50, 780, left)
        column(canvas, 320, 780, right)

    assert text_of(draw(drawing)) == " ".join([*left, *right])


def test_a_table_is_read_by_rows_and_a_cell_on_several_lines_stays_whole() -> None:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica", size=10)
    pdf.multi_cell(0, 6, f"Les statuts. {PROSE}", new_x="LMARGIN", new_y="NEXT")
    rows = [
        ("Statut", "Geste", "Numéro"),
        ("À recycler", "corriger et renvoyer", "le même"),
        ("Rejetée", LONG, "autre"),
    ]
    with pdf.table(v_align="TOP") as table:
        for cells in rows:
            row = table.row()
            for cell in cells:
                row.cell(cell)
    tables = [p for p in passages_of(bytes(pdf.output())) if p.kind == TABLE]
    assert [p.text.split("\n") for p in tables] == [
        [
            "| Statut | Geste | Numéro |",
            "| --- | --- | --- |",
            "| À recycler | corriger et renvoyer | le même |",
            f"| Rejetée | {LONG} | autre |",
        ]
    ]


def test_a_list_set_with_a_wide_gap_after_its_numbers_is_no_table() -> None:
    def drawing(canvas: Canvas) -> None:
        for number in range(1, 4):
            column(canvas, 60, 780 - 13 * number, [f"{number}."])
            column(canvas, 110, 780 - 13 * number, [f"Faites le geste numéro {number}."])

    [only] = passages_of(draw(drawing))
    assert only.kind == STEPS
    assert only.text.split("\n") == [f"{n}. Faites le geste numéro {n}." for n in (1, 2, 3)]


def test_a_paragraph_cut_by_a_page_is_one_and_is_cited_where_it_begins() -> None:
    def drawing(canvas: Canvas) -> None:
        column(canvas, 60, 60, ["Le délai de paiement court à partir de la date à laquelle la facture"])
        canvas.showPage()
        column(canvas, 60, 780, ["est mise à la disposition du service destinataire."])

    [block] = read_pdf(draw(drawing), 5).blocks
    assert block.text.endswith("la facture est mise à la disposition du service destinataire.")
    assert block.page == "1"


def test_words_cut_at_the_end_of_a_line_are_joined_and_compounds_keep_their_hyphen() -> None:
    lines = [
        "Le sous-traitant dépose sa demande de paiement, que le titulaire valide. Un sous-",
        "traitant non déclaré n'est pas payé. La dématé-",
        "rialisation des factures est la règle.",
    ]
    text = text_of(draw(lambda canvas: column(canvas, 60, 780, lines)))
    assert "Un sous-traitant non déclaré" in text
    assert "La dématérialisation des factures" in text


def test_running_titles_and_page_numbers_are_dropped() -> None:
    def drawing(canvas: Canvas) -> None:
        for page in range(1, 9):
            chapter = "Module I, vocabulaire" if page < 5 else "Module II, compte"
            column(canvas, 60, 815, [f"Stage Chorus Pro, {chapter}"])
            column(
                canvas,
                60,
                770,
                [f"Texte propre à la page {page}, qui ne se répète nulle part.", PROSE[page : page + 80]],
            )
            column(canvas, 290, 25, [f"Page {page} sur 8"])
            canvas.showPage()

    text = text_of(draw(drawing))
    assert "Stage Chorus Pro" not in text
    assert "sur 8" not in text
    assert all(f"Texte propre à la page {page}," in text for page in range(1, 9))


def test_a_contents_page_is_not_text_to_answer_from() -> None:
    def drawing(canvas: Canvas) -> None:
        column(canvas, 60, 780, [f"Chapitre {n} " + ". " * 40 + str(n + 1) for n in range(1, 7)])
        canvas.showPage()
        column(canvas, 60, 780, ["Le premier chapitre commence ici."])

    read = read_pdf(draw(drawing), 5)
    assert [block.text for block in read.blocks] == ["Le premier chapitre commence ici."]
    assert read.empty == ()


def test_a_page_on_its_side_is_read_and_a_stamp_in_its_margin_comes_last() -> None:
    def drawing(canvas: Canvas) -> None:
        column(canvas, -700, 30, ["Tampon"])
        canvas.rotate(90)
        column(canvas, 60, -60, ["Une première ligne couchée sur la page,", "puis une seconde, sous la première."])

    assert text_of(draw(drawing)).startswith("Une première ligne couchée sur la page, puis une seconde")


def test_a_page_without_text_is_told_by_its_label() -> None:
    assert read_pdf(make_pdf("Première page.", "", "Troisième page."), 5).empty == ("2",)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (make_encrypted_pdf(), "mot de passe"),
        (make_pdf("", ""), "aucun texte"),
        (make_pdf("a", "b", "c", "d", "e", "f"), "6 pages ; la limite est de 5"),
        (b"%PDF-1.7\nrien d'autre", "abîmé"),
    ],
)
def test_a_pdf_that_gives_nothing_is_refused_with_what_to_do(data: bytes, said: str) -> None:
    with pytest.raises(UnreadableFile, match=said):
        read_pdf(data, 5)


def test_a_form_that_only_acrobat_draws_is_refused_with_what_to_do() -> None:
    writer = PdfWriter(clone_from=io.BytesIO(make_pdf("Please wait...")))
    writer.root_object[NameObject("/NeedsRendering")] = BooleanObject(True)
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(UnreadableFile, match="imprimez-le vers un PDF ordinaire"):
        read_pdf(out.getvalue(), 5)


def test_a_note_s_number_is_apart_from_the_word_that_calls_it_and_a_unit_keeps_its_power() -> None:
    def drawing(canvas: Canvas) -> None:
        for y, text, raised in ((780, "Le portail est gratuit", "1"), (760, "Une surface de 12 m", "2")):
            line = canvas.beginText(60, y)
            for part, size, rise in ((text, 11, 0), (raised, 7, 3.5), (" en tout.", 11, 0)):
                line.setFont("Helvetica", size)
                line.setRise(rise)
                line.textOut(part)
            canvas.drawText(line)

    assert text_of(draw(drawing)) == "Le portail est gratuit 1 en tout. Une surface de 12 m2 en tout."


def test_words_in_bold_inside_a_sentence_stay_in_it() -> None:
    text = "Le fournisseur <b>dépose</b> la facture sur <i>le portail</i>, puis il <b>suit son traitement</b> en ligne."
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4).build([Paragraph(text, getSampleStyleSheet()["BodyText"])])
    assert text_of(out.getvalue()) == re.sub("<.*?>", "", text)


def test_a_line_struck_twice_to_look_bold_is_said_once() -> None:
    assert text_of(draw(lambda canvas: column(canvas, 60, 780, ["Attention au délai."] * 2, leading=0))) == (
        "Attention au délai."
    )


OUTLINED = make_outlined()


@settings(max_examples=60)
@given(st.integers(0, len(OUTLINED) - 1), st.binary(min_size=1, max_size=40))
def test_a_damaged_pdf_is_read_or_refused(position: int, noise: bytes) -> None:
    damaged = OUTLINED[:position] + noise + OUTLINED[position + len(noise) :]
    with contextlib.suppress(UnreadableFile):
        assert read_pdf(damaged, 50).pages >= 1
