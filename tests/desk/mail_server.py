"""A real mail server on the loopback, which keeps what it is given, and refuses when it is told to."""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from ssl import SSLContext
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

NAME, SECRET = "stage@exemple.fr", "s3cret tr%es long"


class MailBox:
    """``refusal``: what the server answers to a recipient instead of taking it; ``names`` are those who signed in."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.names: list[str] = []
        self.refusal: str | None = None
        self.port = 0

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:  # noqa: N802
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        mail = message_from_bytes(bytes(envelope.content or b""), policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.recipients += envelope.rcpt_tos
        return "250 OK"

    def authenticate(self, server: SMTP, session: Session, envelope: Envelope, how: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.names.append(data.login.decode())
        right = (data.login.decode(), data.password.decode()) == (NAME, SECRET)
        return AuthResult(success=right, handled=False)


@contextmanager
def mail_server(starttls: SSLContext | None = None, port: int = 0) -> Iterator[MailBox]:
    """The server, open as long as the block; with ``starttls`` it wants a name and a secret, under TLS."""
    box = MailBox()
    controller = Controller(
        box, hostname="127.0.0.1", port=port or _free_port(), tls_context=starttls,
        authenticator=box.authenticate, auth_required=starttls is not None,
        require_starttls=starttls is not None,
    )  # fmt: skip
    controller.start()
    box.port = controller.port
    try:
        yield box
    finally:
        controller.stop()


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
