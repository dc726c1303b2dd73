"""axe-core finds nothing to say about any state of our screens, in both widths, light and dark."""

import re

import pytest
from playwright.sync_api import expect

from bot.people.accounts import ADMINISTRATOR
from tests.browser.conftest import DESK, PHONE, WIDTHS, OpenBrowser, violations
from tests.browser.test_trainee import ask

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", WIDTHS)
def test_every_state_of_the_trainee_s_page(open_browser: OpenBrowser, size: tuple[int, int]) -> None:
    visitor = open_browser(size)
    page = visitor.open()
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
    page.emulate_media(color_scheme="dark")
    visitor.shoot("trainee-tickets-dark")


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
    page.get_by_role("button", name="Menu").click()
    assert violations(page) == []
    page.get_by_role("link", name="Déconnexion").click()
    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url("**/connexion")
    assert violations(page) == []


@pytest.mark.parametrize("path", ["/", "/administration"])
def test_a_phone_s_bar_is_one_line_and_its_menu_opens_and_closes_by_the_keyboard(
    open_browser: OpenBrowser, path: str
) -> None:
    visitor = open_browser(PHONE)
    page = visitor.sign_in(ADMINISTRATOR, path)
    menu, link = page.get_by_role("button", name="Menu"), page.get_by_role("link", name="Mon compte")
    assert page.locator(".topbar").evaluate("bar => bar.getBoundingClientRect().height") < 60
    menu.focus()
    page.keyboard.press("Enter")
    expect(link).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Tab")
    expect(page.locator("#pages a").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(link).to_be_hidden()
    expect(menu).to_be_focused()
    menu.click()
    link.click()
    page.wait_for_url("**/mon-compte")


def test_a_page_that_turns_somebody_away(open_browser: OpenBrowser) -> None:
    visitor = open_browser(PHONE)
    page = visitor.sign_in("stagiaire", "/")
    visitor.open("/formateur")
    expect(page.get_by_text("Votre compte n'ouvre pas cette page")).to_be_visible()
    assert violations(page) == []
    visitor.open("/deconnexion")
    assert violations(page) == []
    visitor.shoot("turned-away")


@pytest.mark.parametrize("size", WIDTHS)
def test_the_statement_is_one_link_away(open_browser: OpenBrowser, size: tuple[int, int]) -> None:
    visitor = open_browser(size)
    page = visitor.open()
    page.get_by_role("link", name="Accessibilité : partiellement conforme").click()
    expect(page.get_by_role("heading", name="Accessibilité", level=1)).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Non audité par un tiers")
    assert violations(page) == []
    visitor.shoot("statement")


def test_the_screens_as_a_screen_reader_walks_them(open_browser: OpenBrowser) -> None:
    visitor = open_browser(PHONE)
    page = visitor.open()
    expect(page.locator(".starter")).to_have_count(6)
    expect(page.locator("body")).to_match_aria_snapshot(
        """
        - link "Aller au contenu"
        - main:
          - heading /Choriste/ [level=1]
          - navigation "Navigation":
            - button "Mes tickets"
            - button "Nouvelle conversation"
          - heading "Bonjour. Posez votre question avec vos mots." [level=2]
          - heading "Pour commencer, une question par module" [level=3]
          - list:
            - listitem:
              - button /Vocabulaire/
          - link /Accessibilité/
          - textbox "Votre question"
          - button "Envoyer"
        """
    )
    ask(page, "Ma facture est suspendue, dois-je la refaire ?")
    expect(page.locator("#now")).to_match_aria_snapshot(
        """
        - article:
          - heading /Vous.*dois-je la refaire/ [level=2]
          - complementary "Sources de la réponse 0":
            - heading "Sources de la réponse" [level=3]
          - group /aidé/:
            - button "Oui"
            - button "Non"
        """
    )
    page.goto(f"{visitor.site.url}/connexion")
    expect(page.locator("body")).to_match_aria_snapshot(
        """
        - link "Aller au contenu"
        - banner
        - main:
          - heading "Connexion" [level=1]
          - textbox "Nom du compte"
          - textbox "Mot de passe"
          - button "Se connecter"
        - contentinfo
        """
    )


def test_buttons_and_focus_are_seen_in_the_system_s_own_colours(open_browser: OpenBrowser) -> None:
    visitor = open_browser(PHONE)
    page = visitor.page
    page.emulate_media(forced_colors="active")
    visitor.open()
    expect(page.locator(".starter")).to_have_count(6)
    ask(page, "Ma facture est suspendue, dois-je la refaire ?")
    edges = "nodes => nodes.filter((node) => getComputedStyle(node).borderTopStyle === 'none').map((n) => n.outerHTML)"
    assert page.locator("#now button, #composer button:visible").evaluate_all(edges) == []
    page.keyboard.press("Tab")
    assert page.locator("*:focus").evaluate("node => getComputedStyle(node).outlineStyle") == "solid"
    visitor.shoot("forced-colors")


FAULTS = {
    "scrolls sideways": '<div style="width: 500px">trop large</div>',
    "cut": '<div style="width: 40px; overflow: hidden; white-space: nowrap">un texte bien trop long</div>',
    "small": '<a href="/" style="display: block; height: 12px; font-size: 9px">lien</a>',
    "faint edge": '<label>Nom <input style="border: 1px solid #eee; background: #fff; height: 44px"></label>',
    "English": '<button style="min-height: 44px" title="Close">Fermer</button>',
    "moves": "<style>@keyframes go {to {opacity: .9}} p {animation: go 1s infinite}</style><p>il bouge</p>",
    "color-contrast": '<p style="color: #ccc">pâle</p>',
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_found(open_browser: OpenBrowser, fault: str) -> None:
    page = open_browser(PHONE).page
    schemes = (
        "body {color-scheme: light; background: #fff} @media (prefers-color-scheme: dark) {body {color-scheme: dark}}"
    )
    page.set_content(f"<html lang='fr'><title>t</title><style>{schemes}</style><main><h1>t</h1>{FAULTS[fault]}</main>")
    assert any(one.startswith(fault) for one in violations(page))


def test_a_large_text_setting_does_not_hide_the_input(open_browser: OpenBrowser) -> None:
    page = open_browser(PHONE).open()
    expect(page.locator(".starter")).to_have_count(6)
    page.add_style_tag(content="html { font-size: 200% !important; }")
    expect(page.get_by_label("Votre question")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
