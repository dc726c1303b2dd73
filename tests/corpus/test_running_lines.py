"""What comes back at the same height, page after page, is a margin; what comes back by chance is text."""

from bot.corpus.pdf_lines import Line
from bot.corpus.running_lines import without_running_lines

WORDS = [
    "départ", "marché", "acompte", "avoir", "rejet", "service",
    "devis", "mandat", "annuaire", "compte", "statut", "profil",
]  # fmt: skip


def page(*lines: tuple[str, float], size: float = 10.0) -> list[Line]:
    return [Line(text, 50.0, height, size) for text, height in lines]


def texts(pages: list[list[Line]]) -> list[list[str]]:
    return [[line.text for line in lines] for lines in without_running_lines(pages)]


def test_a_chapter_of_two_pages_loses_its_header_because_of_where_it_stands() -> None:
    names = ["Module I"] * 2 + ["Module II"] * 5
    pages = [page((name, 800), (WORDS[n], 700), (f"suite {WORDS[n]}", 300)) for n, name in enumerate(names)]
    assert texts(pages) == [[WORDS[n], f"suite {WORDS[n]}"] for n in range(7)]


def test_headers_that_alternate_between_left_and_right_pages_are_seen() -> None:
    pages = [
        page((("Le stage", "Le portail")[n % 2], 800), (WORDS[n], 700), (f"suite {WORDS[n]}", 90)) for n in range(8)
    ]
    assert texts(pages) == [[WORDS[n], f"suite {WORDS[n]}"] for n in range(8)]


def test_a_label_that_opens_three_pages_by_chance_stays() -> None:
    openings = [*WORDS[:9], *["À savoir"] * 3]
    pages = [page((text, 800), (f"corps {WORDS[n]}", 700), (f"fin {WORDS[n]}", 50)) for n, text in enumerate(openings)]
    assert [kept[0] for kept in texts(pages)] == openings


def test_roman_and_arabic_page_numbers_are_one_kind_of_line() -> None:
    numbers = ["i", "ii", "iii", "1", "2", "3", "4"]
    pages = [page((WORDS[n], 700), (f"suite {WORDS[n]}", 300), (number, 30)) for n, number in enumerate(numbers)]
    assert texts(pages) == [[WORDS[n], f"suite {WORDS[n]}"] for n in range(7)]


def test_a_line_set_close_to_the_text_belongs_to_it() -> None:
    pages = [page((f"Voici la page {n} du cours, et son début.", 800), (WORDS[n], 788)) for n in range(8)]
    assert [len(kept) for kept in texts(pages)] == [2] * 8


def test_the_numbered_titles_of_slides_are_no_headers() -> None:
    slides = [[*page((f"Étape {n}", 800), size=24), *page((f"{WORDS[n]} " * 9, 600))] for n in range(8)]
    assert [kept[0] for kept in texts(slides)] == [f"Étape {n}" for n in range(8)]


def test_two_pages_are_too_few_to_tell() -> None:
    pages = [page(("Le même début", 800), ("texte", 700)), page(("Le même début", 800), ("autre", 650))]
    assert [kept[0] for kept in texts(pages)] == ["Le même début"] * 2


def test_the_column_names_that_a_table_repeats_on_each_page_stay() -> None:
    def row(y: float, *cells: str) -> Line:
        return Line(" ".join(cells), 60, y, 10.0, cells=cells)

    pages = [
        [row(800, "Statut", "Geste"), *(row(760 - 20 * n, f"{page}.{n}", f"geste {page}.{n}") for n in range(6))]
        for page in range(4)
    ]
    assert without_running_lines(pages) == pages
