"""Whatever the staff changes or takes away leaves a line in the journal, and only administrators read it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import gradio as gr
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from making import make_fiche

from bot.people.accounts import ADMINISTRATOR, ROLES, SUPPORT, TRAINEE, TRAINER
from bot.people.errors import AccountRefused
from bot.people.joining import JoinForm
from bot.people.training import paris_day
from bot.people.training_errors import SessionNotFound
from bot.privacy.acts import Act
from bot.privacy.audit import AuditLog
from bot.services import Services
from bot.storage.base import now
from bot.storage.journal_guards import take_down
from bot.web import accounts_actions
from bot.web import session_actions as sessions
from bot.web import texts_audit as t
from bot.web.audit_actions import act_choices, actor_choices, show_log, verify_log
from bot.web.audit_tab import audit_tab
from bot.web.corpus_archive import archive_routes
from bot.web.documents_actions import act_on_job, discard, put_in_service, receive_files, withdraw
from bot.web.fiche_actions import draft_for, send_fiche
from bot.web.golden_actions import add_question, retire_question, take_in_file
from bot.web.live_desk_actions import come, end, take, transfer
from bot.web.originals import originals_router
from bot.web.permissions import Action, NotAllowed
from bot.web.proposal_actions import Form, propose, withdraw_proposal
from bot.web.proposal_decisions import accept_proposal, refuse_proposal, reopen_proposal
from bot.web.proposal_views import ref_of
from bot.web.question_actions import link_passage, set_aside, undo_decision
from bot.web.session_actions import FormTexts
from bot.web.session_dates import short_day
from bot.web.session_pages import sessions_router
from bot.web.support_actions import Opened, add_note, make_move, stored_texts
from bot.web.ticket_exports import ticket_exports_router
from bot.web.ticket_files import ticket_files_router
from tests.desk.test_gaps import DOLLARS, PARKING, about, ask_in_vain
from tests.privacy.kept import fill
from tests.web.test_documents import NEW, OLD
from tests.web.test_permissions import answer_of, events_of
from tests.web.test_proposals import TEXT, working

PASSWORD = "un mot de passe long"
# What each right to act writes; to add a right is to say here what it leaves in the journal.
WRITES: dict[Action, set[Act]] = {
    Action.PUBLISH: {
        Act.FILE_SENT, Act.FILE_STEERED, Act.DOCUMENT_SERVED, Act.DOCUMENT_WITHDRAWN, Act.DOCUMENT_DISCARDED,
        Act.FICHE_WRITTEN,
    },
    Action.EXPORT_CORPUS: {Act.CORPUS_EXPORTED},
    Action.IMPORT_CORPUS: {Act.CORPUS_IMPORTED},
    Action.DECIDE_GAPS: {Act.GAP_LINKED, Act.GAP_SET_ASIDE, Act.GAP_UNDONE},
    Action.EDIT_GOLDEN: {Act.GOLDEN_ADDED, Act.GOLDEN_RETIRED, Act.GOLDEN_IMPORTED},
    Action.READ_ORIGINAL: {Act.ORIGINAL_READ},
    Action.REVIEW_TICKET: {Act.TICKET_MOVED, Act.TICKET_NOTED},
    Action.EXPORT_TICKETS: {Act.TICKETS_EXPORTED},
    Action.ANSWER_LIVE: {Act.TALK_TAKEN, Act.TALK_GIVEN, Act.TALK_ENDED},
    Action.PROPOSE: {Act.PROPOSED, Act.PROPOSAL_WITHDRAWN},
    Action.MANAGE_ACCOUNTS: {
        Act.ACCOUNT_CREATED, Act.ACCOUNT_CHANGED, Act.ACCOUNT_RESET, Act.ACCOUNT_DISABLED, Act.ACCOUNT_ENABLED,
        Act.ACCOUNT_SIGNED_OUT,
    },
    Action.RUN_SESSIONS: {
        Act.SESSION_OPENED, Act.SESSION_CHANGED, Act.SESSION_CLOSED, Act.SESSION_REOPENED, Act.CODE_RENEWED,
        Act.SEAT_RELEASED, Act.SEAT_RESTORED, Act.RETURN_CODE_GIVEN, Act.PRESENCE_MARKED,
    },
    Action.DECIDE_PROPOSALS: {Act.PROPOSAL_ACCEPTED, Act.PROPOSAL_REFUSED, Act.PROPOSAL_REOPENED},
}  # fmt: skip
# Read, not changed, but it is somebody's file that leaves, or everybody's names.
TAKES = {Act.ATTACHMENT_READ, Act.PRESENCES_EXPORTED}
# By the purge and by trainees: tests/privacy.
ELSEWHERE = {Act.PURGED, Act.ERASED}


@pytest.fixture
def house(services: Services) -> Services:
    for role in ROLES:
        services.accounts.create(role, PASSWORD, role)
    return services


def written(house: Services) -> list[tuple[str, str, str]]:
    return [(one.actor, one.action, one.object_id) for one in reversed(house.audit.latest(200))]


def browser_of(house: Services, role: str) -> TestClient:
    """The routes that give files, for somebody signed in as ``role``."""
    site = FastAPI()
    for router in (originals_router, archive_routes, ticket_exports_router, sessions_router):
        site.include_router(router(house, lambda request: role))
    site.include_router(ticket_files_router(house, lambda request: role, lambda request: None))
    return TestClient(site)


def test_every_right_to_act_says_what_it_writes() -> None:
    assert set(WRITES) == {action for action in Action if not action.name.startswith("SEE_")}
    assert set().union(*WRITES.values()) | TAKES | ELSEWHERE == set(Act)


def test_documents_and_questions_leave_their_lines(house: Services, tmp_path: Path) -> None:
    for number, essential in enumerate((OLD, NEW)):
        file = tmp_path / "le-funiculaire.md"
        file.write_text(make_fiche("le funiculaire", essential=essential), encoding="utf-8")
        receive_files(house, TRAINER, [str(file)], direct=False)
        working(house)(0)
        if number == 0:
            put_in_service(house, TRAINER, 1)
    discard(house, TRAINER, 2)
    act_on_job(house, TRAINER, "dismiss", 1)
    add_question(house, TRAINER, "Comment traiter le funiculaire ?", "answer", "fiche:le-funiculaire", "", "espace")
    retire_question(house, TRAINER, "1")
    golden = tmp_path / "q.jsonl"
    golden.write_text('{"id": "a", "kind": "abstain", "question": "Quel temps fait-il ?"}', encoding="utf-8")
    take_in_file(house, TRAINER, str(golden))
    ask_in_vain(house, [*PARKING, *DOLLARS, "à quelle heure monte le téléphérique rouge ?"])
    passage = house.gaps.closest("envoyer le funiculaire", 1)[0].id
    list(link_passage(house, TRAINER, turns_of(house, "téléphérique"), passage))
    set_aside(house, TRAINER, turns_of(house, "dollar"))
    undo_decision(house, TRAINER, str(house.gaps.board().decisions[0].id))
    asked = turns_of(house, "garer")
    draft = draft_for(house, TRAINER, asked)
    whole = draft.__class__(**{**draft.__dict__, "answer": "Derrière la mairie, " * 9, "source_title": "Livret"})
    list(send_fiche(house, TRAINER, whole, asked, pause=working(house)))
    browser = browser_of(house, TRAINER)
    assert browser.get("/originaux/1").status_code == 200
    archive = browser.get("/corpus.zip").content
    withdraw(house, TRAINER, 1, 1)
    sent = {"archive": ("a.zip", archive)}
    assert browser_of(house, ADMINISTRATOR).post("/corpus", files=sent).status_code == 200
    expected = [Action.PUBLISH, Action.EXPORT_CORPUS, Action.IMPORT_CORPUS, Action.DECIDE_GAPS, Action.EDIT_GOLDEN]
    acts = set().union(*(WRITES[one] for one in [*expected, Action.READ_ORIGINAL]))
    lines = written(house)
    assert {act for _, act, _ in lines} == acts
    assert {actor for actor, act, _ in lines if act != Act.CORPUS_IMPORTED} == {TRAINER}
    assert (TRAINER, "document.served", "1") in lines
    assert (TRAINER, "document.discarded", "2") in lines
    assert (ADMINISTRATOR, "corpus.imported", "") in lines
    assert house.audit.verify().holds


def test_accounts_leave_their_lines(house: Services) -> None:
    at = "https://stage.exemple.fr"
    accounts_actions.invite(house, ADMINISTRATOR, "nina", "Nina", TRAINER, at)
    accounts_actions.reset(house, ADMINISTRATOR, SUPPORT, at)
    accounts_actions.change_role(house, ADMINISTRATOR, TRAINEE, TRAINER)
    accounts_actions.sign_out(house, ADMINISTRATOR, TRAINEE)
    accounts_actions.disable(house, ADMINISTRATOR, TRAINEE)
    accounts_actions.enable(house, ADMINISTRATOR, TRAINEE)
    accounts_actions.sign_everybody_out(house, ADMINISTRATOR, None)
    with pytest.raises(AccountRefused):
        accounts_actions.disable(house, ADMINISTRATOR, ADMINISTRATOR)  # what fails isn't done, and isn't told
    lines = written(house)
    assert {act for _, act, _ in lines} == WRITES[Action.MANAGE_ACCOUNTS]
    assert [on for _, act, on in lines if act == Act.ACCOUNT_SIGNED_OUT] == [TRAINEE, ""]
    assert sum(act == Act.ACCOUNT_DISABLED for _, act, _ in lines) == 1


def turns_of(house: Services, word: str) -> str:
    return ",".join(map(str, about(house, word).turns))


def test_tickets_talks_and_proposals_leave_their_lines(house: Services) -> None:
    ticket_id = fill(house.database, house.settings.data_dir, "visiteur", now() - timedelta(days=1), state="envoyé")
    ticket = house.tickets.get(ticket_id)
    typed = stored_texts(ticket)
    for move in ("take", "correct", "release", "forward", "close", "reopen"):
        ticket = make_move(house, SUPPORT, Opened.of(ticket).written(), move, typed)
    add_note(house, SUPPORT, Opened.of(ticket).written(), "rappeler Durand")
    browser = browser_of(house, SUPPORT)
    assert [browser.get(path).status_code for path in ("/tickets.csv", "/tickets.json", "/pieces/1")] == [200] * 3
    come(house, SUPPORT)
    house.accounts.create("sacha", PASSWORD, SUPPORT)
    come(house, "sacha")
    conversation = house.conversations.start("paul")
    talk = str(opened_talk(house, conversation))
    assert take(house, SUPPORT, talk).good
    assert not take(house, "sacha", talk).good  # what fails isn't done, and isn't told
    transfer(house, SUPPORT, talk, "sacha", "Demande son nom à Durand")
    take(house, "sacha", talk)
    end(house, "sacha", talk, "Au revoir Durand", None)
    assert propose(house, SUPPORT, Form.of(TEXT))[1]
    view = house.proposals.waiting()[0]
    refuse_proposal(house, TRAINER, ref_of(view), "déjà dit")
    reopen_proposal(house, TRAINER, ref_of(house.proposals.get(view.id)))
    list(accept_proposal(house, TRAINER, ref_of(house.proposals.get(view.id)), pause=working(house)))
    other = house.proposals.propose(TEXT.__class__(**{**TEXT.__dict__, "question": "Où dormir avant ?"}), SUPPORT)
    withdraw_proposal(house, SUPPORT, ref_of(other))
    lines = written(house)
    asked = [
        Action.REVIEW_TICKET, Action.EXPORT_TICKETS, Action.ANSWER_LIVE, Action.PROPOSE, Action.DECIDE_PROPOSALS,
    ]  # fmt: skip
    assert {act for _, act, _ in lines} == set().union(*(WRITES[one] for one in asked)) | {Act.ATTACHMENT_READ}
    assert [act for _, act, on in lines if act.startswith("ticket.moved")] == ["ticket.moved"] * 6
    assert [one for one in lines if one[1] == Act.TALK_TAKEN] == [
        (SUPPORT, "talk.taken", talk), ("sacha", "talk.taken", talk),
    ]  # fmt: skip
    told = json.dumps([[*line] for line in lines] + [one.detail for one in house.audit.latest(200)], ensure_ascii=False)
    assert "Durand" not in told
    assert "déjà dit" not in told
    assert house.audit.verify().holds


def test_a_training_day_leaves_its_lines_and_no_name(house: Services) -> None:
    today = paris_day(now())
    form = FormTexts("Stage de Durand", short_day(today), short_day(today), "Chez Durand", 6, "")
    session = sessions.keep_session(house, TRAINER, "", form, str).id
    sessions.keep_session(house, TRAINER, str(session), form, str)
    sessions.renew_code(house, TRAINER, session, str)
    code = house.training.mine(next(one for one in house.accounts.list() if one.name == TRAINER))[0].code
    joined = house.joining.participant_of(house.joining.join(JoinForm(code, "Anne Durand", "durand@exemple.fr")))
    assert joined is not None
    sessions.mark_presence(house, TRAINER, session, joined.id, today.isoformat(), "matin", True)
    given = sessions.give_return_code(house, TRAINER, session, joined.id)
    sessions.release_seat(house, TRAINER, session, joined.id)
    sessions.restore_seat(house, TRAINER, session, joined.id)
    assert browser_of(house, TRAINER).get(f"/formateur/sessions/{session}/presences.csv").status_code == 200
    assert browser_of(house, SUPPORT).get(f"/formateur/sessions/{session}/presences.csv").status_code == 404
    sessions.close_session(house, ADMINISTRATOR, session, str)
    sessions.reopen_session(house, ADMINISTRATOR, session, str)
    with pytest.raises(SessionNotFound):
        sessions.close_session(house, TRAINER, session + 1, str)  # what fails isn't done, and isn't told
    lines = written(house)
    assert len(lines) == 10
    assert {act for _, act, _ in lines} == WRITES[Action.RUN_SESSIONS] | {Act.PRESENCES_EXPORTED}
    assert {on for _, _, on in lines} == {str(session)}
    assert [actor for actor, _, _ in lines] == [TRAINER] * 8 + [ADMINISTRATOR] * 2
    [marked] = house.audit.latest(9, act=Act.PRESENCE_MARKED)
    assert marked.detail == {"participant": joined.id, "day": today.isoformat(), "half": "matin", "present": True}
    told = json.dumps([[*line] for line in lines] + [one.detail for one in house.audit.latest(200)], ensure_ascii=False)
    assert [word for word in ("Durand", "durand", code, given.striptags()[-20:]) if word in told] == []
    shown = show_log(house, ADMINISTRATOR).html.unescape().replace("\u00a0", " ").replace("\u202f", " ")
    assert "présence notée" in shown
    assert "demi-journée : matin ; présent : oui" in shown


def opened_talk(house: Services, conversation: str) -> int:
    """A talk that waits, whatever the hour of the test."""
    from bot.storage.models import LiveTalk

    with house.database.session() as session:
        talk = LiveTalk(
            conversation_id=conversation, owner="paul", state="en attente", reason="demande",
            expires_at=now() + timedelta(hours=1),
        )  # fmt: skip
        session.add(talk)
        session.flush()
        return talk.id


def test_only_an_administrator_reads_the_journal(house: Services) -> None:
    acts: list[Callable[[str | None], object]] = [
        lambda name: show_log(house, name),
        lambda name: actor_choices(house, name),
        lambda name: verify_log(house, name),
    ]
    for name in (TRAINEE, TRAINER, SUPPORT, "inconnu", "", None):
        for act in acts:
            with pytest.raises(NotAllowed):
                act(name)


def test_the_journal_reads_as_french_and_nothing_in_it_is_markup(house: Services) -> None:
    assert t.NOTHING in show_log(house, ADMINISTRATOR).html.unescape()
    ana = house.accounts.create("<b>ana</b>", PASSWORD, SUPPORT)
    at = datetime(2026, 11, 24, 9, 20, tzinfo=UTC)
    AuditLog(house.database, lambda: at).record(ana, Act.TICKET_MOVED, 12, move="close", number="T-2026-000012")
    house.audit.record(ana, Act.DOCUMENT_SERVED, 3, anyway=True, title="<i>Acte</i>")
    log = show_log(house, ADMINISTRATOR)
    shown = log.html.unescape().replace("\u00a0", " ")
    assert "24 novembre 2026 à 10 h 20" in shown
    assert "ticket traité" in shown
    assert "ticket 12" in shown
    assert "geste : Clore" in shown
    assert "malgré les questions témoins perdues : oui" in shown
    assert "<b>" not in log.html
    assert "<i>" not in log.html
    assert log.older is None
    assert ("<b>ana</b>", "<b>ana</b>") in actor_choices(house, ADMINISTRATOR)
    assert "ticket 12" not in show_log(house, ADMINISTRATOR, act="document.served").html.replace("\u00a0", " ")
    assert t.NOTHING in show_log(house, ADMINISTRATOR, actor=SUPPORT).html.unescape()


def test_the_journal_is_read_page_after_page(house: Services) -> None:
    for number in range(60):
        house.audit.record(ADMINISTRATOR, Act.TICKET_NOTED, number)
    first = show_log(house, ADMINISTRATOR)
    assert first.older == 11
    assert first.html.count("<tr") == 51
    second = show_log(house, ADMINISTRATOR, before=first.older)
    assert second.older is None
    assert second.html.count("<tr") == 11


def test_the_check_of_the_chain_says_what_it_found(house: Services) -> None:
    house.audit.record(ADMINISTRATOR, Act.TICKET_NOTED, 1)
    assert house.audit.verify().hash in verify_log(house, ADMINISTRATOR)
    with house.database.engine.begin() as connection:
        take_down(connection)
        connection.exec_driver_sql("UPDATE audit_log SET actor = 'x'")
    assert "altéré" in verify_log(house, ADMINISTRATOR)


def test_the_tab_is_closed_to_any_other_role(house: Services) -> None:
    def build(services: Services) -> gr.Blocks:
        with gr.Blocks() as page, gr.Tabs():
            audit_tab(services, page)
        return page

    events = events_of(build, house)
    assert len(events) == 4
    for event in events:
        for name in (TRAINER, SUPPORT, TRAINEE, None):
            with pytest.raises(gr.Error, match="ouvre pas cette page"):
                answer_of(event, name)
        assert event.api_visibility == "private"
        assert answer_of(event, ADMINISTRATOR)


def test_every_act_has_its_words() -> None:
    assert set(t.ACTS) == set(Act)
    assert {act.kind for act in Act} == set(t.KINDS)
    assert len(act_choices()) == len(Act) + 1
