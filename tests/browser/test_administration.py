"""An administrator invites somebody, who chooses a password in their own browser, works, and is put out."""

import pytest
from playwright.sync_api import Page, expect

from bot.people.accounts import ADMINISTRATOR
from tests.browser.conftest import PHONE, WIDTHS, OpenBrowser, Site, violations

pytestmark = pytest.mark.browser

CHOSEN = "une phrase que je retiens"


def is_right(page: Page) -> None:
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("size", WIDTHS)
def test_from_the_invitation_to_the_door(open_browser: OpenBrowser, site: Site, size: tuple[int, int]) -> None:
    name = "Ana du téléphone" if size == PHONE else "Ana du bureau"
    administrator = open_browser(size)
    page = administrator.sign_in(ADMINISTRATOR, "/administration")
    row = page.locator("#account-list tr", has_text=name)
    expect(page.locator("#account-list tr", has_text="formateur").first).to_contain_text("actif")
    is_right(page)
    administrator.shoot("accounts")

    page.get_by_label("Nom du compte").fill(name)
    page.get_by_label("Nom affiché").fill("Ana Lopes")
    page.get_by_role("radio", name="Support").check()
    page.get_by_role("button", name="Créer le lien d'invitation").click()
    made = page.locator("#invite-made")
    expect(made).to_contain_text("n'est montré qu'une fois")
    expect(row).to_contain_text("invité")
    link = made.locator(".link-text").inner_text()
    assert link.startswith(f"{site.url}/invitation/")
    made.get_by_role("button", name="Copier le lien").click()
    expect(made.get_by_role("button")).to_have_text("Copié")
    is_right(page)
    administrator.shoot("accounts-invited")
    page.reload()
    expect(row).to_contain_text("invité")
    expect(page.get_by_text(link)).to_have_count(0)

    invited = open_browser(size)
    other = invited.open(link.removeprefix(site.url))
    expect(other.get_by_role("heading", name="Choisir votre mot de passe")).to_be_visible()
    is_right(other)
    invited.shoot("invitation")
    other.get_by_label("Nouveau mot de passe").fill(CHOSEN)
    other.get_by_label("Le même, encore une fois").fill("une autre phrase")
    other.get_by_role("button", name="Enregistrer et me connecter").click()
    expect(other.get_by_role("alert")).to_contain_text("ne sont pas les mêmes")
    is_right(other)
    invited.shoot("invitation-refused")
    other.get_by_label("Nouveau mot de passe").fill(CHOSEN)
    other.get_by_label("Le même, encore une fois").fill(CHOSEN)
    other.get_by_role("button", name="Enregistrer et me connecter").click()
    other.wait_for_url("**/support/")
    if size == PHONE:  # whose bar folds its links
        other.get_by_role("button", name="Menu").click()
    other.get_by_role("link", name="Mon compte").click()
    expect(other.get_by_role("heading", name="Mes navigateurs connectés")).to_be_visible()
    expect(other.get_by_text("ce navigateur")).to_be_visible()
    is_right(other)
    invited.shoot("own-account")

    page.reload()
    expect(row).to_contain_text("actif")
    row.get_by_role("button", name="Gérer").click()
    sheet = page.get_by_role("dialog", name="Gérer un compte")
    expect(sheet.get_by_role("heading", name=name)).to_be_visible()
    is_right(page)
    administrator.shoot("accounts-one")
    sheet.get_by_text("Désactiver le compte").click()
    expect(sheet.get_by_text("ne peut plus entrer")).to_be_visible()
    is_right(page)
    sheet.get_by_role("button", name="Désactiver", exact=True).click()
    expect(sheet.locator("#account-told")).to_contain_text("est désactivé")
    expect(sheet.get_by_text("Réactiver le compte")).to_be_visible()
    is_right(page)
    administrator.shoot("accounts-disabled")
    sheet.get_by_role("button", name="Fermer").click()
    expect(row).to_contain_text("désactivé le")

    other.goto(f"{site.url}/support/")
    other.wait_for_url("**/connexion?next=/support")
    other.get_by_label("Nom du compte").fill(name)
    other.get_by_label("Mot de passe").fill(CHOSEN)
    other.get_by_role("button", name="Se connecter").click()
    expect(other.get_by_role("alert")).to_contain_text("ne convient pas")
    other.goto(link)
    expect(other.get_by_role("heading", name="Lien inutilisable")).to_be_visible()
    is_right(other)
    invited.shoot("invitation-over")
