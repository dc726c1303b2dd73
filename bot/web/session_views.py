"""What « Sessions » shows, as safe HTML: the list, one session's code, who joined and was there, what was asked."""

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from bot.chorus.identifiers import mask_personal
from bot.people.asked_in_session import Asked, AskedTalk, SentTicket
from bot.people.join_codes import show_code
from bot.people.roster import HALVES, Seat
from bot.people.training import Stage, TrainingView
from bot.web import texts_sessions as s
from bot.web.documents_views import act_button
from bot.web.qr_codes import qr_code
from bot.web.question_views import empty_html
from bot.web.session_dates import days_words
from bot.web.texts import french_date, french_time, typeset
from bot.web.texts_questions import OUTCOMES

PAGES: Final = "/formateur/sessions"


def poster_address(session_id: int) -> str:
    return f"{PAGES}/{session_id}/affiche"


def sheet_address(session_id: int) -> str:
    return f"{PAGES}/{session_id}/presences.csv"


def bare_address(address: str) -> str:
    """An address as one reads it aloud: without « https:// » nor what follows the « ? »."""
    return address.split("://", 1)[-1].split("?", 1)[0]


def list_html(sessions: Sequence[TrainingView], everyones: bool) -> Markup:
    """A card per session; ``everyones`` when they aren't all the reader's own, and so each names its trainer."""
    if not sessions:
        return empty_html(s.NONE)
    return Markup("").join(
        Markup('<article class="session"><h3>{title}{stage}</h3><p class="soft">{facts}</p>{see}</article>').format(
            title=typeset(one.form.title),
            stage=_stage(one.stage),
            facts=" · ".join([*_facts(one), _places(one), *([s.BY.format(trainer=one.trainer)] if everyones else [])]),
            see=act_button("open", s.SEE, named=f"{s.SEE} {one.form.title}", session=one.id),
        )
        for one in sessions
    )


def head_html(session: TrainingView, address: str, asked_to_close: str = "") -> Markup:
    """The title, the code with its QR code while it lets somebody in, and what can be done of the session."""
    acts = [act_button("edit", s.EDIT)]
    if session.admits:
        acts += [act_button("renew", s.RENEW), act_button("askclose", s.CLOSE)]
        entry = Markup(
            '<div class="entry">{qr}<div><p class="soft">{label}</p><p class="join-code">{code}</p><p>{address}</p>'
            '<p><a class="button strong" href="{poster}" target="_blank" rel="noopener">{show}'
            '<span class="visually-hidden"> {new}</span></a></p></div></div>'
        ).format(
            qr=qr_code(address, s.QR_LABEL),
            label=s.CODE,
            code=show_code(session.code),
            address=s.JOIN_ADDRESS.format(address=bare_address(address)),
            poster=poster_address(session.id),
            show=s.POSTER,
            new=s.NEW_WINDOW,
        )
    else:
        entry = Markup('<p class="note">{}</p>').format(s.NO_CODE_ANY_MORE.format(stage=session.stage.value))
        acts += [act_button("reopen", s.REOPEN)] if session.stage is Stage.CLOSED else []
    asked = Markup("")
    if asked_to_close:
        asked = Markup('<div class="note warn" role="alert"><p>{}</p><p class="session-acts">{}{}</p></div>').format(
            asked_to_close, act_button("close", s.CLOSE_YES), act_button("keep", s.CLOSE_NO)
        )
    return Markup(
        '<h2 tabindex="-1">{title}{stage}</h2><p class="soft">{facts}</p>{entry}<div class="session-acts">{acts}</div>'
        "{asked}"
    ).format(
        title=typeset(session.form.title), stage=_stage(session.stage), facts=" · ".join(_facts(session)),
        entry=entry, acts=Markup("").join(acts), asked=asked,
    )  # fmt: skip


def people_html(session: TrainingView, seats: Sequence[Seat]) -> Markup:
    """Who joined, their half-days as buttons to press, and the way out of the session."""
    top = Markup('<h3>{}</h3><p class="soft">{}</p>').format(s.PEOPLE, _places(session))
    if not seats:
        return top + empty_html(s.PEOPLE_NONE)
    rows = Markup("").join(_seat_row(session, seat) for seat in seats)
    return top + Markup('<ul class="roll">{}</ul><p><a class="button" href="{}" download>{}</a></p>').format(
        rows, sheet_address(session.id), s.EXPORT
    )


