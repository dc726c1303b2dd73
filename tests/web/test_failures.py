"""A failure on a page: one French sentence, and a reference that finds the rest in the log."""

import logging
import re

import gradio as gr
import pytest

from bot.desk.errors import DeskBusy, TicketNotFound
from bot.dialogue.errors import ConversationNotFound
from bot.web.failures import told_in_french
from bot.web.permissions import NotAllowed


def told(error: Exception) -> str:
    with pytest.raises(gr.Error) as caught, told_in_french():
        raise error
    assert caught.value.duration is None
    return str(caught.value.message)


@pytest.mark.parametrize("error", [TicketNotFound(), ConversationNotFound(), DeskBusy(), NotAllowed()])
def test_a_foreseen_failure_tells_itself(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    said = " ".join(told(error).replace("&#39;", "'").split())
    assert said == " ".join(str(error).split())
    assert caplog.records == []


def test_another_failure_gives_the_reference_that_the_log_carries(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        said = told(RuntimeError("mot de passe de la base : hunter2"))
    assert "hunter2" not in said
    reference = re.search(r"référence ([0-9a-f]{8})", said)
    assert reference
    assert reference.group(1) in caplog.text
    assert "hunter2" in caplog.text


def test_a_message_made_for_the_page_passes_as_it_is() -> None:
    message = gr.Error("déjà dit")
    with pytest.raises(gr.Error) as caught, told_in_french():
        raise message
    assert caught.value is message


def test_what_somebody_typed_is_not_drawn_as_markup() -> None:
    assert "<img" not in told(TicketNotFound("<img src=x onerror=alert(1)>"))
