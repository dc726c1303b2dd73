"""What people and documents write is shown as text, by every event of the site that shows something."""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import gradio as gr
import pytest
from sqlalchemy import select

from bot.desk.types import TicketChanges
from bot.people.accounts import ADMINISTRATOR, TRAINEE, User
from bot.storage.models import Attachment, Document, Turn, Version
from bot.web.cards import answer_html, notice, paragraph_lines, rich_text
from bot.web.forms import message_page, sign_in_page, sign_out_page
from bot.web.staff_header import header_html as staff_header
from bot.web.talk import header_html as talk_header
from tests.web.security.events import Said, call, ours, request_of
from tests.web.security.house import PASSWORD, House, pages_of

PAYLOAD = '<img src=x onerror="window.hit=1">'
LIVE = "<img src=x"
# The events that only show: the others would change the house that is shared.
_SHOWING = re.compile(r"\.(?:<lambda>|\w*(?:show|open|header|look|news|resume|prepare|list|turn|follow|tell)\w*)$")


@pytest.fixture(scope="module")
def tainted(house: House) -> str:
    """The payload in everything that somebody from outside can write; the name of who wrote it."""
    services = house.services
    author = services.accounts.create(PAYLOAD, PASSWORD, TRAINEE)
    conversation = services.conversations.start(author.owner)
    services.conversations.ask(conversation, author.owner, f"Quand déposer pour la passerelle du canal ? {PAYLOAD}")
    draft = services.tickets.draft(conversation, author.owner)
    changes = TicketChanges(subject=PAYLOAD, description=PAYLOAD)
    services.tickets.send(draft.id, author.owner, changes, draft.revision)
    with services.database.session() as session:
        session.add(
            Attachment(ticket_id=draft.id, file_name=f"{PAYLOAD}.png", media_type="image/png", size=1, sha256="0" * 64)
        )
        version = session.get_one(Version, house.victim.original)
        version.title = version.file_name = PAYLOAD
        session.get_one(Document, version.document_id).title = PAYLOAD
        for turn in session.scalars(select(Turn).where(Turn.conversation_id == conversation)):
            turn.text = f"{PAYLOAD} [lien](javascript:alert(1)) [1]"
            turn.citations = [
                one | {"document": PAYLOAD, "section": PAYLOAD, "text": PAYLOAD} for one in turn.citations
            ]
    return author.name


def drawn(event: Any, shown: Any) -> Iterator[str]:
    """What an event draws as HTML."""
    values = shown if isinstance(shown, list | tuple) else [shown]
    for component, value in zip(event.outputs, values, strict=False):
        if isinstance(component, gr.HTML):
            yield str(value.get("value", "") if isinstance(value, dict) else value)


def test_no_event_draws_what_somebody_wrote_as_markup(house: House, tainted: str) -> None:
    [ticket] = [t for t in house.services.tickets.inbox() if t.subject == PAYLOAD]
    said = Said(ticket=ticket.id, version=house.victim.original, leaf=0, text=PAYLOAD)
    seen = ""
    for page, blocks in pages_of(house.app).items():
        request = request_of(house.services, ADMINISTRATOR if page else tainted)
        for event in ours(blocks):
            if _SHOWING.search(event.fn.__qualname__):
                with suppress(
                    gr.Error, TypeError, AttributeError, ValueError
                ):  # shown nothing without its page's values
                    for html in drawn(event, call(event, request, said=said)):
                        assert LIVE not in html, event.fn.__qualname__
                        assert "javascript:" not in html.replace("](javascript:", ""), event.fn.__qualname__
                        seen += html
    # It was there to be seen, and was: in the talk, in the ticket, and among the documents.
    assert seen.count("&lt;img src=x") > 3


@pytest.mark.parametrize(
    "text",
    [
        PAYLOAD, f"# {PAYLOAD}", f"- {PAYLOAD}", f"`{PAYLOAD}`", "<svg onload=alert(1)>", "<script>alert(1)</script>",
        "[x](javascript:alert(1))", "[x](data:text/html,<script>alert(1)</script>)", "![x](https://evil.example/a.png)",
        "<a href='javascript:alert(1)'>x</a>", "[x]: javascript:alert(1)\n\n[x]", "<javascript:alert(1)>",
        "&lt;img src=x onerror=alert(1)&gt;", "| a |\n| --- |\n| <b onclick=x> |",
    ],
)  # fmt: skip
def test_markdown_from_outside_makes_no_tag_that_acts(text: str) -> None:
    cited = [{"n": 1, "document": PAYLOAD, "section": PAYLOAD, "passage_id": "1"}]
    for html in (rich_text(text), answer_html(f"{text} [1]", cited, "k"), paragraph_lines(text), notice(text)):
        tags = re.findall(r"<\s*/?\s*([a-zA-Z]+)([^>]*)>", html)
        assert {name.lower() for name, _ in tags}.isdisjoint({"script", "img", "svg", "iframe", "object", "style"})
        for _, attributes in tags:
            assert not re.search(r"(?:^|\s)on\w+\s*=|javascript:|data:", re.sub(r'"[^"]*&[^"]*"', '""', attributes))


def test_a_name_is_text_in_every_bar_and_form() -> None:
    user = User(1, PAYLOAD, ADMINISTRATOR, None)  # type: ignore[arg-type]
    for page in (
        talk_header(user), staff_header("/support", user), sign_in_page(PAYLOAD, PAYLOAD, PAYLOAD),
        sign_out_page(PAYLOAD), message_page(PAYLOAD, PAYLOAD),
    ):  # fmt: skip
        assert LIVE not in page
