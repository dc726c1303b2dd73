"""Word files, slide shows, web pages and texts shaped as real ones are, each with the text that it says."""

import io
from collections.abc import Callable, Sequence
from typing import Any

import docx
import pptx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt
from pptx.util import Cm
from prose import paragraphs, sentences
from real_pdfs import RealFile

STATUSES = (
    ("Statut", "Geste", "Numéro"),
    ("À recycler", "corriger puis renvoyer", "le même"),
    ("Suspendue", "compléter la pièce jointe", "le même"),
    ("Rejetée", "refaire une facture", "un autre"),
)  # fmt: skip


def styled_word() -> RealFile:
    """A course handout: styles, lists, a numbered procedure, a table, a header and a foot."""
    document = docx.Document()
    document.core_properties.title = "Word Document"
    document.sections[0].header.paragraphs[0].text = "Organisme de formation"
    document.sections[0].footer.paragraphs[0].text = "Page 1"
    body, steps, bullets = paragraphs(10, 4, start=3000), sentences(6, 3100), sentences(4, 3120)
    document.add_heading("Support du stage", 0)
    document.add_heading("Se connecter", 1)
    _add(document, body[:3])
    document.add_heading("Créer son compte", 2)
    for step in steps[:3]:
        document.add_paragraph(step, style="List Number")
    _add(document, body[3:5])
    for bullet in bullets:
        document.add_paragraph(bullet, style="List Bullet")
    document.add_heading("Suivre une facture", 1)
    _add(document, body[5:7])
    _add_table(document, STATUSES)
    _add(document, body[7:])
    text = [
        "Support du stage", "Se connecter", *body[:3], "Créer son compte", *steps[:3], *body[3:5], *bullets,
        "Suivre une facture", *body[5:7], *map(" ".join, STATUSES), *body[7:],
    ]  # fmt: skip
    return RealFile("support.docx", _saved(document), "\n".join(text))


def unstyled_word() -> RealFile:
    """A note by someone who uses no style: headings are bold lines, a box is a table of one cell."""
    document = docx.Document()
    text: list[str] = []
    bodies = iter(paragraphs(8, 4, start=3200))
    for title in ("Le rappel des règles", "Les délais", "Les contacts utiles"):
        document.add_paragraph().add_run(title).bold = True
        text.append(title)
        for _ in range(2):
            text.append(next(bodies))
            document.add_paragraph(text[-1])
    box = document.add_table(rows=1, cols=1, style="Table Grid")
    text.append(next(bodies))
    box.cell(0, 0).text = text[-1]
    return RealFile("note.docx", _saved(document), "\n".join(text))


def revised_word() -> RealFile:
    """A contract under revision: insertions, deletions, a content control, a text box, a link, merged cells."""
    document = docx.Document()
    body = paragraphs(8, 4, start=3300)
    document.add_heading("Le marché", 1)
    kept = document.add_paragraph(body[0])
    kept._p.append(_xml("w:ins", f"<w:r><w:t xml:space='preserve'> {body[1]}</w:t></w:r>"))
    kept._p.append(_xml("w:del", "<w:r><w:delText>Phrase supprimée du contrat.</w:delText></w:r>"))
    control = _xml("w:sdt", f"<w:sdtContent><w:p><w:r><w:t>{body[2]}</w:t></w:r></w:p></w:sdtContent>")
    document.element.body.insert(len(document.element.body) - 1, control)
    linked = document.add_paragraph(body[3] + " ")
    linked._p.append(_xml("w:hyperlink", "<w:r><w:t>Consultez la documentation du portail.</w:t></w:r>"))
    boxed = document.add_paragraph(body[4])
    boxed.add_run()._r.append(
        _xml("w:pict", f"<w:txbxContent><w:p><w:r><w:t>{body[5]}</w:t></w:r></w:p></w:txbxContent>")
    )
    rows = [
        ("Lot", "Titulaire", "Montant"),
        ("Lot 1", "Maçonnerie Vannier", "12 000 euros"),
        ("Lot 1", "Sols Aubry", "8 000 euros"),
    ]
    table = _add_table(document, rows)
    table.cell(1, 0).merge(table.cell(2, 0)).text = "Lot 1"
    _add(document, body[6:])
    text = [
        "Le marché", body[0], body[1], body[2], body[3], "Consultez la documentation du portail.", body[4], body[5],
        *map(" ".join, rows), *body[6:],
    ]  # fmt: skip
    return RealFile("marche.docx", _saved(document), "\n".join(text))


