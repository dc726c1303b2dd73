"""Live talks on a real database: a queue, two sides, one adviser at a time, and every known way to lose somebody."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.desk.errors import MessageRefused, NoAdviser, TalkMoveRefused, TalkNotFound, TalkTaken
from bot.desk.live_changes import IDLE, PATIENCE, PRESENCE
from bot.desk.live_types import ADVISER, SYSTEM, TRAINEE, TalkView
from bot.storage.database import Database
from tests.desk.live import Clock, House, forget_all
from tests.places import sql_url


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, sql: str) -> Iterator[Database]:
    opened = Database(sql_url(tmp_path_factory.mktemp("live"), sql))
    yield opened
    opened.close()


@pytest.fixture
def database(kept: Database) -> Database:
    """One database for this module, emptied before each test: migrating it takes longer than most of them."""
    forget_all(kept)
    return kept


@pytest.fixture
def house(database: Database) -> House:
    house = House(database)
    house.live.sign_in("Rosa")
    return house


def said(talk: TalkView, *authors: str) -> list[str]:
    return [message.text for message in talk.messages if message.author in (authors or (TRAINEE, ADVISER, SYSTEM))]


def asked(house: House, owner: str = "paul") -> tuple[str, TalkView]:
    conversation = house.conversation(owner)
    return conversation, house.live.ask(conversation, owner, "incompris ×2")


def test_a_whole_talk_is_kept_in_order_with_who_and_when(house: House) -> None:
    conversation, talk = asked(house)
    assert (talk.state, talk.reason, talk.place, house.state(conversation)) == (
        "en attente",
        "incompris ×2",
        1,
        "en attente",
    )
    house.clock.pass_(minutes=2)
    house.live.take(talk.id, "Rosa")
    house.live.reply(talk.id, "Rosa", "Bonjour, quel est le statut ?", "k1")
    house.live.say(conversation, "paul", "Suspendue.", "k2")
    house.live.reply(talk.id, "Rosa", "Complétez-la.", "k3")
    ended = house.live.close(talk.id, "Rosa")
    assert house.state(conversation) == "terminé"
    assert said(ended, TRAINEE, ADVISER) == ["Bonjour, quel est le statut ?", "Suspendue.", "Complétez-la."]
    assert [(c.event, c.who) for c in ended.changes] == [("ask", "stagiaire"), ("take", "Rosa"), ("end", "Rosa")]
    assert ended.changes[1].at - ended.changes[0].at == timedelta(minutes=2)
    assert [m.position for m in ended.messages] == list(range(6))
    assert {m.after_turn for m in ended.messages} == {0}
    house.live.resume(conversation, "paul")
    house.live.resume(conversation, "paul")
    [kept] = house.reopened().live.of(conversation, "paul")
    assert house.state(conversation) == "bot"
    assert [c.event for c in kept.changes] == ["ask", "take", "end", "resume"]
    assert kept.messages == ended.messages


def test_asking_twice_waits_once(house: House) -> None:
    conversation, talk = asked(house)
    again = house.live.ask(conversation, "paul", "demande")
    assert (again.id, again.reason, len(again.messages)) == (talk.id, "incompris ×2", 1)
    house.live.take(talk.id, "Rosa")
    assert house.live.ask(conversation, "paul", "demande").state == "avec un conseiller"


def test_the_queue_is_first_come_first_and_a_transfer_keeps_its_place(house: House) -> None:
    talks = []
    for owner in ("a", "b", "c"):
        talks.append(asked(house, owner)[1])
        house.clock.pass_(seconds=30)
    first, second, third = (talk.id for talk in talks)
    assert [line.id for line in house.live.queue()] == [first, second, third]
    assert house.live.get(third).place == 3
    house.live.take(first, "Rosa")
    assert house.live.get(third).place == 2
    house.live.transfer(first, "Rosa")
    assert [line.id for line in house.live.queue()] == [first, second, third]


def test_out_of_hours_on_holidays_and_with_nobody_there_it_is_said_and_nothing_is_queued(database: Database) -> None:
    """Chatwoot #273, #11649, #9293: asked out of hours, a person waited for nobody."""
    causes = []
    for at in (
        datetime(2026, 11, 24, 6, 0, tzinfo=UTC),
        datetime(2026, 11, 29, 10, 0, tzinfo=UTC),
        datetime(2026, 12, 25, 10, 0, tzinfo=UTC),
        datetime(2026, 11, 24, 10, 0, tzinfo=UTC),
    ):
        house = House(database, Clock(at))
        conversation = house.conversation("paul")
        with pytest.raises(NoAdviser) as refused:
            house.live.ask(conversation, "paul", "demande")
        found = refused.value.availability
        causes.append((found.cause, found.holiday, found.opens_at.isoformat()[:16]))
        assert (house.live.of(conversation, "paul"), house.state(conversation)) == ([], "bot")
    assert causes == [
        ("closed", None, "2026-11-24T07:30"),
        ("closed", None, "2026-11-30T07:30"),
        ("closed", "Noël", "2026-12-28T07:30"),
        ("nobody", None, "2026-11-24T10:00"),
    ]


