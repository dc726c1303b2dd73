"""Every story told by keys alone: no mouse, no touch, and never a step where one wouldn't know where one is."""

import re
from pathlib import Path

import pytest
from making import make_fiche
from playwright.sync_api import Locator, expect

from bot.desk.live import LiveTalks
from bot.people.accounts import SUPPORT, TRAINER
from tests.browser.conftest import DESK, PHONE, OpenBrowser, Site
from tests.browser.keyboard import Keys
from tests.browser.test_support import line, sent_ticket
from tests.browser.test_trainer_questions import ask_in_vain
from tests.desk.live import AlwaysOpen

pytestmark = pytest.mark.browser


def test_a_trainee_asks_votes_and_sends_a_ticket(open_browser: OpenBrowser) -> None:
    visitor = open_browser(PHONE)
    page = visitor.open()
    keys = Keys(page)
    expect(page.locator(".starter")).to_have_count(6)
    keys.press(page.get_by_role("link", name="Aller au contenu"))
    keys.press(page.locator(".starter").first)
    expect(page.locator("#now [data-state=answered]")).to_be_visible()
    keys.lands_on(page.locator("#now .asked"))

    box = page.get_by_label("Votre question")
    keys.type_in(box, "Ma facture est suspendue, dois-je la refaire ?")
    page.keyboard.press("Enter")
    expect(page.locator("#now [data-state=answered] .asked")).to_contain_text("dois-je la refaire")
    keys.lands_on(box)
    keys.back_to(page.locator("#now .cite").first)
    source = page.locator("#now details.source").first
    expect(source).to_have_attribute("open", "")
    keys.lands_on(source.locator("summary"))
    no = page.locator("#now .votes").get_by_role("button", name="Non")
    keys.press(no, "Space")
    expect(page.locator("#now .reasons")).to_be_visible()
    keys.lands_on(no)
    keys.press(page.get_by_role("button", name="incomplète"))
    expect(page.locator("#now .ladder")).to_be_visible()

    keys.press(page.get_by_role("button", name="Parler à un conseiller"))
    notice = page.locator("#notice")
    expect(notice.get_by_role("button", name="Fermer")).to_be_visible()
    keys.back_to(notice.get_by_role("button", name="Fermer"))
    expect(notice.locator(".note")).to_have_count(0)
    keys.lands_on(box)

    keys.press(page.locator("#prepare-ticket"))
    sheet = page.get_by_role("dialog", name="Préparer un ticket")
    keys.lands_on(sheet.get_by_role("heading", name="Préparer un ticket"))
    category = sheet.get_by_role("combobox", name="Catégorie")
    keys.reach(category)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(category).not_to_have_value("")
    keys.type_in(sheet.get_by_label("Titre"), "Suspendue, au clavier")
    keys.press(sheet.get_by_role("button", name="Relire et envoyer"))
    keys.lands_on(sheet.get_by_role("heading", name="Voici le ticket tel qu'il partira"))
    keys.press(sheet.get_by_role("button", name="Envoyer le ticket"))
    keys.lands_on(sheet.get_by_role("heading", name="Ticket envoyé"))
    keys.press(page.locator("#ticket-sent").get_by_role("button", name="Mes tickets"))
    mine = page.get_by_role("dialog", name="Mes tickets")
    keys.lands_on(mine.get_by_role("heading", name="Mes tickets"))
    expect(mine).to_contain_text("Suspendue, au clavier")
    keys.reach(mine.get_by_role("button", name="Fermer"), "Shift+Tab")
    visitor.shoot("keyboard-tickets")
    page.keyboard.press("Escape")
    expect(mine).to_be_hidden()
    keys.lands_on(page.locator("#prepare-ticket"))


def choose_by_keyboard(keys: Keys, button: Locator, file: Path) -> None:
    """Enter on the field opens the browser's own window.

    It is awaited before the keys that lead there: one that opens an instant too soon is the browser's own, which
    nobody answers, and no other opens beside it.
    """
    with keys.page.expect_file_chooser(timeout=45_000) as chooser:
        keys.reach(button)
        keys.page.keyboard.press("Enter")
    chooser.value.set_files(file)


