"""The sheet « Écrire une fiche »: fields, a live preview, the way to service; decisions are in ``fiche_actions.py``."""

from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass, fields
from typing import Any, Final, get_args

import gradio as gr

from bot.corpus.fiche import MODULES, Audience, Confidence
from bot.corpus.fiche_writing import FicheDraft
from bot.services import Services
from bot.web import texts_questions as q
from bot.web.failures import told_in_french
from bot.web.fiche_actions import draft_for, preview_fiche, send_fiche
from bot.web.html_part import html_part
from bot.web.page import QUIET
from bot.web.permissions import Action, allow
from bot.web.ticket_cards import sheet_head

_NAMES = [field.name for field in fields(FicheDraft)]
_LINES = (_NAMES.index("wordings"), _NAMES.index("other_sources"))
_AUDIENCE = _NAMES.index("audience")
Listener = Callable[..., Any]


@dataclass(frozen=True)
class EditorWork:
    """What an editor writes about: the name under which an event brings it along, its first draft, its way out.

    ``sends`` gives what to show and whether the editor may close, step by step.
    """

    brings: str
    drafts: Callable[[Services, str | None, str], FicheDraft]
    sends: Callable[[Services, str | None, FicheDraft, str], Iterator[tuple[str, bool]]]
    may_see: Action
    title: str = q.EDITOR_TITLE
    intro: str = q.EDITOR_INTRO
    elem_id: str = "fiche-sheet"


GROUPS: Final = EditorWork("turns", draft_for, send_fiche, Action.SEE_GAPS)


class FicheEditor:
    """One editor for each work of the page; made inside its Blocks, hidden until something opens it."""

    def __init__(self, services: Services, work: EditorWork = GROUPS) -> None:
        self._services = services
        self._work = work
        self._about = gr.Textbox("", visible="hidden", label=work.brings)
        with gr.Column(visible=False, elem_id=work.elem_id, elem_classes="sheet fiche-editor") as self._sheet:
            self._head = html_part(sheet_head(work.title))
            html_part(f"<p class='sheet-intro'>{work.intro}</p>")
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
            others = gr.Textbox(label=q.FIELD_OTHER_SOURCES, lines=1, max_lines=8, max_length=2000)
            with gr.Row():
                checked = gr.Textbox(label=q.FIELD_CHECKED, info=q.FIELD_DATE_HELP, max_length=10, min_width=130)
                review = gr.Textbox(label=q.FIELD_REVIEW, info=q.FIELD_DATE_HELP, max_length=10, min_width=130)
                module = gr.Dropdown(list(MODULES), label=q.FIELD_MODULE, filterable=False, min_width=130)
            confidence = gr.Radio(list(get_args(Confidence)), label=q.FIELD_CONFIDENCE)
            audience = gr.CheckboxGroup(list(get_args(Audience)), label=q.FIELD_AUDIENCE)
            self._preview = html_part("", f"{work.elem_id}-preview")
            with gr.Row(elem_classes="sheet-buttons"):
                self._send = gr.Button(q.EDITOR_SEND, variant="primary")
        # In the order of FicheDraft.
        self._fields: list[Any] = [
            title, module, audience, checked, review, confidence, source, url, question, wordings, answer, notes,
            others,
        ]  # fmt: skip
        self._wire()

    def open_on(self, listener: Listener) -> None:
        """``listener``'s event carries what to write about."""

        def prepare(request: gr.Request, event: gr.EventData) -> list[Any]:
            with told_in_french():
                about = str(getattr(event, self._work.brings))
                draft = self._work.drafts(self._services, request.username, about)
                preview = preview_fiche(self._services, request.username, draft)
                return [gr.Column(visible=True), about, preview, *_shown(draft)]

        listener(prepare, None, [self._sheet, self._about, self._preview, *self._fields], **QUIET)

    def send_to(self, place: gr.HTML, then: Callable[[Any], None]) -> None:
        """What becomes of the fiche is said in ``place``; ``then`` wires what follows."""

        def send(request: gr.Request, about: str, *values: Any) -> Iterator[list[Any]]:  # noqa: ANN401
            with told_in_french():
                for said, closes in self._work.sends(self._services, request.username, _draft(values), about):
                    if closes:
                        yield [gr.Column(visible=False), gr.skip(), said]
                    else:
                        yield [gr.skip(), said, gr.skip()]

        then(self._send.click(send, [self._about, *self._fields], [self._sheet, self._preview, place], **QUIET))

    def _wire(self) -> None:
        def preview(request: gr.Request, *values: Any) -> str:  # noqa: ANN401
            with told_in_french():
                return preview_fiche(self._services, request.username, _draft(values))

        def close(request: gr.Request) -> gr.Column:
            with told_in_french():
                allow(self._services.database, request.username, self._work.may_see)
                return gr.Column(visible=False)

        # A text pasted or dictated gives no « input » event.
        gr.on(
            [field.change for field in self._fields],
            preview,
            self._fields,
            self._preview,
            trigger_mode="always_last",
            **QUIET,
        )
        self._head.close(close, None, self._sheet, **QUIET)


def _draft(values: tuple[Any, ...]) -> FicheDraft:
    given: list[Any] = [value if value is not None else "" for value in values]
    for at in _LINES:
        given[at] = tuple(line.strip() for line in str(given[at]).splitlines() if line.strip())
    given[_AUDIENCE] = tuple(given[_AUDIENCE])
    return FicheDraft(*given)


def _shown(draft: FicheDraft) -> list[Any]:
    values = list(astuple(draft))
    for at in _LINES:
        values[at] = "\n".join(values[at])
    values[_AUDIENCE] = list(draft.audience)
    return values
