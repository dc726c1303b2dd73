"""The real Chroma gives back what was put in, nearest first, and forgets what is deleted."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from chroma_server import ChromaServer
from numpy.typing import NDArray

from bot.search.errors import VectorsUnavailable
from bot.search.vectors import ChromaStore

NAME = "bodies-000001"


def unit(count: int, dimension: int = 16, seed: int = 1) -> NDArray[np.float32]:
    drawn = np.random.default_rng(seed).normal(size=(count, dimension))
    return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), np.float32)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Chroma server of our own on this machine."""
    server = ChromaServer(tmp_path_factory.mktemp("chroma-server"))
    server.start()
    yield server.url
    server.stop()


@pytest.fixture(params=["embedded", "server"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ChromaStore]:
    url = request.getfixturevalue("server") if request.param == "server" else ""
    store = ChromaStore(tmp_path / "chroma", url)
    yield store
    store.close()


def test_the_nearest_come_first_with_their_cosine(store: ChromaStore) -> None:
    vectors = unit(300)
    store.create(NAME, [f"p{n}" for n in range(300)], vectors)
    found = store.nearest(NAME, vectors[42], 5)
    cosines = vectors @ vectors[42]
    assert [key for key, _ in found] == [f"p{n}" for n in np.argsort(-cosines)[:5]]
    assert [cosine for _, cosine in found] == pytest.approx(sorted(cosines, reverse=True)[:5], abs=1e-4)


def test_asking_for_more_than_there_is_gives_all_there_is(store: ChromaStore) -> None:
    store.create(NAME, ["a", "b"], unit(2))
    assert {key for key, _ in store.nearest(NAME, unit(1)[0], 100)} == {"a", "b"}


def test_a_collection_is_counted_and_an_absent_one_is_none(store: ChromaStore) -> None:
    store.create(NAME, ["a", "b", "c"], unit(3))
    assert store.count(NAME) == 3
    assert store.count("bodies-999999") is None


def test_what_is_deleted_is_gone_and_deleting_it_again_is_no_matter(store: ChromaStore) -> None:
    store.create(NAME, ["a"], unit(1))
    store.delete(NAME)
    store.delete(NAME)
    assert store.count(NAME) is None
    with pytest.raises(VectorsUnavailable):
        store.nearest(NAME, unit(1)[0], 1)


def test_creating_again_drops_what_an_interrupted_build_left(store: ChromaStore) -> None:
    store.create(NAME, ["a", "b"], unit(2))
    store.create(NAME, ["c"], unit(1, seed=2))
    assert store.count(NAME) == 1
    assert store.nearest(NAME, unit(1)[0], 5)[0][0] == "c"


def test_one_made_anew_or_deleted_by_another_is_not_searched_as_it_was(store: ChromaStore, tmp_path: Path) -> None:
    store.create(NAME, ["a", "b"], unit(2))
    store.nearest(NAME, unit(1)[0], 5)
    another = ChromaStore(tmp_path / "chroma", store._url)
    another.create(NAME, ["c"], unit(1, seed=2))
    assert [key for key, _ in store.nearest(NAME, unit(1)[0], 5)] == ["c"]
    another.delete(NAME)
    another.close()
    with pytest.raises(VectorsUnavailable):
        store.nearest(NAME, unit(1)[0], 1)


def test_a_store_that_was_closed_opens_again_at_its_next_use(store: ChromaStore) -> None:
    store.create(NAME, ["a"], unit(1))
    store.nearest(NAME, unit(1)[0], 1)
    store.close()
    store.close()
    assert store.nearest(NAME, unit(1)[0], 1)[0][0] == "a"


def test_a_collection_is_looked_up_once_for_many_searches(store: ChromaStore, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up: list[str] = []
    client = store.client()
    look_up = client.get_collection

    def noted(name: str, **options: Any) -> Any:
        looked_up.append(name)
        return look_up(name, **options)

    monkeypatch.setattr(client, "get_collection", noted)
    store.create(NAME, ["a"], unit(1))
    for _ in range(3):
        store.nearest(NAME, unit(1)[0], 1)
    assert looked_up == [NAME]


def test_a_collection_may_be_larger_than_one_batch(store: ChromaStore) -> None:
    store.create(NAME, [str(n) for n in range(4500)], unit(4500, dimension=8))
    assert store.count(NAME) == 4500


def test_another_process_sees_a_new_collection_at_once(tmp_path: Path) -> None:
    reader = ChromaStore(tmp_path)
    reader.create(NAME, ["ancien"], unit(1))
    assert reader.nearest(NAME, unit(1)[0], 1)[0][0] == "ancien"
    script = (
        "import sys, numpy as np\nfrom pathlib import Path\nfrom bot.search.vectors import ChromaStore\n"
        "ChromaStore(Path(sys.argv[1])).create('bodies-000002', ['nouveau'], np.ones((1, 16), np.float32))\n"
    )
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], cwd=root, check=True)
    assert reader.nearest("bodies-000002", np.ones(16, np.float32), 1)[0][0] == "nouveau"
    reader.close()


def test_two_houses_share_a_server_without_meeting(server: str, tmp_path: Path) -> None:
    one, other = (ChromaStore(tmp_path / name, f"{server}/{name}") for name in ("une-maison", "une-autre"))
    one.create(NAME, ["à moi"], unit(1))
    assert other.count(NAME) is None
    other.create(NAME, ["à toi", "aussi"], unit(2))
    assert [one.count(NAME), other.count(NAME)] == [1, 2]
    again = ChromaStore(tmp_path / "une-maison", f"{server}/une-maison")  # the base is there already
    assert again.nearest(NAME, unit(1)[0], 5)[0][0] == "à moi"
    other.delete(NAME)
    assert one.count(NAME) == 1
    for store in (one, other, again):
        store.close()
