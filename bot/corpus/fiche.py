"""A fiche is Markdown with a strict shape: read it, or say everything that is wrong with it.

The format is documented for trainers in ``knowledge/README.md``; this module is its only reader.
"""

import re
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.corpus.errors import InvalidFiche

MODULES = ("0", "I", "II", "III", "IV", "V", "VI")
SECTIONS = ("L'essentiel", "Étapes", "À savoir", "Questions fréquentes")
FEWEST_QUESTIONS = 3
FEWEST_WORDINGS = 4
ANSWER_LENGTH = (60, 1000)
ESSENTIAL_LENGTH = (40, 700)

Confidence = Literal["sûr", "probable", "à vérifier"]
Audience = Literal[
    "fournisseur",
    "sous-traitant",
    "cotraitant",
    "maître d'œuvre",
    "maître d'ouvrage",
    "formateur",
    "support",
]

_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n(.*)\Z", re.S)
_WORDINGS = re.compile(r"<!--\s*autres formulations\s*\n(.*?)-->", re.S)
_SHORT = re.compile(r"^short: *true *$", re.M)
_COMMENT = re.compile(r"<!--.*?-->", re.S)


class Source(BaseModel):
    """Where a fact was read: a page's title, with its address and date when they are known."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: str = Field(min_length=3)
    url: str | None = Field(default=None, pattern=r"^https?://\S+$")
    date: str | None = None


class FrontMatter(BaseModel):
    """The head of a fiche; an unknown key is refused so that a typo can't lose a date.

    A ``short`` fiche answers one question at least, and may have nothing else: what a trainer writes on the spot.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: str = Field(min_length=5, max_length=140)
    module: Literal["0", "I", "II", "III", "IV", "V", "VI"]
    audience: list[Audience] = Field(min_length=1)
    checked_on: date
    review_by: date
    confidence: Confidence
    facts: list[str] = []
    sources: list[Source] = Field(min_length=1)
    short: bool = False


@dataclass(frozen=True)
class QuestionAnswer:
    """One pair of « Questions fréquentes » with its other wordings, which are indexed but never shown."""

    question: str
    answer: str
    wordings: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """A titled stretch of « Étapes » or « À savoir »; ``heading`` is empty when the section has no ``###``."""

    section: str
    heading: str
    text: str


@dataclass(frozen=True)
class Fiche:
    slug: str
    head: FrontMatter
    essential: str
    parts: tuple[Part, ...]
    questions: tuple[QuestionAnswer, ...]


def parse_fiche(slug: str, text: str) -> Fiche:
    """Return the fiche held in ``text``; raises InvalidFiche with every problem found."""
    text = text.replace("\r\n", "\n").replace("\u2019", "'").lstrip("\ufeff")
    match = _FRONT_MATTER.match(text)
    if not match:
        raise InvalidFiche(slug, ["l'en-tête entre deux lignes « --- » manque"])
    head, problems = _parse_head(match[1])
    sections = _split(match[2], "## ")
    known = [name for name, _ in sections if name in SECTIONS]
    problems += [f"rubrique inconnue : « {name} »" for name, _ in sections if name and name not in SECTIONS]
    if known != sorted(set(known), key=SECTIONS.index):
        problems.append("les rubriques se répètent ou ne sont pas dans l'ordre")
    bodies = dict(sections)
    if bodies.get("", "").strip():
        problems.append("du texte précède la première rubrique")
    essential = _COMMENT.sub("", bodies.get(SECTIONS[0], "")).strip()
    short = bool(_SHORT.search(match[1]))  # known even when the head is refused, or the rest would be misjudged
    if essential or not short:
        problems += _check_length("L'essentiel", essential, ESSENTIAL_LENGTH)
    parts = tuple(part for name in SECTIONS[1:3] if name in bodies for part in _parts(name, bodies[name]))
    if not parts and not short:
        problems.append("il faut une rubrique « Étapes » ou « À savoir »")
    if "Étapes" in bodies and not re.search(r"^1\. ", bodies["Étapes"], re.M):
        problems.append("« Étapes » doit être une liste numérotée (« 1. … »)")
    questions = _questions(bodies.get(SECTIONS[3], ""))
    problems += _check_questions(questions, 1 if short else FEWEST_QUESTIONS, 0 if short else FEWEST_WORDINGS)
    if problems or head is None:
        raise InvalidFiche(slug, problems)
    return Fiche(slug, head, essential, parts, questions)


def is_fiche(text: str) -> bool:
    """A Markdown file that opens with front matter and names a module claims to be a fiche."""
    match = _FRONT_MATTER.match(text.replace("\r\n", "\n").lstrip("\ufeff"))
    return bool(match and re.search(r"^module:", match[1], re.M))


