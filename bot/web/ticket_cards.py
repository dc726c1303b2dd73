"""A trainee's tickets as safe HTML: what was spotted in the text, the ticket as it will leave, and the list."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

from bot.chorus.unneeded import KEPT, MASKED, kinds_covered, undecided
from bot.desk.attachments import AttachmentView
from bot.desk.duplicates import Alike
from bot.desk.ticket_form import Slot, filled_slots
from bot.desk.types import MessageView, TicketView
from bot.web import texts
from bot.web import texts_tickets as t
from bot.web.cards import notice, paragraph_lines
from bot.web.ticket_fate import fate_html
from bot.web.ticket_fields import file_link, text_of


def findings_html(ticket: TicketView) -> Markup:
    """What the text holds besides the fields: other numbers, checked, and what was tried."""
    others = _beside_fields(ticket, filled_slots(ticket.category, text_of(ticket), ticket.fields))
    return Markup("{}{}").format(
        _section(texts.FOUND_TITLE, _identifiers(others)) if others else "", _tried(ticket.tried)
    )


def unneeded_html(ticket: TicketView) -> Markup:
    """Personal data that nobody needs to answer: each thing the person's to cover or to keep."""
    tried = [str(one["question"]) for one in ticket.tried]
    said = [ticket.subject, ticket.description, *ticket.fields.values(), *tried]
    choices = Markup("").join(
        Markup('<div class="note warn"><p>{}</p><div class="ladder-buttons">{}</div></div>').format(
            t.UNNEEDED.format(text=one.text, kind=one.kind),
            Markup("").join(
                Markup(
                    '<button type="button" class="button" data-act="decide" data-mark="{}" data-choice="{}">{}'
                    '<span class="visually-hidden"> « {} »</span></button>'
                ).format(one.mark, choice, label, one.text)
                for choice, label in ((MASKED, t.MASK), (KEPT, t.KEEP))
            ),
        )
        for one in undecided(said, ticket.unneeded)
    )
    kinds = kinds_covered(said)
    covered = notice(t.COVERED.format(kinds=", ".join(kinds)), "info") if kinds else Markup("")
    return Markup("{}{}").format(covered, choices)


def alike_html(alike: Sequence[Alike]) -> Markup:
    """Tickets already sent that seem to tell the same problem: go on with one of them, or send this one too."""
    return Markup("").join(
        Markup('<div class="note warn"><p>{}</p><div class="ladder-buttons">{}{}</div></div>').format(
            t.ALIKE.format(number=one.number, subject=one.subject, why=", ".join(one.why)),
            *(
                Markup(
                    '<button type="button" class="button" data-act="alike" data-ticket="{}" data-choice="{}">{}'
                    "</button>"
                ).format(one.id, choice, label)
                for choice, label in (("same", t.ALIKE_SAME.format(number=one.number)), ("different", t.ALIKE_OTHER))
            ),
        )
        for one in alike
    )


def continue_html(number: str) -> Markup:
    """How to go on with a ticket already sent rather than send the same again."""
    return Markup(
        '<div class="note good" role="status"><p>{}</p><button type="button" class="button" data-act="tickets">{}'
        "</button></div>"
    ).format(t.CONTINUE.format(number=number), texts.MY_TICKETS)


def final_html(ticket: TicketView, files: Sequence[AttachmentView] = ()) -> Markup:
    """The ticket exactly as the support will read it."""
    filled = filled_slots(ticket.category, text_of(ticket), ticket.fields)
    others = _beside_fields(ticket, filled)
    rows: list[tuple[str, Markup]] = [
        (texts.CATEGORY, Markup("{}").format(ticket.category)),
        (texts.SUBJECT, Markup("{}").format(ticket.subject)),
        (texts.DESCRIPTION, paragraph_lines(ticket.description)),
        *((texts.typeset(slot.entry.label), _value(slot.value, slot.problem)) for slot in filled),
        *([(texts.FOUND_TITLE, _identifiers(others))] if others else []),
        (t.FILES_TITLE, Markup("<br>").join(file_link(file) for file in files) or Markup("{}").format(t.FILES_NONE)),
        *([(t.MAIL_ROW, _value(ticket.email, None))] if ticket.email else []),
    ]
    items = Markup("").join(Markup("<dt>{}</dt><dd>{}</dd>").format(name, value) for name, value in rows)
    missing = Markup('<div class="note warn"><p>{}</p>{}</div>').format(
        texts.MISSING_TITLE, _bullets(ticket.missing, "missing")
    )
    return Markup('<h3 data-arrive>{}</h3><p class="sheet-intro">{}</p><dl class="final">{}</dl>{}{}').format(
        texts.REVIEW_TITLE, t.FINAL_HELP, items, missing if ticket.missing else "", _tried(ticket.tried)
    )


def sent_html(ticket: TicketView, visitor: bool = False, mails: bool = False) -> Markup:
    """The number, announced, and what comes next: no promise that nobody keeps."""
    number = Markup('<strong class="sent-number">{}</strong>').format(ticket.number)
    steps = [
        *t.NEXT,
        *([t.NEXT_MAIL.format(address=ticket.email)] if mails and ticket.email else []),
        *([t.NEXT_VISITOR] if visitor else []),
        t.NEXT_PORTAL,
    ]
    return Markup(
        '<div class="note good" role="status"><h3 data-arrive>{}</h3><p>{}</p></div>'
        '<h3>{}</h3><ul class="steps">{}</ul>'
        '<button type="button" class="button primary" data-act="tickets">{}</button>'
    ).format(
        texts.SENT_TITLE,
        escape(texts.SENT).format(number=number),
        t.NEXT_TITLE,
        Markup("").join(Markup("<li>{}</li>").format(step) for step in steps),
        texts.MY_TICKETS,
    )


