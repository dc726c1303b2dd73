"""The mail that tells a trainee that their ticket was sent, and that it was answered: optional, and never in the way.

What is to be said is read from the tickets themselves and queued in SQL, so that nothing that changes a ticket waits
for a server, and a server that is down loses nothing. A mail says no word that a stranger typed: whoever writes any
address in the form must not be able to have us send their text to it.
"""

import logging
import smtplib
import ssl
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from bot.desk.mail_server import MailServer
from bot.desk.mail_texts import FOOT, REPLIED, REPLIED_TITLE, SENT, SENT_TITLE
from bot.storage import models
from bot.storage.database import Database
from bot.storage.models import Mail, Ticket

# Minutes before each new try: a server down for a night is met again, one that refuses for good isn't asked forever.
WAITS: Final = (1, 5, 15, 60, 240, 720, 1440)
# What is older isn't told any more: a server set today must not announce the tickets of last year.
_STILL_NEWS: Final = timedelta(days=7)
_A_DAY: Final = timedelta(days=1)
_MOST_A_DAY: Final = 10  # to one address
_AT_ONCE: Final = 20
_POLL_S: Final = 15.0
_TIMEOUT_S: Final = 20.0
_LEASE: Final = timedelta(minutes=2)
_TOO_MANY: Final = "trop de courriels à cette adresse aujourd'hui"
_REFUSED_FOR_GOOD: Final = 500

_log = logging.getLogger(__name__)


