"""The mail server as CHORISTE_SMTP_URL names it: ``smtp://name:secret@host:587?starttls&from=course@example.fr``."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

_PORTS = {"smtp": 25, "smtps": 465}


@dataclass(frozen=True)
class MailServer:
    """``secret`` is in no text that this object is shown as."""

    host: str
    port: int
    tls: bool
    starttls: bool
    sender: str
    name: str = ""
    secret: str = field(default="", repr=False)

    @classmethod
    def of(cls, url: str) -> "MailServer":
        """Read the address of a server, which the settings have checked."""
        parts = urlsplit(url)
        asked = parse_qs(parts.query, keep_blank_values=True)
        name, host = unquote(parts.username or ""), parts.hostname or ""
        return cls(
            host=host,
            port=parts.port or _PORTS[parts.scheme],
            tls=parts.scheme == "smtps",
            starttls="starttls" in asked,
            sender=asked.get("from", [name if "@" in name else f"choriste@{host}"])[0],
            name=name,
            secret=unquote(parts.password or ""),
        )

    @contextmanager
    def connect(self, timeout: float, context: ssl.SSLContext | None = None) -> Iterator[smtplib.SMTP]:
        """A connection that may send; raises smtplib's errors and OSError. ``context`` says whom to trust."""
        context = context or ssl.create_default_context()
        opened = (
            smtplib.SMTP_SSL(self.host, self.port, timeout=timeout, context=context)
            if self.tls
            else smtplib.SMTP(self.host, self.port, timeout=timeout)
        )
        with opened as connection:
            if self.starttls:
                connection.starttls(context=context)
            if self.name:
                connection.login(self.name, self.secret)
            yield connection
