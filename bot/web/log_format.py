"""One line per event, as JSON for a machine or as text for a person; no secret setting is ever written in it.

A failure carries its traceback, and a traceback quotes what was being done: the values of the secret settings are
replaced in every line, wherever they come from.
"""

import json
import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote, unquote, urlsplit

from pydantic import SecretStr

from bot.settings import Settings

# The request that is being answered, for every line written meanwhile.
current_request: ContextVar[str] = ContextVar("current_request", default="")

MASKED: Final = "(masqué)"
_SHORTEST_SECRET: Final = 6  # a shorter one would blank ordinary words
_TEXT: Final = "%(asctime)s %(levelname)s %(name)s %(message)s"


class Masking(logging.Formatter):
    """Text, with the secrets replaced."""

    def __init__(self, hidden: list[str]) -> None:
        super().__init__(_TEXT)
        self._hidden = sorted(hidden, key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        return self.mask(super().format(record))

    def mask(self, text: str) -> str:
        for secret in self._hidden:
            text = text.replace(secret, MASKED)
        return text


class JsonLines(Masking):
    """One JSON object per line; a record's ``fields`` become keys of their own."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        request = current_request.get()
        if request:
            line["request"] = request
        line |= getattr(record, "fields", {})
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return self.mask(json.dumps(line, ensure_ascii=False, default=str))


def set_up_logging(settings: Settings) -> None:
    """Everything that this process logs goes to the standard error, in the format of CHORISTE_LOG_FORMAT."""
    as_json = settings.log_format == "json" or (settings.log_format == "auto" and not sys.stderr.isatty())
    handler = logging.StreamHandler()
    handler.setFormatter((JsonLines if as_json else Masking)(secrets_of(settings)))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for client in ("httpx", "httpx2"):  # they log each address that they ask for
        logging.getLogger(client).setLevel(logging.WARNING)


def secrets_of(settings: Settings) -> list[str]:
    """Each secret setting, and the password inside each address, as written and as decoded."""
    values = [getattr(settings, name) for name in type(settings).model_fields]
    told = [value.get_secret_value() for value in values if isinstance(value, SecretStr)]
    addresses = [value for value in [*told, *(v for v in values if isinstance(v, str))] if "://" in value]
    passwords = [password for address in addresses if (password := urlsplit(address).password)]
    found = [*told, *passwords, *map(unquote, passwords), *(quote(one, safe="") for one in passwords)]
    # In a JSON line a quote or a backslash is written otherwise.
    found += [json.dumps(one, ensure_ascii=False)[1:-1] for one in found]
    return sorted({one for one in found if len(one) >= _SHORTEST_SECRET})
