"""A fiche written on the screen becomes the Markdown that ``fiche.py`` reads: one format, one reader."""

import re
import unicodedata
from dataclasses import dataclass

import yaml

_LONGEST_SLUG = 60


@dataclass(frozen=True)
class FicheDraft:
    """The fields of the editor, as they were typed; dates are « AAAA-MM-JJ », ``wordings`` one question each.

    ``other_sources`` are titles or addresses, one each.
    """

    title: str
    module: str
    audience: tuple[str, ...]
    checked_on: str
    review_by: str
    confidence: str
    source_title: str
    source_url: str
    question: str
    wordings: tuple[str, ...]
    answer: str
    notes: str = ""
    other_sources: tuple[str, ...] = ()

    @property
    def file_name(self) -> str:
        return f"{slug_of(self.title)}.md"

    @property
    def document_key(self) -> str:
        """The key that the reader gives the document."""
        return f"fiche:{slug_of(self.title)}"


def slug_of(title: str) -> str:
    """« Facture « Suspendue » : que faire ? » is « facture-suspendue-que-faire »; « sans-titre » for none."""
    plain = unicodedata.normalize("NFKD", title.replace("œ", "oe").replace("Œ", "OE"))
    words = re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode().lower())
    slug = ""
    for word in words:
        if len(slug) + len(word) + 1 > _LONGEST_SLUG and slug:
            break
        slug = f"{slug}-{word}" if slug else word[:_LONGEST_SLUG]
    return slug or "sans-titre"


def write_fiche(draft: FicheDraft) -> str:
    """The Markdown of a short fiche; whatever was typed stays where it was typed, no field can open a section."""
    source = {"title": _line(draft.source_title)} | (
        {"url": draft.source_url.strip()} if draft.source_url.strip() else {}
    )
    others = [_source(line) for line in map(_line, draft.other_sources) if line]
    head = {
        "title": _line(draft.title), "module": draft.module, "audience": list(draft.audience),
        "checked_on": draft.checked_on.strip(), "review_by": draft.review_by.strip(),
        "confidence": draft.confidence, "short": True, "sources": [source, *others],
    }  # fmt: skip
    front = yaml.safe_dump(head, allow_unicode=True, sort_keys=False, width=1000)
    wordings = "".join(f"- {line}\n" for line in map(_wording, draft.wordings) if line)
    listed = f"<!-- autres formulations\n{wordings}-->\n" if wordings else ""
    notes = f"## À savoir\n\n{_body(draft.notes)}\n\n" if draft.notes.strip() else ""
    asked = f"### {_line(draft.question)}\n{listed}\n{_body(draft.answer)}\n"
    return f"---\n{front}---\n\n{notes}## Questions fréquentes\n\n{asked}"


def _source(line: str) -> dict[str, str]:
    return {"title": line, "url": line} if re.fullmatch(r"https?://\S+", line) else {"title": line}


def _line(text: str) -> str:
    return " ".join(text.split())


def _wording(text: str) -> str:
    """One line of the comment, which « --> » would close."""
    return re.sub(r"^[-*•]\s*", "", _line(text)).replace("-->", "→").strip()


def _body(text: str) -> str:
    """A title or a comment typed in an answer is text of the answer."""
    lines = (re.sub(r"^\s{0,3}#+\s*", "", line).rstrip() for line in text.strip().splitlines())
    return "\n".join(lines).replace("<!--", "‹!--").replace("-->", "--›")
