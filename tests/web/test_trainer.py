"""The trainer's handlers, as plain functions: what they show, what they refuse, and what they leave behind."""

import dataclasses
import re
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from asking import hits
from fakes import BrokenEmbeddings, encoder_of
from making import make_encrypted_pdf, make_fiche, make_pdf
from sqlalchemy import func, select

from bot.people.accounts import ROLES, TRAINER
from bot.search.indexing import Indexer
from bot.services import Services
from bot.storage.models import Conversation, Turn, Version
from bot.web import texts_staff, trainer_actions
from bot.web.permissions import NotAllowed
from bot.web.texts import french_date, french_time, typeset
from bot.web.trainer_actions import Filter, UploadStep, publish_upload, show_documents, show_gaps

EVERYTHING = Filter()
OUTSIDERS = ["stagiaire", "support", "inconnu", "", None]


@pytest.fixture
def house(services: Services) -> Services:
    """An empty house with an account per role, named as the role, and small limits."""
    for role in ROLES:
        services.accounts.create(role, "un mot de passe long", role)
    settings = services.settings.model_copy(update={"upload_max_mb": 1, "upload_max_pages": 3})
    return dataclasses.replace(services, settings=settings)


@pytest.fixture
def send(house: Services, tmp_path: Path) -> Callable[[str, bytes], list[UploadStep]]:
    """Sends a file as Gradio hands it over: a copy in a temporary folder."""

    def send_now(name: str, data: bytes) -> list[UploadStep]:
        path = tmp_path / name
        path.write_bytes(data)
        return list(publish_upload(house, TRAINER, str(path)))

    return send_now


def said(step: UploadStep) -> str:
    """The words of a step, as a person reads them."""
    return step.html.unescape()


def listed(house: Services, wanted: Filter = EVERYTHING) -> str:
    return show_documents(house, TRAINER, wanted).unescape()


Send = Callable[[str, bytes], list[UploadStep]]


@pytest.mark.parametrize("name", OUTSIDERS)
def test_default_deny(house: Services, tmp_path: Path, name: str | None) -> None:
    sent = tmp_path / "fiche.md"
    sent.write_text(make_fiche("la suspension"), encoding="utf-8")
    for action in (
        lambda: show_documents(house, name, EVERYTHING),
        lambda: show_gaps(house, name),
        lambda: next(publish_upload(house, name, str(sent))),
    ):
        with pytest.raises(NotAllowed):
            action()
    assert sent.exists()
    with house.database.session() as session:
        assert session.scalar(select(func.count(Version.id))) == 0


def test_a_fiche_sent_is_in_service_listed_and_answering(house: Services, send: Send, tmp_path: Path) -> None:
    assert texts_staff.NOTHING_IN_SERVICE in listed(house)
    steps = send("la-suspension.md", make_fiche("la suspension").encode())
    assert len(steps) > 3
    assert all("<progress" in step.html and not step.spent for step in steps[:-1])
    for stage in texts_staff.STAGES.values():
        assert any(f'aria-current="step">{stage}<' in step.html for step in steps)
    assert steps[-1].spent
    assert typeset("« Le sujet la suspension » est en service, version 1.") in said(steps[-1])
    assert "5 passages" in said(steps[-1])
    shown = listed(house)
    for expected in ("1 document en service", "Le sujet la suspension", "la-suspension.md", ">III<", "/originaux/1"):
        assert typeset(expected) in shown
    assert f"vérifié le {french_date(date(2026, 11, 24))}" in shown
    assert "suspension" in hits(house, "comment traiter la suspension")[0].passage.text
    assert not (tmp_path / "la-suspension.md").exists()


def test_a_pdf_says_its_pages_and_what_could_not_be_read(send: Send) -> None:
    pdf = make_pdf("Le chantier se facture chaque mois.", "", "La caution se libère.", title="Le <b>chantier</b>")
    last = send("chantier.pdf", pdf)[-1].html
    assert typeset("« Le &lt;b&gt;chantier&lt;/b&gt; » est en service, version 1.") in last
    assert "3 pages" in last
    assert "Pages sans texte, non lues" in last
    assert "<b>" not in last


