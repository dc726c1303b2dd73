"""A browser that goes where nothing is reads it in French; a script gets what it always got."""

import pytest
from markupsafe import escape

from bot.people.accounts import TRAINER
from bot.web import texts
from tests.web.visits import SignIn

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.parametrize("path", ["/rien", "/formateur/rien", "/originaux/douze", "/formateur/sessions/abc/affiche"])
def test_an_address_that_is_not_there_is_told_in_french(client_as: SignIn, path: str) -> None:
    answer = client_as(TRAINER).get(path, headers=BROWSER)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert escape(texts.NOT_FOUND) in answer.text
    assert 'href="/"' in answer.text
    assert "detail" not in answer.text


def test_what_a_script_fetches_is_left_as_it_is(client_as: SignIn) -> None:
    answer = client_as(TRAINER).get("/rien", headers={"accept": "application/json"})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/json"


def test_a_page_that_is_there_comes_through(client_as: SignIn) -> None:
    assert "gradio_config" in client_as(TRAINER).get("/formateur/", headers=BROWSER).text
