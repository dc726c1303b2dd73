"""What every test has: no network beyond this machine, none of the person's own settings, and the real model."""
# ruff: noqa: E402 - the environment is cleared before any import that might read it

import os

_SQL, _VECTORS = os.environ.get("CHORISTE_TEST_DATABASE"), os.environ.get("CHORISTE_TEST_VECTORS", "embedded")
for _name in [name for name in os.environ if name.startswith("CHORISTE_")]:
    del os.environ[_name]
# Child processes and browsers are out of pytest-socket's reach: what they ask for outside goes to a port that refuses.
os.environ |= {
    name: "http://127.0.0.1:9" for way in ("http", "https", "all") for name in (f"{way}_proxy", f"{way.upper()}_PROXY")
}
os.environ |= dict.fromkeys(("no_proxy", "NO_PROXY"), "127.0.0.1,localhost")
os.environ |= {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "ANONYMIZED_TELEMETRY": "False",
}

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import hypothesis
import pytest
import pytest_socket
from chroma_server import ChromaServer
from filelock import FileLock
from making import make_pdf
from places import (
    KNOWLEDGE,
    POSTGRESQL,
    ROOT,
    SQL_OF_TESTS,
    SQLITE,
    VECTORS_OF_TESTS,
    settings_in,
    sql_of_tests,
    sql_url,
)
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from warming import cache_of, keep_vectors, lend_vectors

from bot.corpus.ingestion import take_in
from bot.search.adapter import load_adapter
from bot.search.embeddings import DEFAULT_MODEL, PackedE5Embeddings, prepare_default_model
from bot.search.encoder import Encoder
from bot.search.onnx_copy import FILE_NAME
from bot.services import Services, open_services
from bot.settings import Settings
from bot.storage.database import Database

if _SQL is not None:
    assert _SQL in (SQLITE, POSTGRESQL), "CHORISTE_TEST_DATABASE: sqlite or postgresql"
    os.environ[SQL_OF_TESTS] = _SQL
assert _VECTORS in ("embedded", "server"), "CHORISTE_TEST_VECTORS: embedded or server"

LOOPBACK = ["127.0.0.1", "::1", "localhost"]

# The modules whose databases are tried on SQLite and on PostgreSQL at each run: what writes side by side, sorts, counts
# and searches. With CHORISTE_TEST_DATABASE=postgresql, the whole suite runs on PostgreSQL.
ON_BOTH = {
    "corpus/test_archive",
    "corpus/test_catalogue",
    "corpus/test_ingestion",
    "corpus/test_library",
    "desk/test_asked",
    "desk/test_attachments",
    "desk/test_courier",
    "desk/test_live",
    "desk/test_proposals",
    "desk/test_review",
    "desk/test_ticket_figures",
    "desk/test_tickets",
    "people/test_accounts",
    "search/test_switching",
    "search/test_uploads",
    "search/test_vector_cache",
    "storage/test_database",
    "storage/test_review_desk",
    "test_faults",
}

# A dozen fiches of every module but the course's own: enough to find, to mistake and to miss.
FEW_FICHES = (
    "chorus-pro-presentation",
    "creer-son-compte",
    "facture-suspendue",
    "facture-rejetee",
    "facture-a-recycler",
    "trois-retours-a-recycler-suspendue-rejetee",
    "sous-traitant-a9",
    "delai-de-paiement-acheteur-public",
    "cadres-a4-a5-a6",
    "claudia-et-agent-en-ligne",
    "saisir-un-ticket",
    "reforme-calendrier",
)
FASCICLE = (
    "Facturer la passerelle du canal. Les factures de la passerelle du canal se déposent sur Chorus Pro avec le code "
    "service PASSERELLE et le numéro d'engagement PASS-17, avant le 5 du mois. "
    + "Chaque situation de la passerelle porte le numéro du mois et la part des travaux faite. "
    * 12,
    "La retenue de garantie de la passerelle. La retenue de garantie de la passerelle du canal est libérée un an après "
    "la réception des travaux.",
)