def test_the_same_file_again_says_that_nothing_changed(send: Send) -> None:
    fiche = make_fiche("la suspension").encode()
    send("la-suspension.md", fiche)
    assert "était déjà en service, version 1" in said(send("la-suspension.md", fiche)[-1])
    assert "est en service, version 2" in said(send("la-suspension.md", fiche + b"\n")[-1])


BAD_FILES: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "encrypted": ("protege.pdf", make_encrypted_pdf, "Ce PDF est protégé par un mot de passe"),
    "pictures only": ("images.pdf", lambda: make_pdf("", ""), "Ce PDF ne contient aucun texte"),
    "empty": ("vide.pdf", lambda: b"", "Le fichier « vide.pdf » est vide"),
    "blank": ("blanc.md", lambda: b" \n\t", "Le fichier « blanc.md » est vide"),
    "renamed .exe": ("guide.pdf", lambda: b"MZ\x90\0" + b"\0" * 300, "n'est ni un PDF ni un fichier Markdown"),
    "renamed .exe as text": ("guide.txt", lambda: b"MZ\x90\0" + b"\0" * 300, "n'est pas du texte, malgré son nom"),
    "unknown kind": ("guide.docx", lambda: b"PK\x03\x04" + b"a" * 300, "n'est ni un PDF ni un fichier Markdown"),
    "damaged": ("casse.pdf", lambda: make_pdf("Un texte.")[:400], "Ce PDF est abîmé"),
    "too many pages": ("long.pdf", lambda: make_pdf(*["Une page."] * 4), "Ce PDF a 4 pages ; la limite est de 3"),
    "too big": ("gros.txt", lambda: b"a" * 1_500_000, "Ce fichier fait 1,5 Mo ; la limite est de 1 Mo"),
    "wrong front matter": (
        "fiche.md", lambda: make_fiche("x", module="IX").encode(), "la clé « module » a une valeur refusée",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_FILES)
def test_each_bad_file_has_its_sentence_and_changes_nothing(
    house: Services, send: Send, tmp_path: Path, case: str
) -> None:
    send("la-suspension.md", make_fiche("la suspension").encode())
    before = show_documents(house, TRAINER, EVERYTHING)
    name, make, sentence = BAD_FILES[case]
    last = send(name, make())[-1]
    assert typeset(sentence) in said(last)
    assert texts_staff.UPLOAD_KEPT in said(last)
    assert 'role="alert"' in last.html
    assert last.spent
    assert not (tmp_path / name).exists()
    assert show_documents(house, TRAINER, EVERYTHING) == before
    with house.database.session() as session:
        assert session.scalar(select(func.count(Version.id))) == 1


def test_every_breach_of_a_fiche_is_told_at_once_a_line_each(send: Send) -> None:
    fiche = make_fiche("x", module="IX").replace("confidence:", "confidance:").replace("## Étapes", "## Étape")
    last = send("fiche.md", fiche.encode())[-1].html
    assert last.count("<li>") >= 4


def test_no_file_and_a_file_that_is_gone_each_say_what_to_do(house: Services, tmp_path: Path) -> None:
    assert texts_staff.UPLOAD_NO_FILE in said(list(publish_upload(house, TRAINER, None))[-1])
    assert texts_staff.UPLOAD_LOST in said(list(publish_upload(house, TRAINER, str(tmp_path / "parti.md")))[-1])


def test_a_busy_index_is_told_and_the_file_kept_for_the_next_try(
    house: Services, send: Send, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trainer_actions, "_PATIENCE_S", 0.0)
    with house.indexer.writing():
        last = send("la-suspension.md", make_fiche("la suspension").encode())[-1]
    assert texts_staff.UPLOAD_BUSY in said(last)
    assert not last.spent
    kept = tmp_path / "la-suspension.md"
    assert "est en service" in list(publish_upload(house, TRAINER, str(kept)))[-1].html


def test_a_model_out_of_order_is_told_and_the_file_kept(house: Services, tmp_path: Path) -> None:
    broken = Indexer(house.database, house.store, encoder_of(BrokenEmbeddings()), house.settings.data_dir)
    path = tmp_path / "la-suspension.md"
    path.write_text(make_fiche("la suspension"), encoding="utf-8")
    last = list(publish_upload(dataclasses.replace(house, indexer=broken), TRAINER, str(path)))[-1]
    assert "Le modèle manque." in last.html
    assert texts_staff.UPLOAD_KEPT in said(last)
    assert path.exists()


