"""What a trainer can do with documents: send files, follow them, look at a version, and choose what answers.

Plain functions that take the name Gradio knows the person by, and each asks for the right to act.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from markupsafe import Markup
from sqlalchemy import select

from bot.corpus.catalogue import DocumentLine, Standing, VersionLine, leaning_on, list_documents
from bot.corpus.document import CitedPassage
from bot.corpus.errors import UnreadableFile
from bot.corpus.library import load_passages
from bot.corpus.likeness import compare
from bot.corpus.originals import find_original
from bot.privacy.acts import Act
from bot.search.errors import NotThere
from bot.search.french import fold
from bot.search.publishing import refuse_too_large
from bot.services import Services
from bot.storage.models import GoldenQuestion, Version
from bot.web import texts_documents as t
from bot.web.cards import notice
from bot.web.document_leaves import PDF, cut_into_leaves
from bot.web.document_views import (
    Change,
    change_html,
    head_html,
    loses_html,
    preview_html,
    tried_html,
    versions_html,
    withdrawal_html,
)
from bot.web.documents_views import documents_html, jobs_html
from bot.web.page_pictures import page_labels
from bot.web.permissions import Action, allow
from bot.web.texts import typeset

_OVERDUE = "overdue"
_SHOWN_JOBS = 6  # beside those on their way; the list of documents has the rest


@dataclass(frozen=True)
class Filter:
    """What the trainer wants to see; an empty value narrows nothing."""

    text: str = ""
    kind: str = ""
    module: str = ""
    state: str = ""


@dataclass(frozen=True)
class Jobs:
    """The files on their way as they are shown, and whether any still moves."""

    html: Markup
    moving: int


@dataclass(frozen=True)
class DocumentPage:
    """One version opened: the parts of its page."""

    version: int
    document: int
    told: Markup
    head: Markup
    change: Markup
    preview: Markup
    versions: Markup


def show_documents(services: Services, name: str | None, wanted: Filter) -> Markup:
    """The documents that match; raises NotAllowed."""
    allow(services.database, name, Action.SEE_DOCUMENTS)
    today = datetime.now(UTC).date()
    with services.database.session() as session:
        lines = list_documents(session)
    matching = [line for line in lines if _matches(line, wanted) and _stands(line, wanted.state)]
    return documents_html(matching, len(lines), today)


def _matches(line: DocumentLine, wanted: Filter) -> bool:
    words = fold(wanted.text).split()
    title = fold(f"{line.title} {line.shown.file_name}")
    return (
        all(word in title for word in words) and wanted.kind in ("", line.kind) and wanted.module in ("", line.module)
    )


def _stands(line: DocumentLine, state: str) -> bool:
    if state == _OVERDUE:
        return line.is_overdue(datetime.now(UTC).date())
    return state in ("", line.standing) or (state == Standing.DRAFT and line.draft is not None)


def show_jobs(services: Services, name: str | None) -> Jobs:
    """The files on their way and the last ones that arrived; raises NotAllowed."""
    allow(services.database, name, Action.SEE_DOCUMENTS)
    jobs = services.uploads.recent(_SHOWN_JOBS)
    return Jobs(jobs_html(jobs), sum(job.is_on_its_way for job in jobs))


def receive_files(
    services: Services, name: str | None, paths: Sequence[str], direct: bool, document: str = ""
) -> Markup:
    """Take every file at ``paths`` into the line, and say which were refused and why; raises NotAllowed.

    ``document`` is the id of the one that they are the next version of, whatever their names.
    Gradio's copies may be read by anyone signed in to this page: each goes as soon as its bytes are kept.
    """
    user = allow(services.database, name, Action.PUBLISH)
    refused = []
    for path in map(Path, paths):
        try:
            refuse_too_large(path.stat().st_size, services.settings.upload_max_mb)
            services.uploads.receive(
                path.name, path.read_bytes(), user.name, direct, int(document) if document else None
            )
            services.audit.record(user, Act.FILE_SENT, path.name, direct=direct)
        except FileNotFoundError:
            refused.append(notice(t.UPLOAD_LOST.format(name=path.name), "warn"))
            continue
        except UnreadableFile as error:
            said = f"{t.UPLOAD_REFUSED.format(name=path.name)} : {error}"
            refused.append(notice(said, "bad"))
        path.unlink(missing_ok=True)
    return Markup("").join(refused)


def act_on_job(services: Services, name: str | None, act: str, job: int) -> None:
    """Cancel, retry or dismiss a file; raises NotAllowed or NotThere."""
    user = allow(services.database, name, Action.PUBLISH)
    {"cancel": services.uploads.cancel, "retry": services.uploads.retry, "dismiss": services.uploads.dismiss}[act](job)
    services.audit.record(user, Act.FILE_STEERED, job, act=act)


def open_version(
    services: Services, name: str | None, version: int, *, told: Markup | str = "", asked: str = "", leaf: int = 0
) -> DocumentPage:
    """The page of a version; ``asked`` is the act to be confirmed on it. Raises NotAllowed or NotThere."""
    allow(services.database, name, Action.SEE_DOCUMENTS)
    line, opened = _find(services, version)
    with services.database.session() as session:
        passages = load_passages(session, [version])
    original = find_original(services.settings.data_dir, opened.sha256)
    if asked == "withdraw":
        told = _what_goes(services, line, opened, passages)
    return DocumentPage(
        version=version,
        document=line.id,
        told=Markup("{}").format(told),
        head=head_html(line, opened, original is not None),
        change=change_html(_change(services, line, opened, passages))
        if opened.standing is Standing.DRAFT
        else Markup(""),
        preview=_preview(opened, passages, original, leaf),
        versions=versions_html(line, opened),
    )


def turn_leaf(services: Services, name: str | None, version: int, leaf: int) -> Markup:
    """Another leaf of the preview alone; raises NotAllowed or NotThere."""
    allow(services.database, name, Action.SEE_DOCUMENTS)
    _, opened = _find(services, version)
    with services.database.session() as session:
        passages = load_passages(session, [version])
    return _preview(opened, passages, find_original(services.settings.data_dir, opened.sha256), leaf)


def put_in_service(services: Services, name: str | None, version: int, anyway: bool = False) -> DocumentPage:
    """Let the version answer, unless golden questions would lose by it and ``anyway`` isn't said.

    Raises NotAllowed, NotThere, IndexBusy, ModelUnavailable or PublishingFailed.
    """
    user = allow(services.database, name, Action.PUBLISH)
    _, opened = _find(services, version)
    rehearsal = services.rehearsals.before_switch([version])
    if rehearsal is not None:
        with services.database.session() as session:
            session.get_one(Version, version).rehearsal = rehearsal
        if rehearsal["broken"] and not anyway:
            return open_version(services, name, version, told=loses_html(opened, rehearsal["broken"]))
    services.switcher.put_in_service(version, user.name)
    services.audit.record(user, Act.DOCUMENT_SERVED, version, title=opened.title, anyway=anyway)
    said = t.DONE_SWITCH.format(title=typeset(opened.title), version=opened.number)
    return open_version(services, name, version, told=notice(said, "good"))


def withdraw(services: Services, name: str | None, document: int, version: int) -> DocumentPage:
    """Take the document out of the answers; raises as ``put_in_service`` does."""
    user = allow(services.database, name, Action.PUBLISH)
    services.switcher.withdraw(document, user.name)
    _, opened = _find(services, version)
    services.audit.record(user, Act.DOCUMENT_WITHDRAWN, document, title=opened.title)
    said = t.DONE_WITHDRAW.format(title=typeset(opened.title))
    return open_version(services, name, version, told=notice(said, "good"))


def discard(services: Services, name: str | None, version: int) -> Markup:
    """Throw the draft away, and say so; raises NotAllowed or NotThere."""
    user = allow(services.database, name, Action.PUBLISH)
    _, opened = _find(services, version)
    services.switcher.discard(version)
    services.audit.record(user, Act.DOCUMENT_DISCARDED, version, title=opened.title)
    return notice(t.DONE_DISCARD.format(title=typeset(opened.title)), "good")


def try_question(services: Services, name: str | None, version: str, question: str) -> Markup:
    """What the assistant would answer from the version alone; raises NotAllowed, NotThere, IndexBusy."""
    allow(services.database, name, Action.SEE_DOCUMENTS)
    if not question.strip():
        return notice(t.TRY_EMPTY, "warn")
    _, opened = _find(services, int(version))
    return tried_html(services.rehearsals.try_question(opened.id, question[: services.settings.question_max_chars]))


def _find(services: Services, version: int) -> tuple[DocumentLine, VersionLine]:
    with services.database.session() as session:
        row = session.get(Version, version)
        lines = list_documents(session, row.document_id) if row else []
    for line in lines:
        for opened in line.versions:
            if opened.id == version and opened.standing is not Standing.DISCARDED:
                return line, opened
    raise NotThere("Cette version n'est plus là : revenez à la liste.")


def _change(services: Services, line: DocumentLine, opened: VersionLine, passages: Sequence[CitedPassage]) -> Change:
    former = next((version for version in line.versions if version.standing is Standing.IN_SERVICE), None)
    with services.database.session() as session:
        comparison = compare(load_passages(session, [former.id]), passages) if former else None
        leaning = leaning_on(session, comparison.leaving) if comparison else []
        expecting = select(GoldenQuestion.question).where(
            GoldenQuestion.document_key == line.key, GoldenQuestion.retired_at.is_(None)
        )
        return Change(
            former, comparison, leaning, list(session.scalars(expecting)), session.get_one(Version, opened.id).rehearsal
        )


def _what_goes(services: Services, line: DocumentLine, opened: VersionLine, passages: Sequence[CitedPassage]) -> Markup:
    rehearsal = services.rehearsals.before_switch((), [opened.id])
    with services.database.session() as session:
        leaning = leaning_on(session, [passage.id for passage in passages])
    lost = [row["question"] for row in rehearsal["broken"]] if rehearsal else []
    return withdrawal_html(line, opened, len(leaning), lost)


def _preview(opened: VersionLine, passages: Sequence[CitedPassage], original: Path | None, leaf: int) -> Markup:
    labels = page_labels(original) if original is not None and opened.media_type == PDF else ()
    leaves = cut_into_leaves(opened, passages, labels)
    return preview_html(opened, leaves, min(max(leaf, 0), len(leaves) - 1)) if leaves else Markup("")
