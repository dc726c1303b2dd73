"""The trainer's documents, as plain functions: what they show, what they refuse, and what they leave behind."""

import dataclasses
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from asking import hits
from making import make_encrypted_pdf, make_fiche, make_pdf
from sqlalchemy import func, select

from bot.people.accounts import ROLES, TRAINER
from bot.search.errors import NotThere
from bot.search.jobs import JobState
from bot.services import Services
from bot.storage.models import UploadJob, Version
from bot.web import texts_documents as t
from bot.web import texts_staff as staff
from bot.web.documents_actions import (
    DocumentPage,
    Filter,
    act_on_job,
    discard,
    open_version,
    put_in_service,
    receive_files,
    show_documents,
    show_jobs,
    try_question,
    turn_leaf,
    withdraw,
)
from bot.web.documents_views import jobs_html
from bot.web.page_pictures import draw_page, page_labels
from bot.web.permissions import NotAllowed
from bot.web.texts import french_date, typeset

EVERYTHING = Filter()
OUTSIDERS = ["stagiaire", "support", "inconnu", "", None]
OLD, NEW = "Réponse d'avant, toujours en service pour le moment.", "Réponse nouvelle, après la mise en service."


@pytest.fixture
def house(services: Services) -> Services:
    """An empty house with an account per role, named as the role, and small limits."""
    for role in ROLES:
        services.accounts.create(role, "un mot de passe long", role)
    settings = services.settings.model_copy(update={"upload_max_mb": 1})
    return dataclasses.replace(services, settings=settings)


@pytest.fixture
def send(house: Services, tmp_path: Path) -> Callable[..., str]:
    """Sends files as Gradio hands them over, works them off, and gives what was said at once."""

    def send_now(files: dict[str, bytes], direct: bool = False) -> str:
        paths = []
        for name, data in files.items():
            (tmp_path / name).write_bytes(data)
            paths.append(str(tmp_path / name))
        said = receive_files(house, TRAINER, paths, direct)
        while house.upload_worker.work_once():
            pass
        return said.unescape()

    return send_now


Send = Callable[..., str]


def listed(house: Services, wanted: Filter = EVERYTHING) -> str:
    return show_documents(house, TRAINER, wanted).unescape()


def words(page: DocumentPage) -> str:
    return (page.told + page.head + page.change + page.preview + page.versions).unescape()


def fiche(essential: str = OLD) -> dict[str, bytes]:
    return {"la-suspension.md": make_fiche("la suspension", essential=essential).encode()}


@pytest.mark.parametrize("name", OUTSIDERS)
def test_default_deny(house: Services, send: Send, tmp_path: Path, name: str | None) -> None:
    send(fiche())
    sent = tmp_path / "autre.md"
    sent.write_text(make_fiche("le rejet"), encoding="utf-8")
    for action in (
        lambda: show_documents(house, name, EVERYTHING),
        lambda: show_jobs(house, name),
        lambda: receive_files(house, name, [str(sent)], True),
        lambda: act_on_job(house, name, "dismiss", 1),
        lambda: open_version(house, name, 1),
        lambda: turn_leaf(house, name, 1, 0),
        lambda: put_in_service(house, name, 1),
        lambda: withdraw(house, name, 1, 1),
        lambda: discard(house, name, 1),
        lambda: try_question(house, name, "1", "Quoi ?"),
    ):
        with pytest.raises(NotAllowed):
            action()
    assert sent.exists()
    with house.database.session() as session:
        assert session.scalar(select(func.count(UploadJob.id))) == 1
        assert session.get_one(Version, 1).state == "draft"


def test_a_file_sent_is_checked_tried_put_in_service_and_answers(house: Services, send: Send, tmp_path: Path) -> None:
    assert t.NOTHING_YET in listed(house)
    assert send(fiche()) == ""
    assert not (tmp_path / "la-suspension.md").exists()
    assert t.JOB_STATES[JobState.DRAFT] in show_jobs(house, TRAINER).html.unescape()
    assert typeset("1 document, dont 0 en service") in listed(house)
    shown = words(open_version(house, TRAINER, 1))
    for expected in (t.PUT_IN_SERVICE, t.DISCARD, t.GOLDEN_NONE, OLD[:20], "5 passages", "/originaux/1"):
        assert typeset(expected) in shown
    tried = try_question(house, TRAINER, "1", "comment traiter la suspension ?").unescape()
    assert "Factures émises" in tried
    assert t.TRY_EMPTY in try_question(house, TRAINER, "1", " ").unescape()
    assert typeset("« Le sujet la suspension » est en service, version 1.") in words(put_in_service(house, TRAINER, 1))
    assert "suspension" in hits(house, "comment traiter la suspension")[0].passage.text
    assert t.JOB_STATES[JobState.ACTIVE] in show_jobs(house, TRAINER).html.unescape()
    assert typeset("1 document, dont 1 en service") in listed(house)


