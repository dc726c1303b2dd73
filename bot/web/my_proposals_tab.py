"""« Mes propositions » on the support's page: what one proposed, its state, and the trainer's word."""

from typing import Final

import gradio as gr

from bot.desk.proposal_types import ProposalText
from bot.desk.proposals_from import from_ticket, ticket_numbered
from bot.services import Services
from bot.web import texts_proposals as p
from bot.web.failures import told_in_french
from bot.web.html_part import acting_part, html_part
from bot.web.page import QUIET
from bot.web.proposal_actions import show_mine, withdraw_proposal
from bot.web.proposal_form import ProposalForm

_LOADING: Final = '<div class="bones" aria-hidden="true"><i></i><i></i><i></i></div>'


def my_proposals_tab(services: Services, form: ProposalForm) -> None:
    """The tab; to be called inside the page's ``gr.Tabs``."""

    def show(request: gr.Request) -> str:
        with told_in_french():
            return show_mine(services, request.username)

    def withdraw(request: gr.Request, event: gr.EventData) -> str:
        with told_in_french():
            return withdraw_proposal(services, request.username, str(event.proposal))

    def of_number(_: gr.EventData, number: str) -> ProposalText:
        return from_ticket(services.tickets, ticket_numbered(services.database, number or ""))

    with gr.Tab(p.TAB_MINE) as tab, gr.Column(elem_id="my-proposals", elem_classes="proposals-place"):
        html_part(f"<h2>{p.TAB_MINE}</h2><p class='soft'>{p.MINE_INTRO}</p>")
        with gr.Row(elem_classes="from-number"):
            number = gr.Textbox(
                label=p.FROM_NUMBER, placeholder="T-2026-000001", max_lines=1, max_length=20, min_width=180
            )
            begin = gr.Button(p.FROM_NUMBER_BUTTON)
        told = html_part("", "my-proposals-told")
        listing = acting_part(["withdraw"], _LOADING, "my-proposal-list")
    tab.select(show, None, listing, **QUIET)
    listing.withdraw(withdraw, None, told, **QUIET).then(show, None, listing, **QUIET)
    form.open_proposal_on(begin.click, of_number, [number])
    form.after_sending(lambda sent: sent.then(show, None, listing, **QUIET))
