"""What was read of a version, cut as a reader turns it: page by page where there are pages, else by parts."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.corpus.catalogue import VersionLine
from bot.corpus.document import CitedPassage
from bot.web import texts_documents as t

PDF = "application/pdf"
_PART = 12  # passages


@dataclass(frozen=True)
class Leaf:
    """One turn of the preview; ``label`` is the page's own, None for a part of a text without pages.

    A passage shows on the page where it begins; ``running`` is the one that may go on over a page where none does.
    """

    title: str
    label: str | None
    passages: tuple[CitedPassage, ...]
    running: CitedPassage | None = None


def cut_into_leaves(version: VersionLine, passages: Sequence[CitedPassage], labels: Sequence[str]) -> list[Leaf]:
    """The leaves in order; ``labels`` are the pages' own, so that a page where nothing was read shows too."""
    if not any(passage.page for passage in passages):
        parts = [passages[start : start + _PART] for start in range(0, len(passages), _PART)]
        return [Leaf(t.PART.format(number=n), None, tuple(part)) for n, part in enumerate(parts, 1)]
    known = list(labels) or [str(number) for number in range(1, (version.pages or 0) + 1)]
    by_page: dict[str, list[CitedPassage]] = {label: [] for label in known}
    page = known[0] if known else ""
    for passage in passages:
        page = passage.page or page
        by_page.setdefault(page, []).append(passage)
    leaves, running = [], None
    for label, found in by_page.items():
        leaves.append(Leaf(t.PAGE.format(label=label), label, tuple(found), None if found else running))
        running = found[-1] if found else running
    return leaves