def test_a_new_version_shows_what_changes_and_one_click_goes_back(house: Services, send: Send) -> None:
    send(fiche(), direct=True)
    send(fiche(NEW))
    assert typeset("version 2 à vérifier") in listed(house)
    shown = words(open_version(house, TRAINER, 2))
    assert t.COMPARED.format(version=1) in shown
    assert t.COUNTS.format(same=4, changed=1, added=0, gone=0) in shown
    assert "<ins>" in shown
    assert t.LEANING_NONE in shown
    put_in_service(house, TRAINER, 2)
    label = t.GO_BACK_TO.format(date=french_date(datetime.now(UTC).date()))
    assert label in words(open_version(house, TRAINER, 1))
    put_in_service(house, TRAINER, 1)
    assert OLD in {hit.passage.text for hit in hits(house, "la suspension")}


def test_a_withdrawal_names_what_goes_then_takes_it_out(house: Services, send: Send) -> None:
    send(fiche(), direct=True)
    asked = words(open_version(house, TRAINER, 1, asked="withdraw"))
    assert t.WITHDRAW_ASKED.format(passages=5, title="Le sujet la suspension") in asked
    assert hits(house, "la suspension")
    assert typeset("« Le sujet la suspension » est retiré") in words(withdraw(house, TRAINER, 1, 1))
    assert hits(house, "la suspension") == ()
    assert t.STANDINGS["withdrawn"] in listed(house)  # type: ignore[index]
    with pytest.raises(NotThere):
        withdraw(house, TRAINER, 1, 1)


