"""The trainer's Friday in a real browser: what was asked in vain, a fiche, a link, golden questions, the board."""

import re

import pytest
from playwright.sync_api import Page, expect

from bot.people.accounts import SUPPORT, TRAINER
from bot.services import Services
from bot.storage.models import Conversation, Ticket, now
from tests.browser.conftest import DESK, PHONE, WIDTHS, OpenBrowser, Site, violations
from tests.desk.conftest import make_turn

pytestmark = pytest.mark.browser

# Each width has its own story, for what one has dealt with would be gone for the other: three ways to ask one thing,
# a word of it, the answer, and another wish.
STORIES = {
    PHONE: (
        (
            "Où garer mon dirigeable pendant le stage ?",
            "où garer un dirigeable au stage",
            "garer son dirigeable au stage",
        ),
        "dirigeable",
        "Le dirigeable se gare derrière la mairie, place du Marché : c'est **gratuit** toute la journée.",
        "à quelle heure décolle le ballon rouge ?",
    ),
    DESK: (
        (
            "Combien coûte le déjeuner du stage ?",
            "combien coûte un déjeuner au stage",
            "le déjeuner du stage coûte combien",
        ),
        "déjeuner",
        "Le déjeuner est **gratuit** : il est compris dans le prix du stage, à la cantine de la mairie.",
        "qui a peint le plafond de la salle bleue ?",
    ),
}


def ask_in_vain(services: Services, *questions: str) -> None:
    with services.database.session() as session:
        for question in questions:
            row = Conversation(id=f"vain {question}"[:36], owner="quelqu'un")
            row.turns.append(make_turn(question, "abstain", created_at=now()))
            session.add(row)


def is_right(page: Page) -> None:
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("size", WIDTHS)
def test_the_trainer_s_friday(open_browser: OpenBrowser, site: Site, size: tuple[int, int]) -> None:
    services = site.services
    asked, thing, answer, wish = STORIES[size]
    ask_in_vain(services, *asked, wish)
    visitor = open_browser(size)
    page = visitor.sign_in(TRAINER, "/formateur")
    page.get_by_role("tab", name="Questions").click()
    card = page.locator("#gap-groups .gap", has=page.get_by_role("heading", name=thing))
    expect(card).to_contain_text("3 fois", timeout=120_000)  # the model is loaded for it
    is_right(page)
    visitor.shoot("questions-to-do")

    card.get_by_role("button", name="Écrire une fiche").click()
    editor = page.get_by_role("dialog", name="Écrire une fiche")
    expect(editor.get_by_label("Question", exact=True)).to_have_value(re.compile(thing))
    expect(editor.locator(".note.warn")).to_contain_text("À compléter")
    editor.get_by_label("Réponse").fill(answer)
    editor.get_by_label("Le titre de la page ou du document").fill("Livret d'accueil du stage")
    expect(editor.locator(".preview strong")).to_have_text("gratuit")
    is_right(page)
    visitor.shoot("questions-editor")
    editor.get_by_role("button", name="Mettre la fiche en service").click()
    told = page.locator("#question-told")
    expect(told).to_contain_text("est en service", timeout=120_000)
    expect(card).to_have_count(0)
    assert thing in services.gaps.closest(asked[1])[0].text

    wished = page.locator("#gap-groups .gap", has=page.get_by_role("heading", name=wish))
    wished.get_by_role("button", name="Déjà couvert par").click()
    sheet = page.get_by_role("dialog", name="Déjà couvert par")
    sheet.get_by_label("Chercher un autre passage").fill("facture suspendue faut-il la refaire")
    chosen = sheet.get_by_role("button", name="Ce passage répond").first
    expect(sheet.locator(".gap").first).to_contain_text("Suspendue")
    is_right(page)
    visitor.shoot("questions-cover")
    chosen.click()
    expect(told).to_contain_text("mène désormais à", timeout=120_000)
    expect(wished).to_have_count(0)
    page.get_by_role("tab", name="Traitées").click()
    done = page.locator("#decisions .gap", has=page.get_by_role("heading", name=wish))
    expect(done).to_contain_text("Lié à")
    is_right(page)
    visitor.shoot("questions-done")
    done.get_by_role("button", name="Annuler").click()
    expect(told).to_contain_text("Décision annulée", timeout=120_000)
    expect(done).to_have_count(0)

    page.get_by_role("tab", name="Témoins").click()
    page.get_by_role("button", name="Ajouter ou échanger des questions").click()
    question = asked[2]
    page.locator("#golden-form").get_by_label("Question").fill(question)
    page.get_by_label("Mots attendus dans la réponse").fill("mairie / cantine")
    page.get_by_role("button", name="Ajouter la question").click()
    row = page.locator("#golden-list tr", has_text=question)
    expect(row).to_contain_text("pas encore posée")
    page.get_by_role("button", name="Poser toutes les questions").click()
    expect(row).to_contain_text("comme attendu", timeout=60_000)
    is_right(page)
    visitor.shoot("questions-golden")

    page.get_by_role("tab", name="Tableau de bord").click()
    expect(page.locator("#tiles")).to_contain_text("questions posées")
    expect(page.locator("#by-day .plot-container").first).to_be_visible(timeout=60_000)
    page.locator("#dashboard").get_by_text("Voir les chiffres").first.click()
    expect(page.locator("#dashboard table").first).to_contain_text("Sans réponse")
    is_right(page)
    visitor.shoot("dashboard")


