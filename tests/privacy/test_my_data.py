"""A person gets all of theirs and erases all of theirs, and nothing of anybody else's moves."""

import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.privacy.audit import AuditLog
from bot.privacy.export import JSON_NAME, PAGE_NAME, write_export
from bot.privacy.my_data import Kept, MyData
from bot.privacy.nameless import NOBODY
from bot.privacy.notice import Notices
from bot.storage.database import Database
from tests.privacy.kept import QUESTION, THEIRS, everything, files, fill, owned

AT = datetime(2026, 11, 1, 9, tzinfo=UTC)
# A visitor's drawn token, an account, somebody of a training session: all are names on what is theirs.
OWNERS = ["hZ3k-visiteur-tire-au-sort", "user:3", "participant:8"]


@pytest.fixture
def mine(database: Database, tmp_path: Path) -> MyData:
    return MyData(database, tmp_path, AuditLog(database))


def archive_of(database: Database, folder: Path, owner: str) -> zipfile.ZipFile:
    target = io.BytesIO()
    write_export(database, folder, owner, AT, target)
    return zipfile.ZipFile(target)


@pytest.mark.parametrize("owner", OWNERS)
def test_the_archive_holds_all_of_theirs(database: Database, tmp_path: Path, owner: str) -> None:
    fill(database, tmp_path, owner, AT)
    archive = archive_of(database, tmp_path, owner)
    told = json.loads(archive.read(JSON_NAME))
    conversation, ticket = told["conversations"][0], told["tickets"][0]
    assert [turn["question"] for turn in conversation["echanges"]] == [
        QUESTION, "Anne Durand", "et mon numéro 0612345678 ?",
    ]  # fmt: skip
    assert conversation["echanges"][0]["vote"] == "inutile"
    assert conversation["echanges"][0]["sources"] == ["A"]
    assert conversation["echanges"][0]["le"] == "2026-11-01T09:00:00+00:00"
    assert conversation["messages_avec_un_conseiller"][0]["texte"] == "Ici Durand, Plomberie Durand"
    assert ticket["description"] == QUESTION
    assert ticket["adresse_electronique"] == "anne.durand@exemple.fr"
    assert ticket["messages"][0] == {"auteur": "vous", "texte": "Merci, A. Durand", "le": "2026-11-01T09:00:00+00:00"}
    assert ticket["historique"][0]["apres"] == "envoyé"
    name = ticket["pieces_jointes"][0]["fichier"]
    assert archive.read(name) == f"{owner} {AT}".encode()
    assert set(archive.namelist()) == {JSON_NAME, PAGE_NAME, name}
    page = archive.read(PAGE_NAME).decode()
    assert "Merci, A. Durand" in page
    assert "<script" not in page


def test_the_archive_holds_nobody_else_s(database: Database, tmp_path: Path) -> None:
    fill(database, tmp_path, OWNERS[0], AT)
    for stranger in (OWNERS[1], "", "%", "user:", NOBODY, OWNERS[0].upper()):
        archive = archive_of(database, tmp_path, stranger)
        told = json.loads(archive.read(JSON_NAME))
        assert told["conversations"] == told["tickets"] == []
        assert set(archive.namelist()) == {JSON_NAME, PAGE_NAME}


def test_what_was_typed_can_t_become_markup(database: Database, tmp_path: Path) -> None:
    ticket = fill(database, tmp_path, "anne", AT)
    with database.session() as session:
        from bot.storage.models import Ticket

        session.get_one(Ticket, ticket).description = "<script>alert(1)</script>"
    page = archive_of(database, tmp_path, "anne").read(PAGE_NAME).decode()
    assert "&lt;script&gt;" in page
    assert "<script>" not in page


@pytest.mark.parametrize("owner", OWNERS)
def test_erased_nothing_of_theirs_is_left(database: Database, tmp_path: Path, mine: MyData, owner: str) -> None:
    fill(database, tmp_path, owner, AT, state="en relecture")
    there = mine.erase(owner)
    assert there == Kept(1, 3, 1, 1, 0, 1, 1, 1)
    assert mine.kept(owner).is_empty
    assert [word for word in (*THEIRS, owner) if word in everything(database)] == []
    assert files(tmp_path) == []
    entry = AuditLog(database).latest(1)[0]
    assert (entry.actor, entry.object_id, entry.detail) == ("un stagiaire", "", {"questions": 3, "tickets": 1})
    assert mine.erase(owner).is_empty


def test_erased_nothing_of_anybody_else_s_moves(database: Database, tmp_path: Path, mine: MyData) -> None:
    for owner in OWNERS:
        fill(database, tmp_path, owner, AT)
    before = {owner: owned(database, owner) for owner in OWNERS[1:]}
    kept = {owner: mine.kept(owner) for owner in OWNERS[1:]}
    mine.erase(OWNERS[0])
    assert {owner: owned(database, owner) for owner in OWNERS[1:]} == before
    assert {owner: mine.kept(owner) for owner in OWNERS[1:]} == kept
    assert len(files(tmp_path)) == 2


def test_what_is_nobody_s_is_nobody_s_to_erase(mine: MyData) -> None:
    with pytest.raises(ValueError, match="nobody"):
        mine.erase(NOBODY)


def test_the_notice_is_told_once_to_each_and_again_after_an_erasure(database: Database, mine: MyData) -> None:
    notices = Notices(database)
    assert notices.is_due("anne")
    notices.put_away("anne")
    notices.put_away("anne")
    assert not notices.is_due("anne")
    assert notices.is_due("paul")
    mine.erase("anne")
    assert notices.is_due("anne")
