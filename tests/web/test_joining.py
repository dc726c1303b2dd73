"""« /rejoindre » and « /ma-session » over the whole site: what is kept, what is refused, what comes along."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse
from fastapi.testclient import TestClient

from bot.dialogue.errors import ConversationNotFound
from bot.people.accounts import TRAINEE, TRAINER
from bot.people.joining import Joined
from bot.people.training import SessionForm, TrainingView, paris_day
from bot.services import Services
from bot.storage.models import Participant, TrainingSession, now
from bot.web.guards import Doors
from bot.web.identity import PARTICIPANT_COOKIE, VISITOR_COOKIE, Cookies, NotSignedIn, signing_key, visit_of
from bot.web.joining import joining_routes
from bot.web.talk import header_html
from bot.web.ticket_files import file_address
from tests.web.test_ticket_files import picture
from tests.web.visits import SignIn

AWA = {"name": "Awa Diallo", "email": "awa@exemple.fr"}
TODAY = paris_day(now())
FORM = SessionForm("Stage du jour", TODAY, TODAY, "Lyon", 6, "9 h : le portail")


@pytest.fixture
def session(small_course: Services, running: FastAPI) -> TrainingView:
    [trainer] = [user for user in small_course.accounts.list() if user.name == TRAINER]
    return small_course.training.open(trainer, FORM)


def asked_by(client: TestClient, services: Services) -> str:
    """Store a conversation of this browser's visitor; its id."""
    visitor = Cookies(signing_key(services.settings), False).visitor_of(client.cookies)
    assert visitor
    return services.conversations.start(visitor)


def seat_of(client: TestClient, services: Services) -> Joined:
    token = Cookies(signing_key(services.settings), False).participant_of(client.cookies)
    joined = services.joining.participant_of(token or "")
    assert joined is not None
    return joined


def test_the_form_is_french_and_knows_the_session_of_the_code_in_its_address(
    client_as: SignIn, session: TrainingView
) -> None:
    client = client_as(None)
    page = client.get("/rejoindre")
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    assert "Rejoindre la session" in page.text
    page = client.get(f"/rejoindre?code={session.code}")
    assert f'value="{session.code}"' in page.text
    assert "Vous rejoignez\u00a0: Stage du jour" in page.text
    assert 'href="/confidentialite"' in page.text  # what is kept is told where it is asked for
    assert "style=" not in page.text
    assert "<script" not in page.text
    unknown = client.get("/rejoindre", params={"code": '"><script>alert(1)</script>'})
    assert "<script" not in unknown.text
    assert "aucune session" in unknown.text


def test_joining_seats_gives_a_cookie_and_carries_the_visitor_s_talk_over(
    client_as: SignIn, session: TrainingView, small_course: Services
) -> None:
    client = client_as(None)
    talk = asked_by(client, small_course)
    visitor = client.cookies[VISITOR_COOKIE]
    answer = client.post("/rejoindre", data={"code": session.code, **AWA})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    given = next(c for c in answer.headers.get_list("set-cookie") if c.startswith(PARTICIPANT_COOKIE))
    assert "HttpOnly" in given
    assert "SameSite=lax" in given
    assert client.cookies[VISITOR_COOKIE] != visitor
    joined = seat_of(client, small_course)
    assert small_course.conversations.latest(joined.owner) == talk
    former = Cookies(signing_key(small_course.settings), False).visitor_of({VISITOR_COOKIE: visitor})
    assert small_course.conversations.latest(former or "") is None
    assert 'href="/ma-session"' in header_html(None, joined=True)
    mine = client.get("/ma-session").text
    assert "Awa Diallo" in mine
    assert "le portail" in mine
    assert 'href="/mes-donnees"' in mine


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"code": "RIEN"}, "code", "aucune session"),
        ({"code": ""}, "code", "Tapez le code"),
        ({"name": ""}, "name", "prénom"),
        ({"email": "awa"}, "email", "adresse ne convient pas"),
    ],
)
def test_a_refusal_keeps_what_was_typed_and_says_which_field(
    client_as: SignIn, session: TrainingView, wrong: dict[str, str], field: str, said: str
) -> None:
    client = client_as(None)
    sent = {"code": session.code, "name": "Léo <b>Roux", "email": "leo@exemple.fr", "shares_name": "oui", **wrong}
    answer = client.post("/rejoindre", data=sent)
    assert answer.status_code == 400
    assert said in answer.text
    assert f'id="{field}-probleme"' in answer.text
    assert answer.text.count('aria-invalid="true"') == 1
    assert "<b>" not in answer.text
    assert ("Léo &lt;b&gt;Roux" in answer.text) == (field != "name")
    assert " checked" in answer.text
    assert PARTICIPANT_COOKIE not in client.cookies


