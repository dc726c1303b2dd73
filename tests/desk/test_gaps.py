"""Groups of questions asked in vain: what stands together, what leaves the list, what comes back."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count

import numpy as np
import pytest
from asking import hits
from making import make_fiche

from bot.desk.decisions import COVERED, FICHE, OFF_TOPIC
from bot.desk.errors import DecisionNotFound, GroupGone
from bot.desk.gaps import GapGroup
from bot.desk.grouping import PLAIN, Meanings, group_alike
from bot.search.adapter import Adapter
from bot.search.encoder import Encoder
from bot.search.jobs import JobState
from bot.services import Services
from bot.storage.models import Conversation, now
from tests.desk.conftest import make_turn

PARKING = ("Où se garer pendant le stage ?", "où peut-on se garer le jour du stage ?", "où se garer pour le stage")
DOLLARS = ("Puis-je facturer en dollars ?", "peut-on établir une facture en dollars ?")
_TALKS = count()


def ask_in_vain(services: Services, questions: Sequence[str], at: datetime | None = None) -> None:
    with services.database.session() as session:
        for question in questions:
            row = Conversation(id=f"talk-{next(_TALKS)}", owner="paul")
            row.turns.append(make_turn(question, "abstain", created_at=at or now() - timedelta(hours=1)))
            session.add(row)


def put_in_service(services: Services, name: str, text: str) -> None:
    job = services.uploads.receive(name, text.encode(), "anne", direct=True)
    while services.upload_worker.work_once():
        pass
    assert services.uploads.get(job).state == JobState.ACTIVE


def about(services: Services, word: str) -> GapGroup:
    return next(group for group in services.gaps.board().groups if word in group.title)


def titles(services: Services) -> list[str]:
    return [group.title for group in services.gaps.board().groups]


def test_questions_that_mean_the_same_stand_together_the_most_asked_first(services: Services) -> None:
    ask_in_vain(services, [*DOLLARS, *PARKING, PARKING[0]])
    parking, dollars = services.gaps.board().groups
    assert set(parking.questions) == set(PARKING)
    assert (parking.count, dollars.count) == (4, 2)
    assert parking.title == parking.questions[0]
    assert set(dollars.questions) == set(DOLLARS)
    assert parking.reasons == (("incompris", 4),)
    assert services.gaps.closest(parking.title) == ()


def test_what_is_off_topic_leaves_with_what_resembles_it_and_comes_back_when_undone(services: Services) -> None:
    ask_in_vain(services, [*DOLLARS, *PARKING])
    group = about(services, "garer")
    decision = services.gaps.decisions.set_aside(group.title, group.questions, "anne")
    ask_in_vain(services, ["Où se garer durant le stage ?"], now() + timedelta(minutes=1))
    board = services.gaps.board()
    assert [g.title in DOLLARS for g in board.groups] == [True]
    assert board.dealt_with == 4
    assert [(d.kind, d.decided_by, d.holds) for d in board.decisions] == [(OFF_TOPIC, "anne", True)]
    with pytest.raises(GroupGone):
        services.gaps.group_of(group.turns)
    assert services.gaps.decisions.undo(decision) is False
    assert about(services, "garer").count == 4
    assert services.gaps.board().decisions == ()
    with pytest.raises(DecisionNotFound):
        services.gaps.decisions.undo(decision)


def test_a_fiche_deals_with_its_questions_once_it_answers_and_what_is_asked_after_comes_back_marked(
    services: Services,
) -> None:
    ask_in_vain(services, PARKING)
    group = about(services, "garer")
    services.gaps.decisions.write_fiche(group.title, group.questions, "fiche:le-parking", "anne")
    waiting = about(services, "garer")
    assert waiting.count == 3
    assert waiting.waiting is not None
    assert waiting.waiting.kind == FICHE
    put_in_service(services, "le-parking.md", make_fiche("le parking"))
    assert services.gaps.board().groups == ()
    ask_in_vain(services, PARKING[:1], now() + timedelta(minutes=1))
    again = about(services, "garer")
    assert again.count == 1
    assert again.again is not None
    assert again.again.document_key == "fiche:le-parking"
    assert again.waiting is None


def test_a_linked_passage_is_found_by_the_questions_in_its_next_version_too_until_undone(services: Services) -> None:
    put_in_service(services, "le-funiculaire.md", make_fiche("le funiculaire"))
    put_in_service(services, "la-passerelle.md", make_fiche("la passerelle"))
    question = "à quelle heure monte le téléphérique rouge ?"
    ask_in_vain(services, [question, "courriel paul@exemple.fr téléphérique rouge à quelle heure"])
    passage = next(
        p for p in services.retriever.load().passages.values() if p.title == "Quand envoyer le funiculaire ?"
    )
    group = about(services, "téléphérique")
    decision = services.gaps.decisions.link_passage(group.title, group.questions, passage, "anne")
    services.switcher.refresh()
    assert titles(services) == []
    assert [d.kind for d in services.gaps.board().decisions] == [COVERED]
    found = hits(services, question)[0].passage
    assert (found.document_key, found.title) == ("fiche:le-funiculaire", passage.title)
    assert "masqué" not in " ".join(found.wordings)
    put_in_service(services, "le-funiculaire.md", make_fiche("le funiculaire", essential="Une autre version. " * 5))
    found = hits(services, question)[0].passage
    assert (found.version, found.title) == (2, passage.title)
    assert services.gaps.decisions.undo(decision) is True
    services.switcher.refresh()
    assert all(question not in p.wordings for p in services.retriever.load().passages.values())
    assert len(titles(services)) >= 1


def test_a_group_is_found_by_the_questions_it_still_holds(services: Services) -> None:
    ask_in_vain(services, PARKING)
    turns = about(services, "garer").turns
    ask_in_vain(services, ["Où se garer ce jour-là pendant le stage ?"], now())
    assert set(turns) <= set(services.gaps.group_of([turns[0]]).turns)
    with pytest.raises(GroupGone):
        services.gaps.group_of([])
    with pytest.raises(GroupGone):
        services.gaps.group_of([99_999])


def test_an_empty_board_has_no_group(services: Services) -> None:
    board = services.gaps.board()
    assert (board.groups, board.dealt_with, board.full) == ((), 0, False)


def test_groups_hold_every_row_once_the_most_typical_first() -> None:
    def unit(degrees: float) -> list[float]:
        return [np.cos(np.radians(degrees)), np.sin(np.radians(degrees))]

    vectors = np.array([unit(0), unit(80), unit(6), unit(12), unit(170)], np.float32)
    assert group_alike(vectors, 0.9) == [[2, 0, 3], [1], [4]]
    assert group_alike(vectors[:1], 0.9) == [[0]]
    assert group_alike(vectors[:0], 0.9) == []


def test_another_model_is_compared_by_its_own_measure(services: Services, encoder: Encoder) -> None:
    plain = Encoder(encoder._embeddings, encoder.model, Adapter())
    assert Meanings(services.indexer, plain).nearness == PLAIN
