"""The sheet « Écrire une fiche »: fields, a live preview, the way to service; decisions are in ``fiche_actions.py``."""

from collections.abc import Callable, Iterator
from dataclasses import astuple, fields
from typing import Any, Final, get_args

import gradio as gr

from bot.corpus.fiche import MODULES, Audience, Confidence
from bot.corpus.fiche_writing import FicheDraft
from bot.services import Services
from bot.web import texts_questions as q
from bot.web.failures import told_in_french
from bot.web.fiche_actions import draft_for, preview_fiche, send_fiche
from bot.web.html_part import html_part
from bot.web.permissions import Action, allow
from bot.web.ticket_cards import sheet_head

_QUIET: Final[dict[str, Any]] = {"show_progress": "hidden", "api_visibility": "private"}
_WORDINGS = [field.name for field in fields(FicheDraft)].index("wordings")
_AUDIENCE = [field.name for field in fields(FicheDraft)].index("audience")
Listener = Callable[..., Any]


class FicheEditor:
    """One editor for the page; made inside its Blocks, hidden until a group opens it."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._turns = gr.Textbox("", visible="hidden", label="turns")
        with gr.Column(visible=False, elem_id="fiche-sheet", elem_classes="sheet") as self._sheet:
            self._head = html_part(sheet_head(q.EDITOR_TITLE))
            html_part(f"<p class='sheet-intro'>{q.EDITOR_INTRO}</p>")
            title = gr.Textbox(label=q.FIELD_TITLE, max_length=140)
            question = gr.Textbox(label=q.FIELD_QUESTION, max_length=500)
            answer = gr.Textbox(label=q.FIELD_ANSWER, info=q.FIELD_ANSWER_HELP, lines=5, max_lines=16, max_length=4000)
            notes = gr.Textbox(label=q.FIELD_NOTES, lines=2, max_lines=12, max_length=4000)
            wordings = gr.Textbox(
                label=q.FIELD_WORDINGS, info=q.FIELD_WORDINGS_HELP, lines=4, max_lines=12, max_length=6000
            )
            with gr.Row():
                source = gr.Textbox(label=q.FIELD_SOURCE, info=q.FIELD_SOURCE_HELP, max_length=300, min_width=220)
                url = gr.Textbox(label=q.FIELD_URL, info="https://…", max_length=500, min_width=220)
            with gr.Row():
                checked = gr.Textbox(label=q.FIELD_CHECKED, info=q.FIELD_DATE_HELP, max_length=10, min_width=130)
                review = gr.Textbox(label=q.FIELD_REVIEW, info=q.FIELD_DATE_HELP, max_length=10, min_width=130)
                module = gr.Dropdown(list(MODULES), label=q.FIELD_MODULE, filterable=False, min_width=130)
            confidence = gr.Radio(list(get_args(Confidence)), label=q.FIELD_CONFIDENCE)
            audience = gr.CheckboxGroup(list(get_args(Audience)), label=q.FIELD_AUDIENCE)
            self._preview = html_part("", "fiche-preview")
            with gr.Row(elem_classes="sheet-buttons"):
                self._send = gr.Button(q.EDITOR_SEND, variant="primary")
        # In the order of FicheDraft.
        self._fields: list[Any] = [
            title, module, audience, checked, review, confidence, source, url, question, wordings, answer, notes
        ]  # fmt: skip
        self._wire()

    def open_on(self, listener: Listener) -> None:
        """``listener``'s event carries the turns of the group to write about."""

        def prepare(request: gr.Request, event: gr.EventData) -> list[Any]:
            with told_in_french():
                turns = str(event.turns)
                draft = draft_for(self._services, request.username, turns)
                preview = preview_fiche(self._services, request.username, draft)
                return [gr.Column(visible=True), turns, preview, *_shown(draft)]

        listener(prepare, None, [self._sheet, self._turns, self._preview, *self._fields], **_QUIET)

    def send_to(self, place: gr.HTML, then: Callable[[Any], None]) -> None:
        """What becomes of the fiche is said in ``place``; ``then`` wires what follows."""

        def send(request: gr.Request, turns: str, *values: Any) -> Iterator[list[Any]]:  # noqa: ANN401
            with told_in_french():
                for said, closes in send_fiche(self._services, request.username, _draft(values), turns):
                    if closes:
                        yield [gr.Column(visible=False), gr.skip(), said]
                    else:
                        yield [gr.skip(), said, gr.skip()]

        then(self._send.click(send, [self._turns, *self._fields], [self._sheet, self._preview, place], **_QUIET))

    def _wire(self) -> None:
        def preview(request: gr.Request, *values: Any) -> str:  # noqa: ANN401
            with told_in_french():
                return preview_fiche(self._services, request.username, _draft(values))

        def close(request: gr.Request) -> gr.Column:
            with told_in_french():
                allow(self._services.database, request.username, Action.SEE_GAPS)
                return gr.Column(visible=False)

        # A text pasted or dictated gives no « input » event.
        gr.on(
            [field.change for field in self._fields],
            preview,
            self._fields,
            self._preview,
            trigger_mode="always_last",
            **_QUIET,
        )
        self._head.close(close, None, self._sheet, **_QUIET)


def _draft(values: tuple[Any, ...]) -> FicheDraft:
    given: list[Any] = [value if value is not None else "" for value in values]
    given[_WORDINGS] = tuple(line.strip() for line in str(given[_WORDINGS]).splitlines() if line.strip())
    given[_AUDIENCE] = tuple(given[_AUDIENCE])
    return FicheDraft(*given)


def _shown(draft: FicheDraft) -> list[Any]:
    values = list(astuple(draft))
    values[_WORDINGS] = "\n".join(draft.wordings)
    values[_AUDIENCE] = list(draft.audience)
    return values
