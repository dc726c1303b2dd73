"""What answers changes in one step, says so in the same breath, and can be changed back."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from making import make_fiche

from bot.corpus.archive import export_corpus
from bot.corpus.catalogue import DocumentLine, Standing, leaning_on, list_documents, standing_of
from bot.search.aside import Aside
from bot.search.errors import NotThere
from bot.search.indexing import collection_names
from bot.storage.models import Alias, Citation, Conversation, Document, Turn
from tests.search.conftest import House

OLD, NEW = "Réponse d'avant, toujours en service pour le moment.", "Réponse nouvelle, après la mise en service."
Opens = Callable[..., House]


def line_of(house: House, key: str = "fiche:la-suspension") -> DocumentLine:
    with house.database.session() as session:
        return next(line for line in list_documents(session) if line.key == key)


def standings(house: House) -> list[Standing]:
    return [version.standing for version in line_of(house).versions]


def two_versions(house: House) -> tuple[int, int]:
    """A document whose second version answers."""
    first = house.add("la suspension", essential=OLD)
    house.switcher.put_in_service(first, "ana")
    second = house.add("la suspension", essential=NEW)
    house.switcher.put_in_service(second, "ana")
    return first, second


def test_one_goes_back_to_a_former_version_without_embedding_anything(house: House) -> None:
    first, _ = two_versions(house)
    assert standings(house) == [Standing.REPLACED, Standing.IN_SERVICE]
    house.embeddings.embedded.clear()
    house.switcher.put_in_service(first, "bob")
    assert house.embeddings.embedded == []
    assert standings(house) == [Standing.IN_SERVICE, Standing.REPLACED]
    assert OLD in house.texts("la suspension")
    assert NEW not in house.texts("la suspension")
    with house.database.session() as session:
        assert session.get_one(Document, 1).decided_by == "bob"


def test_what_is_withdrawn_says_who_and_comes_back(house: House) -> None:
    _, second = two_versions(house)
    house.switcher.put_in_service(house.add("le rejet"), "ana")
    house.switcher.withdraw(1, "bob")
    line = line_of(house)
    assert (line.standing, line.withdrawn_by, line.shown.id) == (Standing.WITHDRAWN, "bob", second)
    assert {h.passage.document_key for h in house.ask("la suspension").hits} == {"fiche:le-rejet"}
    with pytest.raises(NotThere):
        house.switcher.withdraw(1, "bob")
    house.switcher.put_in_service(second, "ana")
    assert (line_of(house).standing, line_of(house).withdrawn_at) == (Standing.IN_SERVICE, None)


def test_with_everything_withdrawn_nothing_is_found_and_nothing_breaks(house: House, open_house: Opens) -> None:
    two_versions(house)
    house.switcher.withdraw(1, "ana")
    for reader in (house, open_house()):
        assert reader.ask("la suspension").hits == ()
        assert reader.retriever.load().lexical.unseen_share("la suspension") == 1.0
    house.switcher.refresh()
    assert house.ask("la suspension").hits == ()


def test_what_is_said_of_a_document_and_the_switch_are_one(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    two_versions(house)
    monkeypatch.setattr("bot.search.switching._note_withdrawal", lambda *_: (_ for _ in ()).throw(LookupError))
    with pytest.raises(LookupError):
        house.switcher.withdraw(1, "ana")
    assert (line_of(house).standing, line_of(house).withdrawn_at) == (Standing.IN_SERVICE, None)
    assert NEW in house.texts("la suspension")


def test_a_draft_names_its_document_only_once_in_service(house: House) -> None:
    two_versions(house)
    house.uploads.receive("la-suspension.md", house_fiche("Un titre neuf"), "ana")
    house.work()
    line = line_of(house)
    assert (line.title, line.standing) == ("Le sujet la suspension", Standing.IN_SERVICE)
    assert line.draft is not None
    house.switcher.put_in_service(line.draft.id, "ana")
    assert line_of(house).title == "Un titre neuf"


def house_fiche(title: str) -> bytes:
    return make_fiche("la suspension").replace("Le sujet la suspension", title).encode()


def cite(house: House, passage: str, question: str) -> None:
    with house.database.session() as session:
        if session.get(Conversation, "c") is None:
            session.add(Conversation(id="c", owner="ana"))
        count = session.query(Turn).count()
        session.add(
            Turn(
                conversation_id="c", position=count, question=question, understood_as=question, outcome="answer",
                reason="", text="", cited=[Citation(passage_id=passage)],
            )
        )  # fmt: skip


def test_one_knows_what_past_answers_lean_on_and_when_a_document_was_last_cited(house: House) -> None:
    two_versions(house)
    cite(house, "fiche:la-suspension:1:0", "Ma facture est suspendue")
    cite(house, "fiche:la-suspension:2:0", "Elle est encore suspendue")
    with house.database.session() as session:
        assert [row.question for row in leaning_on(session, ["fiche:la-suspension:2:0"])] == [
            "Elle est encore suspendue"
        ]
        told = standing_of(session, ["fiche:la-suspension:1:0", "fiche:la-suspension:2:0", "fiche:absente:1:0"])
    assert told == {
        "fiche:la-suspension:1:0": Standing.REPLACED,
        "fiche:la-suspension:2:0": Standing.IN_SERVICE,
        "fiche:absente:1:0": Standing.WITHDRAWN,
    }
    assert line_of(house).last_cited is not None


def test_a_wording_added_by_a_trainer_finds_its_passage_after_a_refresh_and_in_the_next_version(house: House) -> None:
    house.switcher.put_in_service(house.add("la suspension"), "ana")
    house.switcher.put_in_service(house.add("le rejet"), "ana")
    place = next(p for p in house.retriever.load().passages.values() if p.title.startswith("Qui peut corriger la sus"))
    with house.database.session() as session:
        session.add(
            Alias(document_key=place.document_key, section=place.section, title=place.title,
                  wording="bidule zinzin", created_by="ana")
        )  # fmt: skip
    house.switcher.refresh()
    assert house.ask("bidule zinzin").hits[0].passage.title == place.title
    house.switcher.put_in_service(house.add("la suspension", essential=NEW), "ana")
    best = house.ask("bidule zinzin").hits[0].passage
    assert (best.title, best.version) == (place.title, 2)


def test_an_index_made_aside_answers_as_after_the_switch_and_changes_nothing(house: House) -> None:
    first, second = two_versions(house)
    house.switcher.put_in_service(house.add("le rejet"), "ana")
    before = house.states()
    aside = Aside(house.database, house.encoder, house.indexer)
    alone = aside.over_versions([first])
    assert {hit.passage.version for hit in alone.search("la suspension", alone.encode("la suspension")).hits} == {1}
    after = aside.after_switch([first])
    texts = {hit.passage.text for hit in after.search("la suspension", after.encode("la suspension"), 50).hits}
    assert OLD in texts
    assert NEW not in texts
    gone = aside.after_switch((), [second])
    assert {p.document_key for p in gone.load().passages.values()} == {"fiche:le-rejet"}
    nothing = aside.over_versions([])
    assert nothing.search("la suspension", nothing.encode("la suspension")).hits == ()
    assert house.states() == before


def test_an_archive_makes_another_house_answer_the_same(house: House, tmp_path: Path) -> None:
    two_versions(house)
    house.switcher.put_in_service(house.add("le rejet"), "ana")
    house.switcher.put_in_service(house.add("le recyclage"), "ana")
    house.switcher.withdraw(3, "bob")
    packed = io.BytesIO()
    export_corpus(house.database, house.data, packed)
    other = House(tmp_path / "ailleurs")
    other.switcher.put_in_service(other.add("l'été"), "zoé")
    for _ in range(2):  # taken in twice, it is the same
        packed.seek(0)
        imported = other.switcher.take_in_archive(other.data, packed)
    assert (imported.documents, imported.versions) == (3, 0)
    here = {key for key in other.retriever.load().passages if not key.startswith("fiche:l'été")}
    assert here == set(house.retriever.load().passages)
    assert standings(other) == standings(house)
    assert line_of(other, "fiche:le-recyclage").withdrawn_by == "bob"
    assert line_of(other, "fiche:l'été").standing is Standing.IN_SERVICE
    current = other.retriever.load().generation
    assert other.store.count(collection_names(current)[0]) == len(other.retriever.load().passages)
    other.database.close()
