"""The conversation as safe HTML: one article per turn, the answer on the left, its sources beside or under it.

Buttons carry ``data-act`` and their arguments, which ``html_part`` turns into events.
"""

import hashlib
import pickle
from collections.abc import Iterable, Sequence
from typing import Final

from markupsafe import Markup

from bot.dialogue.conversations import TurnView
from bot.dialogue.texts import STARTERS
from bot.dialogue.types import COMPLETING
from bot.people.accounts import User
from bot.web import texts, texts_sessions
from bot.web.bar_menu import menu_html
from bot.web.cards import answer_html, paragraph_lines, source_cards
from bot.web.identity import SEAT_PAGE, STAFF_ROLES
from bot.web.live_views import Entry, Said, message_html, ticket_offer_html
from bot.web.privacy_views import MY_DATA_PAGE, PRIVACY_PAGE
from bot.web.texts_privacy import MY_DATA, TITLE
from bot.web.texts_tickets import UNREAD_COUNT

# Drawn, because a phone without colour emoji shows an empty square.
_THUMB_UP: Final = Markup(
    '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M7 11v9H3v-9zM7 11l4-8c1.7 0 3 1.3 3 3v4h5.5a1.5 '
    '1.5 0 0 1 1.5 1.8l-1.3 6.5A2 2 0 0 1 17.700 20H7"/></svg>'
)
_THUMB_DOWN: Final = Markup(
    '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M7 13V4H3v9zM7 13l4 8c1.7 0 3-1.3 3-3v-4h5.5a1.5 '
    '1.5 0 0 0 1.5-1.8l-1.3-6.5A2 2 0 0 0 17.700 4H7"/></svg>'
)
_SUGGESTIONS: Final = {
    "abstain": texts.NEAREST_LABEL,
    "handoff": texts.NEAREST_LABEL,
    "smalltalk": texts.EXAMPLES_LABEL,
    "ticket": texts.REPLIES_LABEL,
}
_MOST_ENTRIES: Final = 30  # a page of 200 kB; more would weigh on a phone
NOTHING: Final = Markup("")
_MOST_DRAWN: Final = 1000  # some 25 MB: what ten sessions of twelve have before them
_DRAWN: Final[dict[bytes, Markup]] = {}  # the oldest leaves first
_VOTED_OUTCOMES: Final = frozenset({"answer", "clarify", "abstain", "tool"})


def header_html(user: User | None, unread: int = 0, joined: bool = False) -> Markup:
    """The page's bar: what it is, the person's tickets, a fresh start; for an account, its other pages in a menu.

    ``unread`` counts the replies of the support that the person hasn't seen; who ``joined`` a session finds it there.
    """
    said = UNREAD_COUNT["one"] if unread == 1 else UNREAD_COUNT["many"].format(count=unread)
    badge = Markup(
        ' <span class="badge"><span aria-hidden="true">{}</span><span class="visually-hidden">{}</span></span>'
    ).format(unread, said)
    links = [
        Markup('<button type="button" class="bar-link" data-act="tickets">{}{}</button>').format(
            _owned_label(texts.MY_TICKETS), badge if unread else ""
        ),
        Markup(
            '<button type="button" class="bar-link" data-act="fresh" aria-label="{0}">'
            '<span class="wide-only">{0}</span><span class="narrow-only" aria-hidden="true">+ {1}</span></button>'
        ).format(texts.NEW_TALK, texts.NEW_TALK_SHORT),
    ]
    if user is None:
        # A phone's bar has no room for a third: it finds this link in « Mes tickets ».
        links.append(Markup('<a class="bar-link wide-only" href="{}">{}</a>').format(MY_DATA_PAGE, MY_DATA))
    if joined:
        links.append(
            Markup('<a class="bar-link" href="{}">{}</a>').format(SEAT_PAGE, _owned_label(texts_sessions.MY_SESSION))
        )
    if user is not None:
        staff = [(path, name) for path, name in texts.STAFF_PAGES.items() if user.role in STAFF_ROLES[path]]
        links.append(menu_html([*staff, (MY_DATA_PAGE, MY_DATA)]))
    return Markup(
        '<header class="topbar"><h1 class="brand"><span class="brand-name">{product}</span> '
        '<span class="brand-what">{tagline}</span></h1><nav aria-label="{nav}">{links}</nav></header>'
    ).format(product=texts.PRODUCT, tagline=texts.TAGLINE, nav=texts.NAV_LABEL, links=Markup("").join(links))


