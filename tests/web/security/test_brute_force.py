"""Guessing at the sign-in form itself: what it answers, to whom, and what it costs."""

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from bot.people.accounts import TRAINEE, TRAINER
from bot.people.failed_sign_ins import FREE_TRIES
from bot.people.join_codes import ALPHABET, LENGTH
from bot.settings import load_settings
from bot.web.identity import SESSION_COOKIE, Cookies, signing_key
from tests.web.security.house import PASSWORD, VISITOR, House

WRONG = "faux"


def browser_at(house: House, address: str) -> TestClient:
    return TestClient(house.app, follow_redirects=False, client=(address, 50_000))


def post(client: TestClient, name: str, password: str = WRONG) -> tuple[int, str]:
    answer = client.post("/connexion", data={"name": name, "password": password})
    return answer.status_code, answer.text.replace(name, "(nom)")


@pytest.fixture(scope="module")
def guessed(house: House) -> str:
    """An account of its own, for its name stays slowed down."""
    return house.services.accounts.create("devinée", PASSWORD, TRAINEE).name


def test_the_form_says_how_long_to_wait_and_keeps_quiet_about_the_name(house: House, guessed: str) -> None:
    for name, address in ((guessed, "192.0.2.1"), ("personne", "192.0.2.2")):
        client = browser_at(house, address)
        assert {post(client, name)[0] for _ in range(FREE_TRIES)} == {401}
        answer = client.post("/connexion", data={"name": name, "password": PASSWORD})
        assert answer.status_code == 429
        assert answer.headers["retry-after"] == "2"
        assert "attendez 2\u00a0secondes" in answer.text or "attendez 2 secondes" in answer.text
        assert f'value="{name}"' in answer.text
        assert SESSION_COOKIE not in client.cookies
    assert post(browser_at(house, "192.0.2.1"), guessed) == post(browser_at(house, "192.0.2.2"), "personne")


def test_the_owner_signs_in_from_another_address_meanwhile(house: House, guessed: str) -> None:
    assert post(browser_at(house, "192.0.2.77"), guessed, PASSWORD)[0] == 303


def test_one_household_s_ipv6_addresses_are_one(house: House, guessed: str) -> None:
    for number in range(FREE_TRIES):
        assert post(browser_at(house, f"2001:db8:1:2::{number + 1}"), guessed)[0] == 401
    assert post(browser_at(house, "2001:db8:1:2:ffff::1"), guessed)[0] == 429
    assert post(browser_at(house, "2001:db8:1:3::1"), guessed, PASSWORD)[0] == 303


def test_an_address_that_a_stranger_writes_in_a_header_is_not_believed(house: House, guessed: str) -> None:
    client = browser_at(house, "192.0.2.9")
    statuses = [
        client.post(
            "/connexion", data={"name": guessed, "password": "faux"},
            headers={"X-Forwarded-For": f"198.51.100.{number}", "Forwarded": f"for=198.51.100.{number}"},
        ).status_code
        for number in range(FREE_TRIES + 1)
    ]  # fmt: skip
    assert statuses == [*[401] * FREE_TRIES, 429]


def test_the_session_that_a_browser_brings_is_never_the_one_it_leaves_with(house: House) -> None:
    """Session fixation: whatever an attacker put in the browser, a true session or an invented one."""
    mine = browser_at(house, "192.0.2.50")
    assert post(mine, TRAINEE, PASSWORD)[0] == 303
    true = mine.cookies[SESSION_COOKIE]
    for planted in (true, "inventee", f"{true[:-2]}xx", ""):
        victim = house.browser(VISITOR)
        headers = {"cookie": f"{SESSION_COOKIE}={planted}"}
        answer = victim.post("/connexion", data={"name": "victime", "password": PASSWORD}, headers=headers)
        assert answer.status_code == 303
        given = victim.cookies[SESSION_COOKIE]
        assert given not in ("", planted)
        # What was planted opens nothing of the victim's afterwards.
        attacker = TestClient(house.app, follow_redirects=False)
        attacker.cookies.set(SESSION_COOKIE, planted)
        assert attacker.get("/deconnexion").headers.get("location") == "/connexion"


def test_the_former_password_is_no_easier_to_guess_in_a_browser_that_was_left_open(house: House) -> None:
    account = house.services.accounts.create("distraite", PASSWORD, TRAINEE)
    client = browser_at(house, "192.0.2.60")
    signed = Cookies(signing_key(house.services.settings), False)._session
    client.cookies.set(SESSION_COOKIE, signed.dumps(house.services.accounts.open_session(account)))

    def change(former: str) -> Response:
        sent = {"former": former, "password": "une autre phrase", "again": "une autre phrase"}
        return client.post("/mon-compte/mot-de-passe", data=sent)

    assert [change(WRONG).status_code for _ in range(FREE_TRIES)] == [400] * FREE_TRIES
    answer = change(PASSWORD)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "2")
    assert "pas été essayé" in answer.text
    assert post(client, "distraite", PASSWORD)[0] == 429  # nor by the sign-in form, meanwhile
    assert post(browser_at(house, "192.0.2.61"), "distraite", PASSWORD)[0] == 303
    assert client.get("/mon-compte").status_code == 200


def test_a_code_is_too_long_to_be_tried_out_at_the_rate_that_an_address_has() -> None:
    """Join and return codes alike; a return code lives a quarter of an hour, and needs its owner's e-mail too."""
    _, address = load_settings().rate_joins.split(",")
    an_hour = 60 * int(address.strip().removesuffix("/minute"))
    living = 12 * 10  # sessions at once, or return codes: ten classes
    assert living * an_hour * 24 * 30 / len(ALPHABET) ** LENGTH < 0.1


def test_a_code_that_is_no_session_s_tells_nothing_more_than_another(house: House) -> None:
    training = house.services.training
    [trainer] = [user for user in house.services.accounts.list() if user.name == TRAINER]
    former = training.find(house.training, trainer).code
    training.renew_code(house.training, trainer)
    client = browser_at(house, "192.0.2.62")
    client.get("/rejoindre")
    for code in (former, "34679CDF", "' OR 1=1 --", "%", "3467\x009CDF"):
        shown = client.get("/rejoindre", params={"code": code})
        sent = client.post("/rejoindre", data={"code": code, "name": "Ana", "email": "leo@exemple.fr"})
        assert (shown.status_code, sent.status_code) == (200, 400)
        assert "Autre stage" not in shown.text + sent.text
        assert "aucune session" in shown.text