def test_an_adviser_signed_in_makes_it_open_and_their_silence_closes_it(house: House) -> None:
    assert house.live.availability().open
    house.clock.pass_(seconds=PRESENCE.total_seconds() + 1)
    assert house.live.availability().cause == "nobody"
    assert not house.live.still_there("Rosa")  # has to sign in again: expired is not « I never left »
    assert house.live.advisers() == []
    house.live.sign_in("Rosa")
    assert [one.name for one in house.live.advisers()] == ["Rosa"]
    house.live.sign_out("Rosa")
    assert house.live.advisers() == []
    assert not house.live.still_there("inconnu")


def test_two_advisers_can_t_take_the_same_talk(house: House) -> None:
    _, talk = asked(house)
    start, taken, refused = threading.Barrier(4), [], []

    def take(name: str) -> None:
        start.wait()
        try:
            taken.append(house.live.take(talk.id, name).adviser)
        except TalkTaken as error:
            refused.append(error.adviser)

    threads = [threading.Thread(target=take, args=(f"Conseiller {n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 1
    assert refused == taken * 3
    assert [c.event for c in house.live.get(talk.id).changes] == ["ask", "take"]
    with pytest.raises(TalkTaken, match="suit déjà"):
        house.live.reply(talk.id, "Un autre", "Bonjour", "k")
    for act in (house.live.close, house.live.transfer):
        with pytest.raises(TalkTaken):
            act(talk.id, "Un autre")


def test_messages_sent_at_once_from_both_sides_are_all_kept_once_and_in_order(house: House) -> None:
    conversation, talk = asked(house)
    house.live.take(talk.id, "Rosa")
    met: list[BaseException] = []

    def send(act: Callable[[], Any]) -> None:
        try:
            act()
        except Exception as error:  # noqa: BLE001 - whatever a thread meets is shown by the test
            met.append(error)

    sends: list[Callable[[], Any]] = []
    for n in range(3):
        sends.append(lambda n=n: house.live.say(conversation, "paul", f"p{n}", f"p{n}"))  # type: ignore[misc]
        sends.append(lambda n=n: house.live.reply(talk.id, "Rosa", f"r{n}", f"r{n}"))  # type: ignore[misc]
    threads = [threading.Thread(target=send, args=(act,)) for act in [*sends, *sends]]  # each sent twice
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert met == []
    kept = house.live.get(talk.id)
    assert sorted(said(kept, TRAINEE, ADVISER)) == ["p0", "p1", "p2", "r0", "r1", "r2"]
    assert [m.position for m in kept.messages] == list(range(8))


def test_a_message_sent_again_after_a_dropped_connection_is_kept_once(house: House) -> None:
    conversation, talk = asked(house)
    house.live.take(talk.id, "Rosa")
    house.live.say(conversation, "paul", "Vous êtes là ?", "meme")
    assert said(house.reopened().live.say(conversation, "paul", "Vous êtes là ?", "meme"), TRAINEE) == [
        "Vous êtes là ?"
    ]
    assert len(said(house.live.say(conversation, "paul", "Vous êtes là ?", "autre"), TRAINEE)) == 2


def test_secrets_are_covered_and_what_can_t_be_sent_is_refused_with_its_reason(house: House) -> None:
    conversation, talk = asked(house)
    house.live.take(talk.id, "Rosa")
    kept = house.live.say(conversation, "paul", "mon IBAN FR76 3000 6000 0112 3456 7890 189\x00", "k")
    assert "3000 6000" not in said(kept, TRAINEE)[0]
    for text, why in (("  ", "vide"), ("x" * 4001, "4001 caractères")):
        with pytest.raises(MessageRefused, match=why):
            house.live.say(conversation, "paul", text, "k3")
    for key in ("", "_end-3", "é", "x" * 65):
        with pytest.raises(ValueError, match="client key"):
            house.live.say(conversation, "paul", "bonjour", key)


def test_nobody_is_transferred_to_who_isn_t_there_and_nothing_is_said_then(house: House) -> None:
    """Chatwoot PR 13178: « je vous transfère », and it never happened."""
    _, talk = asked(house)
    house.live.take(talk.id, "Rosa")
    for absent in ("Absente", "Rosa"):
        with pytest.raises(TalkMoveRefused, match="n'est pas connecté"):
            house.live.transfer(talk.id, "Rosa", absent)
    kept = house.live.get(talk.id)
    assert (kept.state, kept.adviser, len(kept.messages)) == ("avec un conseiller", "Rosa", 2)


def test_a_transfer_is_done_and_told_in_one_step(house: House) -> None:
    """Chatwoot #13881: a silent transfer, the person left talking to nobody."""
    conversation, talk = asked(house)
    house.live.sign_in("Karim")
    house.live.take(talk.id, "Rosa")
    given = house.live.transfer(talk.id, "Rosa", "Karim", "IBAN refusé deux fois")
    assert (given.state, given.kept_for, given.adviser) == ("en attente", "Karim", None)
    assert "transmis la conversation à Karim" in said(given, SYSTEM)[-1]
    assert (given.changes[-1].event, given.changes[-1].note) == ("transfer", "IBAN refusé deux fois")
    assert "IBAN refusé" not in " ".join(said(given))
    with pytest.raises(TalkMoveRefused):
        house.live.say(conversation, "paul", "Allô ?", "k")
    assert house.live.take(talk.id, "Karim").adviser == "Karim"
    assert [one.talks for one in house.live.advisers()] == [1, 0]


def test_nobody_came_in_time_so_it_ends_by_itself_and_says_so_once(house: House) -> None:
    """Rocket.Chat #665: dropped in silence. Also after a restart, and when several read at once."""
    conversation, _ = asked(house)
    house.clock.pass_(seconds=PATIENCE.total_seconds() - 1)
    house.live.still_there("Rosa")
    assert house.live.of(conversation, "paul")[0].state == "en attente"
    house.clock.pass_(seconds=2)
    for again in (house, house.reopened(), house.reopened()):
        [talk] = again.live.of(conversation, "paul")
        assert talk.state == "terminé"
        assert [c.event for c in talk.changes] == ["ask", "expire"]
        assert [text for text in said(talk, SYSTEM) if "ticket" in text] == [said(talk, SYSTEM)[-1]]
    assert house.live.queue() == []
    assert house.state(conversation) == "terminé"


def test_an_adviser_whose_connection_is_lost_leaves_the_talk_to_the_queue_at_its_place(house: House) -> None:
    """fazer-ai #457: the human gone, and nobody answered any more."""
    conversation, talk = asked(house, "paul")
    house.clock.pass_(seconds=10)
    _, later = asked(house, "zoé")
    house.live.take(talk.id, "Rosa")
    house.clock.pass_(seconds=PRESENCE.total_seconds() + 1)
    [kept] = house.live.of(conversation, "paul")
    assert (kept.state, kept.adviser, kept.place) == ("en attente", None, 1)
    assert "perdue" in said(kept, SYSTEM)[-1]
    assert [line.id for line in house.live.queue()] == [talk.id, later.id]
    assert house.live.take(talk.id, "Rosa").state == "avec un conseiller"


def test_an_adviser_who_takes_no_more_keeps_the_talks_in_hand(house: House) -> None:
    _, talk = asked(house)
    house.live.take(talk.id, "Rosa")
    house.live.sign_out("Rosa")
    house.clock.pass_(seconds=100)
    house.live.still_there("Rosa")
    house.clock.pass_(seconds=100)
    assert [line.id for line in house.live.in_hand("Rosa")] == [talk.id]
    assert house.live.availability().cause == "nobody"


def test_a_talk_in_which_nobody_writes_any_more_ends(house: House) -> None:
    conversation, talk = asked(house)
    house.live.take(talk.id, "Rosa")
    while house.live.of(conversation, "paul")[0].state != "terminé":
        house.clock.pass_(minutes=2)
        house.live.still_there("Rosa")
        assert house.clock.at < datetime(2026, 11, 24, 10, tzinfo=UTC)
    assert house.clock.at - datetime(2026, 11, 24, 9, tzinfo=UTC) == IDLE


def test_both_end_at_once_and_one_closing_word_is_said(house: House) -> None:
    """fazer-ai #158: two closing replies."""
    conversation, talk = asked(house)
    house.live.take(talk.id, "Rosa")
    house.live.close(talk.id, "Rosa")
    with pytest.raises(TalkMoveRefused, match="terminé"):
        house.live.end(conversation, "paul")
    with pytest.raises(TalkMoveRefused, match="terminé"):
        house.live.close(talk.id, "Rosa")
    kept = house.live.get(talk.id)
    assert len([text for text in said(kept, SYSTEM) if "L'assistant répond de nouveau" in text]) == 1
    with pytest.raises(TalkMoveRefused):
        house.live.say(conversation, "paul", "merci", "k")


def test_cancelling_and_asking_again_is_a_new_request(house: House) -> None:
    conversation, first = asked(house)
    house.live.cancel(conversation, "paul")
    assert house.live.queue() == []
    again = house.live.ask(conversation, "paul", "demande")
    assert again.id != first.id
    assert [talk.state for talk in house.live.of(conversation, "paul")] == ["terminé", "en attente"]
    house.live.take(again.id, "Rosa")
    with pytest.raises(TalkMoveRefused, match="suit déjà"):
        house.live.cancel(conversation, "paul")


def test_another_s_talk_is_as_good_as_absent(house: House) -> None:
    conversation, _ = asked(house)
    for act in (
        lambda: house.live.of(conversation, "zoé"),
        lambda: house.live.ask(conversation, "zoé", "demande"),
        lambda: house.live.say(conversation, "zoé", "bonjour", "k"),
        lambda: house.live.cancel(conversation, "zoé"),
        lambda: house.live.end(conversation, "zoé"),
        lambda: house.live.resume(conversation, "zoé"),
        lambda: house.live.of("inconnue", "paul"),
        lambda: house.live.take(999, "Rosa"),
    ):
        with pytest.raises(TalkNotFound):
            act()
    assert house.live.standing("zoé").mark == ""


def test_no_time_is_told_before_it_is_known_then_from_what_was_seen(house: House) -> None:
    for n in range(3):
        talk = asked(house, f"t{n}")[1]
        assert talk.expected_at is None
        house.clock.pass_(minutes=1)
        house.live.take(talk.id, "Rosa")
        house.clock.pass_(minutes=2)
        house.live.still_there("Rosa")
        house.clock.pass_(minutes=2)
        house.live.still_there("Rosa")
        house.clock.pass_(minutes=2)
        house.live.close(talk.id, "Rosa")
        house.live.still_there("Rosa")
    waits = [asked(house, f"w{n}")[1] for n in range(5)]
    at = house.clock.at
    assert waits[0].expected_at == at + timedelta(minutes=1)  # an adviser has room: what it lately took to answer
    assert waits[3].expected_at == at + timedelta(minutes=2)  # three at once for six minutes: one is free every two
    assert waits[4].expected_at == at + timedelta(minutes=4)
    house.live.sign_out("Rosa")
    assert house.live.get(waits[0].id).expected_at is None


def test_a_mark_changes_with_each_change_and_each_message_and_with_nothing_else(house: House) -> None:
    conversation, talk = asked(house)
    marks = [house.live.standing("paul").mark]
    house.clock.pass_(seconds=20)
    assert house.live.standing("paul").mark == marks[0]
    assert house.live.get(talk.id).trainee_seen_at == house.clock.at  # yet it was noted that the page is there
    acts = (
        lambda: house.live.take(talk.id, "Rosa"),
        lambda: house.live.reply(talk.id, "Rosa", "Bonjour", "k1"),
        lambda: house.live.say(conversation, "paul", "Bonjour", "k2"),
        lambda: house.live.close(talk.id, "Rosa"),
    )
    for act in acts:
        act()
        marks.append(house.live.standing("paul").mark)
    assert len(set(marks)) == 5
