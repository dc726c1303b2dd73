"""Opens the language model that ``CHAT_MODEL`` names, and knows by which exceptions such a model fails.

No provider's package is required: the one that the name asks for is, and the start stops when it is missing.
"""

import re
import sys

from langchain_core.exceptions import LangChainException
from langchain_core.language_models import BaseChatModel
from pydantic import ValidationError

from bot.dialogue.errors import ChatModelRefused

TIMEOUT = 20.0  # seconds for one call; the provider's own client tries once more after a failure that may pass
RETRIES = 1

_SETTING = "CHORISTE_CHAT_MODEL"
_EXPECTED = (
    "Attendu : fournisseur:modèle, par exemple « mistralai:mistral-small-latest » ou « ollama:mistral » ; "
    "vide : réponses extraites des fiches."
)
# The roots of what the providers' clients raise beside LangChain's own errors: looked up only among what is loaded.
_CLIENT_ERRORS = (
    ("httpx", "HTTPError"),
    ("openai", "OpenAIError"),
    ("anthropic", "AnthropicError"),
    ("ollama", "ResponseError"),
    ("groq", "GroqError"),
    ("google.genai.errors", "APIError"),
    ("google.api_core.exceptions", "GoogleAPIError"),
    ("botocore.exceptions", "BotoCoreError"),
    ("botocore.exceptions", "ClientError"),
    ("cohere.core.api_error", "ApiError"),
)
# What LangChain's classes raise for a reply of another shape than announced, seen on openai, anthropic and mistralai.
_UNREADABLE_REPLY = (ValueError, TypeError, LookupError, AttributeError)


def model_failures() -> tuple[type[BaseException], ...]:
    """The exceptions that mean: no answer from the model this time. OSError holds time-outs and lost connections."""
    loaded = [getattr(sys.modules[name], error) for name, error in _CLIENT_ERRORS if name in sys.modules]
    return (LangChainException, OSError, *_UNREADABLE_REPLY, *loaded)


def open_chat_model(name: str) -> BaseChatModel:
    """The model, ready to be called; nothing is sent yet. Raises ChatModelRefused with what to do."""
    from langchain.chat_models import init_chat_model  # a second of imports that no one pays without a model

    if name.endswith(":"):
        raise ChatModelRefused(f"Réglage {_SETTING} : la valeur {name!r} est refusée. {_EXPECTED}")
    # Ollama's client takes its time-out apart, and waits for ever without one.
    limits = {"client_kwargs": {"timeout": TIMEOUT}} if name.startswith("ollama:") else {"timeout": TIMEOUT}
    try:
        return init_chat_model(name, max_retries=RETRIES, **limits)
    except ImportError as error:
        raise ChatModelRefused(_say_missing(name, error)) from error
    except ValidationError as error:
        # Its own text would show the values given, keys among them.
        said = " ; ".join(detail["msg"] for detail in error.errors(include_input=False, include_context=False))
        raise ChatModelRefused(_say_closed(name, said)) from error
    except ValueError as error:
        raise ChatModelRefused(f"Réglage {_SETTING} : la valeur {name!r} est refusée. {_EXPECTED}") from error
    except model_failures() as error:
        raise ChatModelRefused(_say_closed(name, str(error))) from error


def _say_missing(name: str, error: ImportError) -> str:
    package = re.search(r"pip install (\S+?)[`\s]", f"{error} ")
    install = f"pip install {package[1]}" if package else str(error)
    return (
        f"Réglage {_SETTING} : le modèle {name!r} demande un paquet qui n'est pas installé. Installez-le "
        f"(.venv/bin/{install}), ou laissez le réglage vide : les réponses seront extraites des fiches."
    )


def _say_closed(name: str, said: str) -> str:
    return (
        f"Réglage {_SETTING} : le modèle {name!r} ne s'ouvre pas. Donnez la clé d'accès que son fournisseur demande, "
        f"ou laissez le réglage vide : les réponses seront extraites des fiches. Message du fournisseur : {said}"
    )
