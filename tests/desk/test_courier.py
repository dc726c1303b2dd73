"""Mail is told once, waits for a server that is down, and neither blocks nor betrays anybody; the server is real."""

import ssl
import time
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import quote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import select, update

from bot.desk.courier import WAITS, Courier
from bot.desk.mail_server import MailServer
from bot.desk.ticket_form import MAIL
from bot.desk.tickets import ChangesRefused, TicketChanges, Tickets, TicketView
from bot.storage.database import Database
from bot.storage.models import Mail, Ticket
from tests.desk.conftest import Talk
from tests.desk.mail_server import NAME, SECRET, mail_server

NOON = datetime.now(UTC).replace(microsecond=0)
ADDRESS = "paul.martin@exemple.fr"


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def sent(database: Database, talk: Talk, clock: Clock, address: str = ADDRESS, conversation: str = "c1") -> TicketView:
    tickets = Tickets(database, clock)
    draft = tickets.draft(talk([("Ma facture 2026-118 est rejetée", "answer")], conversation=conversation), "paul")
    return tickets.send(draft.id, "paul", TicketChanges(fields={MAIL: address}), draft.revision)


def answered(database: Database, ticket: TicketView, reply: str, at: datetime) -> None:
    """As the desk leaves a ticket that it answered."""
    with database.session() as session:
        session.execute(update(Ticket).where(Ticket.id == ticket.id).values(reply=reply, reviewed_at=at))


def courier_to(database: Database, port: int, clock: Clock) -> Courier:
    return Courier(database, MailServer.of(f"smtp://127.0.0.1:{port}?from=stage@exemple.fr"), clock)


def queued(database: Database) -> list[Mail]:
    with database.session() as session:
        return list(session.scalars(select(Mail).order_by(Mail.id)))


def test_a_ticket_sent_is_confirmed_once_and_each_reply_is_told_once(
    database: Database, talk: Talk, clock: Clock
) -> None:
    ticket = sent(database, talk, clock)
    with mail_server() as box:
        courier = courier_to(database, box.port, clock)
        assert [courier.run_once(), courier.run_once()] == [1, 0]
        answered(database, ticket, "Complétez-la : l'engagement manque.", clock.now)
        clock.now += timedelta(minutes=1)
        assert [courier.run_once(), courier.run_once()] == [1, 0]
        answered(database, ticket, "Et le code service.", clock.now)
        assert [courier.run_once(), courier.run_once()] == [1, 0]
    confirmation, reply, second = box.mails
    assert box.recipients == [ADDRESS] * 3
    assert confirmation["Subject"] == f"Votre ticket {ticket.number} est enregistré"
    assert (confirmation["From"], confirmation["To"]) == ("stage@exemple.fr", ADDRESS)
    assert "Aucun délai" in confirmation.get_content()
    assert "Complétez-la : l'engagement manque." in reply.get_content()
    assert "Et le code service." in second.get_content()
    assert len({mail["Message-ID"] for mail in box.mails}) == 3


def test_a_mail_repeats_nothing_that_was_typed_in_the_form(database: Database, talk: Talk, clock: Clock) -> None:
    """Else anybody could have us send their words to anybody."""
    ticket = sent(database, talk, clock)
    with mail_server() as box:
        courier_to(database, box.port, clock).run_once()
    assert "2026-118" in ticket.subject
    assert "2026-118" not in box.mails[0].as_string()


def test_without_an_address_or_without_a_server_nothing_is_queued(database: Database, talk: Talk, clock: Clock) -> None:
    sent(database, talk, clock, address="")
    with mail_server() as box:
        assert courier_to(database, box.port, clock).run_once() == 0
    sent(database, talk, clock, conversation="c2")
    silent = Courier(database, None, clock)
    silent.start()
    assert (silent.run_once(), silent.sends, box.mails, queued(database)) == (0, False, [], [])
    silent.stop()


def test_a_server_that_is_down_loses_nothing(database: Database, talk: Talk, clock: Clock) -> None:
    sent(database, talk, clock)
    with mail_server() as box:
        port = box.port
    assert courier_to(database, port, clock).run_once() == 0
    [mail] = queued(database)
    assert (mail.tries, mail.sent_at, mail.due_at) == (1, None, NOON + timedelta(minutes=WAITS[0]))
    with mail_server(port=port) as box:
        assert courier_to(database, port, clock).run_once() == 0  # not due yet
        clock.now += timedelta(minutes=WAITS[0])
        assert courier_to(database, port, clock).run_once() == 1
    assert box.recipients == [ADDRESS]
    [mail] = queued(database)
    assert (mail.tries, mail.sent_at, mail.due_at, mail.problem) == (2, clock.now, None, "")


