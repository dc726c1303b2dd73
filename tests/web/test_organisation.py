"""Signing in by an organisation: a whole story with an honest provider, then all that a false one could try."""

import json
import os
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.people.accounts import ADMINISTRATOR, SUPPORT, TRAINER, Accounts
from bot.people.failed_sign_ins import FailedSignIns
from bot.people.organisation import Organisation, read_roles
from bot.people.provider import Identity, Provider
from bot.services import _read_roles
from bot.settings import InvalidSettings, load_settings
from bot.storage.database import Database, open_database
from bot.web import organisation as routes
from bot.web.addresses import Pseudonyms
from bot.web.guards import Doors, SecurityHeaders
from bot.web.identity import SESSION_COOKIE, Cookies
from bot.web.organisation import ADDRESS, BACK, COOKIE, Errands, organisation_routes
from bot.web.signin import sign_in_routes
from tests.web.provider import CLIENT, SECRET, LyingProvider, lying_provider, new_key
from tests.web.visits import PASSWORD

KEY = "clé"
UNREAD = ssl.create_default_context()  # httpx reads all the machine's certificates anew for each of its clients
ROLES = "profs=formateur,hotline=support,chefs=administrateur"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path_factory.mktemp('organisation') / 'choriste.db'}")
    Accounts(opened).create("admin", PASSWORD, ADMINISTRATOR)
    yield opened
    opened.close()


@pytest.fixture
def accounts(database: Database) -> Accounts:
    return Accounts(database)


@pytest.fixture(scope="module")
def listening() -> Iterator[LyingProvider]:
    with lying_provider() as provider:
        yield provider


@pytest.fixture
def lying(listening: LyingProvider) -> LyingProvider:
    listening.forget()
    return listening