def test_a_page_closed_in_the_middle_stops_nothing(house: Services, tmp_path: Path) -> None:
    path = tmp_path / "la-suspension.md"
    path.write_text(make_fiche("la suspension"), encoding="utf-8")
    steps = publish_upload(house, TRAINER, str(path))
    assert isinstance(steps, Iterator)
    next(steps)
    steps.close()  # type: ignore[attr-defined]
    while "la-suspension.md" not in show_documents(house, TRAINER, EVERYTHING):
        assert any(thread.name.startswith("publish") for thread in threading.enumerate())
        time.sleep(0.05)


def test_the_time_left_is_told_from_the_pace_of_this_file_alone(house: Services, send: Send, tmp_path: Path) -> None:
    send("le-rejet.md", make_fiche("le rejet").encode())
    path = tmp_path / "la-suspension.md"
    path.write_text(make_fiche("la suspension") + "\nUne ligne.\n" * 3, encoding="utf-8")
    ticks = iter(range(0, 100_000, 60))
    steps = list(publish_upload(house, TRAINER, str(path), clock=lambda: next(ticks)))
    told = [step.html for step in steps if " textes sur " in step.html]
    assert re.search(r">0 textes sur \d\d<", told[0])
    assert "environ" not in told[0]
    assert any("environ" in html for html in told[1:])


def test_the_filter_narrows_by_title_kind_module_and_review(house: Services, send: Send) -> None:
    send("l-ete.md", make_fiche("l'Été").encode())
    send("le-rejet.md", make_fiche("le rejet", module="VI", review_by="2026-01-01").encode())
    send("guide.txt", b"# Le guide\n\nUn guide du chantier, en quelques mots.\n")
    names = {"l-ete.md", "le-rejet.md", "guide.txt"}
    expected = {
        Filter(): names,
        Filter(text="ete"): {"l-ete.md"},
        Filter(text="  REJET sujet "): {"le-rejet.md"},
        Filter(kind="fascicule"): {"guide.txt"},
        Filter(module="VI"): {"le-rejet.md"},
        Filter(only_overdue=True): {"le-rejet.md"},
        Filter(kind="fiche", module="III"): {"l-ete.md"},
    }
    for wanted, found in expected.items():
        assert {name for name in names if name in listed(house, wanted)} == found, wanted
    assert typeset("3 documents en service, dont 1 à relire") in listed(house)
    assert f"à relire depuis le {french_date(date(2026, 1, 1))}" in listed(house)
    assert typeset("1 document sur 3 en service") in listed(house, Filter(kind="fascicule"))
    assert texts_staff.NO_MATCH in listed(house, Filter(text="absent"))


def test_what_was_asked_in_vain_is_listed_latest_first_without_who_asked(house: Services) -> None:
    assert texts_staff.GAPS_NONE in show_gaps(house, TRAINER).unescape()
    asked = [
        ("Une <b>météo</b> ?", "abstain", "hors périmètre", None, None),
        ("Une bonne réponse ?", "answer", "", 1, None),
        ("Une réponse à côté ?", "answer", "", -1, "hors sujet"),
        ("Bonjour", "smalltalk", "", None, None),
    ]
    with house.database.session() as session:
        session.add(Conversation(id="c", owner="user:42"))
        session.add_all(
            Turn(
                conversation_id="c", position=n, question=question, understood_as=question, outcome=outcome,
                reason=reason, text="", vote=vote, vote_reason=why, created_at=datetime(2026, 11, 24, 9, n, tzinfo=UTC),
            )
            for n, (question, outcome, reason, vote, why) in enumerate(asked)
        )  # fmt: skip
    shown = show_gaps(house, TRAINER).unescape()
    assert "<b>météo" not in show_gaps(house, TRAINER)
    assert shown.index(typeset("Une réponse à côté ?")) < shown.index("météo")
    assert typeset("réponse jugée inutile : hors sujet") in shown
    assert typeset("sans réponse : hors périmètre") in shown
    assert french_time(datetime(2026, 11, 24, 9, 2, tzinfo=UTC)) in shown
    for absent in ("Une bonne réponse", "Bonjour", "user:42"):
        assert absent not in shown
