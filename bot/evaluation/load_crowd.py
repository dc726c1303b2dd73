"""The pages of many trainees in one process: each asks, waits for its answer, and polls, as its browser would.

``python -m bot.evaluation.load_crowd`` reads a ``Crowd`` from its input, a JSON line, says « ouvert » once every page
is open, lives for the seconds it is given, and writes what it ``Lived``. It imports nothing of the application's, for
what it costs is reported apart.
"""

import asyncio
import json
import random
import secrets
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any, Final

import httpx

from bot.evaluation.served_page import PageEvent, PageFailed, events_in

_NEWS: Final = "/nouvelles"
_TIMEOUT_S: Final = 60.0
_OPENED_AT_ONCE: Final = 8
_API: Final = "/gradio_api"


@dataclass(frozen=True)
class Crowd:
    """One page per cookie; each asks a question of ``questions`` every ``asks_every`` seconds."""

    port: int
    cookies: list[str]
    questions: list[str]
    seconds: float
    asks_every: float

    def to_line(self) -> str:
        return json.dumps(asdict(self)) + "\n"


@dataclass
class Lived:
    """Seconds from each question to its first words and to its whole answer; ``late`` are still unanswered."""

    first: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    late: int = 0
    polls: int = 0
    cpu: float = 0.0


class _Page:
    """A trainee's open page: its heartbeat, its polling, its questions one after the other."""

    def __init__(self, client: httpx.AsyncClient, cookie: str, lived: Lived) -> None:
        self._client, self._lived = client, lived
        self._headers = {"Cookie": cookie, "Sec-Fetch-Site": "same-origin"}
        self._session = secrets.token_hex(5)
        self._events: dict[PageEvent, tuple[int, int, int]] = {}
        self._mark, self._pace = "", 20.0

    async def open(self) -> None:
        """Load the page and what it shows first; raises PageFailed."""
        answer = await self._client.get("/", headers=self._headers)
        self._events = events_in(answer.text)
        await self.act("", "load")

    async def live(self, questions: AsyncIterator[str]) -> None:
        """Until it is cancelled."""
        await asyncio.gather(self._beat(), self._poll(), self._ask_all(questions))

    async def _beat(self) -> None:
        path = f"{_API}/heartbeat/{self._session}"
        with self._counted():
            async with self._client.stream("GET", path, headers=self._headers, timeout=None) as answer:
                async for _ in answer.aiter_raw():
                    pass
            raise PageFailed("the heartbeat stopped")

    async def _poll(self) -> None:
        while True:
            with self._counted():
                await self._ask_for_news()
            await asyncio.sleep(self._pace)

    async def _ask_for_news(self) -> None:
        asked = self._headers | ({"If-None-Match": self._mark} if self._mark else {})
        answer = await self._client.get(_NEWS, headers=asked)
        if answer.status_code == 200:
            self._mark, self._pace = answer.headers["etag"], answer.json()["pace"] / 1000
        elif answer.status_code != 304:
            raise PageFailed(f"{_NEWS}: {answer.status_code}")
        self._lived.polls += 1

    @contextmanager
    def _counted(self) -> Iterator[None]:
        """What fails inside is written down, and life goes on."""
        try:
            yield
        except (httpx.HTTPError, PageFailed) as error:
            self._lived.failures.append(repr(error))

    async def _ask_all(self, questions: AsyncIterator[str]) -> None:
        async for question in questions:
            self._lived.late += 1
            with self._counted():
                sent = time.perf_counter()
                first = await self.act("question", "submit", question, None, None, secrets.token_hex(8))
                self._lived.whole.append(time.perf_counter() - sent)
                self._lived.first.append(first - sent)
            self._lived.late -= 1

    async def act(self, element: str, event: str, *data: Any) -> float:  # noqa: ANN401 - whatever Gradio takes
        """Run an event to its end; when its first words came. Raises PageFailed and httpx's errors."""
        try:
            number, target, inputs = self._events[element, event]
        except KeyError:
            raise PageFailed(f"no event {event} on #{element}") from None
        body = {
            "data": [*data, *[None] * (inputs - len(data))], "event_data": None, "fn_index": number,
            "trigger_id": target, "session_hash": self._session,
        }  # fmt: skip
        joined = await self._client.post(f"{_API}/queue/join", json=body, headers=self._headers)
        if joined.status_code != 200:
            raise PageFailed(f"{event} on #{element}: {joined.status_code} {joined.text[:200]}")
        first, ended = 0.0, False
        path = f"{_API}/queue/data?session_hash={self._session}"
        async with self._client.stream("GET", path, headers=self._headers) as answer:
            async for line in answer.aiter_lines():
                if '"process_generating"' in line or '"process_completed"' in line:
                    first = first or time.perf_counter()
                if '"process_completed"' in line:
                    message = json.loads(line[6:])
                    if not message["success"]:
                        raise PageFailed(f"{event} on #{element}: {line[:300]}")
                    ended = True
        if not ended:
            raise PageFailed(f"{event} on #{element}: the answer broke off")
        return first


async def _questions(crowd: Crowd, place: int, start: float) -> AsyncIterator[str]:
    """A question each ``asks_every`` seconds, at the page's own instant; a late answer delays the next, as in life."""
    draw = random.Random(place)  # noqa: S311 - the same crowd at each run
    at = start + draw.random() * crowd.asks_every
    while at < start + crowd.seconds:
        await asyncio.sleep(at - time.perf_counter())
        yield draw.choice(crowd.questions)
        at = max(at + crowd.asks_every, time.perf_counter())


async def _live(crowd: Crowd) -> Lived:
    lived = Lived()
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None, keepalive_expiry=4)
    address = f"http://127.0.0.1:{crowd.port}"
    async with httpx.AsyncClient(base_url=address, limits=limits, timeout=_TIMEOUT_S, trust_env=False) as client:
        pages = [_Page(client, cookie, lived) for cookie in crowd.cookies]
        turn = asyncio.Semaphore(_OPENED_AT_ONCE)

        async def open_one(page: _Page) -> None:
            async with turn:
                await page.open()

        await asyncio.gather(*(open_one(page) for page in pages))
        sys.stdout.write("ouvert\n")
        sys.stdout.flush()
        start, spent = time.perf_counter(), time.process_time()
        living = [asyncio.create_task(page.live(_questions(crowd, place, start))) for place, page in enumerate(pages)]
        await asyncio.sleep(start + crowd.seconds - time.perf_counter())
        lived.cpu = time.process_time() - spent
        for task in living:
            task.cancel()
        await asyncio.gather(*living, return_exceptions=True)
    return lived


def main() -> None:
    crowd = Crowd(**json.loads(sys.stdin.readline()))
    lived = asyncio.run(_live(crowd))
    sys.stdout.write(json.dumps(asdict(lived)) + "\n")


if __name__ == "__main__":
    main()
