"""A turn as the trainee sees it: its sources, its votes, its choices, and the next rung when it is due."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from markupsafe import Markup

from bot.dialogue.conversations import TurnView
from bot.dialogue.types import Case
from bot.people.accounts import ADMINISTRATOR, SUPPORT, TRAINEE, TRAINER, User
from bot.web import talk
from bot.web.talk import entries_html, header_html, pending_html, plain_text, turn_html, welcome_html

TURN = TurnView(
    id=12, position=0, question="Ma facture est suspendue ?", understood_as="", outcome="answer", reason="trouvé",
    text="Complétez-la [1].", passages=[], suggestions=[], vote=None, vote_reason=None,
    created_at=datetime(2026, 11, 24, tzinfo=UTC),
    citations=[{
        "n": 1, "document": "Facture suspendue", "section": "Étapes", "page": None, "version": 1, "passage_id": "p",
        "quote": "Complétez-la.", "checked_on": "2026-11-24", "overdue": False, "text": "Complétez-la.",
    }],
)  # fmt: skip


def turn(**changes: Any) -> TurnView:
    return replace(TURN, **changes)


def test_an_answer_has_its_sources_and_its_votes() -> None:
    html = turn_html(TURN)
    assert 'data-open="12-1"' in html
    assert 'data-source="12-1"' in html
    assert html.count('data-act="vote"') == 2
    assert html.count('aria-pressed="false"') == 2
    assert 'data-act="ticket"' not in html


@pytest.mark.parametrize(
    ("outcome", "label"),
    [
        ("abstain", "Sujets proches"),
        ("answer", "Pour aller plus loin"),
        ("smalltalk", "Par exemple"),
    ],
)
def test_suggestions_are_buttons_under_a_label_that_fits_the_outcome(outcome: str, label: str) -> None:
    html = turn_html(turn(outcome=outcome, suggestions=["Facture « simple » ?", 'Facture de "travaux"']))
    assert label in html
    assert html.count('data-act="ask"') == 2
    assert 'data-text="Facture de &#34;travaux&#34;"' in html


def test_cases_are_buttons_under_the_answer_that_ask_a_whole_question_each() -> None:
    cases = [Case("Facture simple", "Comment envoyer (facture simple) ?"), Case('<b>"x"</b>', 'Et "<i>" ?')]
    html = turn_html(turn(outcome="clarify", cases=cases))
    answer = html.split('class="answer"')[1].split("<aside")[0]
    assert 'aria-label="Choisissez votre cas' in answer
    assert answer.count('data-act="ask"') == 2
    assert 'data-text="Comment envoyer (facture simple) ?">Facture simple</button>' in answer
    assert "<b>" not in html
    assert 'data-text="Et &#34;&lt;i&gt;&#34; ?"' in answer
    assert 'class="choices cases"' not in turn_html(turn(outcome="answer"))


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "</h2></article><iframe src=//x>",
        "[clic](javascript:alert(1))",
        "<svg/onload=alert(1)>",
        "&lt;b&gt; déjà échappé &amp;",
    ],
)
def test_what_is_written_is_shown_as_text_wherever_it_appears(attack: str) -> None:
    case = Case(attack, attack)
    html = turn_html(turn(question=attack, text=f"Non trouvé : « {attack} ».", suggestions=[attack], cases=[case]))
    shown = html + pending_html(attack)
    tags = set(re.findall(r"<\s*/?\s*([a-z0-9]+)", shown.lower()))
    assert not tags & {"script", "img", "iframe", "b"}
    assert "javascript:" not in " ".join(re.findall(r'href="([^"]*)"', shown.lower()))
    assert not re.search(r"<[^>]*\son\w+=", re.sub(r'"[^"]*"', '""', shown.lower()))
    assert attack in unescape(shown)


def test_of_a_very_long_conversation_the_last_turns_are_shown_and_the_rest_is_said_to_be_kept() -> None:
    turns = [turn(id=n, position=n) for n in range(100)]
    html = entries_html(turns)
    assert html.count("<article") == 30
    assert 'data-turn="99"' in html
    assert "plus anciens" in html
    assert "plus anciens" not in entries_html(turns[:30])


def test_small_talk_is_not_voted_on() -> None:
    assert 'data-act="vote"' not in turn_html(turn(outcome="smalltalk", citations=[]))


def test_a_turn_that_asked_for_a_ticket_gives_its_button_once_offered_or_not() -> None:
    ticket = turn(outcome="ticket", citations=[])
    assert turn_html(ticket).count('data-act="ticket"') == 1
    offer = Markup('<button data-act="ticket"></button>')
    assert turn_html(ticket, offer).count('data-act="ticket"') == 1


def test_an_offer_stands_under_the_last_turn_alone() -> None:
    offer = Markup("<p>conseiller ?</p>")
    assert entries_html([TURN, turn(id=13, position=1)], offer).count("conseiller ?") == 1


def test_a_screen_reader_hears_the_words_without_markup_and_the_number_of_sources() -> None:
    said = plain_text(turn(text="**Non** : complétez-la [1].\n\n1. Ouvrez."))
    assert "Non" in said
    assert "**" not in said
    assert "1 source" in said
    assert "<" not in said


def test_the_bar_offers_each_role_its_own_pages() -> None:
    def links(role: str | None) -> set[str]:
        user = User(1, "<b>x</b>", role, datetime(2026, 1, 1, tzinfo=UTC)) if role else None
        html = header_html(user)
        assert "<b>x" not in html
        return {page for page in ("/formateur", "/support", "/deconnexion") if f'href="{page}"' in html}

    assert links(None) == set()
    assert links(TRAINEE) == {"/deconnexion"}
    assert links(TRAINER) == {"/formateur", "/deconnexion"}
    assert links(SUPPORT) == {"/support", "/deconnexion"}
    assert links(ADMINISTRATOR) == {"/formateur", "/support", "/deconnexion"}


def test_the_welcome_is_six_questions_one_sentence_and_the_privacy_line() -> None:
    html = welcome_html()
    assert html.count('data-act="ask"') == 6
    assert "ni mot de passe ni coordonnées bancaires" in html


def test_a_turn_drawn_before_is_drawn_anew_once_it_changed() -> None:
    assert "Merci" not in entries_html([TURN])
    assert entries_html([TURN]) == turn_html(TURN)
    assert "Merci" in entries_html([turn(vote=1)])
    assert "version remplacée" in entries_html([turn(citations=[TURN.citations[0] | {"standing": "replaced"}])])


def test_few_drawn_turns_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: dict[bytes, Markup] = {}
    monkeypatch.setattr(talk, "_DRAWN", kept)
    monkeypatch.setattr(talk, "_MOST_DRAWN", 3)
    for number in range(5):
        entries_html([turn(id=number), turn(id=number)])
    assert [re.findall(r'data-turn="(\d)"', html) for html in kept.values()] == [["2"], ["3"], ["4"]]
