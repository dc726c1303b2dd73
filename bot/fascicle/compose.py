"""The fiches become the fascicle's content: plain data, in the order of the programme, with nothing left to interpret.

Text travels to the typesetter as JSON strings that it prints as they are: a fiche can't break or inject its markup.
Other wordings are left out: they are for search, not for reading.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.corpus import glossary
from bot.corpus.document import PassageDraft
from bot.corpus.errors import InvalidFiche
from bot.corpus.fiche import MODULES, Fiche, is_fiche, parse_fiche
from bot.fascicle.errors import FascicleNotMade
from bot.fascicle.typography import say_date, set_in_french

COURSE = "Dématérialisation des factures du secteur public : le portail « Chorus\u00a0Pro »"
MODULE_TITLES = {
    "0": "La formation elle-même",
    "I": "Vocabulaire et principales notions",
    "II": "Compte et structure",
    "III": "Factures émises",
    "IV": "Factures de travaux",
    "V": "Aide et support",
    "VI": "Facturation électronique entre entreprises",
}
_MESSAGES = "messages"  # the folder of error messages, whose fiches close their module

_PARSER = MarkdownIt("commonmark").enable("table")

Json = dict[str, Any]


@dataclass(frozen=True)
class Knowledge:
    """The fiches by module, in reading order, and the glossary's terms in alphabetical order."""

    modules: dict[str, tuple[Fiche, ...]]
    terms: tuple[PassageDraft, ...]

    @property
    def fiches(self) -> list[Fiche]:
        return [fiche for module in self.modules.values() for fiche in module]

    @property
    def most_pairs(self) -> int:
        """The number of questions of the longest fiche."""
        return max(len(fiche.questions) for fiche in self.fiches)


def read_knowledge(folder: Path) -> Knowledge:
    """Read every fiche under ``folder``; raises FascicleNotMade when one is wrong or when there is none.

    One wrong fiche stops the fascicle: a booklet that silently lacks a page is worse than none.
    """
    read: list[tuple[bool, str, Fiche]] = []
    terms: list[PassageDraft] = []
    for path in sorted(folder.rglob("*.md")):
        try:
            text = path.read_text(encoding="utf-8")
            if path.name == glossary.FILE_NAME:
                terms = glossary.parse_glossary(text)
            elif is_fiche(text):
                read.append((path.parent.name == _MESSAGES, path.stem, parse_fiche(path.stem, text)))
        except InvalidFiche as error:
            raise FascicleNotMade(f"{error}. Corrigez-la, puis refaites le fascicule.") from error
        except (OSError, UnicodeDecodeError) as error:
            raise FascicleNotMade(f"La fiche « {path.name} » ne peut pas être lue (texte UTF-8 attendu).") from error
    if not read:
        raise FascicleNotMade(f"Aucune fiche sous « {folder} » : indiquez le dossier des fiches.")
    read.sort(key=lambda item: item[:2])
    modules = {m: tuple(fiche for _, _, fiche in read if fiche.head.module == m) for m in MODULES}
    return Knowledge({m: fiches for m, fiches in modules.items() if fiches}, tuple(terms))


def compose(knowledge: Knowledge, today: date, pairs_per_fiche: int, size: float) -> Json:
    """Return the whole fascicle as JSON data, set in ``size`` points, with the first questions of each fiche."""
    days = [fiche.head.checked_on for fiche in knowledge.fiches]
    return {
        "size": size,
        "course": set_in_french(COURSE),
        "today": _say(today),
        "date": [today.year, today.month, today.day],
        "counts": _say_counts(knowledge, pairs_per_fiche),
        "checked": [_say(min(days)), _say(max(days))],
        "modules": [
            {
                "number": module,
                "title": MODULE_TITLES[module],
                "fiches": [_fiche(fiche, pairs_per_fiche) for fiche in fiches],
            }
            for module, fiches in knowledge.modules.items()
        ],
        "glossary": [{"term": set_in_french(term.title), "blocks": _blocks(term.text)} for term in knowledge.terms],
    }


def _say(day: date) -> str:
    return say_date(day.day, day.month, day.year)


def _say_counts(knowledge: Knowledge, most: int) -> str:
    pairs = sum(min(most, len(fiche.questions)) for fiche in knowledge.fiches)
    modules, fiches = len(knowledge.modules), len(knowledge.fiches)
    parts = ((modules, "module"), (fiches, "fiche"), (pairs, "question"))
    said = [f"{number:,}".replace(",", "\u202f") + f"\u00a0{noun}{'s' if number > 1 else ''}" for number, noun in parts]
    return ", ".join(said)