def test_an_address_refused_for_good_is_not_tried_again_and_a_busy_one_is(
    database: Database, talk: Talk, clock: Clock
) -> None:
    sent(database, talk, clock)
    sent(database, talk, clock, address="ana@exemple.fr", conversation="c2")
    with mail_server() as box:
        courier = courier_to(database, box.port, clock)
        box.refusal = "451 busy"
        assert courier.run_once() == 0
        assert all(mail.due_at for mail in queued(database))
        box.refusal = "550 no such user"
        clock.now += timedelta(minutes=WAITS[0])
        assert courier.run_once() == 0
    assert [(mail.due_at, mail.tries, mail.problem) for mail in queued(database)] == [
        (None, 2, "SMTPRecipientsRefused")
    ] * 2


def test_after_its_last_try_a_mail_is_given_up(database: Database, talk: Talk, clock: Clock) -> None:
    sent(database, talk, clock)
    courier = courier_to(database, 1, clock)
    for wait in (*WAITS, 0):
        assert courier.run_once() == 0
        clock.now += timedelta(minutes=wait)
    [mail] = queued(database)
    assert (mail.due_at, mail.tries) == (None, len(WAITS) + 1)


def test_two_processes_send_a_mail_once(database: Database, talk: Talk, clock: Clock) -> None:
    sent(database, talk, clock)
    with mail_server() as box:
        first, second = courier_to(database, box.port, clock), courier_to(database, 1, clock)
        second.run_once()  # queued, and not sent
        clock.now += timedelta(minutes=WAITS[0])
        due = first._due()
        assert first.run_once() == 1
        assert [second._send(*one) for one in due] == [False]
    assert len(box.mails) == 1


def test_one_address_gets_no_more_than_a_few_mails_a_day(
    database: Database, talk: Talk, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.desk.courier._MOST_A_DAY", 2)
    for at in range(3):
        sent(database, talk, clock, conversation=f"c{at}")
    with mail_server() as box:
        assert courier_to(database, box.port, clock).run_once() == 2
    assert [bool(mail.problem) for mail in queued(database)] == [False, False, True]


def test_what_is_old_is_not_told_by_a_server_set_today(database: Database, talk: Talk, clock: Clock) -> None:
    sent(database, talk, clock)
    clock.now += timedelta(days=8)
    with mail_server() as box:
        assert courier_to(database, box.port, clock).run_once() == 0
    assert queued(database) == []


@pytest.mark.parametrize("address", ["paul", "paul@@exemple.fr", "paul@exemple", "a@b.fr\r\nBcc: tous@exemple.fr"])
def test_a_ticket_does_not_leave_with_an_address_that_can_not_be(
    database: Database, talk: Talk, clock: Clock, address: str
) -> None:
    with pytest.raises(ChangesRefused, match="adresse électronique"):
        sent(database, talk, clock, address)


def certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """What a server shows and what trusts it, for 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(NOON - timedelta(days=1)).not_valid_after(NOON + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    (folder / "cert.pem").write_bytes(made.public_bytes(pem))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return server, ssl.create_default_context(cafile=folder / "cert.pem")


def test_the_secret_travels_under_tls_and_is_never_logged(
    database: Database, talk: Talk, clock: Clock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    sent(database, talk, clock)
    shown, trusting = certificate(tmp_path)
    with mail_server(starttls=shown) as box:
        url = f"smtp://{quote(NAME, safe='')}:{{}}@127.0.0.1:{box.port}?starttls"
        wrong = MailServer.of(url.format("un-autre-secret"))
        assert Courier(database, wrong, clock, trusting).run_once() == 0
        assert "SMTPAuthenticationError" in caplog.text
        clock.now += timedelta(minutes=WAITS[0])
        right = MailServer.of(url.format(quote(SECRET, safe="")))
        assert Courier(database, right, clock).run_once() == 0  # a certificate that nobody trusts
        clock.now += timedelta(minutes=WAITS[1])
        assert Courier(database, right, clock, trusting).run_once() == 1
    assert box.mails[0]["From"] == NAME
    told = [record.getMessage() for record in caplog.records if record.name == "bot.desk.courier"]
    for secret in (SECRET, "un-autre-secret"):
        assert secret not in " ".join([*told, repr(right), *(mail.problem for mail in queued(database))])


def test_the_thread_sends_when_it_is_woken_and_stops_when_told(database: Database, talk: Talk, clock: Clock) -> None:
    with mail_server() as box:
        courier = courier_to(database, box.port, clock)
        courier.start()
        sent(database, talk, clock)
        courier.wake()
        until = time.monotonic() + 10
        while not box.mails and time.monotonic() < until:
            time.sleep(0.02)
        courier.stop()
    assert box.recipients == [ADDRESS]


@pytest.mark.parametrize(
    ("url", "port", "tls", "sender"),
    [
        ("smtp://courriel.test", 25, False, "choriste@courriel.test"),
        ("smtps://moi%40a.fr:x@courriel.test", 465, True, "moi@a.fr"),
        ("smtp://moi:x@courriel.test:587?starttls&from=stage@a.fr", 587, False, "stage@a.fr"),
    ],
)
def test_an_address_of_a_server_is_read(url: str, port: int, tls: bool, sender: str) -> None:
    server = MailServer.of(url)
    assert (server.host, server.port, server.tls, server.sender) == ("courriel.test", port, tls, sender)
