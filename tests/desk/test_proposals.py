"""Proposals from the support's hand to the trainer's decision: whose they are, what is kept, never one over another."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from threading import Barrier

import pytest

from bot.desk.errors import MoveNotAllowed
from bot.desk.proposal_types import (
    WORKAROUND,
    ProposalConflict,
    ProposalNotFound,
    ProposalRefused,
    ProposalText,
    ProposalView,
)
from bot.desk.proposals import Proposals, SentFiche
from bot.storage.database import Database

NOON = datetime(2026, 11, 24, 11, tzinfo=UTC)
TEXT = ProposalText(
    question="Où se garer pendant le stage ?",
    answer="Garez-vous derrière la mairie : le stationnement y est gratuit toute la journée.",
    origin="ticket T-2026-000012",
    confirmed_on=date(2026, 11, 24),
    wordings=("parking du stage", "Où se garer pendant le stage ?"),
    sources=("Livret d'accueil, page 2",),
)
FICHE = SentFiche("fiche:ou-se-garer", "0" * 64)


@pytest.fixture
def proposals(database: Database) -> Proposals:
    return Proposals(database, lambda: NOON)


@pytest.fixture
def proposed(proposals: Proposals) -> ProposalView:
    return proposals.propose(TEXT, "sofia")


def test_a_proposal_waits_for_a_trainer_and_its_author_follows_it(proposals: Proposals, proposed: ProposalView) -> None:
    assert proposed.state == "proposée"
    assert proposed.text == replace(TEXT, wordings=("parking du stage",))
    assert proposals.waiting() == proposals.mine("sofia") == [proposed]
    assert proposals.mine("marc") == proposals.decided() == []
    assert proposals.count_waiting() == 1
    assert [(step.state, step.who, step.at) for step in proposed.history] == [("proposée", "sofia", NOON)]


def test_a_second_click_makes_no_second_proposal(proposals: Proposals, proposed: ProposalView) -> None:
    assert proposals.propose(TEXT, "sofia") == proposed
    assert proposals.propose(replace(TEXT, origin="ticket T-2026-000013"), "sofia") != proposed
    assert proposals.count_waiting() == 2


def test_personal_data_is_taken_out_before_it_is_kept(proposals: Proposals) -> None:
    kept = proposals.propose(
        replace(
            TEXT,
            question="Que faire, Mme Durand, du SIRET 73282932000074 ?",
            answer="Écrivez à jean.petit@exemple.fr,\x00 puis attendez sa réponse, qui vient sous deux jours.",
            wordings=("mon mail est jean.petit@exemple.fr", "que faire du SIRET"),
        ),
        "sofia",
    ).text
    told = f"{kept.question} {kept.answer} {kept.wordings}"
    assert not [secret for secret in ("Durand", "73282932000074", "jean.petit", "\x00") if secret in told]
    assert set(kept.removed) == {"nom", "SIRET", "adresse électronique"}
    assert kept.wordings == ("que faire du SIRET",)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"question": " ? "}, "La question fait"),
        ({"question": "x" * 301}, "301 caractères"),
        ({"answer": " \n"}, "Écrivez la réponse"),
        ({"answer": "Oui."}, "4 caractères ; il en faut au moins 60"),
        ({"answer": "x" * 4001}, "4001 caractères"),
        ({"kind": "miracle"}, "solution ou un contournement"),
        ({"kind": WORKAROUND}, "jusqu'à quand"),
        ({"kind": WORKAROUND, "until": TEXT.confirmed_on}, "doit suivre"),
        ({"kind": WORKAROUND, "watch": "x" * 301}, "À surveiller"),
        ({"origin": ""}, "d'où vient"),
        ({"sources": ("ab",)}, "Chaque source"),
        ({"sources": tuple(f"page {n}" for n in range(9))}, "9 sources"),
    ],
)
def test_what_can_not_be_kept_is_refused_by_name(proposals: Proposals, changes: dict[str, object], told: str) -> None:
    with pytest.raises(ProposalRefused, match=told):
        proposals.propose(replace(TEXT, **changes), "sofia")
    assert proposals.waiting() == []


def test_a_work_around_keeps_its_end_and_what_to_watch_a_solution_has_none(proposals: Proposals) -> None:
    held = replace(TEXT, kind=WORKAROUND, until=date(2027, 3, 31), watch="la version 8 du portail")
    kept = proposals.propose(held, "sofia").text
    assert (kept.kind, kept.until, kept.watch) == (WORKAROUND, date(2027, 3, 31), "la version 8 du portail")
    kept = proposals.propose(replace(held, kind="solution"), "marc").text
    assert (kept.until, kept.watch) == (None, "")


def test_an_acceptance_names_its_fiche_and_happens_once(proposals: Proposals, proposed: ProposalView) -> None:
    accepted = proposals.accept(proposed.id, "anne", FICHE, proposed.revision)
    assert (accepted.state, accepted.document_key, accepted.fiche_sha) == ("acceptée", "fiche:ou-se-garer", "0" * 64)
    with pytest.raises(ProposalConflict, match=r"« acceptée » \(anne\)") as refused:
        proposals.accept(proposed.id, "paul", FICHE, proposed.revision)
    assert refused.value.current == accepted
    with pytest.raises(MoveNotAllowed, match="déjà acceptée"):
        proposals.accept(proposed.id, "paul", FICHE, accepted.revision)
    assert proposals.count_waiting() == 0
    assert proposals.decided() == [accepted]


def test_of_two_trainers_at_once_one_decides(proposals: Proposals, proposed: ProposalView) -> None:
    barrier = Barrier(4)

    def decide(who: int) -> bool:
        barrier.wait()
        try:
            proposals.accept(proposed.id, f"trainer {who}", FICHE, proposed.revision, edited=who % 2 == 0)
        except ProposalConflict:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(decide, range(4))) == [False, False, False, True]
    assert len(proposals.get(proposed.id).history) == 2


def test_a_refusal_has_a_reason_and_can_be_looked_at_again(proposals: Proposals, proposed: ProposalView) -> None:
    for reason in ("  ", "x" * 1001):
        with pytest.raises(ProposalRefused):
            proposals.refuse(proposed.id, "anne", reason, proposed.revision)
    refused = proposals.refuse(proposed.id, "anne", " La fiche « Venir » le dit déjà. ", proposed.revision)
    assert (refused.state, refused.last.note) == ("refusée", "La fiche « Venir » le dit déjà.")
    again = proposals.reopen(refused.id, "paul", "", refused.revision)
    assert [step.who for step in again.history] == ["sofia", "anne", "paul"]
    assert proposals.waiting() == [again]


def test_a_proposal_decided_anew_has_no_fiche_of_its_own_any_more(proposals: Proposals, proposed: ProposalView) -> None:
    accepted = proposals.accept(proposed.id, "anne", FICHE, proposed.revision, edited=True)
    assert accepted.state == "modifiée puis acceptée"
    again = proposals.reopen(accepted.id, "anne", "le disque était plein", accepted.revision)
    assert (again.state, again.document_key, again.fiche_sha) == ("proposée", None, None)


def test_its_author_alone_takes_it_back(proposals: Proposals, proposed: ProposalView) -> None:
    for other in (lambda: proposals.withdraw(proposed.id, "marc", proposed.revision), lambda: proposals.get(404)):
        with pytest.raises(ProposalNotFound):
            other()
    withdrawn = proposals.withdraw(proposed.id, "sofia", proposed.revision)
    assert withdrawn.state == "retirée"
    with pytest.raises(MoveNotAllowed, match="a retiré"):
        proposals.reopen(withdrawn.id, "anne", "", withdrawn.revision)
    assert proposals.waiting() == []
