"""The trainer's « Sessions » without a browser: pages, files and actions; another trainer's are as good as absent."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from markupsafe import Markup

from bot.people.accounts import ADMINISTRATOR, SUPPORT, TRAINEE, TRAINER
from bot.people.join_codes import show_code
from bot.people.joining import JoinForm
from bot.people.roster import AFTERNOON, MORNING
from bot.people.training import paris_day
from bot.people.training_errors import SeatNotFound, SessionNotFound, SessionRefused
from bot.services import Services
from bot.settings import InvalidSettings, load_settings
from bot.storage.models import Conversation, now
from bot.web import session_actions as actions
from bot.web.identity import SESSION_COOKIE
from bot.web.permissions import NotAllowed
from bot.web.qr_codes import qr_code
from bot.web.session_actions import FormTexts
from bot.web.session_dates import days_words, read_day, short_day
from bot.web.session_views import poster_address, sheet_address
from tests.desk.conftest import make_turn
from tests.web.visits import PASSWORD, SignIn

TODAY = paris_day(now())
HOSTILE = "<script>alert(1)</script> & Cie"
OTHER = "formatrice"


def site() -> str:
    return "https://stage.exemple.fr"


def typed(title: str = "Chorus Pro", **changed: object) -> FormTexts:
    fields = {"starts_on": short_day(TODAY), "ends_on": short_day(TODAY), "place": "Lyon", "capacity": 6}
    return FormTexts(**({"title": title, "programme": "", **fields} | changed))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def house(small_course: Services, app: FastAPI) -> Services:
    """The shared house, with a second trainer."""
    if OTHER not in {user.name for user in small_course.accounts.list()}:
        small_course.accounts.create(OTHER, PASSWORD, TRAINER)
    return small_course


@pytest.fixture
def other(house: Services, running: FastAPI) -> TestClient:
    """A browser in which the second trainer is signed in."""
    client = TestClient(running, follow_redirects=False)
    assert client.post("/connexion", data={"name": OTHER, "password": PASSWORD}).status_code == 303
    assert SESSION_COOKIE in client.cookies
    return client


@pytest.fixture
def session(house: Services) -> int:
    return actions.keep_session(house, TRAINER, "", typed(), site).id


def code_of(house: Services, session: int) -> str:
    [admin] = [user for user in house.accounts.list() if user.name == ADMINISTRATOR]
    return house.training.find(session, admin).code


def join(house: Services, session: int, name: str = "Awa Diallo", shares: bool = False) -> int:
    """Seat somebody; their id."""
    email = f"{abs(hash(name))}@exemple.fr"
    token = house.joining.join(JoinForm(code_of(house, session), name, email, shares))
    joined = house.joining.participant_of(token)
    assert joined is not None
    return joined.id


def ask(house: Services, participant: int, question: str) -> None:
    with house.database.session() as stored:
        row = Conversation(id=f"{participant} {question}"[:36], owner=f"participant:{participant}")
        row.turns.append(make_turn(question, "abstain", created_at=now()))
        stored.add(row)


def test_a_session_is_opened_listed_and_shown_with_its_code(house: Services) -> None:
    opened = actions.keep_session(house, TRAINER, "", typed(HOSTILE, place="Lyon <3"), site)
    code = code_of(house, opened.id)
    assert "La session est ouverte" in opened.told
    assert show_code(code) in opened.head
    assert "stage.exemple.fr/rejoindre<" in opened.head
    assert poster_address(opened.id) in opened.head
    assert "Personne n&#39;a encore rejoint" in opened.news.people
    listed = actions.show_sessions(house, TRAINER)
    assert f'data-session="{opened.id}"' in listed
    for shown in (opened.head, listed):
        assert "<script" not in shown
        assert "&lt;script&gt;" in shown
        assert "style=" not in shown
    assert "par formateur" in actions.show_sessions(house, ADMINISTRATOR)
    assert "par formateur" not in listed


def test_the_qr_code_holds_the_address_of_the_setting_else_of_the_page(house: Services) -> None:
    address = actions.join_address(house, site, "3467CDFG")
    assert address == "https://stage.exemple.fr/rejoindre?code=3467CDFG"
    drawn = qr_code(address, "étiquette")
    assert "<svg" in drawn
    assert 'aria-label="étiquette"' in drawn
    assert "style=" not in drawn
    assert drawn != qr_code(address + "X", "étiquette")


def test_an_address_of_the_site_that_is_none_is_refused() -> None:
    assert load_settings(public_url="https://stage.exemple.fr/").public_url == "https://stage.exemple.fr"
    for wrong in ("stage.exemple.fr", "ftp://stage.exemple.fr", "https://", "https://a b", "https://a.fr?x=1"):
        with pytest.raises(InvalidSettings, match="PUBLIC_URL"):
            load_settings(public_url=wrong)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title": " "}, "Titre"),
        ({"starts_on": "demain"}, "Premier jour"),
        ({"ends_on": "2026-11-24"}, "Dernier jour"),
        ({"ends_on": short_day(TODAY - timedelta(days=1))}, "Dernier jour"),
        ({"capacity": 40}, "Places"),
    ],
)
def test_a_form_that_is_refused_names_its_field(house: Services, changed: dict[str, object], said: str) -> None:
    with pytest.raises(SessionRefused) as refused:
        actions.keep_session(house, TRAINER, "", typed(**changed), site)  # type: ignore[arg-type]
    assert f"«\u00a0{said}\u00a0»" in actions.refusal_html(refused.value)


def test_a_session_is_changed_through_its_own_form(house: Services, session: int) -> None:
    form = actions.form_of(house, TRAINER, session)
    assert form == typed()
    changed = actions.keep_session(house, TRAINER, str(session), typed("Autre titre", capacity=8), site)
    assert changed.id == session
    assert "Autre titre" in changed.head
    assert "0 sur 8" in changed.news.people.replace("\u00a0", " ")
    assert actions.blank_form(house, TRAINER, date(2026, 11, 24)).starts_on == "24/11/2026"


def test_closing_is_asked_first_then_said_and_taken_back(house: Services, session: int) -> None:
    asked = actions.ask_to_close(house, TRAINER, session, site)
    assert "Clore «\u00a0Chorus Pro\u00a0»" in asked.head
    assert "30 jours" in asked.head.replace("\u00a0", " ")
    closed = actions.close_session(house, TRAINER, session, site)
    assert show_code(code_of(house, session)) not in closed.head
    assert "cette session est close" in closed.head
    reopened = actions.reopen_session(house, TRAINER, session, site)
    assert show_code(code_of(house, session)) in reopened.head


def test_a_new_code_is_said_and_shown(house: Services, session: int) -> None:
    former = code_of(house, session)
    shown = actions.renew_code(house, TRAINER, session, site)
    assert show_code(code_of(house, session)) in shown.told
    assert show_code(former) not in shown.head


def test_who_joined_is_listed_ticked_given_a_code_and_taken_off(house: Services, session: int) -> None:
    before = actions.open_session(house, TRAINER, session, site)
    awa = join(house, session, f"Awa {HOSTILE}")
    page = actions.open_session(house, TRAINER, session, site)
    assert page.news.seen != before.news.seen
    assert "<script" not in page.news.people
    assert "Awa &lt;script&gt;" in page.news.people
    assert page.news.people.count('aria-pressed="false"') == 2
    actions.mark_presence(house, TRAINER, session, awa, TODAY.isoformat(), MORNING, True)
    assert actions.open_session(house, TRAINER, session, site).news.people.count('aria-pressed="true"') == 1
    for day, half in (("hier", MORNING), (TODAY.isoformat(), "nuit")):
        with pytest.raises(SeatNotFound):
            actions.mark_presence(house, TRAINER, session, awa, day, half, True)
    given = actions.give_return_code(house, TRAINER, session, awa)
    assert re.search(r"[A-Z0-9]{4}\u00a0[A-Z0-9]{4}", given)
    assert "<script" not in given
    released = actions.release_seat(house, TRAINER, session, awa)
    assert f'data-participant="{awa}"' in released
    assert "place libérée" in actions.open_session(house, TRAINER, session, site).news.people
    assert "a retrouvé sa place" in actions.restore_seat(house, TRAINER, session, awa)


def test_questions_are_read_without_names_nor_personal_data_unless_shared(house: Services, session: int) -> None:
    awa, leo = join(house, session, "Awa Diallo"), join(house, session, "Léo Roux", shares=True)
    ask(house, awa, "mon adresse awa@exemple.fr est <b>refusée</b> ?")
    ask(house, leo, "où est mon SIRET ?")
    asked = actions.open_session(house, TRAINER, session, site).news.asked
    assert "awa@exemple.fr" not in asked
    assert "<b>" not in asked
    assert "Awa" not in asked
    assert "Léo Roux" in asked
    assert "Sans réponse" in asked


def test_the_poster_shows_the_code_large_and_needs_no_script(house: Services, client_as: SignIn, session: int) -> None:
    client = client_as(TRAINER)
    page = client.get(poster_address(session))
    assert page.status_code == 200
    assert show_code(code_of(house, session)) in page.text
    assert "http://testserver" not in page.text
    assert "testserver/rejoindre" in page.text
    assert "<svg" in page.text
    assert "<script" not in page.text
    assert "style=" not in page.text
    assert page.headers["cache-control"] == "private, no-store"
    actions.close_session(house, TRAINER, session, site)
    assert show_code(code_of(house, session)) not in client.get(poster_address(session)).text


def test_the_attendance_sheet_is_a_table_in_which_no_name_is_a_formula(
    house: Services, client_as: SignIn, session: int
) -> None:
    awa = join(house, session, "=SOMME(A1) Awa")
    actions.mark_presence(house, TRAINER, session, awa, TODAY.isoformat(), AFTERNOON, True)
    sheet = client_as(TRAINER).get(sheet_address(session))
    assert "attachment" in sheet.headers["content-disposition"]
    lines = sheet.content.decode("utf-8-sig").splitlines()
    assert lines[0] == f'"Nom";"Adresse électronique";"{short_day(TODAY)} matin";"{short_day(TODAY)} après-midi"'
    assert lines[1].startswith('"\'=SOMME(A1) Awa"')
    assert lines[1].endswith('"";"présent"')


def test_pages_of_a_session_are_its_trainer_s_and_the_administrator_s(
    client_as: SignIn, other: TestClient, session: int
) -> None:
    for address in (poster_address(session), sheet_address(session)):
        assert [client_as(role).get(address).status_code for role in (TRAINER, ADMINISTRATOR)] == [200, 200]
        strangers = [client_as(role) for role in (TRAINEE, SUPPORT, None)]
        answers = [client.get(address) for client in (other, *strangers)]
        absent = other.get(address.replace(str(session), "999999"))
        assert [(answer.status_code, answer.json()) for answer in answers] == [(404, absent.json())] * 4


def test_no_action_reaches_another_trainer_s_session(house: Services, session: int) -> None:
    awa = join(house, session)
    before = actions.open_session(house, TRAINER, session, site)

    def acts(name: str) -> list[Callable[[], object]]:
        return [
            lambda: actions.open_session(house, name, session, site),
            lambda: actions.read_news(house, name, session),
            lambda: actions.form_of(house, name, session),
            lambda: actions.keep_session(house, name, str(session), typed("Volée"), site),
            lambda: actions.renew_code(house, name, session, site),
            lambda: actions.ask_to_close(house, name, session, site),
            lambda: actions.close_session(house, name, session, site),
            lambda: actions.reopen_session(house, name, session, site),
            lambda: actions.mark_presence(house, name, session, awa, TODAY.isoformat(), MORNING, True),
            lambda: actions.give_return_code(house, name, session, awa),
            lambda: actions.release_seat(house, name, session, awa),
            lambda: actions.restore_seat(house, name, session, awa),
        ]

    for act in acts(OTHER):
        with pytest.raises(SessionNotFound):
            act()
    for act in (*acts(SUPPORT), *acts(TRAINEE), lambda: actions.show_sessions(house, SUPPORT)):
        with pytest.raises(NotAllowed):
            act()
    assert actions.open_session(house, TRAINER, session, site) == before
    assert f'data-session="{session}"' not in actions.show_sessions(house, OTHER)


def test_days_are_said_and_read_in_french() -> None:
    first = date(2026, 12, 1)
    assert days_words(first, first) == "1er\u00a0décembre\u00a02026"
    assert days_words(first, date(2026, 12, 2)) == "du 1er au 2\u00a0décembre\u00a02026"
    assert "novembre" in days_words(date(2026, 11, 30), first)
    assert read_day(" 01/12/2026 ", "starts_on") == first
    for wrong in ("", "31/11/2026", "2026-12-01", Markup("demain")):
        with pytest.raises(SessionRefused):
            read_day(wrong, "starts_on")
