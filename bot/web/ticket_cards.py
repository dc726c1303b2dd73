"""A trainee's tickets as safe HTML: what was spotted in the text, the ticket as it will leave, and the list."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

from bot.desk.types import TicketView
from bot.web import texts
from bot.web.cards import paragraph_lines
from bot.web.ticket_fate import fate_html


def findings_html(ticket: TicketView) -> Markup:
    """What the form adds to the person's words: numbers found and checked, what is missing, what was tried."""
    return Markup("").join(
        [
            _section(texts.FOUND_TITLE, _identifiers(ticket.identifiers)),
            _section(texts.MISSING_TITLE, _bullets(ticket.missing, "missing")) if ticket.missing else "",
            _tried(ticket.tried),
        ]
    )


def final_html(ticket: TicketView) -> Markup:
    """The ticket exactly as the support will read it."""
    rows: list[tuple[str, Markup]] = [
        (texts.CATEGORY, Markup("{}").format(ticket.category)),
        (texts.SUBJECT, Markup("{}").format(ticket.subject)),
        (texts.DESCRIPTION, paragraph_lines(ticket.description)),
        (texts.FOUND_TITLE, _identifiers(ticket.identifiers)),
    ]
    items = Markup("").join(Markup("<dt>{}</dt><dd>{}</dd>").format(name, value) for name, value in rows)
    missing = Markup('<div class="note warn"><p>{}</p>{}</div>').format(
        texts.MISSING_TITLE, _bullets(ticket.missing, "missing")
    )
    return Markup('<h3>{}</h3><dl class="final">{}</dl>{}{}').format(
        texts.REVIEW_TITLE, items, missing if ticket.missing else "", _tried(ticket.tried)
    )


def sent_html(ticket: TicketView) -> Markup:
    """The number, announced, and what comes next."""
    number = Markup('<strong class="sent-number">{}</strong>').format(ticket.number)
    return Markup(
        '<div class="note good" role="status"><h3>{}</h3><p>{}</p></div>'
        '<button type="button" class="button" data-act="tickets">{}</button>'
    ).format(texts.SENT_TITLE, escape(texts.SENT).format(number=number), texts.MY_TICKETS)


def tickets_html(tickets: Sequence[TicketView]) -> Markup:
    """« Mes tickets », newest first; an empty list says what to do."""
    if not tickets:
        return Markup('<p class="empty">{}</p>').format(texts.NO_TICKETS)
    cards = Markup("").join(_ticket_card(ticket) for ticket in tickets)
    return Markup('<ul class="tickets">{}</ul>').format(cards)


def sheet_head(title: str) -> Markup:
    """The title that names a sheet, and its way out."""
    return Markup(
        '<div class="sheet-head"><h2>{}</h2><button type="button" class="chip" data-act="close">{}</button></div>'
    ).format(title, texts.CLOSE)


def _ticket_card(ticket: TicketView) -> Markup:
    draft = ticket.sent_at is None
    when = texts.french_time(ticket.sent_at or ticket.created_at)
    line = (texts.DRAFTED_ON if draft else texts.SENT_ON).format(when=when)
    resume = Markup(
        '<button type="button" class="button" data-act="resume" data-ticket="{}">{}'
        '<span class="visually-hidden"> : {}</span></button>'
    ).format(ticket.id, texts.RESUME, ticket.subject)
    reply = Markup('<div class="note good"><strong>{}</strong><p>{}</p></div>').format(
        texts.REPLY_TITLE, paragraph_lines(ticket.reply)
    )
    return Markup(
        '<li class="ticket"><p class="ticket-top"><strong>{number}</strong>'
        '<span class="state {state}">{label}</span></p>'
        '<p class="ticket-subject">{subject}</p><p class="ticket-when">{line}</p>{fate}{reply}{resume}</li>'
    ).format(
        number=ticket.number or "",
        state="draft" if draft else "open",
        label=texts.TICKET_STATES.get(ticket.state, ticket.state),
        subject=ticket.subject or texts.NO_SUBJECT,
        line=line,
        fate=fate_html(ticket),
        reply=reply if ticket.reply else "",
        resume=resume if draft else "",
    )


def _identifiers(identifiers: Sequence[Mapping[str, Any]]) -> Markup:
    if not identifiers:
        return Markup('<p class="empty">{}</p>').format(texts.FOUND_NOTHING)
    items = Markup("").join(
        Markup('<li class="{}"><span aria-hidden="true">{}</span> {} : <strong>{}</strong>{}</li>').format(
            "right" if found["valid"] else "wrong",
            "✓" if found["valid"] else "!",
            found["kind"],
            found["value"],
            Markup('<span class="problem">{}</span>').format(_sentence(str(found["problem"]), "."))
            if found.get("problem")
            else "",
        )
        for found in identifiers
    )
    return Markup('<ul class="identifiers">{}</ul>').format(items)


def _tried(tried: Sequence[Mapping[str, Any]]) -> Markup:
    if not tried:
        return Markup("")
    items = Markup("").join(
        Markup("<li><strong>{}</strong>{}</li>").format(
            texts.typeset(str(step["question"])),
            Markup('<span class="tried-sources">{}</span>').format(" · ".join(map(str, step["sources"])))
            if step.get("sources")
            else "",
        )
        for step in tried
    )
    return Markup('<details class="tried"><summary>{} ({})</summary><ul>{}</ul></details>').format(
        texts.TRIED_TITLE, len(tried), items
    )


def _section(title: str, body: Markup) -> Markup:
    return Markup('<section class="finding"><h3>{}</h3>{}</section>').format(title, body)


def _bullets(lines: Sequence[str], kind: str) -> Markup:
    items = Markup("").join(Markup("<li>{}</li>").format(_sentence(line)) for line in lines)
    return Markup('<ul class="{}">{}</ul>').format(kind, items)


def _sentence(words: str, end: str = "") -> str:
    """The desk's words with their capital, and their full stop where they stand alone."""
    return texts.typeset(words[:1].upper() + words[1:].rstrip(".") + end)
