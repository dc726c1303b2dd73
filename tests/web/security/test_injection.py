"""What people and documents write is shown as text, by every event and page of the site that shows something."""

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

import gradio as gr
import pytest
from sqlalchemy import select

from bot.desk import ticket_form
from bot.desk.types import TicketChanges
from bot.people.accounts import ADMINISTRATOR, TRAINEE, TRAINER, User
from bot.people.browsers import browser_name
from bot.people.joining import JoinForm
from bot.people.provider import Identity
from bot.privacy.acts import Act
from bot.storage.models import Attachment, Document, Turn, Version
from bot.web import accounts_actions, audit_actions, session_actions
from bot.web.cards import answer_html, notice, paragraph_lines, rich_text
from bot.web.content_policy import PLAIN
from bot.web.forms import message_page, sign_in_page, sign_out_page
from bot.web.identity import PARTICIPANT_COOKIE, SESSION_COOKIE, Cookies, signing_key
from bot.web.staff_page import header_html as staff_header
from bot.web.talk import header_html as talk_header
from bot.web.theme import palette_css
from tests.web.security.events import Said, call, ours, request_of
from tests.web.security.house import NOBODY, PASSWORD, House, pages_of

PAYLOAD = '<img src=x onerror="window.hit=1">'
LIVE = "<img src=x"
# Where the payload must have been drawn, or nothing was tried.
SEEN = (" resume", "/support show", "/formateur show", "/formateur show_list", "/administration show")
# The events that only show: the others would change the house that is shared.
_SHOWING = re.compile(
    r"\.(?:<lambda>|\w*(?:show|open|header|look|news|resume|prepare|list|turn|follow|tell|filter)\w*)$"
)


@dataclass(frozen=True)
class Tainted:
    """Who wrote the payload everywhere, and where it lies: the seat and the link are the keys to theirs."""

    author: str
    training: int
    seat: str
    link: str


@pytest.fixture(scope="module")
def tainted(house: House) -> Tainted:
    """The payload in everything that somebody from outside, or of the staff, can write."""
    services = house.services
    author = services.accounts.create(PAYLOAD, PASSWORD, TRAINEE, display=PAYLOAD)
    services.accounts.open_session(author, PAYLOAD)
    assert services.organisation is not None
    services.organisation.enter(Identity("https://idp", PAYLOAD, (PAYLOAD,), PAYLOAD, ("profs",)))
    services.audit.record(author, Act.ACCOUNT_CHANGED, PAYLOAD, role=PAYLOAD)
    [trainer] = [user for user in services.accounts.list() if user.name == TRAINER]
    form = services.training.find(house.training, trainer).form
    form = replace(form, title=PAYLOAD, place=PAYLOAD, programme=PAYLOAD)
    training = services.training.open(trainer, form)
    seat = services.joining.join(JoinForm(training.code, PAYLOAD, "mal@exemple.fr", shares_name=True))
    joined = services.joining.participant_of(seat)
    assert joined is not None
    services.conversations.ask(services.conversations.start(joined.owner), joined.owner, PAYLOAD)
    link = services.invitations.invite(f"{PAYLOAD} invité", TRAINEE, by=PAYLOAD, display=PAYLOAD).token
    conversation = services.conversations.start(author.owner)
    services.conversations.ask(conversation, author.owner, f"Quand déposer pour la passerelle du canal ? {PAYLOAD}")
    draft = services.tickets.draft(conversation, author.owner)
    fields = dict.fromkeys((entry.key for entry in ticket_form._ENTRIES), PAYLOAD)
    changes = TicketChanges(subject=PAYLOAD, description=PAYLOAD, fields=fields)
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
    return Tainted(author.name, training.id, seat, link)


def drawn(event: Any, shown: Any) -> Iterator[str]:
    """What an event draws as HTML."""
    values = shown if isinstance(shown, list | tuple) else [shown]
    for component, value in zip(event.outputs, values, strict=False):
        if isinstance(component, gr.HTML):
            yield str(value.get("value", "") if isinstance(value, dict) else value)


def test_no_event_draws_what_somebody_wrote_as_markup(house: House, tainted: Tainted) -> None:
    [ticket] = [t for t in house.services.tickets.inbox() if t.subject == PAYLOAD]
    said = Said(
        ticket=ticket.id, version=house.victim.original, leaf=0, text=PAYLOAD, session=tainted.training, account=PAYLOAD
    )  # fmt: skip
    seen: Counter[str] = Counter()
    for page, blocks in pages_of(house.app).items():
        request = request_of(house, ADMINISTRATOR if page else tainted.author)
        for event in ours(blocks):
            if _SHOWING.search(event.fn.__qualname__):
                with suppress(
                    gr.Error, TypeError, AttributeError, ValueError
                ):  # shown nothing without its page's values
                    for html in drawn(event, call(event, request, said=said)):
                        assert LIVE not in html, event.fn.__qualname__
                        assert "javascript:" not in html.replace("](javascript:", ""), event.fn.__qualname__
                        seen[f"{page} {event.fn.__name__}"] += html.count("&lt;img src=x")
    # It was there to be seen, and was: in the talk, in the ticket, among the documents, in a session, and so on.
    assert min(seen[place] for place in SEEN) > 0, seen
    assert seen.total() > 20


