"""The left column of « Conversations », as safe HTML: who is there and who waits; and the ready replies."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot.desk.live_desk import Canned
from bot.desk.live_states import WAITING
from bot.desk.live_types import Adviser, Waiting
from bot.web import texts_live_desk as t
from bot.web.documents_views import plural
from bot.web.live_desk_actions import Desk
from bot.web.texts import typeset

_GONE_S = 60  # a page that polls is heard of every few seconds
_EXCERPT = 160


def presence_html(desk: Desk) -> Markup:
    """Whether the adviser can be reached, the button that changes it, and who else is there."""
    act, label, look = ("pause", t.PAUSE, "") if desk.here else ("come", t.COME, "primary")
    said = t.HERE if desk.here else t.AWAY
    if not desk.here and desk.queue:
        said = t.AWAY_QUEUE
    if not desk.here and desk.mine:
        said = f"{said} {t.PAUSE_HELD}"
    return Markup(
        '<div class="presence" data-here="{here}"><h2 class="visually-hidden">{title}</h2><p role="status">'
        '<span class="dot" aria-hidden="true"></span>{said}'
        '</p><button type="button" class="button {look}" data-act="{act}">{label}</button>'
        '<p class="soft">{others}</p></div>'
    ).format(
        here=str(desk.here).lower(),
        title=t.TAB,
        said=said,
        look=look,
        act=act,
        label=label,
        others=_colleagues(desk.colleagues),
    )


def _colleagues(colleagues: Sequence[Adviser]) -> str:
    if not colleagues:
        return t.ALONE
    names = [t.COLLEAGUE.format(name=one.name, count=plural(one.talks, "conversation")) for one in colleagues]
    return t.COLLEAGUES.format(names=", ".join(names))


def lists_html(desk: Desk, opened: int | None, now: datetime) -> Markup:
    """The adviser's own talks, then those who wait, first come first; ``data-waiting`` counts what calls for an act."""
    mine = [_line(desk, talk, opened, now) for talk in desk.mine]
    queue = [_line(desk, talk, opened, now) for talk in desk.queue]
    calls = len(desk.to_answer) + sum(desk.may_take(talk.kept_for) for talk in desk.queue)
    calls += (desk.waiting - len(desk.queue)) if desk.here else 0
    return Markup('<div data-waiting="{}" data-news-mark="{}">{}{}</div>').format(
        calls, desk.mark, _list(t.MINE, mine, len(mine), t.MINE_NONE), _list(t.QUEUE, queue, desk.waiting, t.QUEUE_NONE)
    )


def _list(title: str, lines: Sequence[Markup], total: int, empty: str) -> Markup:
    count = Markup(' <span class="soft">({})</span>').format(total) if lines else ""
    body = Markup('<ul class="talk-list">{}</ul>').format(Markup("").join(lines))
    if total > len(lines):
        body += Markup('<p class="soft">{}</p>').format(t.MORE_WAITING.format(count=total - len(lines)))
    return Markup("<section><h3>{}{}</h3>{}</section>").format(
        title, count, body if lines else Markup('<p class="empty">{}</p>').format(empty)
    )


def _line(desk: Desk, talk: Waiting, opened: int | None, now: datetime) -> Markup:
    waits = talk.state == WAITING
    flags = []
    if talk.kept_for:
        flags.append(t.KEPT_FOR_YOU if talk.kept_for == desk.me else t.KEPT_FOR.format(name=talk.kept_for))
    if talk.id in desk.to_answer:
        flags.append(t.TO_ANSWER)
    facts = [t.WAITS_SINCE.format(time=_lasting(talk.asked_at, now)) if waits else reason_words(talk.reason)]
    if waits:
        facts.append(reason_words(talk.reason))
    if (now - talk.trainee_seen_at).total_seconds() > _GONE_S:
        facts.append(t.GONE_SINCE.format(time=_lasting(talk.trainee_seen_at, now)))
    take = Markup("")
    if waits and desk.may_take(talk.kept_for):
        take = take_button(talk.id)
    return Markup(
        '<li class="talk-line"><button type="button" class="talk-open" data-act="open" data-talk="{id}"'
        '{current}><strong>{title}</strong>{flags}<span class="soft">{facts}</span><span>{last}</span></button>'
        "{take}</li>"
    ).format(
        id=talk.id, current=Markup(' aria-current="true"') if talk.id == opened else "",
        title=t.TALK.format(id=talk.id),
        flags=Markup("").join(Markup('<span class="flag">{}</span>').format(flag) for flag in flags),
        facts=" · ".join(facts), last=typeset(_short(talk.last)) or t.NOTHING_SAID, take=take,
    )  # fmt: skip


def take_button(talk: int) -> Markup:
    """The button that takes ``talk``."""
    return Markup(
        '<button type="button" class="button primary" data-act="take" data-talk="{}">{}'
        '<span class="visually-hidden"> : {}</span></button>'
    ).format(talk, t.TAKE, t.TALK.format(id=talk))


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _EXCERPT else f"{text[:_EXCERPT].rsplit(' ', 1)[0]}…"


def reason_words(reason: str) -> str:
    """Why an adviser was asked for, in a few words."""
    return t.REASONS.get(reason, typeset(reason))


def _lasting(since: datetime, now: datetime) -> str:
    minutes = int((now - since).total_seconds() // 60)
    if minutes < 1:
        return t.SECONDS
    hours, minutes = divmod(minutes, 60)
    return f"{hours}\u00a0h\u00a0{minutes:02d}" if hours else f"{minutes}\u00a0min"


def canned_html(replies: Sequence[Canned]) -> Markup:
    """The ready replies, folded; the page's script puts the chosen one in the message box."""
    return Markup('<details class="canned"><summary>{}</summary>{}</details>').format(t.CANNED, chips_html(replies))


def chips_html(replies: Sequence[Canned], into: str = "") -> Markup:
    """A chip per reply; ``into`` names the field that takes it in place of what stands there."""
    place = Markup(' data-into="{}"').format(into) if into else ""
    chips = Markup("").join(
        Markup('<li><button type="button" class="chip" data-insert="{}"{}>{}</button></li>').format(
            typeset(one.text), place, typeset(one.label)
        )
        for one in replies
    )
    return Markup('<ul class="chips">{}</ul>').format(chips)