def _fiche(fiche: Fiche, most: int) -> Json:
    head = fiche.head
    return {
        "title": set_in_french(head.title),
        "audience": ", ".join(head.audience),
        "checked": _say(head.checked_on),
        "confidence": head.confidence,
        "essential": _blocks(fiche.essential),
        "parts": [
            # The section's name is printed once, above its first part.
            {
                "section": part.section if number == 0 or fiche.parts[number - 1].section != part.section else "",
                "heading": set_in_french(part.heading),
                "blocks": _blocks(part.text),
            }
            for number, part in enumerate(fiche.parts)
        ],
        "questions": [
            {"question": set_in_french(pair.question), "blocks": _blocks(pair.answer)}
            for pair in fiche.questions[:most]
        ],
        "left_out": max(0, len(fiche.questions) - most),
        "sources": [
            {"title": set_in_french(source.title), "url": source.url, "date": source.date} for source in head.sources
        ],
    }


def _blocks(markdown: str) -> list[Json]:
    return list(_walk(_PARSER.parse(markdown)))


def _walk(tokens: Sequence[Token]) -> Iterator[Json]:
    """Yield the blocks of a token stream: paragraphs, lists (whose items hold blocks) and tables."""
    position = 0
    while position < len(tokens):
        token = tokens[position]
        end = _closing(tokens, position)
        inside = tokens[position + 1 : end]
        if token.type in ("bullet_list_open", "ordered_list_open"):
            items = [list(_walk(item)) for item in _children(inside, "list_item_open")]
            start = int(token.attrs.get("start", 1)) if token.type == "ordered_list_open" else None
            yield {"kind": "list", "start": start, "items": items}
        elif token.type == "table_open":
            rows = [_children(row, "th_open", "td_open") for row in _children(inside, "tr_open", deep=True)]
            yield {"kind": "table", "rows": [[_inline(cell) for cell in row] for row in rows]}
        elif token.type in ("fence", "code_block"):
            yield {"kind": "text", "runs": [[token.content.strip(), "code"]]}
        elif token.type in ("paragraph_open", "heading_open"):
            yield {"kind": "text", "runs": _inline(inside)}
        elif token.type == "blockquote_open":
            yield from _walk(inside)
        position = end + 1


def _closing(tokens: Sequence[Token], position: int) -> int:
    """The index of the token that closes the one at ``position`` (itself when it stands alone)."""
    depth = 0
    for index in range(position, len(tokens)):
        depth += tokens[index].nesting
        if depth == 0:
            return index
    return len(tokens) - 1


def _children(tokens: Sequence[Token], *kinds: str, deep: bool = False) -> list[Sequence[Token]]:
    """The contents of the elements of ``kinds``: those at the top, or wherever they stand when ``deep``."""
    found = []
    position = 0
    while position < len(tokens):
        end = _closing(tokens, position)
        if tokens[position].type in kinds:
            found.append(tokens[position + 1 : end])
        elif deep:
            end = position
        position = end + 1
    return found


def _inline(tokens: Sequence[Token]) -> list[list[str]]:
    """The text of inline tokens as [text, style] runs; raw HTML is left out, a link keeps its text alone."""
    runs: list[list[str]] = []
    styles: list[str] = []
    for token in (child for outer in tokens for child in (outer.children or [outer])):
        if token.type in ("strong_open", "em_open"):
            styles.append(token.tag)
        elif token.type in ("strong_close", "em_close"):
            styles.pop()
        elif token.type in ("softbreak", "hardbreak"):
            runs.append([" ", ""])
        elif token.type == "code_inline":
            runs.append([token.content, "code"])
        elif token.type in ("text", "text_special", "image") and token.content:
            runs.append([token.content, styles[-1] if styles else ""])
    return _harden(runs)


def _harden(runs: list[list[str]]) -> list[list[str]]:
    """Apply French spacing across runs: « **R.** 2192 » hardens as « R. 2192 » does."""
    whole = set_in_french("".join(text for text, _ in runs))
    if len(whole) != sum(len(text) for text, _ in runs):
        return [[set_in_french(text) if style != "code" else text, style] for text, style in runs]
    position, out = 0, []
    for text, style in runs:
        out.append([whole[position : position + len(text)] if style != "code" else text, style])
        position += len(text)
    return out