# What the support answered by ticket, another thing for each width: how a trainee asked it, what the support said.
TICKETS = {
    PHONE: (
        "T-2026-900390",
        "Combien de temps le portail garde-t-il la montgolfière ?",
        "La montgolfière reste **trente jours** dans le hangar ; passé ce délai, demandez-la à la mairie.",
    ),
    DESK: (
        "T-2026-901280",
        "Quelle est la couleur du bonnet pour la sortie en mer ?",
        "Le bonnet est **rouge** : il est remis à l'entrée du port, et se rend le soir au même endroit.",
    ),
}


def answered_ticket(services: Services, number: str, question: str, reply: str) -> None:
    with services.database.session() as session:
        tried = [{"question": question, "answer": "", "sources": ["Livret d'accueil, page 2"]}]
        session.add(
            Ticket(
                number=number, owner="quelqu'un", state="envoyé", category="Autre", subject=question,
                description=question, stop_reason="incompris", tried=tried, sent_at=now(), reviewed_at=now(),
                reply=f"Bonjour,\n\n{reply}\n\nCordialement", reviewer=SUPPORT,
            )
        )  # fmt: skip


@pytest.mark.parametrize("size", WIDTHS)
def test_what_the_support_answered_becomes_a_fiche(
    open_browser: OpenBrowser, site: Site, size: tuple[int, int]
) -> None:
    number, question, reply = TICKETS[size]
    answered_ticket(site.services, number, question, reply)
    support = open_browser(size)
    page = support.sign_in(SUPPORT, "/support")
    page.get_by_role("tab", name="Mes propositions").click()
    page.get_by_label("Numéro d'un ticket répondu").fill(number)
    page.get_by_role("button", name="Proposer une fiche").click()
    form = page.get_by_role("dialog", name="Proposer une fiche")
    expect(form.get_by_label("Question, comme un stagiaire")).to_have_value(question)
    expect(form.locator(".preview h4")).to_contain_text(question[:20])
    expect(form.locator(".near")).to_contain_text("Déjà dit ailleurs")
    is_right(page)
    support.shoot("proposal-form")
    form.get_by_label("Un contournement").check()
    expect(form.locator("#proposal-preview .note.warn")).to_contain_text("Un contournement dit")
    form.get_by_label("À surveiller").fill("l'ouverture du nouveau port")
    expect(form.locator("#proposal-preview .preview")).to_contain_text("à surveiller")
    is_right(page)
    support.shoot("proposal-form-workaround")
    form.get_by_role("button", name="Proposer aux formateurs").click()
    expect(form.locator("#proposal-told .note.good")).to_be_visible()
    form.get_by_role("button", name="Fermer").click()
    mine = page.locator("#my-proposal-list .gap", has_text=question[:20])
    expect(mine).to_contain_text("proposée")
    is_right(page)
    support.shoot("proposals-mine")

    trainer = open_browser(size)
    page = trainer.sign_in(TRAINER, "/formateur")
    page.get_by_role("tab", name=re.compile(r"Propositions \(\d+\)")).click()
    card = page.locator("#proposal-list .gap", has_text=question[:20])
    expect(card).to_contain_text("contournement")
    expect(card.locator(".near")).to_be_visible()
    is_right(page)
    trainer.shoot("proposals-to-decide")
    card.get_by_role("button", name="Refuser").click()
    refusal = page.get_by_role("dialog", name="Refuser la proposition")
    expect(refusal.get_by_label("Raison")).to_be_visible()
    is_right(page)
    trainer.shoot("proposals-refusal")
    refusal.get_by_role("button", name="Fermer").click()
    card.get_by_role("button", name="Modifier puis accepter").click()
    editor = page.get_by_role("dialog", name="Modifier la proposition")
    expect(editor.get_by_label("Question", exact=True)).to_have_value(question)
    is_right(page)
    trainer.shoot("proposals-editor")
    editor.get_by_role("button", name="Fermer").click()
    card.get_by_role("button", name="Accepter telle quelle").click()
    expect(page.locator("#proposals-told")).to_contain_text("est en service", timeout=120_000)
    expect(card).to_have_count(0)
    page.get_by_role("tab", name="Décidées").click()
    expect(page.locator("#decided-list .gap", has_text=question[:20])).to_contain_text("fiche en service")
    is_right(page)
    trainer.shoot("proposals-decided")
