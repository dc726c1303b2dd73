"""The ticket on the desk: its column, with the form and its moves, and the evidence beside it; layout and wiring."""

from typing import Any, Final

import gradio as gr

from bot.chorus.categories import category_labels
from bot.desk.proposal_types import ProposalText
from bot.desk.proposals_from import from_ticket
from bot.desk.review import Dossier
from bot.desk.states import DESK, RULES, UNDER_REVIEW
from bot.desk.tickets import TicketConflict
from bot.services import Services
from bot.web import texts_desk as d
from bot.web import texts_staff as t
from bot.web.cards import notice
from bot.web.failures import told_in_french
from bot.web.html_part import acting_part, html_part
from bot.web.page import QUIET
from bot.web.proposal_form import ProposalForm
from bot.web.support_actions import (
    Opened,
    Typed,
    add_note,
    look_beside,
    make_move,
    open_ticket,
    reopen_page,
    stored_texts,
)
from bot.web.support_evidence import evidence_html, history_html, notes_html
from bot.web.support_views import (
    APART,
    conflict_html,
    exchange_html,
    heading_html,
    moves_html,
    nothing_open_html,
    portal_html,
)

_TOGETHER: Final = tuple(move for move, rule in RULES.items() if rule.by == DESK and move not in APART)


# What came of a move is said at the top; the focus goes there, not to the button that took the pressed one's place.
_SHOW_TOLD: Final = """() => {
  document.body.dataset.pane = 'ticket';
  if (!document.activeElement.closest('#ticket label')) window.scrollTo(0, 0);
  window.choristeFocus('#desk-told .note', '#conflict [role=alert]');
}"""


def show_pane(pane: str) -> str:
    """The script that shows one column on a phone, from its top unless somebody writes in it already."""
    return (
        f"() => {{ document.body.dataset.pane = '{pane}';"
        f" if (!document.activeElement.closest('#{pane} label')) window.scrollTo(0, 0); }}"
    )


