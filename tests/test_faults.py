"""What may break is broken here on purpose: what still works, what is said of it, and how it comes back.

The other faults of the README's table are injected beside what they strike: search, backup, mail, the start.
"""

import logging
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from asking import hits
from making import make_fiche
from places import POSTGRESQL, SQLITE, sql_url
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from bot.corpus.ingestion import take_in
from bot.corpus.originals import find_original
from bot.desk.courier import Courier
from bot.desk.live_changes import PRESENCE
from bot.desk.mail_server import MailServer
from bot.dialogue.generation import CheckedWriter, ExtractiveWriter
from bot.doctor import FAIL, WARN, examine
from bot.people.accounts import ABSOLUTE_LIMIT, SUPPORT, Accounts
from bot.search import embeddings
from bot.search.embeddings import DEFAULT_MODEL
from bot.search.lexical import LexicalIndex
from bot.services import Services, open_services
from bot.storage import database as storage
from bot.storage.database import Database
from bot.storage.models import Attachment, Conversation, Mail, now
from bot.web.health import health
from tests.desk.conftest import make_turn
from tests.desk.live import Clock, House
from tests.dialogue.test_generation import FailingModel
from tests.search.test_embeddings import lend_model

QUESTION = "traiter la suspension"
TODAY = date(2026, 11, 24)


def level_of(services: Services, subject: str) -> list[str]:
    return [finding.level for finding in examine(services, TODAY) if finding.subject == subject]


@pytest.fixture
def served(services: Services, tmp_path: Path) -> Services:
    """A house with a fiche in service, its original kept."""
    fiche = tmp_path / "la-suspension.md"
    fiche.write_text(make_fiche("la suspension"), encoding="utf-8")
    versions = take_in(services.database, [fiche], max_pages=10, keep_in=services.settings.data_dir).versions
    with services.indexer.writing():
        services.indexer.publish(versions, lambda done, total: None)
    return services


