"""The page where trainees join a session, and the page of their seat: plain forms that need no script, phone first."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from markupsafe import Markup

from bot.people.joining import EMAIL_MAX, NAME_MAX, Joined, JoinForm
from bot.people.training import paris_day
from bot.web import texts_privacy
from bot.web import texts_sessions as s
from bot.web.forms import plain_page
from bot.web.identity import JOIN_PAGE, SEAT_PAGE
from bot.web.privacy_views import MY_DATA_PAGE, PRIVACY_PAGE
from bot.web.session_dates import days_words
from bot.web.texts import french_date, typeset

NO_FIELD: Final = ""
_A_MOMENT: Final = timedelta(seconds=1)  # access ends at midnight: the day before is the last
_STYLE: Final = "sessions.css"
_LINKS: Final = Markup('<p class="plain-foot"><a href="{}">{}</a><br><a href="/connexion">{}</a></p>').format(
    PRIVACY_PAGE, s.JOIN_PRIVACY, s.JOIN_HAS_ACCOUNT
)
_MINE: Final = Markup('<p class="plain-foot"><a href="{}">{}</a> · <a href="{}">{}</a></p>').format(
    MY_DATA_PAGE, texts_privacy.MY_DATA, PRIVACY_PAGE, texts_privacy.TITLE
)


@dataclass(frozen=True)
class Problem:
    """What was refused, beside the field to correct; above the form when no field is wrong."""

    field: str
    sentence: str


def join_page(form: JoinForm, problem: Problem | None = None, into: str = "", joined: Joined | None = None) -> str:
    """The form with what was typed; ``into`` is the session that the code opens, ``joined`` the seat one has already.

    The first field to fill or to correct has the focus.
    """
    wanted = problem.field if problem else "name" if into else "code"

    def field(name: str, label: str, value: str, extra: str, help_text: str = "") -> Markup:
        refused = problem is not None and problem.field == name
        described = " ".join(
            [*([f"{name}-aide"] if help_text else []), *([f"{name}-probleme"] if refused else [])]
        )  # fmt: skip
        return Markup(
            '<label for="{name}">{label}</label>{help}{alert}<input id="{name}" name="{name}" value="{value}" '
            "required{extra}{described}{invalid}{focus}>"
        ).format(
            name=name,
            label=label,
            help=Markup('<p class="field-help" id="{}-aide">{}</p>').format(name, help_text) if help_text else "",
            alert=Markup('<p class="note bad" role="alert" id="{}-probleme">{}</p>').format(
                name, typeset(problem.sentence)
            )
            if problem is not None and refused
            else "",
            value=value,
            extra=Markup(extra),  # noqa: S704 - the constants below
            described=Markup(' aria-describedby="{}"').format(described) if described else "",
            invalid=Markup(' aria-invalid="true"') if refused else "",
            focus=Markup(" autofocus") if wanted == name else "",
        )

    note = Markup('<p class="note good" role="status">{}</p>').format(s.JOIN_INTO.format(title=into)) if into else ""
    if problem is not None and problem.field == NO_FIELD:
        note += Markup('<p class="note bad" role="alert">{}</p>').format(problem.sentence)
    if joined is not None:
        back = Markup('<p><a class="button" href="/">{}</a></p>').format(s.JOIN_BACK)
        note += Markup('<p class="note">{}</p>{}').format(s.JOIN_ALREADY.format(title=joined.session_title), back)
    body = Markup(
        '<p>{intro}</p>{note}<form method="post" action="{action}" class="join" novalidate>{code}{name}{email}{share}'
        '<button type="submit" class="button primary">{submit}</button></form>{links}'
    ).format(
        intro=s.JOIN_INTRO,
        note=note,
        action=JOIN_PAGE,
        code=field(
            "code", s.JOIN_CODE, form.code,
            ' type="text" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="20"',
            s.JOIN_CODE_HELP,
        ),
        name=field(
            "name", s.JOIN_NAME, form.name, f' type="text" autocomplete="name" maxlength="{NAME_MAX}"',
            s.JOIN_NAMES_HELP,
        ),
        email=field(
            "email", s.JOIN_EMAIL, form.email, f' type="email" autocomplete="email" maxlength="{EMAIL_MAX}"'
        ),
        share=_share(form.shares_name),
        submit=s.JOIN_SUBMIT,
        links=_LINKS,
    )  # fmt: skip
    return plain_page(s.JOIN_TITLE, body, _STYLE)


def as_account_page(name: str) -> str:
    """For somebody of the staff: they have the assistant already."""
    body = Markup(
        '<p>{}</p><p><a class="button" href="/">{}</a></p><p class="plain-foot"><a href="/deconnexion">{}</a></p>'
    ).format(s.JOIN_AS_ACCOUNT.format(name=name), s.JOIN_BACK, "Déconnexion")
    return plain_page(s.JOIN_TITLE, body, _STYLE)


def seat_page(joined: Joined, kept: bool = False) -> str:
    """Which session one follows and until when, whether one's name is shown, and the way out of a borrowed device."""
    programme = Markup("")
    if joined.programme:
        programme = Markup('<h2>{}</h2><p class="lines">{}</p>').format(s.SEAT_PROGRAMME, typeset(joined.programme))
    body = Markup(
        '{told}<p class="seat-session"><strong>{title}</strong><br>{facts}</p><p>{named}</p><p>{until}</p>{programme}'
        '<form method="post" action="{page}" class="join">{share}'
        '<button type="submit" class="button primary">{keep}</button></form>'
        '<p><a class="button" href="/">{back}</a></p>'
        '<form method="post" action="{page}/quitter" class="join leave"><p class="field-help">{leave_help}</p>'
        '<button type="submit" class="button">{leave}</button></form>{mine}'
    ).format(
        told=Markup('<p class="note good" role="status">{}</p>').format(s.SEAT_KEPT) if kept else "",
        title=typeset(joined.session_title),
        facts=" · ".join(filter(None, [days_words(joined.starts_on, joined.ends_on), joined.place])),
        named=s.SEAT_NAME.format(name=joined.name, email=joined.email),
        until=s.SEAT_UNTIL.format(date=french_date(paris_day(joined.until - _A_MOMENT))),
        programme=programme,
        page=SEAT_PAGE,
        share=_share(joined.shares_name),
        keep=s.SEAT_KEEP,
        back=s.JOIN_BACK,
        leave=s.SEAT_LEAVE,
        leave_help=s.SEAT_LEAVE_HELP,
        mine=_MINE,
    )
    return plain_page(s.MY_SESSION, body, _STYLE)


def _share(ticked: bool) -> Markup:
    return Markup(
        '<div class="tick"><input id="partage" name="shares_name" type="checkbox" value="oui"{} '
        'aria-describedby="partage-aide"><label for="partage">{}</label></div>'
        '<p class="field-help" id="partage-aide">{}</p>'
    ).format(Markup(" checked") if ticked else "", s.SHARE, s.SHARE_HELP)
