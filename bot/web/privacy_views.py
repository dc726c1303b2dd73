"""« Confidentialité », the notice and « Mes données » as safe HTML, which needs no script."""

from collections.abc import Mapping, Sequence
from typing import Final

from markupsafe import Markup

from bot.people.accounts import ABSOLUTE_LIMIT
from bot.privacy.my_data import Kept
from bot.settings import Settings
from bot.web import texts
from bot.web import texts_privacy as t
from bot.web.documents_views import plural
from bot.web.forms import plain_page
from bot.web.identity import PARTICIPANT_COOKIE, SESSION_COOKIE, VISITOR_AGE, VISITOR_COOKIE
from bot.web.theme import asset

PRIVACY_PAGE: Final = "/confidentialite"
MY_DATA_PAGE: Final = "/mes-donnees"
ERASE_PAGE: Final = f"{MY_DATA_PAGE}/effacer"
ARCHIVE: Final = f"{MY_DATA_PAGE}/archive"
_A_DAY: Final = 24 * 3600


def notice_html(settings: Settings) -> Markup:
    """One line above the talk, which hides nothing."""
    return Markup(
        '<section class="privacy-notice" aria-label="{label}"><p>{said}</p><a href="{page}">{more}</a>'
        '<button type="button" class="button" data-act="dismiss">{dismiss}</button></section>'
    ).format(
        label=t.NOTICE_LABEL,
        said=t.NOTICE.format(months=settings.conversations_kept_months),
        page=PRIVACY_PAGE,
        more=t.NOTICE_MORE,
        dismiss=t.NOTICE_DISMISS,
    )


def my_data_link() -> Markup:
    """The way to « Mes données » from the sheets of the chat."""
    return Markup('<p class="my-data"><a href="{}">{}</a> · <a href="{}">{}</a></p>').format(
        MY_DATA_PAGE, t.MY_DATA, PRIVACY_PAGE, t.TITLE
    )


