"""The desk's first two columns as safe HTML: the inbox, a ticket's heading, its exchange, its moves, two versions."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from bot.desk.forwarding import NUMBER_HELP, WHERE, PortalField, portal_form
from bot.desk.inbox import ALL, PAGE, InboxQuery
from bot.desk.review import Dossier, InboxPage
from bot.desk.states import ANSWERED, CLOSED, FORWARDED, RULES, Move
from bot.desk.types import MessageView, TicketView
from bot.web import texts_desk as d
from bot.web import texts_staff as t
from bot.web.cards import paragraph_lines
from bot.web.documents_views import act_button, plural
from bot.web.texts import french_time, typeset

# These have a part of their own, with the number that they need.
APART: tuple[Move, ...] = ("forward", "mark_duplicate")
_CALM = (ANSWERED, FORWARDED, CLOSED)


def inbox_html(page: InboxPage, opened: int | None) -> Markup:
    """The tickets of one page as buttons, the open one marked; why there is none, when there is none."""
    if not page.tickets:
        narrowed = page.query != InboxQuery(state=page.query.state)
        said = d.NO_MATCH if narrowed else d.EMPTY.get(page.query.state, d.EMPTY[ALL])
        return Markup('<p class="empty" role="status">{}</p>').format(said)
    items = Markup("").join(_line(ticket, ticket.id == opened) for ticket in page.tickets)
    return Markup('<p class="count" role="status">{}</p><ul class="inbox">{}</ul>{}').format(
        _count(page), items, _pages(page)
    )


def _line(ticket: TicketView, is_open: bool) -> Markup:
    when = french_time(ticket.sent_at) if ticket.sent_at else ""
    return Markup(
        '<li><button type="button" data-act="open" data-ticket="{id}"{mark}><strong>{number}</strong> · {state}'
        '<span class="inbox-subject">{subject}</span><span class="inbox-facts">{facts}</span></button></li>'
    ).format(
        id=ticket.id, mark=Markup(' aria-current="true"') if is_open else "", number=ticket.number,
        state=ticket.state, subject=typeset(ticket.subject), facts=" · ".join(filter(None, [when, ticket.assignee])),
    )  # fmt: skip


def _count(page: InboxPage) -> str:
    count = plural(page.total, "ticket")
    pages = -(-page.total // PAGE)
    return d.COUNT.format(count=count, page=page.query.page, pages=pages) if pages > 1 else count


def _pages(page: InboxPage) -> Markup:
    at, pages = page.query.page, -(-page.total // PAGE)
    buttons = [act_button("turn", d.PREVIOUS, page=at - 1)] if at > 1 else []
    buttons += [act_button("turn", d.NEXT, page=at + 1)] if at < pages else []
    return Markup('<p class="pages">{}</p>').format(Markup("").join(buttons)) if buttons else Markup("")


def heading_html(ticket: TicketView) -> Markup:
    """Number, state, who has it, and the dates of what happened to it."""
    facts = [d.WITH.format(name=ticket.assignee) if ticket.assignee else d.WITH_NOBODY]
    if ticket.sent_at:
        facts.append(t.SENT_ON.format(date=french_time(ticket.sent_at)))
    if ticket.reviewed_at:
        facts.append(t.REVIEWED_ON.format(date=french_time(ticket.reviewed_at), reviewer=ticket.reviewer))
    if ticket.portal_number:
        facts.append(d.PORTAL_NUMBER_IS.format(number=ticket.portal_number))
    elif ticket.state == FORWARDED:
        facts.append(d.PORTAL_NUMBER_MISSING)
    repeats = Markup("")
    if ticket.duplicate_number:
        said = d.REPEATS.format(number=ticket.duplicate_number, state=ticket.duplicate_state)
        repeats = Markup('<p class="note">{}</p>').format(typeset(said))
    return Markup('<h2 class="ticket-number">{} <span class="flag {}">{}</span></h2><p class="soft">{}</p>{}').format(
        ticket.number, "calm" if ticket.state in _CALM else "", ticket.state, " · ".join(facts), repeats
    )


def exchange_html(exchange: Sequence[MessageView]) -> Markup:
    """What was written between the trainee and the support, oldest first."""
    if not exchange:
        return Markup('<h3>{}</h3><p class="soft">{}</p>').format(d.EXCHANGE, d.NO_EXCHANGE)
    items = Markup("").join(
        Markup('<li class="{}"><p class="soft">{} · {}</p><p>{}</p></li>').format(
            "theirs" if one.author is None else "ours", one.author or d.THE_TRAINEE, french_time(one.created_at),
            paragraph_lines(one.text),
        )
        for one in exchange
    )  # fmt: skip
    return Markup('<h3>{}</h3><ol class="exchange">{}</ol>').format(d.EXCHANGE, items)


def moves_html(moves: Sequence[Move], first: Move = "answer") -> Markup:
    """A button per move, with what it does in words; ``first`` is the one that stands out."""
    return Markup('<ul class="moves">{}</ul>').format(
        Markup("").join(
            Markup('<li>{}<span class="soft">{}</span></li>').format(
                act_button(move, RULES[move].label, "primary" if move == first else ""),
                typeset(RULES[move].consequence),
            )
            for move in moves
        )
    )


def portal_html(ticket: TicketView) -> Markup:
    """The portal's form, field by field, each with its button to copy it, and where to find it."""
    fields = Markup("").join(_portal_field(field) for field in portal_form(ticket))
    return Markup(
        '<p class="soft">{}</p><dl class="portal">{}</dl>'
        '<p id="copied" class="visually-hidden" role="status"></p><p class="soft">{}</p>'
    ).format(typeset(WHERE), fields, typeset(NUMBER_HELP))