def test_a_trainer_puts_a_file_in_service_withdraws_it_and_decides_a_gap(
    open_browser: OpenBrowser, site: Site, tmp_path: Path
) -> None:
    ask_in_vain(site.services, "Où se range le téléphérique du stage ?")
    visitor = open_browser(DESK)
    page = visitor.page
    page.goto(f"{site.url}/connexion?next=/formateur")
    keys = Keys(page)
    keys.check()  # the form opens on its first field
    page.keyboard.type(TRAINER)
    keys.type_in(page.get_by_label("Mot de passe"), "un mot de passe long")
    page.keyboard.press("Enter")
    expect(page.locator("#listing .count")).to_contain_text("en service")

    fiche = tmp_path / "telepherique.md"
    fiche.write_text(make_fiche("le téléphérique", essential="Le téléphérique se facture à la semaine."), "utf-8")
    choose_by_keyboard(keys, page.locator("#upload").get_by_role("button", name="Déposez les fichiers ici"), fiche)
    check = page.get_by_role("button", name=f"Vérifier : {fiche.name}")
    expect(check).to_be_visible(timeout=120_000)
    keys.press(check)
    document = page.locator("#document")
    title = document.locator("h2")
    expect(title).to_contain_text("téléphérique")
    keys.lands_on(title)
    keys.press(document.get_by_role("button", name="Mettre en service"))
    told = page.locator("#document-told .note.good")
    expect(told).to_contain_text("est en service", timeout=120_000)
    keys.lands_on(told)
    keys.press(document.get_by_role("button", name="Retirer"))
    expect(document.get_by_role("alert")).to_contain_text("ne répondront plus")
    keys.reach(document.get_by_role("button", name="Retirer ce document"))
    visitor.shoot("keyboard-withdraw")
    page.keyboard.press("Enter")
    expect(told).to_contain_text("est retiré", timeout=120_000)
    keys.lands_on(told)
    keys.back_to(page.get_by_role("button", name="‹ Documents"))
    keys.lands_on(page.get_by_role("button", name=re.compile("Ouvrir « .*téléphérique")))

    keys.reach(page.get_by_role("tab", name="Documents"), "Shift+Tab")
    page.keyboard.press("ArrowRight")
    keys.lands_on(page.get_by_role("tab", name="Questions"))
    page.keyboard.press("Enter")
    card = page.locator("#gap-groups .gap", has_text="téléphérique")
    cover = card.get_by_role("button", name="Déjà couvert par")
    keys.press(cover)
    sheet = page.get_by_role("dialog", name="Déjà couvert par")
    keys.lands_on(sheet.get_by_role("heading", name="Déjà couvert par"))
    page.keyboard.press("Escape")
    keys.lands_on(cover)
    keys.press(card.get_by_role("button", name="Hors sujet"))
    aside = page.locator("#question-told .note")
    expect(aside).to_contain_text("hors")
    keys.lands_on(aside)


def test_the_support_answers_a_ticket_and_a_talk(
    open_browser: OpenBrowser, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    live: LiveTalks = site.services.live
    monkeypatch.setattr(live, "_hours", AlwaysOpen())
    older, ticket = (sent_ticket(site.services, f"Sans souris {at}") for at in range(2))
    visitor = open_browser(DESK)
    page = visitor.sign_in(SUPPORT, "/support")
    keys = Keys(page)
    come = page.get_by_role("button", name="Je suis disponible")
    keys.press(come)
    keys.lands_on(page.get_by_role("button", name="Je fais une pause"))

    owner = "visiteur sans souris"
    conversation = site.services.conversations.start(owner)
    live.ask(conversation, owner, "demandé")
    [waiting] = live.queue()
    take = page.locator("#live-lists [data-act=take]")
    expect(take).to_have_count(1)
    keys.press(take)
    expect(page.locator("#live-heading")).to_contain_text("avec vous")
    keys.lands_on(page.locator("#live-heading h2"))
    keys.reach(page.get_by_label("Votre message au stagiaire"))
    page.keyboard.type("Bonjour, quel est le statut affiché ?")
    page.keyboard.press("Enter")
    expect(page.locator("#live-thread .said.mine")).to_contain_text("quel est le statut")
    keys.lands_on(page.get_by_label("Votre message au stagiaire"))
    visitor.shoot("keyboard-talk")
    keys.press(page.locator("#live-end button").first)
    keys.press(page.get_by_role("button", name="Terminer la conversation"))
    told = page.locator("#live-told .note")
    expect(told).to_contain_text("est terminée")
    keys.lands_on(told)
    assert live.get(waiting.id).messages[-1].text
    keys.press(page.get_by_role("button", name="Je fais une pause"))
    keys.lands_on(come)

    keys.reach(page.get_by_role("tab", name="Conversations"), "Shift+Tab")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(line(page, ticket)).to_be_visible()
    expect(page.get_by_role("tab")).to_have_text(["Conversations", "Tickets", "Mes propositions", "Chiffres"])
    page.keyboard.press("j")
    keys.lands_on(line(page, ticket))
    page.keyboard.press("j")
    keys.lands_on(line(page, older))
    page.keyboard.press("k")
    page.keyboard.press("o")
    expect(page.locator("#ticket .ticket-number")).to_contain_text(str(ticket.number))
    page.keyboard.press("r")
    keys.lands_on(page.get_by_label("Votre réponse"))
    page.keyboard.type("Complétez-la, ne la refaites pas.")
    keys.type_in(page.get_by_label("Ajouter une note"), "Vu au clavier.")
    keys.press(page.get_by_role("button", name="Ajouter la note"))
    expect(page.locator("#evidence")).to_contain_text("Vu au clavier.")
    keys.back_to(page.get_by_role("button", name="Envoyer la réponse"))
    told = page.locator("#desk-told .note.good")
    expect(told).to_contain_text("est envoyée")
    keys.lands_on(told)
    assert site.services.tickets.get(ticket.id).reply == "Complétez-la, ne la refaites pas."
    keys.press(page.get_by_role("button", name="Clore").first)
    expect(page.locator("#ticket .ticket-number")).to_contain_text("clos")
    keys.lands_on(told)
