"""The trainer's week in a real browser, on a phone and at a desk: in, looked at, switched, gone back on, withdrawn."""

from pathlib import Path

import pytest
from asking import hits, texts
from making import make_encrypted_pdf, make_fiche, make_pdf
from playwright.sync_api import Page, expect

from bot.people.accounts import SUPPORT, TRAINEE, TRAINER
from tests.browser.conftest import PHONE, WIDTHS, OpenBrowser, violations

pytestmark = pytest.mark.browser
OLD, NEW = (
    "Le funiculaire {0} se facture au mois, avant le cinq.",
    "Le funiculaire {0} se facture au trimestre, désormais.",
)


def send(page: Page, *paths: Path) -> None:
    page.locator("#upload input[type=file]").set_input_files(list(paths))


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.parametrize("size", WIDTHS)
def test_the_week_of_a_trainer(open_browser: OpenBrowser, tmp_path: Path, size: tuple[int, int]) -> None:
    visitor = open_browser(size)
    services = visitor.site.services
    page = visitor.sign_in(TRAINER, "/formateur")
    expect(page.locator("#listing .count")).to_contain_text("en service")
    assert fits(page)
    assert page.locator("html").get_attribute("lang") == "fr"
    assert violations(page) == []
    visitor.shoot("trainer-documents")

    # Monday: a fascicle and a fiche, looked at before they count.
    subject = f"le funiculaire {size[0]}"
    fascicle, fiche = tmp_path / f"Cabine-{size[0]}.pdf", tmp_path / f"funiculaire-{size[0]}.md"
    pages = (f"La cabine {size[0]} se loue à la semaine, avec sa clé.", "", "Sa caution est rendue à la fin du mois.")
    fascicle.write_bytes(make_pdf(*pages, title=f"La cabine {size[0]}"))
    fiche.write_text(make_fiche(subject, essential=OLD.format(size[0])), encoding="utf-8")
    send(page, fascicle, fiche)
    for name in (fascicle.name, fiche.name):
        expect(page.locator("#jobs .job", has_text=name)).to_contain_text("à vérifier", timeout=120_000)
    assert violations(page) == []
    visitor.shoot("trainer-jobs")
    page.locator("#jobs").get_by_role("button", name=f"Vérifier : {fascicle.name}").click()
    document = page.locator("#document")
    expect(document.locator("h2")).to_contain_text(f"La cabine {size[0]}")
    expect(document.locator(".picture img")).to_have_js_property("complete", True)
    assert document.locator(".picture img").evaluate("image => image.naturalWidth") > 300
    document.get_by_role("button", name="Suivante").click()
    expect(document.locator(".preview")).to_contain_text("Aucun passage ne commence sur cette page")
    document.get_by_label("Essayer une question").fill("Comment se loue la cabine ?")
    document.get_by_role("button", name="Essayer").click()
    expect(page.locator("#tried")).to_contain_text("à la semaine", timeout=60_000)
    assert fits(page)
    assert violations(page) == []
    visitor.shoot("trainer-draft")
    document.get_by_role("button", name="Mettre en service").click()
    expect(page.locator("#document-told .note.good")).to_contain_text("est en service, version 1", timeout=120_000)
    page.get_by_role("button", name="‹ Documents").click()
    # The files are listed again once the switch is told: a click meanwhile would open the row that moved.
    expect(page.locator("#jobs").get_by_role("button", name=f"Vérifier : {fiche.name}")).to_be_visible()
    expect(page.locator("#jobs").get_by_role("button", name=f"Vérifier : {fascicle.name}")).to_have_count(0)
    page.locator("#jobs").get_by_role("button", name=f"Vérifier : {fiche.name}").click()
    expect(document.locator("h2")).to_contain_text(subject)
    document.get_by_role("button", name="Mettre en service").click()
    expect(page.locator("#document-told .note.good")).to_contain_text("est en service", timeout=120_000)
    assert OLD.format(size[0]) in texts(services, subject)

    # Tuesday: a new version, compared and put in service.
    page.get_by_role("button", name="‹ Documents").click()
    fiche.write_text(make_fiche(subject, essential=NEW.format(size[0])), encoding="utf-8")
    send(page, fiche)
    page.get_by_label("Chercher").fill(f"funiculaire {size[0]}")
    changed = page.locator("#listing").get_by_role("button", name="version 2 à vérifier")
    changed.click(timeout=120_000)
    expect(page.locator("#document-change")).to_contain_text("modifiés : 1")
    page.locator("#document-change summary").first.click()
    expect(page.locator("#document-change ins").first).to_be_visible()
    assert violations(page) == []
    visitor.shoot("trainer-comparison")
    document.get_by_role("button", name="Mettre en service").click()
    expect(page.locator("#document-told .note.good")).to_contain_text("version 2", timeout=120_000)
    assert NEW.format(size[0]) in texts(services, subject)

    # Wednesday: back to Monday's. Friday: withdrawn.
    page.locator("#document-versions").get_by_role("button", name="Version 1").click()
    document.get_by_role("button", name="Revenir à la version du").click()
    expect(page.locator("#document-told .note.good")).to_contain_text("version 1", timeout=120_000)
    assert OLD.format(size[0]) in texts(services, subject)
    document.get_by_role("button", name="Retirer").click()
    expect(document.get_by_role("alert")).to_contain_text("ne répondront plus")
    assert violations(page) == []
    visitor.shoot("trainer-withdraw")
    document.get_by_role("button", name="Retirer ce document").click()
    expect(page.locator("#document-told .note.good")).to_contain_text("est retiré", timeout=120_000)
    assert f"fiche:funiculaire-{size[0]}" not in {hit.passage.document_key for hit in hits(services, subject)}
    page.get_by_role("button", name="‹ Documents").click()
    expect(page.locator("#listing tbody tr")).to_contain_text("retiré")
    visitor.shoot("trainer-withdrawn")


