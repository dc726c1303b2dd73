"""« Propositions » on the trainer's page: what the support proposes as fiches, what says it already, what was decided.

Layout and wiring only; every decision is in ``proposal_decisions.py``.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final

import gradio as gr

from bot.services import Services
from bot.web import texts_proposals as p
from bot.web.failures import told_in_french
from bot.web.fiche_editor import EditorWork, FicheEditor
from bot.web.html_part import acting_part, html_part
from bot.web.page import QUIET
from bot.web.permissions import Action, allow
from bot.web.proposal_decisions import (
    accept_proposal,
    count_label,
    draft_of_proposal,
    open_refusal,
    refuse_proposal,
    reopen_proposal,
    send_edited,
    show_decided,
    show_waiting,
)
from bot.web.ticket_cards import sheet_head

_LOADING: Final = '<div class="bones" aria-hidden="true"><i></i><i></i><i></i></div>'
_EDITING: Final = EditorWork(
    "proposal", draft_of_proposal, send_edited, Action.SEE_PROPOSALS, p.EDITOR_TITLE, p.EDITOR_INTRO, "proposed-fiche"
)


def proposals_tab(services: Services, page: gr.Blocks) -> None:
    """The tab, made inside the page's ``gr.Tabs``; its name counts what waits, from ``page``'s loading on."""
    with gr.Tab(p.TAB) as tab, gr.Column(elem_id="proposals", elem_classes="proposals-place"):
        editor = FicheEditor(services, _EDITING)
        refusal = _RefusalSheet(services)
        told = html_part("", "proposals-told")
        with gr.Tabs(elem_id="proposal-tabs", overflow_behavior="wrap"):
            with gr.Tab(p.TAB_WAITING) as to_do:
                html_part(f"<h2>{p.TAB_WAITING}</h2><p class='soft'>{p.WAITING_INTRO}</p>")
                waiting = acting_part(["accept", "edit", "refuse"], _LOADING, "proposal-list")
            with gr.Tab(p.TAB_DECIDED) as done:
                html_part(f"<h2>{p.TAB_DECIDED}</h2><p class='soft'>{p.DECIDED_INTRO}</p>")
                decided = acting_part(["reopen"], _LOADING, "decided-list")

    def count(request: gr.Request) -> gr.Tab:
        with told_in_french():
            return gr.Tab(label=count_label(services, request.username))

    def show(request: gr.Request) -> str:
        with told_in_french():
            return show_waiting(services, request.username)

    def show_done(request: gr.Request) -> str:
        with told_in_french():
            return show_decided(services, request.username)

    def accept(request: gr.Request, event: gr.EventData) -> Iterator[str]:
        with told_in_french():
            yield from accept_proposal(services, request.username, str(event.proposal))

    def reopen(request: gr.Request, event: gr.EventData) -> str:
        with told_in_french():
            return reopen_proposal(services, request.username, str(event.proposal))

    def then_show(dependency: Any) -> None:  # noqa: ANN401 - Gradio gives it no public type
        dependency.then(show, None, waiting, **QUIET).then(show_done, None, decided, **QUIET).then(
            count, None, tab, **QUIET
        )

    page.load(count, None, tab, **QUIET)
    gr.on([tab.select, to_do.select], show, None, waiting, **QUIET).then(count, None, tab, **QUIET)
    done.select(show_done, None, decided, **QUIET)
    then_show(waiting.accept(accept, None, told, **QUIET))
    then_show(decided.reopen(reopen, None, told, **QUIET))
    editor.open_on(waiting.edit)
    editor.send_to(told, then_show)
    refusal.open_on(waiting.refuse)
    refusal.send_to(told, then_show)


class _RefusalSheet:
    """The sheet « Refuser la proposition »: the reason that its author will read."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._ref = gr.Textbox("", visible="hidden", label="proposal")
        with gr.Column(visible=False, elem_id="refusal-sheet", elem_classes="sheet fiche-editor") as self._sheet:
            self._head = html_part(sheet_head(p.REFUSAL_TITLE))
            self._intro = html_part()
            self._reason = gr.Textbox(
                label=p.REFUSAL_REASON, placeholder=p.REFUSAL_PLACEHOLDER, lines=3, max_lines=8, max_length=1000
            )
            with gr.Row(elem_classes="sheet-buttons"):
                self._send = gr.Button(p.REFUSAL_SEND, variant="primary")

        def close(request: gr.Request) -> gr.Column:
            with told_in_french():
                allow(services.database, request.username, Action.SEE_PROPOSALS)
                return gr.Column(visible=False)

        self._head.close(close, None, self._sheet, **QUIET)

    def open_on(self, listener: Any) -> None:  # noqa: ANN401 - an event of gr.HTML is made at run time
        """``listener``'s event carries the proposal."""

        def open_sheet(request: gr.Request, event: gr.EventData) -> list[Any]:
            with told_in_french():
                ref, intro = open_refusal(self._services, request.username, str(event.proposal))
                return [gr.Column(visible=True), ref, f"<p class='sheet-intro'>{intro}</p>", ""]

        listener(open_sheet, None, [self._sheet, self._ref, self._intro, self._reason], **QUIET)

    def send_to(self, place: gr.HTML, then: Callable[[Any], None]) -> None:
        """That it was refused is said in ``place``; ``then`` wires what follows."""

        def send(ref: str, reason: str, request: gr.Request) -> list[Any]:
            with told_in_french():
                said = refuse_proposal(self._services, request.username, ref, reason)
                return [gr.Column(visible=False), said]

        then(self._send.click(send, [self._ref, self._reason], [self._sheet, place], **QUIET))
