"""Whether a person has put the notice away: asked for at each opening of the chat, and told once."""

from sqlalchemy.exc import IntegrityError

from bot.storage.database import Database
from bot.storage.models import NoticeSeen


class Notices:
    """``owner`` is who a person is on their conversations."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def is_due(self, owner: str) -> bool:
        with self._database.session() as session:
            return session.get(NoticeSeen, owner) is None

    def put_away(self, owner: str) -> None:
        """Not shown again to this person, until it is erased with the rest or as old as a conversation may be."""
        try:
            with self._database.session() as session:
                if session.get(NoticeSeen, owner) is None:
                    session.add(NoticeSeen(owner=owner))
        except IntegrityError:  # pressed twice
            return
