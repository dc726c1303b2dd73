"""A training day in real browsers: it is opened, a trainee joins by the QR code and asks, the trainer follows."""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from bot.chorus.categories import category_labels
from bot.people.accounts import TRAINER
from bot.people.training import paris_day
from bot.storage.models import Participant, Ticket, now
from bot.web import texts_sessions as s
from bot.web.qr_codes import qr_code
from bot.web.session_dates import short_day
from tests.browser.conftest import WIDTHS, OpenBrowser, Site, Visitor, violations
from tests.browser.test_trainee import ask

pytestmark = pytest.mark.browser


def is_right(visitor: Visitor, name: str) -> None:
    visitor.shoot(name)
    assert violations(visitor.page) == []
    assert visitor.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def squares(page: Page, place: str) -> str:
    return page.locator(f"{place} .qr path.qrline").get_attribute("d") or ""


@pytest.mark.parametrize("size", WIDTHS)
def test_a_training_day(open_browser: OpenBrowser, site: Site, size: tuple[int, int]) -> None:
    trainer = open_browser(size)
    desk = trainer.sign_in(TRAINER, "/formateur")
    desk.get_by_role("tab", name="Sessions").click()
    expect(desk.locator("#session-list .bones")).to_have_count(0)
    is_right(trainer, "sessions-list")
    desk.get_by_role("button", name="Ouvrir une session").click()
    form = desk.get_by_role("dialog", name="Ouvrir une session")
    title = f"Chorus Pro, écran de {size[0]}"
    form.get_by_label("Titre").fill(title)
    form.get_by_label("Premier jour").fill("demain")
    form.get_by_label("Lieu").fill("Lyon, salle 3")
    form.get_by_label("Programme").fill("9 h : le portail\n14 h : les factures")
    form.get_by_role("button", name="Enregistrer").click()
    expect(form.get_by_role("alert")).to_contain_text("Premier jour")
    is_right(trainer, "sessions-form")
    form.get_by_label("Premier jour").fill(short_day(paris_day(now())))
    form.get_by_role("button", name="Enregistrer").click()
    expect(desk.locator("#session-told .note.good")).to_contain_text("ouverte")
    code = desk.locator("#session-head .join-code").inner_text()
    assert re.fullmatch(r"[A-Z0-9]{4}\u00a0[A-Z0-9]{4}", code)
    address = f"{site.url}/rejoindre?code={code[:4]}{code[-4:]}"
    assert squares(desk, "#session-head") in qr_code(address, s.QR_LABEL)
    is_right(trainer, "session-opened")
    with trainer.context.expect_page() as opening:
        desk.get_by_role("link", name="Afficher en grand").click()
    poster = Visitor(opening.value, trainer.context, site)
    expect(poster.page.locator(".join-code")).to_have_text(code)
    assert squares(poster.page, ".poster") == squares(desk, "#session-head")
    is_right(poster, "session-poster")
    poster.page.close()

    trainee = open_browser(size)
    page = trainee.page
    page.goto(address)
    expect(page.get_by_role("status")).to_contain_text(title)
    expect(page.get_by_label("Prénom et nom")).to_be_focused()
    is_right(trainee, "join-form")
    page.get_by_label("Prénom et nom").fill("Awa Diallo")
    page.get_by_role("button", name="Rejoindre").click()
    expect(page.get_by_role("alert")).to_contain_text("adresse")
    expect(page.get_by_label("Prénom et nom")).to_have_value("Awa Diallo")
    expect(page.get_by_label("Adresse électronique")).to_be_focused()
    is_right(trainee, "join-refused")
    page.get_by_label("Adresse électronique").fill(f"awa{size[0]}@exemple.fr")
    page.get_by_role("button", name="Rejoindre").click()
    expect(page.locator(".starter")).to_have_count(6)
    ask(page, "Ma facture est suspendue, dois-je la refaire ?")
    is_right(trainee, "joined-chat")

    seat = desk.locator("#session-people .roll li", has_text="Awa Diallo")
    expect(seat).to_be_visible()
    expect(desk.locator("#session-asked")).to_contain_text("dois-je la refaire")
    expect(desk.locator("#session-asked")).not_to_contain_text("Awa")
    seat.get_by_role("button", name="Matin").click()
    expect(seat.get_by_role("button", name="Matin")).to_have_attribute("aria-pressed", "true")
    seat.get_by_role("button", name="Code de retour").click()
    expect(desk.locator("#session-told .note")).to_contain_text("quart d'heure")
    is_right(trainer, "session-running")

    page.get_by_role("link", name="Ma session").click()
    expect(page.get_by_text("14 h")).to_be_visible()
    is_right(trainee, "my-session")
    page.get_by_label("Montrer mon nom").check()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("status")).to_contain_text("enregistré")
    expect(desk.locator("#session-asked")).to_contain_text("Awa Diallo")

    seat.get_by_role("button", name="Libérer la place").click()
    expect(desk.locator("#session-told .note.good")).to_contain_text("déconnecté")
    page.goto(f"{site.url}/ma-session")
    expect(page).to_have_url(f"{site.url}/rejoindre")
    desk.locator("#session-told").get_by_role("button", name="Annuler").click()
    expect(desk.locator("#session-told .note.good")).to_contain_text("retrouvé")
    page.goto(f"{site.url}/ma-session")
    expect(page.get_by_label("Montrer mon nom")).to_be_checked()

    desk.locator("#session-head").get_by_role("button", name="Clore la session").click()
    expect(desk.locator("#session-head").get_by_role("alert")).to_contain_text("30")
    is_right(trainer, "session-closing")
    desk.get_by_role("button", name="Oui, clore").click()
    expect(desk.locator("#session-head .join-code")).to_have_count(0)
    is_right(trainer, "session-closed")
    desk.get_by_role("button", name="Toutes les sessions").click()
    expect(desk.locator("#session-list .session", has_text=title)).to_contain_text("close")
    is_right(trainer, "sessions-after")
    page.goto(address)
    expect(page.get_by_role("alert")).to_contain_text("terminée")
    is_right(trainee, "join-ended")
    the_bar_is_one_line(trainee, site)


def the_bar_is_one_line(trainee: Visitor, site: Site) -> None:
    """With all that a participant's bar may hold, a reply not yet read included; on the narrowest phone as well."""
    with site.services.database.session() as session:
        seat = session.scalars(select(Participant).order_by(Participant.id.desc()).limit(1)).one()
        session.add(
            Ticket(
                number=f"T-2025-{seat.id:06}", owner=f"participant:{seat.id}", state="répondu",
                category=category_labels()[0], subject="SIRET refusé", description="?", stop_reason="demande",
                fields={}, sent_at=now(), answered_at=now(), reply="Bonjour", reviewed_at=now(),
            )
        )  # fmt: skip
    page = trainee.page
    size = page.viewport_size or {"width": 0, "height": 0}
    for width in (size["width"], 320) if size["width"] < 640 else (size["width"],):
        page.set_viewport_size({"width": width, "height": size["height"]})
        trainee.open()
        expect(page.locator("#now .turn")).to_contain_text("suspendue")
        expect(page.get_by_label("Votre question")).to_have_value("")  # what was answered is no draft any more
        bar = page.locator("header.topbar")
        expect(bar.locator(".badge")).to_be_visible()
        is_right(trainee, "participant-bar")
        for name in ("Mes tickets", "Nouvelle conversation", "Ma session"):
            place = bar.get_by_role("link" if name == "Ma session" else "button", name=name)
            expect(place).to_be_in_viewport(ratio=1)
        box = bar.bounding_box()
        assert box is not None
        assert box["height"] <= 60