@pytest.fixture
def lite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A SQLite database whose writers lose patience at once."""
    monkeypatch.setattr(storage, "_PATIENCE_MS", 20)
    monkeypatch.setattr(storage, "_BRIEFLY_MS", 20)
    opened = Database(sql_url(tmp_path, SQLITE))
    yield opened
    opened.close()


def note(database: Database, identifier: str, turns: int = 1) -> None:
    with database.session() as session:
        row = Conversation(id=identifier, owner="paul")
        row.turns = [make_turn(f"Ma facture n° {at} ?" * 20, "abstain", at) for at in range(turns)]
        session.add(row)


def noted(database: Database) -> list[str]:
    with database.engine.connect() as connection:
        return list(connection.scalars(text("SELECT id FROM conversations ORDER BY id")))


def test_a_locked_database_still_reads_says_so_and_writes_again_once_it_is_free(lite: Database) -> None:
    note(lite, "avant")
    with closing(sqlite3.connect(str(lite.engine.url.database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="locked"):
            note(lite, "pendant")
        assert (noted(lite), lite.is_writable()) == (["avant"], False)
        other.execute("ROLLBACK")
    assert lite.is_writable()
    note(lite, "pendant")
    assert noted(lite) == ["avant", "pendant"]


def test_a_locked_database_is_told_by_health_and_doctor(served: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Database, "is_writable", lambda self: False)
    state = health(served)
    assert (state["status"], str(state["database"]).split(" ")[0]) == ("dégradé", "occupée")
    assert level_of(served, "Base de données") == [FAIL]
    assert hits(served, QUESTION)[0].body is not None


def test_a_disk_full_under_sqlite_refuses_the_write_whole_and_takes_it_once_there_is_room(lite: Database) -> None:
    note(lite, "avant")

    def leave_no_room(connection: Any, _record: Any, _proxy: Any) -> None:
        [pages] = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count={pages}")

    def leave_room(connection: Any, _record: Any, _proxy: Any) -> None:
        connection.execute("PRAGMA max_page_count=1000000")

    event.listen(lite.engine, "checkout", leave_no_room)
    with pytest.raises(OperationalError, match="full"):
        note(lite, "pendant", turns=200)
    event.remove(lite.engine, "checkout", leave_no_room)
    event.listen(lite.engine, "checkout", leave_room)
    assert noted(lite) == ["avant"]
    note(lite, "pendant", turns=200)
    assert noted(lite) == ["avant", "pendant"]


def test_a_disk_full_under_the_lexical_index_lets_it_serve_from_memory(
    served: Services, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    shutil.rmtree(served.settings.data_dir / "lexical")

    def full(self: LexicalIndex, folder: Path) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(LexicalIndex, "save", full)
        caplog.set_level(logging.WARNING)
        assert hits(served, QUESTION)[0].lexical
        assert served.mender.mend_once()
        assert "serves from memory" in caplog.text
        assert str(health(served)["lexical"]).startswith("dossier perdu")
    assert served.mender.mend_once()
    assert health(served)["lexical"] == "ok"


def test_a_full_disk_is_told_by_health(served: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.web.health.LITTLE_SPACE", 10**18)
    state = health(served)
    assert (state["status"], str(state["disk"]).split(" ")[0]) == ("dégradé", "presque")


def test_lost_vectors_are_told_by_health_and_doctor_while_the_words_answer(served: Services) -> None:
    shutil.rmtree(served.settings.data_dir / "chroma")
    assert hits(served, QUESTION)[0].body is None
    state = health(served)
    assert (state["status"], str(state["vectors"]).split(" ")[0]) == ("dégradé", "indisponibles")
    assert level_of(served, "Vecteurs") == [FAIL]
    assert served.mender.mend_once()
    assert (health(served)["vectors"], hits(served, QUESTION)[0].body is not None) == ("ok", True)


def test_a_lost_or_damaged_model_is_told_while_the_words_answer_and_comes_back(
    served: Services, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = served.settings.data_dir / "models"
    folder.unlink()
    opened = open_services(served.settings)
    monkeypatch.setattr(embeddings, "prepare_default_model", lambda to: lend_model(models, to.parent))
    opened.mender.watch()
    assert hits(opened, QUESTION)[0].body is None
    state = health(opened)
    assert (state["status"], str(state["model"]).split(" ")[0]) == ("dégradé", "indisponible")
    assert level_of(opened, "Modèle") == [WARN]
    assert opened.mender.mend_once()
    assert (health(opened)["model"], hits(opened, QUESTION)[0].body is not None) == ("ok", True)
    (folder / DEFAULT_MODEL / "tokenizer.json").unlink()
    (folder / DEFAULT_MODEL / "tokenizer.json").write_bytes(b"{}")
    assert level_of(opened, "Modèle") == [WARN]
    opened.close()


def test_a_lost_original_and_a_lost_attachment_are_named_by_doctor_and_the_answers_stay(served: Services) -> None:
    with served.database.session() as session:
        digest = session.execute(text("SELECT sha256 FROM versions")).scalar_one()
    path = find_original(served.settings.data_dir, digest)
    assert path
    path.unlink()
    note(served.database, "c")
    ticket = served.tickets.draft("c", "paul")
    with served.database.session() as session:
        joined = {"file_name": "avis.png", "media_type": "image/png", "size": 1}
        session.add(Attachment(ticket_id=ticket.id, sha256="0" * 64, **joined))
    [finding] = [one for one in examine(served, TODAY) if one.subject == "Fichiers gardés"]
    assert (finding.level, finding.found) == (WARN, "2 absents : la-suspension.md ; avis.png")
    assert hits(served, QUESTION)


def test_a_language_model_that_is_down_leaves_the_passages_own_sentences_and_health_says_so(
    served: Services,
) -> None:
    down = FailingModel(messages=iter([]), error=ConnectionError("connexion refusée"))
    writer, found = CheckedWriter(down, served.encoder, ExtractiveWriter()), hits(served, QUESTION)
    assert writer.write(QUESTION, found, TODAY) == ExtractiveWriter().write(QUESTION, found, TODAY)
    state = health(replace(served, assistant=replace(served.assistant, writer=writer)))
    assert (state["status"], str(state["chat_model"]).split(" :")[0]) == ("dégradé", "ne répond pas")


def test_mail_that_waits_is_told_by_health_and_doctor(served: Services) -> None:
    note(served.database, "c")
    ticket = served.tickets.draft("c", "paul")
    with served.database.session() as session:
        told = {"recipient": "paul@exemple.fr", "subject": "s", "body": "b", "problem": "ConnectionRefusedError"}
        session.add(Mail(key="sent:1", ticket_id=ticket.id, due_at=now(), tries=1, **told))
    house = replace(served, courier=Courier(served.database, MailServer.of("smtp://127.0.0.1:9")))
    assert (health(house)["status"], str(health(house)["mail"])[:10]) == ("dégradé", "1 courriel")
    assert level_of(house, "Courriel") == [WARN]


def test_a_postgresql_that_cut_every_connection_is_met_again(tmp_path: Path) -> None:
    opened = Database(sql_url(tmp_path, POSTGRESQL).replace("postgresql://", "postgresql+psycopg://"))
    other = Database(sql_url(tmp_path, POSTGRESQL).replace("postgresql://", "postgresql+psycopg://"))
    note(opened, "avant")
    with other.engine.begin() as connection:
        connection.execute(text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                                "WHERE datname = current_database() AND pid <> pg_backend_pid()"))  # fmt: skip
    note(opened, "pendant")
    assert noted(opened) == ["avant", "pendant"]
    assert opened.is_writable()
    opened.close()
    other.close()


@pytest.mark.parametrize("jump", [timedelta(days=3), -timedelta(days=3)])
def test_a_clock_that_jumps_takes_no_talk_away_and_leaves_no_adviser_there_who_went(
    database: Database, jump: timedelta
) -> None:
    house = House(database)
    house.live.sign_in("Rosa")
    conversation = house.conversation("paul")
    talk = house.live.ask(conversation, "paul", "incompris ×2")
    house.live.take(talk.id, "Rosa")
    house.live.say(conversation, "paul", "Ma facture est suspendue.", "k1")
    house.clock.at += jump
    assert house.live.availability().advisers == 0
    house.live.sign_in("Rosa")
    assert house.live.availability().advisers == 1
    [kept] = house.live.of(conversation, "paul")
    assert kept.id == talk.id
    assert "Ma facture est suspendue." in [message.text for message in kept.messages]


def test_a_clock_put_back_is_caught_up_by_a_page_that_is_still_there(database: Database) -> None:
    house = House(database)
    house.live.sign_in("Rosa")
    house.clock.at -= timedelta(hours=3)
    assert house.live.still_there("Rosa")
    assert house.live.availability().advisers == 1
    house.clock.at += PRESENCE + timedelta(seconds=1)
    assert house.live.availability().advisers == 0


@pytest.mark.parametrize(("jump", "still"), [(ABSOLUTE_LIMIT + timedelta(days=1), False), (-timedelta(days=9), True)])
def test_a_clock_that_jumps_signs_out_at_worst_and_one_signs_in_again(
    database: Database, jump: timedelta, still: bool
) -> None:
    clock = Clock()
    accounts = Accounts(database, clock)
    user = accounts.create("sam", "un mot de passe long", SUPPORT)
    token = accounts.open_session(user)
    clock.at += jump
    assert (accounts.user_of(token) is not None) is still
    assert accounts.user_of(accounts.open_session(user)) is not None
