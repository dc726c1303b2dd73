"""The trainer's story in a real browser, on a phone and at a desk: a file in service, one refused, what was missed."""

from pathlib import Path

import pytest
from asking import hits
from making import make_encrypted_pdf, make_fiche, make_pdf
from playwright.sync_api import Page, expect

from bot.people.accounts import SUPPORT, TRAINEE, TRAINER
from tests.browser.conftest import PHONE, WIDTHS, OpenBrowser

pytestmark = pytest.mark.browser


def send(page: Page, path: Path) -> None:
    page.locator("#upload input[type=file]").set_input_files(path)
    expect(page.locator("#upload").get_by_text(path.stem[:6])).to_be_visible()
    page.get_by_role("button", name="Mettre en service").click()


@pytest.mark.parametrize("size", WIDTHS)
def test_a_file_sent_is_in_service_found_in_the_list_and_downloaded(
    open_browser: OpenBrowser, tmp_path: Path, size: tuple[int, int]
) -> None:
    visitor = open_browser(size)
    page = visitor.sign_in(TRAINER, "/formateur")
    expect(page.locator("#listing")).to_contain_text("documents en service")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.locator("html").get_attribute("lang") == "fr"
    visitor.shoot("trainer-documents")

    subject = f"le funiculaire {size[0]}"
    fiche = tmp_path / f"funiculaire-{size[0]}.md"
    fiche.write_text(make_fiche(subject), encoding="utf-8")
    send(page, fiche)
    outcome = page.locator("#upload-outcome")
    expect(outcome.locator(".note.good")).to_contain_text(f"Le sujet {subject}", timeout=120_000)
    outcome.get_by_text("Voir ce qui a été lu").click()
    expect(outcome).to_contain_text("Questions fréquentes")
    visitor.shoot("trainer-published")
    assert "funiculaire" in hits(visitor.site.services, f"comment traiter {subject}")[0].passage.text

    page.get_by_label("Chercher").fill(f"funiculaire {size[0]}")
    expect(page.locator("#listing .count")).to_contain_text("1 document sur")
    visitor.shoot("trainer-found")
    with page.expect_download() as download:
        page.get_by_role("link", name=f"Télécharger l'original de « Le sujet {subject} »").click()
    assert Path(download.value.path()).read_bytes() == fiche.read_bytes()
    page.get_by_label("Chercher").fill("rien de tel")
    expect(page.locator("#listing")).to_contain_text("Aucun document ne correspond")
    visitor.shoot("trainer-nothing-found")


@pytest.mark.parametrize("size", WIDTHS)
def test_a_refused_file_says_why_and_leaves_the_list_as_it_was(
    open_browser: OpenBrowser, tmp_path: Path, size: tuple[int, int]
) -> None:
    visitor = open_browser(size)
    page = visitor.sign_in(TRAINER, "/formateur")
    count = page.locator("#listing .count")
    expect(count).to_be_visible()
    before = count.inner_text()
    page.get_by_role("button", name="Mettre en service").click()
    alert = page.locator("#upload-outcome").get_by_role("alert")
    expect(alert).to_contain_text("Choisissez d'abord un fichier")
    limit = visitor.site.services.settings.upload_max_mb
    page.locator("#upload input[type=file]").set_input_files(
        {"name": "gros.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-" + b"0" * (limit + 1) * 1_000_000}
    )
    too_large = page.locator("#too-large")
    expect(too_large).to_contain_text(f"Ce fichier fait {limit + 1},0 Mo ; la limite est de {limit} Mo")
    visitor.shoot("trainer-too-large")
    for name, data, sentence in (
        ("protege.pdf", make_encrypted_pdf(), "protégé par un mot de passe"),
        ("images.pdf", make_pdf(""), "ne contient aucun texte"),
        ("fausse-fiche.md", make_fiche("x", module="IX").encode(), "la clé « module » a une valeur refusée"),
    ):
        sent = tmp_path / name
        sent.write_bytes(data)
        send(page, sent)
        expect(alert).to_contain_text(sentence)
        expect(alert).to_contain_text("Rien n'a changé")
    expect(too_large).to_be_hidden()
    visitor.shoot("trainer-refused")
    assert count.inner_text() == before


def test_what_was_asked_in_vain_comes_to_the_trainer(open_browser: OpenBrowser) -> None:
    visitor = open_browser(PHONE)
    talks = visitor.site.services.conversations
    question = "Où garer mon dirigeable pendant le stage ?"
    turn = talks.ask(talks.start("visiteur-dirigeable"), "visiteur-dirigeable", question)
    talks.vote(turn.id, "visiteur-dirigeable", -1, "hors sujet")
    page = visitor.sign_in(TRAINER, "/formateur")
    page.get_by_role("tab", name="Questions sans réponse").click()
    row = page.locator("#gap-list tr", has_text="dirigeable")
    expect(row).to_contain_text("réponse jugée inutile : hors sujet")
    visitor.shoot("trainer-gaps")


@pytest.mark.parametrize("role", [TRAINEE, SUPPORT])
def test_another_role_is_turned_away_with_a_sentence(open_browser: OpenBrowser, role: str) -> None:
    visitor = open_browser(PHONE)
    visitor.sign_in(role, "/")
    visitor.open("/formateur")
    expect(visitor.page.get_by_text("Votre compte n'ouvre pas cette page")).to_be_visible()
    assert visitor.page.locator("#listing").count() == 0
