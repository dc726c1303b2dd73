"""A file's bytes decide what it is, and each refusal tells the person what is wrong and what to do."""

import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import make_encrypted_pdf, make_fiche, make_pdf

from bot.corpus.document import ESSENTIAL, FAQ, STEPS, TERM
from bot.corpus.errors import InvalidFiche, UnreadableFile
from bot.corpus.limits import ReadingLimits
from bot.corpus.reading import document_key, read_bytes

EXECUTABLE = b"MZ\x90\x00\x03" + b"\0" * 60 + b"This program cannot be run in DOS mode."
PROSE = "La facture est suspendue. Complétez-la, puis renvoyez-la au client public, avec le même numéro."


@pytest.mark.parametrize("data", [b"", b"\n \t\r\n"])
def test_an_empty_file_is_refused(data: bytes) -> None:
    for name in ("vide.md", "vide.pdf", "vide.txt"):
        with pytest.raises(UnreadableFile, match=f"« {name} » est vide"):
            read_bytes(name, data)


@pytest.mark.parametrize("name", ["facture.pdf", "facture.PDF", "facture.exe", "facture.docx", "facture"])
def test_a_program_under_another_name_is_refused_whatever_the_name(name: str) -> None:
    with pytest.raises(UnreadableFile, match="n'est ni un PDF ni un fichier Markdown"):
        read_bytes(name, EXECUTABLE)


@pytest.mark.parametrize("data", [EXECUTABLE, PROSE.encode("utf-16"), PROSE.encode() + b"\0"])
def test_a_text_name_on_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match="n'est pas du texte, malgré son nom"):
        read_bytes("facture.md", data)


def test_a_pdf_is_read_as_a_pdf_whatever_its_name() -> None:
    read = read_bytes("fascicule.txt", make_pdf(PROSE))
    assert (read.media_type, read.kind, read.pages) == ("application/pdf", "fascicule", 1)
    assert read.passages[0].page == "1"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (make_encrypted_pdf(), "mot de passe"),
        (make_pdf(""), "aucun texte"),
        (make_pdf(PROSE)[:300], "abîmé"),
        (b"%PDF-1.7\n" + b"\0" * 50, "abîmé"),
    ],
    ids=["encrypted", "scanned", "cut", "hollow"],
)
def test_a_pdf_that_can_t_be_read_says_why(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        read_bytes("fascicule.pdf", data)


def test_a_pdf_over_the_page_limit_says_both_numbers() -> None:
    with pytest.raises(UnreadableFile, match="3 pages ; la limite est de 2"):
        read_bytes("long.pdf", make_pdf(PROSE, PROSE, PROSE), ReadingLimits(pages=2))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_the_accents_of_an_ordinary_text_survive_its_encoding(encoding: str) -> None:
    read = read_bytes("note.txt", PROSE.encode(encoding))
    assert [passage.text for passage in read.passages] == [PROSE]
    assert (read.media_type, read.title) == ("text/plain", "note")


def test_decomposed_accents_are_composed() -> None:
    read = read_bytes("note.txt", unicodedata.normalize("NFD", PROSE).encode())
    assert read.passages[0].text == unicodedata.normalize("NFC", PROSE)


def test_a_markdown_text_keeps_its_headings_as_section_and_title() -> None:
    read = read_bytes("guide.md", f"# Le guide\n\n## Le dépôt\n\n{PROSE}\n\n1. Ouvrez.\n2. Déposez.\n".encode())
    assert read.title == "Le guide"
    assert {(p.section, p.title) for p in read.passages} == {("Le guide › Le dépôt", "Le dépôt")}


def test_a_text_of_headings_alone_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="que des titres"):
        read_bytes("guide.md", b"# Un\n\n## Deux\n")


def test_raw_html_in_a_text_is_not_kept() -> None:
    read = read_bytes("guide.md", f"# Le guide\n\n<script>alert(1)</script>\n\n{PROSE}".encode())
    assert "script" not in " ".join(p.text for p in read.passages)


def test_a_fiche_gives_its_essential_its_steps_and_a_passage_per_question() -> None:
    read = read_bytes("la-suspension.md", make_fiche("la suspension").encode())
    assert (read.key, read.kind, read.module) == ("fiche:la-suspension", "fiche", "III")
    assert [p.kind for p in read.passages] == [ESSENTIAL, STEPS, FAQ, FAQ, FAQ]
    assert read.passages[2].title == "Comment traiter la suspension ?"
    assert len(read.passages[2].wordings) == 4
    assert read.review_by is not None


