"""One live talk as safe HTML: in whose hands, what was said in order, the passages that may answer, what was judged."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from markupsafe import Markup

from bot.desk.live_desk import Suggestion
from bot.desk.live_states import ENDED, WAITING
from bot.desk.live_types import SYSTEM, TRAINEE, Adviser, Message, TalkView
from bot.dialogue.conversations import TurnView
from bot.web import texts_live_desk as t
from bot.web.cards import answer_html, paragraph_lines, source_cards
from bot.web.live_desk_actions import Opened
from bot.web.live_desk_views import reason_words, take_button
from bot.web.texts import PARIS, french_time, typeset

_MOST_SHOWN = 5


def nothing_open_html() -> Markup:
    """The middle column before a talk is chosen."""
    return Markup('<p class="empty">{}</p>').format(t.NOTHING_OPEN)


def heading_html(opened: Opened, may_take: bool) -> Markup:
    """Which talk, in whose hands, the word of who gave it on, and for one that waits the button to take it."""
    talk = opened.talk
    state = t.WITH_YOU if opened.is_mine else t.STATES[talk.state].format(name=talk.adviser)
    calm = "calm" if opened.is_mine or talk.state == ENDED else ""
    note = Markup("")
    if opened.note and talk.state != ENDED:
        note = Markup('<p class="note">{}</p>').format(
            t.NOTE_FOR_YOU.format(name=opened.note[0], note=typeset(opened.note[1]))
        )
    read_only = Markup("")
    if not opened.is_mine and talk.state in t.READ_ONLY:
        read_only = Markup('<p class="note">{}</p>').format(t.READ_ONLY[talk.state].format(name=talk.adviser))
    if may_take and talk.state == WAITING:
        read_only += take_button(talk.id)
    return Markup(
        '<h2 class="talk-title" data-talk-title="{id}">{title} <span class="flag {calm}">{state}</span></h2>'
        '<p class="soft">{facts}</p>{note}{read_only}'
    ).format(
        id=talk.id, title=t.TALK.format(id=talk.id), calm=calm, state=state,
        facts=f"{reason_words(talk.reason)} · {t.ASKED_AT.format(time=_hour(talk.asked_at))}",
        note=note, read_only=read_only,
    )  # fmt: skip


def _hour(moment: datetime) -> str:
    local = moment.astimezone(PARIS)
    return f"{local.hour}\u00a0h\u00a0{local.minute:02d}"


def thread_html(opened: Opened) -> Markup:
    """Everything said in the conversation, to the assistant and to advisers, in the order it was said."""
    messages = [message for talk in opened.talks for message in talk.messages]
    parts = [_message(message, opened.me) for message in messages if message.after_turn < 0]
    last = opened.turns[-1].position if opened.turns else -1
    for turn in opened.turns:
        parts.append(_turn(turn))
        # A message can't come after a turn that isn't there: what follows the last turn follows all.
        parts += [
            _message(message, opened.me)
            for message in messages
            if message.after_turn == turn.position or (turn.position == last < message.after_turn)
        ]
    return Markup('<div class="thread" role="log" tabindex="0" aria-label="{}" data-last="{}">{}</div>').format(
        t.THREAD, len(parts), Markup("").join(parts)
    )


def _turn(turn: TurnView) -> Markup:
    answer = answer_html(turn.text, turn.citations, str(turn.id))
    return _said("trainee", t.TRAINEE, turn.created_at, paragraph_lines(turn.question)) + _said(
        "bot", t.ASSISTANT, turn.created_at, Markup('<div class="prose-ours">{}</div>').format(answer)
    )


def _message(message: Message, me: str) -> Markup:
    text = paragraph_lines(typeset(message.text))
    if message.author == SYSTEM:
        return Markup('<p class="said-note">{} <span class="soft">{}</span></p>').format(text, _hour(message.sent_at))
    if message.author == TRAINEE:
        return _said("trainee", t.TRAINEE, message.sent_at, text)
    mine = message.name == me
    return _said("mine" if mine else "adviser", t.YOU if mine else message.name or "", message.sent_at, text)


def _said(look: str, who: str, when: datetime, body: Markup) -> Markup:
    return Markup(
        '<article class="said {}"><h3>{} <span class="soft">{}</span></h3><div>{}</div></article>'
    ).format(look, who, _hour(when), body)  # fmt: skip


def transfer_html(opened: Opened | None, colleagues: Sequence[Adviser]) -> Markup:
    """A button for the queue, and one for each colleague who is there now."""
    if opened is None or not opened.is_mine:
        return Markup("")
    buttons = [
        Markup('<button type="button" class="button" data-act="give" data-to="{}">{}</button>').format(
            one.name, t.TRANSFER_TO.format(name=one.name)
        )
        for one in colleagues
    ]
    alone = "" if colleagues else Markup('<p class="soft">{}</p>').format(t.TRANSFER_ALONE)
    queue = Markup('<button type="button" class="button" data-act="give" data-to="">{}</button>').format(
        t.TRANSFER_QUEUE
    )
    return Markup('{}<div class="acts">{}{}</div>').format(alone, Markup("").join(buttons), queue)


def suggestions_html(suggestions: Sequence[Suggestion], may_insert: bool) -> Markup:
    """The passages that may answer, each with its source; « insérer » puts both in the message box."""
    cards = Markup("").join(_suggestion(one, may_insert) for one in suggestions)
    none = Markup('<p class="soft">{}</p>').format(t.SUGGESTED_NONE)
    title = Markup('<h2 class="visually-hidden">{}</h2>').format(t.HELP)
    return title + _part(t.SUGGESTED, cards if suggestions else none)


def _suggestion(one: Suggestion, may_insert: bool) -> Markup:
    insert = ""
    if may_insert:
        insert = Markup(
            '<button type="button" class="button" data-insert="{text}" data-passage="{id}" data-named="{source}">'
            '{label}<span class="visually-hidden"> : {title}</span></button>'
        ).format(
            text=typeset(one.message), id=one.passage.id, source=typeset(one.source), label=t.INSERT,
            title=typeset(one.passage.title),
        )  # fmt: skip
    return Markup(
        '<article class="suggestion"><p class="asked">{}</p><p>{}</p><p class="soft">{}</p>{}</article>'
    ).format(typeset(one.passage.title), paragraph_lines(typeset(one.text)), typeset(one.source), insert)


def evidence_html(opened: Opened) -> Markup:
    """The assistant's last judgement, the passages it showed, and what happened to the talk."""
    shown = [turn for turn in opened.turns if turn.citations][-_MOST_SHOWN:]
    # The printed page has its address in the trainee's own conversation alone.
    cards = [source_cards([_without_picture(c) for c in turn.citations], str(turn.id)) for turn in reversed(shown)]
    none = Markup('<p class="soft">{}</p>').format(t.SHOWN_NONE)
    return Markup("{}{}{}").format(
        _part(t.JUDGED, _judgement(opened.turns)),
        _part(t.SHOWN, Markup("").join(cards) if cards else none),
        _part(t.HISTORY, _history(opened.talk)),
    )


