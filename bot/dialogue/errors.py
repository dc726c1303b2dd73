"""What a conversation may refuse, named for what the caller should do about it."""


class QuestionRefused(Exception):
    """The message can't be asked as it is; ``str()`` says in French what to change. Nothing was stored."""


class ConversationNotFound(Exception):
    """No such conversation for this person; whether it is somebody else's is not told."""

    def __init__(self) -> None:
        super().__init__("Cette conversation n'existe pas ou n'est pas la vôtre : commencez-en une nouvelle.")


class AdviserSpeaks(Exception):
    """An adviser has this conversation, so the bot keeps quiet: the message is for them. Nothing was stored."""

    def __init__(self) -> None:
        super().__init__("Un conseiller suit cette conversation : votre message est pour lui.")


class ChatModelRefused(Exception):
    """The language model that was asked for can't be opened; ``str()`` says in French what to set or install."""


class GoldenQuestionRefused(Exception):
    """A golden question, or a file of them, can't be kept; nothing was written, and ``str()`` says what to mend."""
