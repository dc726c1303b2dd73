"""A setting is known, sane and read once, or the start stops with a sentence that names it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import InvalidSettings, Settings, load_settings

SECRET = "mot-de-passe-tres-secret"


@pytest.fixture
def dotenv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Writes the .env of the folder where Choriste is started."""
    monkeypatch.setitem(Settings.model_config, "env_file", ".env")
    monkeypatch.chdir(tmp_path)

    def write(text: str) -> None:
        (tmp_path / ".env").write_text(text, encoding="utf-8")

    return write


def refusal() -> str:
    with pytest.raises(InvalidSettings) as refused:
        load_settings()
    return str(refused.value)


def test_nothing_has_to_be_set() -> None:
    settings = load_settings()
    assert settings.access == "open"
    assert settings.sql_url == "sqlite:///data/choriste.db"
    assert settings.chat_model == ""


@pytest.mark.parametrize("name", ["CHORISTE_PROT", "choriste_prot"])
def test_an_unknown_key_in_the_environment_is_named_whatever_its_case(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "7860")
    assert f"Réglage inconnu : {name}." in refusal()


def test_an_unknown_key_in_dotenv_is_named(dotenv: Callable[[str], None]) -> None:
    dotenv("CHORISTE_PROT=7860\n")
    assert refusal().startswith("Réglage inconnu : CHORISTE_PROT.")
    assert ".env" in refusal()


def test_a_key_of_another_program_in_dotenv_is_named_as_it_is_written(dotenv: Callable[[str], None]) -> None:
    dotenv("COMPOSE_PROJECT_NAME=stage\n")
    assert "COMPOSE_PROJECT_NAME" in refusal()
    assert "CHORISTE_COMPOSE" not in refusal()


def test_dotenv_sets_and_the_environment_wins(dotenv: Callable[[str], None], monkeypatch: pytest.MonkeyPatch) -> None:
    dotenv("CHORISTE_PORT=8001\nCHORISTE_HOST=0.0.0.0\n")
    monkeypatch.setenv("CHORISTE_PORT", "8002")
    settings = load_settings()
    assert (settings.host, settings.port) == ("0.0.0.0", 8002)  # noqa: S104 - a value read, nothing listens


def test_a_bad_value_in_dotenv_is_refused_the_same_way(dotenv: Callable[[str], None]) -> None:
    dotenv("CHORISTE_PORT=sept mille\n")
    assert refusal().startswith("Réglage CHORISTE_PORT : la valeur 'sept mille' est refusée.")


def test_a_dotenv_that_is_not_utf_8_is_refused(dotenv: Callable[[str], None]) -> None:
    dotenv("")
    Path(".env").write_bytes("CHORISTE_HOST=hôte\n".encode("cp1252"))
    assert "UTF-8" in refusal()


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("PORT", "sept mille", "de 1 à 65535"),
        ("PORT", "70000", "de 1 à 65535"),
        ("QUESTION_MAX_CHARS", "5", "de 100 à 20000"),
        ("UPLOAD_MAX_MB", "0", "de 1 à 200"),
        ("ACCESS", "ouvert", "« open » ou « code »"),
        ("ADVISER_HOURS", "tout le temps", "heures des conseillers"),
        ("DATABASE_URL", "mysql://serveur/base", "base SQL"),
        ("CHROMA_URL", "serveur:8000", "serveur Chroma"),
        ("COOKIE_SECURE", "peut-être", "HTTPS"),
    ],
)
def test_a_bad_value_is_refused_with_its_key_its_value_and_what_is_expected(
    monkeypatch: pytest.MonkeyPatch, key: str, value: str, expected: str
) -> None:
    monkeypatch.setenv(f"CHORISTE_{key}", value)
    said = refusal()
    assert said.startswith(f"Réglage CHORISTE_{key} : la valeur {value!r} est refusée. Attendu : ")
    assert expected in said


def test_every_bad_value_is_told_at_once_a_line_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHORISTE_PORT", "non")
    monkeypatch.setenv("CHORISTE_ACCESS", "non")
    assert [line.split(" ")[1] for line in refusal().splitlines()] == ["CHORISTE_ACCESS", "CHORISTE_PORT"]


def test_secrets_are_masked_wherever_the_settings_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHORISTE_SECRET_KEY", SECRET)
    monkeypatch.setenv("CHORISTE_SMTP_URL", f"smtp://moi:{SECRET}@courriel.test")
    settings = load_settings()
    assert settings.secret_key.get_secret_value() == SECRET
    assert SECRET not in f"{settings} {settings!r} {json.dumps(settings.model_dump(mode='json'))}"


@pytest.mark.parametrize("key", ["DATABASE_URL", "CHROMA_URL"])
def test_a_refused_address_does_not_show_its_password(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv(f"CHORISTE_{key}", f"mysql://moi:{SECRET}@serveur/base")
    assert f"CHORISTE_{key}" in refusal()
    assert SECRET not in refusal()


@pytest.mark.parametrize(
    "url", ["courriel.test:25", "http://courriel.test", "smtp://", "smtp://a:b@h:port", "smtp://a:%C3%A9@h"]
)
def test_an_address_that_is_no_mail_server_is_refused_without_being_shown(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("CHORISTE_SMTP_URL", url)
    assert "CHORISTE_SMTP_URL : la valeur (masqué) est refusée" in refusal()


def test_settings_can_t_change_once_read() -> None:
    with pytest.raises(ValidationError):
        load_settings().port = 1


def test_a_postgresql_address_gets_its_driver() -> None:
    settings = load_settings(database_url="postgresql://moi@serveur/base")
    assert settings.sql_url == "postgresql+psycopg://moi@serveur/base"


def test_every_setting_says_in_french_what_it_is_for() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []
