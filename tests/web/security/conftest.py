"""A house of its own, so that what is counted in its database is what the attacks did there."""

import io
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from PIL import Image
from pydantic import SecretStr
from sqlalchemy import select

from bot.desk.types import TicketChanges
from bot.people.accounts import ROLES, SUPPORT, TRAINEE, TRAINER
from bot.people.joining import JoinForm
from bot.services import Services, open_services
from bot.settings import Settings
from bot.storage.database import open_database
from bot.storage.models import Version
from bot.web.identity import PARTICIPANT_COOKIE, SESSION_COOKIE, VISITOR_COOKIE, Cookies, signing_key
from bot.web.server import create_app
from tests.places import settings_in
from tests.warming import copy_house
from tests.web.provider import CLIENT, SECRET, lying_provider
from tests.web.security.house import DISABLED, NOBODY, PARTICIPANT, PASSWORD, VISITOR, House, Victim, open_training

Browser = Callable[[str], TestClient]
OFTEN = "100000/minute, 100000/minute"


@pytest.fixture(scope="session")
def house(small_course: Services, models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The small course in a house that no other test visits, with an account per role and one that was closed.

    It signs in by an organisation too, so that the whole site is there. Everybody here asks from one address, and so
    asks often.
    """
    settings = settings_in(tmp_path_factory.mktemp("attaquée") / "data", models)
    database = open_database(settings.sql_url)
    copy_house(small_course.database, database)
    database.close()
    shutil.copytree(small_course.settings.data_dir / "originals", settings.data_dir / "originals")
    with lying_provider() as provider:
        services = open_services(with_everything(settings, provider.issuer))
        with services.indexer.writing():
            services.indexer.rebuild(lambda done, total: None)
        yield from attacked(services)
        services.close()


def with_everything(settings: Settings, issuer: str) -> Settings:
    often = {f"rate_{kind}": OFTEN for kind in ("sign_ins", "joins", "invitations", "questions", "tickets", "uploads")}
    organisation = {"oidc_issuer": issuer, "oidc_client_id": CLIENT, "oidc_roles": "profs=formateur"}
    return settings.model_copy(update=often | organisation | {"oidc_client_secret": SecretStr(SECRET)})


def attacked(services: Services) -> Iterator[House]:
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
        [trainer] = [user for user in services.accounts.list() if user.name == TRAINER]
        training = open_training(services, trainer, "Autre stage")
        seated = TestClient(app, follow_redirects=False)
        seated.cookies.set(VISITOR_COOKIE, opened.cookies[VISITOR_COOKIE])
        joined = {"code": training.code, "name": "Léo Roux", "email": "leo@exemple.fr"}
        assert seated.post("/rejoindre", data=joined).status_code == 303
        seat = Cookies(signing_key(services.settings), False).participant_of(seated.cookies)
        assert seat is not None

        def browser(who: str) -> TestClient:
            client = TestClient(app, follow_redirects=False)
            if who != NOBODY:
                client.cookies.set(VISITOR_COOKIE, opened.cookies[VISITOR_COOKIE])
            if who == PARTICIPANT:
                client.cookies.set(PARTICIPANT_COOKIE, seated.cookies[PARTICIPANT_COOKIE])
            elif who not in (NOBODY, VISITOR):
                client.cookies.set(SESSION_COOKIE, sessions[who])
            return client

        yield House(app, services, browser, _victim(services), seat, training.id)


def _victim(services: Services) -> Victim:
    services.accounts.create("victime", PASSWORD, TRAINEE)
    training = open_training(services, services.accounts.create("sa formatrice", PASSWORD, TRAINER), "Secret")
    seat = services.joining.join(JoinForm(training.code, "Secret Victime", "secret@exemple.fr", shares_name=True))
    joined = services.joining.participant_of(seat)
    assert joined is not None
    owner = joined.owner
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
        training=training.id,
        code=training.code,
        participant=joined.id,
        seat=seat,
    )