class Courier:
    """``server`` None: no mail is ever queued. ``clock`` returns the present in UTC."""

    def __init__(
        self,
        database: Database,
        server: MailServer | None,
        clock: Callable[[], datetime] = models.now,
        context: ssl.SSLContext | None = None,
    ) -> None:
        self._database = database
        self._server = server
        self._clock = clock
        self._context = context
        self._woken = threading.Event()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def sends(self) -> bool:
        """Whether there is a server to send by: a page promises no mail without one."""
        return self._server is not None

    def start(self) -> None:
        """Send in a thread of its own, until ``stop``; without a server, nothing starts."""
        if self._server is not None and self._thread is None:
            self._thread = threading.Thread(target=self._run, name="courier", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._woken.set()
        if self._thread is not None:
            self._thread.join(_TIMEOUT_S)

    def put_off(self) -> int:
        """How many mails wait because the server didn't take them."""
        with self._database.session() as session:
            return session.scalar(select(func.count()).where(Mail.due_at.is_not(None), Mail.problem != "")) or 0

    def wake(self) -> None:
        """Something may be to send: look now rather than in a while."""
        self._woken.set()

    def run_once(self) -> int:
        """Queue what is new, send what is due; returns how many mails left."""
        if self._server is None:
            return 0
        with self._database.session() as session:
            news = _untold(session, self._clock() - _STILL_NEWS)
        for ticket, key in news:
            self._queue(ticket, key)
        return sum(self._send(mail_id, due) for mail_id, due in self._due())

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self.run_once()
            except SQLAlchemyError as error:
                _log.warning("the mail queue can't be read: %s", type(error).__name__)
            self._woken.wait(_POLL_S)
            self._woken.clear()

    def _queue(self, ticket: Ticket, key: str) -> None:
        now = self._clock()
        subject, body = _written(ticket, key)
        mail = Mail(key=key, ticket_id=ticket.id, recipient=ticket.email, subject=subject, body=body, created_at=now)
        try:
            with self._database.session() as session:
                lately = select(func.count()).where(Mail.recipient == ticket.email, Mail.created_at > now - _A_DAY)
                too_many = (session.scalar(lately) or 0) >= _MOST_A_DAY
                mail.due_at, mail.problem = (None, _TOO_MANY) if too_many else (now, "")
                session.add(mail)
        except IntegrityError:
            _log.debug("another process queued %s first", key)

    def _due(self) -> list[tuple[int, datetime]]:
        query = select(Mail).where(Mail.due_at <= self._clock()).order_by(Mail.due_at, Mail.id).limit(_AT_ONCE)
        with self._database.session() as session:
            return [(mail.id, mail.due_at) for mail in session.scalars(query) if mail.due_at]

    def _send(self, mail_id: int, due: datetime) -> bool:
        """Claim the mail for a while, so that no other process sends it too, and hand it to the server."""
        now = self._clock()
        with self._database.session() as session:
            claim = update(Mail).where(Mail.id == mail_id, Mail.due_at == due).values(due_at=now + _LEASE)
            if session.execute(claim.returning(Mail.id)).first() is None:
                return False
            mail = session.get_one(Mail, mail_id)
        try:
            self._hand_over(mail)
        except (smtplib.SMTPException, OSError, ValueError) as error:  # ValueError: what no header can carry
            self._put_off(mail, error)
            return False
        with self._database.session() as session:
            done = update(Mail).where(Mail.id == mail_id).values(sent_at=self._clock(), due_at=None, problem="")
            session.execute(done.values(tries=Mail.tries + 1))
        return True

    def _put_off(self, mail: Mail, error: Exception) -> None:
        """Try again later, or never when the server refused this very mail for good."""
        problem = _said_of(error)
        for_good = isinstance(error, smtplib.SMTPRecipientsRefused) and all(
            code >= _REFUSED_FOR_GOOD for code, _ in error.recipients.values()
        )
        given_up = for_good or mail.tries >= len(WAITS)
        due = None if given_up else self._clock() + timedelta(minutes=WAITS[mail.tries])
        _log.warning("mail %s %s: %s", mail.key, "given up" if given_up else "put off", problem)
        with self._database.session() as session:
            later = update(Mail).where(Mail.id == mail.id).values(due_at=due, tries=Mail.tries + 1, problem=problem)
            session.execute(later)

    def _hand_over(self, mail: Mail) -> None:
        server = self._server
        if server is None:
            return
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = server.sender, mail.recipient, mail.subject
        message["Date"] = format_datetime(mail.created_at)
        # The same however often it is sent: a mail program shows it once.
        message["Message-ID"] = f"<{mail.key.replace(':', '.')}@choriste.{server.sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(mail.body, cte="quoted-printable")  # any server takes it
        with server.connect(_TIMEOUT_S, self._context) as connection:
            connection.send_message(message)


def _untold(session: Session, since: datetime) -> list[tuple[Ticket, str]]:
    """The tickets that have something to tell, each under the key of the mail that will tell it."""
    lately = or_(Ticket.sent_at > since, and_(Ticket.reply != "", Ticket.reviewed_at > since))
    news: list[tuple[Ticket, str]] = []
    for ticket in session.scalars(select(Ticket).where(Ticket.email != "", lately)):
        if ticket.sent_at and ticket.sent_at > since:
            news.append((ticket, f"sent:{ticket.id}"))
        if ticket.reply and ticket.reviewed_at:
            news.append((ticket, f"reply:{ticket.id}:{ticket.reviewed_at:%Y%m%d%H%M%S%f}"))
    told = set(session.scalars(select(Mail.key).where(Mail.key.in_([key for _, key in news]))))
    return [(ticket, key) for ticket, key in news if key not in told][:_AT_ONCE]


def _written(ticket: Ticket, key: str) -> tuple[str, str]:
    """The title and the text of a mail: the number and the desk's words, none of what was typed in the form."""
    if key.startswith("sent:"):
        return SENT_TITLE.format(number=ticket.number), SENT.format(number=ticket.number) + FOOT
    return REPLIED_TITLE.format(number=ticket.number), REPLIED.format(number=ticket.number, reply=ticket.reply) + FOOT


def _said_of(error: Exception) -> str:
    """What went wrong, without the server's words: some repeat the name or the secret that they were given."""
    code = getattr(error, "smtp_code", None)
    return f"{type(error).__name__}{f' {code}' if isinstance(code, int) else ''}"
