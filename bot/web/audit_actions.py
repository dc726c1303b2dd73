"""What an administrator does with the journal: read it, by person or by act, and have it checked. Nothing else exists.

Plain functions that take the name Gradio knows the person by, and each asks for the right to act.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from bot.desk.states import RULES
from bot.privacy.acts import Act
from bot.services import Services
from bot.storage.models import AuditEntry
from bot.web import texts_audit as t
from bot.web.cards import notice
from bot.web.permissions import Action, allow
from bot.web.question_views import empty_html
from bot.web.texts import french_time, typeset

_PAGE: Final = 50


@dataclass(frozen=True)
class LogPage:
    """One page of the journal; ``older`` is the number below which the next one begins, None at the end."""

    html: Markup
    older: int | None


def show_log(
    services: Services, name: str | None, actor: str = "", act: str = "", before: int | None = None
) -> LogPage:
    """The latest entries that match, below the number ``before``; raises NotAllowed."""
    allow(services.database, name, Action.SEE_AUDIT)
    entries = services.audit.latest(_PAGE + 1, actor or "", act or "", before)
    more = len(entries) > _PAGE
    return LogPage(log_html(entries[:_PAGE]), entries[_PAGE - 1].id if more else None)


def actor_choices(services: Services, name: str | None) -> list[tuple[str, str]]:
    """(label, name) of whoever the journal names, after everybody; raises NotAllowed."""
    allow(services.database, name, Action.SEE_AUDIT)
    return [(t.ANYBODY, ""), *((one, one) for one in services.audit.actors())]


def act_choices() -> list[tuple[str, str]]:
    return [(t.ANYTHING, ""), *((words, act.value) for act, words in t.ACTS.items())]


def verify_log(services: Services, name: str | None) -> Markup:
    """Whether the chain holds; raises NotAllowed."""
    allow(services.database, name, Action.SEE_AUDIT)
    verdict = services.audit.verify()
    if verdict.broken_at is not None:
        return notice(t.BROKEN.format(number=verdict.broken_at), "bad")
    return notice(t.INTACT.format(entries=verdict.entries, last=verdict.last, hash=verdict.hash), "good")


def log_html(entries: Sequence[AuditEntry]) -> Markup:
    """A table, which is a pile of cards on a phone."""
    if not entries:
        return empty_html(t.NOTHING)
    head = Markup("").join(
        Markup('<th role="columnheader" scope="col">{}</th>').format(one) for one in t.COLUMNS.values()
    )
    return Markup(
        '<table class="journal" role="table"><thead role="rowgroup"><tr role="row">{}</tr></thead>'
        '<tbody role="rowgroup">{}</tbody></table>'
    ).format(head, Markup("").join(_row(entry) for entry in entries))


def _row(entry: AuditEntry) -> Markup:
    act = t.ACTS.get(Act(entry.action)) if entry.action in set(Act) else entry.action
    kind = t.KINDS.get(entry.kind, entry.kind)
    cells = {
        "who": entry.actor,
        "what": act,
        "on": f"{kind} {entry.object_id}".strip(),
        "detail": " ; ".join(_detail(name, value) for name, value in entry.detail.items() if value is not None),
    }
    return Markup('<tr role="row"><th role="rowheader" scope="row">{} · {}</th>{}</tr>').format(
        entry.id,
        french_time(entry.at),
        Markup("").join(
            Markup('<td role="cell" data-label="{}">{}</td>').format(t.COLUMNS[key], typeset(str(value)))
            for key, value in cells.items()
        ),
    )


def _detail(name: str, value: object) -> str:
    words = t.DETAILS.get(name, name)
    if isinstance(value, bool):
        return f"{words} : {t.YES if value else t.NO}"
    shown = next((rule.label for move, rule in RULES.items() if name == "move" and move == value), value)
    return f"{words} : {shown}"
