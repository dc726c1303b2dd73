"""What an adviser does in « Conversations »: be there, take a talk, answer with passages, give it on, end it.

Plain functions that take the name Gradio knows the person by, and each asks for the right to act.
"""

import re
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from bot.desk.errors import MessageRefused, TalkMoveRefused, TalkNotFound, TalkTaken
from bot.desk.live_desk import Suggestion, first_waiting, suggest, to_answer
from bot.desk.live_states import WITH_ADVISER
from bot.desk.live_types import TRAINEE, Adviser, TalkView, Waiting
from bot.desk.proposal_types import ProposalText
from bot.desk.proposals_from import cited_in, from_talk, spoken_in
from bot.dialogue.answering import cite
from bot.dialogue.conversations import TurnView
from bot.privacy.acts import Act
from bot.search.errors import NoActiveIndex
from bot.services import Services
from bot.web import texts_live_desk as t
from bot.web.notices import desk_news
from bot.web.permissions import Action, allow
from bot.web.texts import PARIS, french_date, typeset

_MOST_CITED = 6
_MOST_WAITING = 20  # who waits behind them can't be taken yet


@dataclass(frozen=True)
class Desk:
    """What the left column shows: who is there, the adviser's own talks, and those who wait.

    ``queue`` is the head of those who wait, ``waiting`` how many they are; ``to_answer`` are the own talks whose last
    word is the trainee's; ``mark`` is that of the news it holds.
    """

    mark: str
    me: str
    here: bool
    colleagues: list[Adviser]
    mine: list[Waiting]
    queue: list[Waiting]
    waiting: int
    to_answer: frozenset[int] = frozenset()

    def may_take(self, kept_for: str | None) -> bool:
        """A talk given to a colleague is theirs as long as they are there; after that, whoever is free."""
        return self.here and kept_for not in {colleague.name for colleague in self.colleagues}


@dataclass(frozen=True)
class Opened:
    """A talk on the screen: all that was said in its conversation, earlier talks included, and what helps to answer."""

    talk: TalkView
    talks: list[TalkView]
    turns: list[TurnView]
    me: str

    @property
    def is_mine(self) -> bool:
        return self.talk.state == WITH_ADVISER and self.talk.adviser == self.me

    @property
    def said(self) -> list[str]:
        """The trainee's words, to the assistant then to advisers, oldest first."""
        spoken = [message.text for talk in self.talks for message in talk.messages if message.author == TRAINEE]
        return [turn.question for turn in self.turns] + spoken

    @property
    def note(self) -> tuple[str, str] | None:
        """Who gave the talk on and their word for the next adviser, as long as it is the last that was given."""
        given = [change for change in self.talk.changes if change.event == "transfer"]
        return (given[-1].who, given[-1].note) if given and given[-1].note else None


@dataclass(frozen=True)
class Outcome:
    """What an act led to: a sentence for the adviser, whether it went well, and the talk to show, if any."""

    said: str
    good: bool
    shown: Opened | None = None


def read_talk(written: str | None) -> int:
    """The talk that the page wrote down; raises TalkNotFound for anything else."""
    if not re.fullmatch(r"\d{1,18}", written or ""):
        raise TalkNotFound
    return int(str(written))


def show_desk(services: Services, name: str | None) -> Desk:
    """The left column as it is now; raises NotAllowed. Being asked for tells that the adviser's page is alive."""
    me = allow(services.database, name, Action.ANSWER_LIVE).name
    news = desk_news(services, me)  # before anything is read: what comes meanwhile is news again
    mine = services.live.in_hand(me)
    colleagues = [adviser for adviser in services.live.advisers() if adviser.name != me]
    queue, waiting = first_waiting(services.database, _MOST_WAITING)
    return Desk(
        news["mark"], me, news["here"], colleagues, mine, queue, waiting,
        to_answer(services.database, [talk.id for talk in mine]),
    )  # fmt: skip


def come(services: Services, name: str | None) -> Desk:
    """The adviser takes talks from now on; raises NotAllowed."""
    services.live.sign_in(allow(services.database, name, Action.ANSWER_LIVE).name)
    return show_desk(services, name)


def pause(services: Services, name: str | None) -> Desk:
    """The adviser takes no new talk; raises NotAllowed."""
    services.live.sign_out(allow(services.database, name, Action.ANSWER_LIVE).name)
    return show_desk(services, name)


def open_talk(services: Services, name: str | None, written: str | None) -> Opened:
    """A talk to be read, whoever holds it; raises NotAllowed and TalkNotFound."""
    me = allow(services.database, name, Action.ANSWER_LIVE).name
    return _opened(services, services.live.get(read_talk(written)), me)


