"""What can go wrong with a file, named for what the caller should do about it."""


class UnreadableFile(Exception):
    """The file can't be turned into passages; ``str()`` is the French sentence to show.

    Nothing was stored: the caller tells the person and goes on with the next file.
    """


class InvalidFiche(UnreadableFile):
    """A fiche breaks the format of ``knowledge/README.md``; ``problems`` lists every breach at once.

    All of them, because a trainer who mends one line to discover the next gives up.
    """

    def __init__(self, name: str, problems: list[str]) -> None:
        self.name = name
        self.problems = problems
        super().__init__(f"La fiche « {name} » ne peut pas être lue : " + " ; ".join(problems))
