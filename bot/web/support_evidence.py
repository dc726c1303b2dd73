"""The desk's third column as safe HTML: identifiers, what was asked and shown, duplicates, notes and history."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from bot.desk.attachments import AttachmentView
from bot.desk.duplicates import Alike
from bot.desk.review import Dossier
from bot.desk.states import RULES
from bot.desk.ticket_form import Slot, filled_slots
from bot.desk.ticket_history import Event, Note
from bot.desk.types import TicketView
from bot.web import texts_desk as d
from bot.web import texts_staff as t
from bot.web.cards import paragraph_lines, rich_text, source_card
from bot.web.documents_views import act_button
from bot.web.support_actions import Beside, Sources
from bot.web.texts import french_time, typeset
from bot.web.ticket_fields import file_link

_LONGEST_CHANGE = 120


def evidence_html(dossier: Dossier, beside: Beside) -> Markup:
    """All that the ticket rests on, and what stands beside it."""
    ticket = dossier.ticket
    typed = [slot for slot in filled_slots(ticket.category, "", ticket.fields) if slot.value]
    parts = [
        _part(d.TYPED, _typed(typed, ticket.email)) if typed or ticket.email else Markup(""),
        _part(t.IDENTIFIERS, _identifiers(ticket.identifiers)),
        _part(
            t.STOP_REASON,
            Markup("<p>{}</p>").format(t.STOP_REASONS.get(ticket.stop_reason, typeset(ticket.stop_reason))),
        ),
        _part(t.MISSING, _missing(ticket.missing)),
        _part(t.TRIED, _tried(ticket, beside.sources)),
        _part(d.DUPLICATES, _duplicates(dossier.repeated_by)) if dossier.repeated_by else Markup(""),
        _part(d.SIMILAR, _similar(beside.similar)) if beside.similar else Markup(""),
        _part(d.FILES, _files(beside.files)) if beside.files else Markup(""),
    ]
    return Markup('<div class="evidence"><h2>{}</h2>{}</div>').format(t.EVIDENCE, Markup("").join(parts))


def history_html(events: Sequence[Event]) -> Markup:
    """Each move with who made it, when, and what it changed."""
    if not events:
        return _part(d.HISTORY, Markup('<p class="soft">{}</p>').format(d.NO_HISTORY))
    items = Markup("").join(_event(event) for event in events)
    return Markup('<div class="evidence">{}</div>').format(
        _part(d.HISTORY, Markup('<ol class="plain-list history">{}</ol>').format(items))
    )


def notes_html(notes: Sequence[Note]) -> Markup:
    """What the desk's members wrote to each other, under its title."""
    items = Markup("").join(
        Markup('<li><strong>{}</strong> <span class="soft">{}</span><br>{}</li>').format(
            note.author, french_time(note.at), paragraph_lines(note.text)
        )
        for note in notes
    )
    listed = Markup('<ul class="plain-list">{}</ul>').format(items) if items else Markup("")
    return Markup('<div class="evidence"><section><h3>{}</h3><p class="soft">{}</p>{}</section></div>').format(
        d.NOTES, d.NOTES_HELP, listed
    )


def _typed(slots: Sequence[Slot], email: str) -> Markup:
    """What the trainee typed in the form's fields, with what is wrong with it, and where they want their answer."""
    lines = [
        Markup('<li><span class="soft">{}</span> <strong>{}</strong>{}</li>').format(
            typeset(slot.entry.label),
            slot.value,
            Markup('<br><span class="told-bad">✗ {}</span>').format(typeset(slot.problem)) if slot.problem else "",
        )
        for slot in slots
    ]
    if email:
        lines.append(Markup('<li><span class="soft">{}</span> <strong>{}</strong></li>').format(d.ANSWER_TO, email))
    return Markup('<ul class="plain-list">{}</ul>').format(Markup("").join(lines))


def _similar(tickets: Sequence[Alike]) -> Markup:
    """Tickets that seem to tell the same problem, each with why."""
    items = Markup("").join(
        Markup('<li>{}<br><span class="soft">{} · {}</span></li>').format(
            act_button("open", f"{one.number} · {typeset(one.subject)}", ticket=one.id),
            one.state,
            typeset(", ".join(one.why)),
        )
        for one in tickets
    )
    return Markup('<ul class="plain-list">{}</ul>').format(items)


