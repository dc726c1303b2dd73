"""The trainers' own golden questions: asked on demand and before each switch, they say what still answers.

They are in the words of ``tests/questions``: ``must`` is groups of regular expressions on folded text, one of each
group being enough; a trainer types plain words, which become such groups. ``document_key`` and ``page`` say where the
answer should come from.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.dialogue.assistant import Assistant
from bot.dialogue.errors import GoldenQuestionRefused
from bot.dialogue.types import Question, Reply
from bot.search.french import fold
from bot.storage.database import Database
from bot.storage.models import Document, GoldenQuestion, now

ANSWER, ABSTAIN = "answer", "abstain"
KINDS = (ANSWER, ABSTAIN, "followup", "ambiguous", "smalltalk")
JUDGED_LENGTH = 1200
LONGEST = 500
_STEPS_BACK = ("abstain", "handoff", "ticket", "smalltalk")
_WANTED = {"agent": "handoff", "ticket": "ticket"}
_OR = re.compile(r"\s+/\s+|\s+ou\s+")

Groups = Sequence[Sequence[str]]


@dataclass(frozen=True)
class GoldenView:
    """A golden question as the list shows it; ``document`` is the present title of ``document_key``."""

    id: int
    code: str
    kind: str
    module: str | None
    question: str
    history: tuple[str, ...]
    must: tuple[tuple[str, ...], ...]
    must_not: tuple[str, ...]
    wants: str | None
    document_key: str | None
    document: str | None
    page: str | None
    last_ok: bool | None
    last_found: str
    last_run_at: datetime | None


@dataclass(frozen=True)
class GoldenResult:
    """How one golden question fared; ``found`` says in French what came, and ``failure`` why it isn't right."""

    id: int
    question: str
    ok: bool
    found: str
    failure: str = ""


def golden_questions(session: Session) -> list[GoldenView]:
    """Those in use, in the order they were added."""
    rows = session.execute(
        select(GoldenQuestion, Document.title)
        .outerjoin(Document, Document.key == GoldenQuestion.document_key)
        .where(GoldenQuestion.retired_at.is_(None))
        .order_by(GoldenQuestion.id)
    )
    return [_view(row, title) for row, title in rows]


def run_golden(database: Database, assistant: Assistant) -> list[GoldenResult]:
    """Ask ``assistant`` every golden question; nothing is written. Raises ModelUnavailable."""
    with database.session() as session:
        asked = golden_questions(session)
    return [
        judge_golden(one, assistant.reply(Question(one.question, one.history, one.code))) for one in asked
    ]  # fmt: skip


def keep_results(database: Database, results: Iterable[GoldenResult]) -> None:
    """Show these as the last results."""
    with database.session() as session:
        for result in results:
            row = session.get(GoldenQuestion, result.id)
            if row is not None:
                row.last_ok, row.last_run_at = result.ok, now()
                row.last_found = " · ".join(filter(None, [result.failure, result.found]))[:400]


def judge_golden(asked: GoldenView, reply: Reply) -> GoldenResult:
    """Whether ``reply`` is what the question expects."""
    failure = _failure(asked, reply)
    first = reply.citations[0] if reply.citations else None
    found = "pas de réponse" if reply.outcome in _STEPS_BACK else "demande de précision"
    if first is not None:
        found = first.document + (f", page {first.page}" if first.page else "")
    elif reply.outcome in ("answer", "tool"):
        found = "réponse sans source"
    return GoldenResult(asked.id, asked.question, not failure, found, failure)


def _failure(asked: GoldenView, reply: Reply) -> str:
    stepped_back = reply.outcome in _STEPS_BACK
    if asked.kind == "smalltalk":
        right = _WANTED.get(asked.wants or "", "smalltalk")
        return "" if reply.outcome == right else "autre issue"
    if asked.kind == ABSTAIN:
        return "" if stepped_back or (reply.outcome == "clarify" and asked.wants) else "répond au lieu de s'abstenir"
    if stepped_back or reply.outcome == "clarify":
        return "" if asked.kind == "ambiguous" and reply.outcome == "clarify" else "pas de réponse"
    text = fold(reply.text[:JUDGED_LENGTH])
    if any(re.search(pattern, text) for pattern in asked.must_not):
        return "contient ce qu'il ne faut pas dire"
    if not all(any(re.search(pattern, text) for pattern in group) for group in asked.must):
        return "mots attendus absents"
    sources = [(c.passage_id.rsplit(":", 2)[0], c.page) for c in reply.citations]
    if asked.document_key and asked.document_key not in {key for key, _ in sources}:
        return "autre document"
    if asked.document_key and asked.page and (asked.document_key, asked.page) not in sources:
        return "autre page"
    return ""


def add_golden(
    database: Database,
    question: str,
    *,
    kind: str = ANSWER,
    words: str = "",
    document_key: str | None = None,
    page: str | None = None,
    module: str | None = None,
    author: str | None = None,
) -> int:
    """Keep a question a trainer typed; ``words`` has a line per thing to find, its other forms after « / ».

    Raises GoldenQuestionRefused.
    """
    question = " ".join(question.split())
    must = typed_groups(words)
    if not question or len(question) > LONGEST:
        raise GoldenQuestionRefused(f"Écrivez la question, en {LONGEST} caractères au plus.")
    if kind == ANSWER and not must and not document_key:
        raise GoldenQuestionRefused("Dites ce qui est attendu : un document, ou des mots de la réponse.")
    page = (page or "").strip() or None
    if page and not document_key:
        raise GoldenQuestionRefused("Une page se donne avec son document : choisissez-le, ou effacez la page.")
    with database.session() as session:
        same = select(GoldenQuestion.id).where(
            GoldenQuestion.question == question, GoldenQuestion.retired_at.is_(None)
        )  # fmt: skip
        if session.scalar(same) is not None:
            raise GoldenQuestionRefused("Cette question est déjà dans la liste.")
        row = GoldenQuestion(
            code="", kind=kind, module=module or None, question=question, history=[], must=[list(g) for g in must],
            must_not=[], document_key=document_key or None, page=page, created_by=author,
        )  # fmt: skip
        # The code holds the id, which the database gives.
        row.code = f"nouvelle-{now().timestamp()}"
        session.add(row)
        session.flush()
        row.code = f"formateur-{row.id:04d}"
        return row.id


def retire_golden(database: Database, question: int) -> None:
    """Ask it no more; raises GoldenQuestionRefused when it is already gone."""
    with database.session() as session:
        row = session.get(GoldenQuestion, question)
        if row is None or row.retired_at is not None:
            raise GoldenQuestionRefused("Cette question n'est plus dans la liste : rechargez-la.")
        row.retired_at = now()


def typed_groups(words: str) -> tuple[tuple[str, ...], ...]:
    """« 30 jours / un mois » on a line is one group of two patterns."""
    lines = (line.strip() for line in words.splitlines())
    return tuple(tuple(re.escape(fold(form)) for form in _OR.split(line) if form.strip()) for line in lines if line)


def _view(row: GoldenQuestion, document: str | None) -> GoldenView:
    return GoldenView(
        row.id, row.code, row.kind, row.module, row.question, tuple(row.history),
        tuple(tuple(group) for group in row.must), tuple(row.must_not), row.wants, row.document_key, document,
        row.page, row.last_ok, row.last_found, row.last_run_at,
    )  # fmt: skip