@pytest.fixture(scope="module")
def honest() -> Iterator[str]:
    """The address of a real provider, a process of its own on this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce", "true"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=os.environ | {"NO_COLOR": "1"})
    assert process.stderr is not None
    said = []
    while "running on" not in (line := process.stderr.readline()):
        said.append(line)
        assert line, f"the provider stopped before it answered: {said}"
    threading.Thread(target=process.stderr.read, daemon=True).start()
    yield address
    process.terminate()
    process.wait()
    process.stderr.close()


def browser(accounts: Accounts, issuer: str, role_claim: str = "roles", secure: bool = False) -> TestClient:
    """A browser of its own at a site that this provider opens."""
    cookies = Cookies(KEY, secure)
    provider = Provider(issuer, CLIENT, SECRET, role_claim)
    organisation = Organisation(accounts._database, provider, read_roles(ROLES))
    app = FastAPI()
    doorkeeper = FailedSignIns(accounts._database, accounts)
    app.include_router(sign_in_routes(accounts, cookies, doorkeeper, Pseudonyms(KEY), organisation=True))
    app.include_router(organisation_routes(organisation, accounts, cookies, Errands(KEY, secure), secure))
    app.add_middleware(Doors, cookies=cookies, accounts=accounts, access="open")
    app.add_middleware(SecurityHeaders)
    return TestClient(app, base_url="https://testserver" if secure else "http://testserver", follow_redirects=False)


def leave(client: TestClient, wanted: str = "") -> str:
    answer = client.get(ADDRESS, params={"next": wanted})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def come_back(client: TestClient, brought: dict[str, str]) -> httpx.Response:
    answer: Any = client.get(BACK, params=brought)
    return answer  # type: ignore[no-any-return]


def is_out(client: TestClient, answer: httpx.Response, status: int) -> None:
    """Nobody is signed in, and the form is there with a sentence."""
    assert answer.status_code == status, answer.text
    assert SESSION_COOKIE not in client.cookies
    assert 'role="alert"' in answer.text
    assert 'action="/connexion"' in answer.text


# ---- The honest provider ----


def give_claims(issuer: str, subject: str, **claims: Any) -> None:
    httpx.put(f"{issuer}/users/{subject}", json=claims, verify=UNREAD).raise_for_status()


def agree(address: str, subject: str) -> dict[str, str]:
    """The person says who they are at the provider, which sends their browser back."""
    sent = httpx.post(address, data={"sub": subject}, verify=UNREAD).headers["location"]
    assert sent.startswith("http://testserver" + BACK + "?")
    return {key: values[0] for key, values in parse_qs(urlsplit(sent).query).items()}


def test_the_whole_story_with_a_real_provider(honest: str, accounts: Accounts) -> None:
    accounts.create("jeanne", PASSWORD, SUPPORT)
    client = browser(accounts, honest)
    assert "Se connecter avec mon organisation" in client.get("/connexion?next=/formateur").text
    give_claims(honest, "j-1", preferred_username="jeanne", name="Jeanne Petit", roles=["tous", "profs"])
    address = leave(client, "/formateur")
    asked = parse_qs(urlsplit(address).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert set(asked) >= {"state", "nonce", "code_challenge", "redirect_uri"}
    brought = agree(address, "j-1")
    answer = come_back(client, brought)
    assert (answer.status_code, answer.headers["location"]) == (303, "/formateur")
    assert COOKIE not in client.cookies
    user = next(user for user in accounts.list() if user.display == "Jeanne Petit")
    # The account of the same name is somebody else's, and stays so.
    assert (user.name, user.role) == ("jeanne (2)", TRAINER)
    assert accounts.check(user.name, "") is None
    assert client.get("/formateur/").status_code == 404  # past the door; there is no page behind it here

    # The same return again: its state is over, and its code too.
    thief = browser(accounts, honest)
    is_out(thief, come_back(thief, brought), 400)
    again = leave(thief)
    is_out(
        thief, come_back(thief, {"code": brought["code"], "state": parse_qs(urlsplit(again).query)["state"][0]}), 403
    )

    # Another role: the account is the same, and the former session ends.
    give_claims(honest, "j-1", preferred_username="jeanne.petit", roles="hotline")
    second = browser(accounts, honest)
    assert come_back(second, agree(leave(second, "/formateur"), "j-1")).headers["location"] == "/support"
    assert client.get("/formateur/").status_code == 303
    assert [one.role for one in accounts.list() if one.id == user.id] == [SUPPORT]

    # No role any more: out everywhere, with a sentence; the account waits.
    give_claims(honest, "j-1", roles=["tous"])
    third = browser(accounts, honest)
    answer = come_back(third, agree(leave(third), "j-1"))
    is_out(third, answer, 403)
    assert "aucun de vos rôles" in answer.text
    assert second.get("/support/").status_code == 303

    give_claims(honest, "j-1", roles=["hotline"])
    accounts.disable(user.name)
    answer = come_back(third, agree(leave(third), "j-1"))
    is_out(third, answer, 403)
    assert "désactivé" in answer.text

    # Somebody without a role leaves no trace.
    before = accounts.list()
    give_claims(honest, "p-1", preferred_username="paul", roles=["élèves"])
    is_out(third, come_back(third, agree(leave(third), "p-1")), 403)
    assert accounts.list() == before
    # The form is there for the administrator, whatever the organisation says.
    assert third.post("/connexion", data={"name": "admin", "password": PASSWORD}).status_code == 303


def test_who_says_no_at_the_provider_is_told_so(honest: str, accounts: Accounts) -> None:
    client = browser(accounts, honest)
    address = leave(client)
    sent = httpx.post(address, data={"action": "deny"}, verify=UNREAD).headers["location"]
    brought = {key: values[0] for key, values in parse_qs(urlsplit(sent).query).items()}
    state = parse_qs(urlsplit(address).query)["state"][0]
    assert brought["error"] == "access_denied"
    is_out(client, come_back(client, brought | {"state": state}), 403)


# ---- The lying one ----


def test_a_good_answer_is_believed(lying: LyingProvider, accounts: Accounts) -> None:
    client = browser(accounts, lying.issuer)
    assert come_back(client, lying.authorize(leave(client))).headers["location"] == "/formateur"
    assert SESSION_COOKIE in client.cookies


def a_key_that_nobody_knows(lying: LyingProvider) -> None:
    lying.signer = new_key("1, of a stranger")


def no_signature(lying: LyingProvider) -> None:
    lying.algorithm = "none"


def no_signature_though_announced(lying: LyingProvider) -> None:
    lying.algorithm = "none"
    lying.metadata = {"id_token_signing_alg_values_supported": ["none", "RS256"]}


def the_client_s_secret(lying: LyingProvider) -> None:
    lying.algorithm, lying.shared = "HS256", SECRET.encode()
    lying.metadata = {"id_token_signing_alg_values_supported": ["HS256", "RS256"]}


def the_public_key_as_a_secret(lying: LyingProvider) -> None:
    lying.algorithm, lying.shared = "HS256", lying.key.as_pem(private=False)
    lying.metadata = {"id_token_signing_alg_values_supported": ["HS256", "RS256"]}


def claims(**changed: Any) -> Callable[[LyingProvider], None]:
    def change(lying: LyingProvider) -> None:
        lying.token = changed

    return change


@pytest.mark.parametrize(
    "lie",
    [
        pytest.param(claims(nonce="un autre"), id="the nonce of another sign-in"),
        pytest.param(claims(nonce=None), id="no nonce"),
        pytest.param(claims(aud="un-autre-site"), id="for another site"),
        pytest.param(claims(aud=[CLIENT, "un-autre-site"]), id="for us and another"),
        pytest.param(claims(azp="un-autre-site"), id="asked for by another"),
        pytest.param(claims(aud=None), id="for nobody"),
        pytest.param(claims(exp=1_000_000_000), id="expired"),
        pytest.param(claims(exp=None), id="without an end"),
        pytest.param(claims(iat=4_000_000_000), id="from the future"),
        pytest.param(claims(iss="https://autre.exemple.fr"), id="of another issuer"),
        pytest.param(claims(iss=None), id="of no issuer"),
        pytest.param(claims(sub=None), id="of nobody"),
        pytest.param(claims(sub=""), id="of an empty name"),
        pytest.param(claims(sub=7), id="of a number"),
        pytest.param(claims(sub="x" * 256), id="of a name too long"),
        pytest.param(claims(at_hash="faux"), id="with another's access token"),
        a_key_that_nobody_knows, no_signature, no_signature_though_announced, the_client_s_secret,
        the_public_key_as_a_secret,
    ],
)  # fmt: skip
def test_a_token_that_is_not_for_this_sign_in_is_refused(
    lying: LyingProvider, accounts: Accounts, lie: Callable[[LyingProvider], None]
) -> None:
    before = accounts.list()
    lying.claims |= {"sub": "inconnue", "roles": ["chefs"]}
    lie(lying)
    client = browser(accounts, lying.issuer)
    answer = come_back(client, lying.authorize(leave(client)))
    is_out(client, answer, 403)
    assert "n'a pas pu être vérifiée" in answer.text.replace("&#39;", "'")
    assert accounts.list() == before


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/keys"])
@pytest.mark.parametrize(
    "breakage", [(500, {"error": "x"}), (200, b"<html>"), (200, []), (302, {}), (200, {"keys": 1})]
)
def test_a_provider_that_is_down_or_odd_lets_nobody_in_and_leaves_the_form(
    lying: LyingProvider, accounts: Accounts, path: str, breakage: tuple[int, Any]
) -> None:
    lying.broken, lying.breakage = path, breakage
    client = browser(accounts, lying.issuer)
    answer = client.get(ADDRESS)
    if answer.status_code == 303:
        answer = client.get(BACK, params=lying.authorize(answer.headers["location"]))
    assert answer.status_code in (403, 503)
    assert SESSION_COOKIE not in client.cookies
    assert 'role="alert"' in answer.text
    assert client.post("/connexion", data={"name": "admin", "password": PASSWORD}).status_code == 303


def test_a_provider_that_is_down_is_left_alone_for_a_moment_then_asked_again(
    lying: LyingProvider, accounts: Accounts
) -> None:
    moment = [0.0]
    provider = Provider(lying.issuer, CLIENT, SECRET, "roles", lambda: moment[0])
    app = FastAPI()
    organisation = Organisation(accounts._database, provider, {})
    app.include_router(organisation_routes(organisation, accounts, Cookies(KEY, False), Errands(KEY, False), False))
    client = TestClient(app, follow_redirects=False)
    lying.broken = "/.well-known/openid-configuration"
    assert [client.get(ADDRESS).status_code for _ in range(3)] == [503] * 3
    assert len(lying.asked) == 1
    lying.broken, moment[0] = "", 11
    assert [client.get(ADDRESS).status_code for _ in range(3)] == [303] * 3
    assert len(lying.asked) == 2
    moment[0] += 3601
    leave(client)
    assert len(lying.asked) == 3


def test_a_provider_that_says_nothing_is_not_waited_for(accounts: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.people.provider._TIMEOUT_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes the call, and never answers
        client = browser(accounts, f"http://127.0.0.1:{silent.getsockname()[1]}")
        is_out(client, client.get(ADDRESS), 503)  # type: ignore[arg-type]


def test_a_provider_that_gives_itself_for_another_is_not_believed(lying: LyingProvider, accounts: Accounts) -> None:
    for metadata in ({"issuer": "https://autre.exemple.fr"}, {"token_endpoint": None}, {"jwks_uri": "file:///etc/x"}):
        lying.metadata = metadata
        client = browser(accounts, lying.issuer)
        is_out(client, client.get(ADDRESS), 503)  # type: ignore[arg-type]


def test_new_keys_of_the_provider_are_fetched(lying: LyingProvider, accounts: Accounts) -> None:
    client = browser(accounts, lying.issuer)
    assert come_back(client, lying.authorize(leave(client))).status_code == 303
    former = lying.key
    try:
        for name in ("2", "2 again"):
            lying.key = lying.signer = new_key(name)
            assert come_back(client, lying.authorize(leave(client))).status_code == 303
    finally:
        lying.key = former


@pytest.mark.parametrize("asked", ["https://evil.example", "//evil.example", "/\\evil.example", "/inconnue"])
def test_the_way_on_never_leaves_the_site(lying: LyingProvider, accounts: Accounts, asked: str) -> None:
    client = browser(accounts, lying.issuer)
    assert come_back(client, lying.authorize(leave(client, asked))).headers["location"] in ("/", "/formateur")


def test_only_the_browser_that_left_comes_back(lying: LyingProvider, accounts: Accounts) -> None:
    client, other = browser(accounts, lying.issuer), browser(accounts, lying.issuer)
    brought = lying.authorize(leave(client))
    is_out(other, come_back(other, brought), 400)
    leave(other)
    is_out(other, come_back(other, brought), 400)
    for cookie in ("", "x", client.cookies[COOKIE][:-1]):
        answer = other.get(BACK, params=brought, headers={"cookie": f"{COOKIE}={cookie}"})
        assert answer.status_code == 400
    for changed in ({"state": ""}, {"state": "é"}, {"code": ""}, {"code": "x" * 5000}):
        stray = browser(accounts, lying.issuer)
        answer = come_back(stray, lying.authorize(leave(stray)) | changed)
        assert answer.status_code in (400, 403)
        assert SESSION_COOKIE not in stray.cookies


def test_a_return_is_good_once_and_for_ten_minutes(
    lying: LyingProvider, accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browser(accounts, lying.issuer)
    brought = lying.authorize(leave(client))
    kept = {"cookie": f"{COOKIE}={client.cookies[COOKIE]}"}
    assert come_back(client, brought).status_code == 303
    assert client.get(BACK, params=brought, headers=kept).status_code == 400
    monkeypatch.setattr(routes, "_GOOD_FOR_S", -1)
    assert client.get(BACK, params=lying.authorize(leave(client)), headers=kept).status_code == 400


@pytest.mark.parametrize("secure", [False, True])
def test_the_cookie_of_the_errand_is_out_of_reach(lying: LyingProvider, accounts: Accounts, secure: bool) -> None:
    answer = browser(accounts, lying.issuer, secure=secure).get(ADDRESS)
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith(f"{COOKIE}=")
    assert all(word in cookie for word in ("httponly", "samesite=lax", f"path={ADDRESS}", "max-age=600"))
    assert ("secure" in cookie) == secure
    back = parse_qs(urlsplit(answer.headers["location"]).query)["redirect_uri"]
    assert back == [f"http{'s' if secure else ''}://testserver{BACK}"]


def test_a_sign_in_by_the_organisation_gives_a_new_session(lying: LyingProvider, accounts: Accounts) -> None:
    client = browser(accounts, lying.issuer)
    client.post("/connexion", data={"name": "admin", "password": PASSWORD})
    former = client.cookies[SESSION_COOKIE]
    come_back(client, lying.authorize(leave(client)))
    assert client.cookies[SESSION_COOKIE] != former
    kept = {"cookie": f"{SESSION_COOKIE}={former}"}
    assert browser(accounts, lying.issuer).get("/administration", headers=kept).status_code == 303


def test_roles_are_looked_for_inside_a_claim_and_in_what_the_provider_says_apart(
    lying: LyingProvider, accounts: Accounts
) -> None:
    lying.claims = {"sub": "008", "realm_access": {"roles": ["hotline"]}}
    client = browser(accounts, lying.issuer, "realm_access.roles")
    assert come_back(client, lying.authorize(leave(client))).headers["location"] == "/support"
    lying.claims = {"sub": "009"}
    lying.userinfo = {"sub": "009", "roles": ["profs", "hotline"], "name": "Zoé"}
    client = browser(accounts, lying.issuer)
    assert come_back(client, lying.authorize(leave(client))).headers["location"] == "/formateur"
    lying.userinfo = {"sub": "010", "roles": ["chefs"]}
    client = browser(accounts, lying.issuer)
    is_out(client, come_back(client, lying.authorize(leave(client))), 403)


def test_names_that_can_t_be_an_account_s_are_replaced(lying: LyingProvider, accounts: Accounts) -> None:
    for number, name in enumerate(["visiteur", "\u202eadmin", "x" * 300, "", None, ["liste"]]):
        lying.claims = {"sub": f"nom-{number}", "preferred_username": name, "roles": ["hotline"]}
        client = browser(accounts, lying.issuer)
        assert come_back(client, lying.authorize(leave(client))).status_code == 303
    names = [user.name for user in accounts.list()]
    assert {"compte nom-0", "compte nom-1", "x" * 80, "compte nom-3", "compte nom-4", "compte nom-5"} <= set(names)


def test_somebody_who_comes_several_times_at_once_has_one_account(accounts: Accounts) -> None:
    organisation = Organisation(accounts._database, Provider("https://idp", CLIENT, SECRET, "roles"), read_roles(ROLES))
    start, entered = threading.Barrier(6), []

    def enter() -> None:
        start.wait()
        entered.append(organisation.enter(Identity("https://idp", "6", ("nadia",), "", ("profs",))).id)

    threads = [threading.Thread(target=enter) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(entered) == 6
    assert len(set(entered)) == 1
    assert [user.name for user in accounts.list() if user.name.startswith("nadia")] == ["nadia"]


# ---- Its settings ----

WHOLE = {
    "oidc_issuer": "https://idp.exemple.fr",
    "oidc_client_id": "choriste",
    "oidc_client_secret": "secret",
    "oidc_roles": ROLES,
}


def test_a_connection_set_by_halves_is_refused_with_what_is_missing() -> None:
    assert _read_roles(load_settings()) == {}
    assert list(_read_roles(load_settings(**WHOLE)).values()) == [TRAINER, SUPPORT, ADMINISTRATOR]
    for missing in WHOLE:
        with pytest.raises(InvalidSettings, match=f"il manque CHORISTE_{missing.upper()}"):
            _read_roles(load_settings(**{key: value for key, value in WHOLE.items() if key != missing}))
    for roles in ("profs", "profs=chef", "=formateur", "profs=formateur,x"):
        with pytest.raises(InvalidSettings, match="CHORISTE_OIDC_ROLES"):
            _read_roles(load_settings(**WHOLE | {"oidc_roles": roles}))


@pytest.mark.parametrize("issuer", ["idp.exemple.fr", "http://idp.exemple.fr", "https://", "https://a/?b", "file:///a"])
def test_an_address_that_is_no_provider_s_is_refused(issuer: str) -> None:
    with pytest.raises(InvalidSettings, match="CHORISTE_OIDC_ISSUER"):
        load_settings(oidc_issuer=issuer)


def test_the_secret_is_shown_nowhere() -> None:
    settings = load_settings(**WHOLE | {"oidc_client_secret": "très-secret"})
    assert "très-secret" not in f"{settings!r}{json.dumps(settings.model_dump(mode='json'))}"