def test_no_page_of_ours_draws_what_somebody_wrote_as_markup_nor_breaks_its_policy(
    house: House, tainted: Tainted
) -> None:
    """Each as the person whom it is for: no script, no style but the palette, nothing that acts, the strict policy."""
    signed = Cookies(signing_key(house.services.settings), False)
    author = next(user for user in house.services.accounts.list() if user.name == PAYLOAD)
    account = {"cookie": f"{SESSION_COOKIE}={signed._session.dumps(house.services.accounts.open_session(author))}"}
    seat = {"cookie": f"{PARTICIPANT_COOKIE}={signed._participant.dumps(tainted.seat)}"}
    admin, nobody = house.browser(ADMINISTRATOR), house.browser(NOBODY)
    [trainer] = [user for user in house.services.accounts.list() if user.name == TRAINER]
    code = house.services.training.find(tainted.training, trainer).code
    poster = admin.get(f"/formateur/sessions/{tainted.training}/affiche")
    with_it = [
        nobody.get("/mon-compte", headers=account), nobody.get("/deconnexion", headers=account), poster,
        nobody.get("/rejoindre", headers=account), nobody.get(f"/rejoindre?code={code}"),
        nobody.get("/rejoindre", params={"code": PAYLOAD}), nobody.get("/ma-session", headers=seat),
        nobody.get("/ma-session?garde=1", headers=seat), nobody.get("/rejoindre", headers=seat),
        nobody.post("/rejoindre", data={"code": PAYLOAD, "name": PAYLOAD, "email": PAYLOAD}),
        nobody.get(f"/invitation/{tainted.link}"), nobody.post(f"/invitation/{tainted.link}", data={"password": "x"}),
        admin.get(f"/invitation/{tainted.link}"), nobody.post("/connexion", data={"name": PAYLOAD, "password": "x"}),
    ]  # fmt: skip
    others = [
        nobody.get("/connexion", params={"next": PAYLOAD}), nobody.get("/connexion/organisation/retour?state=x"),
        nobody.get(f"/invitation/{quote(PAYLOAD, safe='')}"), nobody.get("/confidentialite"),
        nobody.get("/accessibilite"),
        nobody.get("/mes-donnees", headers=account), nobody.get("/mes-donnees/effacer", headers=seat),
        nobody.get("/mes-donnees"), nobody.post("/rejoindre", headers={"Origin": "null"}), admin.get("/corpus"),
        nobody.get("/mon-compte", params={"fait": PAYLOAD}, headers=account),
        nobody.post("/mon-compte/mot-de-passe", data={"former": PAYLOAD, "password": "x"}, headers=account),
    ]  # fmt: skip
    for answer in with_it:
        assert "&lt;img src=x" in answer.text, answer.url
    for answer in (*with_it, *others):
        assert answer.headers["content-type"].startswith("text/html"), answer.url
        assert answer.headers["content-security-policy"] == PLAIN, answer.url
        assert LIVE not in answer.text
        body = answer.text.replace(f"<style>{palette_css()}</style>", "", 1)
        tags = " ".join(re.findall(r"<[^>]*>", body))
        assert not re.search(r"<script|<style|<iframe|<base|<meta http-equiv|javascript:", tags), answer.url
        assert not re.search(r"\s(?:style|on\w+)\s*=", re.sub(r'"[^"]*"', '""', tags)), answer.url


def test_no_name_begins_a_formula_nor_a_tag_in_what_is_taken_away(house: House, tainted: Tainted) -> None:
    [trainer] = [user for user in house.services.accounts.list() if user.name == TRAINER]
    code = house.services.training.find(tainted.training, trainer).code
    for number, name in enumerate(("=HYPERLINK(1)", "+33 1", "@SOMME(A1)", "-2+3")):
        house.services.joining.join(JoinForm(code, name, f"formule{number}@exemple.fr"))
    answer = house.browser(TRAINER).get(f"/formateur/sessions/{tainted.training}/presences.csv")
    assert answer.headers["content-disposition"].startswith("attachment")
    cells = [cell for row in csv.reader(io.StringIO(answer.text.lstrip("\ufeff")), delimiter=";") for cell in row]
    assert "'=HYPERLINK(1)" in cells
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@")]
    signed = Cookies(signing_key(house.services.settings), False)
    seat = {"cookie": f"{PARTICIPANT_COOKIE}={signed._participant.dumps(tainted.seat)}"}
    archive = house.browser(NOBODY).post("/mes-donnees/archive", headers=seat)
    with zipfile.ZipFile(io.BytesIO(archive.content)) as files:
        page = files.read("mes-donnees.html").decode()
    assert "&lt;img src=x" in page
    assert LIVE not in page


def test_a_session_an_account_and_the_journal_show_names_as_text(house: House, tainted: Tainted) -> None:
    services = house.services
    page = session_actions.open_session(services, TRAINER, tainted.training, lambda: "http://testserver")
    for html, times in (
        (page.head, 2), (page.news.people, 2), (page.news.asked, 2),
        (accounts_actions.open_account(services, ADMINISTRATOR, PAYLOAD), 2),
        (audit_actions.show_log(services, ADMINISTRATOR, PAYLOAD).html, 3),
    ):  # fmt: skip
        assert LIVE not in html
        assert html.count("&lt;img src=x") >= times, html


@pytest.mark.parametrize("said", [PAYLOAD, f"Mozilla/5.0 (Windows; {PAYLOAD}) Firefox/130", "\x1b[31m" * 9, "x" * 9000])
def test_a_browser_s_name_is_one_of_ours_whatever_it_says_of_itself(said: str) -> None:
    assert re.fullmatch(r"[A-Za-z ]{4,40}", browser_name(said))


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
