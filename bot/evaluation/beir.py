"""A folder in BEIR's format becomes documents that the product can read, questions, and who answers them.

Format: ``corpus.jsonl`` (``_id``, ``title``, ``text``), ``queries.jsonl`` (``_id``, ``text``) and ``qrels.tsv``, or
``qrels/test.tsv`` (query, document, relevance, under a heading line). A set whose ``meta.json`` says ``doc_level``
is judged by the whole that its pieces belong to (their ``doc``), as « which sheet answers » is.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.corpus.document import ReadDocument
from bot.corpus.splitting import Block, split_blocks
from bot.evaluation.errors import InvalidSet

_KIND = "fascicule"
_KEY = "beir:"


@dataclass(frozen=True)
class BeirDocument:
    """One line of the corpus; ``unit`` is what counts when a search is judged: its id, or the sheet it is part of."""

    id: str
    title: str
    text: str
    unit: str


@dataclass(frozen=True)
class BeirSet:
    """``relevant`` holds the relevance (≥ 1) of each unit, by the id of a query that has any."""

    name: str
    documents: Mapping[str, BeirDocument]
    queries: Mapping[str, str]
    relevant: Mapping[str, Mapping[str, int]]


def load_set(folder: Path) -> BeirSet:
    """Read ``folder``; raises InvalidSet when a file is missing or damaged, or no query has a relevant document."""
    grouped = _is_judged_by_sheet(folder / "meta.json")
    documents = {}
    for row in _rows(folder / "corpus.jsonl", "_id", "text"):
        key = str(row["_id"])
        unit = str(row["doc"]) if grouped and "doc" in row else key
        documents[key] = BeirDocument(key, str(row.get("title") or "").strip(), str(row["text"]), unit)
    queries = {str(row["_id"]): str(row["text"]) for row in _rows(folder / "queries.jsonl", "_id", "text")}
    relevant: dict[str, dict[str, int]] = {}
    for query, document, score in _judgements(folder):
        if score > 0 and query in queries and document in documents:
            unit = documents[document].unit
            units = relevant.setdefault(query, {})
            units[unit] = max(score, units.get(unit, 0))
    if not relevant:
        raise InvalidSet(f"{folder} : aucune question n'a de document jugé pertinent dans ce dossier.")
    return BeirSet(folder.resolve().name, documents, queries, relevant)


def as_documents(beir: BeirSet) -> Iterator[ReadDocument]:
    """Each document as reading a file would give it: what is too long for one passage is cut by the product's rules."""
    for document in beir.documents.values():
        # A text is one block, as a paragraph of a fascicle is: it is cut only where it outgrows a passage.
        passages = split_blocks(document.title, [Block(document.text.strip() or document.title or "∅")])
        digest = hashlib.sha256(f"{document.title}\0{document.text}".encode()).hexdigest()
        yield ReadDocument(
            _KEY + document.id, _KIND, document.title, document.id, "text/plain", digest, tuple(passages)
        )


def document_id(key: str) -> str:
    """The corpus id in the key of a document that ``as_documents`` gave."""
    return key.removeprefix(_KEY)


def _is_judged_by_sheet(path: Path) -> bool:
    if not path.exists():
        return False
    try:
        return bool(json.loads(_text(path)).get("doc_level"))
    except (ValueError, AttributeError) as error:
        raise InvalidSet(f"{path} : objet JSON illisible ({error}).") from error


def _judgements(folder: Path) -> Iterator[tuple[str, str, int]]:
    path = folder / "qrels.tsv"
    if not path.exists() and (folder / "qrels" / "test.tsv").exists():
        path = folder / "qrels" / "test.tsv"
    for number, line in enumerate(_text(path).split("\n"), 1):
        cells = line.rstrip("\r").split("\t")
        if number == 1 or not line.strip():
            continue
        try:
            query, document, score = cells
            yield query, document, int(float(score))
        except ValueError as error:
            raise InvalidSet(f"{path}, ligne {number} : question, document et pertinence attendus.") from error


def _rows(path: Path, *keys: str) -> Iterator[dict[str, Any]]:
    # Not splitlines(): a text may hold one of the line separators that JSON allows inside a string.
    for number, line in enumerate(_text(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            missing = [key for key in keys if key not in row]
        except (ValueError, TypeError) as error:
            raise InvalidSet(f"{path}, ligne {number} : objet JSON illisible ({error}).") from error
        if missing:
            raise InvalidSet(f"{path}, ligne {number} : « {missing[0]} » manque.")
        yield row


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidSet(
            f"{path} ne peut pas être lu : un dossier BEIR contient corpus.jsonl, queries.jsonl et qrels.tsv."
        ) from error
