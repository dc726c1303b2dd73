"""What a reader makes of a file's bytes, whatever its format: blocks in reading order, and what they leave in doubt."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.corpus.splitting import Block

# Told (done, total) in pages; what it raises ends the reading.
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class FileText:
    """``title`` is the declared or first one, or ''; ``pages`` None where the format has none.

    ``warnings`` are French sentences for the trainer, about what the reader alone could see.
    """

    title: str
    blocks: tuple[Block, ...]
    pages: int | None = None
    warnings: tuple[str, ...] = ()


def tell_nobody(done: int, total: int) -> None:
    """The Progress of a caller who doesn't wait."""
