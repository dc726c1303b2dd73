"""The key that signs the cookies."""

import stat
from pathlib import Path

from bot.settings import Settings
from bot.web.identity import page_of, signing_key


def test_the_key_is_drawn_once_and_read_by_its_owner_alone(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "données")
    first = signing_key(settings)
    assert len(first) >= 43
    assert signing_key(settings) == first
    assert stat.S_IMODE((tmp_path / "données" / "secret.key").stat().st_mode) == 0o600
    assert signing_key(Settings(data_dir=tmp_path / "ailleurs")) != first


def test_a_key_given_in_the_settings_is_used_and_not_written(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, secret_key="donnée")  # type: ignore[arg-type]
    assert signing_key(settings) == "donnée"
    assert list(tmp_path.iterdir()) == []


def test_only_whole_pages_are_pages() -> None:
    assert [page_of(path) for path in ("/", "", "/formateur", "/formateur/", "/support")] == [
        "/", "/", "/formateur", "/formateur", "/support",
    ]  # fmt: skip
    assert [page_of(path) for path in ("/formateur/config", "/gradio_api/queue/join", "/connexion", "/x")] == [None] * 4
