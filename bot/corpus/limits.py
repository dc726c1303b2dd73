"""How much a file may ask of the machine: beyond, it is refused with the number that it passed."""

from dataclasses import dataclass

# A page set tight, in small type, has some 6,000 characters: a file without pages is measured by it.
PAGE_CHARACTERS = 6000
MEGABYTE = 1_000_000


@dataclass(frozen=True)
class ReadingLimits:
    """``pages`` counts a PDF's pages or slides, and PAGE_CHARACTERS of any other text.

    ``unpacked_mb`` is what a packed file (Word, PowerPoint) may weigh once unpacked. ``seconds`` and ``memory_mb``
    bound the process that reads, recognition of scanned pages included.
    """

    pages: int = 500
    unpacked_mb: int = 200
    seconds: float = 300.0
    memory_mb: int = 2000

    @property
    def characters(self) -> int:
        """The longest text that may be kept."""
        return self.pages * PAGE_CHARACTERS


DEFAULT_LIMITS = ReadingLimits()
