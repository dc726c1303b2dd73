"""What can go wrong with a training session, named for what the caller should do; ``str()`` is the French sentence."""


class SessionNotFound(Exception):
    """The session isn't there, or is another trainer's: the same answer, so that nothing leaks."""

    def __init__(self) -> None:
        super().__init__("Cette session n'existe pas, ou n'est pas la vôtre. Rien n'a été modifié.")


class SeatNotFound(Exception):
    """Nobody of this session has this seat any more: show the list as it is now."""

    def __init__(self) -> None:
        super().__init__("Cette place n'existe plus dans la session. Rien n'a été modifié : rechargez la page.")


class SessionRefused(Exception):
    """The session can't be opened or changed as asked: ``field`` names what to correct, the rest stays as typed."""

    def __init__(self, field: str, sentence: str) -> None:
        self.field = field
        super().__init__(sentence)


class JoiningRefused(Exception):
    """Nobody was seated: ``field`` names what to correct, and the form keeps what was typed."""

    def __init__(self, field: str, sentence: str) -> None:
        self.field = field
        super().__init__(sentence)