def tickets_html(
    tickets: Sequence[TicketView],
    threads: Mapping[int, Sequence[MessageView]] | None = None,
    files: Mapping[int, Sequence[AttachmentView]] | None = None,
) -> Markup:
    """« Mes tickets », newest first; an empty list says what to do."""
    if not tickets:
        return Markup('<p class="empty">{}</p>').format(texts.NO_TICKETS)
    cards = Markup("").join(
        _ticket_card(ticket, (threads or {}).get(ticket.id, ()), (files or {}).get(ticket.id, ())) for ticket in tickets
    )
    return Markup('<ul class="tickets">{}</ul>').format(cards)


def sheet_head(title: str) -> Markup:
    """The title that names a sheet, and its way out."""
    return Markup(
        '<div class="sheet-head"><h2>{}</h2><button type="button" class="chip" data-act="close">{}</button></div>'
    ).format(title, texts.CLOSE)


def is_unread(ticket: TicketView) -> bool:
    """Whether its author hasn't seen its reply yet."""
    replied = ticket.reviewed_at if ticket.reply else None
    return replied is not None and (ticket.read_at is None or ticket.read_at < replied)


def _ticket_card(ticket: TicketView, thread: Sequence[MessageView], files: Sequence[AttachmentView]) -> Markup:
    draft = ticket.sent_at is None
    resume = Markup(
        '<button type="button" class="button" data-act="resume" data-ticket="{}">{}'
        '<span class="visually-hidden"> : {}</span></button>'
    ).format(ticket.id, texts.RESUME if draft else t.SHOW_TICKET, ticket.subject)
    return Markup(
        '<li class="ticket{fresh}"><p class="ticket-top"><strong>{number}</strong>'
        '<span class="state {state}">{label}</span></p>'
        '<p class="ticket-subject">{subject}</p><p class="ticket-when">{line}</p>{fate}{unread}{thread}'
        '<div class="ticket-acts">{resume}{files}</div>{answer}</li>'
    ).format(
        fresh=" unread" if is_unread(ticket) else "",
        number=ticket.number or "",
        state="draft" if draft else "open",
        label=t.TICKET_STATES.get(ticket.state, ticket.state),
        subject=texts.typeset(ticket.subject) or texts.NO_SUBJECT,
        line=_state_line(ticket),
        fate=fate_html(ticket),
        unread=Markup('<p class="fresh">{}</p>').format(t.UNREAD) if is_unread(ticket) else "",
        thread=_thread(ticket, thread),
        resume=resume,
        files=Markup("").join(Markup("<span>{}</span>").format(file_link(file)) for file in files),
        answer="" if draft else _writing_back(ticket, sum(message.author is None for message in thread)),
    )


def _state_line(ticket: TicketView) -> str:
    """The state in words, with its dates."""
    moments = {"created": ticket.created_at, "sent": ticket.sent_at, "reviewed": ticket.reviewed_at or ticket.sent_at}
    line = t.STATE_LINES.get(ticket.state, texts.SENT_ON.replace("{when}", "{sent}"))
    return line.format(**{name: texts.french_time(moment) if moment else "" for name, moment in moments.items()})


def _thread(ticket: TicketView, thread: Sequence[MessageView]) -> Markup:
    """The exchange, oldest first; a reply of before there were exchanges stands alone."""
    said = list(thread)
    if ticket.reply and not any(message.author for message in said):
        said.append(MessageView(ticket.reviewer or "", ticket.reply, ticket.reviewed_at or ticket.created_at))
    return Markup("").join(
        Markup('<div class="note {}"><strong>{}</strong><p>{}</p></div>').format(
            "mine" if message.author is None else "good",
            (t.FROM_ME if message.author is None else t.FROM_SUPPORT).format(
                when=texts.french_time(message.created_at)
            ),
            paragraph_lines(message.text),
        )
        for message in said
    )


def _writing_back(ticket: TicketView, written: int) -> Markup:
    """The next message, under an id of its own: the one that was sent doesn't stay in the box."""
    return Markup(
        '<details class="tried" data-source="ecrire-{id}"><summary>{title}'
        '<span class="visually-hidden"> : {number}</span></summary><div data-form>'
        '<label for="message-{id}-{nth}">{label}</label>'
        '<textarea id="message-{id}-{nth}" name="text" rows="4" maxlength="20000">'
        '</textarea><button type="button" class="button primary" data-act="answer" data-ticket="{id}"'
        ' data-revision="{revision}">{send}</button></div></details>'
    ).format(
        id=ticket.id, nth=written, title=t.WRITE_BACK, number=ticket.number, label=t.YOUR_MESSAGE,
        revision=ticket.revision, send=t.SEND_MESSAGE,
    )  # fmt: skip


def _beside_fields(ticket: TicketView, filled: Sequence[Slot]) -> list[Mapping[str, Any]]:
    """The numbers that no field shows, however its author spaced them."""
    shown = {re.sub(r"\s", "", slot.value) for slot in filled}
    return [found for found in ticket.identifiers if re.sub(r"\s", "", str(found["value"])) not in shown]


def _value(value: str, problem: str | None) -> Markup:
    told = Markup('<span class="problem">{}</span>').format(_sentence(problem, ".")) if problem else ""
    return Markup("{}{}").format(value, told)


def _identifiers(identifiers: Sequence[Mapping[str, Any]]) -> Markup:
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
