"""The whole corpus and the pages' pictures are the staff's alone; an archive is taken in by an administrator only."""

import io
import zipfile

import pytest

from bot.people.accounts import ADMINISTRATOR, SUPPORT, TRAINEE, TRAINER
from bot.services import Services
from bot.web import texts_documents as t
from tests.web.visits import SignIn

ADDRESSES = ("/corpus", "/corpus.zip", "/pages/1/1")


@pytest.mark.parametrize("role", [None, TRAINEE, SUPPORT])
def test_for_anyone_else_there_is_nothing_there(client_as: SignIn, role: str | None) -> None:
    client = client_as(role)
    for address in ADDRESSES:
        assert client.get(address).status_code == 404
    assert client.post("/corpus", files={"archive": ("a.zip", b"PK")}).status_code == 404


def test_a_trainer_takes_the_archive_away_but_brings_none_in(client_as: SignIn, small_course: Services) -> None:
    client = client_as(TRAINER)
    page = client.get("/corpus").text
    assert t.ARCHIVE_EXPORT in page.replace("&#39;", "'")
    assert t.ARCHIVE_IMPORT_TITLE not in page
    answer = client.get("/corpus.zip")
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        assert len(packed.namelist()) > len(small_course.retriever.load().passages) / 20
    assert client.post("/corpus", files={"archive": ("a.zip", b"PK")}).status_code == 404


def test_an_administrator_is_told_why_an_archive_is_refused(client_as: SignIn) -> None:
    client = client_as(ADMINISTRATOR)
    assert t.ARCHIVE_IMPORT_TITLE in client.get("/corpus").text
    answer = client.post("/corpus", files={"archive": ("a.zip", b"PK rien")})
    assert answer.status_code == 400
    assert "Rien n" in answer.text