def reopen(services: Services, name: str | None, written: str | None) -> Opened | None:
    """After a reload: the talk the page had open, else the adviser's own latest, else none; raises NotAllowed."""
    me = allow(services.database, name, Action.ANSWER_LIVE).name
    if written:
        return open_talk(services, name, written)
    mine = services.live.in_hand(me)
    return _opened(services, services.live.get(mine[-1].id), me) if mine else None


def take(services: Services, name: str | None, written: str | None) -> Outcome:
    """Answer this one; when somebody was quicker, says who, and nothing is changed. Raises NotAllowed, TalkNotFound."""
    user = allow(services.database, name, Action.ANSWER_LIVE)
    me = user.name
    number = read_talk(written)
    try:
        talk = services.live.take(number, me)
    except TalkTaken as error:
        return Outcome(t.TAKEN_BY.format(name=error.adviser, id=number), False)
    except TalkMoveRefused as error:
        return Outcome(str(error), False)
    services.audit.record(user, Act.TALK_TAKEN, number)
    return Outcome(t.TAKEN.format(id=number), True, _opened(services, talk, me))


def send(
    services: Services, name: str | None, written: str | None, text: str | None, key: str | None, cited: str | None
) -> Opened:
    """Send ``text``; ``cited`` names the passages put in it, one id a line, and ``key`` makes a second sending safe.

    Raises NotAllowed, TalkNotFound, TalkTaken, TalkMoveRefused, MessageRefused: the text is still in the box then.
    """
    me = allow(services.database, name, Action.ANSWER_LIVE).name
    number, text = read_talk(written), (text or "").strip()
    if not text:
        raise MessageRefused(t.EMPTY_MESSAGE)
    citations = _citations(services, text, (cited or "").split("\n")[:_MOST_CITED])
    return _opened(services, services.live.reply(number, me, text, key or secrets.token_hex(16), citations), me)


def transfer(services: Services, name: str | None, written: str | None, to: str | None, note: str | None) -> Outcome:
    """Give the talk to the colleague ``to``, or to the queue; raises NotAllowed, TalkNotFound, TalkMoveRefused."""
    user = allow(services.database, name, Action.ANSWER_LIVE)
    talk = services.live.transfer(read_talk(written), user.name, to or None, " ".join((note or "").split()))
    services.audit.record(user, Act.TALK_GIVEN, talk.id, to=to or None)
    said = t.TRANSFERRED_TO.format(id=talk.id, name=to) if to else t.TRANSFERRED_QUEUE.format(id=talk.id)
    return Outcome(said, True)


def end(services: Services, name: str | None, written: str | None, closing: str | None, key: str | None) -> Outcome:
    """Say the closing word, if any, then end; raises NotAllowed, TalkNotFound, TalkMoveRefused, MessageRefused.

    Said twice, the word carries the same ``key``: a second press after a lost answer doesn't repeat it.
    """
    user = allow(services.database, name, Action.ANSWER_LIVE)
    number, closing = read_talk(written), (closing or "").strip()
    if closing:
        services.live.reply(number, user.name, closing, key or secrets.token_hex(16))
    services.live.close(number, user.name)
    services.audit.record(user, Act.TALK_ENDED, number)
    return Outcome(t.ENDED.format(id=number), True)


def as_proposal(services: Services, written: str | None) -> ProposalText:
    """What an adviser answered in the talk, to be proposed as a fiche; raises TalkNotFound, NothingToPropose.

    The form that asks for it has made sure of the right to propose. The talk is named by its day alone: a fiche keeps
    no trace of a person.
    """
    talk = services.live.get(read_talk(written))
    turns = services.conversations.turns(talk.conversation_id, talk.owner)
    day = (talk.ended_at or talk.asked_at).astimezone(PARIS).date()
    return from_talk(spoken_in(talk, turns), t.TALK_OF.format(day=french_date(day)), cited_in(talk), day)


def help_with(services: Services, name: str | None, opened: Opened) -> list[Suggestion]:
    """Passages for the trainee's last words that ask something; raises NotAllowed."""
    allow(services.database, name, Action.ANSWER_LIVE)
    return suggest(services.assistant, opened.said)


def _opened(services: Services, talk: TalkView, me: str) -> Opened:
    turns = services.conversations.turns(talk.conversation_id, talk.owner)
    return Opened(talk, services.live.of(talk.conversation_id, talk.owner), turns, me)


def _citations(services: Services, text: str, ids: Sequence[str]) -> list[dict[str, Any]]:
    """The passages of ``ids`` in service whose source ``text`` still names, as a turn keeps its own."""
    try:
        passages = services.retriever.load().passages
    except NoActiveIndex:
        return []
    found = [Suggestion(passages[one], "") for one in dict.fromkeys(ids) if one in passages]
    named = [one for one in found if typeset(one.source) in typeset(text)]
    return [
        asdict(cite(n, one.passage, one.passage.text, date.today())) | {"text": one.passage.text}
        for n, one in enumerate(named, 1)
    ]
