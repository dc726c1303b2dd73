"""A language model is opened at the start or the start says in French what to set or install."""

import sys
from types import ModuleType
from typing import Any

import pytest
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage
from places import settings_in
from pydantic import SecretStr, model_validator

from bot.dialogue.chat_models import RETRIES, TIMEOUT, model_failures, open_chat_model
from bot.dialogue.errors import ChatModelRefused
from bot.dialogue.generation import CheckedWriter, ExtractiveWriter
from bot.services import open_services
from bot.settings import InvalidSettings


class ProviderModel(GenericFakeChatModel):
    """A provider's class: takes the limits, and a key that it doesn't want to see in a message."""

    model: str
    timeout: float
    max_retries: int
    api_key: SecretStr = SecretStr("")
    messages: Any = iter([AIMessage("bonjour")])


class WantingAKey(ProviderModel):
    @model_validator(mode="before")
    @classmethod
    def _key(cls, values: dict[str, Any]) -> dict[str, Any]:
        raise ValueError("PERPLEXITY_API_KEY manque")


def provide(monkeypatch: pytest.MonkeyPatch, package: str, name: str, model: type[ProviderModel]) -> None:
    module = ModuleType(package)
    setattr(module, name, model)
    monkeypatch.setitem(sys.modules, package, module)


@pytest.mark.parametrize("name", ["un-modele", "fournisseur:modele", "openai:", ":", "::", "http://localhost:11434"])
def test_a_name_that_says_no_provider_is_refused_with_the_form_expected(name: str) -> None:
    with pytest.raises(ChatModelRefused, match=r"CHORISTE_CHAT_MODEL.*fournisseur:modèle.*vide : réponses extraites"):
        open_chat_model(name)


def test_a_missing_package_is_named() -> None:
    with pytest.raises(ChatModelRefused, match=r"pip install langchain-upstage\)"):
        open_chat_model("upstage:solar")


def test_a_model_opens_with_limits_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    provide(monkeypatch, "langchain_fireworks", "ChatFireworks", ProviderModel)
    model = open_chat_model("fireworks:petit")
    assert isinstance(model, ProviderModel)
    assert (model.model, model.timeout, model.max_retries) == ("petit", TIMEOUT, RETRIES)


def test_a_model_that_lacks_its_key_says_so_and_shows_none(monkeypatch: pytest.MonkeyPatch) -> None:
    provide(monkeypatch, "langchain_perplexity", "ChatPerplexity", WantingAKey)
    with pytest.raises(ChatModelRefused, match=r"ne s'ouvre pas.*PERPLEXITY_API_KEY manque") as refusal:
        open_chat_model("perplexity:sonar")
    assert "input" not in str(refusal.value)


def test_failures_of_a_client_count_once_it_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    class ResponseError(Exception):
        pass

    assert ResponseError not in model_failures()
    module = ModuleType("ollama")
    module.ResponseError = ResponseError  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "ollama", module)
    assert ResponseError in model_failures()


def test_a_bad_setting_stops_the_start(tmp_path: Any) -> None:
    (tmp_path / "models").mkdir()
    changed = {"chat_model": "inconnu", "database_url": f"sqlite:///{tmp_path / 'choriste.db'}"}
    settings = settings_in(tmp_path / "data", tmp_path / "models").model_copy(update=changed)
    with pytest.raises(InvalidSettings, match="CHORISTE_CHAT_MODEL : la valeur 'inconnu' est refusée"):
        open_services(settings)
    assert not (tmp_path / "choriste.db").exists()


def test_the_setting_chooses_who_writes(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    provide(monkeypatch, "langchain_together", "ChatTogether", ProviderModel)
    (tmp_path / "models").mkdir()
    settings = settings_in(tmp_path / "data", tmp_path / "models")
    for name, writer in (("", ExtractiveWriter), ("together:petit", CheckedWriter)):
        services = open_services(settings.model_copy(update={"chat_model": name}))
        assert isinstance(services.assistant.writer, writer)
        services.close()
