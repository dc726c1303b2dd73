"""The catalogue lists what answers now, and only that."""

from datetime import UTC, date, datetime

from making import make_fiche

from bot.corpus.catalogue import entries_in_service
from bot.corpus.library import ACTIVE, BUILDING, store_version
from bot.corpus.reading import read_bytes
from bot.storage.database import Database
from bot.storage.models import Generation, GenerationMember


def store(database: Database, subject: str, **options: str) -> int:
    with database.session() as session:
        read = read_bytes(f"{subject}.md", make_fiche(subject, **options).encode())
        return store_version(session, read)[0].id


def activate(database: Database, state: str, *versions: int) -> None:
    with database.session() as session:
        row = Generation(state=state, model="m", activated_at=datetime(2026, 11, 24, tzinfo=UTC))
        row.members = [GenerationMember(version_id=version) for version in versions]
        session.add(row)


def test_with_nothing_in_service_the_catalogue_is_empty(database: Database) -> None:
    store(database, "rejet")
    with database.session() as session:
        assert entries_in_service(session) == []


def test_it_lists_the_version_that_answers_by_module_then_title(database: Database) -> None:
    old, second = store(database, "zèle"), store(database, "rejet")
    first = store(database, "attente", module="II")
    new = store(database, "zèle", review_by="2026-12-31")
    activate(database, ACTIVE, old, second, first)
    activate(database, BUILDING, new, second, first)
    with database.session() as session:
        entries = entries_in_service(session)
    assert [(e.module, e.title, e.version, e.passages) for e in entries] == [
        ("II", "Le sujet attente", 1, 5),
        ("III", "Le sujet rejet", 1, 5),
        ("III", "Le sujet zèle", 1, 5),
    ]


def test_a_fiche_is_overdue_the_day_after_its_date(database: Database) -> None:
    activate(database, ACTIVE, store(database, "rejet", review_by="2026-12-31"))
    with database.session() as session:
        [entry] = entries_in_service(session)
    assert not entry.is_overdue(date(2026, 12, 31))
    assert entry.is_overdue(date(2027, 1, 1))
