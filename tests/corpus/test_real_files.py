"""Files as people really have them are read whole and in order: measured against the text that each is known to say."""

from collections.abc import Callable

import pytest
from awkward_pdfs import AWKWARD
from prose import fidelity, paragraphs
from real_office import OFFICE
from real_pdfs import PDFS, SCANS, RealFile

from bot.corpus.reading import read_bytes

FLOOR, FLOOR_OF_SCANS = 0.98, 0.95
LITTLE_ADDED = (
    0.9  # of the words read, the least that the file says: menus, running titles and page numbers are left out
)
WHOLE = [*PDFS, *AWKWARD, *OFFICE]

Making = Callable[[], RealFile]


def name_of(making: Making) -> str:
    return making.__name__


def test_the_shelf_has_at_least_twenty_five_files() -> None:
    assert len({*map(name_of, (*WHOLE, *SCANS))}) >= 25


@pytest.mark.parametrize("making", WHOLE, ids=name_of)
def test_a_real_file_is_read_whole_and_in_order(making: Making) -> None:
    file = making()
    measured = fidelity(file.text, read_bytes(file.name, file.data))
    assert measured.recall >= FLOOR
    assert measured.order >= FLOOR
    assert measured.precision >= LITTLE_ADDED


@pytest.mark.parametrize("making", SCANS, ids=name_of)
def test_a_scanned_file_is_recognised_whole_and_in_order(making: Making) -> None:
    file = making()
    read = read_bytes(file.name, file.data)
    measured = fidelity(file.text, read)
    assert measured.recall >= FLOOR_OF_SCANS
    assert measured.order >= FLOOR_OF_SCANS
    assert measured.precision >= LITTLE_ADDED
    assert any("lues par reconnaissance de caractères" in warning for warning in read.warnings)


@pytest.mark.parametrize(
    ("spoil", "seen_by"),
    [
        (lambda bodies: bodies[:-1], "recall"),
        (lambda bodies: list(reversed(bodies)), "order"),
        (lambda bodies: [*bodies, *paragraphs(6, start=9000)], "precision"),
    ],
    ids=["a paragraph lost", "paragraphs reversed", "foreign text added"],
)
def test_the_measure_sees_what_is_lost_added_or_out_of_order(
    spoil: Callable[[list[str]], list[str]], seen_by: str
) -> None:
    bodies = paragraphs(10)
    right = read_bytes("a.txt", "\n\n".join(bodies).encode())
    assert fidelity("\n".join(bodies), right).recall == 1.0
    wrong = fidelity("\n".join(bodies), read_bytes("a.txt", "\n\n".join(spoil(bodies)).encode()))
    assert getattr(wrong, seen_by) < FLOOR