def _files(files: Sequence[AttachmentView]) -> Markup:
    items = Markup("").join(Markup("<li>{}</li>").format(file_link(file)) for file in files)
    return Markup('<ul class="plain-list">{}</ul>').format(items)


def _part(title: str, body: Markup) -> Markup:
    return Markup("<section><h3>{}</h3>{}</section>").format(title, body)


def _identifiers(identifiers: Sequence[Mapping[str, Any]]) -> Markup:
    if not identifiers:
        return Markup('<p class="soft">{}</p>').format(t.IDENTIFIERS_NONE)
    lines = []
    for found in identifiers:
        verdict = Markup('<span class="told-good">✓ {}</span>').format(t.IDENTIFIER_VALID)
        if not found["valid"]:
            verdict = Markup('<span class="told-bad">✗ {}</span>').format(
                typeset(str(found.get("problem") or t.IDENTIFIER_INVALID))
            )
        lines.append(
            Markup('<li><span class="soft">{}</span> <strong>{}</strong><br>{}</li>').format(
                typeset(str(found["kind"])), found["value"], verdict
            )
        )
    return Markup('<ul class="plain-list identifiers">{}</ul>').format(Markup("").join(lines))


def _missing(missing: Sequence[str]) -> Markup:
    if not missing:
        return Markup('<p class="soft">{}</p>').format(t.MISSING_NONE)
    return Markup("<ul>{}</ul>").format(Markup("").join(Markup("<li>{}</li>").format(typeset(m)) for m in missing))


def _tried(ticket: TicketView, sources: Sources) -> Markup:
    if not ticket.tried:
        return Markup('<p class="soft">{}</p>').format(t.TRIED_NONE)
    return Markup("").join(
        _attempt(attempt, sources.get(str(attempt["question"]), ()), f"desk-{ticket.id}-{at}")
        for at, attempt in enumerate(ticket.tried)
    )


def _attempt(attempt: Mapping[str, Any], cited: Sequence[Mapping[str, Any]], key: str) -> Markup:
    answer = str(attempt.get("answer") or "")
    shown = Markup("<details><summary>{}</summary>{}</details>").format(t.TRIED_ANSWER, rich_text(answer))
    return Markup('<article class="attempt"><p class="asked">{}</p>{}{}</article>').format(
        paragraph_lines(typeset(str(attempt["question"]))),
        shown if answer else Markup('<p class="soft">{}</p>').format(t.TRIED_NO_ANSWER),
        _cards(cited, key) if cited else _titles(attempt),
    )


def _cards(cited: Sequence[Mapping[str, Any]], key: str) -> Markup:
    # The picture of the page is served to the talk's owner alone.
    cards = Markup("").join(source_card({**citation, "has_picture": False}, key) for citation in cited)
    return Markup('<p class="soft">{}</p>{}').format(t.TRIED_SOURCES, cards)


def _titles(attempt: Mapping[str, Any]) -> Markup:
    sources = [typeset(str(source)) for source in attempt.get("sources") or []]
    if not sources:
        return Markup("")
    listed = Markup("").join(Markup("<li>{}</li>").format(source) for source in sources)
    return Markup('<p class="soft">{}</p><ul>{}</ul>').format(t.TRIED_SOURCES, listed)


def _duplicates(tickets: Sequence[TicketView]) -> Markup:
    items = Markup("").join(
        Markup("<li>{}</li>").format(act_button("open", f"{one.number} · {typeset(one.subject)}", ticket=one.id))
        for one in tickets
    )
    return Markup('<ul class="plain-list">{}</ul>').format(items)


def _event(event: Event) -> Markup:
    label = next((rule.label for move, rule in RULES.items() if move == event.move), event.move)
    line = typeset(d.HISTORY_LINE.format(label=label, before=event.before, after=event.after))
    changes = Markup("").join(
        Markup("<br>{}").format(
            typeset(d.CHANGED.format(field=d.FIELDS.get(name, name), old=_short(old), new=_short(new)))
        )
        for name, (old, new) in event.changed.items()
    )
    return Markup('<li>{}<br><span class="soft">{} · {}{}</span></li>').format(
        line, event.who or d.THE_TRAINEE, french_time(event.at), changes
    )


def _short(text: object) -> str:
    words = " ".join(str(text or t.EMPTY_FIELD).split())
    return words if len(words) <= _LONGEST_CHANGE else words[:_LONGEST_CHANGE].rstrip() + "…"
