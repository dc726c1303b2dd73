"""What a person covers in their ticket stays covered: in the text, the fields, what was tried, and in later drafts."""

from bot.chorus.unneeded import KEPT, MASKED, find_unneeded
from bot.desk.tickets import Tickets
from bot.desk.types import TicketChanges, TicketView
from tests.desk.conftest import Talk

ILL = "j'étais en arrêt maladie, la facture FA-12 a été refusée"


def everything(ticket: TicketView) -> str:
    return f"{ticket.subject} {ticket.description} {ticket.fields} {ticket.tried}"


def test_what_was_covered_stays_so_when_the_talk_goes_on(tickets: Tickets, talk: Talk) -> None:
    talk([("ma facture FA-12 est bloquée", "abstain"), (ILL, "answer")])
    draft = tickets.draft("c1", "paul")
    (illness,) = find_unneeded(draft.description)
    typed = TicketChanges(fields={"MESSAGE": "vu pendant mon arrêt maladie"}, unneeded={illness.mark: MASKED})
    covered = tickets.save(draft.id, "paul", typed, draft.revision)
    assert "maladie" not in everything(covered)
    talk([("et maintenant ?", "answer")])
    later = tickets.draft("c1", "paul")
    assert "maladie" not in everything(later)
    assert later.description == f"{covered.description}\n\net maintenant ?"


def test_what_the_person_keeps_is_left(tickets: Tickets, talk: Talk) -> None:
    talk([(ILL, "answer")])
    draft = tickets.draft("c1", "paul")
    (illness,) = find_unneeded(draft.description)
    kept = tickets.save(draft.id, "paul", TicketChanges(unneeded={illness.mark: KEPT}), draft.revision)
    assert kept.description == ILL
