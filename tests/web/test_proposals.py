"""Proposals without Gradio: the form and tab of the support, the decisions of trainers, and the fiche that follows."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from itertools import count
from pathlib import Path

import pytest
from places import settings_in

from bot.corpus.catalogue import list_documents
from bot.corpus.errors import UnreadableFile
from bot.corpus.fiche import parse_fiche
from bot.corpus.fiche_writing import slug_of, write_fiche
from bot.desk.errors import MoveNotAllowed
from bot.desk.proposal_types import WORKAROUND, ProposalConflict, ProposalNotFound, ProposalText, ProposalView
from bot.people.accounts import SUPPORT, TRAINEE, TRAINER
from bot.services import Services, open_services
from bot.storage.models import now
from bot.web.fiche_actions import as_stored
from bot.web.permissions import NotAllowed
from bot.web.proposal_actions import Form, preview_proposal, propose, show_mine, show_near, withdraw_proposal
from bot.web.proposal_decisions import (
    accept_proposal,
    count_label,
    draft_of_proposal,
    open_refusal,
    refuse_proposal,
    reopen_proposal,
    send_edited,
    show_decided,
    show_waiting,
)
from bot.web.proposal_fiche import fiche_of
from bot.web.proposal_views import ref_of
from bot.web.texts import typeset
from tests.warming import copy_house
from tests.web.visits import PASSWORD

TEXT = ProposalText(
    question="Où garer mon dirigeable pendant le stage ?",
    answer="Amarrez-le **derrière la mairie** : le stationnement des dirigeables y est gratuit toute la journée.",
    origin="ticket T-2026-000012",
    confirmed_on=date(2026, 11, 24),
    wordings=("parking pour dirigeable", "amarrer un dirigeable au stage"),
    sources=("Livret d'accueil, page 2", "https://exemple.fr/acces"),
)
# None of them is a wording of the proposal.
ASKED = (
    "je peux stationner mon dirigeable quelque part le jour du stage ?",
    "y a-t-il une place pour mon dirigeable ?",
)
SOURCE = "Réponse confirmée du support, 24 novembre 2026 : solution"


@pytest.fixture
def house(services: Services) -> Services:
    for role in (TRAINER, SUPPORT, TRAINEE):
        services.accounts.create(role, PASSWORD, role)
    return services


@pytest.fixture
def proposed(house: Services) -> ProposalView:
    return house.proposals.propose(TEXT, SUPPORT)


@pytest.fixture
def course(small_course: Services, models: Path, tmp_path: Path) -> Iterator[Services]:
    """The small course in a house of its own, where a test may publish; its vectors come along in SQL."""
    settings = settings_in(tmp_path / "course", models)
    opened = open_services(settings)
    copy_house(small_course.database, opened.database)
    with opened.indexer.writing():
        opened.indexer.rebuild(lambda done, total: None)
    if TRAINER not in {user.name for user in opened.accounts.list()}:
        opened.accounts.create(TRAINER, PASSWORD, TRAINER)
    yield opened
    opened.close()


def working(house: Services) -> Callable[[float], None]:
    """A pause during which the worker does its work."""

    def work(seconds: float) -> None:
        while house.upload_worker.work_once():
            pass

    return work


def accept(house: Services, view: ProposalView) -> list[str]:
    return list(accept_proposal(house, TRAINER, ref_of(view), pause=working(house)))


def ticking() -> Callable[[], float]:
    """A clock that is out of patience at its third look."""
    times = count(0.0, 100.0)
    return lambda: next(times)


@pytest.mark.parametrize("question", [*ASKED])
def test_before_it_is_accepted_the_assistant_does_not_know(small_course: Services, question: str) -> None:
    talk = small_course.conversations.start("lea")
    assert small_course.conversations.ask(talk, "lea", question).outcome == "abstain"


def test_the_next_person_asking_in_other_words_gets_the_new_fiche_with_its_source(course: Services) -> None:
    told = accept(course, course.proposals.propose(TEXT, SUPPORT))
    assert "Mise en service en cours" in told[0]
    assert "est en service" in told[1]
    for question in ASKED:
        reply = course.conversations.ask(course.conversations.start("paul"), "paul", question)
        assert reply.outcome == "answer"
        assert "derrière la mairie" in reply.text
        assert reply.citations[0]["document"] == "Où garer mon dirigeable pendant le stage"
    passage = course.retriever.load().passages[reply.citations[0]["passage_id"]]
    assert [source["title"] for source in passage.sources] == [SOURCE, *TEXT.sources]
    assert "Solution confirmée par le support le 24 novembre 2026." in passage.text
    assert (passage.confidence, passage.review_by) == ("probable", date(2027, 5, 24))
    assert passage.wordings == TEXT.wordings


def test_accepted_twice_or_by_two_it_makes_one_fiche(house: Services, proposed: ProposalView) -> None:
    accept(house, proposed)
    with pytest.raises(ProposalConflict):
        accept(house, proposed)
    with pytest.raises(ProposalConflict):
        next(send_edited(house, TRAINER, fiche_of(replace(TEXT, question="Autre titre ?")), ref_of(proposed)))
    again = house.proposals.get(proposed.id)
    with pytest.raises(MoveNotAllowed):
        list(send_edited(house, TRAINER, fiche_of(replace(TEXT, question="Autre titre ?")), ref_of(again)))
    assert len(house.uploads.recent()) == 1
    assert [step.who for step in again.history] == [SUPPORT, TRAINER]
    decided = show_decided(house, TRAINER)
    assert "fiche en service" in decided
    assert "Remettre à décider" not in decided
    assert "en chemin" in reopen_proposal(house, TRAINER, ref_of(again))
    twin = house.proposals.propose(replace(TEXT, origin="ticket T-2026-000013"), SUPPORT)
    assert "porte déjà ce titre" in accept(house, twin)[0]
    assert house.proposals.get(twin.id).state == "proposée"


def test_edited_it_becomes_the_fiche_that_the_trainer_wrote(house: Services, proposed: ProposalView) -> None:
    draft = draft_of_proposal(house, TRAINER, ref_of(proposed))
    lacking = list(send_edited(house, TRAINER, replace(draft, answer="Non."), ref_of(proposed)))
    assert [closes for _, closes in lacking] == [False]
    assert house.proposals.get(proposed.id) == proposed
    mine = replace(draft, answer=draft.answer.replace("gratuit", "payant"), other_sources=("x",))
    assert "Autres sources" in next(send_edited(house, TRAINER, mine, ref_of(proposed)))[0]
    mine = replace(mine, other_sources=("Livret d'accueil",), module="V")
    told = list(send_edited(house, TRAINER, mine, ref_of(proposed), pause=working(house)))
    assert "est en service" in told[-1][0]
    assert house.proposals.get(proposed.id).state == "modifiée puis acceptée"
    assert "modifiée puis acceptée" in show_mine(house, SUPPORT)
    [passage] = house.retriever.load().passages.values()
    assert "payant" in passage.text


def test_a_fiche_goes_back_and_is_withdrawn_as_any_and_the_proposal_says_so(
    house: Services, proposed: ProposalView
) -> None:
    accept(house, proposed)
    with house.database.session() as session:
        [line] = list_documents(session)
    assert (line.key, line.shown.created_by) == ("fiche:ou-garer-mon-dirigeable-pendant-le-stage", TRAINER)
    house.switcher.withdraw(line.id, TRAINER)
    assert "fiche retirée du service" in show_decided(house, TRAINER)
    house.switcher.put_in_service(line.shown.id, TRAINER)
    assert "fiche en service" in show_mine(house, SUPPORT)
    house.switcher.withdraw(line.id, TRAINER)
    assert "À décider" in reopen_proposal(house, TRAINER, ref_of(house.proposals.get(proposed.id)))
    assert "Accepter telle quelle" in show_waiting(house, TRAINER)


def test_a_file_that_can_not_leave_gives_the_proposal_back(
    house: Services, proposed: ProposalView, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> int:
        raise UnreadableFile("Trop de fichiers attendent déjà.")

    monkeypatch.setattr(type(house.uploads), "receive", full)
    assert "Trop de fichiers" in accept(house, proposed)[-1]
    back = house.proposals.get(proposed.id)
    assert (back.state, back.last.note) == ("proposée", "Trop de fichiers attendent déjà.")


def test_a_process_killed_between_the_acceptance_and_its_file_loses_nothing(
    house: Services, proposed: ProposalView, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """As a signal ends a process."""

    def killed(*_: object, **__: object) -> int:
        raise Killed

    monkeypatch.setattr(type(house.uploads), "receive", killed)
    with pytest.raises(Killed):
        accept(house, proposed)
    taken = house.proposals.get(proposed.id)
    assert taken.state == "acceptée"
    assert "en chemin" in reopen_proposal(house, TRAINER, ref_of(taken))
    assert "remise" in reopen_proposal(house, TRAINER, ref_of(taken), now() + timedelta(minutes=2))
    assert house.proposals.count_waiting() == 1


def test_while_its_fiche_is_on_its_way_a_proposal_can_not_be_decided_anew(
    house: Services, proposed: ProposalView
) -> None:
    draft = replace(draft_of_proposal(house, TRAINER, ref_of(proposed)), module="V")
    told = list(send_edited(house, TRAINER, draft, ref_of(proposed), ticking(), lambda seconds: None))
    assert "attend son tour" in told[-1][0]
    assert "mise en service en cours" in show_mine(house, SUPPORT)
    taken = house.proposals.get(proposed.id)
    assert taken.state == "acceptée"  # nothing of what was proposed was edited
    assert "en chemin" in reopen_proposal(house, TRAINER, ref_of(taken), now() + timedelta(hours=1))
    house.uploads.cancel(house.uploads.recent()[0].id)
    assert "pas pu être mise en service" in show_decided(house, TRAINER)
    assert "remise" in reopen_proposal(house, TRAINER, ref_of(taken))


def test_what_is_still_masked_is_not_accepted_as_it_is(house: Services) -> None:
    view = house.proposals.propose(replace(TEXT, answer=f"{TEXT.answer} Appelez le 06 12 34 56 78."), SUPPORT)
    assert "masqué\u00a0: téléphone" in show_waiting(house, TRAINER).replace("numéro de ", "")
    told = accept(house, view)
    assert len(told) == 1
    assert "données masquées" in told[0]
    assert house.proposals.get(view.id) == view


def test_a_refusal_is_read_by_its_author(house: Services, proposed: ProposalView) -> None:
    ref, intro = open_refusal(house, TRAINER, ref_of(proposed))
    assert "dirigeable" in intro
    with pytest.raises(MoveNotAllowed, match="pourquoi"):
        refuse_proposal(house, TRAINER, ref, " ")
    assert SUPPORT in refuse_proposal(house, TRAINER, ref, "La fiche <b>« Venir »</b> le dit.")
    mine = show_mine(house, SUPPORT)
    assert "refusée" in mine
    assert "&lt;b&gt;«\u00a0Venir\u00a0»&lt;/b&gt; le dit." in mine
    assert "Retirer" not in mine
    assert count_label(house, TRAINER) == "Propositions"
    assert "remise" in reopen_proposal(house, TRAINER, ref_of(house.proposals.get(proposed.id)))
    assert count_label(house, TRAINER) == "Propositions (1)"


def test_one_s_own_proposal_is_followed_and_taken_back(house: Services, proposed: ProposalView) -> None:
    assert "rien proposé" in show_mine(house, house.accounts.create("marc", PASSWORD, SUPPORT).name)
    assert "proposée" in show_mine(house, SUPPORT)
    for ref in (f"{proposed.id}", "x", "404:1"):
        with pytest.raises(ProposalNotFound):
            withdraw_proposal(house, SUPPORT, ref)
    with pytest.raises(ProposalNotFound):
        withdraw_proposal(house, "marc", ref_of(proposed))
    assert "retirée" in withdraw_proposal(house, SUPPORT, ref_of(proposed))
    assert "Aucune proposition n" in show_waiting(house, TRAINER)
    with pytest.raises(ProposalConflict, match="retirée"):
        accept(house, proposed)


def test_the_form_shows_the_fiche_what_lacks_and_what_was_masked(house: Services) -> None:
    form = Form.of(TEXT)
    shown = preview_proposal(house, SUPPORT, form)
    assert "<strong>derrière la mairie</strong>" in shown
    assert "24 novembre 2026 : solution" in shown.replace("\u00a0", " ")
    for changes, told in (
        ({"kind": WORKAROUND}, "à quand il vaut"),
        ({"kind": WORKAROUND, "until": "31/02/2027"}, "pas une date"),
        ({"answer": "Oui."}, "fait 4 caractères"),
        ({"answer": "x" * 990}, "il en faut de 60 à 1000"),
        ({"question": ""}, "La question fait 0"),
        ({"answer": f"{TEXT.answer} Écrivez à jean@exemple.fr"}, "Masqué dans le texte"),
    ):
        wrong = replace(form, **changes)
        assert told in preview_proposal(house, SUPPORT, wrong).replace("\u00a0", " ")
        if "Masqué" not in told:
            assert propose(house, SUPPORT, wrong)[1] is False
    assert house.proposals.count_waiting() == 0
    said, sent = propose(house, SUPPORT, replace(form, kind=WORKAROUND, until="31/01/2027", watch="la version 8"))
    assert sent
    assert "Mes propositions" in said.replace("\u00a0", " ")
    [view] = house.proposals.waiting()
    assert (view.text.until, view.text.origin, view.author) == (date(2027, 1, 31), TEXT.origin, SUPPORT)
    card = show_waiting(house, TRAINER)
    for words in ("contournement", "jusqu'au 31 janvier 2027", "à surveiller : la version 8", "Livret d'accueil"):
        assert words in unescape(card).replace("\u00a0", " ")


def test_a_work_around_says_so_first_and_is_reviewed_at_its_end(house: Services) -> None:
    text = replace(TEXT, kind=WORKAROUND, until=date(2027, 1, 31), watch="la version 8 du portail.")
    draft = as_stored(fiche_of(text))
    fiche = parse_fiche(slug_of(draft.title), write_fiche(draft))
    assert fiche.questions[0].answer.startswith(
        "**Contournement** confirmé par le support le 24 novembre 2026, jusqu'au 31 janvier 2027 ; à surveiller : la "
        "version 8 du portail.\n\n"
    )
    assert (fiche.head.review_by, fiche.head.confidence) == (date(2027, 1, 31), "à vérifier")
    assert fiche.head.sources[0].title.endswith(" : contournement")
    assert fiche.head.sources[2].url == "https://exemple.fr/acces"
    endless = as_stored(fiche_of(replace(text, until=None)))
    assert endless.review_by == "2027-02-24"
    assert fiche_of(replace(TEXT, sources=())).confidence == "à vérifier"


def test_what_says_it_already_is_shown_to_both(course: Services) -> None:
    passage = next(p for p in course.retriever.load().passages.values() if p.wordings)
    text = replace(TEXT, question=passage.wordings[0])
    if SUPPORT not in {user.name for user in course.accounts.list()}:
        course.accounts.create(SUPPORT, PASSWORD, SUPPORT)
    near = show_near(course, SUPPORT, Form.of(text))
    assert typeset(passage.title) in unescape(near)
    assert "répond à la même question" in near
    assert "Autres propositions" not in near
    for question in (text.question, TEXT.question):
        course.proposals.propose(replace(TEXT, question=question), SUPPORT)
    both = show_waiting(course, TRAINER)
    assert "Autres propositions en attente" in both
    assert "presque mot pour mot" in both
    assert show_near(course, SUPPORT, replace(Form.of(text), question=" ")) == ""


def test_nothing_typed_is_markup(house: Services) -> None:
    house.proposals.propose(
        replace(
            TEXT, question="<b>Où</b> & quand ?", answer=f"<script>x</script> {TEXT.answer}", sources=("<i>a</i>",)
        ),
        SUPPORT,
    )
    for shown in (show_waiting(house, TRAINER), show_mine(house, SUPPORT)):
        assert "<b>" not in shown
        assert "<script" not in shown
        assert "<i>" not in shown


@pytest.fixture
def acts(house: Services, proposed: ProposalView) -> Iterator[dict[str, list[Callable[[str | None], object]]]]:
    ref, form, draft = ref_of(proposed), Form.of(TEXT), fiche_of(TEXT)
    yield {
        SUPPORT: [
            lambda who: preview_proposal(house, who, form),
            lambda who: show_near(house, who, form),
            lambda who: propose(house, who, form),
            lambda who: show_mine(house, who),
            lambda who: withdraw_proposal(house, who, ref),
        ],
        TRAINER: [
            lambda who: count_label(house, who),
            lambda who: show_waiting(house, who),
            lambda who: show_decided(house, who),
            lambda who: next(accept_proposal(house, who, ref)),
            lambda who: draft_of_proposal(house, who, ref),
            lambda who: next(send_edited(house, who, draft, ref)),
            lambda who: open_refusal(house, who, ref),
            lambda who: refuse_proposal(house, who, ref, "non"),
            lambda who: reopen_proposal(house, who, ref),
        ],
    }
    assert house.proposals.get(proposed.id) == proposed


@pytest.mark.parametrize("role", [SUPPORT, TRAINER])
def test_each_act_is_refused_to_any_other_role(
    acts: dict[str, list[Callable[[str | None], object]]], role: str
) -> None:
    for other in {SUPPORT, TRAINER, TRAINEE, None} - {role}:
        for act in acts[role]:
            with pytest.raises(NotAllowed):
                act(other)