# A time limit per example would judge the machine, and a draw that differs each time makes a failure hard to find.
hypothesis.settings.register_profile("choriste", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("choriste")

# Hundreds of accounts are made here; with the product's cost, each takes two cores for a fifth of a second.
PasswordHash.recommended = classmethod(lambda cls: cls((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),)))
Settings.model_config["env_file"] = None  # the person's .env is not read; test_settings.py gives one of its own


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Let a test reach this machine alone; before its fixtures, so that they can't reach further either."""
    pytest_socket.socket_allow_hosts(LOOPBACK, allow_unix_socket=True)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Ask each question of ON_BOTH twice; of the others once, on the database of the whole run."""
    module = str(metafunc.definition.path.relative_to(ROOT / "tests").with_suffix(""))
    if "sql" in metafunc.fixturenames and module in ON_BOTH:
        metafunc.parametrize("sql", [SQLITE, POSTGRESQL], indirect=True, scope="session")


@pytest.fixture(scope="session", autouse=True)
def vectors_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """With CHORISTE_TEST_VECTORS=server, a Chroma server where each house of the run has a base of its own."""
    if _VECTORS == "embedded":
        yield
        return
    server = ChromaServer(tmp_path_factory.mktemp("chroma-server"))
    server.start()
    os.environ[VECTORS_OF_TESTS] = server.url
    yield
    del os.environ[VECTORS_OF_TESTS]
    server.stop()


@pytest.fixture(scope="session")
def sql(request: pytest.FixtureRequest) -> str:
    """The sort of database that a test's own one is."""
    kind: str = getattr(request, "param", sql_of_tests())
    return kind


def alone(work: str) -> FileLock:
    """Hold it while doing ``work``: several processes test side by side, and what one made serves the others."""
    folder = ROOT / "data" / "tests"
    folder.mkdir(parents=True, exist_ok=True)
    return FileLock(folder / f"{work}.lock")


@pytest.fixture(scope="session")
def models() -> Path:
    """The project's own model folder, made at the first run of all and kept out of git."""
    folder = ROOT / "data" / "models"
    with alone("models"):
        prepare_default_model(folder / DEFAULT_MODEL)
    return folder


@pytest.fixture(scope="session")
def embeddings(models: Path) -> PackedE5Embeddings:
    return PackedE5Embeddings(models)


@pytest.fixture(scope="session")
def encoder(embeddings: PackedE5Embeddings) -> Encoder:
    return Encoder(embeddings, DEFAULT_MODEL, load_adapter(DEFAULT_MODEL))


@pytest.fixture
def services(tmp_path: Path, models: Path) -> Iterator[Services]:
    """The house just opened: no document, no account, no conversation."""
    opened = open_services(settings_in(tmp_path / "data", models))
    yield opened
    opened.close()


@pytest.fixture
def database(tmp_path: Path, sql: str) -> Iterator[Database]:
    """An empty database, brought up to date."""
    opened = Database(sql_url(tmp_path, sql))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def few_files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The files of the small course: FEW_FICHES, and a PDF of two pages about a footbridge."""
    by_name = {path.stem: path for path in KNOWLEDGE.rglob("*.md")}
    fascicle = tmp_path_factory.mktemp("fascicule") / "Passerelle.pdf"
    fascicle.write_bytes(make_pdf(*FASCICLE, title="Fascicule de la passerelle"))
    return [*(by_name[name] for name in FEW_FICHES), fascicle]


@pytest.fixture(scope="session")
def open_course(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Services]]:
    """Opens houses that serve the files given, each in a folder of its own."""
    cache = cache_of(models / DEFAULT_MODEL / FILE_NAME, ROOT / "data" / "tests")
    alive: list[Services] = []

    def open_one(files: Iterable[Path]) -> Services:
        services = open_services(settings_in(tmp_path_factory.mktemp("course") / "data", models))
        alive.append(services)
        files = list(files)
        intake = take_in(services.database, files, max_pages=50, keep_in=services.settings.data_dir)
        assert intake.refused == {}
        with alone(f"course-of-{len(files)}"):
            with alone("vectors"):
                lend_vectors(cache, services.database)
            with services.indexer.writing():
                services.indexer.publish(intake.versions, lambda done, total: None)
            with alone("vectors"):
                keep_vectors(cache, services.database)
        return services

    yield open_one
    for services in alive:
        services.close()


@pytest.fixture(scope="session")
def small_course(open_course: Callable[..., Services], few_files: list[Path]) -> Services:
    """The house with the small course in service; shared, so a test may talk in it but never publish."""
    return open_course(few_files)
