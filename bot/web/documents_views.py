"""The « Documents » list and the files on their way, as safe HTML whose buttons carry ``data-act``.

A table becomes a pile of cards on a phone by style alone, so its roles are written out: ``display: block`` would
otherwise take them from a screen reader.
"""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from bot.corpus.catalogue import DocumentLine, Standing
from bot.corpus.reading import READABLE
from bot.search.jobs import JobState
from bot.search.publishing import MEGABYTE, TOO_LARGE
from bot.search.uploads import JobView
from bot.web import texts_documents as t
from bot.web import texts_staff as staff
from bot.web.booklet import ADDRESS as BOOKLET_ADDRESS
from bot.web.corpus_archive import PAGE as ARCHIVE_PAGE
from bot.web.texts import french_date, typeset

_STEPS = (JobState.RECEIVED, JobState.READ, JobState.SPLIT, JobState.INDEXED)
ACCEPTED = list(READABLE)


def plural(count: int, noun: str) -> str:
    """« 1 page », « 2 pages », « 0 page »."""
    return typeset(f"{count} {noun}{'s' if count > 1 else ''}")


def act_button(act: str, label: str, kind: str = "", named: str = "", **data: object) -> Markup:
    """A button that asks the page for ``act``; ``named`` is what a screen reader says when the label isn't enough."""
    pieces = [Markup(' data-{}="{}"').format(name, value) for name, value in data.items()]
    if named:
        pieces.append(Markup(' aria-label="{}"').format(named))
    return Markup('<button type="button" class="button {}" data-act="{}"{}>{}</button>').format(
        kind, act, Markup("").join(pieces), label
    )


def upload_intro(max_megabytes: int, max_pages: int) -> Markup:
    """What can be sent, what becomes of it, and the booklet that the fiches make."""
    said = t.UPLOAD_HELP.format(kinds=t.UPLOAD_KINDS, megabytes=max_megabytes, pages=max_pages)
    return Markup(
        '<h2>{}</h2><p class="soft">{}</p><p><a href="{}" download>{}</a></p><p><a href="{}">{}</a></p>'
    ).format(t.UPLOAD_TITLE, said, BOOKLET_ADDRESS, t.BOOKLET, ARCHIVE_PAGE, t.CORPUS_LINK)


def too_large_html(max_megabytes: int) -> Markup:
    """Where ``static/trainer.js`` says that a file is too large, before it travels."""
    return Markup(
        '<p id="too-large" class="note bad" role="alert" data-bytes="{}" data-refusal="{}" hidden></p>'
    ).format(max_megabytes * MEGABYTE, typeset(TOO_LARGE.format(size="{size}", limit=max_megabytes)))


def jobs_html(jobs: Sequence[JobView]) -> Markup:
    """A row per file, those on their way first, each with what can be done of it; empty when there are none."""
    if not jobs:
        return Markup("")
    first = next((job.id for job in jobs if job.is_on_its_way), None)
    rows = Markup("").join(_job(job, job.id == first) for job in jobs)
    closing = Markup('<p class="soft">{}</p>').format(t.JOB_CLOSING) if first is not None else ""
    return Markup('<section class="jobs" aria-label="{0}"><h3>{0}</h3><ul>{1}</ul>{2}</section>').format(
        t.JOBS_TITLE, rows, closing
    )


def _job(job: JobView, is_under_way: bool) -> Markup:
    return Markup('<li class="job" data-state="{}"><p class="job-name"><strong>{}</strong> {}</p>{}{}</li>').format(
        job.state, job.file_name, _state(job), _detail(job, is_under_way), _job_actions(job)
    )


def _state(job: JobView) -> Markup:
    kind = {JobState.ACTIVE: "told-good", JobState.UNCHANGED: "told-good", JobState.FAILED: "told-bad"}
    return Markup('<span class="{}">{}</span>').format(kind.get(job.state, "flag calm"), t.JOB_STATES[job.state])


def _detail(job: JobView, is_under_way: bool) -> Markup:
    if job.state is JobState.FAILED:
        lines = Markup("").join(Markup("<li>{}</li>").format(typeset(problem)) for problem in job.problems)
        why = Markup("<ul>{}</ul>").format(lines) if lines else typeset(job.problem or "")
        return Markup('<div class="note bad" role="alert"><div>{}</div><p>{}</p></div>').format(why, t.JOB_KEPT)
    if not job.is_on_its_way:
        return Markup("")
    if job.cancel_asked:
        said = t.JOB_CANCELLING
    elif not is_under_way:
        said = t.JOB_WAITING
    else:
        said = t.JOB_DOING[job.state]
        if job.total and job.state in t.JOB_COUNTS:
            said = t.JOB_COUNTS[job.state].format(done=job.done, total=job.total)
            if job.seconds_left is not None:
                said += typeset(f", {_time_left(job.seconds_left)}")
    steps = Markup("").join(
        Markup('<li class="{}"{}>{}</li>').format(
            "done" if step in _STEPS[: _STEPS.index(job.state) + 1] else "next",
            Markup(' aria-current="step"') if step == job.state else "",
            t.JOB_STATES[step],
        )
        for step in _STEPS
    )
    bar = Markup('<progress max="100" value="{}" aria-label="{}"></progress>').format(_percent(job), job.file_name)
    return Markup('<ol class="stages">{}</ol>{}<p class="soft">{}</p>').format(steps, bar, said)