def _without_picture(citation: Mapping[str, Any]) -> dict[str, Any]:
    return {**citation, "has_picture": False}


def _judgement(turns: Sequence[TurnView]) -> Markup:
    if not turns:
        return Markup('<p class="soft">{}</p>').format(t.JUDGED_NONE)
    last = turns[-1]
    facts = [(t.ASKED, typeset(last.question))]
    if last.understood_as.strip() != last.question.strip():
        facts.append((t.UNDERSTOOD, typeset(last.understood_as)))
    facts += [(t.OUTCOME, t.OUTCOMES.get(last.outcome, last.outcome)), (t.REASON, typeset(last.reason))]
    if last.vote in t.VOTES:
        why = f" ({last.vote_reason})" if last.vote_reason else ""
        facts.append((t.VOTE, t.VOTES[last.vote] + why))
    listed = Markup("").join(Markup("<dt>{}</dt><dd>{}</dd>").format(*fact) for fact in facts)
    return Markup('<dl class="facts">{}</dl>').format(listed)


def _history(talk: TalkView) -> Markup:
    lines = [
        Markup('<li>{} <span class="soft">{} · {}</span></li>').format(
            t.EVENTS.get(change.event, change.event), change.who, french_time(change.at)
        )
        for change in talk.changes
    ]
    return Markup('<ul class="plain-list">{}</ul>').format(Markup("").join(lines))


def _part(title: str, body: Markup) -> Markup:
    return Markup("<section><h3>{}</h3>{}</section>").format(title, body)