def word_of_tables() -> RealFile:
    """A procedure kept in a table of long cells, and a long price list."""
    document = docx.Document()
    document.add_heading("Les tarifs et les cas", 1)
    cases = [("Cas", "Ce qu'il faut faire"), *((f"Cas {n}", " ".join(sentences(12, 3400 + 12 * n))) for n in range(4))]
    prices = [
        ("Référence", "Libellé", "Prix"),
        *((f"R{n}", sentences(1, 3500 + n)[0], f"{n} euros") for n in range(80)),
    ]
    _add_table(document, cases)
    between = paragraphs(1, 4, start=3600)
    _add(document, between)
    _add_table(document, prices)
    # Each long row is told with its column's name before each value.
    told = [f"{cases[0][0]} {row[0]} {cases[0][1]} {row[1]}" for row in cases[1:]]
    text = ["Les tarifs et les cas", *told, *between, *map(" ".join, prices)]
    return RealFile("tarifs.docx", _saved(document), "\n".join(text))


def slides_with_notes() -> RealFile:
    """The trainer's slides: bullets on two levels, notes under each, a slide number, a foot."""
    show = pptx.Presentation()
    text: list[str] = []
    for number in range(1, 9):
        slide = show.slides.add_slide(show.slide_layouts[1])
        title = f"Étape {number} du dépôt"
        bullets, notes = sentences(4, 3700 + 10 * number), paragraphs(2, 3, start=3800 + 10 * number)
        slide.shapes.title.text = title
        frame = slide.placeholders[1].text_frame
        frame.text = bullets[0]
        for level, bullet in zip((1, 1, 0), bullets[1:], strict=True):
            added = frame.add_paragraph()
            added.text, added.level = bullet, level
        slide.notes_slide.notes_text_frame.text = "\n".join(notes)
        text += [title, *bullets, "Notes de l'orateur", *notes]
    return RealFile("journee.pptx", _saved(show), "\n".join(text))


def drawn_slides() -> RealFile:
    """Slides drawn by hand: columns, a table, a group, boxes added in no order at all."""
    show = pptx.Presentation()
    text: list[str] = []
    blank, two = show.slide_layouts[5], show.slide_layouts[3]
    slide = show.slides.add_slide(two)
    left, right = sentences(3, 3900), sentences(3, 3910)
    slide.shapes.title.text = "Avant et après"
    slide.placeholders[2].text_frame.text = "\n".join(right)
    slide.placeholders[1].text_frame.text = "\n".join(left)
    text += ["Avant et après", *left, *right]
    slide = show.slides.add_slide(blank)
    slide.shapes.title.text = "Le tableau des statuts"
    table = slide.shapes.add_table(len(STATUSES), 3, Cm(2), Cm(5), Cm(20), Cm(6)).table
    for row, cells in enumerate(STATUSES):
        for column, cell in enumerate(cells):
            table.cell(row, column).text = cell
    text += ["Le tableau des statuts", *map(" ".join, STATUSES)]
    slide = show.slides.add_slide(blank)
    slide.shapes.title.text = "Le circuit"
    boxes = sentences(4, 3920)
    for place in (3, 1, 0, 2):
        box = slide.shapes.add_textbox(Cm(2), Cm(5 + 3 * place), Cm(20), Cm(2))
        box.text_frame.text = boxes[place]
    group = slide.shapes.add_group_shape()
    inside = sentences(2, 3930)
    for place in (1, 0):
        group.shapes.add_textbox(Cm(2 + 10 * place), Cm(17), Cm(9), Cm(1)).text_frame.text = inside[place]
    text += ["Le circuit", *boxes, *inside]
    return RealFile("circuit.pptx", _saved(show), "\n".join(text))


