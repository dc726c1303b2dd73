"""A table is Markdown in French, and takes the place kept for it in a document, nothing else."""

from pathlib import Path

import pytest

from bot.evaluation.errors import MarksMissing
from bot.evaluation.tables import markdown_table, write_between_marks

MARKS = "<!-- essai : début -->\n{}\n<!-- essai : fin -->"


def test_numbers_take_a_decimal_comma_and_columns_of_numbers_stand_right() -> None:
    assert markdown_table([["nom", "valeur"], ["a", "+0.125 [-1.5 ; 2.0]"], ["v. 2", "3"]]) == (
        "| nom | valeur |\n| --- | ---: |\n| a | +0,125 [-1,5 ; 2,0] |\n| v. 2 | 3 |"
    )


def test_a_table_takes_the_place_of_the_former_one(tmp_path: Path) -> None:
    document = tmp_path / "README.md"
    document.write_text(f"avant\n{MARKS.format('ancienne')}\naprès\n", encoding="utf-8")
    for _ in range(2):
        write_between_marks(document, "essai", "nouvelle")
        assert document.read_text(encoding="utf-8") == f"avant\n{MARKS.format('nouvelle')}\naprès\n"


@pytest.mark.parametrize("text", [None, "rien", "<!-- essai : début -->", "<!-- essai : fin --><!-- essai : début -->"])
def test_a_document_without_the_place_is_left_as_it_was(tmp_path: Path, text: str | None) -> None:
    document = tmp_path / "README.md"
    if text is not None:
        document.write_text(text, encoding="utf-8")
    with pytest.raises(MarksMissing):
        write_between_marks(document, "essai", "nouvelle")
    assert (document.read_text(encoding="utf-8") if document.exists() else None) == text
