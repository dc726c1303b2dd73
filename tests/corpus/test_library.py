"""A document is one thing through all its versions: the same file is nothing new, a changed one is the next."""

from datetime import UTC, datetime

import pytest
from making import make_fiche
from sqlalchemy import select

from bot.corpus.library import (
    ACTIVE,
    BUILDING,
    RETIRED,
    active_generation,
    load_passages,
    members_of,
    replacing,
    store_version,
)
from bot.corpus.reading import read_bytes
from bot.storage.database import Database
from bot.storage.models import Document, Generation, GenerationMember, Passage


def store(database: Database, subject: str, author: str | None = None, **options: str) -> tuple[int, int, bool]:
    """(version id, number, whether it is new) of a fiche about ``subject``."""
    read = read_bytes(f"{subject}.md", make_fiche(subject, **options).encode())
    with database.session() as session:
        version, fresh = store_version(session, read, author)
        return version.id, version.number, fresh


def test_the_same_file_is_no_new_version(database: Database) -> None:
    first = store(database, "rejet")
    again = store(database, "rejet")
    assert first[1:] == (1, True)
    assert again == (first[0], 1, False)
    with database.session() as session:
        assert len(session.scalars(select(Document)).all()) == 1


def test_a_changed_file_is_the_next_version_and_the_former_one_stays(database: Database) -> None:
    old, _, _ = store(database, "rejet", author="ana")
    new, number, fresh = store(database, "rejet", essential="Une tout autre réponse que celle d'avant, vraiment.")
    assert (number, fresh) == (2, True)
    with database.session() as session:
        texts = {p.id: p.text for p in load_passages(session, [old, new])}
    assert texts["fiche:rejet:1:0"] != texts["fiche:rejet:2:0"]
    assert {key.split(":")[2] for key in texts} == {"1", "2"}


def test_going_back_to_a_former_file_is_a_new_version(database: Database) -> None:
    store(database, "rejet")
    store(database, "rejet", review_by="2028-01-01")
    assert store(database, "rejet")[1:] == (3, True)


def test_a_new_title_renames_the_document_but_not_its_former_versions(database: Database) -> None:
    old = store(database, "rejet")[0]
    text = make_fiche("rejet").replace("Le sujet rejet", "Un titre tout neuf")
    with database.session() as session:
        new = store_version(session, read_bytes("rejet.md", text.encode()))[0].id
    with database.session() as session:
        assert session.scalar(select(Document.title)) == "Un titre tout neuf"
        assert {p.document for p in load_passages(session, [old])} == {"Le sujet rejet"}
        assert {p.document for p in load_passages(session, [new])} == {"Un titre tout neuf"}


def test_a_version_that_fails_half_way_leaves_nothing(database: Database) -> None:
    read = read_bytes("rejet.md", make_fiche("rejet").encode())

    def store_and_fail() -> None:
        with database.session() as session:
            store_version(session, read)
            raise LookupError

    with pytest.raises(LookupError):
        store_and_fail()
    with database.session() as session:
        assert session.scalars(select(Document)).all() == []
        assert session.scalars(select(Passage)).all() == []


def test_a_version_takes_the_place_of_its_document_s_other_one_only(database: Database) -> None:
    old, other = store(database, "rejet")[0], store(database, "suspension")[0]
    new = store(database, "rejet", review_by="2028-01-01")[0]
    with database.session() as session:
        assert replacing(session, [new], {old, other}) == {new, other}
        assert replacing(session, [old], {new, other}) == {old, other}  # one can go back
        assert replacing(session, [], {old, other}) == {old, other}
        assert replacing(session, [new], set()) == {new}
        assert replacing(session, [new], {new, other}) == {new, other}


def test_passages_come_in_reading_order_with_what_a_citation_needs(database: Database) -> None:
    versions = [store(database, "rejet")[0], store(database, "attente")[0]]
    with database.session() as session:
        passages = load_passages(session, versions)
    assert [p.document_key for p in passages] == ["fiche:attente"] * 5 + ["fiche:rejet"] * 5
    first = passages[0]
    assert (first.document, first.version, first.module) == ("Le sujet attente", 1, "III")
    assert (first.confidence, first.sources[0]["title"]) == ("sûr", "Documentation du stage")
    assert first.added_on == datetime.now(UTC).date()
    assert [p.id for p in passages[:5]] == [f"fiche:attente:1:{n}" for n in range(5)]


def test_the_generation_in_service_is_the_last_one_activated(database: Database) -> None:
    version = store(database, "rejet")[0]
    with database.session() as session:
        assert active_generation(session) is None
        for state, hour in ((RETIRED, 8), (ACTIVE, 9), (ACTIVE, 10), (BUILDING, None)):
            activated = datetime(2026, 11, 24, hour, tzinfo=UTC) if hour else None
            row = Generation(state=state, model="m", activated_at=activated)
            row.members = [GenerationMember(version_id=version)]
            session.add(row)
    with database.session() as session:
        current = active_generation(session)
        assert current is not None
        assert current.activated_at == datetime(2026, 11, 24, 10, tzinfo=UTC)
        assert members_of(session, current) == {version}