@pytest.mark.parametrize("size", WIDTHS)
def test_refused_files_say_why_and_leave_the_list_as_it_was(
    open_browser: OpenBrowser, tmp_path: Path, size: tuple[int, int]
) -> None:
    visitor = open_browser(size)
    page = visitor.sign_in(TRAINER, "/formateur")
    count = page.locator("#listing .count")
    expect(count).to_be_visible()
    before = count.inner_text()
    limit = visitor.site.services.settings.upload_max_mb
    page.locator("#upload input[type=file]").set_input_files(
        {"name": "gros.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-" + b"0" * (limit + 1) * 1_000_000}
    )
    expect(page.locator("#too-large")).to_contain_text(
        f"Ce fichier fait {limit + 1},0 Mo ; la limite est de {limit} Mo"
    )
    refused = {
        f"protege-{size[0]}.pdf": (make_encrypted_pdf(), "protégé par un mot de passe"),
        f"fausse-{size[0]}.md": (make_fiche("x", module="IX").encode(), "la clé « module » a une valeur refusée"),
    }
    for name, (data, _) in refused.items():
        (tmp_path / name).write_bytes(data)
    send(page, *(tmp_path / name for name in refused))
    for name, (_, sentence) in refused.items():
        line = page.locator("#jobs .job", has_text=name)
        expect(line.get_by_role("alert")).to_contain_text(sentence, timeout=60_000)
        expect(line).to_contain_text("Rien n'a changé")
    expect(page.locator("#too-large")).to_be_hidden()
    visitor.shoot("trainer-refused")
    assert count.inner_text() == before
    for name in refused:
        page.get_by_role("button", name=f"Enlever de la liste : {name}").click()
        expect(page.locator("#jobs .job", has_text=name)).to_have_count(0)


@pytest.mark.parametrize("role", [TRAINEE, SUPPORT])
def test_another_role_is_turned_away_with_a_sentence(open_browser: OpenBrowser, role: str) -> None:
    visitor = open_browser(PHONE)
    visitor.sign_in(role, "/")
    visitor.open("/formateur")
    expect(visitor.page.get_by_text("Votre compte n'ouvre pas cette page")).to_be_visible()
    assert visitor.page.locator("#listing").count() == 0