def test_golden_questions_that_would_lose_are_asked_about_before_the_switch(
    house: Services, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(fiche())
    lost = {"total": 2, "before": 2, "after": 1, "broken": [{"id": 1, "question": "Où ?", "found": ""}], "mended": []}
    monkeypatch.setattr(house.rehearsals, "before_switch", lambda versions: lost)
    shown = words(put_in_service(house, TRAINER, 1))
    assert t.LOSES_ASKED.format(count=1) in shown
    assert t.GOLDEN_COUNTS.format(**lost) in shown
    assert typeset("Où ?") in shown
    with house.database.session() as session:
        assert session.get_one(Version, 1).state == "draft"
    put_in_service(house, TRAINER, 1, anyway=True)
    assert hits(house, "la suspension")


def test_a_draft_thrown_away_leaves_the_list(house: Services, send: Send) -> None:
    send(fiche())
    assert typeset("est jeté") in discard(house, TRAINER, 1).unescape()
    assert t.NOTHING_YET in listed(house)
    with pytest.raises(NotThere):
        open_version(house, TRAINER, 1)


BAD_FILES: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "encrypted": ("protege.pdf", make_encrypted_pdf, "protégé par un mot de passe"),
    "empty": ("vide.pdf", lambda: b"", "Le fichier « vide.pdf » est vide"),
    "renamed .exe": ("guide.txt", lambda: b"MZ\x90\0" + b"\0" * 300, "guide.txt"),
    "damaged": ("casse.pdf", lambda: make_pdf("Un texte.")[:400], "abîmé"),
    "too big": ("gros.txt", lambda: b"a" * 1_500_000, "Ce fichier fait 1,5 Mo ; la limite est de"),
    "wrong front matter": ("fiche.md", lambda: make_fiche("x", module="IX").encode(), "la clé « module »"),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_each_bad_file_has_its_sentence_and_changes_nothing(
    house: Services, send: Send, tmp_path: Path, case: str
) -> None:
    send(fiche(), direct=True)
    before = listed(house)
    name, make, sentence = BAD_FILES[case]
    said = send({name: make()}) + show_jobs(house, TRAINER).html.unescape()
    assert typeset(sentence) in said
    assert 'role="alert"' in said
    assert not (tmp_path / name).exists()
    assert listed(house) == before


def test_a_file_that_is_gone_says_what_to_do(house: Services, tmp_path: Path) -> None:
    said = receive_files(house, TRAINER, [str(tmp_path / "parti.md")], False).unescape()
    assert t.UPLOAD_LOST.format(name="parti.md") in said


def test_the_files_on_their_way_say_what_is_happening_and_how_long_is_left(house: Services, tmp_path: Path) -> None:
    for name in ("un.md", "deux.md"):
        (tmp_path / name).write_text(make_fiche(name), encoding="utf-8")
    receive_files(house, TRAINER, [str(tmp_path / "un.md"), str(tmp_path / "deux.md")], False)
    first, second = house.uploads.recent()
    html = jobs_html([dataclasses.replace(first, state=JobState.SPLIT, done=10, total=40, seconds_left=300), second])
    said = html.unescape()
    assert typeset("10 textes sur 40, encore 5 minutes environ") in said
    assert t.JOB_WAITING in said
    assert t.JOB_CLOSING in said
    assert len(re.findall(r'data-act="cancel"', said)) == 2
    act_on_job(house, TRAINER, "cancel", second.id)
    assert t.JOB_STATES[JobState.CANCELLED] in show_jobs(house, TRAINER).html.unescape()
    act_on_job(house, TRAINER, "retry", second.id)
    assert show_jobs(house, TRAINER).moving == 2


def test_the_filter_narrows_by_title_kind_module_and_state(house: Services, send: Send) -> None:
    late = (date.today() - timedelta(days=300)).isoformat()
    send(
        {
            "l-ete.md": make_fiche("l'Été").encode(),
            "le-rejet.md": make_fiche("le rejet", module="VI", review_by=late).encode(),
        },
        direct=True,
    )
    send({"guide.txt": b"# Le guide\n\nUn guide du chantier, en quelques mots.\n"})
    names = {"l-ete.md", "le-rejet.md", "guide.txt"}
    expected = {
        Filter(): names,
        Filter(text="ete"): {"l-ete.md"},
        Filter(text="  REJET sujet "): {"le-rejet.md"},
        Filter(kind="fascicule"): {"guide.txt"},
        Filter(module="VI"): {"le-rejet.md"},
        Filter(state="overdue"): {"le-rejet.md"},
        Filter(state="draft"): {"guide.txt"},
        Filter(state="in service"): {"l-ete.md", "le-rejet.md"},
        Filter(state="withdrawn"): set(),
    }
    for wanted, found in expected.items():
        assert {name for name in names if name in listed(house, wanted)} == found, wanted
    assert staff.NO_MATCH in listed(house, Filter(text="absent"))


def test_a_pdf_is_previewed_page_by_page_beside_its_picture(house: Services, send: Send) -> None:
    pages = (
        "Le chantier se facture chaque mois, avant le cinq.",
        "",
        "La caution est rendue un an après la réception.",
    )
    send({"chantier.pdf": make_pdf(*pages, title="Le <b>chantier</b>")})
    page = open_version(house, TRAINER, 1)
    assert "<b>chantier" not in page.head
    assert "/pages/1/1" in page.preview
    assert typeset("Page 1 sur 3") in page.preview.unescape()
    assert t.NOTHING_BEGINS in turn_leaf(house, TRAINER, 1, 1).unescape()
    assert t.GOES_ON.format(label="1") in turn_leaf(house, TRAINER, 1, 1).unescape()
    assert "caution" in turn_leaf(house, TRAINER, 1, 2)
    assert turn_leaf(house, TRAINER, 1, 99) == turn_leaf(house, TRAINER, 1, 2)


def test_a_page_is_drawn_by_its_label_and_a_bad_file_draws_nothing(tmp_path: Path) -> None:
    path = tmp_path / "deux.pdf"
    path.write_bytes(make_pdf("Une page.", "Une autre."))
    assert page_labels(path) == ("1", "2")
    drawn = draw_page(path, "2")
    assert drawn is not None
    assert drawn.startswith(b"\x89PNG")
    assert draw_page(path, "3") is None
    broken = tmp_path / "casse.pdf"
    broken.write_bytes(b"%PDF-1.7 rien")
    assert draw_page(broken, "1") is None
    assert page_labels(broken) == ()