def _parse_head(text: str) -> tuple[FrontMatter | None, list[str]]:
    try:
        raw = yaml.safe_load(text)
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 2
        return None, [f"l'en-tête n'est pas du YAML lisible, vers la ligne {line} (un « : » sans guillemets ?)"]
    except ValueError as error:  # yaml lets Python's own refusal of an impossible date out
        return None, [f"l'en-tête n'est pas du YAML lisible : une date n'existe pas ({error})"]
    if not isinstance(raw, dict):
        return None, ["l'en-tête est vide"]
    if isinstance(raw.get("module"), int):
        raw["module"] = str(raw["module"])
    sources = raw.get("sources")
    for source in sources if isinstance(sources, list) else []:
        if isinstance(source, dict) and source.get("date") is not None:
            source["date"] = str(source["date"])
    try:
        return FrontMatter.model_validate(raw), []
    except ValidationError as error:
        return None, [_say(dict(detail)) for detail in error.errors()]


def _say(detail: dict[str, object]) -> str:
    location = detail["loc"]
    key = ".".join(str(part) for part in location) if isinstance(location, tuple) else str(location)
    if detail["type"] == "missing":
        return f"la clé « {key} » manque dans l'en-tête"
    if detail["type"] == "extra_forbidden":
        return f"la clé « {key} » est inconnue"
    return f"la clé « {key} » a une valeur refusée ({detail['input']!r})"


def _split(text: str, mark: str) -> list[tuple[str, str]]:
    """Cut ``text`` at the lines that begin with ``mark``: [(heading, body)], the first heading may be empty."""
    pieces: list[tuple[str, list[str]]] = [("", [])]
    for line in text.split("\n"):
        if line.startswith(mark):
            pieces.append((line[len(mark) :].strip(), []))
        else:
            pieces[-1][1].append(line)
    return [(heading, "\n".join(body)) for heading, body in pieces]


def _parts(section: str, body: str) -> list[Part]:
    cut = [(heading, _COMMENT.sub("", text).strip()) for heading, text in _split(body, "### ")]
    return [Part(section, heading, text) for heading, text in cut if text]


def _questions(body: str) -> tuple[QuestionAnswer, ...]:
    pairs = []
    for question, text in _split(body, "### ")[1:]:
        found = _WORDINGS.search(text)
        lines = found[1].split("\n") if found else []
        wordings = tuple(line.strip()[2:].strip() for line in lines if line.strip().startswith("- "))
        pairs.append(QuestionAnswer(question, _COMMENT.sub("", text).strip(), wordings))
    return tuple(pairs)


def _check_length(name: str, text: str, bounds: tuple[int, int]) -> list[str]:
    if bounds[0] <= len(text) <= bounds[1]:
        return []
    return [f"« {name} » fait {len(text)} caractères ; il en faut de {bounds[0]} à {bounds[1]}"]


def _check_questions(questions: tuple[QuestionAnswer, ...], fewest: int, fewest_wordings: int) -> list[str]:
    problems = []
    if len(questions) < fewest:
        asked = f"{fewest} questions fréquentes" if fewest > 1 else "une question fréquente"
        problems.append(f"il faut au moins {asked} (il y en a {len(questions)})")
    for pair in questions:
        problems += _check_length(pair.question, pair.answer, ANSWER_LENGTH)
        if len(set(pair.wordings)) < fewest_wordings:
            problems.append(f"« {pair.question} » a moins de {fewest_wordings} autres formulations")
    titles = [pair.question for pair in questions]
    problems += [f"question en double : « {title} »" for title in sorted(set(titles)) if titles.count(title) > 1]
    return problems


def find_problems(paths: list[Path]) -> list[str]:
    """Reread fiches (files or folders) and list what is wrong, a line each; the glossary and README are skipped."""
    files = [f for p in paths for f in (sorted(p.rglob("*.md")) if p.is_dir() else [p])]
    found = []
    for file in files:
        if file.name in ("README.md", "glossaire.md"):
            continue
        try:
            parse_fiche(file.stem, file.read_text(encoding="utf-8"))
        except InvalidFiche as error:
            found += [f"{file}: {problem}" for problem in error.problems]
        except UnicodeDecodeError:
            found.append(f"{file}: le fichier n'est pas en UTF-8")
    return found


if __name__ == "__main__":
    lines = find_problems([Path(argument) for argument in sys.argv[1:]] or [Path("knowledge")])
    sys.stdout.write("\n".join([*lines, f"{len(lines)} problème(s)"]) + "\n")
