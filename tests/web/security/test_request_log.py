"""One line per request, by which a failure is found again, and by which nobody gets in."""

import io
import json
import logging
import re
import secrets
from collections.abc import Iterator

import gradio as gr
import pytest
from fastapi.testclient import TestClient
from gradio.context import LocalContext
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.services import Services
from bot.settings import load_settings
from bot.web.addresses import TrustedProxies
from bot.web.failures import told_in_french
from bot.web.log_format import JsonLines, secrets_of
from bot.web.request_log import HEADER, RequestLog, masked

SECRETS = {
    "secret_key": "une-clé-très-secrète",
    "smtp_url": "smtp://stage:mot%20depasse@mail.example:587",
    "database_url": "postgresql://choriste:motdepassesql@base.example/choriste",
}


async def answer(request: Request) -> PlainTextResponse:
    if request.url.path == "/panne":
        raise RuntimeError(f"connexion refusée : {SECRETS['database_url']} {SECRETS['secret_key']}")
    return PlainTextResponse("fait")


@pytest.fixture
def client() -> TestClient:
    app = Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST"])])
    app.add_middleware(RequestLog)
    app.add_middleware(TrustedProxies, trusted="10.0.0.1")
    return TestClient(app)


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What goes to the log, as the application would write it with these settings."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(JsonLines(secrets_of(load_settings(**SECRETS))))
    handler.addFilter(lambda record: record.name.startswith(("choriste", "bot")))  # not the test's own client
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield out
    root.removeHandler(handler)
    root.setLevel(before)


def lines(written: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in written.getvalue().splitlines() if "choriste.requests" in line]


def test_a_request_is_one_line_without_query_cookie_nor_body(client: TestClient, written: io.StringIO) -> None:
    answer = client.post("/pieces/12?jeton=abc", content="corps", headers={"cookie": "choriste_session=temoin"})
    [line] = lines(written)
    assert {key: line[key] for key in ("method", "path", "status", "who")} == {
        "method": "POST", "path": "/pieces/{n}", "status": 200, "who": "inconnu",
    }  # fmt: skip
    assert line["request"] == answer.headers[HEADER]
    assert float(str(line["ms"])) >= 0
    for kept in ("jeton", "abc", "corps", "temoin", "choriste_session"):
        assert kept not in written.getvalue()


def test_a_failure_shows_a_french_page_whose_reference_is_in_the_log(client: TestClient, written: io.StringIO) -> None:
    answer = client.get("/panne")
    assert answer.status_code == 500
    reference = re.search(r"référence (\w+)", answer.text)
    assert reference
    assert answer.headers[HEADER].startswith(reference.group(1))
    failed, line = lines(written)
    assert reference.group(1) in str(failed["message"])
    assert (failed["request"], line["status"]) == (line["request"], 500)
    assert "RuntimeError" in str(failed["exception"])
    assert "RuntimeError" not in answer.text


def test_no_secret_setting_is_ever_written(client: TestClient, written: io.StringIO) -> None:
    client.get("/panne")
    logging.getLogger("bot.desk").warning("envoi : %s, « mot depasse »", SECRETS["smtp_url"])
    assert "(masqué)" in written.getvalue()
    for secret in ("une-clé-très-secrète", "mot%20depasse", "mot depasse", "motdepassesql"):
        assert secret not in written.getvalue()


def test_an_event_s_failure_has_the_reference_of_the_request_that_called_it() -> None:
    request = Request({"type": "http", "headers": [], "state": {"request_id": "0123456789abcdef"}})
    token = LocalContext.request.set(gr.Request(request))
    try:
        with pytest.raises(gr.Error, match="référence 01234567 au"), told_in_french():
            raise RuntimeError("panne")
    finally:
        LocalContext.request.reset(token)


@pytest.mark.parametrize(
    ("peer", "given", "believed"),
    [
        ("10.0.0.1", "proxy-0001", True), ("192.0.2.1", "proxy-0001", False), ("10.0.0.1", "court", False),
        ("10.0.0.1", "a b\tc d e f g", False), ("10.0.0.1", "x" * 65, False),
    ],
)  # fmt: skip
def test_a_request_id_is_taken_from_a_trusted_proxy_when_it_is_one(
    client: TestClient, peer: str, given: str, believed: bool
) -> None:
    at = TestClient(client.app, client=(peer, 1))
    assert (at.get("/", headers={HEADER: given}).headers[HEADER] == given) == believed


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/invitation/abcdef", "/invitation/…"), ("/rejoindre/K7Q2", "/rejoindre/…"),
        ("/originaux/12", "/originaux/{n}"),
        ("/pages/12/iv", "/pages/{n}/iv"), ("/gradio_api/heartbeat/xyz", "/gradio_api/heartbeat/…"),
        ("/formateur/gradio_api/file=/data/a.pdf", "/formateur/gradio_api/file=…"),
        ("/mot-de-passe/Zm9vYmFyYmF6cXV1eGZvb2Jhcg", "/mot-de-passe/…"), ("/a\nb\x1b[31m", "/a?b?[31m"),
        ("/assets/index-DphvyggB.js", "/assets/index-DphvyggB.js"),
    ],
)  # fmt: skip
def test_a_path_is_kept_without_what_it_names_by_a_secret(path: str, kept: str) -> None:
    assert masked(path) == kept


@pytest.mark.parametrize(
    ("method", "path", "secret"),
    [
        ("GET", "/rejoindre?code=K7Q2X9CD", "K7Q2X9CD"), ("POST", "/rejoindre?code=K7Q2X9CD", "K7Q2X9CD"),
        ("GET", "/invitation/Zm9v-abc_d", "Zm9v-abc_d"), ("POST", "/x/invitation/Zm9v-abc_d/", "Zm9v-abc_d"),
        ("GET", "/connexion/organisation/retour?code=unCode&state=unEtat", "unCode"),
        ("GET", "/connexion/organisation/retour?code=unCode&state=unEtat", "unEtat"),
        ("POST", "/mon-compte/mot-de-passe?former=monMotDePasse", "monMotDePasse"),
        ("GET", "/formateur/sessions/12345/affiche", "12345"), ("GET", "/x/Zm9vYmFyYmF6cXV1eGZvb2Jhcg", "Zm9v"),
    ],
)  # fmt: skip
def test_a_way_in_is_in_no_line(client: TestClient, written: io.StringIO, method: str, path: str, secret: str) -> None:
    client.request(method, path, headers={"Referer": f"http://testserver{path}"})
    assert lines(written)
    assert secret not in written.getvalue()


def test_a_database_that_fails_is_not_quoted_with_what_people_wrote(services: Services, written: io.StringIO) -> None:
    """SQLAlchemy's own message would hold the values: questions, names, e-mails, digests of tokens."""
    question = secrets.token_hex(16)
    try:
        with services.database.session() as session:
            session.execute(text("INSERT INTO absente VALUES (:said)"), {"said": question})
    except DatabaseError:
        logging.getLogger("choriste.requests").exception("failure")
    assert "absente" in written.getvalue()
    assert question not in written.getvalue()
