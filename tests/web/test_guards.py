"""What every request passes: its origin, its person, and the headers of the answer."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse
from fastapi.testclient import TestClient

from bot.people.accounts import ADMINISTRATOR, ROLES, SUPPORT, TRAINEE, TRAINER, Accounts
from bot.people.failed_sign_ins import FailedSignIns
from bot.storage.database import Database
from bot.web.addresses import Pseudonyms
from bot.web.guards import Doors, SameOrigin, SecurityHeaders
from bot.web.identity import SESSION_COOKIE, VISITOR_COOKIE, Cookies, NotSignedIn, visit_of
from bot.web.signin import sign_in_routes
from tests.places import sql_url

PASSWORD = "un mot de passe long"
ORIGIN = "http://testserver"


@pytest.fixture(scope="module")
def accounts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Accounts]:
    """One account per role, named as the role; shared, for a password takes a while to hash."""
    database = Database(sql_url(tmp_path_factory.mktemp("guards")))
    made = Accounts(database)
    for role in ROLES:
        made.create(role, PASSWORD, role)
    yield made
    database.close()


def site(accounts: Accounts, access: str = "open", secure: bool = False, key: str = "clé") -> TestClient:
    cookies = Cookies(key, secure)
    app = FastAPI()
    doorkeeper = FailedSignIns(accounts._database, accounts)
    app.include_router(sign_in_routes(accounts, cookies, doorkeeper, Pseudonyms(key)))

    @app.get("/qui")
    def who(request: Request) -> PlainTextResponse:
        try:
            return PlainTextResponse(visit_of(request).owner)
        except NotSignedIn as error:
            return PlainTextResponse(str(error), status_code=401)

    @app.get("/{page:path}")
    def anything(page: str) -> PlainTextResponse:
        return PlainTextResponse(page)

    @app.post("/{page:path}")
    def change(page: str) -> PlainTextResponse:
        return PlainTextResponse("changed")

    app.add_middleware(Doors, cookies=cookies, accounts=accounts, access=access)
    app.add_middleware(SameOrigin)
    app.add_middleware(SecurityHeaders)
    return TestClient(app, base_url="https://testserver" if secure else ORIGIN, follow_redirects=False)


def sign_in(client: TestClient, name: str, password: str = PASSWORD, **fields: str) -> int:
    return client.post("/connexion", data={"name": name, "password": password, **fields}).status_code


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Origin": ORIGIN}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": ORIGIN}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": f"{ORIGIN}.evil.example"}, 403),
        ({"Origin": f"{ORIGIN}:8080"}, 403),
        ({"Sec-Fetch-Site": ""}, 403),
    ],
)
def test_an_unsafe_request_from_elsewhere_is_refused(accounts: Accounts, headers: dict[str, str], status: int) -> None:
    for path in ("/gradio_api/queue/join", "/connexion", "/deconnexion"):
        answer = site(accounts).post(path, headers=headers)
        assert (answer.status_code == 403) == (status == 403), path


def test_a_refused_request_changes_nothing_and_says_so_in_french(accounts: Accounts) -> None:
    client = site(accounts)
    answer = client.post(
        "/connexion", data={"name": SUPPORT, "password": PASSWORD}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403
    assert "rien n'a été modifié" in answer.text.replace("&#39;", "'")
    assert SESSION_COOKIE not in client.cookies


def test_reading_from_a_link_of_another_site_is_allowed(accounts: Accounts) -> None:
    assert site(accounts).get("/aide", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_every_answer_carries_the_security_headers(accounts: Accounts) -> None:
    client = site(accounts)
    for answer in (client.get("/"), client.get("/connexion"), client.post("/x", headers={"Origin": "null"})):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["referrer-policy"] == "same-origin"
        policy = answer.headers["content-security-policy"]
        for rule in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "style-src 'self'"):
            assert rule in policy
        assert "script-src" not in policy
        assert "unsafe" not in policy
        assert "http:" not in policy
        assert "https:" not in policy


@pytest.mark.parametrize("secure", [False, True])
def test_both_cookies_are_out_of_reach_of_scripts_and_of_other_sites(accounts: Accounts, secure: bool) -> None:
    client = site(accounts, secure=secure)
    visitor = client.get("/").headers["set-cookie"]
    session = client.post("/connexion", data={"name": SUPPORT, "password": PASSWORD}).headers["set-cookie"]
    for cookie, name in ((visitor, VISITOR_COOKIE), (session, SESSION_COOKIE)):
        assert cookie.startswith(f"{name}=")
        assert "httponly" in cookie.lower()
        assert "samesite=lax" in cookie.lower()
        assert "path=/" in cookie.lower()
        assert ("secure" in cookie.lower()) == secure


def test_a_browser_keeps_its_own_visitor_and_two_browsers_never_share_one(accounts: Accounts) -> None:
    one, other = site(accounts), site(accounts)
    first = [one.get("/"), one.get("/")]
    assert "set-cookie" not in first[1].headers
    assert one.get("/qui").text == one.get("/qui").text
    other.get("/")
    assert one.get("/qui").text != other.get("/qui").text


def test_a_cookie_of_our_own_making_only_is_believed(accounts: Accounts) -> None:
    genuine = site(accounts)
    genuine.get("/")
    stranger = site(accounts, key="une autre clé")
    for value in (genuine.cookies[VISITOR_COOKIE], "visiteur", genuine.cookies[VISITOR_COOKIE][:-1], "", "W10.x"):
        assert stranger.get("/qui", headers={"cookie": f"{VISITOR_COOKIE}={value}"}).status_code == 401


def test_a_signed_visitor_token_is_no_session_and_the_other_way_round(accounts: Accounts) -> None:
    client = site(accounts)
    client.get("/")
    sign_in(client, SUPPORT)
    visitor, session = client.cookies[VISITOR_COOKIE], client.cookies[SESSION_COOKIE]
    swapped = {"cookie": f"{SESSION_COOKIE}={visitor}; {VISITOR_COOKIE}={session}"}
    assert site(accounts).get("/support", headers=swapped).status_code == 303


MATRIX = [
    (None, {"/": 200, "/formateur": 303, "/support": 303}),
    (TRAINEE, {"/": 200, "/formateur": 403, "/support": 403}),
    (TRAINER, {"/": 200, "/formateur": 200, "/support": 403}),
    (SUPPORT, {"/": 200, "/formateur": 403, "/support": 200}),
    (ADMINISTRATOR, {"/": 200, "/formateur": 200, "/support": 200}),
]


@pytest.mark.parametrize(("role", "pages"), MATRIX)
def test_each_role_opens_its_own_pages_and_no_other(
    accounts: Accounts, role: str | None, pages: dict[str, int]
) -> None:
    client = site(accounts)
    if role:
        assert sign_in(client, role) == 303
    for page, status in pages.items():
        whole = page.rstrip("/") + "/"
        for path in (whole, f"{whole}?view=api"):
            assert client.get(path).status_code == status, path
        bare = client.get(page)
        assert bare.status_code == (status if page == "/" or status != 200 else 307)
        assert status != 200 or page == "/" or bare.headers["location"] == whole


def test_with_access_by_code_the_chat_is_for_those_who_joined_or_signed_in(accounts: Accounts) -> None:
    client = site(accounts, access="code")
    answer = client.get("/")
    assert (answer.status_code, answer.headers["location"]) == (303, "/rejoindre")
    assert VISITOR_COOKIE not in client.cookies
    sign_in(client, TRAINEE)
    assert client.get("/").status_code == 200


def test_a_visitor_of_before_is_nobody_once_access_asks_for_an_account(accounts: Accounts) -> None:
    before = site(accounts)
    before.get("/")
    headers = {"cookie": f"{VISITOR_COOKIE}={before.cookies[VISITOR_COOKIE]}"}
    assert before.get("/qui", headers=headers).status_code == 200
    assert site(accounts, access="code").get("/qui", headers=headers).status_code == 401


def test_a_page_asked_for_without_account_leads_to_the_form_and_back(accounts: Accounts) -> None:
    client = site(accounts)
    location = client.get("/support").headers["location"]
    assert location == "/connexion?next=/support"
    form = client.get(location)
    assert 'name="next" value="/support"' in form.text
    answer = client.post("/connexion", data={"name": SUPPORT, "password": PASSWORD, "next": "/support"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/support")


@pytest.mark.parametrize(
    "asked",
    [
        "https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "/%2f/evil.example",
        "javascript:alert(1)", "/support\r\nSet-Cookie: a=b", "/support@evil.example", " //evil.example", "///evil", "",
    ],
)  # fmt: skip
def test_the_way_on_never_leaves_the_site(accounts: Accounts, asked: str) -> None:
    client = site(accounts)
    assert "evil" not in client.get("/connexion", params={"next": asked}).text
    answer = client.post("/connexion", data={"name": SUPPORT, "password": PASSWORD, "next": asked})
    assert answer.headers["location"] == "/support"


def test_the_way_on_is_a_page_that_the_role_opens(accounts: Accounts) -> None:
    homes = {TRAINEE: "/", TRAINER: "/formateur", SUPPORT: "/support", ADMINISTRATOR: "/administration"}
    for role, home in homes.items():
        answer = site(accounts).post("/connexion", data={"name": role, "password": PASSWORD, "next": ""})
        assert answer.headers["location"] == home
    answer = site(accounts).post("/connexion", data={"name": TRAINER, "password": PASSWORD, "next": "/support"})
    assert answer.headers["location"] == "/formateur"


def test_a_wrong_password_keeps_the_name_and_explains_without_saying_which_was_wrong(accounts: Accounts) -> None:
    client = site(accounts)
    wrong = client.post("/connexion", data={"name": SUPPORT, "password": "faux", "next": "/support"})
    unknown = client.post("/connexion", data={"name": "personne", "password": "faux", "next": "/support"})
    assert wrong.status_code == unknown.status_code == 401
    assert 'role="alert"' in wrong.text
    assert f'value="{SUPPORT}"' in wrong.text
    assert "faux" not in wrong.text
    assert wrong.text.replace(SUPPORT, "") == unknown.text.replace("personne", "").replace(SUPPORT, "")


def test_a_name_typed_in_the_form_comes_back_as_text(accounts: Accounts) -> None:
    hostile = '"><script>alert(1)</script>'
    page = site(accounts).post("/connexion", data={"name": hostile, "password": "x"}).text
    assert "<script>" not in page


def test_signing_in_gives_a_new_session_and_closes_the_former(accounts: Accounts) -> None:
    client = site(accounts)
    sign_in(client, TRAINER)
    former = client.cookies[SESSION_COOKIE]
    sign_in(client, SUPPORT)
    assert client.cookies[SESSION_COOKIE] != former
    kept = {"cookie": f"{SESSION_COOKIE}={former}"}
    assert site(accounts).get("/formateur", headers=kept).status_code == 303


def test_signing_out_takes_a_post_and_ends_the_session_wherever_its_cookie_is(accounts: Accounts) -> None:
    client = site(accounts)
    sign_in(client, SUPPORT)
    kept = {"cookie": f"{SESSION_COOKIE}={client.cookies[SESSION_COOKIE]}"}
    assert SUPPORT in client.get("/deconnexion").text
    assert client.get("/support/").status_code == 200
    assert client.post("/deconnexion").headers["location"] == "/connexion"
    assert SESSION_COOKIE not in client.cookies
    assert site(accounts).get("/support", headers=kept).status_code == 303


def test_a_disabled_account_is_out_at_its_next_request(accounts: Accounts) -> None:
    accounts.create("parti", PASSWORD, SUPPORT)
    client = site(accounts)
    sign_in(client, "parti")
    assert client.get("/support/").status_code == 200
    accounts.disable("parti")
    assert client.get("/support").status_code == 303


def test_pages_of_the_sign_in_are_not_kept_by_the_browser(accounts: Accounts) -> None:
    client = site(accounts)
    assert client.get("/connexion").headers["cache-control"] == "no-store"
    sign_in(client, SUPPORT)
    assert client.get("/deconnexion").headers["cache-control"] == "no-store"
