"""What a trainee reads, in « Mes tickets », of what becomes of a ticket that they sent."""

from markupsafe import Markup

from bot.desk.states import DRAFT
from bot.desk.types import TicketView
from bot.web import texts_desk as d
from bot.web.texts import typeset


def fate_html(ticket: TicketView) -> Markup:
    """A sentence for what the desk decided; empty while there is nothing to tell."""
    if ticket.state == DRAFT or not (said := d.FATES.get(ticket.state, "")):
        return Markup("")
    number = ticket.duplicate_number
    if ticket.state != "doublon":
        number = d.PORTAL_NUMBER_GIVEN.format(number=ticket.portal_number) if ticket.portal_number else ""
    told = typeset(said.format(number=number, state=ticket.duplicate_state))
    return Markup('<p class="ticket-fate">{}</p>').format(told)
