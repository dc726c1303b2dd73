"""What reading a file gives: a document with its passages, before anything is stored."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

# The kinds of passage, by what they hold. Only ``faq`` and ``term`` carry other wordings.
ESSENTIAL, STEPS, NOTES, FAQ, TERM, TEXT, TABLE = "essentiel", "étapes", "à savoir", "faq", "terme", "texte", "tableau"


@dataclass(frozen=True)
class PassageDraft:
    """One retrievable unit: ``title`` is the question or heading it answers, ``section`` its path in the document."""

    kind: str
    section: str
    title: str
    text: str
    page: str | None = None
    wordings: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReadDocument:
    """A file as it was understood; ``warnings`` are French sentences for the trainer."""

    key: str
    kind: str
    title: str
    file_name: str
    media_type: str
    sha256: str
    passages: tuple[PassageDraft, ...]
    module: str | None = None
    pages: int | None = None
    checked_on: date | None = None
    review_by: date | None = None
    confidence: str | None = None
    audience: tuple[str, ...] = ()
    sources: tuple[dict[str, Any], ...] = ()
    warnings: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class CitedPassage:
    """A stored passage with what a citation needs of its document and version; ``added_on`` is the version's day."""

    id: str
    kind: str
    section: str
    title: str
    text: str
    page: str | None
    wordings: tuple[str, ...]
    document: str
    document_key: str
    document_kind: str
    module: str | None
    version: int
    checked_on: date | None
    review_by: date | None
    confidence: str | None
    sources: tuple[dict[str, Any], ...]
    added_on: date | None = None
    file_name: str = ""

    @property
    def has_picture(self) -> bool:
        """Whether its page can be shown as it was printed."""
        return self.page is not None and self.file_name.lower().endswith(".pdf")

    @property
    def answers_questions(self) -> bool:
        """Whether it was written to answer its title; the heading of an ordinary document asks nothing."""
        return bool(self.wordings) or self.title.rstrip().endswith("?")
