"""A house to attack: every route and event of the mounted site, found there and not in a list, and who may use them."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select
from starlette.routing import Mount

from bot.people.accounts import ADMINISTRATOR, ROLES, SUPPORT, TRAINER
from bot.services import Services
from bot.storage.models import Base

PASSWORD = "un mot de passe long"
VISITOR, DISABLED, NOBODY = "visiteur", "compte fermé", "navigateur sans cookie"
EVERYBODY = (*ROLES, VISITOR, DISABLED, NOBODY)
STAFF = frozenset({TRAINER, SUPPORT, ADMINISTRATOR})

# Each Gradio page, and who passes its door. A page that is mounted and not written here fails a test.
PAGES: dict[str, frozenset[str]] = {
    "": frozenset(EVERYBODY),
    "/formateur": frozenset({TRAINER, ADMINISTRATOR}),
    "/support": frozenset({SUPPORT, ADMINISTRATOR}),
}
# Written again at each visit: not what a refused call did.
_VISITS = {"sign_in_sessions", "sign_in_attempts", "adviser_presences"}


@dataclass(frozen=True)
class House:
    """The site, its services, and one browser per kind of person."""

    app: FastAPI
    services: Services
    browser: Callable[[str], TestClient]
    victim: "Victim"


@dataclass(frozen=True)
class Victim:
    """What belongs to a trainee whom nobody here is: an answer with a cited page, a ticket sent with a file."""

    owner: str
    conversation: str
    turn: int
    source: int
    ticket: int
    attachment: int
    draft: int
    original: int

    def at(self, address: str) -> str:
        """An address with its places named: « /originaux/{original} »."""
        return address.format(**vars(self))


@dataclass(frozen=True)
class Route:
    """One method of one path, as the site declares it."""

    method: str
    path: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def routes_of(app: FastAPI) -> list[Route]:
    """Every route of ours, the routers' included; what is mounted is another application's affair."""
    return [Route(method, path) for path, methods in declared(app.routes) for method in sorted(methods)]


def declared(routes: Any) -> Iterator[tuple[str, set[str]]]:
    for route in routes:
        if hasattr(route, "effective_candidates"):  # FastAPI keeps an included router whole
            yield from declared(route.effective_candidates())
        elif not isinstance(route, Mount):
            yield route.path, route.methods or {"GET"}


def pages_of(app: FastAPI) -> dict[str, gr.Blocks]:
    """Each mounted Gradio page, by the path it is mounted at."""
    mounts = [route for route in app.routes if isinstance(route, Mount)]
    return {mount.path: mount.app.get_blocks() for mount in mounts if hasattr(mount.app, "get_blocks")}


def traces(services: Services) -> dict[str, str]:
    """What every table holds, in short: two calls that give the same saw the same rows."""
    with services.database.engine.connect() as connection:
        return {
            table.name: hashlib.sha256(repr(connection.execute(select(table)).all()).encode()).hexdigest()
            for table in Base.metadata.sorted_tables
            if table.name not in _VISITS
        }


def join(client: TestClient, page: str, event: int, data: list[Any] | None = None, session: str = "essai") -> int:
    """Call an event of a page as Gradio's own client does; the status of the answer."""
    body = {"data": data or [], "fn_index": event, "session_hash": session, "event_data": None, "trigger_id": None}
    return client.post(f"{page}/gradio_api/queue/join", json=body).status_code