def _percent(job: JobView) -> int:
    """Reading is the first tenth of the work, embedding nearly all the rest."""
    start, end = {
        JobState.RECEIVED: (1, 10),
        JobState.READ: (10, 10),
        JobState.SPLIT: (10, 95),
        JobState.INDEXED: (97, 97),
    }[job.state]
    return start + round((end - start) * job.done / job.total) if job.total else start


def _time_left(seconds: float) -> str:
    if seconds < 90:
        return t.SECONDS_LEFT.format(seconds=max(5, round(seconds / 5) * 5))
    return t.MINUTES_LEFT.format(minutes=round(seconds / 60))


def _job_actions(job: JobView) -> Markup:
    asked = []
    if job.is_on_its_way and not job.cancel_asked:
        asked = [("cancel", t.CANCEL, "")]
    elif job.state in (JobState.FAILED, JobState.CANCELLED):
        asked = [("retry", t.RETRY, "primary")]
    elif job.state is JobState.DRAFT:
        asked = [("open", t.CHECK, "primary")]
    elif job.version_id is not None and not job.is_on_its_way:
        asked = [("open", t.SEE, "")]
    if not job.is_on_its_way and job.state is not JobState.DRAFT:
        asked.append(("dismiss", t.DISMISS, ""))
    buttons = (
        act_button(
            act, label, kind, t.JOB_LABEL.format(action=label, name=job.file_name), job=job.id,
            version=job.version_id or "",
        )
        for act, label, kind in asked
    )  # fmt: skip
    return Markup('<p class="actions">{}</p>').format(Markup(" ").join(buttons)) if asked else Markup("")


def documents_html(lines: Sequence[DocumentLine], total: int, today: date) -> Markup:
    """The documents that match, of ``total``."""
    if not total:
        return _empty(t.NOTHING_YET)
    if not lines:
        return _empty(staff.NO_MATCH)
    head = Markup("").join(
        Markup('<th role="columnheader" scope="col">{}</th>').format(name) for name in t.COLUMNS.values()
    )
    rows = Markup("").join(_row(line, today) for line in lines)
    return Markup(
        '<p class="count" role="status">{count}</p>'
        '<table class="cards documents" role="table"><thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        '<tbody role="rowgroup">{rows}</tbody></table>'
    ).format(count=_count(lines, total, today), head=head, rows=rows)


def _count(lines: Sequence[DocumentLine], total: int, today: date) -> str:
    serving = sum(line.standing is Standing.IN_SERVICE for line in lines)
    late = sum(line.is_overdue(today) for line in lines)
    shown = plural(len(lines), "document") + (f" sur {total}" if len(lines) < total else "")
    return typeset(f"{shown}, dont {serving} en service" + (f" et {late} à relire" if late else ""))


def _row(line: DocumentLine, today: date) -> Markup:
    shown = line.shown
    pages = f" · {plural(shown.pages, 'page')}" if shown.pages else ""
    title = Markup(
        '<th role="rowheader" scope="row">{button}<span class="doc-file">{kind} · {file}{pages}</span></th>'
    ).format(
        button=act_button(
            "open", typeset(line.title), "link", t.OPEN_NAMED.format(title=typeset(line.title)), version=shown.id
        ),
        kind=staff.KINDS.get(line.kind, line.kind),
        file=shown.file_name,
        pages=pages,
    )
    cells = {
        "module": line.module or "—",
        "version": str(shown.number),
        "passages": str(shown.passages),
        "state": _standing(line, today),
        "cited": french_date(line.last_cited.date()) if line.last_cited else t.NEVER_CITED,
    }
    return Markup('<tr role="row">{}{}</tr>').format(
        title,
        Markup("").join(
            Markup('<td role="cell" data-label="{}">{}</td>').format(t.COLUMNS[name], value)
            for name, value in cells.items()
        ),
    )


def _standing(line: DocumentLine, today: date) -> Markup:
    kind = {Standing.IN_SERVICE: "told-good", Standing.WITHDRAWN: "told-bad"}.get(line.standing, "flag calm")
    parts = [Markup('<span class="{}">{}</span>').format(kind, t.STANDINGS[line.standing])]
    if line.shown.review_by is not None and line.is_overdue(today):
        since = staff.OVERDUE_SINCE.format(date=french_date(line.shown.review_by))
        parts.append(Markup('<span class="flag">{}</span>').format(since))
    if line.draft is not None and line.draft != line.shown:
        label = t.NEW_VERSION.format(version=line.draft.number)
        named = t.JOB_LABEL.format(action=label, name=typeset(line.title))
        parts.append(act_button("open", label, "link", named, version=line.draft.id))
    return Markup("<span>{}</span>").format(Markup("<br>").join(parts))


def _empty(sentence: str) -> Markup:
    return Markup('<p class="empty" role="status">{}</p>').format(sentence)
