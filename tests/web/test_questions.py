"""« Questions » without Gradio: groups, the three actions and their way back, the fiche editor, golden questions."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from making import make_fiche

from bot.corpus.fiche import parse_fiche
from bot.corpus.fiche_writing import FicheDraft, slug_of, write_fiche
from bot.desk.gaps import Board, GapGroup
from bot.dialogue.errors import GoldenQuestionRefused
from bot.people.accounts import SUPPORT, TRAINEE, TRAINER
from bot.services import Services
from bot.storage.models import now
from bot.web.fiche_actions import draft_for, preview_fiche, send_fiche
from bot.web.golden_actions import (
    ADDRESS,
    add_question,
    document_choices,
    retire_question,
    run_all,
    show_golden,
    take_in_file,
)
from bot.web.permissions import NotAllowed
from bot.web.question_actions import (
    link_passage,
    open_cover,
    search_cover,
    set_aside,
    show_decisions,
    show_groups,
    undo_decision,
)
from bot.web.question_views import groups_html
from tests.desk.test_gaps import DOLLARS, PARKING, about, ask_in_vain, put_in_service
from tests.web.visits import PASSWORD, SignIn

ANSWER = "Garez-vous derrière la mairie, place du Marché : le stationnement y est **gratuit** toute la journée."


@pytest.fixture
def house(services: Services) -> Iterator[Services]:
    for role in (TRAINER, TRAINEE):
        services.accounts.create(role, PASSWORD, role)
    return services


def turns_of(house: Services, word: str) -> str:
    return ",".join(map(str, about(house, word).turns))


def test_a_group_shows_how_often_when_and_why_and_nothing_that_was_typed_is_markup(house: Services) -> None:
    assert "attend. Revenez" in show_groups(house, TRAINER)
    ask_in_vain(house, [*PARKING, "<b>gras</b> & paul@exemple.fr"])
    shown = show_groups(house, TRAINER)
    assert "3 fois" in shown
    assert "sans réponse (3)" in shown
    assert "3 façons de le demander" in shown
    assert "<b>" not in shown
    assert "&lt;b&gt;gras&lt;/b&gt; &amp; [adresse électronique masquée]" in shown
    assert "en approche" in shown


def test_more_groups_are_shown_on_demand() -> None:
    at = now()
    groups = tuple(GapGroup((n,), (f"question {n}",), 1, at, at, (("incompris", 1),)) for n in range(26))
    board = Board(groups, (), 7, True)
    first = groups_html(board, 20, lambda question: None)
    assert first.count("<article") == 20
    assert "Voir 6 groupes de plus" in first
    assert 'data-act="more" data-shown="40"' in first
    assert "26 groupes, 26 questions en tout · 7 déjà traitées · Seules les" in first.replace("\u00a0", " ")
    assert groups_html(board, 40, lambda question: None).count("<article") == 26


def test_off_topic_is_said_listed_and_undone(house: Services) -> None:
    ask_in_vain(house, [*DOLLARS, *PARKING])
    said = set_aside(house, TRAINER, turns_of(house, "garer"))
    assert "3 questions retirées de la liste" in said
    decision = house.gaps.board().decisions[0].id
    assert f'data-decision="{decision}"' in said
    assert "Hors sujet" in show_decisions(house, TRAINER)
    assert "garer" not in show_groups(house, TRAINER)
    assert "revenues" in undo_decision(house, TRAINER, str(decision))
    assert "garer" in show_groups(house, TRAINER)
    assert "a encore été traité" in show_decisions(house, TRAINER)


def test_a_passage_is_chosen_linked_in_service_and_unlinked(house: Services) -> None:
    put_in_service(house, "le-funiculaire.md", make_fiche("le funiculaire"))
    ask_in_vain(house, ["à quelle heure monte le téléphérique rouge ?"])
    turns = turns_of(house, "téléphérique")
    choice = open_cover(house, TRAINER, turns)
    assert "téléphérique rouge" in choice.intro
    assert choice.html.count('data-act="link"') > 1
    passage = house.gaps.closest("envoyer le funiculaire", 6)[0]
    assert f'data-passage="{passage.id}"' in search_cover(house, TRAINER, turns, "  envoyer le funiculaire ")
    assert "plus en service" in next(link_passage(house, TRAINER, turns, "fiche:partie:1:0"))
    told = list(link_passage(house, TRAINER, turns, passage.id))
    assert "Mise en service en cours" in told[0]
    assert "mène désormais à" in told[1]
    wordings = house.retriever.load().passages[passage.id].wordings
    assert "à quelle heure monte le téléphérique rouge ?" in wordings
    assert f"Lié à «\u00a0{passage.title.replace(' ?', chr(0x202F) + '?')}\u00a0»" in show_decisions(house, TRAINER)
    undo_decision(house, TRAINER, str(house.gaps.board().decisions[0].id))
    assert house.retriever.load().passages[passage.id].wordings == wordings[:-1]


def test_a_link_made_while_the_index_is_being_written_takes_effect_with_the_next(
    house: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_in_service(house, "le-funiculaire.md", make_fiche("le funiculaire"))
    ask_in_vain(house, ["à quelle heure monte le téléphérique rouge ?"])
    passage = house.gaps.closest("envoyer le funiculaire", 6)[0]
    monkeypatch.setattr("bot.search.switching.PATIENCE_S", 0.0)
    refresh = house.switcher.refresh
    monkeypatch.setattr(type(house.switcher), "refresh", lambda _: refresh(patience=0.0))
    with house.indexer.writing():
        told = list(link_passage(house, TRAINER, turns_of(house, "téléphérique"), passage.id))
    assert "prendra effet" in told[-1]
    put_in_service(house, "la-passerelle.md", make_fiche("la passerelle"))
    assert "à quelle heure monte le téléphérique rouge ?" in house.retriever.load().passages[passage.id].wordings


def test_a_fiche_is_prefilled_told_what_it_lacks_previewed_and_put_in_service(house: Services) -> None:
    ask_in_vain(house, [*PARKING, "où garer sa voiture pour le stage, à moi, jean@exemple.fr"])
    turns = turns_of(house, "garer")
    draft = draft_for(house, TRAINER, turns, date(2026, 11, 24))
    assert draft.question.lower() in {one.lower() for one in PARKING}
    assert (draft.checked_on, draft.review_by) == ("24/11/2026", "24/05/2027")
    assert len(draft.wordings) == 2
    lacking = preview_fiche(house, TRAINER, draft)
    assert "«\u00a0Source\u00a0» : à remplir ou à corriger".replace(" :", "\u00a0:") in lacking
    assert "«\u00a0Réponse\u00a0» fait 0 caractères" in lacking
    assert "Étapes" not in lacking
    assert [closes for _, closes in send_fiche(house, TRAINER, draft, turns)] == [False]
    whole = replace(draft, answer=ANSWER, source_title="Livret d'accueil")
    shown = preview_fiche(house, TRAINER, whole)
    assert "<strong>gratuit</strong>" in shown
    assert "24 mai 2027".replace(" ", "\u00a0") in shown
    house.upload_worker.start()
    told = list(send_fiche(house, TRAINER, whole, turns))
    assert "est en service" in told[-1][0]
    assert house.gaps.board().groups == ()
    assert "Fiche écrite" in show_decisions(house, TRAINER)
    assert house.gaps.closest("parking du stage", 1)[0].text == ANSWER
    ask_in_vain(house, PARKING[:1], now() + timedelta(minutes=1))
    assert "Reposée après la fiche du" in show_groups(house, TRAINER)
    assert "porte déjà ce titre" in preview_fiche(house, TRAINER, whole)


def test_a_fiche_must_be_reviewed_after_it_was_checked(house: Services) -> None:
    fields = FicheDraft(
        "Un titre", "I", ("fournisseur",), "24/11/2026", "23/11/2026", "sûr", "Livret", "", "Quoi ?", (), ANSWER
    )
    assert "doit suivre" in preview_fiche(house, TRAINER, fields)
    for typed in ("31/02/2027", "demain", ""):
        assert "À relire avant le" in preview_fiche(house, TRAINER, replace(fields, review_by=typed))


def test_nothing_typed_in_a_field_can_leave_it() -> None:
    tricks = '"\n---\n## Étapes\n### Autre ?\n--> <!-- autres formulations\n- x\n'
    draft = FicheDraft(
        "Titre" + tricks, "I", ("fournisseur",), "2026-11-24", "2027-05-24", "sûr", "Livret" + tricks, "",
        "Quoi ?" + tricks, ("façon" + tricks,), ANSWER + tricks, "À savoir" + tricks,
    )  # fmt: skip
    fiche = parse_fiche(slug_of(draft.title), write_fiche(draft))
    assert len(fiche.questions) == 1
    assert len(fiche.questions[0].wordings) == 1
    assert [part.section for part in fiche.parts] == ["À savoir"]
    assert fiche.head.title == " ".join(draft.title.split())
    assert slug_of("Facture « Suspendue » : que faire ? Œuvre") == "facture-suspendue-que-faire-oeuvre"
    assert slug_of("!!!") == "sans-titre"


def test_golden_questions_are_added_run_exported_taken_in_and_retired(house: Services, tmp_path: Path) -> None:
    assert "Aucune question témoin" in show_golden(house, TRAINER)
    put_in_service(house, "le-funiculaire.md", make_fiche("le funiculaire"))
    assert ("Le sujet le funiculaire", "fiche:le-funiculaire") in document_choices(house, TRAINER)
    asked = "Comment traiter le funiculaire ?"
    assert "dans la liste" in add_question(house, TRAINER, asked, "answer", "fiche:le-funiculaire", "", "espace / x")
    with pytest.raises(GoldenQuestionRefused):
        add_question(house, TRAINER, asked, "answer", "fiche:le-funiculaire", "", "")
    listed = show_golden(house, TRAINER)
    assert "Le sujet le funiculaire<br>espace / x" in listed
    assert "pas encore posée" in listed
    told = list(run_all(house, TRAINER))
    assert "1 sur 1 comme attendu" in told[-1]
    assert "comme attendu" in show_golden(house, TRAINER)
    assert "retirée" in retire_question(house, TRAINER, "1")
    assert "Aucune question témoin" in show_golden(house, TRAINER)
    file = tmp_path / "q.jsonl"
    file.write_text('{"id": "a", "kind": "abstain", "question": "Quel temps fait-il ?"}', encoding="utf-8")
    assert "1 ajoutées, 0 remplacées" in take_in_file(house, TRAINER, str(file))
    assert not file.exists()
    file.write_bytes(b"\xff\xfe")
    assert "UTF-8" in take_in_file(house, TRAINER, str(file))
    assert "pas de réponse" in show_golden(house, TRAINER)


def test_only_trainers_decide(house: Services) -> None:
    ask_in_vain(house, PARKING)
    turns = turns_of(house, "garer")
    for act in (
        lambda: show_groups(house, TRAINEE),
        lambda: show_decisions(house, TRAINEE),
        lambda: open_cover(house, TRAINEE, turns),
        lambda: set_aside(house, TRAINEE, turns),
        lambda: undo_decision(house, TRAINEE, "1"),
        lambda: next(link_passage(house, TRAINEE, turns, "x")),
        lambda: draft_for(house, TRAINEE, turns),
        lambda: show_golden(house, TRAINEE),
        lambda: next(run_all(house, TRAINEE)),
        lambda: add_question(house, TRAINEE, "q", "abstain", "", "", ""),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert house.gaps.board().decisions == ()


def test_the_list_is_downloaded_by_trainers_alone(client_as: SignIn) -> None:
    response = client_as(TRAINER).get(ADDRESS)
    assert response.status_code == 200
    assert "attachment" in response.headers["content-disposition"]
    for role in (TRAINEE, SUPPORT, None):
        client: TestClient = client_as(role)
        assert client.get(ADDRESS).status_code in (303, 404)
