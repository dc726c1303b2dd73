"""Who asks too often is told so in French and loses nothing; a class behind one address never notices."""

import pytest
from fastapi.testclient import TestClient
from starlette.applications import Starlette
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.settings import InvalidSettings, load_settings
from bot.web.addresses import Pseudonyms, TrustedProxies, network_of
from bot.web.identity import NotSignedIn
from bot.web.rates import JOINS, QUESTIONS, SIGN_INS, RateLimits, Rates, TooOften


class Somebody:
    """The visit of whoever the test says."""

    def __init__(self, owner: str | None) -> None:
        self._owner = owner

    @property
    def owner(self) -> str:
        if self._owner is None:
            raise NotSignedIn
        return self._owner


def request(owner: str | None, address: str = "192.0.2.1") -> HTTPConnection:
    scope = {"type": "http", "headers": [], "client": (address, 1), "state": {"visit": Somebody(owner)}}
    return HTTPConnection(scope)


def rates(**settings: str) -> Rates:
    return Rates(load_settings(**settings), Pseudonyms("clé"))


def test_each_person_has_their_own_measure_and_an_address_the_sum_of_many() -> None:
    counted = rates(rate_questions="2/minute, 5/minute")
    for owner in ("a", "a", "b", "b", "c"):
        counted.spend(QUESTIONS, request(owner))
    with pytest.raises(TooOften) as caught:
        counted.spend(QUESTIONS, request("d"))  # another person, the same address: it has had its share
    assert 0 < caught.value.wait.total_seconds() <= 60
    assert "Votre texte est gardé" in str(caught.value)
    counted.spend(QUESTIONS, request("d", "192.0.2.2"))
    counted.spend(JOINS, request("a"))  # another kind is counted apart


def test_what_is_refused_to_one_person_costs_nothing_to_their_class() -> None:
    counted = rates(rate_questions="1/minute, 3/minute")
    counted.spend(QUESTIONS, request("a"))
    for _ in range(10):
        with pytest.raises(TooOften):
            counted.spend(QUESTIONS, request("a"))
    counted.spend(QUESTIONS, request("b"))
    counted.spend(QUESTIONS, request("c"))


def test_the_defaults_let_ten_classes_ask_every_ten_seconds_behind_one_address() -> None:
    counted = rates()
    for _ in range(6):
        for trainee in range(120):
            counted.spend(QUESTIONS, request(f"user:{trainee}"))
    for trainee in range(120):
        counted.spend(SIGN_INS, request(f"visiteur {trainee}"))


def test_who_has_no_cookie_is_counted_by_the_address_alone() -> None:
    counted = rates(rate_joins="1/minute, 2/minute")
    counted.spend(JOINS, request(None))
    counted.spend(JOINS, request(None))
    with pytest.raises(TooOften):
        counted.spend(JOINS, request(None))


@pytest.fixture
def client() -> TestClient:
    async def anything(request: object) -> PlainTextResponse:
        return PlainTextResponse("fait")

    app = Starlette(routes=[Route("/{path:path}", anything, methods=["GET", "POST"])])
    limits = {f"rate_{kind}": "1/minute, 1/minute" for kind in ("sign_ins", "joins", "uploads", "invitations")}
    app.add_middleware(RateLimits, rates=rates(**limits))
    app.add_middleware(_Visited)
    return TestClient(app)


class _Visited:
    def __init__(self, app: object) -> None:
        self._app = app

    async def __call__(self, scope: dict[str, object], *rest: object) -> None:
        scope.setdefault("state", {})["visit"] = Somebody(None)  # type: ignore[index]
        await self._app(scope, *rest)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("method", "one", "other"),
    [
        ("POST", "/connexion", "/connexion/"), ("POST", "/connexion", "/mon-compte/mot-de-passe"),
        ("GET", "/rejoindre", "/rejoindre/ABC"), ("GET", "/rejoindre?code=K7Q2", "/rejoindre?code=K7Q3"),
        ("POST", "/rejoindre", "/rejoindre"), ("POST", "/invitation/abc", "/invitation/abd"),
        ("GET", "/invitation/abc", "/connexion/organisation/retour"), ("POST", "/pieces/ticket/1", "/corpus"),
        ("POST", "/formateur/gradio_api/upload", "/pieces/ticket/2"),
    ],
)  # fmt: skip
def test_a_route_asked_too_often_answers_429_with_the_time_to_wait(
    client: TestClient, method: str, one: str, other: str
) -> None:
    assert client.request(method, one).status_code == 200
    refused = client.request(method, other)
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert "attendez" in refused.text
    assert refused.headers["content-type"].startswith("text/plain" if other.startswith("/pieces") else "text/html")


def test_a_page_that_only_shows_a_form_is_not_counted(client: TestClient) -> None:
    assert {client.get("/connexion").status_code for _ in range(5)} == {200}


@pytest.mark.parametrize("value", ["30/minute", "beaucoup, 3/minute", "1/minute, 2/minute, 3/minute", ""])
def test_a_limit_that_can_t_be_read_stops_the_start(value: str) -> None:
    with pytest.raises(InvalidSettings, match="RATE_QUESTIONS"):
        load_settings(rate_questions=value)


@pytest.mark.parametrize(
    ("trusted", "peer", "seen"),
    [
        ("", "127.0.0.1", "127.0.0.1"), ("127.0.0.1", "127.0.0.1", "203.0.113.7"),
        ("10.0.0.0/8, 127.0.0.1", "10.1.2.3", "203.0.113.7"), ("10.0.0.0/8", "11.1.2.3", "11.1.2.3"),
    ],
)  # fmt: skip
def test_only_a_proxy_of_the_settings_is_believed(trusted: str, peer: str, seen: str) -> None:
    async def who(request: HTTPConnection) -> PlainTextResponse:
        assert request.client
        return PlainTextResponse(f"{request.client.host} {request.headers.get('x-forwarded-host')}")

    app = Starlette(routes=[Route("/", who)])
    app.add_middleware(TrustedProxies, trusted=trusted)
    headers = {"X-Forwarded-For": "198.51.100.1, 203.0.113.7", "X-Forwarded-Host": "evil.example"}
    answer = TestClient(app, client=(peer, 1)).get("/", headers=headers).text
    assert answer.split()[0] == seen
    assert (answer.split()[1] == "None") == (peer == seen)


@pytest.mark.parametrize("value", ["*", "tous", "10.0.0.0/99"])
def test_a_proxy_that_is_no_address_stops_the_start(value: str) -> None:
    with pytest.raises(InvalidSettings, match="TRUSTED_PROXIES"):
        load_settings(trusted_proxies=value)


def test_an_address_is_counted_under_a_name_that_says_nothing_of_it() -> None:
    name = Pseudonyms("clé").of(request("a", "192.0.2.1"))
    assert "192" not in name
    assert name == Pseudonyms("clé").of(request("b", "192.0.2.1"))
    assert name != Pseudonyms("une autre clé").of(request("a", "192.0.2.1"))
    assert network_of("2001:db8:1:2::9") == network_of("2001:db8:1:2:ffff::1") != network_of("2001:db8:1:3::9")
    assert network_of("::ffff:192.0.2.1") == "192.0.2.1"
