"""The whole site: each door, each event behind it, and what the pages say of themselves."""

import json
import re
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.people.accounts import ADMINISTRATOR, SUPPORT, TRAINEE, TRAINER
from bot.services import Services
from bot.web import server
from bot.web.identity import VISITOR_COOKIE
from tests.web.visits import SignIn

STAFF_PAGES = {
    "/formateur": {TRAINER, ADMINISTRATOR},
    "/support": {SUPPORT, ADMINISTRATOR},
    "/administration": {ADMINISTRATOR},
}
EVERYBODY = [None, TRAINEE, TRAINER, SUPPORT, ADMINISTRATOR]


def config_of(client: TestClient, page: str) -> dict[str, Any]:
    found = re.search(
        r"window\.gradio_config = (\{.*?\});</script>", client.get(f"{page.rstrip('/')}/").text, re.DOTALL
    )
    assert found
    config: dict[str, Any] = json.loads(found.group(1))
    return config


def join(client: TestClient, page: str, fn_index: int, **changes: Any) -> int:
    body = {"data": [], "fn_index": fn_index, "session_hash": "essai", "event_data": None, "trigger_id": None} | changes
    return client.post(f"{page.rstrip('/')}/gradio_api/queue/join", json=body).status_code


def test_health_tells_each_part(client_as: SignIn) -> None:
    answer = client_as(None).get("/healthz")
    assert answer.status_code == 200
    state = answer.json()
    assert {state[part] for part in ("status", "database", "index", "model", "vectors", "lexical")} == {"ok"}
    assert {state[part] for part in ("mail", "chat_model")} == {"non réglé"}
    assert state["disk_free_mb"] > 0
    assert state["passages"] > 50


def test_health_of_a_house_without_documents_says_what_to_do(services: Services) -> None:
    state = TestClient(server.create_app(services)).get("/healthz").json()
    assert state["status"] == "dégradé"
    assert "ingest.py" in state["index"]


@pytest.mark.parametrize("role", EVERYBODY)
@pytest.mark.parametrize("page", ["/", *STAFF_PAGES])
def test_no_event_of_a_page_is_reached_by_a_role_that_the_page_does_not_admit(
    client_as: SignIn, page: str, role: str | None
) -> None:
    events = len(config_of(client_as(ADMINISTRATOR), page)["dependencies"])
    assert events > 5 or page != "/"
    client = client_as(role)
    admitted = page == "/" or role in STAFF_PAGES[page]
    statuses = {join(client, page, index) for index in range(events)}
    assert statuses == ({200} if admitted else {401})
    assert client.get(f"{page.rstrip('/')}/config").status_code == (200 if admitted else 401)


def test_a_visitor_without_any_cookie_reaches_no_staff_event(running: FastAPI) -> None:
    stranger = TestClient(running)
    for page in STAFF_PAGES:
        assert join(stranger, page, 0) == 401
        assert stranger.post(f"{page}/gradio_api/upload", files={"files": b"x"}).status_code in (401, 404)


@pytest.mark.parametrize("page", ["/", *STAFF_PAGES])
def test_an_event_asked_for_by_another_site_is_refused(client_as: SignIn, page: str) -> None:
    client = client_as(ADMINISTRATOR)
    client.headers["Sec-Fetch-Site"] = "cross-site"
    assert join(client, page, 0) == 403


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/upload", "/gradio_api/file=secret.key", "/gradio_api/file=/etc/passwd", "/gradio_api/proxy=http://a",
        "/gradio_api/run/predict", "/gradio_api/call/ask", "/gradio_api/component_server", "/gradio_api/deep_link",
        "/gradio_api/stream/a/b/c/playlist.m3u8", "/gradio_api//upload", "/support/gradio_api/upload",
        "/support/gradio_api/file=/etc/passwd", "/formateur/gradio_api/proxy=http://a",
        "/administration/gradio_api/upload", "/administration/gradio_api/file=/etc/passwd",
    ],
)  # fmt: skip
def test_what_our_pages_do_not_use_of_gradio_does_not_exist(client_as: SignIn, path: str) -> None:
    client = client_as(ADMINISTRATOR)
    assert client.get(path).status_code in (404, 405)
    assert client.post(path, files={"files": b"x"}).status_code in (404, 405)


@pytest.mark.parametrize("name", ["choriste.db", "secret.key", "models/multilingual-e5-small/config.json"])
def test_nothing_of_the_data_folder_is_served_to_the_trainer_s_page_either(
    client_as: SignIn, small_course: Services, name: str
) -> None:
    path = (small_course.settings.data_dir / name).resolve()
    if not path.exists():  # the rows are in PostgreSQL
        path.write_bytes(b"secret")
    for client in (client_as(TRAINER), client_as(ADMINISTRATOR)):
        assert client.get(f"/formateur/gradio_api/file={path}").status_code in (403, 404)


def test_every_part_of_the_data_folder_but_gradio_s_own_is_never_served(app: FastAPI, small_course: Services) -> None:
    stored = {path.name for path in small_course.settings.data_dir.iterdir()} - {"gradio"}
    assert stored <= set(server._NEVER_SERVED)


def test_an_upload_above_the_limit_is_refused(client_as: SignIn, small_course: Services) -> None:
    big = b"x" * (small_course.settings.upload_max_mb * 1024 * 1024 + 1)
    answer = client_as(TRAINER).post("/formateur/gradio_api/upload", files={"files": ("gros.pdf", big)})
    assert answer.status_code == 413


@pytest.mark.parametrize("page", ["/", *STAFF_PAGES])
def test_a_page_is_french_and_ours_from_its_first_byte(client_as: SignIn, page: str) -> None:
    answer = client_as(ADMINISTRATOR).get(f"{page.rstrip('/')}/")
    html = answer.text
    assert html.index('<html lang="fr"') < 60
    assert html.index("/statique/choriste.css") < html.index("window.gradio_config")
    assert "<noscript>" in html
    assert "raw.githubusercontent" not in html
    assert "og:image" not in html
    assert html.count('name="viewport"') == 1
    assert answer.headers["cache-control"] == "private, no-cache"


@pytest.mark.parametrize("page", ["/", *STAFF_PAGES])
def test_a_page_calls_nobody_and_offers_no_other_way_in(client_as: SignIn, page: str) -> None:
    config = config_of(client_as(ADMINISTRATOR), page)
    assert config["analytics_enabled"] is False
    assert config["footer_links"] == []
    assert config["show_error"] is False if "show_error" in config else True
    assert {event["api_visibility"] for event in config["dependencies"]} <= {"private", "undocumented", "public"}


def test_the_visitor_s_token_is_nowhere_in_the_page(client_as: SignIn) -> None:
    client = client_as(None)
    signed = client.cookies[VISITOR_COOKIE]
    html = client.get("/").text
    assert signed not in html
    assert signed.split(".")[0] not in html


def test_static_files_are_served_and_nothing_above_them(client_as: SignIn) -> None:
    client = client_as(None)
    for name in ("choriste.css", "chat.css", "choriste.js", "choriste.svg"):
        assert client.get(f"/statique/{name}").status_code == 200
    for path in ("/statique/../server.py", "/statique/%2e%2e/server.py", "/statique/..%2fserver.py"):
        assert client.get(path).status_code == 404 or "def create_app" not in client.get(path).text
