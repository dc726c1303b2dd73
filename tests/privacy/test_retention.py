"""What is over its time goes: conversations lose their person, tickets go whole; what is younger stays as it was."""

import itertools
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.orm import Session

from bot.desk.figures import gather_figures
from bot.desk.ticket_figures import gather_ticket_figures
from bot.privacy import retention
from bot.privacy.audit import AuditLog
from bot.privacy.nameless import NOBODY, without_persons
from bot.privacy.retention import Retention, months_before
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.models import (
    Attachment,
    Conversation,
    DoomedFile,
    LiveMessage,
    LiveTalk,
    NoticeSeen,
    PastTicket,
    Ticket,
    Turn,
)
from tests.privacy.kept import QUESTION, THEIRS, conversation_of, everything, files, fill

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
MONTHS = {
    name: field.default for name, field in Settings.model_fields.items() if name.endswith("_kept_months")
}  # fmt: skip
OLD, YOUNG = NOW - timedelta(days=800), NOW - timedelta(days=20)


@pytest.fixture
def kept(database: Database, tmp_path: Path) -> Retention:
    return Retention(database, tmp_path, AuditLog(database, lambda: NOW), MONTHS, lambda: NOW)


def count(database: Database, table: Any, *where: Any) -> int:
    with database.session() as session:
        return session.scalar(select(func.count()).select_from(table).where(*where)) or 0


def test_nothing_of_the_person_is_left_and_their_questions_still_teach(
    database: Database, tmp_path: Path, kept: Retention
) -> None:
    fill(database, tmp_path, "anne", OLD)
    with database.session() as session:
        before = gather_figures(session, NOW, 900), gather_ticket_figures(session, NOW, 130)
    gone = kept.purge()
    assert gone == {"drafts": 0, "conversations": 1, "notices": 1, "tickets": 1, "sign_ins": 0, "seats": 0, "audit": 0}
    left = everything(database)
    assert [word for word in (*THEIRS, "anne") if word in left] == []
    assert files(tmp_path) == []
    with database.session() as session:
        turns = session.scalars(select(Turn).order_by(Turn.position)).all()
        assert [turn.position for turn in turns] == [0, 2]
        assert "est refusé ?" in turns[0].question
        assert turns[0].vote == -1
        assert session.scalars(select(Conversation.owner)).all() == [NOBODY]
        assert session.scalar(select(func.count()).select_from(LiveTalk)) == 0
        after = gather_figures(session, NOW, 900), gather_ticket_figures(session, NOW, 130)
    assert after[0].by_day == before[0].by_day
    assert after[0].votes == before[0].votes
    assert after[0].cited
    assert (after[1].weeks, after[1].states, after[1].categories) == (
        before[1].weeks, before[1].states, before[1].categories,
    )  # fmt: skip
    assert after[1].sent == 1


def test_what_is_younger_stays_to_the_letter(database: Database, tmp_path: Path, kept: Retention) -> None:
    fill(database, tmp_path, "anne", YOUNG)
    before = everything(database), files(tmp_path)
    assert set(kept.purge().values()) == {0}
    assert (everything(database), files(tmp_path)) == before


def test_each_kind_has_its_own_time(database: Database, tmp_path: Path, kept: Retention) -> None:
    ticket = fill(database, tmp_path, "anne", months_before(NOW, 13))
    assert kept.purge()["tickets"] == 0
    with database.session() as session:
        row = session.get_one(Ticket, ticket)
        assert row.description == QUESTION
        assert row.owner == "anne"
        assert row.conversation_id is None  # or it would say whose the nameless conversation was
    assert count(database, Conversation, Conversation.owner == NOBODY) == 1
    assert count(database, Attachment) == 1
    assert len(files(tmp_path)) == 1


def test_a_conversation_lives_from_its_last_word(database: Database, tmp_path: Path, kept: Retention) -> None:
    fill(database, tmp_path, "anne", OLD)
    fill(database, tmp_path, "paul", OLD)
    fill(database, tmp_path, "zoé", OLD)
    with database.session() as session:
        session.add(
            Turn(
                conversation_id=conversation_of("anne"), position=9, question="?", understood_as="?", outcome="answer",
                reason="r", text="", suggestions=[], created_at=YOUNG,
            )
        )  # fmt: skip
        talk = session.scalars(select(LiveTalk).where(LiveTalk.owner == "paul")).one()
        session.add(
            LiveMessage(
                talk_id=talk.id, position=2, after_turn=2, author="stagiaire", text="!", client_key="k2", sent_at=YOUNG
            )
        )
    assert kept.purge()["conversations"] == 1
    assert count(database, Conversation, Conversation.owner.in_(["anne", "paul"])) == 2


def test_a_draft_goes_with_its_conversation_and_a_ticket_lives_from_its_last_move(
    database: Database, tmp_path: Path, kept: Retention
) -> None:
    fill(database, tmp_path, "anne", months_before(NOW, 13), state="brouillon")
    answered = fill(database, tmp_path, "paul", OLD)
    with database.session() as session:
        session.execute(
            text("UPDATE ticket_events SET created_at = :at WHERE ticket_id = :id"), {"at": YOUNG, "id": answered}
        )
    gone = kept.purge()
    assert (gone["drafts"], gone["tickets"]) == (1, 0)
    assert count(database, Ticket) == 1
    assert count(database, PastTicket) == 1  # the fill sent it, whatever its state


