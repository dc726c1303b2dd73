"""Two hundred trainees who wait and forty who talk with an adviser, on one server: how soon the other side sees a word.

The application runs as a process of its own over a house of its own. Everything measured passes through it over HTTP,
as browsers do it: each page asks ``/nouvelles`` at the pace that it gives, draws itself anew by the page's own Gradio
event when the mark changed, and messages leave by the pages' own events too. A message is seen when its words come
back in what the other side's page draws. What isn't measured is the browser's own drawing. The queue is filled
beforehand, through the services of this process on the same database; the pages here take their share of the same
cores, so that the figures are on the safe side.
"""

import json
import random
import re
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

import numpy as np
from itsdangerous import URLSafeSerializer

from bot.desk.hours import AdviserHours
from bot.desk.live import LiveTalks
from bot.evaluation.ingest_bench import house_beside
from bot.evaluation.processes import cpu_seconds, served
from bot.evaluation.served_page import PageFailed, ServedPage
from bot.evaluation.tables import Cells
from bot.services import Services

WAITING, TALKS, ADVISERS = 200, 40, 10
_SECONDS: Final = 30.0
_SPEAKS_EVERY_S: Final = 20.0  # each side of each talk: an adviser with four talks writes every five seconds
_PASSWORD: Final = "mesure-des-échanges"  # noqa: S105 - of accounts that last a minute
_HOURS: Final = "lun-dim 00:00-23:59"
_VISITOR: Final = "choriste_visiteur"
_MARK: Final = re.compile(r'data-news-mark=\\?"([^"\\]+)')
_TARGET_S: Final = 2

_SEEN: Final = re.compile(r'"(\d+:\d+:[^"]* [0-9a-f]{12})"')  # what the adviser's page remembers of the open talk


class AlwaysOpen(AdviserHours):
    """A measure doesn't wait for Monday, nor for the end of a public holiday."""

    def are_open(self, moment: datetime) -> bool:
        return True


@dataclass
class Heard:
    """What the pages write down together: when a word left, how long it took, what went wrong, how often was asked."""

    sent: dict[str, float] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    asked: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def say(self, word: str) -> None:
        with self.lock:
            self.sent[word] = time.perf_counter()

    def see(self, drawn: str, awaited: set[str]) -> None:
        """The words of ``awaited`` that stand in ``drawn`` arrived."""
        now = time.perf_counter()
        for word in [word for word in awaited if word in drawn]:
            awaited.discard(word)
            with self.lock:
                self.seconds.append(now - self.sent[word])

    def fail(self, what: str) -> None:
        with self.lock:
            self.failures.append(what)


def measure_live(services: Services) -> Cells:
    """Rows of the performance table; raises ChildFailed. SQLite only."""
    if not services.settings.sql_url.startswith("sqlite:///"):
        return [["échanges avec un conseiller", "–", "mesuré sur SQLite seulement", ""]]
    with tempfile.TemporaryDirectory() as folder:
        house = house_beside(services, Path(folder))
        try:
            with served(Path(folder), {"CHORISTE_ADVISER_HOURS": _HOURS, "CHORISTE_ACCESS": "open"}) as child:
                return measure_served(house, child.port, lambda: cpu_seconds(child.pid))
        finally:
            house.close()


def measure_served(
    house: Services, port: int, spent: Callable[[], float | None], waiting: int = WAITING, talks: int = TALKS,
    advisers: int = ADVISERS, seconds: float = _SECONDS, speaks_every: float = _SPEAKS_EVERY_S,
) -> Cells:  # fmt: skip
    """The same on a server of ``house`` that answers on ``port``; ``spent`` reads its processor time."""
    heard = Heard()
    with _pages(house, port, waiting, talks, advisers) as pages:
        stop = threading.Event()
        for page in pages:
            page.set_out(heard, stop, speaks_every)
        before, start = spent(), time.perf_counter()
        stop.wait(seconds)
        wall, after = time.perf_counter() - start, spent()
        stop.set()
        for page in pages:
            page.join()
    share = None if before is None or after is None else (after - before) / wall
    return _rows(heard, sum(len(page.awaited) for page in pages), share, wall, waiting, talks)


def _rows(heard: Heard, late: int, share: float | None, wall: float, waiting: int, talks: int) -> Cells:
    low, high = np.percentile(heard.seconds, [50, 95]) if heard.seconds else (float("nan"), float("nan"))
    crowd = f"{waiting} pages en attente, {talks} échanges"
    held = "–" if share is None else f"{share * 100:.0f} % d'un cœur"
    return [
        [f"message vu de l'autre côté, médiane ({crowd})", f"{low:.2f} s", "", f"{len(heard.seconds)} messages"],
        ["message vu de l'autre côté, 95e centile", f"{high:.2f} s", f"≤ {_TARGET_S} s", f"{late} encore en route"],
        ["processeur du serveur pendant ces échanges", held, "", f"{heard.asked / wall:.0f} demandes /s"],
        ["échecs pendant ces échanges", str(len(heard.failures)), "0", "; ".join(heard.failures[:1])[:80]],
    ]


