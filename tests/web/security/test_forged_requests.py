"""Requests that no page of ours would send: from other sites, by other methods, to other hosts, up other paths."""

from urllib.parse import unquote, urlsplit

import pytest
from fastapi import FastAPI
from starlette.routing import Mount

from bot.people.accounts import ADMINISTRATOR, SUPPORT, TRAINER
from tests.web.security.house import PAGES, PASSWORD, STAFF, VISITOR, House, changed, declared, join, pages_of, traces
from tests.web.security.routes import ROUTES

UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
FORGED = (
    {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"},
    {"Origin": "null"}, {"Origin": "http://testserver.evil.example"},
)  # fmt: skip
# What a page of Gradio answers to a stranger of its door or not: its shell, its own files, and its interface's calls.
GRADIO_OPEN = {"/", "/config", "/config/", "/static/{path:path}", "/assets/{path:path}", "/favicon.ico", "/theme.css",
               "/robots.txt", "/manifest.json"}  # fmt: skip
GRADIO_CALLS = {
    "/gradio_api/queue/join", "/gradio_api/queue/data", "/gradio_api/queue/status",
    "/gradio_api/heartbeat/{session_hash}", "/gradio_api/app_id", "/gradio_api/app_id/", "/gradio_api/info",
    "/gradio_api/info/", "/gradio_api/startup-events", "/gradio_api/login_check", "/gradio_api/login_check/",
    "/gradio_api/cancel", "/gradio_api/reset", "/gradio_api/reset/", "/gradio_api/user", "/gradio_api/user/",
}  # fmt: skip
GRADIO_FILES = {
    "/gradio_api/upload", "/gradio_api/upload_progress", "/gradio_api/file={path_or_url:path}",
}  # fmt: skip


@pytest.mark.parametrize("headers", FORGED, ids=lambda headers: " ".join(headers.values()))
def test_nothing_unsafe_is_done_for_another_site(house: House, headers: dict[str, str]) -> None:
    browser = house.browser(ADMINISTRATOR)
    browser.headers.update(headers)
    before = traces(house.services)
    for route, (address, _) in ROUTES.items():
        if route.split()[0] in UNSAFE:
            assert browser.request(route.split()[0], house.victim.at(address)).status_code == 403, route
    for page in PAGES:
        assert join(browser, page, 0) == 403
        assert browser.post(f"{page}/gradio_api/upload", files={"files": b"x"}).status_code == 403
    assert traces(house.services) == before


@pytest.mark.parametrize("who", [SUPPORT, VISITOR])
def test_a_method_that_a_route_does_not_declare_does_nothing(house: House, who: str) -> None:
    browser = house.browser(who)
    before = traces(house.services)
    for route, (address, _) in ROUTES.items():
        path = house.victim.at(address)
        known = {other.split()[0] for other, (same, _) in ROUTES.items() if same.split("?")[0] == address.split("?")[0]}
        for method in (*UNSAFE, "TRACE"):
            if method not in known:
                assert browser.request(method, path).status_code in (404, 405), f"{method} {route}"
        names = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")
        told = {browser.get(path, headers=headers).status_code for headers in ({}, dict.fromkeys(names, "POST"))}
        assert len(told) == 1, path
    assert changed(before, traces(house.services)) <= ({"audit_log"} if who in STAFF else set())


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"}, {"X-Forwarded-Host": "evil.example"}, {"Forwarded": "host=evil.example"},
        {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}, {"X-Original-URL": "/support"},
        {"X-Rewrite-URL": "/support"},
    ],
)  # fmt: skip
def test_a_host_of_somebody_s_choosing_is_in_no_link_of_ours(house: House, headers: dict[str, str]) -> None:
    browser = house.browser(VISITOR)
    for path in ("/connexion?next=/support", "/support", "/formateur/", "/deconnexion", "/rejoindre", "/mon-compte"):
        answer = browser.get(path, headers=headers)
        assert "evil.example" not in answer.text
        assert "evil.example" not in answer.headers.get("location", "")
    if "Host" not in headers:
        assert "evil.example" not in browser.get("/", headers=headers).text


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example", "//evil.example/", "/\\evil.example", "/%5cevil.example/%2e%2e", "/formateur//evil.example",
        "/mon-compte?next=//evil.example", "/ma-session?next=//evil.example", "/rejoindre?next=//evil.example&code=x",
        "/mes-donnees/effacer?next=//evil.example", "/invitation/x?next=//evil.example",
        "/connexion/?next=//evil.example", "/support?next=//evil.example", "//evil.example/%2f..", "/.evil.example",
    ],
)  # fmt: skip
@pytest.mark.parametrize("who", [VISITOR, ADMINISTRATOR])
def test_no_redirect_leaves_the_site(house: House, path: str, who: str) -> None:
    answer = house.browser(who).get(path)
    location = answer.headers.get("location", "")
    assert urlsplit(location).netloc in ("", "testserver")
    assert not location.startswith(("//", "/\\"))
    assert 'href="//evil' not in answer.text


