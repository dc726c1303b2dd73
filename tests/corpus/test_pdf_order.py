"""The order in which a page was drawn is kept, unless it turns back."""

from hypothesis import given
from hypothesis import strategies as st

from bot.corpus.pdf_lines import Line
from bot.corpus.pdf_order import Unit, in_reading_order


def box(text: str, left: float, top: float, width: float = 200, height: float = 10, lines: int = 1) -> Unit:
    return Unit((Line(text, left, top - height, 10.0),) * lines, left, left + width, top, top - height)


def order_of(*units: Unit) -> list[str]:
    return [unit.lines[0].text for unit in in_reading_order(units)]


LEFT, RIGHT = box("gauche", 40, 700, height=600, lines=40), box("droite", 300, 700, height=600, lines=40)
TITLE, FOOT = box("titre", 40, 780, 460), box("pied", 40, 40, 460)


def test_columns_drawn_as_they_are_read_stay_so() -> None:
    assert order_of(TITLE, LEFT, RIGHT, FOOT) == ["titre", "gauche", "droite", "pied"]


def test_a_box_at_the_right_drawn_after_the_text_stays_after_it() -> None:
    assert order_of(LEFT, box("repère", 300, 650), FOOT) == ["gauche", "repère", "pied"]


def test_a_title_and_a_foot_drawn_out_of_turn_are_set_right() -> None:
    assert order_of(FOOT, LEFT, RIGHT, TITLE) == ["titre", "gauche", "droite", "pied"]


def test_the_right_column_drawn_first_is_read_last() -> None:
    assert order_of(RIGHT, LEFT) == ["gauche", "droite"]
    assert order_of(TITLE, RIGHT, LEFT) == ["titre", "gauche", "droite"]


def test_a_page_drawn_from_its_foot_up_is_read_from_its_head_down() -> None:
    lines = [box(str(number), 40, 700 - 20 * number) for number in range(30)]
    assert order_of(*reversed(lines)) == [str(number) for number in range(30)]


@given(
    st.lists(st.tuples(st.integers(0, 500), st.integers(0, 800), st.integers(1, 300), st.integers(1, 200)), max_size=40)
)
def test_no_box_is_lost_or_told_twice(places: list[tuple[int, int, int, int]]) -> None:
    units = [box(str(n), x, y, width, height) for n, (x, y, width, height) in enumerate(places)]
    assert sorted(order_of(*units), key=int) == [str(n) for n in range(len(units))]
