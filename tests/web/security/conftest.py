"""A house of its own, so that what is counted in its database is what the attacks did there."""

import io
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from PIL import Image
from sqlalchemy import select

from bot.desk.types import TicketChanges
from bot.people.accounts import ROLES, SUPPORT, TRAINEE
from bot.services import Services, open_services
from bot.storage.models import Version
from bot.web.identity import SESSION_COOKIE, VISITOR_COOKIE
from bot.web.server import create_app
from tests.places import settings_in
from tests.web.security.house import DISABLED, NOBODY, PASSWORD, VISITOR, House, Victim

Browser = Callable[[str], TestClient]


@pytest.fixture(scope="session")
def house(small_course: Services, models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The small course in a house that no other test visits, with an account per role and one that was closed."""
    settings = settings_in(tmp_path_factory.mktemp("attaquée") / "data", models)
    with (
        sqlite3.connect(small_course.settings.data_dir / "choriste.db") as source,
        sqlite3.connect(settings.data_dir / "choriste.db") as copy,
    ):
        source.backup(copy)
    source.close()
    copy.close()
    shutil.copytree(small_course.settings.data_dir / "originals", settings.data_dir / "originals")
    services = open_services(settings)
    with services.indexer.writing():
        services.indexer.rebuild(lambda done, total: None)
    known = {user.name for user in services.accounts.list()}
    for name, role in [*((role, role) for role in ROLES), (DISABLED, SUPPORT)]:
        if name not in known:
            services.accounts.create(name, PASSWORD, role)
    app = create_app(services)
    with TestClient(app):
        sessions: dict[str, str] = {}
        for name in (*ROLES, DISABLED):
            client = TestClient(app, follow_redirects=False)
            assert client.post("/connexion", data={"name": name, "password": PASSWORD}).status_code == 303
            sessions[name] = client.cookies[SESSION_COOKIE]
        services.accounts.disable(DISABLED)

        opened = TestClient(app, follow_redirects=False)
        opened.get("/")  # a page takes a while to draw: its cookie serves every browser

        def browser(who: str) -> TestClient:
            client = TestClient(app, follow_redirects=False)
            if who != NOBODY:
                client.cookies.set(VISITOR_COOKIE, opened.cookies[VISITOR_COOKIE])
            if who not in (NOBODY, VISITOR):
                client.cookies.set(SESSION_COOKIE, sessions[who])
            return client

        yield House(app, services, browser, _victim(services))
    services.close()


def _victim(services: Services) -> Victim:
    owner = services.accounts.create("victime", PASSWORD, TRAINEE).owner
    conversation = services.conversations.start(owner)
    turn = services.conversations.ask(
        conversation, owner, "Quand se déposent les factures de la passerelle du canal ?"
    )  # fmt: skip
    picture = io.BytesIO()
    Image.new("RGB", (9, 9)).save(picture, "PNG")
    draft = services.tickets.draft(conversation, owner)
    attachment = services.attachments.add(draft.id, owner, "capture.png", picture.getvalue())
    services.tickets.send(draft.id, owner, TicketChanges(subject="Secret", description="Secret"), draft.revision)
    other = services.conversations.start(owner)
    services.conversations.ask(other, owner, "Ma facture est suspendue")
    with services.database.session() as session:
        original = session.scalars(select(Version.id).where(Version.file_name == "Passerelle.pdf")).one()
    return Victim(
        owner=owner,
        conversation=conversation,
        turn=int(turn.id),
        source=next(int(one["n"]) for one in turn.citations if one["has_picture"]),
        ticket=draft.id,
        attachment=attachment.id,
        draft=services.tickets.draft(other, owner).id,
        original=original,
    )