def test_other_wordings_are_never_part_of_a_text_that_is_shown() -> None:
    read = read_bytes("la-suspension.md", make_fiche("la suspension").encode())
    wordings = {wording for p in read.passages for wording in p.wordings}
    assert wordings
    assert not any(wording in p.text for p in read.passages for wording in wordings)
    assert not any("<!--" in p.text for p in read.passages)


def test_a_fiche_read_twice_is_the_same_and_a_touched_one_is_not() -> None:
    text = make_fiche("la suspension")
    first, again = (read_bytes("la-suspension.md", text.encode()) for _ in range(2))
    assert first == again
    assert read_bytes("la-suspension.md", (text + "\n").encode()).sha256 != first.sha256


def test_a_fiche_of_windows_lines_and_curly_apostrophes_is_read_alike() -> None:
    text = make_fiche("la suspension")
    curly = text.replace("'", "’").replace("\n", "\r\n")
    assert read_bytes("a.md", curly.encode()).passages == read_bytes("a.md", text.encode()).passages


def test_a_wrong_fiche_lists_every_problem_at_once_and_the_same_each_time() -> None:
    wrong = (
        make_fiche("la suspension", module="IX", essential="Trop court.")
        .replace("confidence: sûr", "confidence: certain\nauteur: moi")
        .replace("checked_on: 2026-11-24\n", "")
        .replace("## Étapes", "## Démarche")
    )
    with pytest.raises(InvalidFiche) as refusal:
        read_bytes("la-suspension.md", wrong.encode())
    said = str(refusal.value)
    for problem in (
        "la clé « module » a une valeur refusée",
        "la clé « confidence » a une valeur refusée",
        "la clé « auteur » est inconnue",
        "la clé « checked_on » manque",
        "« L'essentiel » fait 11 caractères",
        "rubrique inconnue : « Démarche »",
    ):
        assert problem in said
    with pytest.raises(InvalidFiche) as again:
        read_bytes("la-suspension.md", wrong.encode())
    assert again.value.problems == refusal.value.problems


def test_the_glossary_gives_a_passage_per_term() -> None:
    text = "# Glossaire\n\n## MOE\n<!-- autres formes\n- maître d'œuvre\n-->\n\nLe maître d'œuvre.\n"
    read = read_bytes("glossaire.md", text.encode())
    assert (read.key, read.kind) == ("glossaire", "glossaire")
    assert [(p.kind, p.title, p.text, p.wordings) for p in read.passages] == [
        (TERM, "MOE", "Le maître d'œuvre.", ("maître d'œuvre",))
    ]


def test_a_text_longer_than_the_pages_allowed_is_refused_with_both_numbers() -> None:
    with pytest.raises(UnreadableFile, match="équivaut à 2 pages bien remplies ; la limite est de 1"):
        read_bytes("long.txt", (PROSE * 70).encode(), ReadingLimits(pages=1))


@pytest.mark.parametrize(
    ("declared", "shown"),
    [
        ("Le guide du fournisseur", "Le guide du fournisseur"),
        ("Microsoft Word - Guide du fournisseur.docx", "Guide du fournisseur"),
        ("Présentation PowerPoint", "guide v2"),
        ("(anonymous)", "guide v2"),
        ("", "guide v2"),
    ],
)
def test_a_title_that_a_program_made_up_gives_way_to_the_file_s_name(declared: str, shown: str) -> None:
    assert read_bytes("guide_v2.pdf", make_pdf(PROSE, title=declared)).title == shown


def test_what_no_database_keeps_is_replaced() -> None:
    [passage] = read_bytes("note.html", f"<html><p>{PROSE}&#x7;&#xD800;</p>".encode()).passages
    assert passage.text.encode("utf-8").decode() == passage.text
    assert passage.text.startswith(PROSE)
    assert "\x07" not in passage.text


def test_only_the_name_counts_of_a_path_sent_from_elsewhere() -> None:
    for name in ("../../etc/note.txt", "C:\\Documents\\note.txt", "/srv/x/note.txt"):
        assert read_bytes(name, PROSE.encode()).file_name == "note.txt"


@pytest.mark.parametrize("name", ["Guide Chorus_v2.pdf", "guide-chorus v2.PDF", "GUIDE_CHORUS-V2.pdf"])
def test_one_document_keeps_its_key_under_the_ways_its_name_is_typed(name: str) -> None:
    assert document_key(name) == "fichier:guide-chorus-v2"


def test_a_name_without_a_letter_still_has_a_key() -> None:
    assert document_key("???.pdf") == "fichier:sans-nom"


@given(st.binary(max_size=400), st.sampled_from(["a.md", "a.pdf", "a.txt", "glossaire.md"]))
def test_any_bytes_give_passages_or_a_refusal(data: bytes, name: str) -> None:
    with suppress(UnreadableFile):
        assert read_bytes(name, data).passages
