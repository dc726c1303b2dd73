"""Whatever its pieces' places, a page keeps all its text."""

from hypothesis import given
from hypothesis import strategies as st

from bot.corpus.pdf_lines import Line, Piece, is_contents_page, lines_of

SIZE = 10.0
PLACES = st.tuples(
    st.sampled_from([50.0, 51.0, 120.0, 200.0, 320.0]),  # few columns and baselines, so that rows and tables form
    st.sampled_from([700.0, 688.0, 676.0, 660.0, 400.0]),
    st.sampled_from(["1.", "oui", "un mot ", "une ligne assez longue pour être de la prose", " suite", "•"]),
    st.sampled_from([0, 0, 0, 1]),
)


def piece(x: float, y: float, text: str, turns: int = 0) -> Piece:
    return Piece(Line(text, x, y, SIZE), x + len(text) * SIZE / 2, turns)


@given(st.lists(PLACES, max_size=40))
def test_no_text_is_lost_or_doubled(places: list[tuple[float, float, str, int]]) -> None:
    read = "".join(line.text for line in lines_of(piece(*place) for place in places))
    assert sorted("".join(read.split())) == sorted("".join("".join(text for _, _, text, _ in places).split()))


@given(st.lists(st.integers(1, 3), min_size=5, max_size=12))
def test_columns_with_gaps_in_their_rows_lose_nothing(widths: list[int]) -> None:
    rows = [[f" la ligne numéro {r} de la colonne {c}" for c in range(width)] for r, width in enumerate(widths)]
    pieces = [piece(50.0 + 250 * c, 700.0 - 12 * r, text) for r, row in enumerate(rows) for c, text in enumerate(row)]
    read = " ".join(line.text for line in lines_of(pieces))
    assert all(text.strip() in read for row in rows for text in row)


def test_a_gap_makes_two_cells_and_two_such_rows_a_table() -> None:
    rows = [piece(50, 700, "Statut"), piece(200, 700, " Geste"), piece(50, 688, "Rejetée"), piece(200, 688, " refaire")]
    assert [line.cells for line in lines_of(rows)] == [("Statut", "Geste"), ("Rejetée", "refaire")]


def test_pieces_that_touch_are_one_word() -> None:
    [line] = lines_of([piece(50, 700, "l'ache"), piece(80, 700, "teur")])
    assert line.text == "l'acheteur"


def test_a_form_with_dotted_blanks_is_no_contents_page() -> None:
    form = [Line(f"Champ {n} à remplir avec soin", 50, 700 - n, SIZE) for n in range(9)]
    assert not is_contents_page([*form, Line("Montant " + "." * 30 + " 3", 50, 500, SIZE)])
