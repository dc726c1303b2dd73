"""A word counts as seen when the other side's page draws it, a lost one never does, and a failure is a figure."""

import json
import os
import threading
import time
from typing import Any, ClassVar

from itsdangerous import URLSafeSerializer

from bot.evaluation import live_bench
from bot.evaluation.live_bench import Heard, measure_served
from bot.evaluation.processes import cpu_seconds
from bot.evaluation.served_page import PageFailed
from bot.services import Services


class Wire:
    """A server of the test's own: what one page sends, every page draws; ``broken`` ones lose it or refuse."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.loses = self.refuses = False

    def mark(self) -> str:
        return f"m{len(self.said)}"


class FakePage:
    """A page of ``Wire``, with the face of a ServedPage."""

    wire = Wire()
    opened: ClassVar[list["FakePage"]] = []

    def __init__(self, port: int, path: str = "/", cookie: str = "") -> None:
        token = URLSafeSerializer("a key", salt="visitor").dumps(f"visitor {len(self.opened)}")
        self.path, self.cookie, self.closed = path, f"choriste_visiteur={token}", False
        self.opened.append(self)

    def open(self) -> None: ...

    def sign_in(self, name: str, password: str) -> None: ...

    def get(self, address: str) -> bytes:
        assert address == ("/nouvelles?espace=support" if self.path == "/support" else "/nouvelles")
        return json.dumps({"mark": self.wire.mark(), "pace": 20}).encode()

    def act(self, element: str, event: str, *data: Any) -> str:
        if event == "submit":
            if self.wire.refuses:
                raise PageFailed("refused")
            if not self.wire.loses:
                self.wire.said.append(str(data[0] if element == "question" else data[1]))
        return " ".join(self.wire.said)

    def close(self) -> None:
        self.closed = True


def measured(services: Services, monkeypatch: Any, **broken: bool) -> list[list[str]]:
    monkeypatch.setattr(live_bench, "ServedPage", FakePage)
    monkeypatch.setattr(FakePage, "wire", Wire())
    monkeypatch.setattr(FakePage, "opened", [])
    for name, value in broken.items():
        setattr(FakePage.wire, name, value)
    spent = iter([1.0, 1.2])
    rows = measure_served(
        services, 0, lambda: next(spent), waiting=2, talks=2, advisers=1, seconds=0.6, speaks_every=0.2
    )
    assert len(FakePage.opened) == 5
    assert all(page.closed for page in FakePage.opened)
    return rows


def test_what_is_said_on_either_side_is_seen_on_the_other(services: Services, monkeypatch: Any) -> None:
    low, high, spent, failed = measured(services, monkeypatch)
    assert "2 pages en attente, 2 échanges" in low[0]
    assert int(low[3].split()[0]) >= 6
    assert float(high[1].removesuffix(" s")) < 0.5
    assert high[2] == "≤ 2 s"
    assert spent[1].endswith("% d'un cœur")
    assert failed[1:3] == ["0", "0"]


def test_words_that_are_lost_are_said_to_be_on_their_way(services: Services, monkeypatch: Any) -> None:
    low, high, _, _ = measured(services, monkeypatch, loses=True)
    assert low[3] == "0 messages"
    assert int(high[3].split()[0]) >= 4


def test_refusals_are_counted_and_told(services: Services, monkeypatch: Any) -> None:
    *_, failed = measured(services, monkeypatch, refuses=True)
    assert int(failed[1]) >= 4
    assert failed[3] == "refused"


def test_a_word_is_seen_once_and_timed_from_when_it_left() -> None:
    heard, awaited = Heard(), {"mot1", "mot2"}
    heard.say("mot1")
    heard.sent["mot1"] -= 1
    heard.see("… mot1 …", awaited)
    heard.see("… mot1 …", awaited)
    assert awaited == {"mot2"}
    assert [round(seconds) for seconds in heard.seconds] == [1]


def test_processor_time_grows_with_work_and_a_process_that_is_gone_has_none() -> None:
    before = cpu_seconds(os.getpid())
    end = time.process_time() + 0.05
    while time.process_time() < end:
        threading.active_count()
    after = cpu_seconds(os.getpid())
    assert before is not None
    assert after is not None
    assert after - before >= 0.03
    assert cpu_seconds(2**22 + 1) is None
