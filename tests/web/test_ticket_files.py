"""Joined files over the real routes: their author and the desk alone, to be saved and never shown, within limits."""

import io
import uuid

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from bot.desk.attachments import Attachments
from bot.desk.types import TicketChanges, TicketView
from bot.people.accounts import ADMINISTRATOR, SUPPORT, TRAINEE, TRAINER
from bot.services import Services
from bot.web.identity import VISITOR_COOKIE, Cookies, signing_key
from bot.web.ticket_files import adding_address, file_address
from tests.web.visits import SignIn


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (9, 9), tuple(uuid.uuid4().bytes[:3])).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def author(client_as: SignIn) -> TestClient:
    return client_as(None)


@pytest.fixture
def draft(author: TestClient, small_course: Services) -> TicketView:
    cookies = Cookies(signing_key(small_course.settings), secure=False)
    owner = cookies.visitor_of({VISITOR_COOKIE: author.cookies[VISITOR_COOKIE]})
    assert owner
    conversation = small_course.conversations.start(owner)
    draft = small_course.tickets.draft(conversation, owner)
    return small_course.tickets.save(draft.id, owner, TicketChanges(subject="A", description="B"), draft.revision)


def add(client: TestClient, ticket: TicketView, data: bytes, name: str = "capture.png") -> tuple[int, str]:
    answer = client.post(adding_address(ticket.id), params={"nom": name}, content=data)
    return answer.status_code, answer.text


def test_a_file_goes_in_and_comes_back_to_its_author_as_a_file_to_save(
    author: TestClient, draft: TicketView, small_course: Services
) -> None:
    data = picture()
    assert add(author, draft, data, "Écran « été ».png") == (201, "")
    [kept] = small_course.attachments.of(draft.id)
    answer = author.get(file_address(kept.id))
    assert (answer.status_code, answer.content) == (200, data)
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "%C3%A9t%C3%A9" in answer.headers["content-disposition"]
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "no-store" in answer.headers["cache-control"]


def test_the_desk_reads_it_once_sent_and_nobody_else_ever(
    author: TestClient, draft: TicketView, small_course: Services, client_as: SignIn
) -> None:
    assert add(author, draft, picture())[0] == 201
    [kept] = small_course.attachments.of(draft.id)
    absent = client_as(SUPPORT).get(file_address(kept.id + 999))
    assert client_as(SUPPORT).get(file_address(kept.id)).json() == absent.json()
    small_course.tickets.send(draft.id, draft.owner, TicketChanges(), draft.revision)
    statuses = {role: client_as(role).get(file_address(kept.id)).status_code for role in (SUPPORT, ADMINISTRATOR)}
    assert statuses == {SUPPORT: 200, ADMINISTRATOR: 200}
    for role in (TRAINEE, TRAINER, None):
        refused = client_as(role).get(file_address(kept.id))
        assert (refused.status_code, refused.json()) == (404, absent.json())
    assert "déjà envoyé" in add(author, draft, picture())[1]


def test_another_can_t_add_to_a_draft_nor_another_site(
    author: TestClient, draft: TicketView, small_course: Services, client_as: SignIn
) -> None:
    assert add(client_as(None), draft, picture())[0] == 404
    assert add(client_as(SUPPORT), draft, picture())[0] == 404
    crossed = author.post(
        adding_address(draft.id), params={"nom": "a.png"}, content=picture(), headers={"sec-fetch-site": "cross-site"}
    )
    assert crossed.status_code == 403
    assert small_course.attachments.of(draft.id) == []


@pytest.mark.parametrize("told", [True, False], ids=["length told", "length hidden"])
def test_a_body_over_the_limit_is_not_read_to_its_end(
    author: TestClient, draft: TicketView, monkeypatch: pytest.MonkeyPatch, told: bool
) -> None:
    monkeypatch.setattr(Attachments, "max_bytes", 1000)
    read: list[int] = []

    def pieces() -> "list[bytes]":
        for at in range(50):
            read.append(at)
            yield bytes(500)

    body = bytes(25_000) if told else pieces()
    answer = author.post(adding_address(draft.id), params={"nom": "gros.png"}, content=body)
    assert answer.status_code == 400
    assert "pèse plus de" in answer.text


def test_what_is_no_picture_is_refused_in_french(author: TestClient, draft: TicketView) -> None:
    status, said = add(author, draft, b"<html>")
    assert (status, "n'est pas ce que son nom annonce" in said) == (400, True)


def test_gradio_s_own_upload_stays_closed_on_the_open_page(author: TestClient) -> None:
    assert author.post("/gradio_api/upload", files={"files": b"x"}).status_code == 404
