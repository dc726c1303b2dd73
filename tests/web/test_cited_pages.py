"""A trainee sees the printed page behind an answer of theirs, and no other."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.corpus.library import active_generation
from bot.dialogue.conversations import TurnView
from bot.services import Services
from bot.storage.models import Document, GenerationMember, Passage, Turn, now
from bot.web.cards import source_cards
from bot.web.page_pictures import cited_page_address, cited_pages_router

OWNER, QUESTION = "u:1", "Quand se déposent les factures de la passerelle du canal ?"


@pytest.fixture(scope="module")
def turn(small_course: Services) -> TurnView:
    return small_course.conversations.ask(small_course.conversations.start(OWNER), OWNER, QUESTION)


@pytest.fixture(scope="module")
def source(turn: TurnView) -> int:
    return next(int(one["n"]) for one in turn.citations if one["has_picture"])


def client_of(services: Services, owner: str | None) -> TestClient:
    app = FastAPI()
    app.include_router(cited_pages_router(services, lambda request: owner))
    return TestClient(app)


def test_the_cited_page_is_shown_to_whom_it_was_cited(small_course: Services, turn: TurnView, source: int) -> None:
    answer = client_of(small_course, OWNER).get(cited_page_address(str(turn.id), source))
    assert answer.status_code == 200
    assert answer.content.startswith(b"\x89PNG")
    assert answer.headers["cache-control"].startswith("private")


@pytest.mark.parametrize("owner", ["u:2", "", None])
def test_nobody_else_learns_that_it_is_there(
    small_course: Services, turn: TurnView, source: int, owner: str | None
) -> None:
    client = client_of(small_course, owner)
    answers = [client.get(cited_page_address(*place)) for place in ((str(turn.id), source), ("999999", 1))]
    assert [(answer.status_code, answer.json()) for answer in answers] == [(404, answers[0].json())] * 2


def test_a_source_that_the_answer_hasn_t_is_not_there(small_course: Services, turn: TurnView) -> None:
    assert client_of(small_course, OWNER).get(cited_page_address(str(turn.id), 99)).status_code == 404


@pytest.fixture
def withdrawn(small_course: Services, turn: TurnView, source: int) -> Iterator[None]:
    cited = next(str(one["passage_id"]) for one in turn.citations if one["n"] == source)
    _withdraw(small_course, cited, back=False)
    yield
    _withdraw(small_course, cited, back=True)


def _withdraw(services: Services, cited: str, back: bool) -> None:
    """Say that the document of ``cited`` is withdrawn and its version no longer answers, or the contrary."""
    with services.database.session() as session:
        passage = session.get_one(Passage, cited)
        document = session.get_one(Document, passage.version.document_id)
        document.withdrawn_at = None if back else now()
        generation = active_generation(session)
        assert generation is not None
        if back:
            session.add(GenerationMember(generation_id=generation.id, version_id=passage.version_id))
        else:
            session.delete(session.get_one(GenerationMember, (generation.id, passage.version_id)))


@pytest.mark.usefixtures("withdrawn")
def test_the_page_of_a_withdrawn_document_is_shown_no_more_and_its_link_is_gone(
    small_course: Services, turn: TurnView, source: int
) -> None:
    assert client_of(small_course, OWNER).get(cited_page_address(str(turn.id), source)).status_code == 404
    with small_course.database.session() as session:
        conversation = session.get_one(Turn, turn.id).conversation_id
    again = small_course.conversations.turns(conversation, OWNER)[0]
    cards = source_cards(again.citations, str(again.id))
    assert "version retirée" in cards
    assert cited_page_address(str(turn.id), source) not in cards


def test_the_card_links_to_the_page_of_a_pdf_only(turn: TurnView, source: int) -> None:
    cards = source_cards(turn.citations, str(turn.id))
    assert f'href="{cited_page_address(str(turn.id), source)}"' in cards
    plain = [one | {"has_picture": False} for one in turn.citations]
    assert "pages-citees" not in source_cards(plain, str(turn.id))
