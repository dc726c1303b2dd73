"""The fields of the ticket's form as safe HTML: each with its help, where its value comes from, and why it is wrong."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.chorus.categories import OTHER, category_named
from bot.desk.attachments import AttachmentView
from bot.desk.ticket_form import MAIL_ENTRY, Slot, check_entry, form_slots, portal_slots
from bot.desk.types import TicketView
from bot.web import texts_tickets as t
from bot.web.texts import typeset
from bot.web.ticket_files import adding_address, file_address

_KILO, _MEGA = 1000, 1_000_000
_KEYBOARDS = {"siret": "numeric", "courriel": "email"}


def text_of(ticket: TicketView) -> str:
    """The words that are read for the fields."""
    return f"{ticket.subject}\n\n{ticket.description}"


def fields_html(ticket: TicketView, mails: bool) -> Markup:
    """What the category asks for, then what the portal's form has besides, then the person's address."""
    category = category_named(ticket.category) or OTHER
    slots = form_slots(ticket.category, text_of(ticket), ticket.fields)
    who = Markup('<p class="sheet-intro">{}</p>').format(t.RECIPIENT.format(recipient=category.recipient))
    asked = Markup('<section class="fields"><h3>{}</h3><p class="sheet-intro">{}</p>{}</section>').format(
        t.FIELDS_TITLE, t.FIELDS_HELP, Markup("").join(_field(slot, t.STATES[""]) for slot in slots)
    )
    portal = Markup(
        '<details class="tried fields" data-source="portal"><summary>{}</summary><div>{}</div></details>'
    ).format(t.PORTAL_TITLE, Markup("").join(_field(slot, t.PORTAL_EMPTY) for slot in portal_slots(ticket.fields)))
    return Markup("{}{}{}{}").format(who, asked if slots else "", portal, _mail(ticket, mails))


def files_html(ticket: TicketView, files: Sequence[AttachmentView], max_mb: int, max_count: int) -> Markup:
    """The files joined to a draft, each with its way out, and the way in while there is room."""
    rows = Markup("").join(
        Markup(
            '<li>{}<button type="button" class="chip" data-act="detach" data-file="{}">{}'
            '<span class="visually-hidden"> {}</span></button></li>'
        ).format(file_link(file), file.id, t.DETACH, file.file_name)
        for file in files
    )
    way_in = Markup(
        '<label class="button attach">{}<input type="file" class="visually-hidden" multiple '
        'accept="application/pdf,image/png,image/jpeg,.pdf,.png,.jpg,.jpeg" data-attach="{}" data-bytes="{}" '
        'data-sending="{}" data-failed="{}" data-large="{}"></label>'
    ).format(
        t.ATTACH, adding_address(ticket.id), max_mb * _MEGA, t.UPLOADING, t.UPLOAD_FAILED,
        t.UPLOAD_TOO_LARGE.replace("{megabytes}", str(max_mb)),
    )  # fmt: skip
    return Markup(
        '<section class="files"><h3>{}</h3><p class="sheet-intro">{}</p><ul class="files">{}</ul>{}'
        '<button type="button" hidden data-act="files"></button></section>'
    ).format(
        t.FILES_TITLE,
        t.FILES_HELP.format(megabytes=max_mb, count=max_count),
        rows,
        way_in if len(files) < max_count else "",
    )


def file_link(file: AttachmentView) -> Markup:
    """The way to save a joined file."""
    return Markup('<a href="{}" download>{}</a>').format(
        file_address(file.id), t.DOWNLOAD.format(name=file.file_name, size=size_of(file.size))
    )


def size_of(size: int) -> str:
    """« 240 ko », « 3,1 Mo »."""
    if size < _MEGA:
        return t.KILOBYTES.format(count=max(1, round(size / _KILO)))
    return t.MEGABYTES.format(count=f"{size / _MEGA:.1f}".replace(".", ","))


def _mail(ticket: TicketView, mails: bool) -> Markup:
    slot = Slot(MAIL_ENTRY, ticket.email, "typed" if ticket.email else "")
    if ticket.email:
        slot = Slot(MAIL_ENTRY, ticket.email, "typed", check_entry(MAIL_ENTRY.key, ticket.email))
    return Markup('<section class="fields"><h3>{}</h3>{}</section>').format(
        t.MAIL_TITLE if mails else t.MAIL_ROW,
        _field(slot, t.PORTAL_EMPTY, t.MAIL_HELP if mails else t.MAIL_HELP_SILENT),
    )


def _field(slot: Slot, empty: str, told: str = "") -> Markup:
    entry = slot.entry
    state = "wrong" if slot.problem else "said" if slot.said and not slot.value else slot.origin
    about = Markup(' inputmode="{}"').format(_KEYBOARDS[entry.kind]) if entry.kind in _KEYBOARDS else Markup("")
    if entry is MAIL_ENTRY:
        about += Markup(' autocomplete="email" autocapitalize="none" spellcheck="false"')
    problem = _problem(slot.problem) if slot.problem else ""
    return Markup(
        '<div class="field {mark}"><label for="champ-{key}"><span class="mark" aria-hidden="true">{sign}</span>'
        '<span class="field-name">{label}</span> <span class="field-state">{state}</span></label>'
        '<p class="help" id="aide-{key}">{help}</p>'
        '<input id="champ-{key}" type="text" value="{value}" maxlength="500" data-typed="field" data-key="{key}"'
        ' aria-describedby="aide-{key} pb-{key}"{wrong}{about}>'
        '<p class="problem" id="pb-{key}" role="status">{problem}</p>{candidates}</div>'
    ).format(
        mark={"wrong": "wrong", "": "todo"}.get(state, "right"),
        key=entry.key,
        sign={"wrong": "!", "": "○"}.get(state, "✓"),
        label=typeset(entry.label),
        state=t.STATES[state] if state else empty,
        help=told or typeset(entry.help),
        value=slot.value,
        wrong=Markup(' aria-invalid="true"') if slot.problem else "",
        about=about,
        problem=problem,
        candidates=_candidates(slot),
    )


def _problem(problem: str) -> str:
    return typeset(f"{problem[:1].upper()}{problem[1:]}.")


def _candidates(slot: Slot) -> Markup:
    """What the text offers for the field, to be put there by the person alone."""
    if slot.value or not slot.candidates:
        return Markup("")
    chips = Markup("").join(
        Markup(
            '<button type="button" class="chip" data-act="field" data-key="{}" data-value="{}" aria-label="{}">{}'
            "</button>"
        ).format(
            slot.entry.key, value, t.USE_CANDIDATE.format(label=typeset(slot.entry.label), value=value), typeset(value)
        )
        for value in slot.candidates
    )
    return Markup('<p class="candidates"><span>{}</span> {}</p>').format(t.CANDIDATES, chips)
