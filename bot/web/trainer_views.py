"""What the trainer's page shows, as safe HTML: documents in service, a file's progress, questions asked in vain.

A table becomes a pile of cards on a phone by style alone, so its roles are written out: ``display: block`` would
otherwise take them from a screen reader.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date

from markupsafe import Markup

from bot.corpus.catalogue import Entry
from bot.corpus.document import ReadDocument
from bot.corpus.errors import InvalidFiche
from bot.dialogue.gaps import Gap
from bot.search.publishing import MEGABYTE, TOO_LARGE, Published, Stage
from bot.web import texts_staff as t
from bot.web.booklet import ADDRESS as BOOKLET_ADDRESS
from bot.web.originals import original_address
from bot.web.texts import french_date, french_time, typeset

_SHOWN_PASSAGES = 12
_EXCERPT = 220
_STAGES = list(Stage)


def documents_html(entries: Sequence[Entry], total: int, kept: Collection[str], today: date) -> Markup:
    """The documents that match, of ``total`` in service; ``kept`` holds the hashes whose original is on the disk."""
    if not total:
        return _empty(t.NOTHING_IN_SERVICE)
    if not entries:
        return _empty(t.NO_MATCH)
    head = Markup("").join(
        Markup('<th role="columnheader" scope="col">{}</th>').format(name) for name in t.COLUMNS.values()
    )
    rows = Markup("").join(_document_row(entry, kept, today) for entry in entries)
    return Markup(
        '<p class="count" role="status">{count}</p>'
        '<table class="cards documents" role="table"><thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        '<tbody role="rowgroup">{rows}</tbody></table>'
    ).format(count=_count(entries, total, today), head=head, rows=rows)


def _count(entries: Sequence[Entry], total: int, today: date) -> str:
    late = sum(entry.is_overdue(today) for entry in entries)
    shown = plural(len(entries), "document") + (f" sur {total}" if len(entries) < total else "")
    return typeset(f"{shown} en service, dont {late} à relire" if late else f"{shown} en service")


def plural(count: int, noun: str) -> str:
    """« 1 page », « 2 pages », « 0 page »."""
    return typeset(f"{count} {noun}{'s' if count > 1 else ''}")


def _document_row(entry: Entry, kept: Collection[str], today: date) -> Markup:
    if entry.is_overdue(today):
        state = Markup('<span class="flag">{}</span>').format(t.OVERDUE)
    else:
        state = Markup('<span class="told-good">{}</span>').format(t.IN_SERVICE)
    original = Markup('<span class="soft">{}</span>').format(t.NO_ORIGINAL)
    if entry.sha256 in kept:
        original = Markup('<a href="{}" download aria-label="{}">{}</a>').format(
            original_address(entry.version_id),
            t.DOWNLOAD_NAMED.format(title=typeset(entry.title)),
            t.DOWNLOAD,
        )
    pages = f" · {plural(entry.pages, 'page')}" if entry.pages else ""
    title = Markup(
        '<th role="rowheader" scope="row"><span class="doc-title">{title}</span>'
        '<span class="doc-file">{kind} · {file}{pages}</span></th>'
    ).format(title=typeset(entry.title), kind=t.KINDS.get(entry.kind, entry.kind), file=entry.file_name, pages=pages)
    cells = {
        "module": entry.module or "—",
        "version": str(entry.version),
        "passages": str(entry.passages),
        "dates": _dates(entry, today),
        "state": state,
        "original": original,
    }
    return Markup('<tr role="row">{}{}</tr>').format(
        title, Markup("").join(_cell(t.COLUMNS[name], value) for name, value in cells.items())
    )


def _dates(entry: Entry, today: date) -> Markup:
    lines = [t.ADDED_ON.format(date=french_date(entry.added_at.date()))]
    if entry.checked_on:
        lines.insert(0, t.CHECKED_ON.format(date=french_date(entry.checked_on)))
    if entry.review_by and entry.is_overdue(today):
        lines.append(t.OVERDUE_SINCE.format(date=french_date(entry.review_by)))
    return Markup("<span>{}</span>").format(Markup("<br>").join(lines))


def _cell(label: str, value: str) -> Markup:
    return Markup('<td role="cell" data-label="{}">{}</td>').format(label, value)


def _empty(sentence: str) -> Markup:
    return Markup('<p class="empty" role="status">{}</p>').format(sentence)


def upload_intro(max_megabytes: int, max_pages: int) -> Markup:
    """What can be sent, what becomes of it, and the booklet that the fiches make."""
    return Markup('<h2>{}</h2><p class="soft">{}</p><p><a href="{}" download>{}</a></p>').format(
        t.UPLOAD_TITLE, t.UPLOAD_HELP.format(megabytes=max_megabytes, pages=max_pages), BOOKLET_ADDRESS, t.BOOKLET
    )


def too_large_html(max_megabytes: int) -> Markup:
    """Where ``static/trainer.js`` says that a file is too large, before it travels."""
    return Markup(
        '<p id="too-large" class="note bad" role="alert" data-bytes="{}" data-refusal="{}" hidden></p>'
    ).format(max_megabytes * MEGABYTE, typeset(TOO_LARGE.format(size="{size}", limit=max_megabytes)))


def gaps_intro() -> Markup:
    """What the list of questions is for."""
    return Markup('<h2>{}</h2><p class="soft">{}</p>').format(t.TAB_GAPS, t.GAPS_INTRO)


def progress_html(stage: Stage, done: int, total: int, seconds_left: float | None) -> Markup:
    """The four stages with the one under way, its count, and the time left once it can be told (seconds)."""
    now = _STAGES.index(stage)
    steps = Markup("").join(
        Markup('<li class="{}"{}>{}</li>').format(
            "done" if place < now else "now" if place == now else "next",
            Markup(' aria-current="step"') if place == now else "",
            t.STAGES[step],
        )
        for place, step in enumerate(_STAGES)
    )
    detail = ""
    if stage is Stage.INDEXING and total:
        detail = t.STAGE_TEXTS.format(done=done, total=total)
        if seconds_left is not None:
            detail += typeset(f", {_time_left(seconds_left)}")
    bar = Markup('<progress max="100" value="{}" aria-label="{}"></progress>').format(
        _percent(stage, done, total), t.STAGES[stage]
    )
    return Markup(
        '<div class="upload-progress"><ol class="stages">{}</ol>{}<p class="soft">{}</p><p class="soft">{}</p></div>'
    ).format(steps, bar, detail, t.UPLOAD_CLOSING)


def _percent(stage: Stage, done: int, total: int) -> int:
    """Reading and splitting are the first tenth of the work, the switch the last twentieth."""
    start, end = {
        Stage.READING: (0, 5),
        Stage.SPLITTING: (5, 10),
        Stage.INDEXING: (10, 95),
        Stage.SWITCHING: (95, 100),
    }[stage]
    return start + round((end - start) * done / total) if total else start


def _time_left(seconds: float) -> str:
    if seconds < 90:
        return t.SECONDS_LEFT.format(seconds=max(5, round(seconds / 5) * 5))
    return t.MINUTES_LEFT.format(minutes=round(seconds / 60))


def published_html(published: Published) -> Markup:
    """What was read and is now in service, with its warnings and its first passages."""
    read = published.read
    sentence = t.PUBLISHED if published.fresh else t.ALREADY_IN_SERVICE
    said = sentence.format(title=typeset(read.title), version=published.version)
    warnings = Markup("").join(Markup('<p class="note warn">{}</p>').format(typeset(w)) for w in read.warnings)
    return Markup(
        '<div role="status"><p class="note good">{}</p>{}<p>{}</p>{}</div>'
    ).format(said, warnings, _tally(read), _preview(read))  # fmt: skip


def _tally(read: ReadDocument) -> str:
    kinds = Counter(passage.kind for passage in read.passages)
    found = [f"{plural(read.pages, 'page')}"] if read.pages else []
    found.append(plural(len(read.passages), "passage"))
    return typeset(f"{' · '.join(found)} ({', '.join(f'{count} « {kind} »' for kind, count in kinds.most_common())})")


def _preview(read: ReadDocument) -> Markup:
    shown = read.passages[:_SHOWN_PASSAGES]
    items = Markup("").join(
        Markup("<li><strong>{}</strong>{}<br>{}</li>").format(
            typeset(passage.section),
            typeset(f" · page {passage.page}") if passage.page else "",
            typeset(passage.text[:_EXCERPT] + ("…" if len(passage.text) > _EXCERPT else "")),
        )
        for passage in shown
    )
    rest = len(read.passages) - len(shown)
    more = Markup('<p class="soft">{}</p>').format(t.READ_REST.format(count=rest)) if rest else Markup("")
    return Markup('<details class="read-preview"><summary>{}</summary><ol>{}</ol>{}</details>').format(
        t.READ_PREVIEW, items, more
    )


def refusal_html(error: Exception) -> Markup:
    """Why a file was not put in service, and that nothing else changed; every breach of a fiche on its own line."""
    reason = Markup("<p>{}</p>").format(typeset(str(error)))
    if isinstance(error, InvalidFiche):
        lines = Markup("").join(Markup("<li>{}</li>").format(typeset(problem)) for problem in error.problems)
        reason = Markup("<p>{}</p><ul>{}</ul>").format(t.FICHE_REFUSED.format(name=error.name), lines)
    return Markup('<div class="note bad" role="alert"><p><strong>{}</strong></p>{}<p>{}</p></div>').format(
        t.UPLOAD_REFUSED, reason, t.UPLOAD_KEPT
    )


def gaps_html(gaps: Sequence[Gap]) -> Markup:
    """The questions asked in vain, latest first."""
    if not gaps:
        return _empty(t.GAPS_NONE)
    head = Markup("").join(
        Markup('<th role="columnheader" scope="col">{}</th>').format(name) for name in t.GAP_COLUMNS.values()
    )
    rows = Markup("").join(
        Markup('<tr role="row"><th role="rowheader" scope="row">{}</th>{}{}</tr>').format(
            typeset(gap.question),
            _cell(t.GAP_COLUMNS["asked"], french_time(gap.asked_at)),
            _cell(t.GAP_COLUMNS["reason"], _gap_reason(gap)),
        )
        for gap in gaps
    )
    return Markup(
        '<table class="cards gaps" role="table"><thead role="rowgroup"><tr role="row">{}</tr></thead>'
        '<tbody role="rowgroup">{}</tbody></table>'
    ).format(head, rows)


def _gap_reason(gap: Gap) -> str:
    kind = t.GAP_VOTED_DOWN if gap.voted_down else t.GAP_UNANSWERED
    return typeset(f"{kind} : {gap.reason}") if gap.reason else kind
