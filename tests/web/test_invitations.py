"""The page of a link, and one's own account: what they take, what they refuse, and the session that follows."""

import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.people.accounts import ADMINISTRATOR, SUPPORT, TRAINEE, TRAINER
from bot.services import Services
from bot.storage.models import OrganisationIdentity
from bot.web.addresses import Pseudonyms
from bot.web.guards import Doors, SameOrigin, SecurityHeaders
from bot.web.identity import SESSION_COOKIE, Cookies
from bot.web.own_account import invitation_routes, own_account_routes
from bot.web.signin import sign_in_routes
from tests.web.visits import PASSWORD

OTHER = "une phrase que je retiens"


@pytest.fixture(scope="module")
def house(small_course: Services) -> Services:
    """The shared house, where accounts called « inv-… » are this module's alone."""
    return small_course


def browser(house: Services, secure: bool = False) -> TestClient:
    cookies, pseudonyms = Cookies("clé", secure), Pseudonyms("clé")
    app = FastAPI()
    app.include_router(sign_in_routes(house.accounts, cookies, house.failed_sign_ins, pseudonyms))
    app.include_router(invitation_routes(house, cookies))
    app.include_router(own_account_routes(house, cookies, pseudonyms))
    app.add_middleware(Doors, cookies=cookies, accounts=house.accounts, access="open")
    app.add_middleware(SameOrigin)
    app.add_middleware(SecurityHeaders)
    return TestClient(app, base_url="https://testserver" if secure else "http://testserver", follow_redirects=False)


def signed_in(house: Services, name: str, password: str = PASSWORD) -> TestClient:
    client = browser(house)
    assert client.post("/connexion", data={"name": name, "password": password}).status_code == 303
    return client


def invite(house: Services, name: str, role: str = TRAINER) -> str:
    return f"/invitation/{house.invitations.invite(name, role, by='ada').token}"


def test_a_link_leads_to_a_password_then_to_the_page_of_the_role(house: Services) -> None:
    homes = {TRAINEE: "/", TRAINER: "/formateur", SUPPORT: "/support", ADMINISTRATOR: "/administration"}
    for role, home in homes.items():
        link = invite(house, f"inv-{role}", role)
        client = browser(house)
        shown = client.get(link)
        assert f"inv-{role}" in shown.text
        assert "style=" not in shown.text
        assert (shown.headers["cache-control"], shown.headers["referrer-policy"]) == ("no-store", "no-referrer")
        answer = client.post(link, data={"password": OTHER, "again": OTHER})
        assert (answer.status_code, answer.headers["location"]) == (303, home)
        assert client.get(f"{home.rstrip('/')}/").status_code == 404  # past the door: no page is behind it here
        assert house.accounts.check(f"inv-{role}", OTHER) is not None


@pytest.mark.parametrize("secure", [False, True])
def test_the_session_of_who_was_invited_is_that_of_any_sign_in(house: Services, secure: bool) -> None:
    link = invite(house, f"inv-{secure}")
    client = browser(house, secure)
    cookie = client.post(link, data={"password": OTHER, "again": OTHER}).headers["set-cookie"].lower()
    assert cookie.startswith(f"{SESSION_COOKIE}=")
    assert all(word in cookie for word in ("httponly", "samesite=lax", "path=/"))
    assert ("secure" in cookie) == secure


def test_the_session_that_the_browser_came_with_is_closed(house: Services) -> None:
    house.accounts.create("inv-avant", PASSWORD, SUPPORT)
    client = signed_in(house, "inv-avant")
    former = client.cookies[SESSION_COOKIE]
    link = invite(house, "inv-après")
    assert "connecté avec le compte" in client.get(link).text
    client.post(link, data={"password": OTHER, "again": OTHER})
    assert client.cookies[SESSION_COOKIE] != former
    kept = {"cookie": f"{SESSION_COOKIE}={former}"}
    assert browser(house).get("/mon-compte", headers=kept).status_code == 303


@pytest.mark.parametrize(
    ("data", "word"),
    [
        ({"password": OTHER, "again": OTHER + "x"}, "ne sont pas les mêmes"),
        ({"password": "court", "again": "court"}, "de 10 à 200"),
        ({"password": "x" * 201, "again": "x" * 201}, "de 10 à 200"),
        ({}, "de 10 à 200"),
    ],
)
def test_a_password_that_cannot_do_is_refused_and_the_link_still_serves(
    house: Services, data: dict[str, str], word: str
) -> None:
    link = invite(house, f"inv-refus-{len(data.get('again', ''))}")
    client = browser(house)
    answer = client.post(link, data=data)
    assert answer.status_code == 400
    assert word in answer.text.replace("\u00a0", " ")
    assert 'role="alert"' in answer.text
    assert OTHER not in answer.text
    assert SESSION_COOKIE not in client.cookies
    assert client.post(link, data={"password": OTHER, "again": OTHER}).status_code == 303


def test_a_link_serves_once_and_then_says_so(house: Services) -> None:
    link = invite(house, "inv-fois")
    for _ in range(3):
        assert browser(house).get(link).status_code == 200  # a mail program that looks spends nothing
    browser(house).post(link, data={"password": OTHER, "again": OTHER})
    stranger = browser(house)
    for answer in (stranger.get(link), stranger.post(link, data={"password": PASSWORD, "again": PASSWORD})):
        assert answer.status_code == 403
        assert "déjà servi" in answer.text
    assert SESSION_COOKIE not in stranger.cookies
    assert house.accounts.check("inv-fois", PASSWORD) is None


