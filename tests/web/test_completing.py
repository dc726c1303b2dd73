"""A ticket completed in the chat, as the trainee's page shows it: the button, the question, the ways out, a reload."""

import uuid

import pytest

from bot.desk.asking import BEGIN, QUESTIONS, SKIP, STOP
from bot.desk.ticket_talk import READY
from bot.services import Services
from bot.web.chat_actions import ChatActions, Screen
from bot.web.texts import typeset


@pytest.fixture
def owner() -> str:
    return uuid.uuid4().hex


def last(actions: ChatActions, owner: str, text: str, conversation: str | None) -> Screen:
    return list(actions.ask(owner, conversation, text))[-1]


def test_the_page_asks_takes_the_answer_and_is_the_same_after_a_reload(small_course: Services, owner: str) -> None:
    actions = ChatActions(small_course)
    talk = small_course.conversations.start(owner)
    last(actions, owner, "la mairie a rejeté ma facture FA-2026-118 de 1 250 € TTC du 3 novembre 2026", talk)
    offered = last(actions, owner, "ouvrir un ticket", talk)
    assert f'data-act="ask" data-text="{BEGIN}"' in offered.now

    asked = last(actions, owner, BEGIN, talk)
    assert typeset(QUESTIONS["SIRET_ISSUER"]) in asked.now
    assert 'data-act="ticket"' not in asked.now
    for way_out in (SKIP, STOP):
        assert way_out.replace("'", "&#39;") in asked.now

    answered = last(actions, owner, "637 129 263 00017", talk)
    assert typeset(QUESTIONS["SIRET_RECIPIENT"]) in answered.now
    again = ChatActions(small_course).open(owner, talk)
    assert again.now == answered.now
    assert typeset(QUESTIONS["SIRET_ISSUER"]) in (again.past or "")

    aside = last(actions, owner, "Qu'est-ce qu'un cadre de facturation A4 ?", talk)
    assert typeset(QUESTIONS["SIRET_RECIPIENT"]) not in aside.now
    for step in ("21750001600019", SKIP, SKIP):
        done = last(actions, owner, step, talk)
    assert typeset(READY) in done.now
    assert 'data-act="ticket"' in done.now
    (ticket,) = small_course.tickets.mine(owner)
    assert ticket.fields == {"SIRET_ISSUER": "63712926300017", "SIRET_RECIPIENT": "21750001600019"}


def test_a_message_is_the_assistant_s_when_no_ticket_asks(small_course: Services, owner: str) -> None:
    screen = last(ChatActions(small_course), owner, "63712926300017", None)
    assert small_course.tickets.mine(owner) == []
    assert screen.conversation is not None
