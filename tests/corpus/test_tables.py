"""A table keeps its column names; what only looks like one is read as text."""

from bot.corpus.tables import as_markdown, table_blocks

LONG = "Le fournisseur complète la facture, puis la renvoie au client public avec le même numéro. " * 9


def texts(rows: list[list[str]]) -> list[str]:
    return [block.text for block in table_blocks(rows)]


def test_rows_follow_the_column_names_and_blanks_are_left_out() -> None:
    assert texts([["Statut", "", "Geste"], ["", "", ""], ["Rejetée", "", "refaire | corriger"]]) == [
        "| Statut | Geste |\n| --- | --- |\n| Rejetée | refaire / corriger |"
    ]


def test_column_names_repeated_at_the_top_of_a_page_are_said_once() -> None:
    assert as_markdown([["a", "b"], ["1", "2"], ["a", "b"], ["3", "4"]]).count("| a | b |") == 1


def test_a_row_too_long_for_a_passage_is_told_with_its_column_names() -> None:
    assert texts([["Cas", "Que faire"], ["Rejet", LONG]]) == [f"Cas : Rejet\nQue faire : {LONG.strip()}"]


def test_a_box_and_a_page_set_in_columns_are_texts() -> None:
    assert texts([["Une remarque encadrée."]]) == ["Une remarque encadrée."]
    assert texts([[LONG, LONG.upper()], ["", ""]]) == [LONG.strip(), LONG.upper().strip()]


def test_rows_of_unequal_lengths_are_filled() -> None:
    assert texts([["a", "b", "c"], ["1"]]) == ["| a | b | c |\n| --- | --- | --- |\n| 1 |  |  |"]


def test_an_empty_table_says_nothing() -> None:
    assert texts([]) == texts([["", " "], [""]]) == []
