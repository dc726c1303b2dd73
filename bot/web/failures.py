"""An exception that reaches a page becomes one French sentence; the log keeps the rest under a reference."""

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import gradio as gr
from gradio.context import LocalContext
from markupsafe import escape

from bot.desk.errors import (
    AttachmentRefused,
    DecisionNotFound,
    DeskBusy,
    GroupGone,
    MessageRefused,
    MoveNotAllowed,
    NoAdviser,
    TalkMoveRefused,
    TalkNotFound,
    TicketConflict,
    TicketNotFound,
)
from bot.desk.proposal_types import ProposalConflict, ProposalNotFound
from bot.dialogue.errors import AdviserSpeaks, ConversationNotFound, GoldenQuestionRefused, QuestionRefused
from bot.people.errors import AccountNotFound, AccountRefused
from bot.people.training_errors import SeatNotFound, SessionNotFound, SessionRefused
from bot.search.errors import IndexBusy, ModelUnavailable, NotThere, PublishingFailed
from bot.web import texts
from bot.web.identity import NotSignedIn
from bot.web.permissions import NotAllowed
from bot.web.rates import TooOften
from bot.web.request_log import reference_of

# Their str() is already the sentence for the person.
FORESEEN = (
    AccountNotFound,
    AccountRefused,
    AdviserSpeaks,
    AttachmentRefused,
    ConversationNotFound,
    DecisionNotFound,
    DeskBusy,
    GoldenQuestionRefused,
    GroupGone,
    IndexBusy,
    MessageRefused,
    ModelUnavailable,
    MoveNotAllowed,
    NoAdviser,
    NotAllowed,
    NotSignedIn,
    NotThere,
    ProposalConflict,
    ProposalNotFound,
    PublishingFailed,
    QuestionRefused,
    SeatNotFound,
    SessionNotFound,
    SessionRefused,
    TalkMoveRefused,
    TalkNotFound,
    TicketConflict,
    TicketNotFound,
    TooOften,
)
_log = logging.getLogger(__name__)


@contextmanager
def told_in_french() -> Iterator[None]:
    """Around a handler's body: whatever it raises is shown as a message that stays until it is closed.

    A foreseen exception tells itself; another gets a reference to give to the support, the same as in the log.
    """
    try:
        yield
    except gr.Error:
        raise
    except FORESEEN as error:
        raise _message(str(error)) from error
    except Exception as error:
        name = _request_id()
        reference = reference_of(name)
        _log.error("failure %s on a page", reference, exc_info=error, extra={"fields": {"request": name}})
        raise _message(texts.UNEXPECTED.format(reference=reference)) from error


def _request_id() -> str:
    """The id of the request that called this event; Gradio runs it elsewhere than where the request came in."""
    state = getattr(LocalContext.request.get(None), "state", None)
    return str(getattr(state, "request_id", "")) or secrets.token_hex(8)


def _message(sentence: str) -> gr.Error:
    # Gradio draws the message as HTML, and a sentence may quote what somebody typed.
    return gr.Error(str(escape(texts.typeset(sentence))), duration=None, print_exception=False)
