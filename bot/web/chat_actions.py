"""What the trainee's page does, without Gradio: each action takes an owner and returns what the page shows next."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from markupsafe import Markup

from bot.desk.ticket_talk import TicketTalk
from bot.dialogue.conversations import TurnView
from bot.dialogue.errors import ConversationNotFound, QuestionRefused
from bot.services import Services
from bot.web.cards import notice
from bot.web.talk import pending_html, pieces, plain_text, turn_html, turns_html, welcome_html

# The steps of an answer: few enough for a phone's network, each a whole sentence or line.
_MOST_STEPS = 6
NOTHING = Markup("")


@dataclass(frozen=True)
class Screen:
    """The parts of the page that an action changes; ``past`` or ``typed`` None stays as it is."""

    conversation: str | None
    past: Markup | None
    now: Markup
    typed: str | None = None
    said: str = ""
    notice: Markup = NOTHING


class ChatActions:
    """Every conversation asked for by id is checked to be its owner's; a lost one is replaced by the latest."""

    def __init__(self, services: Services) -> None:
        self._talks = services.conversations
        self._completing = TicketTalk(services.database, services.tickets)

    def open(self, owner: str, conversation: str | None = None) -> Screen:
        """The conversation as it stands: what a reload shows."""
        conversation, turns = self._find(owner, conversation)
        return self._screen(owner, conversation, turns)

    def begin_anew(self, owner: str) -> Screen:
        """An empty conversation; the former one is kept. One already empty is used again."""
        conversation, turns = self._find(owner, None)
        if conversation is None or turns:
            conversation = self._talks.start(owner)
        return Screen(conversation, Markup(""), welcome_html(), typed="")

    def ask(self, owner: str, conversation: str | None, text: str) -> Iterator[Screen]:
        """Show the question at once, then its answer sentence by sentence; a refused text goes back in the box.

        Whatever happens, the last screen yielded holds either the kept turn or the person's own text.
        """
        conversation, turns = self._find(owner, conversation)
        before = self._screen(owner, conversation, turns)
        if text.strip():
            yield Screen(conversation, turns_html(turns), pending_html(text), typed="")
        try:
            conversation = conversation or self._talks.start(owner)
            turn = self._completing.hear(conversation, owner, text) or self._talks.ask(conversation, owner, text)
        except QuestionRefused as refusal:
            yield replace(before, typed=text, notice=notice(str(refusal), "warn"))
            return
        except Exception:
            yield replace(before, typed=text)
            raise
        # The earlier turns were drawn with the question: on a phone's network they must not travel at each step.
        for count in self._steps(turn):
            yield Screen(conversation, None, turn_html(turn, sentences=count))
        yield replace(self._screen(owner, conversation, [*turns, turn]), past=None, said=plain_text(turn))

    def vote(self, owner: str, conversation: str | None, turn: int, vote: int, reason: str | None = None) -> Screen:
        """Keep the vote and show it, with what it calls for: a reason, an adviser."""
        self._talks.vote(turn, owner, vote, reason)
        return self.open(owner, conversation)

    def _find(self, owner: str, conversation: str | None) -> tuple[str | None, list[TurnView]]:
        if conversation is not None:
            try:
                return conversation, self._talks.turns(conversation, owner)
            except ConversationNotFound:
                pass  # purged, or the browser changed hands: the latest one is what this person can have
        latest = self._talks.latest(owner)
        return latest, self._talks.turns(latest, owner) if latest else []

    def _screen(self, owner: str, conversation: str | None, turns: list[TurnView]) -> Screen:
        if conversation is None or not turns:
            return Screen(conversation, Markup(""), welcome_html())
        offer = self._talks.offers_adviser(conversation, owner)
        return Screen(conversation, turns_html(turns[:-1]), turn_html(turns[-1], offer))

    @staticmethod
    def _steps(turn: TurnView) -> list[int]:
        total = len(pieces(turn.text))
        return list(range(1, total)) if total <= _MOST_STEPS else [total * step // _MOST_STEPS for step in range(1, 6)]
