"""What belongs to somebody else can't be read nor changed by its number, through any route or event."""

from contextlib import suppress

import gradio as gr
import pytest

from bot.people.accounts import ADMINISTRATOR, SUPPORT, TRAINEE, TRAINER
from bot.web.ticket_actions import TicketRef
from tests.web.security.events import Said, call, ours, request_of
from tests.web.security.house import DISABLED, NOBODY, VISITOR, House, pages_of, traces

OTHERS = (VISITOR, NOBODY, DISABLED, TRAINEE, TRAINER)


@pytest.mark.parametrize("who", OTHERS)
def test_no_number_opens_the_answers_tickets_and_files_of_another(house: House, who: str) -> None:
    browser, victim = house.browser(who), house.victim
    addresses = [
        victim.at("/pages-citees/{turn}/{source}"), victim.at("/pieces/{attachment}"), "/tickets.csv", "/tickets.json",
        victim.at("/pieces/{ticket}"),
    ]  # fmt: skip
    for address in addresses:
        answer = browser.get(address)
        assert answer.status_code == 404, address
        assert "Secret" not in answer.text
    # The answer is that of what isn't there: numbers can't be tried to learn how many there are.
    assert browser.get(victim.at("/pieces/{attachment}")).text == browser.get("/pieces/999999").text


@pytest.mark.parametrize("who", [SUPPORT, ADMINISTRATOR])
def test_a_cited_page_is_the_trainee_s_alone_even_before_the_staff(house: House, who: str) -> None:
    assert house.browser(who).get(house.victim.at("/pages-citees/{turn}/{source}")).status_code == 404


@pytest.mark.parametrize("who", [VISITOR, TRAINEE, TRAINER, ADMINISTRATOR])
def test_no_event_of_the_chat_touches_or_shows_what_another_owns(house: House, who: str) -> None:
    """Every event, with the victim's numbers wherever a page would name something."""
    victim = house.victim
    said = Said(turnId=victim.turn, vote=-1, ticket=victim.ticket, file=victim.attachment, revision=1, text="volé")
    before = traces(house.services)
    for event in ours(pages_of(house.app)[""]):
        for ticket in (victim.ticket, victim.draft):
            shown: object = None
            with suppress(gr.Error):
                shown = call(event, request_of(house.services, who), TicketRef(ticket, 1), said, victim.conversation)
            assert "Secret" not in repr(shown)
            assert "passerelle" not in repr(shown).lower()
    after = traces(house.services)
    # The one who asked may have begun a conversation, and nothing else of theirs concerns the victim.
    assert {table for table in after if after[table] != before[table]} <= {"conversations", "turns", "citations"}
    assert house.services.conversations.turns(victim.conversation, victim.owner)[0].vote is None
