"""``/nouvelles``: little is read, nothing is sent twice, and each learns of their own."""

import pytest
from sqlalchemy import delete, event

from bot.services import Services
from bot.storage.models import AdviserPresence, LiveTalk
from bot.web.notices import desk_news, own_news
from tests.desk.live import AlwaysOpen
from tests.web.visits import SignIn


@pytest.fixture
def waiting(small_course: Services, monkeypatch: pytest.MonkeyPatch) -> int:
    """The talk of « paul », who waits; Rosa is there, and nobody else waits."""
    with small_course.database.session() as session:
        session.execute(delete(AdviserPresence))
        for talk in session.query(LiveTalk).where(LiveTalk.state != "terminé"):
            talk.state = "terminé"
    monkeypatch.setattr(small_course.live, "_hours", AlwaysOpen())
    small_course.live.sign_in("Rosa")
    conversation = small_course.conversations.start("paul")
    return small_course.live.ask(conversation, "paul", "demande").id


def test_a_visitor_learns_of_their_own_talk_and_nothing_changed_is_304(client_as: SignIn) -> None:
    client = client_as(None)
    first = client.get("/nouvelles")
    assert first.json() == {"mark": "", "state": "bot", "pace": 20_000}
    assert first.headers["cache-control"] == "private, no-cache"
    again = client.get("/nouvelles", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_desk_s_counts_are_for_those_who_answer(client_as: SignIn, waiting: int) -> None:
    for role in (None, "stagiaire", "formateur"):
        assert client_as(role).get("/nouvelles?espace=support").status_code == 404
    for role in ("support", "administrateur"):
        news = client_as(role).get("/nouvelles?espace=support").json()
        assert (news["waiting"], news["mine"], news["here"]) == (1, {}, False)


def test_a_mark_moves_with_what_concerns_the_adviser(small_course: Services, waiting: int) -> None:
    marks = [desk_news(small_course, "Rosa")["mark"]]
    small_course.live.take(waiting, "Rosa")
    marks.append(desk_news(small_course, "Rosa")["mark"])
    theirs = desk_news(small_course, "Karim")["mark"]
    conversation = small_course.live.get(waiting).conversation_id
    small_course.live.say(conversation, "paul", "Bonjour", "k1")
    marks.append(desk_news(small_course, "Rosa")["mark"])
    assert desk_news(small_course, "Karim")["mark"] == theirs  # a colleague's talk is not redrawn for them
    assert len(set(marks)) == 3
    small_course.live.close(waiting, "Rosa")
    assert desk_news(small_course, "Rosa")["mark"] not in marks[1:]


def test_a_page_that_asks_again_reads_a_few_rows_and_writes_nothing(small_course: Services, waiting: int) -> None:
    own_news(small_course, "paul")
    asked: list[str] = []
    listen = lambda *args: asked.append(args[2])  # noqa: E731
    event.listen(small_course.database.engine, "before_cursor_execute", listen)
    try:
        own_news(small_course, "paul")
    finally:
        event.remove(small_course.database.engine, "before_cursor_execute", listen)
    assert len(asked) <= 5
    assert all(statement.startswith("SELECT") for statement in asked)
    small_course.live.cancel(small_course.live.get(waiting).conversation_id, "paul")
