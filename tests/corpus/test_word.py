"""A Word file keeps its structure: heading paths, numbered steps, notes; what was deleted stays so."""

import io
from typing import Any

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from bot.corpus.document import STEPS, TABLE
from bot.corpus.errors import UnreadableFile
from bot.corpus.reading import read_bytes
from bot.corpus.splitting import Block
from bot.corpus.word import read_word


def blocks_of(document: Any) -> list[tuple[int, str]]:
    return [(block.level, block.text) for block in read_word(saved(document)).blocks]


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_styles_give_the_heading_path_and_the_title_stands_above_all() -> None:
    document = docx.Document()
    document.add_paragraph("Le guide", style="Title")
    document.add_heading("Le compte", 1)
    document.add_heading("Le créer", 2)
    document.add_paragraph("Ouvrez le portail.")
    read = read_bytes("guide.docx", saved(document))
    assert (read.title, read.pages, read.media_type.endswith("wordprocessingml.document")) == ("Le guide", None, True)
    assert [(p.section, p.title, p.page) for p in read.passages] == [
        ("Le guide › Le compte › Le créer", "Le créer", None)
    ]


def test_a_style_made_at_home_is_a_heading_when_it_says_its_level() -> None:
    document = docx.Document()
    own = document.styles.add_style("Maison", 1)
    own.element.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="1"/>'))
    document.add_paragraph("Le dépôt", style="Maison")
    document.add_paragraph("On dépose la facture.")
    assert blocks_of(document) == [(2, "Le dépôt"), (0, "On dépose la facture.")]


def test_a_bold_line_is_a_heading_only_in_a_document_without_any() -> None:
    document = docx.Document()
    document.add_paragraph().add_run("Attention").bold = True
    document.add_paragraph("Ne payez pas deux fois.")
    assert blocks_of(document)[0] == (1, "Attention")
    document.add_heading("Les délais", 1)
    assert blocks_of(document)[0] == (0, "Attention")


def test_numbered_steps_are_counted_and_kept_together() -> None:
    document = docx.Document()
    document.add_paragraph("Pour déposer :")
    for step in ("Ouvrez.", "Déposez.", "Vérifiez."):
        document.add_paragraph(step, style="List Number")
    [passage] = read_bytes("pas.docx", saved(document)).passages
    assert passage.kind == STEPS
    assert passage.text.split("\n") == ["Pour déposer :", "1. Ouvrez.", "2. Déposez.", "3. Vérifiez."]


def test_a_list_under_an_item_is_set_in_and_counted_apart() -> None:
    document = docx.Document()
    for step, depth in (("Un", 0), ("Un a", 1), ("Un b", 1), ("Deux", 0), ("Deux a", 1)):
        paragraph = document.add_paragraph(step, style="List Bullet")
        if depth:
            numbering = paragraph._p.get_or_add_pPr().get_or_add_numPr()
            numbering.get_or_add_ilvl().val = depth
    assert blocks_of(document) == [(0, "- Un\n  - Un a\n  - Un b\n- Deux\n  - Deux a")]


def test_a_table_keeps_its_rows_and_a_merged_cell_is_said_in_each() -> None:
    document = docx.Document()
    table = document.add_table(rows=3, cols=2)
    for row, cells in enumerate((("Statut", "Geste"), ("Rejetée", "refaire"), ("", "corriger"))):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    [passage] = read_bytes("t.docx", saved(document)).passages
    assert passage.kind == TABLE
    assert passage.text.split("\n")[2:] == ["| Rejetée | refaire |", "| Rejetée | corriger |"]


def test_what_was_inserted_is_read_and_what_was_deleted_or_hidden_is_not() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Le délai est de ")
    for xml in (
        "<w:ins {0}><w:r><w:t>trente jours.</w:t></w:r></w:ins>",
        "<w:del {0}><w:r><w:delText>soixante jours.</w:delText></w:r></w:del>",
        "<w:r {0}><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r>",
        "<w:r {0}><w:instrText>HYPERLINK http://ailleurs.example</w:instrText></w:r>",
    ):
        paragraph._p.append(parse_xml(xml.format(nsdecls("w"))))
    assert blocks_of(document) == [(0, "Le délai est de trente jours.")]


def test_a_note_is_read_after_the_paragraph_that_calls_it() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Le portail est gratuit.")
    paragraph._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="2"/></w:r>'))
    document.add_paragraph("Il est ouvert à tous.")
    said = "<w:p><w:r><w:t>Sauf incident.</w:t></w:r></w:p>"
    notes = f'<w:footnotes {nsdecls("w")}><w:footnote w:id="2">{said}</w:footnote></w:footnotes>'
    part = Part(PackURI("/word/footnotes.xml"), "application/xml", notes.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    assert [text for _, text in blocks_of(document)] == [
        "Le portail est gratuit.", "Note : Sauf incident.", "Il est ouvert à tous.",
    ]  # fmt: skip


def test_an_address_in_the_file_is_never_opened() -> None:
    # The tests' sockets are closed: opening one would fail, and the text must still come out.
    document = docx.Document()
    document.add_paragraph("Le modèle vient d'ailleurs.")
    for kind in ("image", "attachedTemplate", "footnotes", "numbering"):
        relation = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"
        document.part.relate_to("http://ailleurs.example/modele.dotm", relation, is_external=True)
    assert blocks_of(document) == [(0, "Le modèle vient d'ailleurs.")]


def test_a_document_of_pictures_alone_says_so() -> None:
    with pytest.raises(UnreadableFile, match="ne contient aucun texte"):
        read_bytes("images.docx", saved(docx.Document()))


def test_a_style_based_on_itself_ends() -> None:
    document = docx.Document()
    style = document.styles.add_style("Boucle", 1)
    style.element.append(parse_xml(f'<w:basedOn {nsdecls("w")} w:val="Boucle"/>'))
    document.add_paragraph("Le texte.", style="Boucle")
    assert read_word(saved(document)).blocks == (Block("Le texte."),)
