"""The booklet holds what the fiches say, whatever they say, and is read back as it was written."""

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import make_fiche
from pypdf import PdfReader
from pypdf.generic import Destination

from bot.corpus.pdf import read_pdf
from bot.corpus.reading import read_file
from bot.fascicle import typeset
from bot.fascicle.compose import MODULE_TITLES, compose, read_knowledge
from bot.fascicle.errors import FascicleNotMade
from bot.fascicle.typeset import FascicleSummary, write_fascicle
from bot.fascicle.typography import say_date, set_in_french

TODAY = date(2026, 11, 24)
GLOSSARY = """# Glossaire

## MOE
<!-- autres formes
- maître d'œuvre
-->

Maître d'œuvre : il vérifie les demandes de paiement du chantier.
"""
# What would be commands, links or markup to the typesetter, and must come out as written.
HOSTILE = r"#panic() #import \"x\" $x^2$ *a* _b_ `c` <label> @ref //note /*bloc*/ \u{41} [~] = titre"


@pytest.fixture
def knowledge(tmp_path: Path) -> Path:
    folder = tmp_path / "knowledge"
    for place, slug, subject, module in (
        ("3-factures-emises", "suspendue", "la facture suspendue", "III"),
        ("2-compte", "compte", "le compte", "II"),
        ("messages", "avis", "l'avis de rejet", "III"),
    ):
        (folder / place).mkdir(parents=True, exist_ok=True)
        (folder / place / f"{slug}.md").write_text(make_fiche(subject, module=module), encoding="utf-8")
    (folder / "glossaire.md").write_text(GLOSSARY, encoding="utf-8")
    (folder / "README.md").write_text("# Écrire une fiche\n\nUne fiche traite un seul sujet.", encoding="utf-8")
    return folder


def made(knowledge: Path) -> tuple[FascicleSummary, PdfReader]:
    summary = write_fascicle(knowledge, knowledge.parent / "fascicule.pdf", TODAY)
    return summary, PdfReader(summary.path)


