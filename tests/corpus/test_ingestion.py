"""Files and folders are taken in one by one; what can't be read is told and stops nothing."""

from pathlib import Path

import pytest
from making import make_fiche, make_pdf

from bot.corpus.ingestion import find_files, take_in
from bot.corpus.library import DRAFT
from bot.corpus.originals import find_original
from bot.storage.database import Database
from bot.storage.models import Document, Version, now


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as a trainer keeps it."""
    root = tmp_path / "fiches"
    (root / "module").mkdir(parents=True)
    (root / ".cache").mkdir()
    (root / "module" / "rejet.md").write_text(make_fiche("rejet"), encoding="utf-8")
    (root / "module" / "attente.md").write_text(make_fiche("attente"), encoding="utf-8")
    (root / "module" / "image.png").write_bytes(b"\x89PNG")
    (root / ".cache" / "vieux.md").write_text(make_fiche("vieux"), encoding="utf-8")
    (root / "README.md").write_text("# Comment écrire une fiche", encoding="utf-8")
    (root / "Fascicule.PDF").write_bytes(make_pdf("La facture est suspendue.", ""))
    return root


def test_a_folder_is_walked_for_what_can_be_read_and_is_knowledge(folder: Path) -> None:
    assert [path.name for path in find_files([folder])] == ["Fascicule.PDF", "attente.md", "rejet.md"]


def test_a_path_named_outright_is_kept_once_whatever_it_is(folder: Path) -> None:
    image, missing = folder / "module" / "image.png", folder / "absent.pdf"
    assert find_files([image, missing, image]) == [image, missing]


def test_what_became_of_each_file_is_told(database: Database, folder: Path) -> None:
    files = [*find_files([folder]), folder / "module" / "image.png", folder / "absent.pdf", folder]
    intake = take_in(database, files, max_pages=10)
    assert sorted(Path(path).name for path in intake.stored.values()) == ["Fascicule.PDF", "attente.md", "rejet.md"]
    reasons = {Path(path).name: reason for path, reason in intake.refused.items()}
    assert "n'est ni un PDF" in reasons["image.png"]
    assert "n'existe pas" in reasons["absent.pdf"]
    assert "ne peut pas être ouvert" in reasons["fiches"]
    [warning] = intake.warnings[str(folder / "Fascicule.PDF")]
    assert "Pages sans texte, non lues : 2" in warning


def test_the_same_files_again_are_unchanged_and_still_wanted(database: Database, folder: Path) -> None:
    first = take_in(database, find_files([folder]), max_pages=10)
    again = take_in(database, find_files([folder]), max_pages=10)
    assert again.stored == {}
    assert sorted(again.versions) == sorted(first.versions)


def test_a_second_file_of_one_name_is_refused_and_names_the_first(database: Database, folder: Path) -> None:
    (folder / "autre").mkdir()
    (folder / "autre" / "rejet.md").write_text(make_fiche("rejet", module="II"), encoding="utf-8")
    intake = take_in(database, find_files([folder]), max_pages=10)
    [reason] = intake.refused.values()
    assert "porte le même nom" in reason
    assert str(folder / "autre" / "rejet.md") in reason


def test_the_author_and_the_original_are_kept(database: Database, folder: Path, tmp_path: Path) -> None:
    [version] = take_in(database, [folder / "Fascicule.PDF"], 10, author="ana", keep_in=tmp_path).stored
    with database.session() as session:
        row = session.get_one(Version, version)
        assert (row.created_by, row.pages, row.file_name) == ("ana", 2, "Fascicule.PDF")
        original = find_original(tmp_path, row.sha256)
    assert original is not None
    assert original.read_bytes() == (folder / "Fascicule.PDF").read_bytes()


def test_what_was_decided_on_the_page_is_left_alone_and_a_changed_file_is_theirs_to_check(
    database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "rejet.md"
    path.write_text(make_fiche("rejet"), encoding="utf-8")
    [first] = take_in(database, [path], max_pages=9).versions
    with database.session() as session:
        document = session.get_one(Document, 1)
        document.withdrawn_at = document.decided_at = now()
        document.withdrawn_by = document.decided_by = "ana"
    again = take_in(database, [path], max_pages=9)
    assert again.versions == []
    assert "retiré par « ana »" in again.chosen[str(path)]
    path.write_text(make_fiche("rejet", review_by="2029-01-01"), encoding="utf-8")
    for _ in range(2):
        changed = take_in(database, [path], max_pages=9)
        assert (changed.versions, list(changed.to_check.values())) == ([], [str(path)])
    with database.session() as session:
        [draft] = changed.to_check
        assert (draft, session.get_one(Version, draft).state) == (first + 1, DRAFT)
    assert take_in(database, [path], max_pages=9, put_back=True).versions == [draft]
