"""A trainer is warned of what should be looked at, with its pages, and left in peace by an ordinary document."""

import pytest
from places import KNOWLEDGE
from prose import paragraphs
from real_office import word_of_tables

from bot.corpus.document import TABLE, TEXT, PassageDraft
from bot.corpus.doubts import doubts_of_passages
from bot.corpus.fiche import is_fiche
from bot.corpus.page_ranges import in_words
from bot.corpus.reading import read_bytes

ENGLISH = (
    "The supplier submits the invoice on the portal before the end of the month, and the public buyer checks the order "
    "number. When a document is missing, the invoice is suspended until the supplier has completed it and sent it. "
)
GERMAN = (
    "Der Lieferant reicht die Rechnung vor Ende des Monats über das Portal ein, und die öffentliche Stelle prüft die "
    "Bestellnummer. Fehlt ein Beleg, so wird die Rechnung ausgesetzt, bis der Lieferant sie vervollständigt hat."
)


def passage(text: str, page: str | None = "1", section: str = "Guide", kind: str = TEXT) -> PassageDraft:
    return PassageDraft(kind, section, section, text, page)


def warnings(*passages: PassageDraft) -> list[str]:
    return list(doubts_of_passages(passages))


def test_ordinary_french_is_left_in_peace() -> None:
    assert warnings(*(passage(text, str(n)) for n, text in enumerate(paragraphs(40), 1))) == []


def test_the_fiches_themselves_are_left_in_peace() -> None:
    texts = (path.read_text(encoding="utf-8") for path in sorted(KNOWLEDGE.rglob("*.md"))[::20])
    for text in filter(is_fiche, texts):
        assert list(doubts_of_passages(read_bytes("f.md", text.encode()).passages)) == []


@pytest.mark.parametrize(
    "text",
    [
        "La facture \ufffd\ufffd est \ufffd suspendue par le client.",
        "\ue000\ue001\ue002\ue003 \ue004\ue005",
        "L A C O L L E C T I V I T É T R A N S M E T L A F A C T U R E",
        "Texte (cid:12)(cid:45)(cid:3)(cid:77) brouillé",
        "Oh irxuqlvvhxu gésrvh od idfwxuh vxu oh sruwdlo dydqw od ilq gx prlv dyhf vrq qxpéur gh ersw frghv vwdqgdugv",
    ],
)
def test_garbled_text_is_shown_with_its_page(text: str) -> None:
    [warning] = warnings(passage(paragraphs(1)[0]), passage(text, "4"))
    assert warning.startswith("Texte peut-être illisible page 4 : «")


@pytest.mark.parametrize(
    "text",
    [
        "SIRET, SIREN, TVA, PDF, CPP, AIFE, DGFiP, NOTE : FR12 345 678 901, A9 B2 C3, 2026-11-24, XML UBL CII XTNGP",
        "1 200,00 € HT ; 240,00 € TVA ; 1 440,00 € TTC ; échéance 24/11/2026 ; IBAN FR76 3000 1000 0100 0000 0000 123",
    ],
)
def test_codes_and_amounts_are_not_taken_for_garbled_text(text: str) -> None:
    assert warnings(passage(text)) == []


def test_a_document_in_another_language_is_told_as_a_whole() -> None:
    [warning] = warnings(*(passage(ENGLISH * 2, str(n)) for n in range(1, 5)))
    assert warning.startswith("Ce document semble écrit en anglais, pas en français.")


def test_a_few_foreign_pages_are_told_by_their_numbers() -> None:
    french = [passage(text, str(n)) for n, text in enumerate(paragraphs(8, 5), 1)]
    [warning] = warnings(*french, passage(ENGLISH, "9"), passage(GERMAN, "10"), passage(ENGLISH, "11"))
    assert warning.startswith("Texte qui semble écrit en allemand et anglais pages 9 à 11.")


def test_a_file_without_pages_is_told_by_its_sections() -> None:
    french = [passage(text, None, f"Partie {n}") for n, text in enumerate(paragraphs(4, 5))]
    [warning] = warnings(*french, passage(ENGLISH, None, "Annexe"))
    assert "sous « Annexe »" in warning


def test_a_very_long_table_is_told_with_its_rows() -> None:
    file = word_of_tables()
    [warning] = read_bytes(file.name, file.data).warnings
    assert warning.startswith("Tableau très long (80 lignes) sous « Les tarifs et les cas » : il est coupé en ")
    assert warnings(passage("| a | b |\n| --- | --- |\n" + "| 1 | 2 |\n" * 40, kind=TABLE)) == []


@pytest.mark.parametrize(
    ("numbers", "said"),
    [([3], "3"), ([3, 4], "3 et 4"), ([3, 4, 5], "3 à 5"), ([1, 3, 4, 5, 9], "1, 3 à 5 et 9"), ([], "")],
)
def test_pages_are_named_as_people_name_them(numbers: list[int], said: str) -> None:
    assert in_words(numbers) == said


def test_pages_are_named_by_their_labels() -> None:
    assert in_words([1, 2, 3, 5], ["i", "ii", "iii", "1", "2"]) == "i à iii et 2"
