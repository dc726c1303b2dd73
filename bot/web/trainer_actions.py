"""The trainer's page: what is in service, putting a file in service, and what was asked in vain.

The handlers are plain functions that take the name Gradio knows the person by, and each asks for the right to act.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue

from markupsafe import Markup

from bot.corpus.catalogue import Entry, entries_in_service
from bot.corpus.errors import UnreadableFile
from bot.corpus.originals import find_original
from bot.dialogue.gaps import recent_gaps
from bot.search.errors import IndexBusy, ModelUnavailable, PublishingFailed
from bot.search.french import fold
from bot.search.publishing import Published, Publisher, Stage, refuse_too_large
from bot.services import Services
from bot.web import texts_staff as t
from bot.web.cards import notice
from bot.web.permissions import Action, allow
from bot.web.trainer_views import documents_html, gaps_html, progress_html, published_html, refusal_html

_PATIENCE_S = 5.0


@dataclass(frozen=True)
class Filter:
    """What the trainer wants to see; an empty value narrows nothing."""

    text: str = ""
    kind: str = ""
    module: str = ""
    only_overdue: bool = False


@dataclass(frozen=True)
class UploadStep:
    """What to show of a file on its way; ``spent`` once the file itself is no longer needed."""

    html: Markup
    spent: bool = False


def show_documents(services: Services, name: str | None, wanted: Filter) -> Markup:
    """The documents in service that match; raises NotAllowed."""
    allow(services.database, name, Action.SEE_DOCUMENTS)
    today = datetime.now(UTC).date()
    with services.database.session() as session:
        entries = entries_in_service(session)
    matching = [entry for entry in entries if _matches(entry, wanted) and _due(entry, wanted)]
    kept = {e.sha256 for e in matching if find_original(services.settings.data_dir, e.sha256)}
    return documents_html(matching, len(entries), kept, today)


def _matches(entry: Entry, wanted: Filter) -> bool:
    words = fold(wanted.text).split()
    title = fold(f"{entry.title} {entry.file_name}")
    return (
        all(word in title for word in words) and wanted.kind in ("", entry.kind) and wanted.module in ("", entry.module)
    )


def _due(entry: Entry, wanted: Filter) -> bool:
    return not wanted.only_overdue or entry.is_overdue(datetime.now(UTC).date())


def show_gaps(services: Services, name: str | None) -> Markup:
    """The questions asked in vain; raises NotAllowed."""
    allow(services.database, name, Action.SEE_GAPS)
    with services.database.session() as session:
        return gaps_html(recent_gaps(session))


def publish_upload(
    services: Services, name: str | None, path: str | None, clock: Callable[[], float] = time.monotonic
) -> Iterator[UploadStep]:
    """Put the file at ``path`` in service, saying how far it is; the last step says how it ended.

    The work runs beside this iterator: a page closed in the middle stops nothing. Raises NotAllowed.
    """
    user = allow(services.database, name, Action.PUBLISH)
    if not path:
        yield UploadStep(notice(t.UPLOAD_NO_FILE, "warn"))
        return
    file = Path(path)
    try:
        refuse_too_large(file.stat().st_size, services.settings.upload_max_mb)
        data = file.read_bytes()
    except FileNotFoundError:
        yield UploadStep(notice(t.UPLOAD_LOST, "warn"), spent=True)
        return
    except UnreadableFile as error:
        file.unlink(missing_ok=True)
        yield UploadStep(refusal_html(error), spent=True)
        return
    steps: SimpleQueue[tuple[Stage, int, int] | None] = SimpleQueue()
    work = _start(services, file.name, data, user.name, steps)
    yield from _follow(steps, clock)
    try:
        published = work.result()
    except IndexBusy:
        yield UploadStep(notice(t.UPLOAD_BUSY, "warn"))
        return
    except (ModelUnavailable, PublishingFailed) as error:
        yield UploadStep(refusal_html(error))
        return
    except UnreadableFile as error:
        last = refusal_html(error)
    else:
        last = published_html(published)
    # Gradio's own copy may be read by anyone signed in to this page: it goes as soon as it has served.
    file.unlink(missing_ok=True)
    yield UploadStep(last, spent=True)


def _start(
    services: Services, name: str, data: bytes, author: str, steps: "SimpleQueue[tuple[Stage, int, int] | None]"
) -> Future[Published]:
    settings = services.settings
    publisher = Publisher(services.database, services.store, services.indexer, settings.data_dir)
    worker = ThreadPoolExecutor(1, thread_name_prefix="publish")
    work = worker.submit(
        publisher.publish_file,
        name,
        data,
        lambda stage, done, total: steps.put((stage, done, total)),
        max_pages=settings.upload_max_pages,
        author=author,
        patience=_PATIENCE_S,
    )
    work.add_done_callback(lambda _: steps.put(None))
    worker.shutdown(wait=False)
    return work


def _follow(steps: "SimpleQueue[tuple[Stage, int, int] | None]", clock: Callable[[], float]) -> Iterator[UploadStep]:
    start, known = clock(), None
    while (step := steps.get()) is not None:
        stage, done, total = step
        left = None
        if stage is Stage.INDEXING:
            if known is None:
                start, known = clock(), done
            # What was known before this file isn't its work.
            done, total = done - known, total - known
            left = (clock() - start) * (total - done) / done if done else None
        yield UploadStep(progress_html(stage, done, total, left))
