"""Conversations put into a test's database as the dialogue stores them."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from bot.desk.tickets import Tickets
from bot.storage.database import Database
from bot.storage.models import Conversation, Turn

Talk = Callable[..., str]


def make_turn(question: str, outcome: str = "answer", position: int = 0, **fields: Any) -> Turn:
    """A turn as the dialogue stores it; an answer cites one source."""
    cited = [{"n": 1, "document": "Facture suspendue", "section": "Étapes", "page": None}]
    known: dict[str, Any] = {
        "reason": {"answer": "trouvé", "abstain": "incompris"}.get(outcome, "demande"),
        "text": "Complétez-la : elle ne se refait pas [1]." if outcome == "answer" else "",
        "citations": cited if outcome == "answer" else [],
        "understood_as": question,
        "vote": None,
    }
    return Turn(question=question, outcome=outcome, position=position, **(known | fields))


@pytest.fixture
def tickets(database: Database) -> Tickets:
    return Tickets(database)


@pytest.fixture
def talk(database: Database) -> Talk:
    """Store a conversation, or add to it; returns its id."""

    def store(turns: Sequence[tuple[str, str]], owner: str = "paul", conversation: str = "c1") -> str:
        with database.session() as session:
            row = session.get(Conversation, conversation)
            if row is None:
                row = Conversation(id=conversation, owner=owner)
                session.add(row)
            start = len(row.turns)
            row.turns += [make_turn(text, outcome, start + at) for at, (text, outcome) in enumerate(turns)]
        return conversation

    return store
