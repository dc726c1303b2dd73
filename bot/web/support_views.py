"""What the support's page shows, as safe HTML: a ticket's heading, what it rests on, and two versions side by side."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from bot.desk.tickets import TicketView
from bot.web import texts_staff as t
from bot.web.cards import paragraph_lines, rich_text
from bot.web.texts import french_time, typeset


def inbox_label(ticket: TicketView) -> str:
    """One line of the inbox, in plain text: number and state, what it is about, when it came."""
    head = t.INBOX_LINE.format(number=ticket.number, state=t.STATES.get(ticket.state, ticket.state))
    when = french_time(ticket.sent_at) if ticket.sent_at else ""
    return f"{head}\n{typeset(ticket.subject)}\n{when}".strip()


def heading_html(ticket: TicketView) -> Markup:
    """Number, state, and the dates of what happened to it."""
    facts = []
    if ticket.sent_at:
        facts.append(t.SENT_ON.format(date=french_time(ticket.sent_at)))
    if ticket.reviewed_at:
        facts.append(t.REVIEWED_ON.format(date=french_time(ticket.reviewed_at), reviewer=ticket.reviewer))
    return Markup('<h2 class="ticket-number">{} <span class="flag {}">{}</span></h2><p class="soft">{}</p>').format(
        ticket.number, "calm" if ticket.state == "relu" else "", t.STATES.get(ticket.state, ticket.state),
        " · ".join(facts),
    )  # fmt: skip


def evidence_html(ticket: TicketView) -> Markup:
    """Identifiers with their checks, why the assistant stopped, what is missing, and what it had shown."""
    parts = [
        _part(t.IDENTIFIERS, _identifiers(ticket.identifiers)),
        _part(
            t.STOP_REASON,
            Markup("<p>{}</p>").format(t.STOP_REASONS.get(ticket.stop_reason, typeset(ticket.stop_reason))),
        ),
        _part(t.MISSING, _missing(ticket.missing)),
        _part(t.TRIED, _tried(ticket.tried)),
    ]
    return Markup('<div class="evidence"><h2>{}</h2>{}</div>').format(t.EVIDENCE, Markup("").join(parts))


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


def _tried(tried: Sequence[Mapping[str, Any]]) -> Markup:
    if not tried:
        return Markup('<p class="soft">{}</p>').format(t.TRIED_NONE)
    return Markup("").join(_attempt(attempt) for attempt in tried)


def _attempt(attempt: Mapping[str, Any]) -> Markup:
    answer = str(attempt.get("answer") or "")
    sources = [str(source) for source in attempt.get("sources") or []]
    listed = Markup("").join(Markup("<li>{}</li>").format(typeset(source)) for source in sources)
    shown = Markup("<details><summary>{}</summary>{}</details>").format(t.TRIED_ANSWER, rich_text(answer))
    return Markup('<article class="attempt"><p class="asked">{}</p>{}{}</article>').format(
        paragraph_lines(typeset(str(attempt["question"]))),
        shown if answer else Markup('<p class="soft">{}</p>').format(t.TRIED_NO_ANSWER),
        Markup('<p class="soft">{}</p><ul>{}</ul>').format(t.TRIED_SOURCES, listed) if sources else "",
    )


def conflict_html(mine: Mapping[str, str], theirs: Mapping[str, str], stored: TicketView, choice: bool) -> Markup:
    """The fields where two people differ, both texts in full; ``mine`` and ``theirs`` go from label to text.

    ``choice`` says whether mine may still replace theirs.
    """
    title = t.CONFLICT_THEIRS_BY.format(reviewer=stored.reviewer) if stored.reviewer else t.CONFLICT_THEIRS
    different = [label for label in mine if mine[label].strip() != theirs[label].strip()]
    fields = Markup("").join(
        Markup(
            '<section><h4>{}</h4><div class="versions"><div><h5>{}</h5><p>{}</p></div>'
            "<div><h5>{}</h5><p>{}</p></div></div></section>"
        ).format(label, t.CONFLICT_MINE, _text(mine[label]), title, _text(theirs[label]))
        for label in different
    )
    return Markup('<div class="note warn" role="alert"><h3>{}</h3><p>{}</p></div>{}').format(
        t.CONFLICT_TITLE,
        t.CONFLICT_HELP if choice else t.CONFLICT_CLOSED,
        fields or Markup("<p>{}</p>").format(t.CONFLICT_SAME),
    )


def _text(text: str) -> Markup:
    return paragraph_lines(text) if text.strip() else Markup('<span class="soft">{}</span>').format(t.EMPTY_FIELD)


def empty_inbox_html(state: str, count: int) -> Markup:
    """Why the inbox is empty, and nothing when it isn't."""
    return Markup("") if count else Markup('<p class="empty" role="status">{}</p>').format(t.INBOX_EMPTY[state])


def nothing_open_html() -> Markup:
    """The middle column before a ticket is chosen."""
    return Markup('<p class="empty">{}</p>').format(t.NOTHING_OPEN)
