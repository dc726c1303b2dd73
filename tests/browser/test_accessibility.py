"""axe-core finds nothing to say about any state of our screens, in both widths, light and dark."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, WIDTHS, OpenBrowser, violations
from tests.browser.test_trainee import ask

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", WIDTHS)
def test_every_state_of_the_trainee_s_page(open_browser: OpenBrowser, size: tuple[int, int], dark: bool) -> None:
    visitor = open_browser(size)
    page = visitor.page
    page.emulate_media(color_scheme="dark" if dark else "light")
    visitor.open()
    expect(page.locator(".starter")).to_have_count(6)
    assert violations(page) == []
    ask(page, "Ma facture est suspendue, dois-je la refaire ?")
    page.locator("#now .cite").first.click()
    page.get_by_role("group", name=re.compile("aidé")).get_by_role("button", name="Non").click()
    expect(page.locator("#now .reasons")).to_be_visible()
    assert violations(page) == []
    ask(page, "Ma facture m'est revenue, je fais quoi ?")
    expect(page.locator("#now .cases .chip")).to_have_count(3)
    assert violations(page) == []
    page.get_by_role("button", name="Parler à un conseiller").click()
    expect(page.locator("#notice .note")).to_be_visible()
    assert violations(page) == []
    page.locator("#prepare-ticket").click()
    sheet = page.get_by_role("dialog", name="Préparer un ticket")
    sheet.get_by_label("Titre").fill("Facture suspendue")
    assert violations(page) == []
    sheet.get_by_role("button", name="Relire et envoyer").click()
    expect(sheet.get_by_role("button", name="Envoyer le ticket")).to_be_visible()
    assert violations(page) == []
    sheet.get_by_role("button", name="Fermer").click()
    page.get_by_role("button", name="Mes tickets").click()
    expect(page.get_by_role("dialog", name="Mes tickets")).to_be_visible()
    assert violations(page) == []
    visitor.shoot("trainee-tickets-dark" if dark else "trainee-tickets-light")


@pytest.mark.parametrize("size", WIDTHS)
def test_the_sign_in_form_before_and_after_a_refusal(open_browser: OpenBrowser, size: tuple[int, int]) -> None:
    visitor = open_browser(size)
    page = visitor.open("/connexion")
    assert violations(page) == []
    page.get_by_label("Nom du compte").fill("support")
    page.get_by_label("Mot de passe").fill("faux")
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("alert")).to_contain_text("ne convient pas")
    expect(page.get_by_label("Nom du compte")).to_have_value("support")
    assert violations(page) == []
    visitor.shoot("sign-in-refused")


def test_signing_in_and_out_again(open_browser: OpenBrowser) -> None:
    visitor = open_browser(DESK)
    page = visitor.sign_in("stagiaire", "/")
    page.get_by_role("link", name="Déconnexion").click()
    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url("**/connexion")
    assert violations(page) == []


def test_nothing_is_cut_at_320_pixels_wide(open_browser: OpenBrowser) -> None:
    visitor = open_browser((320, 640))
    page = visitor.open()
    expect(page.locator(".starter")).to_have_count(6)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    ask(page, "Ma facture est suspendue, dois-je la refaire ?")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.locator("#prepare-ticket").click()
    expect(page.get_by_label("Titre")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    visitor.shoot("trainee-narrow")


def test_a_large_text_setting_does_not_hide_the_input(open_browser: OpenBrowser) -> None:
    page = open_browser(PHONE).open()
    expect(page.locator(".starter")).to_have_count(6)
    page.add_style_tag(content="html { font-size: 200% !important; }")
    expect(page.get_by_label("Votre question")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