def test_a_browser_that_refuses_cookies_takes_no_seat_and_is_told(
    closed_chat: TestClient, session: TrainingView, small_course: Services
) -> None:
    sent = {"code": session.code, **AWA}
    for _ in range(2):
        closed_chat.get("/rejoindre")
        closed_chat.cookies.clear()
        refused = closed_chat.post("/rejoindre", data=sent)
        assert refused.status_code == 400
        assert "refuse le cookie" in refused.text
        assert refused.text.count('role="alert"') == 1
        assert f'value="{AWA["email"]}"' in refused.text
        closed_chat.cookies.clear()
    with small_course.database.session() as stored:
        assert stored.get_one(TrainingSession, session.id).participants == []
    closed_chat.post("/rejoindre", data=sent)  # cookies are allowed by now: this answer's comes back
    assert closed_chat.post("/rejoindre", data=sent).status_code == 303
    assert closed_chat.get("/").text == "chat"


def test_an_ended_session_says_so_and_leads_back_to_the_form(
    client_as: SignIn, session: TrainingView, small_course: Services
) -> None:
    with small_course.database.session() as stored:
        row = stored.get_one(TrainingSession, session.id)
        row.starts_on = row.ends_on = TODAY - timedelta(days=1)
    client = client_as(None)
    for answer in (
        client.get(f"/rejoindre?code={session.code}"),
        client.post("/rejoindre", data={"code": session.code, **AWA}),
    ):
        assert "est terminée" in answer.text
        assert 'action="/rejoindre"' in answer.text


def test_an_address_already_seated_needs_the_trainer(client_as: SignIn, session: TrainingView) -> None:
    first, second = client_as(None), client_as(None)
    assert first.post("/rejoindre", data={"code": session.code, **AWA}).status_code == 303
    refused = second.post("/rejoindre", data={"code": session.code, **AWA})
    assert refused.status_code == 400
    assert "code de retour" in refused.text
    assert PARTICIPANT_COOKIE not in second.cookies
    again = first.post("/rejoindre", data={"code": session.code, **AWA})
    assert again.status_code == 303


def test_a_trainee_sees_their_own_talk_and_tickets_and_no_other_s(
    client_as: SignIn, session: TrainingView, small_course: Services
) -> None:
    awa, leo = client_as(None), client_as(None)
    awa.post("/rejoindre", data={"code": session.code, **AWA})
    leo.post("/rejoindre", data={"code": session.code, "name": "Léo", "email": "leo@exemple.fr"})
    mine, other = seat_of(awa, small_course), seat_of(leo, small_course)
    talk = small_course.conversations.start(mine.owner)
    ticket = small_course.tickets.draft(talk, mine.owner)
    file = file_address(small_course.attachments.add(ticket.id, mine.owner, "a.png", picture()).id)
    assert [client.get(file).status_code for client in (awa, leo, client_as(None))] == [200, 404, 404]
    assert small_course.conversations.latest(other.owner) is None
    with pytest.raises(ConversationNotFound):
        small_course.conversations.turns(talk, other.owner)
    assert small_course.tickets.mine(other.owner) == []
    with small_course.database.session() as stored:
        stored.get_one(Participant, mine.id).removed_at = now()
    assert awa.get(file).status_code == 404
    assert awa.get("/ma-session").headers["location"] == "/rejoindre"


