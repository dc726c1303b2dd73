"""A page of ours as a browser uses it, without the browser: its cookie, its events over Gradio's queue, its polling.

One connection for what it asks, kept open, and one for the heartbeat that every open page holds.
"""

import json
import re
import secrets
from http.client import HTTPConnection, HTTPException, HTTPResponse, RemoteDisconnected
from typing import Any, Final
from urllib.parse import urlencode

_CONFIG: Final = re.compile(r"window\.gradio_config = (\{.*?\});</script>", re.DOTALL)
_TIMEOUT_S: Final = 30

PageEvent = tuple[str, str]  # the element that it happens on, « » for the page itself, and its name


class PageFailed(Exception):
    """The server refused, or the connection was lost: to be counted."""


def events_in(html: str) -> dict[PageEvent, tuple[int, int, int]]:
    """What a page of Gradio's can ask of the server: (index, trigger, inputs); raises PageFailed for another page."""
    found = _CONFIG.search(html)
    if not found:
        raise PageFailed(f"no page of Gradio's: {html[:80]!r}")
    config = json.loads(found[1])
    names = {part["id"]: part["props"].get("elem_id") or "" for part in config["components"]}
    events: dict[PageEvent, tuple[int, int, int]] = {}
    for event in config["dependencies"]:
        for target, name in event["targets"]:
            if event["backend_fn"]:
                events.setdefault((names.get(target, ""), name), (event["id"], target, len(event["inputs"])))
    return events


class ServedPage:
    """``path`` is « / » or « /support »; ``cookie`` what the browser would send."""

    def __init__(self, port: int, path: str = "/", cookie: str = "") -> None:
        self._port, self._path = port, path.rstrip("/")
        self._session = secrets.token_hex(5)
        self._connection = HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT_S)
        self._heartbeat = HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT_S)
        self.cookie = cookie
        self._events: dict[PageEvent, tuple[int, int, int]] = {}

    def open(self) -> None:
        """Load the page: its cookie, the events it knows, its heartbeat; raises PageFailed."""
        self._events = events_in(self._ask("GET", f"{self._path}/").decode())
        self._heartbeat.request("GET", f"{self._path}/gradio_api/heartbeat/{self._session}", headers=self._headers())

    def sign_in(self, name: str, password: str) -> None:
        """The session's cookie, through the form; raises PageFailed."""
        form = urlencode({"name": name, "password": password, "next": self._path or "/"})
        self._ask("POST", "/connexion", form, "application/x-www-form-urlencoded")

    def get(self, address: str) -> bytes:
        """What the page's script asks for; raises PageFailed."""
        return self._ask("GET", address)

    def act(self, element: str, event: str, *data: Any, **told: Any) -> str:  # noqa: ANN401 - whatever Gradio takes
        """Run an event to its end, ``told`` being what a button carries; all that came back, or raises PageFailed.

        Inputs that aren't given are empty, as a state kept by the server is.
        """
        try:
            number, target, inputs = self._events[element, event]
        except KeyError:
            raise PageFailed(f"no event {event} on #{element}") from None
        body = {
            "data": [*data, *[None] * (inputs - len(data))], "event_data": told or None, "fn_index": number,
            "trigger_id": target, "session_hash": self._session,
        }  # fmt: skip
        self._ask("POST", f"{self._path}/gradio_api/queue/join", json.dumps(body), "application/json")
        came = self._ask("GET", f"{self._path}/gradio_api/queue/data?session_hash={self._session}").decode()
        ends = [json.loads(line[6:]) for line in came.splitlines() if '"process_completed"' in line]
        if not ends or not all(end["success"] for end in ends):
            raise PageFailed(f"{event} on #{element}: {came[-300:]}")
        return came

    def close(self) -> None:
        self._connection.close()
        self._heartbeat.close()

    def _headers(self) -> dict[str, str]:
        return {"Cookie": self.cookie, "Sec-Fetch-Site": "same-origin"}

    def _ask(self, method: str, path: str, body: str | None = None, kind: str = "") -> bytes:
        headers = self._headers() | ({"Content-Type": kind} if kind else {})
        try:
            answer, said = self._talk(method, path, body, headers)
        except (OSError, HTTPException) as error:
            raise PageFailed(f"{method} {path}: {error!r}") from error
        self._keep_cookies(answer)
        if answer.status >= 400:
            raise PageFailed(f"{method} {path}: {answer.status} {said[:200]!r}")
        return said

    def _talk(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> tuple[HTTPResponse, bytes]:
        for attempt in (1, 2):
            try:
                self._connection.request(method, path, body, headers)
                answer = self._connection.getresponse()
                return answer, answer.read()
            except (RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                # The server closed a connection that was idle for five seconds: a browser opens another.
                self._connection.close()
                if attempt == 2:
                    raise
            except (OSError, HTTPException):
                self._connection.close()
                raise
        raise AssertionError

    def _keep_cookies(self, answer: HTTPResponse) -> None:
        given = [line.split(";")[0] for line in answer.headers.get_all("set-cookie") or []]
        if given:
            self.cookie = "; ".join(filter(None, [self.cookie, *given]))