@pytest.mark.parametrize("token", ["x", "a" * 5000, "%00", "..%2f..", "<script>alert(1)<%2fscript>"])
def test_a_link_of_nobody_opens_nothing(house: Services, token: str) -> None:
    client = browser(house)
    for answer in (client.get(f"/invitation/{token}"), client.post(f"/invitation/{token}", data={"password": OTHER})):
        assert answer.status_code in (403, 404)
        assert "<script>" not in answer.text
    assert SESSION_COOKIE not in client.cookies


def test_a_link_used_by_a_form_of_another_site_is_refused(house: Services) -> None:
    link = invite(house, "inv-ailleurs")
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert browser(house).post(link, data={"password": OTHER, "again": OTHER}, headers=headers).status_code == 403
    assert house.accounts.check("inv-ailleurs", OTHER) is None


def test_a_name_is_shown_as_text(house: Services) -> None:
    link = invite(house, "inv-<script>alert(1)</script>")
    assert "<script>" not in browser(house).get(link).text


# ---- One's own account ----


def test_one_s_own_account_asks_to_sign_in_and_leads_back(house: Services) -> None:
    client = browser(house)
    for answer in (
        client.get("/mon-compte"),
        client.post("/mon-compte/mot-de-passe", data={"former": PASSWORD, "password": OTHER, "again": OTHER}),
        client.post("/mon-compte/navigateurs"),
    ):
        assert (answer.status_code, answer.headers["location"]) == (303, "/connexion?next=/mon-compte")
    house.accounts.create("inv-retour", PASSWORD, TRAINEE)
    answer = client.post("/connexion", data={"name": "inv-retour", "password": PASSWORD, "next": "/mon-compte"})
    assert answer.headers["location"] == "/mon-compte"
    assert client.get("/mon-compte").headers["cache-control"] == "no-store"


def test_a_new_password_takes_the_former_and_renews_this_browser_s_session(house: Services) -> None:
    house.accounts.create("inv-change", PASSWORD, SUPPORT)
    client, elsewhere = signed_in(house, "inv-change"), signed_in(house, "inv-change")
    former = client.cookies[SESSION_COOKIE]
    wrong = client.post("/mon-compte/mot-de-passe", data={"former": "faux", "password": OTHER, "again": OTHER})
    assert wrong.status_code == 400
    assert "mot de passe actuel ne convient pas" in wrong.text
    differ = client.post("/mon-compte/mot-de-passe", data={"former": PASSWORD, "password": OTHER, "again": "x"})
    assert differ.status_code == 400
    assert elsewhere.get("/mon-compte").status_code == 200
    answer = client.post("/mon-compte/mot-de-passe", data={"former": PASSWORD, "password": OTHER, "again": OTHER})
    assert answer.headers["location"] == "/mon-compte?fait=mot-de-passe"
    assert client.cookies[SESSION_COOKIE] != former
    assert "Votre mot de passe est changé" in client.get(answer.headers["location"]).text
    assert elsewhere.get("/mon-compte").status_code == 303
    kept = {"cookie": f"{SESSION_COOKIE}={former}"}
    assert browser(house).get("/mon-compte", headers=kept).status_code == 303
    assert house.accounts.check("inv-change", OTHER) is not None


def test_one_sees_one_s_browsers_and_signs_the_others_out(house: Services) -> None:
    house.accounts.create("inv-voir", PASSWORD, SUPPORT)
    phone = browser(house)
    headers = {"User-Agent": "Mozilla/5.0 (Linux; Android 15) Chrome/130.0 Mobile Safari/537.36"}
    phone.post("/connexion", data={"name": "inv-voir", "password": PASSWORD}, headers=headers)
    client = signed_in(house, "inv-voir")
    shown = client.get("/mon-compte").text
    assert len(re.findall(r"<li>", shown)) == 2
    assert "Chrome sous Android" in shown
    assert shown.count("ce navigateur") == 1
    assert client.post("/mon-compte/navigateurs").headers["location"] == "/mon-compte?fait=navigateurs"
    assert phone.get("/mon-compte").status_code == 303
    shown = client.get("/mon-compte?fait=navigateurs").text
    assert "Aucun autre navigateur" in shown
    assert "Mozilla" not in shown


def test_an_account_of_the_organisation_has_no_password_to_change_here(house: Services) -> None:
    user = house.accounts.create("inv-org", None, SUPPORT)
    with house.database.session() as session:
        session.add(OrganisationIdentity(issuer="https://idp", subject="inv", user_id=user.id))
    client = browser(house)
    client.cookies.set(SESSION_COOKIE, Cookies("clé", False)._session.dumps(house.accounts.open_session(user)))
    shown = client.get("/mon-compte").text
    assert "par votre organisation" in shown
    assert "actuel" not in shown
    data = {"former": "", "password": OTHER, "again": OTHER}
    assert client.post("/mon-compte/mot-de-passe", data=data).status_code == 400
    assert house.accounts.check("inv-org", OTHER) is None
