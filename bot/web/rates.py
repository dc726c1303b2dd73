"""How often one person, and one address, may do what costs: asking, signing in, sending files, joining.

A class of twelve shares one address, so that the limit of a person is the tight one and that of an address is there
for who changes persons. Both come from the settings. What is refused costs nothing of either.
"""

import re
import time
from contextlib import suppress
from datetime import timedelta
from typing import Final, Protocol

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.datastructures import Address, State
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.settings import Settings
from bot.web import texts_safety as t
from bot.web.addresses import Pseudonyms
from bot.web.identity import NotSignedIn, visit_of
from bot.web.refusals import refuse

QUESTIONS, SIGN_INS, UPLOADS, JOINS, TICKETS, INVITATIONS = KINDS = tuple(t.TOO_OFTEN)
# What is told by the address alone; what an event of a page costs is asked by its handler, through ``spend``.
_ROUTES: Final = [
    (SIGN_INS, re.compile(r"POST /(?:connexion|mon-compte/mot-de-passe)/?")),
    (JOINS, re.compile(r"\w+ /rejoindre(?:/.*)?")),
    (INVITATIONS, re.compile(r"\w+ /(?:invitation|connexion/organisation)(?:/.*)?")),
    (UPLOADS, re.compile(r"POST (?:\S*/gradio_api/upload|/pieces/ticket/\S*|/corpus)/?")),
]


class TooOften(Exception):
    """Asked too often: nothing was done; ``str()`` is the French sentence, ``wait`` the time to let pass."""

    def __init__(self, kind: str, wait: timedelta) -> None:
        super().__init__(t.TOO_OFTEN[kind].format(wait=t.french_wait(wait)))
        self.wait = wait


class Asked(Protocol):
    """A FastAPI or a Gradio request."""

    @property
    def state(self) -> State: ...
    @property
    def client(self) -> Address | None: ...


class Rates:
    """Counts in this process, the only one that serves."""

    def __init__(self, settings: Settings, pseudonyms: Pseudonyms) -> None:
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._limits = {kind: _both(getattr(settings, f"rate_{kind}")) for kind in KINDS}
        self._pseudonyms = pseudonyms

    def spend(self, kind: str, request: Asked) -> None:
        """Count one ``kind`` for who asks and for where they are; raises TooOften."""
        person, address = self._limits[kind]
        counted = [(address, kind, "adresse", self._pseudonyms.of(request))]
        with suppress(NotSignedIn):  # nobody yet: the address counts alone
            counted.append((person, kind, "personne", visit_of(request).owner))
        for item, *names in counted:
            if not self._limiter.test(item, *names):
                later = self._limiter.get_window_stats(item, *names).reset_time - time.time()
                raise TooOften(kind, timedelta(seconds=max(1.0, later)))
        for item, *names in counted:
            self._limiter.hit(item, *names)


def spend(kind: str, request: Asked) -> None:
    """As ``Rates.spend``, for the handler of a page, with the counts of the site that the request came through."""
    rates: Rates = request.state.rates
    rates.spend(kind, request)


class RateLimits:
    """Answers 429 for the routes that are told by their address, and lends the counts to the handlers of pages."""

    def __init__(self, app: ASGIApp, rates: Rates) -> None:
        self._app = app
        self._rates = rates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})["rates"] = self._rates
        asked = f"{scope['method']} {scope['path']}"
        kind = next((kind for kind, pattern in _ROUTES if pattern.fullmatch(asked)), None)
        try:
            if kind is not None:
                self._rates.spend(kind, HTTPConnection(scope))
        except TooOften as error:
            later = {"Retry-After": str(round(error.wait.total_seconds()))}
            await refuse(scope, 429, t.TOO_OFTEN_TITLE, str(error), later)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _both(limits: str) -> tuple[RateLimitItem, RateLimitItem]:
    person, address = (parse(one.strip()) for one in limits.split(","))
    return person, address
