"""« Mes données » shows, hands over and erases what is the asker's own; no address reaches anybody else's."""

import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.people.accounts import TRAINEE, TRAINER
from bot.people.joining import Joined, JoinForm
from bot.people.roster import MORNING
from bot.people.training import SessionForm, paris_day
from bot.privacy.export import JSON_NAME, PAGE_NAME
from bot.services import Services
from bot.storage.models import now
from bot.web import texts_privacy as t
from bot.web.guards import Doors, SameOrigin
from bot.web.identity import PARTICIPANT_COOKIE, SESSION_COOKIE, VISITOR_COOKIE, Cookies
from bot.web.privacy_routes import EXPORTS_AN_HOUR, privacy_routes
from bot.web.privacy_views import my_data_page
from tests.privacy.kept import QUESTION, everything, fill, owned

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
NOTHING = "ne garde rien de vous"
HOST = "testserver.local"  # as a cookie jar calls the test client's
COOKIES = Cookies("une clé", secure=False)


class House:
    """The pages of privacy behind the real doors, without Gradio: browsers with a cookie of their own."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.site = FastAPI()
        self.site.include_router(privacy_routes(services, COOKIES))
        self.site.add_middleware(
            Doors, cookies=COOKIES, accounts=services.accounts, access=services.settings.access,
            joining=services.joining,
        )  # fmt: skip
        self.site.add_middleware(SameOrigin)

    def browser(
        self, visitor: str | None = None, session: str | None = None, seat: str | None = None
    ) -> TestClient:  # fmt: skip
        client = TestClient(self.site, follow_redirects=False)
        if visitor is not None:
            client.cookies.set(VISITOR_COOKIE, COOKIES._visitor.dumps(visitor), domain=HOST)
        if session is not None:
            client.cookies.set(SESSION_COOKIE, COOKIES._session.dumps(session), domain=HOST)
        if seat is not None:
            client.cookies.set(PARTICIPANT_COOKIE, COOKIES._participant.dumps(seat), domain=HOST)
        return client

    def seat(self) -> tuple[str, Joined]:
        """Awa, who joined today's session and was there in the morning; her browser's token."""
        trainer = self.services.accounts.create("formatrice", "un mot de passe long", TRAINER)
        today = paris_day(now())
        session = self.services.training.open(trainer, SessionForm("Stage <Lyon>", today, today, "Lyon", 6))
        token = self.services.joining.join(JoinForm(session.code, "Awa Diallo", "awa@exemple.fr"))
        joined = self.services.joining.participant_of(token)
        assert joined is not None
        self.services.roster.mark(session.id, trainer, joined.id, today, MORNING, True)
        return token, joined

    def fill(self, owner: str, state: str = "répondu") -> int:
        return fill(self.services.database, self.services.settings.data_dir, owner, AT, state)


@pytest.fixture
def house(services: Services) -> House:
    return House(services)


def exported(client: TestClient) -> tuple[zipfile.ZipFile, dict[str, list[dict[str, object]]]]:
    answer = client.post("/mes-donnees/archive")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == 'attachment; filename="mes-donnees.zip"'
    assert "no-store" in answer.headers["cache-control"]
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    return archive, json.loads(archive.read(JSON_NAME))


def test_a_visitor_sees_takes_away_and_erases_theirs(house: House) -> None:
    house.fill("anne", state="envoyé")
    house.fill("paul")
    theirs = owned(house.services.database, "paul")
    client = house.browser("anne")
    page = client.get("/mes-donnees")
    assert "no-store" in page.headers["cache-control"]
    for line in ("1 conversation<", "3 questions et leurs", "1 vote<", "1 ticket envoyé", "1 pièce jointe<"):
        assert line in page.text
    archive, told = exported(client)
    assert told["tickets"][0]["description"] == QUESTION
    assert {JSON_NAME, PAGE_NAME} < set(archive.namelist())
    asked = client.get("/mes-donnees/effacer").text.replace("&#39;", "'").replace("\u00a0", " ")
    assert "n'a pas encore sa réponse" in asked
    assert "Ce qui reste" in asked
    assert "fermer" not in asked
    assert "1 conversation" in client.get("/mes-donnees").text  # a link alone changed nothing
    done = client.post("/mes-donnees/effacer")
    assert t.ERASED_TITLE in done.text.replace("&#39;", "'")
    assert owned(house.services.database, "anne") == {}
    assert owned(house.services.database, "paul") == theirs
    # The browser has another name now, to which nothing belongs.
    renewed = COOKIES.visitor_of(client.cookies)
    assert renewed not in (None, "anne")
    assert NOTHING in client.get("/mes-donnees").text
    assert client.get("/mes-donnees/effacer").status_code == 303


def test_an_account_erases_what_it_said_and_stays_signed_in(house: House) -> None:
    user = house.services.accounts.create(TRAINEE, "un mot de passe long", TRAINEE)
    house.fill(user.owner)
    client = house.browser(session=house.services.accounts.open_session(user))
    assert "1 conversation<" in client.get("/mes-donnees").text
    assert "administrateur peut le fermer" in client.get("/mes-donnees/effacer").text
    assert VISITOR_COOKIE not in client.post("/mes-donnees/effacer").cookies
    assert NOTHING in client.get("/mes-donnees").text
    assert [one.name for one in house.services.accounts.list()] == [TRAINEE]


def test_a_participant_sees_their_registration_erases_the_rest_and_goes_on_asking(house: House) -> None:
    token, joined = house.seat()
    client = house.browser("un autre numéro", seat=token)
    page = plain(client.get("/mes-donnees").text)
    assert "1 inscription à une session" in page
    assert "1 demi-journée de présence" in page
    assert "demandez à votre formateur" in page
    assert "/mes-donnees/effacer" not in page
    assert client.get("/mes-donnees/effacer").headers["location"] == "/mes-donnees"
    house.fill(joined.owner)
    archive, _ = exported(client)
    registration = json.loads(archive.read(JSON_NAME))["inscription"]
    assert (registration["session"], registration["nom"], len(registration["presences"])) == (
        "Stage <Lyon>", "Awa Diallo", 1,
    )  # fmt: skip
    assert "Stage &lt;Lyon&gt;" in archive.read(PAGE_NAME).decode()
    asked = plain(client.get("/mes-donnees/effacer").text)
    goes, stays = asked.split("Ce qui reste")
    assert "1 conversation" in goes
    assert "inscription" not in goes
    assert "gardée 12 mois après le dernier jour. Pour la faire corriger ou effacer plus tôt, demandez" in stays
    done = client.post("/mes-donnees/effacer")
    assert "Votre inscription à la session reste" in plain(done.text)
    assert "set-cookie" not in done.headers
    assert owned(house.services.database, joined.owner) == {}
    page = plain(client.get("/mes-donnees").text)
    assert "1 inscription à une session" in page
    assert "conversation<" not in page
    assert house.services.joining.participant_of(token) == joined
    assert house.services.conversations.latest(joined.owner) is None


def test_whom_to_ask_for_the_roll_is_the_one_of_the_settings(house: House) -> None:
    asked = house.services.settings.model_copy(update={"controller_contact": "dpo@exemple.fr"})
    object.__setattr__(house.services, "settings", asked)
    token, joined = house.seat()
    house.fill(joined.owner)
    assert "au responsable (dpo@exemple.fr)" in plain(house.browser(seat=token).get("/mes-donnees/effacer").text)


def plain(html: str) -> str:
    return html.replace("&#39;", "'").replace("\u00a0", " ")


def test_no_address_cookie_or_parameter_reaches_anybody_else_s(house: House) -> None:
    house.fill("anne")
    house.fill("user:1")
    before = everything(house.services.database)
    forged = house.browser()
    forged.cookies.set(VISITOR_COOKIE, "anne", domain=HOST)
    intruder = house.browser("paul")
    other_key = Cookies("une autre clé", secure=False)
    stolen = house.browser()
    stolen.cookies.set(VISITOR_COOKIE, other_key._visitor.dumps("anne"), domain=HOST)
    for client in (forged, stolen, house.browser()):
        assert client.get("/mes-donnees").status_code == 401
        for act in ("archive", "effacer"):
            assert client.post(f"/mes-donnees/{act}").status_code == 401
    for trick in ("?owner=anne", "?id=1", "/anne", "/1", "/../anne", "?owner=user:1"):
        answer = intruder.get(f"/mes-donnees{trick}")
        assert answer.status_code == 404 or NOTHING in answer.text
        body = {"owner": "anne", "conversation": "1"}
        assert intruder.post(f"/mes-donnees/effacer{trick}", data=body).status_code in (200, 404, 405)
        _, told = exported(house.browser(f"paul{trick}"))
        assert told["conversations"] == told["tickets"] == []
    left = everything(house.services.database)
    assert all(line in left for line in before.splitlines())


def test_another_site_can_neither_export_nor_erase(house: House) -> None:
    house.fill("anne")
    client = house.browser("anne")
    for path in ("archive", "effacer"):
        answer = client.post(f"/mes-donnees/{path}", headers={"sec-fetch-site": "cross-site"})
        assert answer.status_code == 403
    assert "1 conversation<" in client.get("/mes-donnees").text


def test_exports_are_bounded_for_each_person(house: House) -> None:
    house.fill("anne")
    client = house.browser("anne")
    for _ in range(EXPORTS_AN_HOUR):
        exported(client)
    refused = client.post("/mes-donnees/archive")
    assert refused.status_code == 429
    assert "Réessayez dans une heure" in refused.text
    assert "1 conversation<" in refused.text
    exported(house.browser("paul"))


def test_with_access_by_code_nobody_is_known_by_a_cookie_alone(services: Services, tmp_path: Path) -> None:
    object.__setattr__(services, "settings", services.settings.model_copy(update={"access": "code"}))
    house = House(services)
    house.fill("anne")
    client = house.browser("anne")
    assert client.get("/mes-donnees").status_code == 401
    assert client.post("/mes-donnees/effacer").status_code == 401
    assert client.get("/confidentialite").status_code == 200


def test_our_pages_hold_no_style_nor_script_of_their_own(house: House) -> None:
    house.fill("anne")
    client = house.browser("anne")
    for path in ("/confidentialite", "/mes-donnees", "/mes-donnees/effacer"):
        page = client.get(path).text
        assert " style=" not in page
        assert "<script" not in page
        assert " onclick" not in page


def test_nothing_kept_shows_nothing_to_do(services: Services) -> None:
    page = my_data_page(services.my_data.kept("personne"))
    assert NOTHING in page
    assert "<form" not in page
