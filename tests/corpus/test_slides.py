"""A slide is cited by its number, its title heads what it says and what the speaker says of it."""

import io
from typing import Any

import pptx
import pytest
from pptx.util import Cm

from bot.corpus.errors import UnreadableFile
from bot.corpus.reading import read_bytes
from bot.corpus.slides import read_slides

TITLE_AND_TEXT, TITLE_ONLY, SECTION = 1, 5, 2


def add(show: Any, layout: int, title: str, text: str = "", notes: str = "") -> Any:
    slide = show.slides.add_slide(show.slide_layouts[layout])
    slide.shapes.title.text = title
    if text:
        slide.placeholders[1].text_frame.text = text
    if notes:
        slide.notes_slide.notes_text_frame.text = notes
    return slide


def saved(show: Any) -> bytes:
    out = io.BytesIO()
    show.save(out)
    return out.getvalue()


def test_slides_and_notes_are_cited_by_the_slide_and_headed_by_its_title() -> None:
    show = pptx.Presentation()
    show.core_properties.title = "PowerPoint Presentation"
    add(show, TITLE_AND_TEXT, "Le dépôt", "Ouvrez le portail.\nDéposez la facture.", "Insister sur le numéro.")
    add(show, TITLE_AND_TEXT, "Le suivi", "Consultez l'historique.")
    read = read_bytes("Journée_1.pptx", saved(show))
    assert (read.title, read.pages, read.kind, read.warnings) == ("Journée 1", 2, "fascicule", ())
    assert [(p.page, p.section, p.text) for p in read.passages] == [
        ("1", "Le dépôt", "- Ouvrez le portail.\n- Déposez la facture."),
        ("1", "Le dépôt › Notes de l'orateur", "Insister sur le numéro."),
        ("2", "Le suivi", "Consultez l'historique."),
    ]


def test_a_slide_that_opens_a_part_heads_the_slides_after_it() -> None:
    show = pptx.Presentation()
    add(show, SECTION, "Module II", "Le compte")
    add(show, TITLE_AND_TEXT, "Le créer", "Ouvrez le portail.")
    assert [p.section for p in read_bytes("m.pptx", saved(show)).passages] == ["Module II", "Module II › Le créer"]


def test_a_slide_without_text_and_a_hidden_one_are_told_by_their_numbers() -> None:
    show = pptx.Presentation()
    add(show, TITLE_AND_TEXT, "Le dépôt", "Ouvrez le portail.")
    add(show, TITLE_ONLY, "Le schéma")
    add(show, TITLE_AND_TEXT, "Le brouillon", "À ne pas montrer.").element.set("show", "0")
    read = read_bytes("s.pptx", saved(show))
    assert [p.page for p in read.passages] == ["1"]
    silent, hidden = read.warnings
    assert "sans texte autre que leur titre : 2." in silent
    assert "masquées, non lues : 3." in hidden


def test_shapes_are_read_from_top_to_bottom_then_left_to_right() -> None:
    show = pptx.Presentation()
    slide = add(show, TITLE_ONLY, "Le circuit")
    for text, left, top in (("quatre", 2, 12), ("trois", 12, 8.2), ("deux", 2, 8), ("un", 2, 5)):
        slide.shapes.add_textbox(Cm(left), Cm(top), Cm(8), Cm(1)).text_frame.text = text
    [passage] = read_bytes("s.pptx", saved(show)).passages
    assert passage.text.split("\n") == ["un", "deux", "trois", "quatre"]


def test_more_slides_than_the_limit_are_refused_with_both_numbers() -> None:
    show = pptx.Presentation()
    for number in range(3):
        add(show, TITLE_AND_TEXT, f"Titre {number}", "Texte.")
    with pytest.raises(UnreadableFile, match="3 diapositives ; la limite est de 2"):
        read_slides(saved(show), 2)