def test_the_choice_of_showing_one_s_name_is_changed_in_ma_session(
    client_as: SignIn, session: TrainingView
) -> None:  # fmt: skip
    client = client_as(None)
    client.post("/rejoindre", data={"code": session.code, **AWA, "shares_name": "oui"})
    assert " checked" in client.get("/ma-session").text
    kept = client.post("/ma-session", data={})
    assert kept.status_code == 303
    page = client.get(kept.headers["location"]).text
    assert " checked" not in page
    assert "enregistré" in page


def test_leaving_takes_the_cookie_and_its_token_is_worth_nothing(client_as: SignIn, session: TrainingView) -> None:
    client = client_as(None)
    client.post("/rejoindre", data={"code": session.code, **AWA})
    kept = {"cookie": f"{PARTICIPANT_COOKIE}={client.cookies[PARTICIPANT_COOKIE]}"}
    assert client.post("/ma-session/quitter").headers["location"] == "/rejoindre"
    assert PARTICIPANT_COOKIE not in client.cookies
    assert client_as(None).get("/ma-session", headers=kept).status_code == 303


def test_an_account_is_told_to_sign_out_first(client_as: SignIn, session: TrainingView, small_course: Services) -> None:
    for role in (TRAINEE, TRAINER):
        client = client_as(role)
        assert f"«\u00a0{role}\u00a0»" in client.get("/rejoindre").text
        assert client.post("/rejoindre", data={"code": session.code, **AWA}).status_code == 400
    with small_course.database.session() as stored:
        assert stored.get_one(TrainingSession, session.id).participants == []


@pytest.fixture
def closed_chat(small_course: Services, session: TrainingView) -> Iterator[TestClient]:
    """Doors with ACCESS=code, over the same house."""
    cookies = Cookies("clé", False)
    app = FastAPI()
    app.include_router(joining_routes(small_course.joining, cookies))

    @app.get("/qui")
    def who(request: Request) -> PlainTextResponse:
        try:
            return PlainTextResponse(visit_of(request).owner)
        except NotSignedIn as error:
            return PlainTextResponse(str(error), status_code=401)

    @app.get("/")
    def chat() -> PlainTextResponse:
        return PlainTextResponse("chat")

    app.add_middleware(
        Doors, cookies=cookies, accounts=small_course.accounts, access="code", joining=small_course.joining
    )
    with TestClient(app, follow_redirects=False) as client:
        yield client


def test_with_access_by_code_the_chat_opens_to_participants_and_closes_when_they_are_removed(
    closed_chat: TestClient, session: TrainingView, small_course: Services
) -> None:
    assert closed_chat.get("/").headers["location"] == "/rejoindre"
    assert closed_chat.get("/rejoindre").status_code == 200
    assert closed_chat.get("/qui").status_code == 401
    forged = {"cookie": f"{PARTICIPANT_COOKIE}=participant:1"}
    assert closed_chat.get("/qui", headers=forged).status_code == 401
    closed_chat.post("/rejoindre", data={"code": session.code, **AWA})
    assert closed_chat.get("/").text == "chat"
    owner = closed_chat.get("/qui").text
    assert owner.startswith("participant:")
    with small_course.database.session() as stored:
        stored.get_one(Participant, int(owner.split(":")[1])).removed_at = now()
    assert closed_chat.get("/").headers["location"] == "/rejoindre"
    assert closed_chat.get("/qui").status_code == 401


def test_a_cookie_of_a_session_long_past_opens_nothing(
    closed_chat: TestClient, session: TrainingView, small_course: Services
) -> None:
    closed_chat.get("/rejoindre")
    closed_chat.post("/rejoindre", data={"code": session.code, **AWA})
    with small_course.database.session() as stored:
        row = stored.get_one(TrainingSession, session.id)
        row.starts_on = row.ends_on = TODAY - timedelta(days=30)
    assert closed_chat.get("/").text == "chat"
    with small_course.database.session() as stored:
        row = stored.get_one(TrainingSession, session.id)
        row.starts_on = row.ends_on = TODAY - timedelta(days=31)
    assert closed_chat.get("/").headers["location"] == "/rejoindre"