@pytest.mark.parametrize("asked", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_no_form_leads_out_of_the_site_and_the_organisation_s_way_leads_to_it_alone(house: House, asked: str) -> None:
    browser = house.browser(VISITOR)
    left = browser.get("/connexion/organisation", params={"next": asked})
    there = urlsplit(left.headers["location"])
    assert there.scheme + "://" + there.netloc == house.services.settings.oidc_issuer
    assert asked not in unquote(there.query)
    assert "evil" not in browser.get("/connexion/organisation/retour", params={"next": asked, "state": "x"}).text
    for path in ("/connexion", "/rejoindre", "/ma-session", "/ma-session/quitter", "/mon-compte/navigateurs"):
        sent = {"next": asked, "name": "victime", "password": PASSWORD}
        location = browser.post(path, data=sent, params={"next": asked}).headers.get("location", "/")
        assert location.startswith("/")
        assert "evil" not in location
        assert "javascript" not in location


CLIMBS = ("../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%5c", "%252e%252e%252f", "....//", "..;/", "%c0%ae%c0%ae/")


@pytest.mark.parametrize("who", [VISITOR, TRAINER])
def test_no_path_climbs_out_of_where_it_is_served(house: House, who: str) -> None:
    browser, data = house.browser(who), house.services.settings.data_dir.resolve()
    secret = (data / "secret.key").read_text()
    file = "/formateur/gradio_api/file="
    prefixes = ("/statique/", "/static/", "/assets/", file, f"{file}{data}/gradio/", "/originaux/", "/pages/1/")
    for prefix in prefixes:
        for climb in CLIMBS:
            for path in (f"{climb}server.py", f"{climb * 12}{str(data)[1:]}/secret.key"):
                answer = browser.get(prefix + path)
                assert secret not in answer.text, prefix + path
                assert "def create_app" not in answer.text, prefix + path


@pytest.mark.parametrize(
    "target", ["secret.key", "choriste.db", "choriste.db-wal", "originals", "attachments", "models"]
)
def test_nothing_of_the_data_folder_is_given_by_its_own_name(house: House, target: str) -> None:
    data = house.services.settings.data_dir.resolve()
    for browser in map(house.browser, (VISITOR, ADMINISTRATOR)):
        for page in PAGES:
            for path in (data / target, f"{data}/gradio/../{target}"):
                assert browser.get(f"{page}/gradio_api/file={path}").status_code in (401, 403, 404)


def test_of_gradio_s_own_routes_only_those_that_a_page_uses_are_there(house: House) -> None:
    """Found in Gradio itself: one that a new version brings fails here until somebody has looked at it."""
    browsers = [house.browser(who) for who in (VISITOR, ADMINISTRATOR)]
    for page, routes in gradio_routes(house.app).items():
        used = GRADIO_OPEN | GRADIO_CALLS | (GRADIO_FILES if page == "/formateur" else set())
        assert "/gradio_api/component_server" in {path for _, path in routes}
        for method, path in routes:
            if path not in used:
                asked = (
                    path.replace("{path_or_url:path}", "a")
                    .replace("{path:path}", "a")
                    .replace("{", "")
                    .replace("}", "")
                )
                for browser in browsers:
                    status = browser.request(method, f"{page}{asked}").status_code
                    assert status in (404, 405), f"{method} {page}{path}"


def gradio_routes(app: FastAPI) -> dict[str, list[tuple[str, str]]]:
    mounts = {route.path: route.app for route in app.routes if isinstance(route, Mount) and route.path in pages_of(app)}
    return {
        page: [(method, path) for path, methods in declared(mounted.routes) for method in methods - {"HEAD"}]
        for page, mounted in mounts.items()
    }