def _seat_row(session: TrainingView, seat: Seat) -> Markup:
    several = len(session.days) > 1
    ticks = Markup("").join(
        Markup(
            '<button type="button" class="chip" aria-pressed="{on}" data-act="tick" data-participant="{id}" '
            'data-day="{day}" data-half="{half}" data-present="{next}">{label}</button>'
        ).format(
            on="true" if (there := (day, half) in seat.attended) else "false",
            next=0 if there else 1,
            id=seat.id,
            day=day.isoformat(),
            half=half,
            label=f"{french_date(day)}, {s.HALVES[half].lower()}" if several else s.HALVES[half],
        )
        for day in session.days
        for half in HALVES
    )
    acts = Markup("")
    if not seat.removed:
        acts = act_button("return", s.RETURN, named=s.RETURN_OF.format(name=seat.name), participant=seat.id)
        acts += act_button("release", s.RELEASE, named=s.RELEASE_OF.format(name=seat.name), participant=seat.id)
    flag = Markup(' <span class="flag">{}</span>').format(s.RELEASED_FLAG) if seat.removed else ""
    return Markup(
        '<li><div class="who"><strong>{name}</strong>{flag}<span class="soft">{email}</span>'
        '<span class="soft">{joined}</span></div><div class="ticks" role="group" aria-label="{ticks_label}">{ticks}'
        '</div><div class="session-acts">{acts}</div></li>'
    ).format(
        name=seat.name, flag=flag, email=seat.email, joined=s.JOINED_AT.format(when=french_time(seat.joined_at)),
        ticks_label=s.ATTENDANCE_OF.format(name=seat.name), ticks=ticks, acts=acts,
    )  # fmt: skip


def asked_html(asked: Asked) -> Markup:
    """Questions with what came of them, by conversation, then the tickets; nobody is named who didn't choose it."""
    top = Markup('<h3>{}</h3><p class="soft">{}</p>').format(s.ASKED, s.ASKED_HELP)
    if not asked.talks:
        top += empty_html(s.ASKED_NONE)
    talks = Markup("").join(_talk(talk) for talk in asked.talks)
    tickets = Markup("").join(_ticket(ticket) for ticket in asked.tickets)
    if tickets:
        tickets = Markup('<h3>{}</h3><ul class="asked">{}</ul>').format(s.TICKETS, tickets)
    return top + talks + tickets


def _talk(talk: AskedTalk) -> Markup:
    turns = Markup("").join(
        Markup('<li><span>{}</span> <span class="outcome">{}</span></li>').format(
            _readable(question), OUTCOMES.get(outcome, outcome)
        )
        for question, outcome in talk.turns
    )
    return Markup('<article class="session"><h4>{}</h4><ul class="asked">{}</ul></article>').format(
        _named(s.ASKED_TALK.format(when=french_time(talk.began_at)), talk.name), turns
    )


def _ticket(ticket: SentTicket) -> Markup:
    facts = _named(f"{ticket.number} · {ticket.state}", ticket.name)
    return Markup('<li><span>{}</span> <span class="outcome">{}</span></li>').format(_readable(ticket.subject), facts)


def _named(facts: str, name: str | None) -> str:
    return typeset(" · ".join([facts, *([name] if name else [])]))


def _readable(text: str) -> str:
    return typeset(" ".join(mask_personal(text).split()))


def _stage(stage: Stage) -> Markup:
    calm = " calm" if stage in (Stage.RUNNING, Stage.COMING) else ""
    return Markup(' <span class="flag{}">{}</span>').format(calm, stage.value)


def _facts(session: TrainingView) -> list[str]:
    form = session.form
    return [days_words(form.starts_on, form.ends_on), *([form.place] if form.place else [])]


def _places(session: TrainingView) -> str:
    return s.PLACES.format(taken=session.taken, capacity=session.form.capacity)