class TicketPane:
    """Both columns; made inside the row of the desk. ``opened`` is what the page wrote down of its ticket."""

    def __init__(self, services: Services, proposal: ProposalForm) -> None:
        self._services = services
        with gr.Column(elem_id="ticket", min_width=300):
            to_inbox = gr.Button(t.BACK_TO_INBOX, elem_classes="only-phone", size="md")
            self._heading = html_part(nothing_open_html())
            self._told = html_part("", "desk-told")
            with gr.Column(visible=False, elem_id="conflict") as self._conflict:
                self._versions = html_part()
                take = gr.Button(t.CONFLICT_TAKE)
            with gr.Column(visible=False) as self._form:
                with gr.Accordion(d.TEXT, open=True):
                    category = gr.Dropdown(list(category_labels()), label=t.CATEGORY, filterable=False)
                    subject = gr.Textbox(label=t.SUBJECT, max_lines=4)
                    description = gr.Textbox(label=t.DESCRIPTION, lines=4, max_lines=14)
                self._exchange = html_part()
                reply = gr.Textbox(label=d.REPLY, info=d.REPLY_HELP, lines=5, max_lines=16, elem_id="reply")
                self._too = gr.Checkbox(False, label=d.TO_DUPLICATES, visible=False)
                self._moves = acting_part(_TOGETHER, "", "moves")
                self._propose = gr.Button(d.PROPOSE, visible=False, elem_id="propose")
                with gr.Accordion(d.FORWARD, open=False, visible=False) as self._forward:
                    self._portal = html_part()
                    number = gr.Textbox(label=d.PORTAL_NUMBER, max_length=40, max_lines=1)
                    forward = acting_part(["forward"], moves_html(["forward"]))
                with gr.Accordion(d.DUPLICATE_PART, open=False, visible=False) as self._repeats:
                    original = gr.Textbox(label=d.ORIGINAL, placeholder="T-2026-000001", max_length=20, max_lines=1)
                    repeat = acting_part(["mark_duplicate"], moves_html(["mark_duplicate"]))
                to_evidence = gr.Button(t.TO_EVIDENCE, elem_classes="only-phone", size="md")
            self.opened = gr.Textbox("", visible="hidden", label="opened")
        with gr.Column(elem_id="evidence", min_width=280):
            to_ticket = gr.Button(t.BACK_TO_TICKET, elem_classes="only-phone", size="md")
            self._evidence = acting_part(["open"])
            with gr.Column(visible=False) as self._notes:
                self._noted = html_part()
                note = gr.Textbox(label=d.NOTE, lines=2, max_lines=8, elem_id="note")
                add = gr.Button(d.ADD_NOTE)
                self._history = html_part()
        self._fields = [category, subject, description, reply]
        self._typed = [*self._fields, self._too, number, original]
        self._note = note
        for button, pane in ((to_inbox, "inbox"), (to_ticket, "ticket"), (to_evidence, "evidence")):
            button.click(None, js=show_pane(pane), **QUIET)
        take.click(self._reopen, self.opened, self._screen, **QUIET)
        add.click(self._add_note, [self.opened, note], [self._noted, note, self._told], **QUIET)
        self.open_on(self._evidence.open)
        proposal.open_proposal_on(self._propose.click, self._as_proposal, [self.opened])
        moves = [*(getattr(self._moves, move) for move in _TOGETHER), forward.forward, repeat.mark_duplicate]
        for listener in moves:
            done = listener(self._move, [self.opened, *self._typed], self._screen, **QUIET)
            done.then(None, js=_SHOW_TOLD, **QUIET)

    def open_on(self, listener: Any) -> None:  # noqa: ANN401 - an event of gr.HTML is made at run time
        """``listener``'s event says which ticket."""

        def show(request: gr.Request, event: gr.EventData) -> list[Any]:
            with told_in_french():
                name = request.username
                return self._drawn(open_ticket(self._services, name, int(event.ticket)), name, "")

        listener(show, None, self._screen, **QUIET).then(None, js=show_pane("ticket"), **QUIET)

    def _move(
        self, opened: str, category: str, subject: str, description: str, reply: str, too: bool, number: str,
        original: str, request: gr.Request, event: gr.EventData,
    ) -> list[Any]:  # fmt: skip
        mine = Typed(
            category or "", subject or "", description or "", reply or "", bool(too), number or "", original or ""
        )
        with told_in_french():
            name, asked = request.username, str(event.act)
            try:
                saved = make_move(self._services, name, opened, asked, mine)
            except TicketConflict as error:
                return self._both(mine, open_ticket(self._services, name, error.current.id), name)
            said = notice(d.DONE[asked].format(number=saved.number), "good")
            return self._drawn(open_ticket(self._services, name, saved.id), name, said)

    def _as_proposal(self, _: gr.EventData, opened: str) -> ProposalText:
        return from_ticket(self._services.tickets, Opened.read(opened).ticket)

    @property
    def _screen(self) -> list[Any]:
        return [
            self._heading, self._told, self._conflict, self._versions, self._form, *self._typed, self._exchange,
            self._moves, self._propose, self._forward, self._portal, self._repeats, self._evidence, self._notes,
            self._noted,
            self._note, self._history, self.opened,
        ]  # fmt: skip

    def _reopen(self, opened: str, request: gr.Request) -> list[Any]:
        with told_in_french():
            return self._drawn(reopen_page(self._services, request.username, opened), request.username, "")

    def _add_note(self, opened: str, text: str, request: gr.Request) -> list[Any]:
        with told_in_french():
            dossier = add_note(self._services, request.username, opened, text or "")
            return [notes_html(dossier.notes), "", notice(d.NOTE_ADDED, "good")]

    def _drawn(self, dossier: Dossier, name: str | None, told: str) -> list[Any]:
        """The outputs for a ticket as it is stored, with nothing typed."""
        seen, ticket = stored_texts(dossier.ticket), dossier.ticket
        open_ = "answer" in dossier.moves  # a correction goes with it, or alone
        texts = [gr.update(value=text, interactive=open_) for text in seen.by_label().values()]
        typed = [*texts, gr.update(value="", interactive=bool(dossier.moves)), self._offer(dossier)]
        typed += [ticket.portal_number or "", ""]
        return [
            heading_html(ticket), told, gr.update(visible=False), "", gr.update(visible=True), *typed,
            *self._around(dossier, name), "", history_html(dossier.history), Opened.of(ticket).written(),
        ]  # fmt: skip

    def _both(self, mine: Typed, stored: Dossier, name: str | None) -> list[Any]:
        """The same form, untouched, under both versions; its moves now answer to the revision just shown."""
        shown = conflict_html(mine.by_label(), stored_texts(stored.ticket).by_label(), stored)
        return [
            heading_html(stored.ticket), "", gr.update(visible=True), shown, gr.skip(), *[gr.skip()] * 7,
            *self._around(stored, name), gr.skip(), history_html(stored.history), Opened.of(stored.ticket).written(),
        ]  # fmt: skip

    def _around(self, dossier: Dossier, name: str | None) -> list[Any]:
        """What stands around the form, from the exchange to the notes."""
        ticket, moves = dossier.ticket, dossier.moves
        mine = ticket.state == UNDER_REVIEW and ticket.assignee == name
        return [
            exchange_html(dossier.exchange),
            moves_html([move for move in moves if move not in APART and not (mine and move == "take")]),
            gr.update(visible=bool(ticket.reply)),
            gr.update(visible="forward" in moves),
            portal_html(ticket),
            gr.update(visible="mark_duplicate" in moves),
            evidence_html(dossier, look_beside(self._services, name, ticket)),
            gr.update(visible=True),
            notes_html(dossier.notes),
        ]

    def _offer(self, dossier: Dossier) -> Any:  # noqa: ANN401 - Gradio gives it no public type
        numbers = ", ".join(str(one.number) for one in dossier.repeated_by)
        return gr.update(value=False, visible=bool(numbers), info=d.TO_DUPLICATES_HELP.format(numbers=numbers))