def _portal_field(field: PortalField) -> Markup:
    check = Markup("")
    if field.to_check:
        check = Markup('<p class="soft"><span class="flag">{}</span> {}</p>').format(
            d.TO_CHECK, typeset(field.to_check)
        )
    body = Markup("")
    if field.text:
        body = Markup('<p class="copied-text">{}</p>{}').format(paragraph_lines(field.text), _copy_button(field))
    return Markup("<dt>{}</dt><dd>{}{}</dd>").format(field.label, body, check)


def _copy_button(field: PortalField) -> Markup:
    return Markup(
        '<button type="button" class="button" data-copy="{}" data-copied="{}" aria-label="{}">{}</button>'
    ).format(field.text, d.COPIED, d.COPY_NAMED.format(label=field.label), d.COPY)


def conflict_html(mine: Mapping[str, str], theirs: Mapping[str, str], stored: Dossier) -> Markup:
    """What somebody else stored meanwhile: state, last message, and the fields where the two differ, in full."""
    ticket = stored.ticket
    title = t.CONFLICT_THEIRS_BY.format(reviewer=ticket.assignee) if ticket.assignee else t.CONFLICT_THEIRS
    different = [label for label in mine if mine[label].strip() != theirs[label].strip()]
    fields = Markup("").join(
        Markup(
            '<section><h4>{}</h4><div class="versions"><div><h5>{}</h5><p>{}</p></div>'
            "<div><h5>{}</h5><p>{}</p></div></div></section>"
        ).format(label, t.CONFLICT_MINE, _text(mine[label]), title, _text(theirs[label]))
        for label in different
    )
    last = Markup("")
    if stored.exchange:
        message = stored.exchange[-1]
        last = Markup("<section><h4>{}</h4><p>{}</p></section>").format(
            d.CONFLICT_WRITTEN.format(author=message.author or d.THE_TRAINEE), paragraph_lines(message.text)
        )
    return Markup('<div class="note warn" role="alert"><h3>{}</h3><p>{} {}</p></div>{}{}').format(
        t.CONFLICT_TITLE, typeset(d.CONFLICT_STATE.format(state=ticket.state)), d.CONFLICT_HELP, last, fields
    )


def _text(text: str) -> Markup:
    return paragraph_lines(text) if text.strip() else Markup('<span class="soft">{}</span>').format(t.EMPTY_FIELD)


def nothing_open_html() -> Markup:
    """The middle column before a ticket is chosen."""
    return Markup('<p class="empty">{}</p>').format(t.NOTHING_OPEN)


def keys_html() -> Markup:
    """The keyboard's list, and the box that turns it off (WCAG 2.1.4); its script is ``support.js``."""
    keys = Markup("").join(
        Markup("<dt><kbd>{}</kbd></dt><dd>{}</dd>").format(key, said) for key, said in d.KEYS_HELP.items()
    )
    return Markup(
        '<details id="keys"><summary>{}</summary><dl>{}</dl><p class="soft">{}</p>'
        '<label><input type="checkbox" id="keys-on" checked> {}</label></details>'
    ).format(d.KEYS, keys, d.KEYS_NEVER, d.KEYS_ON)
