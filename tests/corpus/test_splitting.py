"""A text is cut where its author cut it, and no passage is longer than the embedding model reads."""

from hypothesis import given
from hypothesis import strategies as st

from bot.corpus.document import FAQ, STEPS, TABLE, TEXT
from bot.corpus.splitting import LONGEST, TARGET, Block, kind_of, split_blocks

SENTENCE = "Le client public traite la facture dans son logiciel, puis la met en paiement au terme du délai prévu. "


def test_a_passage_keeps_its_heading_path_and_the_page_where_it_begins() -> None:
    blocks = [
        Block("Module III", level=1, page="30"),
        Block("Facture suspendue", level=2, page="31"),
        Block("Complétez-la.", page="31"),
        Block("Facture rejetée", level=2, page="32"),
        Block("Refaites-la.", page="32"),
    ]
    found = [(p.section, p.title, p.text, p.page) for p in split_blocks("Fascicule", blocks)]
    assert found == [
        ("Module III › Facture suspendue", "Facture suspendue", "Complétez-la.", "31"),
        ("Module III › Facture rejetée", "Facture rejetée", "Refaites-la.", "32"),
    ]


def test_text_before_any_heading_stands_under_the_title() -> None:
    [only] = split_blocks("Fascicule", [Block("Bienvenue au stage.")])
    assert (only.section, only.title) == ("Fascicule", "Fascicule")


def test_the_answer_to_a_question_is_one_passage_as_long_as_it_fits() -> None:
    answer = [Block(SENTENCE * 5), Block(SENTENCE * 5)]
    asked = split_blocks("F", [Block("Que faire ?", level=1), *answer])
    told = split_blocks("F", [Block("Ce qu'il faut faire", level=1), *answer])
    assert TARGET < len(asked[0].text) <= LONGEST
    assert [p.kind for p in asked] == [FAQ]
    assert [p.kind for p in told] == [TEXT, TEXT]


def test_a_list_stays_with_the_line_that_announces_it() -> None:
    steps = "\n".join(f"{n}. {SENTENCE.strip()}" for n in range(1, 8))
    found = split_blocks("F", [Block(SENTENCE * 5), Block("Procédez ainsi :"), Block(steps)])
    assert any("Procédez ainsi :\n1. " in p.text for p in found)


def test_a_table_stands_alone_and_each_of_its_pieces_repeats_the_header() -> None:
    rows = "\n".join(f"| statut {n} | {SENTENCE.strip()} |" for n in range(30))
    found = split_blocks("F", [Block(SENTENCE), Block(f"| statut | sens |\n| --- | --- |\n{rows}"), Block(SENTENCE)])
    tables = [p for p in found if p.kind == TABLE]
    assert len(found) == len(tables) + 2
    assert len(tables) > 1
    assert all(p.text.startswith("| statut | sens |\n| --- | --- |\n| statut ") for p in tables)
    assert "\n".join(row for p in tables for row in p.text.split("\n")[2:]) == rows


def test_a_long_list_is_cut_between_its_items_only() -> None:
    items = [f"{n}. {SENTENCE * 2}".strip() for n in range(1, 15)]
    found = split_blocks("F", [Block("\n".join(items))])
    assert [line for p in found for line in p.text.split("\n")] == items


def test_numbered_steps_are_known_as_steps() -> None:
    assert kind_of("1. Ouvrez.\n2. Fermez.") == STEPS
    assert kind_of("En 2026, 1. et 2. sont des chiffres.") == TEXT


@given(st.lists(st.text("abc é.;,-|1\n ", max_size=3000).filter(str.strip), max_size=6))
def test_nothing_is_lost_and_no_passage_is_too_long(texts: list[str]) -> None:
    blocks = [Block(text.replace("|", "/")) for text in texts]
    found = split_blocks("F", blocks)
    assert "".join("".join(p.text for p in found).split()) == "".join("".join(b.text for b in blocks).split())
    assert all(len(p.text) <= LONGEST for p in found)
