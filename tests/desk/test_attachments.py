"""Joined files: what is accepted and why the rest isn't, whose they are, and nothing left behind."""

import io
from pathlib import Path

import pytest
from making import make_encrypted_pdf, make_pdf
from PIL import Image

import bot.desk.attachment_process as process
from bot.desk.attachment_kinds import AttachmentKind, check_attachment, safe_name
from bot.desk.attachments import FOLDER, Attachments
from bot.desk.errors import AttachmentRefused, TicketNotFound
from bot.desk.tickets import TicketChanges, Tickets, TicketView
from bot.storage.database import Database
from tests.desk.conftest import Talk


def picture(kind: str = "PNG", colour: str = "navy") -> bytes:
    out = io.BytesIO()
    Image.effect_noise((64, 64), 90).convert("RGB").save(out, kind) if colour == "noise" else Image.new(
        "RGB", (40, 30), colour
    ).save(out, kind)
    return out.getvalue()


@pytest.fixture
def attachments(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Attachments:
    """Files are taken for what they are: what opening them tells has its own tests, and costs a process each."""
    monkeypatch.setattr("bot.desk.attachments.check_attachment", lambda name, data: AttachmentKind.PNG)
    return Attachments(database, tmp_path, max_mb=1, max_count=2)


@pytest.fixture
def draft(tickets: Tickets, talk: Talk) -> TicketView:
    return tickets.draft(talk([("Ma facture 2026-118 est rejetée", "answer")]), "paul")


def on_disk(folder: Path) -> list[Path]:
    return [path for path in (folder / FOLDER).rglob("*") if path.is_file()]


def send(tickets: Tickets, draft: TicketView) -> None:
    tickets.send(draft.id, "paul", TicketChanges(), draft.revision)


def test_the_three_sorts_of_files_are_opened_and_accepted() -> None:
    assert check_attachment("Capture.PNG", picture()) is AttachmentKind.PNG
    assert check_attachment("photo.jpeg", picture("JPEG")) is AttachmentKind.JPEG
    assert check_attachment("avis.pdf", make_pdf("Avis de situation")) is AttachmentKind.PDF


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("macro.exe", b"MZ", "ni un PDF, ni une image"),
        ("facture.pdf.js", b"%PDF-1.4", "ni un PDF, ni une image"),
        ("IMG_1.HEIC", b"\0\0\0 ftypheic", "HEIC"),
        ("vide.pdf", b"", "est vide"),
        ("page.png", b"<html><script>alert(1)</script>", "pas ce que son nom annonce"),
        ("capture.pdf", picture(), "est en fait une image PNG"),
        ("abime.pdf", b"%PDF-1.7\nrien", "abîmé"),
        ("coupe.png", picture(colour="noise")[:-200], "abîmé"),
        ("code.pdf", make_encrypted_pdf(), "mot de passe"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_anything_else_is_refused_with_a_sentence(name: str, data: bytes, said: str) -> None:
    with pytest.raises(AttachmentRefused, match=said):
        check_attachment(name, data)


def test_a_picture_cut_short_or_too_large_and_a_document_too_long_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(OSError, match="truncated"):
        process.look_into("image/jpeg", picture("JPEG", "noise")[:-300])
    monkeypatch.setattr(process, "_PIXELS", 100)
    assert "trop de pixels (40 × 30)" in str(process.look_into("image/png", picture()))
    monkeypatch.setattr(process, "_PAGES", 1)
    assert "a 2 pages" in str(process.look_into("application/pdf", make_pdf("un", "deux")))


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\moi\\Avis été.pdf", "Avis été.pdf"),
        ("a\x00b\r\nc.png", "abc.png"),
        ("facture\u202efdp.png", "facturefdp.png"),
        ('<img src="x">.png', "_img src=_x__.png"),
        (".pdf", "pdf"),
        ("", "fichier"),
        ("x" * 300 + ".jpeg", "x" * 115 + ".jpeg"),
    ],
)
def test_a_name_from_outside_is_made_harmless(sent: str, kept: str) -> None:
    assert safe_name(sent) == kept


def test_a_file_is_kept_under_its_hash_and_found_by_its_author(
    attachments: Attachments, draft: TicketView, tmp_path: Path
) -> None:
    kept = attachments.add(draft.id, "paul", "Capture d'écran.png", picture())
    assert attachments.of(draft.id) == [kept]
    view, path = attachments.find(kept.id, "paul")
    assert (view, path.read_bytes()) == (kept, picture())
    assert on_disk(tmp_path) == [path]
    assert "Capture" not in str(path)
    assert attachments.add(draft.id, "paul", "la même.png", picture()) == kept


def test_another_s_file_is_as_good_as_absent(attachments: Attachments, draft: TicketView) -> None:
    kept = attachments.add(draft.id, "paul", "a.png", picture())
    for attempt in (
        lambda: attachments.add(draft.id, "eve", "b.png", picture(colour="red")),
        lambda: attachments.add(draft.id, "eve", "a.png", picture()),
        lambda: attachments.may_add(draft.id, "eve"),
        lambda: attachments.remove(kept.id, "eve"),
        lambda: attachments.find(kept.id, "eve"),
        lambda: attachments.find(kept.id + 9, "paul"),
        lambda: attachments.remove(kept.id + 9, "paul"),
    ):
        with pytest.raises(TicketNotFound):
            attempt()
    assert attachments.of(draft.id) == [kept]


def test_the_desk_reads_the_files_of_a_ticket_that_was_sent_and_of_no_other(
    attachments: Attachments, tickets: Tickets, draft: TicketView
) -> None:
    kept = attachments.add(draft.id, "paul", "a.png", picture())
    with pytest.raises(TicketNotFound):
        attachments.find(kept.id, None)
    send(tickets, draft)
    assert attachments.find(kept.id, None)[0] == kept
    with pytest.raises(AttachmentRefused, match="déjà envoyé"):
        attachments.remove(kept.id, "paul")
    with pytest.raises(AttachmentRefused, match="déjà envoyé"):
        attachments.add(draft.id, "paul", "b.png", picture(colour="red"))


def test_the_size_and_the_number_are_limited(attachments: Attachments, draft: TicketView) -> None:
    with pytest.raises(AttachmentRefused, match="plus de 1 Mo"):
        attachments.add(draft.id, "paul", "gros.png", b"\x89PNG\r\n\x1a\n" + bytes(1_000_001))
    for at in range(2):
        attachments.add(draft.id, "paul", f"{at}.png", bytes([at]))
    with pytest.raises(AttachmentRefused, match="déjà 2 pièces"):
        attachments.add(draft.id, "paul", "3.png", b"3")


def test_a_full_disk_takes_no_file(
    attachments: Attachments, draft: TicketView, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.desk.attachments._LEFT_ON_DISK", 1 << 62)
    with pytest.raises(AttachmentRefused, match="plus assez de place"):
        attachments.may_add(draft.id, "paul")


def test_what_its_author_removes_leaves_the_disk_unless_another_ticket_has_it(
    attachments: Attachments, tickets: Tickets, draft: TicketView, talk: Talk, tmp_path: Path
) -> None:
    other = tickets.draft(talk([("autre", "answer")], "ana", "c2"), "ana")
    mine = attachments.add(draft.id, "paul", "a.png", picture())
    hers = attachments.add(other.id, "ana", "b.png", picture())
    attachments.remove(mine.id, "paul")
    assert attachments.of(draft.id) == []
    assert attachments.find(hers.id, "ana")[1].read_bytes() == picture()
    attachments.remove(hers.id, "ana")
    assert on_disk(tmp_path) == []