def outline(items: list[Any], path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """The bookmarks as paths, spaces made plain."""
    found: list[tuple[str, ...]] = []
    for item in items:
        if isinstance(item, Destination):
            here = (*path, " ".join(str(item.title).replace("\u2019", "'").split()))
            found.append(here)
        else:
            found += outline(item, found[-1])
    return found


def text_of(path: Path) -> str:
    return "\n".join(block.text for block in read_pdf(path.read_bytes(), 500).blocks)


def test_the_bookmarks_are_the_modules_then_their_fiches_then_their_questions(knowledge: Path) -> None:
    _, reader = made(knowledge)
    found = outline(list(reader.outline))
    asked = ("Comment traiter", "Quand envoyer", "Qui peut corriger")
    wanted: list[tuple[str, ...]] = [("Sommaire",)]
    for module, subjects in (("II", ["le compte"]), ("III", ["la facture suspendue", "l'avis de rejet"])):
        chapter = f"Module {module} · {MODULE_TITLES[module]}"
        wanted.append((chapter,))
        for subject in subjects:
            wanted.append((chapter, f"Le sujet {subject}"))
            wanted += [(chapter, f"Le sujet {subject}", f"{ask} {subject} ?") for ask in asked]
    assert found == [*wanted, ("Glossaire",), ("Glossaire", "MOE")]


def test_the_pages_are_numbered_after_the_contents_and_say_so_to_readers(knowledge: Path) -> None:
    _, reader = made(knowledge)
    assert reader.page_labels[1:] == ["i", *(str(n) for n in range(1, len(reader.pages) - 1))]
    assert reader.pages[2].extract_text().rstrip().endswith("1")


def test_the_file_declares_its_title_language_and_structure(knowledge: Path) -> None:
    _, reader = made(knowledge)
    root = reader.root_object
    assert reader.metadata is not None
    assert "Dématérialisation des factures du secteur public" in str(reader.metadata.title)
    assert str(root["/Lang"]).lower().startswith("fr")
    assert root["/MarkInfo"]["/Marked"]


def test_everything_a_fiche_says_is_printed_but_its_other_wordings(knowledge: Path) -> None:
    summary, _ = made(knowledge)
    text = text_of(summary.path)
    for said in (
        "Pour traiter le compte, suivez les trois étapes",
        "2. Cherchez le compte.",
        "Comment traiter le compte ?",
        "Comment traiter le compte : ouvrez l'espace « Factures émises »",
        "Fiche vérifiée le 24 novembre 2026 (sûr). Sources : Documentation du stage.",
        "Maître d'œuvre : il vérifie les demandes de paiement du chantier.",
        "Édition du 24 novembre 2026.",
    ):
        assert said in text
    assert "je fais quoi pour" not in text
    assert "Une fiche traite un seul sujet" not in text


def test_the_summary_counts_what_was_printed(knowledge: Path) -> None:
    summary, reader = made(knowledge)
    pages = len(reader.pages)
    assert summary == FascicleSummary(
        summary.path, pages, fiches=3, pairs=9, left_out=0, terms=1, size=9.2, accessible=True
    )


def test_read_back_each_pair_is_one_passage_with_its_page(knowledge: Path) -> None:
    summary, reader = made(knowledge)
    read = read_file(summary.path)
    pairs = [p for p in read.passages if p.kind == "faq"]
    assert len(pairs) == 9
    assert all(p.text.startswith(p.title.removesuffix(" ?")) and p.text.endswith("de cette fiche.") for p in pairs)
    assert {p.page for p in pairs} <= set(reader.page_labels)


def test_the_same_fiches_on_the_same_day_give_the_same_bytes(knowledge: Path) -> None:
    first = made(knowledge)[0].path.read_bytes()
    assert made(knowledge)[0].path.read_bytes() == first


def test_no_text_of_a_fiche_is_taken_for_markup(knowledge: Path) -> None:
    hostile = make_fiche("le compte", essential=f"Le compte {HOSTILE} reste du texte.")
    (knowledge / "2-compte" / "compte.md").write_text(hostile, encoding="utf-8")
    printed = "".join(text_of(made(knowledge)[0].path).split())
    # Markdown's own emphasis and escapes are the author's; all else stands as typed.
    for said in ("#panic()", "#import", "$x^2$", "@ref//note", "\\u{41}[~]=titre", "restedutexte."):
        assert said in printed


@settings(max_examples=15)
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=60))
def test_any_text_can_be_typeset(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.mktemp("knowledge")
    essential = f"Pour traiter le compte, suivez les trois étapes. x{' '.join(text.split())}"
    (folder / "compte.md").write_text(make_fiche("le compte", essential=essential), encoding="utf-8")
    assert write_fascicle(folder, folder / "f.pdf", TODAY).pairs == 3


def test_a_character_that_the_fonts_lack_is_printed_as_a_box_and_told(knowledge: Path) -> None:
    fiche = make_fiche("le compte", essential="Pour traiter le compte ✅, suivez les trois étapes, dans l'ordre.")
    (knowledge / "2-compte" / "compte.md").write_text(fiche, encoding="utf-8")
    summary, _ = made(knowledge)
    assert not summary.accessible
    assert summary.pairs == 9


def test_lists_tables_and_emphasis_keep_their_shape(knowledge: Path) -> None:
    body = (
        "## À savoir\n\n- un **mot** gras\n- un second\n\n| Statut | Sens |\n| --- | --- |\n| Rejetée | close |\n\n## Q"
    )
    fiche = make_fiche("le compte").replace("## Q", body, 1)
    (knowledge / "2-compte" / "compte.md").write_text(fiche, encoding="utf-8")
    data = compose(read_knowledge(knowledge), TODAY, 99, 9.0)
    listed, table = data["modules"][0]["fiches"][0]["parts"][-1]["blocks"]
    assert listed["items"][0] == [{"kind": "text", "runs": [["un ", ""], ["mot", "strong"], [" gras", ""]]}]
    assert table["rows"] == [[[["Statut", ""]], [["Sens", ""]]], [[["Rejetée", ""]], [["close", ""]]]]
    text = text_of(made(knowledge)[0].path)
    assert "• un mot gras\n• un second" in text
    assert "| Statut | Sens |\n| --- | --- |\n| Rejetée | close |" in text


def test_too_many_questions_leave_the_last_ones_to_the_assistant_and_say_so(
    knowledge: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = "Un paragraphe de réponse qui prend de la place sur la page du fascicule. " * 12
    questions = "".join(
        f"\n### Question numéro {n} ?\n<!-- autres formulations\n- a{n}\n- b{n}\n- c{n}\n- d{n}\n-->\n\n{long}\n"
        for n in range(60)
    )
    (knowledge / "2-compte" / "compte.md").write_text(make_fiche("le compte") + questions, encoding="utf-8")
    everything, _ = made(knowledge)
    monkeypatch.setattr(typeset, "MOST_PAGES", everything.pages - 2)
    summary, reader = made(knowledge)
    assert summary.pages <= everything.pages - 2
    assert 9 < summary.pairs < everything.pairs
    assert summary.pairs + summary.left_out == everything.pairs
    assert f"{summary.left_out} autres questions ont leur réponse dans l'assistant." in text_of(summary.path)
    assert len(reader.pages) == summary.pages


def test_a_wrong_fiche_stops_the_fascicle_and_keeps_the_former_one(knowledge: Path) -> None:
    before = made(knowledge)[0].path.read_bytes()
    (knowledge / "2-compte" / "compte.md").write_text(
        make_fiche("le compte").replace("## L'essentiel", "## Le principal"), encoding="utf-8"
    )
    with pytest.raises(FascicleNotMade, match="compte"):
        made(knowledge)
    assert (knowledge.parent / "fascicule.pdf").read_bytes() == before


def test_a_folder_without_fiches_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FascicleNotMade, match="Aucune fiche"):
        write_fascicle(tmp_path, tmp_path / "f.pdf", TODAY)


def test_a_place_that_cannot_be_written_is_told_and_leaves_nothing_behind(knowledge: Path) -> None:
    (knowledge.parent / "file").write_text("occupé", encoding="utf-8")
    with pytest.raises(FascicleNotMade, match="ne peut pas être écrit"):
        write_fascicle(knowledge, knowledge.parent / "file" / "f.pdf", TODAY)
    (knowledge.parent / "folder.pdf").mkdir()
    with pytest.raises(FascicleNotMade, match="ne peut pas être écrit"):
        write_fascicle(knowledge, knowledge.parent / "folder.pdf", TODAY)
    assert sorted(os.listdir(knowledge.parent)) == ["file", "folder.pdf", "knowledge"]


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Non : voir « Synthèse » ?", "Non\u00a0: voir «\u202fSynthèse\u202f»\u202f?"),
        ("l'article R. 2192-27", "l\u2019article R.\u00a02192-27"),
        ("1 000 € et 10 %", "1\u202f000\u202f€ et 10\u202f%"),
        ("le 1er septembre 2027, sous 30 jours", "le 1er\u00a0septembre 2027, sous 30\u00a0jours"),
        ("https://portail.chorus-pro.gouv.fr/?p=1", "https://portail.chorus-pro.gouv.fr/?p=1"),
        ("code A9;B2", "code A9;B2"),
    ],
)
def test_the_authors_spaces_are_hardened_and_none_is_invented(typed: str, printed: str) -> None:
    assert set_in_french(typed) == printed


def test_a_date_is_said_in_full() -> None:
    assert say_date(1, 9, 2027) == "1er\u00a0septembre\u00a02027"


def test_spacing_does_not_stop_at_emphasis(knowledge: Path) -> None:
    fiche = make_fiche("le compte", essential="Suivez l'ordre des étapes : le mot **décisif** : d'abord, toujours.")
    (knowledge / "2-compte" / "compte.md").write_text(fiche, encoding="utf-8")
    runs = compose(read_knowledge(knowledge), TODAY, 99, 9.0)["modules"][0]["fiches"][0]["essential"][0]["runs"]
    assert runs[-1][0].startswith("\u00a0: d\u2019abord")
