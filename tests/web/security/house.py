"""A house to attack: every route and event of the mounted site, found there and not in a list, and who may use them."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import gradio as gr
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Table, select
from starlette.routing import Mount

from bot.people.accounts import ADMINISTRATOR, ROLES, SUPPORT, TRAINER, User
from bot.people.training import SessionForm, TrainingView, paris_day
from bot.services import Services
from bot.storage.models import AuditEntry, Base, now

PASSWORD = "un mot de passe long"
PARTICIPANT, VISITOR, DISABLED = "stagiaire d'une session", "visiteur", "compte fermé"
NOBODY = "navigateur sans cookie"
EVERYBODY = (*ROLES, PARTICIPANT, VISITOR, DISABLED, NOBODY)
STAFF = frozenset({TRAINER, SUPPORT, ADMINISTRATOR})

# Each Gradio page, and who passes its door. A page that is mounted and not written here fails a test.
PAGES: dict[str, frozenset[str]] = {
    "": frozenset(EVERYBODY),
    "/formateur": frozenset({TRAINER, ADMINISTRATOR}),
    "/support": frozenset({SUPPORT, ADMINISTRATOR}),
    "/administration": frozenset({ADMINISTRATOR}),
}
# Written again at each visit: not what a refused call did.
_VISITS = {"sign_in_attempts", "adviser_presences"}
_MOMENTS = {"seen_at", "signed_in_at"}


@dataclass(frozen=True)
class House:
    """The site, its services, and one browser per kind of person.

    ``seat`` is the token of PARTICIPANT, who joined ``training``, a session of TRAINER.
    """

    app: FastAPI
    services: Services
    browser: Callable[[str], TestClient]
    victim: "Victim"
    seat: str
    training: int

    def entries(self, after: int = 0) -> list[AuditEntry]:
        """What the journal holds beyond its entry number ``after``."""
        return [entry for entry in self.services.audit.latest(10_000) if entry.id > after]


@dataclass(frozen=True)
class Victim:
    """What belongs to a trainee whom nobody here is: an answer with a cited page, a ticket sent with a file.

    They have a seat, ``participant``, in ``training``, the session of a trainer whom nobody here is either.
    """

    owner: str
    conversation: str
    turn: int
    source: int
    ticket: int
    attachment: int
    draft: int
    original: int
    training: int
    code: str
    participant: int
    seat: str

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
            table.name: hashlib.sha256(repr(connection.exec_driver_sql(_lasting(table)).all()).encode()).hexdigest()
            for table in Base.metadata.sorted_tables
            if table.name not in _VISITS
        }


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    """The tables in which something is no longer as it was."""
    return {table for table in after if after[table] != before[table]}


def _lasting(table: Table) -> str:
    return str(select(*(column for column in table.columns if column.name not in _MOMENTS)))


def open_training(services: Services, trainer: User, title: str) -> TrainingView:
    """A training session of two days, today's the first."""
    today = paris_day(now())
    form = SessionForm(title, today, today + timedelta(days=1), f"Salle du {title}", 6, f"Programme du {title}")
    return services.training.open(trainer, form)


def join(client: TestClient, page: str, event: int, data: list[Any] | None = None, session: str = "essai") -> int:
    """Call an event of a page as Gradio's own client does; the status of the answer."""
    body = {"data": data or [], "fn_index": event, "session_hash": session, "event_data": None, "trigger_id": None}
    return client.post(f"{page}/gradio_api/queue/join", json=body).status_code