def _owned_label(label: str) -> Markup:
    """« Mes tickets », of which the narrowest phones show the last word; it is heard whole."""
    whose, what = label.split(" ")
    return Markup('<span><span class="whose">{} </span><span class="what">{}</span></span>').format(whose, what)


def welcome_html() -> Markup:
    """The first screen: what it does and doesn't do, six first questions, the privacy line."""
    starters = Markup("").join(
        Markup(
            '<li><button type="button" class="starter" data-act="ask" data-text="{question}">'
            '<span class="starter-module">{name}</span><span>{shown}</span></button></li>'
        ).format(name=name, question=question, shown=texts.typeset(question))
        for name, question in zip(texts.STARTER_MODULES, STARTERS, strict=True)
    )
    return Markup(
        '<section class="welcome two-columns"><div><h2>{title}</h2><p class="scope">{scope}</p>'
        '<h3 class="visually-hidden">{label}</h3><ul class="starters">{starters}</ul>'
        '<p class="privacy">{privacy} <a href="{page}">{privacy_title}</a></p></div>'
        '<aside class="sources sources-empty" aria-hidden="true"><h3>{sources}</h3><p>{empty}</p></aside></section>'
    ).format(
        title=texts.WELCOME_TITLE,
        scope=texts.WELCOME_SCOPE,
        label=texts.STARTERS_LABEL,
        starters=starters,
        privacy=texts.PRIVACY,
        page=PRIVACY_PAGE,
        privacy_title=TITLE,
        sources=texts.SOURCES_TITLE,
        empty=texts.SOURCES_EMPTY,
    )


def pending_html(question: str) -> Markup:
    """A question just sent: shown at once, with the shape of the answer to come."""
    bones = Markup('<div class="bones lines" aria-hidden="true"><i></i><i></i><i></i></div>')
    answer = Markup('<p class="searching">{}</p>{}').format(texts.SEARCHING, bones)
    return _article("pending", "searching", question, answer, Markup(""))


def turn_html(turn: TurnView, offer: Markup = NOTHING) -> Markup:
    """A turn; ``offer`` is the next rung under it, when it is due."""
    key = str(turn.id)
    text = Markup('<div class="prose-ours">{}</div>').format(answer_html(turn.text, turn.citations, key))
    if turn.reason == COMPLETING:
        offer = NOTHING
    elif turn.outcome == "ticket":
        offer = ticket_offer_html()
    after = Markup('<div class="after">{}{}{}</div>').format(_votes(turn), offer, _suggestions(turn))
    return _article(key, "answered", turn.question, text + _cases(turn), _sources(turn) + after)


def entries_html(entries: Sequence[Entry], offer: Markup = NOTHING) -> Markup:
    """Turns and live messages in their order, ``offer`` under the last; of a very long conversation, the last ones."""
    note = Markup('<p class="older">{}</p>').format(texts.OLDER_TURNS) if len(entries) > _MOST_ENTRIES else NOTHING
    shown = entries[-_MOST_ENTRIES:]
    return note + Markup("").join(
        message_html(entry) if isinstance(entry, Said)
        else turn_html(entry, offer) if offer and at == len(shown) else _drawn_once(entry)
        for at, entry in enumerate(shown, 1)
    )  # fmt: skip


def _drawn_once(turn: TurnView) -> Markup:
    """The turn without an offer: it is shown again with each question that follows, and hardly ever changes."""
    shown = hashlib.blake2b(pickle.dumps(turn), digest_size=16).digest()
    html = _DRAWN.get(shown)
    if html is None:
        html = turn_html(turn)
        if len(_DRAWN) >= _MOST_DRAWN:
            _DRAWN.pop(next(iter(_DRAWN)), None)
        _DRAWN[shown] = html
    return html


