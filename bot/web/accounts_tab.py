"""« Comptes » as Gradio blocks: layout and wiring only, decisions are in ``accounts_actions.py``."""

from collections.abc import Callable
from typing import Any, Final

import gradio as gr

from bot.people.accounts import NAME_MAX, TRAINER
from bot.services import Services
from bot.web import accounts_actions as actions
from bot.web import texts_accounts as a
from bot.web.accounts_views import everybody_html
from bot.web.failures import told_in_french
from bot.web.html_part import acting_part, html_part
from bot.web.identity import visit_of
from bot.web.own_address import own_address
from bot.web.page import QUIET
from bot.web.permissions import Action, NotAllowed, allow
from bot.web.ticket_cards import sheet_head

_LOADING: Final = '<div class="bones" aria-hidden="true"><i></i><i></i><i></i></div>'
_ACTS: Final = ["reset", "role", "signout", "disable", "enable"]


def accounts_tab(services: Services, page: gr.Blocks) -> None:
    """The tab, read when ``page`` loads; to be called inside the page's ``gr.Tabs``."""
    secure = services.settings.cookie_secure
    with gr.Tab(a.TAB_ACCOUNTS) as tab, gr.Column(elem_id="accounts"):
        html_part(f"<h2>{a.TAB_ACCOUNTS}</h2><p class='soft'>{a.INTRO}</p>")
        with gr.Column(elem_id="invite"):
            html_part(f"<h3>{a.INVITE}</h3>")
            with gr.Row():
                account = gr.Textbox(label=a.NAME, info=a.NAME_HELP, max_lines=1, max_length=NAME_MAX, min_width=220)
                display = gr.Textbox(label=a.DISPLAY, max_lines=1, max_length=NAME_MAX, min_width=220)
            role = gr.Radio([(label, one) for one, label in a.ROLES.items()], value=TRAINER, label=a.ROLE)
            make = gr.Button(a.INVITE_BUTTON, variant="primary", elem_id="invite-make")
            made = html_part("", "invite-made")
        listing = acting_part(["open"], _LOADING, "account-list")
        told = html_part("", "accounts-told")
        everybody = acting_part(["everybody"], everybody_html(), "everybody")
        with gr.Column(visible=False, elem_id="account-sheet", elem_classes="sheet") as sheet:
            head = acting_part(["close"], sheet_head(a.SHEET_TITLE), "account-head")
            said = html_part("", "account-told")
            body = acting_part(_ACTS, "", "account-body")

    def site(request: gr.Request) -> str:
        return services.settings.public_url or own_address(request, secure)

    def show(request: gr.Request) -> str:
        with told_in_french():
            return actions.show_accounts(services, request.username)

    def invite(account: str, display: str, role: str, request: gr.Request) -> list[Any]:
        with told_in_french():
            allow(services.database, request.username, Action.MANAGE_ACCOUNTS)
            address = site(request)
            return [actions.invite(services, request.username, account, display, role, address), "", ""]

    def open_one(request: gr.Request, event: gr.EventData) -> list[Any]:
        with told_in_french():
            shown = actions.open_account(services, request.username, str(event.account))
            return [gr.Column(visible=True), "", shown]

    def close(request: gr.Request) -> list[Any]:
        with told_in_french():
            allow(services.database, request.username, Action.MANAGE_ACCOUNTS)
            return [gr.Column(visible=False), "", ""]

    def on(act: Callable[[gr.Request, str, gr.EventData], str]) -> Callable[..., list[Any]]:
        def run(request: gr.Request, event: gr.EventData) -> list[Any]:
            with told_in_french():
                allow(services.database, request.username, Action.MANAGE_ACCOUNTS)
                done = act(request, str(event.account), event)
                return [done, actions.open_account(services, request.username, str(event.account))]

        return run

    def sign_everybody_out(request: gr.Request, event: gr.EventData) -> str:
        with told_in_french():
            allow(services.database, request.username, Action.MANAGE_ACCOUNTS)
            if str(event.sure) != "oui":  # asked for by no button of ours
                raise NotAllowed
            return actions.sign_everybody_out(services, request.username, visit_of(request).session)

    acts: dict[str, Callable[[gr.Request, str, gr.EventData], str]] = {
        "reset": lambda who, name, _: actions.reset(services, who.username, name, site(who)),
        "role": lambda who, name, event: actions.change_role(services, who.username, name, str(event.role)),
        "signout": lambda who, name, _: actions.sign_out(services, who.username, name),
        "disable": lambda who, name, _: actions.disable(services, who.username, name),
        "enable": lambda who, name, _: actions.enable(services, who.username, name),
    }
    gr.on([page.load, tab.select], show, None, listing, **QUIET)
    gr.on(
        [make.click, account.submit, display.submit],
        invite,
        [account, display, role],
        [made, account, display],
        **QUIET,
    ).success(show, None, listing, **QUIET)
    listing.open(open_one, None, [sheet, said, body], **QUIET)
    head.close(close, None, [sheet, said, body], **QUIET)
    for act, run in acts.items():
        getattr(body, act)(on(run), None, [said, body], **QUIET).success(show, None, listing, **QUIET)
    everybody.everybody(sign_everybody_out, None, told, **QUIET).success(show, None, listing, **QUIET)
