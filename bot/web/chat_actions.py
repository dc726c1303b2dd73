"""What the trainee's page does, without Gradio: each action takes an owner and returns what the page shows next.

Whoever answers, the bot or an adviser, the page is the same: ``send`` gives the words to the one who speaks now.
"""

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from bot.desk.errors import MessageRefused, NoAdviser, TalkMoveRefused, TalkNotFound
from bot.desk.live_states import OPEN_STATES, WAITING, WITH_ADVISER
from bot.desk.live_types import TalkView
from bot.desk.ticket_talk import TicketTalk
from bot.dialogue.conversations import TurnView
from bot.dialogue.errors import AdviserSpeaks, ConversationNotFound, QuestionRefused
from bot.dialogue.offering import ASKED_FOR
from bot.services import Services
from bot.storage.models import now
from bot.web import texts_live
from bot.web.cards import notice
from bot.web.live_views import (
    Entry,
    Said,
    announced,
    banner_html,
    heard_of,
    in_order,
    no_adviser_html,
    offer_html,
    place_said,
)
from bot.web.talk import NOTHING, entries_html, pending_html, plain_text, turn_html, welcome_html

# What is redrawn at a time, and not the whole conversation: live messages in ``now``, and what came before in ``past``.
_BLOCK = 8
ALL_HEARD = 1_000_000_000
# Whose conversation stands above ``now``, and how many entries of it.
Drawn = tuple[str | None, int]
NOT_DRAWN: Drawn = (None, -1)


@dataclass(frozen=True)
class Seen:
    """What a page has: how many live messages it announced, where its ``past`` ends (and its ``older``, by blocks), and
    the place in the queue that it announced; a fresh page has nothing."""

    heard: int = ALL_HEARD
    drawn: Drawn = NOT_DRAWN
    place: str = ""


@dataclass(frozen=True)
class Read:
    """A conversation as it was read: its turns, and its live talks, the last one perhaps open."""

    conversation: str | None
    turns: list[TurnView]
    talks: list[TalkView]

    @property
    def entries(self) -> list[Entry]:
        return in_order(self.turns, self.talks)

    @property
    def open_talk(self) -> TalkView | None:
        return self.talks[-1] if self.talks and self.talks[-1].state in OPEN_STATES else None

    def after(self, turn: TurnView) -> list[TurnView] | None:
        """The turns with the one just kept; None when another came between."""
        return [*self.turns, turn] if turn.position == len(self.turns) else None


@dataclass(frozen=True)
class Screen:
    """The parts of the page that an action changes, from the oldest entries to the last; a part that is None stays."""

    conversation: str | None
    older: Markup | None
    past: Markup | None
    now: Markup
    typed: str | None = None
    said: str = ""
    notice: Markup = NOTHING
    banner: Markup | None = None
    seen: Seen | None = None


