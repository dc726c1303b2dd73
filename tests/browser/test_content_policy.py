"""Every page opens under its content policy, and a payload that reached a page could not run there."""

import pytest
from playwright.sync_api import expect

from bot.desk.types import TicketChanges
from bot.people.accounts import ADMINISTRATOR, TRAINEE
from tests.browser.conftest import DESK, PASSWORD, OpenBrowser, Site

pytestmark = pytest.mark.browser

PAYLOAD = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>'


def test_no_page_breaks_its_policy_and_nothing_that_somebody_wrote_runs(open_browser: OpenBrowser, site: Site) -> None:
    """The browser's own complaints about the policy are errors of the console, which the fixture collects."""
    services = site.services
    author = services.accounts.create(PAYLOAD[:79], PASSWORD, TRAINEE)
    conversation = services.conversations.start(author.owner)
    services.conversations.ask(conversation, author.owner, f"Ma facture est suspendue {PAYLOAD}")
    draft = services.tickets.draft(conversation, author.owner)
    changes = TicketChanges(subject=PAYLOAD, description=PAYLOAD)
    services.tickets.send(draft.id, author.owner, changes, draft.revision)

    trainee = open_browser(DESK)
    page = trainee.sign_in(author.name, "/")
    expect(page.locator("#now .turn")).to_contain_text("window.hit")
    page.get_by_role("button", name="Mes tickets").click()
    expect(page.locator(".sheet").get_by_text("onerror").first).to_be_visible()
    assert page.evaluate("window.hit") is None

    staff = open_browser(DESK)
    page = staff.sign_in(ADMINISTRATOR, "/support")
    for name in ("Tickets", "Chiffres", "Conversations"):
        page.get_by_role("tab", name=name).first.click()
        expect(page.get_by_role("tabpanel").filter(visible=True).first).to_be_visible()
    page.get_by_role("tab", name="Tickets").first.click()
    expect(page.locator("#inbox").get_by_text("onerror").first).to_be_visible()
    assert page.evaluate("window.hit") is None
    staff.open("/formateur/")
    for name in ("Questions", "Propositions", "Tableau de bord", "Documents"):
        page.get_by_role("tab", name=name).first.click()
        expect(page.get_by_role("tabpanel").filter(visible=True).first).to_be_visible()
    for path in ("/corpus", "/deconnexion", "/connexion"):
        staff.open(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()

    # The policy itself, against a text that some page would forget to escape.
    staff.open("/formateur/")
    expect(page.get_by_role("tab", name="Documents").first).to_be_visible()
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<b id=planted onclick=\"window.hit=1\">x</b>"
        '<img src="data:," onerror="window.hit=1">\')'
    )
    page.evaluate("document.getElementById('planted').click()")
    expect(page.locator("#planted")).to_be_visible()
    assert page.evaluate("window.hit") is None
    refused = [said for said in staff.complaints if "Content Security Policy" in said]
    assert len(refused) >= 2
    staff.complaints = [said for said in staff.complaints if said not in refused[-2:]]
