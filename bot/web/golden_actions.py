"""The trainers' golden questions on the screen: listed with their last result, added, run, taken in and out.

Plain functions that take the name Gradio knows the person by, and each asks for the right to act.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from fastapi import APIRouter, Request, Response
from markupsafe import Markup

from bot.corpus.catalogue import entries_in_service, keys_in_service
from bot.dialogue.golden import (
    ABSTAIN,
    GoldenView,
    add_golden,
    golden_questions,
    keep_results,
    retire_golden,
    run_golden,
)
from bot.dialogue.golden_files import export_golden, import_golden
from bot.privacy.acts import Act
from bot.services import Services
from bot.web import texts_questions as q
from bot.web.cards import notice
from bot.web.permissions import Action, allow, allow_or_hide
from bot.web.question_actions import read_turns
from bot.web.question_views import empty_html
from bot.web.texts import french_time, typeset

ADDRESS = "/questions-temoins.jsonl"
_LARGEST = 2_000_000


def show_golden(services: Services, name: str | None) -> Markup:
    """The questions with what they expect and how they last fared; raises NotAllowed."""
    allow(services.database, name, Action.SEE_GOLDEN)
    with services.database.session() as session:
        return golden_html(golden_questions(session))


def document_choices(services: Services, name: str | None) -> list[tuple[str, str]]:
    """(title, key) of the documents in service, after « n'importe lequel »; raises NotAllowed."""
    allow(services.database, name, Action.SEE_GOLDEN)
    with services.database.session() as session:
        keys = keys_in_service(session)
        entries = entries_in_service(session)
        return [(q.GOLDEN_ANY, ""), *((typeset(entry.title), keys[entry.version_id]) for entry in entries)]


def add_question(
    services: Services, name: str | None, question: str, kind: str, document: str, page: str, words: str
) -> Markup:
    """Keep a question; raises NotAllowed or GoldenQuestionRefused."""
    user = allow(services.database, name, Action.EDIT_GOLDEN)
    add_golden(
        services.database, question or "", kind=kind, words=words or "", document_key=document or None,
        page=page, author=user.name,
    )  # fmt: skip
    services.audit.record(user, Act.GOLDEN_ADDED, document or "", expects=kind)
    return notice(q.GOLDEN_ADDED, "good")


def retire_question(services: Services, name: str | None, question: str) -> Markup:
    """Ask it no more; raises NotAllowed or GoldenQuestionRefused."""
    user = allow(services.database, name, Action.EDIT_GOLDEN)
    number = (read_turns(question) or [0])[0]
    retire_golden(services.database, number)
    services.audit.record(user, Act.GOLDEN_RETIRED, number)
    return notice(q.GOLDEN_RETIRED, "good")


def run_all(services: Services, name: str | None) -> Iterator[Markup]:
    """Ask every question to the assistant in service and keep the results; raises NotAllowed."""
    allow(services.database, name, Action.EDIT_GOLDEN)
    yield notice(q.GOLDEN_RUNNING, "info")
    results = run_golden(services.database, services.assistant)
    keep_results(services.database, results)
    passed = sum(result.ok for result in results)
    if not results:
        yield notice(q.GOLDEN_NONE, "info")
        return
    yield notice(q.GOLDEN_RAN.format(ok=passed, total=len(results)), "good" if passed == len(results) else "warn")


def take_in_file(services: Services, name: str | None, path: str | None) -> Markup:
    """Take in a file of questions; raises NotAllowed or GoldenQuestionRefused. Gradio's copy goes in any case."""
    user = allow(services.database, name, Action.EDIT_GOLDEN)
    if not path:
        return Markup("")
    file = Path(path)
    try:
        if file.stat().st_size > _LARGEST:
            return notice(q.GOLDEN_TOO_LARGE, "bad")
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return notice(q.GOLDEN_NOT_TEXT, "bad")
    finally:
        file.unlink(missing_ok=True)
    added, replaced = import_golden(services.database, text, user.name)
    services.audit.record(user, Act.GOLDEN_IMPORTED, added=added, replaced=replaced)
    return notice(q.GOLDEN_IMPORTED.format(added=added, replaced=replaced), "good")


def golden_router(services: Services, signed_in: Callable[[Request], str | None]) -> APIRouter:
    """The route that gives the list as JSON lines to who may see it; anyone else gets a 404."""
    router = APIRouter()

    @router.get(ADDRESS, include_in_schema=False)
    def download(request: Request) -> Response:
        allow_or_hide(services.database, signed_in(request), Action.SEE_GOLDEN, q.GOLDEN_MISSING)
        headers = {"content-disposition": 'attachment; filename="questions-temoins.jsonl"'}
        return Response(export_golden(services.database), media_type="application/x-ndjson", headers=headers)

    return router


def golden_html(asked: list[GoldenView]) -> Markup:
    """The list, as a table that becomes cards on a phone."""
    if not asked:
        return empty_html(q.GOLDEN_NONE)
    head = Markup("").join(
        Markup('<th role="columnheader" scope="col">{}</th>').format(name) for name in q.GOLDEN_COLUMNS.values()
    )
    rows = Markup("").join(_row(one) for one in asked)
    return Markup(
        '<table class="cards golden" role="table"><thead role="rowgroup"><tr role="row">{}</tr></thead>'
        '<tbody role="rowgroup">{}</tbody></table>'
    ).format(head, rows)


def _row(one: GoldenView) -> Markup:
    question = Markup('<th role="rowheader" scope="row">{}</th>').format(typeset(one.question))
    retire = Markup(
        '<button type="button" class="button" data-act="retire" data-question="{}">{}'
        '<span class="visually-hidden"> : {}</span></button>'
    ).format(one.id, q.GOLDEN_RETIRE, typeset(one.question))
    cells = {"expected": _expected(one), "result": _result(one), "act": retire}
    return Markup('<tr role="row">{}{}</tr>').format(
        question,
        Markup("").join(
            Markup('<td role="cell" data-label="{}">{}</td>').format(q.GOLDEN_COLUMNS[key], value)
            for key, value in cells.items()
        ),
    )


def _expected(one: GoldenView) -> Markup:
    if one.kind == ABSTAIN:
        return Markup("<span>{}</span>").format(q.GOLDEN_ABSTAIN)
    parts = [(one.document or one.document_key or "") + (f", page {one.page}" if one.page else "")]
    parts += [" / ".join(_plain(pattern) for pattern in group) for group in one.must[:3]]
    return Markup("<span>{}</span>").format(
        Markup("<br>").join(typeset(part) for part in parts if part) or typeset(one.kind)
    )


def _plain(pattern: str) -> str:
    """What a trainer typed, given back; a regular expression that came from a file stays one."""
    typed = re.sub(r"\\(.)", r"\1", pattern)
    return typed if re.escape(typed) == pattern else pattern


def _result(one: GoldenView) -> Markup:
    if one.last_run_at is None:
        return Markup('<span class="soft">{}</span>').format(q.GOLDEN_NEVER)
    mark = Markup('<span class="{}">{}</span>').format(
        "told-good" if one.last_ok else "told-bad", q.GOLDEN_OK if one.last_ok else q.GOLDEN_BAD
    )
    return Markup('<span>{} <span class="soft">{}<br>{}</span></span>').format(
        mark, typeset(one.last_found), french_time(one.last_run_at)
    )
