"""A small crowd asks a real server: every question is answered, and what fails is a figure or stops the measure."""

import os
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
import uvicorn

from bot.evaluation.errors import ChildFailed
from bot.evaluation.load_bench import Cost, measure_served, rows_of
from bot.evaluation.load_crowd import Crowd, Lived
from bot.services import Services
from bot.web.identity import signing_key
from bot.web.server import create_app

ASKED = ("Ma facture est suspendue, que faire ?", "Quel délai de paiement ?", "Bonjour")


@pytest.fixture(scope="module")
def closed_house(small_course: Services) -> Services:
    """The small course behind a door that opens to accounts alone."""
    return replace(small_course, settings=small_course.settings.model_copy(update={"access": "code"}))


@pytest.fixture(scope="module")
def port(closed_house: Services) -> Iterator[int]:
    server = uvicorn.Server(uvicorn.Config(create_app(closed_house), port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server stopped before it answered"
        time.sleep(0.05)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = server.force_exit = True
    thread.join()


def test_a_crowd_is_answered_and_what_it_costs_is_told(closed_house: Services, port: int) -> None:
    key = signing_key(closed_house.settings)
    people = {"people": 8, "seconds": 6.0, "asks_every": 3.0}
    median, high, failed, memory, processor = measure_served(closed_house, ASKED, key, port, os.getpid(), **people)
    assert "8 stagiaires, une question toutes les 3 s" in median[0]
    assert 0 < float(median[1].removesuffix(" s")) <= float(high[1].removesuffix(" s"))
    assert high[2] == "≤ 1.5 s"
    assert int(high[3].split()[0]) >= 8
    assert failed[1:] == ["0", "0", ""]
    assert "→" in memory[1]
    assert "ms par tour ; les pages" in processor[3]


def test_a_crowd_that_is_not_let_in_measures_nothing(closed_house: Services, port: int) -> None:
    with pytest.raises(ChildFailed, match="mesure de charge"):
        measure_served(closed_house, ASKED, "une autre clef", port, os.getpid(), people=1, seconds=600)


def test_failures_late_answers_and_growth_are_figures() -> None:
    crowd = Crowd(80, ["a", "b"], ["?"], 60, 10)
    lived = Lived([0.1, 0.1], [0.2, 4.0], ["PageFailed('no')", "PageFailed('again')"], late=3)
    _, high, failed, memory, processor = rows_of(crowd, lived, Cost([500, 600, 900], 30.0, 6.0, 60.0))
    assert high[1] == "3.81 s"
    assert high[3] == "2 réponses, 3 encore attendues"
    assert failed[1:] == ["2", "0", "PageFailed('no')"]
    assert memory[1:] == ["500 → 600 → 900 Mio", "≤ 1.05 × la 1re minute", "1.50 ×"]
    assert processor[1:] == ["50 % d'un cœur", "", "15000 ms par tour ; les pages 10 %"]


def test_a_system_that_tells_nothing_of_its_processes_leaves_dashes() -> None:
    crowd = Crowd(80, ["a"], ["?"], 60, 10)
    *_, memory, processor = rows_of(crowd, Lived(), Cost([], None, 6.0, 60.0))
    assert memory[1] == processor[1] == "–"
