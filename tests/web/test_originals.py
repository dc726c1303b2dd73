"""The files as they were sent go to the staff alone, and are never opened as a page of ours."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from making import make_fiche

from bot.corpus.originals import find_original, keep_original
from bot.people.accounts import ADMINISTRATOR, ROLES, SUPPORT, TRAINEE, TRAINER
from bot.search.publishing import Publisher
from bot.services import Services
from bot.web.originals import original_address, originals_router

SENT = make_fiche("l'été").encode()
NAME = "L’été à « Brest ».md"


@pytest.fixture
def version(services: Services) -> int:
    for role in ROLES:
        services.accounts.create(role, "un mot de passe long", role)
    publisher = Publisher(services.database, services.store, services.indexer, services.settings.data_dir)
    return publisher.publish_file(NAME, SENT, lambda *_: None, max_pages=9).version_id


@pytest.fixture
def client_of(services: Services) -> Callable[[str | None], TestClient]:
    def make(name: str | None) -> TestClient:
        def signed_in(request: Request) -> str | None:
            return name

        app = FastAPI()
        app.include_router(originals_router(services, signed_in))
        return TestClient(app)

    return make


@pytest.mark.parametrize("role", [TRAINER, SUPPORT, ADMINISTRATOR])
def test_staff_get_the_very_bytes_under_their_name_as_a_file_to_save(
    client_of: Callable[[str | None], TestClient], version: int, role: str
) -> None:
    answer = client_of(role).get(original_address(version))
    assert answer.status_code == 200
    assert answer.content == SENT
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "%C3%A9t%C3%A9" in answer.headers["content-disposition"]
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "no-store" in answer.headers["cache-control"]


@pytest.mark.parametrize("name", [TRAINEE, "inconnu", "visiteur", None])
def test_anyone_else_gets_the_answer_of_a_version_that_doesn_t_exist(
    client_of: Callable[[str | None], TestClient], version: int, name: str | None
) -> None:
    refused, missing = (client_of(name).get(original_address(number)) for number in (version, 999))
    assert (refused.status_code, refused.json()) == (missing.status_code, missing.json()) == (404, refused.json())


def test_a_version_whose_file_was_not_kept_is_a_404(
    services: Services, client_of: Callable[[str | None], TestClient], version: int
) -> None:
    for kept in (services.settings.data_dir / "originals").rglob("*"):
        if kept.is_file():
            kept.unlink()
    assert client_of(TRAINER).get(original_address(version)).status_code == 404


def test_no_name_from_outside_reaches_the_disk(services: Services) -> None:
    folder = services.settings.data_dir
    path = keep_original(folder, b"contenu")
    assert path.name.isalnum()
    assert path == keep_original(folder, b"contenu")
    for digest in ("../choriste.db", "", path.name.upper(), path.name[:-1], path.name + "\n"):
        assert find_original(folder, digest) is None
