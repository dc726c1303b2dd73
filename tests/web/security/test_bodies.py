"""A body too large or too slow is turned away before anything reads it, in French, whatever it declares."""

import asyncio
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from bot.people.accounts import ADMINISTRATOR
from bot.settings import load_settings
from bot.web import bodies
from bot.web.bodies import Allowance, BodyLimits
from tests.web.security.house import PAGES, VISITOR, House, traces
from tests.web.security.routes import ROUTES

Sent = list[Message]


async def reading(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that reads all it is sent, and answers in its own way when it can't."""
    try:
        body = await Request(scope, receive).body()
    except Exception:  # noqa: BLE001 - as a form parser would
        await PlainTextResponse("illisible", 400)(scope, receive, send)
        return
    await PlainTextResponse(str(len(body)))(scope, receive, send)


def post(
    pieces: list[bytes], path: str = "/connexion", headers: dict[str, str] | None = None, slow: bool = False
) -> Sent:
    """The messages that the application's server would send for a body that comes in ``pieces``."""

    async def run() -> Sent:
        sent: Sent = []
        coming = iter([{"type": "http.request", "body": piece, "more_body": True} for piece in pieces])

        async def receive() -> Message:
            message = next(coming, None)
            if message is None and slow:
                await asyncio.Event().wait()  # nothing more comes, ever
            return message or {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        scope: dict[str, Any] = {
            "type": "http", "method": "POST", "path": path, "query_string": b"",
            "headers": [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()],
        }  # fmt: skip
        await BodyLimits(reading, load_settings())(scope, receive, send)
        return sent

    return asyncio.run(run())


def status(sent: Sent) -> int:
    [start] = [message for message in sent if message["type"] == "http.response.start"]
    return int(start["status"])


def text(sent: Sent) -> str:
    return b"".join(message.get("body", b"") for message in sent).decode()


def test_what_is_small_and_quick_passes_whole() -> None:
    assert (status(post([b"ab", b"c"])), text(post([b"ab", b"c"]))) == (200, "3")


def test_a_length_that_is_declared_too_large_is_refused_before_any_of_it_is_read() -> None:
    sent = post([], headers={"Content-Length": "10000000"}, slow=True)
    assert status(sent) == 413
    assert "dépasse la taille permise" in text(sent)


@pytest.mark.parametrize("declared", ["-1", "abc", "1e3", "٣"])
def test_a_length_that_is_no_number_is_refused(declared: str) -> None:
    async def run() -> int:
        sent: Sent = []

        async def send(message: Message) -> None:
            sent.append(message)

        async def receive() -> Message:
            raise AssertionError("the body was read")

        scope = {"type": "http", "method": "POST", "path": "/x", "headers": [(b"content-length", declared.encode())]}
        await BodyLimits(reading, load_settings())(scope, receive, send)
        return status(sent)

    assert asyncio.run(run()) == 413


@pytest.mark.parametrize("headers", [{}, {"Transfer-Encoding": "chunked"}, {"Content-Length": "10"}])
def test_the_true_length_counts_whatever_was_declared(headers: dict[str, str]) -> None:
    sent = post([b"x" * 50_000, b"x" * 50_000], headers=headers)
    assert status(sent) == 413
    assert "illisible" not in text(sent)


def test_a_body_that_does_not_come_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BodyLimits, "_allowance", lambda self, scope: Allowance(1000, 0.02))
    sent = post([b"a"], slow=True)
    assert status(sent) == 408
    assert "pris trop de temps" in text(sent)
    assert "illisible" not in text(sent)


def test_every_route_has_its_own_measure() -> None:
    limits = BodyLimits(reading, load_settings())

    def most(path: str, method: str = "POST") -> int:
        return limits._allowance({"type": "http", "method": method, "path": path}).size

    assert most("/formateur/gradio_api/upload") > load_settings().upload_max_mb * bodies.MB
    assert most("/pieces/ticket/3") > load_settings().attachments_max_mb * bodies.MB
    assert most("/gradio_api/queue/join") == most("/support/gradio_api/queue/join") == bodies.MB
    assert most("/connexion") == most("/rejoindre") == most("/invitation/abc") < 100_000
    assert most("/formateur/gradio_api/upload", "GET") < 100_000


def test_the_site_refuses_before_it_asks_who_it_is(house: House) -> None:
    before = traces(house.services)
    for who in (VISITOR, ADMINISTRATOR):
        browser = house.browser(who)
        for route, (address, _) in ROUTES.items():
            if route.startswith("POST"):
                answer = browser.post(house.victim.at(address), content=b"x", headers={"Content-Length": str(10**10)})
                assert answer.status_code == 413, route
        for page in PAGES:
            answer = browser.post(f"{page}/gradio_api/queue/join", content=b"{" + b" " * bodies.MB)
            assert answer.status_code == 413
            assert "taille permise" in answer.json()["detail"]
    assert traces(house.services) == before


def test_an_archive_is_not_read_before_its_sender_is_known(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("the form was read")

    monkeypatch.setattr(Request, "form", never)
    for who in (VISITOR, "formateur", "support"):
        assert house.browser(who).post("/corpus", files={"archive": ("a.zip", b"PK")}).status_code == 404