class _Page:
    """One open page: it asks for news, draws itself anew when they changed, and speaks from time to time."""

    def __init__(self, served_page: ServedPage, news: str) -> None:
        self.served = served_page
        self.awaited: set[str] = set()
        self._address = news
        self._others: list[tuple[_Page, str]] = []
        self._mark = ""
        self._thread: threading.Thread | None = None

    def talk_with(self, other: "_Page", talk: str) -> None:
        """What this page says in ``talk`` is awaited by ``other``."""
        self._others.append((other, talk))

    def set_out(self, heard: Heard, stop: threading.Event, speaks_every: float) -> None:
        self._thread = threading.Thread(target=self._live, args=(heard, stop, speaks_every), daemon=True)
        self._thread.start()

    def join(self) -> None:
        if self._thread is not None:
            self._thread.join()
        self.served.close()

    def draw(self) -> str:
        """The page's own event for news."""
        return self.served.act("live-news", "news", *self._shown())

    def _shown(self) -> Sequence[str]:
        return ()

    def _send(self, talk: str, text: str, key: str) -> str:
        raise NotImplementedError

    def _live(self, heard: Heard, stop: threading.Event, speaks_every: float) -> None:
        draw = random.Random(id(self))  # noqa: S311 - not all at the same instant
        speaks_at = [time.perf_counter() + draw.random() * speaks_every for _ in self._others]
        asks_at = time.perf_counter() + draw.random() * 4
        while not stop.is_set():
            try:
                for n, (other, talk) in enumerate(self._others):
                    if time.perf_counter() >= speaks_at[n]:
                        speaks_at[n] += speaks_every
                        self._speak(other, talk, heard)
                if time.perf_counter() >= asks_at:
                    asks_at = time.perf_counter() + self._ask(heard)
            except PageFailed as error:
                heard.fail(str(error))
            stop.wait(max(0.005, min([asks_at, *speaks_at]) - time.perf_counter()))

    def _speak(self, other: "_Page", talk: str, heard: Heard) -> None:
        word = f"mot{random.getrandbits(48):012x}"
        heard.say(word)
        other.awaited.add(word)
        self._take_in(self._send(talk, f"Voici la suite, {word}, merci.", word), heard)

    def _take_in(self, drawn: str, heard: Heard) -> None:
        """What the page draws shows words, and the mark of the news it holds, which isn't drawn again."""
        heard.see(drawn, self.awaited)
        self._mark = next(iter(_MARK.findall(drawn)[-1:]), self._mark)

    def _ask(self, heard: Heard) -> float:
        """Ask for news, and draw what changed; the seconds to let pass before asking again."""
        news = json.loads(self.served.get(self._address))
        with heard.lock:
            heard.asked += 1
        if news["mark"] != self._mark:
            first, self._mark = not self._mark, news["mark"]
            if not first:
                self._take_in(self.draw(), heard)
        return float(news["pace"]) / 1000


class _TraineePage(_Page):
    def _send(self, talk: str, text: str, key: str) -> str:
        return self.served.act("question", "submit", text, None, None, key)


class _AdviserPage(_Page):
    """``open_talk`` is the one in the middle column; the others show their last words in the list."""

    open_talk = seen = ""

    def _shown(self) -> Sequence[str]:
        return (self.open_talk, self.seen)

    def _take_in(self, drawn: str, heard: Heard) -> None:
        super()._take_in(drawn, heard)
        self.seen = next(iter(_SEEN.findall(drawn)[-1:]), self.seen)

    def _send(self, talk: str, text: str, key: str) -> str:
        # As if the talk had been opened a while ago: what the page has seen of another doesn't count.
        self.seen = self.seen if self.open_talk == talk else ""
        self.open_talk = talk
        return self.served.act("live-box", "submit", talk, text, key, "", self.seen)


@contextmanager
def _pages(house: Services, port: int, waiting: int, talks: int, advisers: int) -> Iterator[list[_Page]]:
    """Trainees who wait, trainees who talk, and advisers with as many talks each, all with their pages open."""
    live = LiveTalks(house.database, AlwaysOpen(_HOURS))
    desks: list[tuple[str, _AdviserPage]] = []
    for n in range(advisers):
        name = f"mesure-{n}"
        house.accounts.create(name, _PASSWORD, "support")
        page = ServedPage(port, "/support")
        page.sign_in(name, _PASSWORD)
        page.open()
        live.sign_in(name)
        desks.append((name, _AdviserPage(page, "/nouvelles?espace=support")))
    pages: list[_Page] = [page for _, page in desks]
    for n in range(talks + waiting):
        served_page = ServedPage(port)
        served_page.open()
        owner = _owner(served_page.cookie)
        conversation = house.conversations.start(owner)
        talk = live.ask(conversation, owner, "demande").id
        trainee = _TraineePage(served_page, "/nouvelles")
        if n < talks:
            name, desk = desks[n % advisers]
            live.take(talk, name)
            trainee.talk_with(desk, str(talk))
            desk.talk_with(trainee, str(talk))
            served_page.act("", "load")
        pages.append(trainee)
    yield pages


def _owner(cookie: str) -> str:
    """The visitor's token that the server signed; it can be read by all, and made by none."""
    value = next(one for one in cookie.split("; ") if one.startswith(f"{_VISITOR}=")).partition("=")[2]
    return str(URLSafeSerializer("").loads_unsafe(value)[1])
