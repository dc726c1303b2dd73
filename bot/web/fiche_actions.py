"""A fiche written on the screen: prefilled from a group of questions, previewed by the reader itself, put in service.

Plain functions that take the name Gradio knows the person by, and each asks for the right to act.
"""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from markupsafe import Markup
from sqlalchemy import select

from bot.corpus.catalogue import keys_in_service
from bot.corpus.errors import InvalidFiche, UnreadableFile
from bot.corpus.fiche import Fiche, parse_fiche
from bot.corpus.fiche_writing import FicheDraft, slug_of, write_fiche
from bot.privacy.acts import Act
from bot.search.jobs import ON_THEIR_WAY, JobState
from bot.services import Services
from bot.storage.models import UploadJob
from bot.web import texts_questions as q
from bot.web.cards import notice, rich_text
from bot.web.permissions import Action, allow
from bot.web.question_actions import group_asked
from bot.web.texts import french_date, typeset

REVIEW_MONTHS = 6
_MOST_WORDINGS = 10
_PATIENCE_S = 120.0
_PAUSE_S = 0.3
TITLE_LENGTH = 140
_FRENCH_DAY = re.compile(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\s*")
_KEY = re.compile(r"la clé « ([\w.]+) »")


def draft_for(services: Services, name: str | None, turns: str, today: date | None = None) -> FicheDraft:
    """A fiche with everything the group already says; raises NotAllowed or GroupGone."""
    allow(services.database, name, Action.PUBLISH)
    group = group_asked(services, turns)
    today = today or date.today()
    closest = next(iter(services.gaps.closest(group.title)), None)
    question = group.title[:1].upper() + group.title[1:]
    plain = [one for one in group.questions[1:] if "masqué" not in one]
    review = months_after(today, REVIEW_MONTHS)
    return FicheDraft(
        title=question.rstrip(" ?!.\u00a0\u202f")[:TITLE_LENGTH],
        module=(closest.module if closest else None) or "III",
        audience=("fournisseur",), checked_on=f"{today:%d/%m/%Y}", review_by=f"{review:%d/%m/%Y}",
        confidence="à vérifier", source_title="", source_url="", question=question,
        wordings=tuple(plain[:_MOST_WORDINGS]), answer="",
    )  # fmt: skip


def preview_fiche(services: Services, name: str | None, draft: FicheDraft) -> Markup:
    """The fiche as it will be read, or what is missing; raises NotAllowed."""
    allow(services.database, name, Action.PUBLISH)
    fiche, problems = read_draft(services, draft)
    if fiche is None:
        return problems_html(problems, draft)
    return fiche_html(fiche)


def send_fiche(
    services: Services,
    name: str | None,
    draft: FicheDraft,
    turns: str,
    clock: Callable[[], float] = time.monotonic,
    pause: Callable[[float], None] = time.sleep,
) -> Iterator[tuple[Markup, bool]]:
    """Send the fiche down the road of any file and note the decision; (what to show, whether the editor may close).

    Raises NotAllowed or GroupGone.
    """
    user = allow(services.database, name, Action.PUBLISH)
    fiche, problems = read_draft(services, draft)
    if fiche is None:
        yield problems_html(problems, draft), False
        return
    group = group_asked(services, turns)
    ready = as_stored(draft)
    try:
        job = services.uploads.receive(ready.file_name, write_fiche(ready).encode(), user.name, direct=True)
    except UnreadableFile as error:
        yield notice(q.EDITOR_FAILED.format(problem=str(error)), "bad"), False
        return
    services.gaps.decisions.write_fiche(group.title, group.questions, ready.document_key, user.name)
    services.audit.record(user, Act.FICHE_WRITTEN, ready.document_key)
    yield notice(q.EDITOR_SENT, "info"), True
    yield follow_fiche(services, job, q.EDITOR_DONE.format(title=typeset(ready.title)), clock, pause), True


def follow_fiche(
    services: Services,
    job: int,
    done: str,
    clock: Callable[[], float] = time.monotonic,
    pause: Callable[[float], None] = time.sleep,
) -> Markup:
    """Wait for what becomes of the fiche sent as ``job``, and say it: ``done`` once it answers."""
    end = clock() + _PATIENCE_S
    while clock() < end:
        view = services.uploads.get(job)
        if view.state in (JobState.ACTIVE, JobState.UNCHANGED):
            return notice(done, "good")
        if view.state is JobState.DRAFT:
            return notice(q.EDITOR_HELD, "warn")
        if not view.is_on_its_way:
            return notice(q.EDITOR_FAILED.format(problem=view.problem or view.state), "bad")
        pause(_PAUSE_S)
    return notice(q.EDITOR_WAITS, "warn")


def months_after(day: date, months: int) -> date:
    """The same day ``months`` later, the 28th at the latest."""
    month = day.month - 1 + months
    return date(day.year + month // 12, month % 12 + 1, min(day.day, 28))


def iso_day(text: str) -> str:
    """« 24/11/2026 » as « 2026-11-24 »; anything else as it was typed, for the reader to refuse."""
    found = _FRENCH_DAY.fullmatch(text or "")
    return f"{found[3]}-{int(found[2]):02d}-{int(found[1]):02d}" if found else (text or "").strip()


def as_stored(draft: FicheDraft) -> FicheDraft:
    """``draft`` with its dates as a file holds them."""
    return replace(draft, checked_on=iso_day(draft.checked_on), review_by=iso_day(draft.review_by))


def read_draft(services: Services, draft: FicheDraft) -> tuple[Fiche | None, list[str]]:
    """The fiche by the reader that any file meets, or every problem; a title in service is not written over."""
    ready = as_stored(draft)
    problems = [q.TITLE_TAKEN] if _is_taken(services, ready.document_key) else []
    try:
        fiche = parse_fiche(slug_of(ready.title), write_fiche(ready))
    except InvalidFiche as error:
        return None, [*error.problems, *problems]
    if not fiche.questions[0].question:
        problems.append(q.MEND_FIELD.format(field=q.FIELD_QUESTION))
    if fiche.head.review_by <= fiche.head.checked_on:
        problems.append(q.REVIEW_BEFORE)
    return (None, problems) if problems else (fiche, [])


def _is_taken(services: Services, key: str) -> bool:
    """Whether a fiche of this key answers, or is about to."""
    name = f"{key.removeprefix('fiche:')}.md"
    coming = select(UploadJob.id).where(UploadJob.file_name == name, UploadJob.state.in_(ON_THEIR_WAY))
    with services.database.session() as session:
        return key in keys_in_service(session).values() or session.scalar(coming.limit(1)) is not None


def problems_html(problems: list[str], draft: FicheDraft) -> Markup:
    """What is to be mended, in the words of the screen."""
    items = Markup("").join(Markup("<li>{}</li>").format(_problem_words(problem, draft)) for problem in problems)
    return Markup('<div class="note warn" role="status"><p><strong>{}</strong></p><ul>{}</ul></div>').format(
        q.TO_MEND, items
    )


def _problem_words(problem: str, draft: FicheDraft) -> str:
    """The reader names keys of the file; the screen names its fields."""
    found = _KEY.match(problem)
    if found and re.match(r"sources\.[1-9]", found[1]):
        return q.MEND_FIELD.format(field=q.FIELD_OTHER_SOURCES)
    if found and found[1] in q.KEYS:
        return q.MEND_FIELD.format(field=q.KEYS[found[1]])
    question = " ".join(draft.question.split())
    return typeset((problem[:1].upper() + problem[1:]).replace(f"« {question} » fait", f"« {q.FIELD_ANSWER} » fait"))


def fiche_html(fiche: Fiche) -> Markup:
    """The fiche as it will be read, with its dates and sources."""
    head, pair = fiche.head, fiche.questions[0]
    notes = Markup("").join(rich_text(part.text) for part in fiche.parts)
    facts = q.PREVIEW_DATES.format(
        source=" ; ".join(source.title for source in head.sources), checked=french_date(head.checked_on),
        review=french_date(head.review_by), confidence=head.confidence,
    )  # fmt: skip
    wordings = q.PREVIEW_WORDINGS.format(count=len(pair.wordings)) if pair.wordings else ""
    return Markup(
        '<article class="gap preview"><p class="soft">{preview}</p><h3>{title}</h3><h4>{question}</h4>{answer}{notes}'
        '<p class="soft">{facts}</p><p class="soft">{wordings}</p></article>'
    ).format(
        preview=q.PREVIEW, title=typeset(head.title), question=typeset(pair.question), answer=rich_text(pair.answer),
        notes=notes, facts=typeset(facts), wordings=wordings,
    )  # fmt: skip
