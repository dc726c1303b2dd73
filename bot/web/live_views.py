"""A talk with an adviser as the trainee sees it: messages among the turns, the banner that stays, what is offered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from markupsafe import Markup

from bot.desk.asking import BEGIN
from bot.desk.live_states import ENDED, OPEN_STATES, WAITING
from bot.desk.live_types import ADVISER, SYSTEM, TRAINEE, Availability, Message, TalkView
from bot.dialogue.conversations import TurnView
from bot.web import texts
from bot.web import texts_live as t
from bot.web.cards import paragraph_lines, source_cards
from bot.web.texts import typeset

_BUTTON: Final = Markup('<button type="button" class="button {}" data-act="{}">{}</button>')


@dataclass(frozen=True)
class Said:
    """A live message with the talk it belongs to, so that it has a key of its own in the page."""

    talk: int
    message: Message

    @property
    def key(self) -> str:
        return f"m{self.talk}-{self.message.position}"


Entry = TurnView | Said


def in_order(turns: Sequence[TurnView], talks: Sequence[TalkView]) -> list[Entry]:
    """The bot's turns and the live messages as they followed each other, by their numbers and not by any clock."""
    said = [Said(talk.id, message) for talk in talks for message in talk.messages]
    keyed: list[tuple[tuple[int, int, int, int], Entry]] = [((turn.position, 0, 0, 0), turn) for turn in turns]
    keyed += [((one.message.after_turn, 1, one.talk, one.message.position), one) for one in said]
    return [entry for _, entry in sorted(keyed, key=lambda pair: pair[0])]


def message_html(said: Said) -> Markup:
    """One message: the trainee's on the right like their questions, the adviser's on the left, the system's between."""
    message = said.message
    text = paragraph_lines(message.text if message.author == TRAINEE else typeset(message.text))
    if message.author == SYSTEM:
        body = Markup('<p class="live-note"><span class="visually-hidden">{} </span>{}</p>').format(t.SYSTEM_SAYS, text)
    elif message.author == TRAINEE:
        body = Markup('<p class="asked"><span class="visually-hidden">{} </span>{}</p>').format(texts.YOU, text)
    else:
        body = Markup('<div class="answer live"><p class="live-who">{}</p><p>{}</p></div>{}').format(
            t.ADVISER_SAYS.format(name=message.name), text, _sources(said)
        )
    return Markup('<article class="turn two-columns" data-turn="{}" data-state="answered">{}</article>').format(
        said.key, body
    )


def _sources(said: Said) -> Markup:
    # The page's picture is asked for by turn; a message's source shows its words.
    cited = [citation | {"has_picture": False} for citation in said.message.citations]
    if not cited:
        return Markup("")
    return Markup('<aside class="sources" aria-label="{title} {key}"><h3>{title}</h3>{cards}</aside>').format(
        title=t.MESSAGE_SOURCES, key=said.key, cards=source_cards(cited, said.key)
    )


def heard_of(entries: Sequence[Entry]) -> int:
    """How many live messages there are: what a page has announced so far."""
    return sum(isinstance(entry, Said) for entry in entries)


def announced(entries: Sequence[Entry], heard: int) -> str:
    """What a screen reader is told of the messages after the first ``heard``, the person's own apart."""
    fresh = [entry.message for entry in entries if isinstance(entry, Said)][heard:]
    return " ".join(
        typeset(f"{t.ADVISER_SAYS.format(name=one.name)} {one.text}" if one.author == ADVISER else one.text)
        for one in fresh
        if one.author != TRAINEE
    )


def place_said(talk: TalkView | None) -> str:
    """The place in the queue as a screen reader is told of it; the hour that goes with it changes too often."""
    if talk is None or talk.state != WAITING or talk.kept_for:
        return ""
    return f"{t.WAITING.format(place=t.place_words(talk.place or 1))}."


def banner_html(talk: TalkView | None, nobody: bool, mark: str) -> Markup:
    """The state of the talk, with the way out of it; ``nobody``: no adviser is there any more while it waits.

    ``mark`` is what the page compares to know whether something changed; it stands there without a talk too.
    """
    inside = Markup("")
    if talk is not None and talk.state in OPEN_STATES:
        if talk.state == WAITING:
            title, more, button = _waiting(talk, nobody), t.MEANWHILE, _BUTTON.format("", "cancel", t.CANCEL)
        else:
            title, more = t.SPEAKING.format(name=talk.adviser), t.SPEAKING_MORE
            button = _BUTTON.format("", "end", t.END)
        inside = Markup(
            '<section class="note banner" data-open="true" aria-label="{}"><p><strong>{}</strong> <span>{}</span></p>{}'
            "</section>"
        ).format(t.BANNER_LABEL, title, more, button)
    elif talk is not None and talk.state == ENDED and talk.changes and talk.changes[-1].event == "expire":
        inside = Markup('<section class="note banner" aria-label="{}"><p>{}</p>{}</section>').format(
            t.BANNER_LABEL, t.EXPIRED, _BUTTON.format("primary", "ticket", texts.TICKET)
        )
    return Markup('<div data-news-mark="{}">{}</div>').format(mark, inside)


def _waiting(talk: TalkView, nobody: bool) -> str:
    if nobody and talk.expires_at:
        more = t.NOBODY_LEFT.format(hour=t.clock_time(talk.expires_at))
    else:
        more = t.EXPECTED.format(hour=t.clock_time(talk.expected_at)) if talk.expected_at else t.EXPECTED_UNKNOWN
    if talk.kept_for:
        return f"{t.WAITING_FOR.format(name=talk.kept_for)}."
    return f"{t.WAITING.format(place=t.place_words(talk.place or 1))}, {more}."


def offer_html(reason: str, found: Availability, now: datetime) -> Markup:
    """The next rung, under the turn that calls for it: why, then an adviser when one can be had, and the ticket."""
    why = t.OFFERS.get(reason, "")
    what = t.CAN_CALL if found.open else f"{t.why_nobody(found, now)} {t.TICKET_INSTEAD}"
    buttons = [_BUTTON.format("primary", "adviser", t.CALL)] if found.open else []
    buttons.append(_BUTTON.format("" if found.open else "primary", "ticket", texts.TICKET))
    buttons.append(_BUTTON.format("", "decline", t.DECLINE))
    return _ladder(f"{why} {what}".strip(), buttons)


def no_adviser_html(found: Availability, now: datetime) -> Markup:
    """What « Parler à un conseiller » says when none can be reached: plainly, with the ticket."""
    buttons = [_BUTTON.format("primary", "ticket", texts.TICKET), _BUTTON.format("", "close", texts.CLOSE)]
    return Markup('<div role="status">{}</div>').format(
        _ladder(f"{t.why_nobody(found, now)} {t.TICKET_INSTEAD}", buttons)
    )


def ticket_offer_html() -> Markup:
    """Under a turn that asked for a ticket: its button at any time, or its fields one by one in the talk."""
    here = Markup('<button type="button" class="button" data-act="ask" data-text="{}">{}</button>').format(
        BEGIN, texts.COMPLETE_HERE
    )
    return _ladder(texts.TICKET_READY, [_BUTTON.format("primary", "ticket", texts.TICKET), here])


def _ladder(sentence: str, buttons: Sequence[Markup]) -> Markup:
    return Markup('<div class="note ladder"><p>{}</p><div class="ladder-buttons">{}</div></div>').format(
        sentence, Markup("").join(buttons)
    )