def plain_text(turn: TurnView) -> str:
    """What a screen reader is told, once, when the answer is complete: its words and how many sources it has."""
    words = answer_html(turn.text, [], "").striptags()
    count = len(turn.citations)
    return f"{texts.ANSWER_LABEL} : {words} ({count} source{'s' if count > 1 else ''})"


def _article(key: str, state: str, question: str, answer: Markup, rest: Markup) -> Markup:
    return Markup(
        '<article class="turn two-columns" data-turn="{key}" data-state="{state}">'
        '<h2 class="asked"><span class="visually-hidden">{you} </span>{question}</h2>'
        '<div class="answer"><span class="visually-hidden">{label}</span>{answer}</div>{rest}</article>'
    ).format(
        key=key,
        state=state,
        you=texts.YOU,
        question=paragraph_lines(question),
        label=texts.ANSWER_LABEL,
        answer=answer,
        rest=rest,
    )


def _sources(turn: TurnView) -> Markup:
    if not turn.citations:
        return Markup("")
    # Each answer has its own sources: two landmarks of one name can't be told apart by ear.
    return Markup('<aside class="sources" aria-label="{title} {n}"><h3>{title}</h3>{cards}</aside>').format(
        title=texts.SOURCES_TITLE, n=turn.position, cards=source_cards(turn.citations, str(turn.id))
    )


def _cases(turn: TurnView) -> Markup:
    """The cases to choose from, right under the words that ask for one; a chosen one is sent as a whole question."""
    if not turn.cases:
        return Markup("")
    return Markup('<ul class="choices cases" aria-label="{}">{}</ul>').format(
        texts.CASES_LABEL, _chips((case.question, case.label) for case in turn.cases)
    )


def _suggestions(turn: TurnView) -> Markup:
    if not turn.suggestions:
        return Markup("")
    return Markup('<div><p class="choices-label">{}</p><ul class="choices">{}</ul></div>').format(
        _SUGGESTIONS.get(turn.outcome, texts.FURTHER_LABEL), _chips((one, one) for one in turn.suggestions)
    )


def _chips(asked: Iterable[tuple[str, str]]) -> Markup:
    """A button per question, under what it is called."""
    return Markup("").join(
        Markup('<li><button type="button" class="chip" data-act="ask" data-text="{}">{}</button></li>').format(
            question, texts.typeset(label)
        )
        for question, label in asked
    )


def _votes(turn: TurnView) -> Markup:
    if turn.outcome not in _VOTED_OUTCOMES:
        return Markup("")
    buttons = Markup("").join(
        Markup(
            '<button type="button" class="chip vote" data-act="vote" data-turn-id="{id}" data-vote="{vote}"'
            ' aria-pressed="{pressed}">{icon}{word}</button>'
        ).format(id=turn.id, vote=vote, pressed=str(turn.vote == vote).lower(), icon=icon, word=word)
        for vote, icon, word in ((1, _THUMB_UP, texts.VOTE_YES), (-1, _THUMB_DOWN, texts.VOTE_NO))
    )
    after = Markup("")
    if turn.vote == -1:
        after = _reasons(turn)
    elif turn.vote == 1:
        after = Markup('<span class="voted">{}</span>').format(texts.VOTE_THANKS)
    return Markup(
        '<div class="votes" role="group" aria-label="{label}"><span>{label}</span>{buttons}{after}</div>'
    ).format(label=texts.VOTE_QUESTION, buttons=buttons, after=after)


def _reasons(turn: TurnView) -> Markup:
    chips = Markup("").join(
        Markup(
            '<button type="button" class="chip" data-act="reason" data-turn-id="{id}" data-reason="{reason}"'
            ' aria-pressed="{pressed}">{reason}</button>'
        ).format(id=turn.id, reason=reason, pressed=str(turn.vote_reason == reason).lower())
        for reason in texts.VOTE_REASONS
    )
    label = texts.VOTE_THANKS if turn.vote_reason else texts.VOTE_WHY
    return Markup('<div class="reasons" role="group" aria-label="{0}"><span>{1}</span>{2}</div>').format(
        texts.VOTE_WHY, label, chips
    )
