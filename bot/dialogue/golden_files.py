"""Golden questions as JSON lines: the format of ``tests/questions``, with « document » and « page » more.

A file of the project's own questions comes in as it is; what goes out comes in again unchanged.
"""

import json
import re
from typing import Any

from sqlalchemy import select

from bot.dialogue.errors import GoldenQuestionRefused
from bot.dialogue.golden import KINDS, LONGEST, golden_questions
from bot.storage.database import Database
from bot.storage.models import GoldenQuestion

MOST_LINES = 2000
_LONGEST_PATTERN = 400


def export_golden(database: Database) -> str:
    """The questions in use, one per line."""
    with database.session() as session:
        views = golden_questions(session)
    rows = [
        {
            "id": one.code, "module": one.module or "-", "kind": one.kind, "style": "standard",
            "question": one.question,
            **({"history": list(one.history)} if one.history else {}),
            "must": [list(group) for group in one.must], "must_not": list(one.must_not),
            **({"wants": one.wants} if one.wants else {}),
            **({"document": one.document_key} if one.document_key else {}),
            **({"page": one.page} if one.page else {}),
        }
        for one in views
    ]  # fmt: skip
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def import_golden(database: Database, text: str, author: str | None = None) -> tuple[int, int]:
    """Add or replace by « id » every question of ``text``, all or none; (added, replaced).

    Raises GoldenQuestionRefused, which names the line.
    """
    lines = [(n, line) for n, line in enumerate(text.lstrip("\ufeff").split("\n"), 1) if line.strip()]
    if not lines or len(lines) > MOST_LINES:
        raise GoldenQuestionRefused(f"Ce fichier doit tenir de 1 à {MOST_LINES} questions, une par ligne.")
    rows = [_row(number, line) for number, line in lines]
    codes = [row["code"] for row in rows]
    if twice := next((code for code in codes if codes.count(code) > 1), None):
        raise GoldenQuestionRefused(f"L'identifiant « {twice} » est donné deux fois. Rien n'a été repris.")
    with database.session() as session:
        known = {row.code: row for row in session.scalars(select(GoldenQuestion))}
        for values in rows:
            row = known.get(values["code"])
            if row is None:
                session.add(GoldenQuestion(created_by=author, **values))
                continue
            for name, value in values.items():
                setattr(row, name, value)
            row.retired_at = row.last_ok = row.last_run_at = None
            row.last_found = ""
    replaced = sum(code in known for code in codes)
    return len(rows) - replaced, replaced


def _row(number: int, line: str) -> dict[str, Any]:
    try:
        raw = json.loads(line)
        values = {
            "code": _text(raw["id"], 60), "kind": raw["kind"], "question": _text(raw["question"], LONGEST),
            "module": None if raw.get("module", "-") == "-" else _text(raw["module"], 4),
            "style": _text(raw.get("style", "standard"), 12),
            "history": [_text(one, LONGEST) for one in raw.get("history", [])],
            "must": [[_pattern(one) for one in group] for group in raw.get("must", [])],
            "must_not": [_pattern(one) for one in raw.get("must_not", [])],
            "wants": raw.get("wants"),
            "document_key": _text(raw["document"], 200) if raw.get("document") else None,
            "page": _text(str(raw["page"]), 20) if raw.get("page") else None,
        }  # fmt: skip
        if values["kind"] not in KINDS or values["wants"] not in (None, "agent", "ticket"):
            raise ValueError("« kind » ou « wants » inconnu")
    except (KeyError, TypeError, ValueError, AttributeError, re.error) as error:
        raise GoldenQuestionRefused(
            f"Ligne {number} : question illisible ({error}). Rien n'a été repris ; corrigez-la, puis recommencez."
        ) from error
    return values


def _text(value: object, longest: int) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > longest:
        raise ValueError(f"texte attendu, de {longest} caractères au plus")
    return value


def _pattern(value: object) -> str:
    pattern = _text(value, _LONGEST_PATTERN)
    re.compile(pattern)
    return pattern