def portal_page() -> RealFile:
    """A help page as a portal serves it: menus, cookies, breadcrumbs, scripts around the text."""
    body, bullets, steps = paragraphs(6, 4, start=4000), sentences(3, 4100), sentences(3, 4110)
    page = f"""<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>Aide | Portail</title>
<style>p {{ color: red }}</style><script>var t = "texte de script";</script></head><body>
<header><a href="/">Accueil</a><nav><ul><li>Menu des services</li><li>Se déconnecter</li></ul></nav></header>
<div id="cookie-banner">Nous utilisons des traceurs. <button>Accepter</button></div>
<main><ol class="breadcrumb"><li>Accueil</li><li>Aide</li></ol><h1>Déposer une facture</h1><p>{body[0]}</p>
<div>{body[1]}<br>{bullets[0]}</div><h2>Les étapes</h2><ol>{"".join(f"<li><p>{s}</p></li>" for s in steps)}</ol>
<p>{body[2]}</p><ul>{"".join(f"<li>{b}</li>" for b in bullets[1:])}</ul>
<h2>Les statuts</h2>{_html_table(STATUSES)}<p>{body[3]}</p>
<details><summary>Que faire en cas de rejet ?</summary><p>{body[4]}</p></details><p>{body[5]}</p></main>
<aside>À lire aussi</aside><footer>Mentions légales</footer><script src="https://ailleurs.example/x.js"></script></body></html>"""
    text = [
        "Déposer une facture", body[0], body[1], bullets[0], "Les étapes", *steps, body[2], *bullets[1:], "Les statuts",
        *map(" ".join, STATUSES), body[3], "Que faire en cas de rejet ?", body[4], body[5],
    ]  # fmt: skip
    return RealFile("aide.html", page.encode(), "\n".join(text))


def old_page() -> RealFile:
    """A page of another age: tables to set it, Windows's letters, tags never closed."""
    body = paragraphs(5, 4, start=4200)
    page = f"""<html><head><title>Le marché public</title>
<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1"></head><body bgcolor=white>
<table width=100%><tr><td><h1>Le marché public</h1><p>{body[0]}<p>{body[1]}</td></tr><tr><td>
<center><b>Un coût de 12 €</b></center>{body[2]}<br><br>{body[3]}</td></tr></table><p>{body[4]}</body></html>"""
    text = ["Le marché public", body[0], body[1], "Un coût de 12 €", body[2], body[3], body[4]]
    return RealFile("marche.htm", page.encode("cp1252"), "\n".join(text))


def windows_text() -> RealFile:
    """A note typed in Windows's Notepad: its own letters, its own line ends."""
    body = paragraphs(8, 4, start=4300)
    text = "\r\n\r\n".join(["Le compte rendu du 24 novembre", *body, "Coût : 12 € – l’œuvre est livrée."])
    return RealFile("compte-rendu.txt", text.encode("cp1252"), text)


def markdown_guide() -> RealFile:
    """A guide in Markdown: headings, lists, a table, a quotation."""
    body, steps = paragraphs(5, 4, start=4400), sentences(4, 4500)
    table = "\n".join(f"| {' | '.join(row)} |" for row in (STATUSES[0], ("---",) * 3, *STATUSES[1:]))
    listed = "\n".join(f"{n}. {step}" for n, step in enumerate(steps, 1))
    parts = (
        "# Le guide",
        body[0],
        "## Le dépôt",
        body[1],
        listed,
        body[2],
        "## Les statuts",
        table,
        f"> {body[3]}",
        body[4],
    )
    text = [
        "Le guide",
        body[0],
        "Le dépôt",
        body[1],
        *steps,
        body[2],
        "Les statuts",
        *map(" ".join, STATUSES),
        *body[3:],
    ]
    return RealFile("guide.md", "\n\n".join(parts).encode(), "\n".join(text))


OFFICE: tuple[Callable[[], RealFile], ...] = (
    styled_word, unstyled_word, revised_word, word_of_tables, slides_with_notes, drawn_slides, portal_page, old_page,
    windows_text, markdown_guide,
)  # fmt: skip


def _add(document: Any, bodies: Sequence[str]) -> None:
    for body in bodies:
        document.add_paragraph(body).runs[0].font.size = Pt(11)


def _add_table(document: Any, rows: Sequence[Sequence[str]]) -> Any:
    table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    return table


def _xml(tag: str, inner: str) -> Any:
    return parse_xml(f"<{tag} {nsdecls('w')}>{inner}</{tag}>")


def _html_table(rows: Sequence[Sequence[str]]) -> str:
    head, *others = rows
    lines = ["".join(f"<th>{cell}</th>" for cell in head), *("".join(f"<td>{c}</td>" for c in row) for row in others)]
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def _saved(file: Any) -> bytes:
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()