class ChatActions:
    """Every conversation asked for by id is checked to be its owner's; a lost one is replaced by the latest."""

    def __init__(self, services: Services) -> None:
        self._talks = services.conversations
        self._live = services.live
        self._offers = services.offers
        self._completing = TicketTalk(services.database, services.tickets)

    def open(self, owner: str, conversation: str | None = None, seen: Seen | None = None) -> Screen:
        """The conversation as it stands, whoever speaks in it: what a reload shows."""
        return self._drawn(owner, self._find(owner, conversation), seen or Seen())

    def news(self, owner: str, conversation: str | None, seen: Seen) -> Screen:
        """What changed since ``seen``; earlier parts that are already drawn don't travel again."""
        return self._drawn(owner, self._find(owner, conversation), seen, seen.drawn)

    def begin_anew(self, owner: str) -> Screen:
        """An empty conversation; the former is kept. One already empty is used again, one with an open talk stays."""
        read = self._find(owner, None)
        if read.open_talk:
            return replace(self._drawn(owner, read, Seen()), notice=notice(texts_live.STILL_LIVE, "warn"))
        if read.conversation is None or read.entries or read.talks:
            read = Read(self._talks.start(owner), [], [])
        return replace(self._drawn(owner, read, Seen()), typed="")

    def send(
        self, owner: str, conversation: str | None, text: str, key: str = "", seen: Seen | None = None
    ) -> Iterator[Screen]:
        """Give ``text`` to the adviser who speaks, else to the bot; a refused text goes back in the box."""
        read = self._find(owner, conversation)
        talk = read.open_talk
        if read.conversation is None or talk is None or talk.state != WITH_ADVISER:
            yield from self._ask(owner, read, text, key, seen or Seen())
            return
        yield self._say(owner, read.conversation, text, key, seen or Seen())

    def ask(
        self, owner: str, conversation: str | None, text: str, key: str = "", seen: Seen | None = None
    ) -> Iterator[Screen]:
        """Show the question at once, then its answer; a refused text goes back in the box.

        Whatever happens, the last screen yielded holds either the kept turn or the person's own text. The answer is
        whole when it comes, so it travels once: the page unfolds it line by line.
        """
        yield from self._ask(owner, self._find(owner, conversation), text, key, seen or Seen())

    def _ask(self, owner: str, read: Read, text: str, key: str, seen: Seen) -> Iterator[Screen]:
        earlier = read.entries
        if text.strip():
            older, past = _before(read.conversation, earlier, seen.drawn)
            yield Screen(read.conversation, older, past, pending_html(text), typed="")
        try:
            conversation = read.conversation or self._talks.start(owner)
            self._live.resume(conversation, owner)
            turn = self._completing.hear(conversation, owner, text) or self._talks.ask(conversation, owner, text)
        except QuestionRefused as refusal:
            yield replace(self._drawn(owner, read, seen), typed=text, notice=notice(str(refusal), "warn"))
            return
        except AdviserSpeaks:  # an adviser took the talk while the bot was thinking: it keeps quiet, the words go on
            yield self._say(owner, str(conversation), text, key, replace(seen, drawn=NOT_DRAWN))
            return
        except Exception:
            # Drawn without another look in the database, which may be what failed.
            split = _split(earlier) if earlier else 0
            last = entries_html(earlier[split:]) if earlier else welcome_html()
            older, past = _before(read.conversation, earlier[:split], seen.drawn)
            yield Screen(read.conversation, older, past, last, typed=text)
            raise
        try:
            turns = read.after(turn) or self._talks.turns(conversation, owner)
            now_read = Read(conversation, turns, self._live.of(conversation, owner))
        except (ConversationNotFound, TalkNotFound):
            # They joined a session in another tab while this was answered: it is kept, and is theirs there.
            yield Screen(conversation, None, None, turn_html(turn), said=plain_text(turn))
            return
        after = self._drawn(owner, now_read, seen, (conversation, len(earlier)))
        yield replace(after, said=" ".join(filter(None, [plain_text(turn), after.said])))

    def vote(self, owner: str, conversation: str | None, turn: int, vote: int, reason: str | None = None) -> Screen:
        """Keep the vote and show it, with what it calls for: a reason, an adviser."""
        self._talks.vote(turn, owner, vote, reason)
        return self.open(owner, conversation)

    def call_adviser(self, owner: str, conversation: str | None, seen: Seen) -> Screen:
        """Ask for an adviser, for the reason that they were offered or because the person wants one.

        When none can be had it says so, with the ticket, and nothing waits for nobody.
        """
        conversation = self._find(owner, conversation).conversation or self._talks.start(owner)
        reason = self._offers.due(conversation, owner) or ASKED_FOR
        try:
            self._live.ask(conversation, owner, reason)
        except NoAdviser as error:
            said = no_adviser_html(error.availability, now())
            return replace(self.open(owner, conversation, seen), notice=said)
        return self.open(owner, conversation, seen)

    def decline(self, owner: str, conversation: str | None, seen: Seen) -> Screen:
        """The person wants no adviser now: they aren't offered one again for what happened so far."""
        found = self._find(owner, conversation)
        if found.conversation is not None:
            self._offers.decline(found.conversation, owner)
        return self._drawn(owner, found, seen)

    def cancel(self, owner: str, conversation: str | None, seen: Seen) -> Screen:
        """Wait no more; an adviser who came at this instant is shown instead."""
        return self._acted(owner, conversation, seen, self._live.cancel)

    def end(self, owner: str, conversation: str | None, seen: Seen) -> Screen:
        """End the talk; one that the adviser ended at this instant is shown as it is."""
        return self._acted(owner, conversation, seen, self._live.end)

    def _acted(
        self, owner: str, conversation: str | None, seen: Seen, act: Callable[[str, str], TalkView]
    ) -> Screen:  # fmt: skip
        found = self._find(owner, conversation).conversation
        told = NOTHING
        if found is not None:
            try:
                act(found, owner)
            except TalkMoveRefused as refusal:
                told = notice(str(refusal))
        return replace(self.open(owner, found, seen), notice=told)

    def _say(self, owner: str, conversation: str, text: str, key: str, seen: Seen) -> Screen:
        try:
            self._live.say(conversation, owner, text, key or secrets.token_hex(8))
        except MessageRefused as refusal:
            return replace(self.news(owner, conversation, seen), typed=text, notice=notice(str(refusal), "warn"))
        except TalkMoveRefused:
            told = notice(texts_live.NOT_SENT, "warn")
            return replace(self.news(owner, conversation, seen), typed=text, notice=told)
        return replace(self.news(owner, conversation, seen), typed="")

    def _find(self, owner: str, conversation: str | None) -> Read:
        if conversation is not None:
            try:
                return self._read(owner, conversation)
            except ConversationNotFound:
                pass  # purged, or the browser changed hands: the latest one is what this person can have
        latest = self._talks.latest(owner)
        return self._read(owner, latest) if latest else Read(None, [], [])

    def _read(self, owner: str, conversation: str) -> Read:
        turns = self._talks.turns(conversation, owner)
        return Read(conversation, turns, self._live.of(conversation, owner))

    def _drawn(self, owner: str, read: Read, seen: Seen, has: Drawn = NOT_DRAWN) -> Screen:
        """The whole page as it was read: what came last in ``now``, the rest in ``past`` and ``older``.

        What the page ``has`` of these isn't drawn again.
        """
        conversation, talks, entries = read.conversation, read.talks, read.entries
        waits = bool(talks) and talks[-1].state == WAITING
        nobody = waits and self._live.availability().advisers == 0
        last = talks[-1] if talks else None
        banner = banner_html(last, nobody, self._live.standing(owner).mark)
        place = place_said(last)
        told = place if place != seen.place and seen.heard != ALL_HEARD else ""
        if conversation is None or not entries:
            return Screen(
                conversation, Markup(""), Markup(""), welcome_html(), said=told, banner=banner,
                seen=Seen(0, (conversation, 0), place),
            )  # fmt: skip
        split, heard = _split(entries), heard_of(entries)
        older, past = (None, None) if has == (conversation, split) else _before(conversation, entries[:split], has)
        return Screen(
            conversation,
            older,
            past,
            entries_html(entries[split:], self._offer(owner, conversation, entries[-1])),
            said=" ".join(filter(None, [announced(entries, seen.heard), told])),
            banner=banner,
            seen=Seen(heard, (conversation, split), place),
        )

    def _offer(self, owner: str, conversation: str, last: Entry) -> Markup:
        reason = None if isinstance(last, Said) else self._offers.due(conversation, owner)
        return offer_html(reason, self._live.availability(), now()) if reason else NOTHING


def _before(conversation: str | None, entries: Sequence[Entry], has: Drawn) -> tuple[Markup | None, Markup]:
    """What stands above ``now``: whole blocks that hardly ever travel (None when the page has them), then the rest."""
    blocks = len(entries) // _BLOCK
    has_older = has[0] == conversation and has[1] // _BLOCK == blocks
    ends = blocks * _BLOCK
    return None if has_older else entries_html(entries[:ends]), entries_html(entries[ends:])


def _split(entries: list[Entry]) -> int:
    """Where ``now`` begins: at the last turn, or in a talk at a block of its latest messages."""
    last = len(entries) - 1
    if not isinstance(entries[last], Said):
        return last
    turn = max((at for at, entry in enumerate(entries) if not isinstance(entry, Said)), default=-1)
    return max(turn + 1, last - last % _BLOCK)
