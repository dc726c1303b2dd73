"""What a message asks, once its courtesies are dropped, its spelling mended and what it leans on put back.

The assistant and the fits read a message through the same function, so that the judge is fitted on what it will see.
"""

from collections.abc import Callable
from dataclasses import dataclass

from bot.dialogue.clarifying import names_only_a_case
from bot.dialogue.followup import make_standalone
from bot.dialogue.politeness import without_courtesies


@dataclass(frozen=True)
class Understood:
    """``said`` is the message without its courtesies, ``text`` the same mended, ``standalone`` what is looked up."""

    said: str
    text: str
    standalone: str

    @property
    def leans(self) -> bool:
        """Whether it says too little alone, and its history was put back."""
        return self.standalone != self.text


def understand(message: str, history: tuple[str, ...], mend: Callable[[str], str]) -> Understood:
    """Read ``message`` after ``history`` (earlier messages, oldest first); ``mend`` mends the spelling of one."""
    said = without_courtesies(message)
    text = mend(said)
    before = tuple(mend(earlier) for earlier in history)
    standalone = make_standalone(text, before)
    if before and standalone == text.strip() and names_only_a_case(text):
        # A case alone (« facture de travaux ») answers the question before it.
        standalone = f"{make_standalone(before[-1], before[:-1])} {text.strip()}"
    return Understood(said, text, standalone)