def test_a_dry_run_counts_the_same_and_changes_nothing(database: Database, tmp_path: Path, kept: Retention) -> None:
    fill(database, tmp_path, "anne", OLD)
    fill(database, tmp_path, "paul", YOUNG)
    before = everything(database)
    due = kept.due()
    assert everything(database) == before
    assert kept.purge() == due
    assert set(kept.due().values()) == {0}


def test_it_goes_in_small_transactions(
    database: Database, tmp_path: Path, kept: Retention, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "_AT_ONCE", 2)
    for number in range(5):
        fill(database, tmp_path, f"anne{number}", OLD)
    sizes: list[int] = []

    def note(session: Session) -> None:
        sizes.append(session.scalar(select(func.count()).where(Conversation.owner == NOBODY)) or 0)

    event.listen(Session, "before_commit", note)
    try:
        assert kept.purge()["conversations"] == 5
    finally:
        event.remove(Session, "before_commit", note)
    assert max(after - before for before, after in itertools.pairwise(sizes)) == 2


def killed_at(nth: int) -> Callable[[Session], None]:
    """Raises at the ``nth`` commit, as a kill would leave it: that transaction is lost, those before it stand.

    A house that another test opened may be at work in a thread of its own: its commits are none of this.
    """
    seen, here = 0, threading.get_ident()

    def die(session: Session) -> None:
        nonlocal seen
        seen += threading.get_ident() == here
        if seen == nth and threading.get_ident() == here:
            raise KeyboardInterrupt

    return die


def test_killed_anywhere_the_next_run_finishes(database: Database, tmp_path: Path, kept: Retention) -> None:
    commits = 0
    for nth in range(1, 40):
        fill(database, tmp_path, f"anne{nth}", OLD)
        die = killed_at(nth)
        event.listen(Session, "before_commit", die)
        try:
            kept.purge()
        except KeyboardInterrupt:
            commits = nth
        finally:
            event.remove(Session, "before_commit", die)
        kept.purge()
        assert files(tmp_path) == []
        assert count(database, DoomedFile) == 0
        assert count(database, Ticket) == 0
        assert count(database, Conversation, Conversation.owner != NOBODY) == 0
        if commits < nth:
            break
    assert commits >= 5
    assert count(database, PastTicket) == commits + 1  # each counted once
    assert [word for word in THEIRS if word in everything(database)] == []


def test_a_file_that_another_ticket_has_stays(database: Database, tmp_path: Path, kept: Retention) -> None:
    fill(database, tmp_path, "anne", OLD)
    other = fill(database, tmp_path, "paul", YOUNG)
    with database.session() as session:
        theirs, paul = session.scalars(select(Attachment).order_by(Attachment.id)).all()
        assert paul.ticket_id == other
        paul.sha256 = theirs.sha256
    kept.purge()
    with database.session() as session:
        assert session.scalars(select(Attachment.sha256)).one() in files(tmp_path)


def test_a_duplicate_is_answered_for_itself_once_its_original_is_gone(
    database: Database, tmp_path: Path, kept: Retention
) -> None:
    original = fill(database, tmp_path, "anne", OLD, state="envoyé")
    copy = fill(database, tmp_path, "paul", YOUNG, state="doublon")
    with database.session() as session:
        session.get_one(Ticket, copy).duplicate_of = original
    kept.purge()
    with database.session() as session:
        row = session.get_one(Ticket, copy)
        assert (row.state, row.duplicate_of) == ("rouvert", None)


def test_what_is_erased_is_overwritten_in_the_file(database: Database, tmp_path: Path, kept: Retention) -> None:
    fill(database, tmp_path, "anne", OLD)
    if database.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL frees rows by itself, by VACUUM")
    file = Path(str(database.engine.url.database))
    kept.purge()
    written = b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    assert [word for word in THEIRS if word.encode() in written] == []
    assert count(database, NoticeSeen) == 0


@pytest.mark.parametrize(
    ("question", "bare"),
    [
        ("comment déposer ma facture ?", "comment déposer ma facture ?"),
        ("écrivez à a.b@c.fr", "écrivez à [adresse électronique masquée]"),
        ("mon IBAN FR7630006000011234567890189", "mon IBAN [IBAN masqué]"),
        ("je suis en arrêt maladie", "je suis en [donnée de santé masquée]"),
        ("mot de passe : Soleil2024!", "mot de passe : [mot de passe masqué]"),
        ("cordialement, Jean Petit", "cordialement, [nom masqué]"),
    ],
)
def test_a_question_keeps_what_it_asks_and_nobody(question: str, bare: str) -> None:
    assert without_persons(question) == bare
    assert without_persons(bare) == bare


@pytest.mark.parametrize(
    ("moment", "months", "before"),
    [((2026, 3, 31), 1, (2026, 2, 28)), ((2026, 1, 15), 12, (2025, 1, 15)), ((2028, 2, 29), 12, (2027, 2, 28))],
)
def test_a_month_is_a_month(moment: tuple[int, ...], months: int, before: tuple[int, ...]) -> None:
    assert months_before(datetime(*moment, tzinfo=UTC), months) == datetime(*before, tzinfo=UTC)