def privacy_page(settings: Settings) -> str:
    """What the law has a person told, from what the settings really do."""
    months = {
        "conversations": settings.conversations_kept_months,
        "tickets": settings.tickets_kept_months,
        "training": settings.training_kept_months,
        "sign_ins": settings.sign_ins_kept_months,
        "audit": settings.audit_kept_months,
    }
    kept = [(what, long.format(**months)) for what, long in t.KEPT]
    after = plural(settings.participant_days, "jour") if settings.participant_days else ""
    cookies = [
        (VISITOR_COOKIE, t.COOKIE_VISITOR, t.DAYS.format(days=VISITOR_AGE // _A_DAY)),
        (PARTICIPANT_COOKIE, t.COOKIE_PARTICIPANT, t.PARTICIPANT_DAYS.format(days=after) if after else t.SESSION_END),
        (SESSION_COOKIE, t.COOKIE_SESSION, t.DAYS.format(days=ABSOLUTE_LIMIT.days)),
    ]
    mine = Markup('<p>{}</p><p><a class="button" href="{}">{}</a></p><p>{}</p>').format(
        t.RIGHTS, MY_DATA_PAGE, t.MY_DATA, t.RIGHTS_REST
    )
    body = (
        Markup("<p>{}</p>").format(t.INTRO)
        + _part(t.CONTROLLER_TITLE, _controller(settings))
        + _part(t.PURPOSES_TITLE, _list(t.PURPOSES) + Markup("<p>{}</p>").format(t.NO_CONSENT))
        + _part(t.KEPT_TITLE, _table(t.KEPT_COLUMNS, kept) + Markup("<p>{}</p>").format(t.BACKUPS))
        + _part(t.READERS_TITLE, _list(t.READERS) + _leaving(settings))
        + _part(
            t.COOKIES_TITLE.format(count=t.NUMBERS[len(cookies)]),
            Markup("<p>{}</p>").format(t.COOKIES_INTRO) + _table(t.COOKIE_COLUMNS, cookies),
        )
        + _part(t.RIGHTS_TITLE, mine)
    )
    return plain_page(t.TITLE, _framed(body, PRIVACY_PAGE))


def my_data_page(kept: Kept, told: str = "") -> str:
    """What there is of the person who asks, and what they can do with it."""
    alert = Markup('<p class="note warn" role="alert">{}</p>').format(told) if told else Markup("")
    if kept.is_empty:
        return plain_page(t.MY_DATA, _framed(alert + Markup("<p>{}</p>").format(t.NOTHING_KEPT), MY_DATA_PAGE))
    erasing = Markup("<p>{}</p>").format(t.SEAT_NOT_ERASED)
    if kept.can_be_erased:
        erasing = Markup('<p>{}</p><p><a class="button" href="{}">{}</a></p>').format(
            t.ERASE_HELP, ERASE_PAGE, t.ERASE_ASK
        )
    body = Markup(
        "{alert}<p>{intro}</p>{counts}<h2>{export_title}</h2><p>{export_help}</p>"
        '<form method="post" action="{archive}"><button type="submit" class="button primary">{export}</button></form>'
        "<h2>{erase_title}</h2>{erasing}"
    ).format(
        alert=alert, intro=t.MY_INTRO, counts=_counts(kept, t.COUNTS | t.SEAT_COUNTS), export_title=t.EXPORT_TITLE,
        export_help=t.EXPORT_SEAT_HELP if kept.registrations else t.EXPORT_HELP, archive=ARCHIVE, export=t.EXPORT,
        erase_title=t.ERASE_TITLE, erasing=erasing,
    )  # fmt: skip
    return plain_page(t.MY_DATA, _framed(body, MY_DATA_PAGE))


def erase_page(kept: Kept, has_account: bool, settings: Settings) -> str:
    """Names what goes and what stays, then asks; a link alone changes nothing."""
    stays = [*t.STAYS_LIST]
    if has_account:
        stays.append(t.STAYS_ACCOUNT)
    if kept.registrations:
        asked = settings.controller_contact or settings.controller_name
        whom = t.ASK_CONTROLLER.format(contact=asked) if asked else t.ASK_TRAINER
        stays.insert(0, t.STAYS_SEAT.format(months=settings.training_kept_months, whom=whom))
    waiting = Markup("")
    if kept.waiting:
        said = t.GOES_WAITING if kept.waiting == 1 else t.GOES_WAITING_MANY
        waiting = Markup('<p class="note warn">{}</p>').format(said.format(count=kept.waiting))
    body = Markup(
        "<h2>{goes}</h2>{counts}{waiting}<h2>{stays}</h2>{list}<p>{first}</p>"
        '<form method="post" action="{page}"><button type="submit" class="button primary">{erase}</button></form>'
        '<p><a class="button" href="{back}">{back_said}</a></p>'
    ).format(
        goes=t.GOES_TITLE, counts=_counts(kept, t.COUNTS), waiting=waiting, stays=t.STAYS_TITLE,
        list=_list(stays), first=t.TAKE_FIRST, page=ERASE_PAGE,
        erase=t.ERASE, back=MY_DATA_PAGE, back_said=t.ERASE_BACK,
    )  # fmt: skip
    return plain_page(t.ERASE_CONFIRM_TITLE, _framed(body))


def erased_page(has_account: bool = False, has_seat: bool = False) -> str:
    """It is done; and what other tabs still show."""
    said = t.ERASED_SEAT if has_seat else t.ERASED_ACCOUNT if has_account else t.ERASED
    return plain_page(t.ERASED_TITLE, _framed(Markup('<p role="status">{}</p>').format(said)))


def _framed(body: Markup, here: str = "") -> Markup:
    """Wider than a form, with the ways on from ``here``; the style sheet may stand in the body, by HTML's own rule."""
    places = {"/": texts.BACK_HOME, PRIVACY_PAGE: t.TITLE, MY_DATA_PAGE: t.MY_DATA}
    ways = Markup("").join(
        Markup('<a href="{}">{}</a>').format(path, name) for path, name in places.items() if path != here
    )
    return Markup(
        '<link rel="stylesheet" href="{}"><div class="privacy-page">{}<p class="plain-foot ways">{}</p></div>'
    ).format(asset("privacy.css"), body, ways)


def _controller(settings: Settings) -> Markup:
    if not settings.controller_name:
        return Markup("<p>{}</p>").format(t.CONTROLLER_UNKNOWN)
    said = t.CONTROLLER.format(name=settings.controller_name)
    if settings.controller_contact:
        said += " " + t.CONTROLLER_CONTACT.format(contact=settings.controller_contact)
    return Markup("<p>{}</p>").format(said)


def _leaving(settings: Settings) -> Markup:
    """What leaves the server, if anything does: a mail server or a language model was set."""
    leaving = [t.MAIL] if settings.smtp_url.get_secret_value() else []
    if settings.chat_model:
        leaving.append(t.CHAT_MODEL.format(model=settings.chat_model))
    if not leaving:
        return Markup("<p>{}</p><p>{}</p>").format(t.STAYS, t.PORTAL)
    leaving[-1] = leaving[-1].removesuffix("\u202f;") + "."
    said = t.STAYS_BUT_ONE if len(leaving) == 1 else t.STAYS_BUT
    return Markup("<p>{}</p>{}<p>{}</p>").format(said, _list(leaving), t.PORTAL)


def _counts(kept: Kept, words_of: Mapping[str, tuple[str, str]]) -> Markup:
    lines = [
        f"{count} {words[0] if count == 1 else words[1]}"
        for name, words in words_of.items()
        if (count := getattr(kept, name))
    ]
    return _list(lines)


def _part(title: str, body: Markup) -> Markup:
    return Markup("<h2>{}</h2>{}").format(title, body)


def _list(items: Sequence[str]) -> Markup:
    return Markup("<ul>{}</ul>").format(Markup("").join(Markup("<li>{}</li>").format(one) for one in items))


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Markup:
    """The first cell of a row names it; on a phone each row is a card."""
    head = Markup("").join(Markup('<th role="columnheader" scope="col">{}</th>').format(one) for one in columns)
    lines = Markup("").join(
        Markup('<tr role="row"><th role="rowheader" scope="row">{}</th>{}</tr>').format(
            row[0], Markup("").join(Markup('<td role="cell">{}</td>').format(one) for one in row[1:])
        )
        for row in rows
    )
    return Markup(
        '<table role="table"><thead role="rowgroup"><tr role="row">{}</tr></thead><tbody role="rowgroup">{}</tbody>'
        "</table>"
    ).format(head, lines)
