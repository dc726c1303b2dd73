"""A proposal begun from what the support already wrote: the reply of a ticket, or an adviser's words in a talk.

Whatever is taken comes without personal data, and whoever proposes reads it over: nothing leaves by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.corpus.document import CitedPassage
from bot.desk.drafting import source_of
from bot.desk.errors import TicketNotFound
from bot.desk.live_types import ADVISER, TRAINEE, TalkView
from bot.desk.proposal_text import QUESTION_LENGTH, cleaned
from bot.desk.proposal_types import NothingToPropose, ProposalText
from bot.desk.tickets import Tickets
from bot.dialogue.conversations import TurnView
from bot.dialogue.politeness import without_courtesies
from bot.search.french import words
from bot.storage.database import Database
from bot.storage.models import Ticket

_PARIS = ZoneInfo("Europe/Paris")
_FEWEST_WORDS = 4
Speaker = Literal["stagiaire", "conseiller", "assistant"]


@dataclass(frozen=True)
class Said:
    """One message of a talk; the assistant's count for nothing, for nobody confirmed them."""

    by: Speaker
    text: str


def propose_from(
    question: str,
    answer: str,
    sources: Sequence[str | CitedPassage],
    origin: str,
    wordings: Sequence[str] = (),
    confirmed_on: date | None = None,
) -> ProposalText:
    """A proposal to be read over, personal data taken out; ``origin`` names a ticket or a talk, and no person.

    ``confirmed_on`` is the day when the support gave the answer: today when it isn't said.
    """
    asked = " ".join(without_courtesies(question).split())[: QUESTION_LENGTH[1]]
    return cleaned(
        ProposalText(
            question=asked[:1].upper() + asked[1:],
            answer=_told(answer),
            origin=origin,
            confirmed_on=confirmed_on or datetime.now(_PARIS).date(),
            wordings=tuple(without_courtesies(one) for one in wordings),
            sources=tuple(_named(source) for source in sources),
        )
    )


def from_ticket(tickets: Tickets, ticket_id: int) -> ProposalText:
    """The ticket's question and the support's reply; raises TicketNotFound, and NothingToPropose without a reply."""
    ticket = tickets.get(ticket_id)
    if not ticket.reply.strip():
        raise NothingToPropose(
            f"Le ticket {ticket.number} n'a pas encore de réponse : répondez d'abord au stagiaire, puis proposez la "
            "fiche."
        )
    asked = [str(step["question"]) for step in ticket.tried]
    cited = dict.fromkeys(str(source) for step in ticket.tried for source in step.get("sources") or [])
    confirmed = ticket.reviewed_at.astimezone(_PARIS).date() if ticket.reviewed_at else None
    # The last question put to the assistant is the one that the reply answers; the subject is its author's summary.
    question = next((one for one in reversed(asked) if _is_question(one)), ticket.subject)
    return propose_from(
        question, ticket.reply, list(cited), f"ticket {ticket.number}", [ticket.subject, *asked], confirmed
    )


def ticket_numbered(database: Database, number: str) -> int:
    """The id of the ticket that bears ``number``; raises TicketNotFound."""
    with database.session() as session:
        found = session.scalar(select(Ticket.id).where(Ticket.number == number.strip().upper()))
    if found is None:
        raise TicketNotFound(f"Aucun ticket ne porte le numéro « {number.strip()[:40]} » : vérifiez-le.")
    return found


def from_talk(
    messages: Sequence[Said], reference: str, sources: Sequence[str | CitedPassage] = (), ended_on: date | None = None
) -> ProposalText:
    """The last question that an adviser answered, and the answer; raises NothingToPropose when there is none.

    ``reference`` names the talk and no person (« conversation du 24 novembre 2026 »).
    """
    answered = [
        at
        for at, one in enumerate(messages)
        if one.by == "stagiaire" and _is_question(one.text) and _reply_after(messages, at)
    ]
    if not answered:
        raise NothingToPropose(
            "Aucun conseiller n'a encore répondu à une question dans cette conversation : il n'y a rien à proposer."
        )
    asking = [at for at in answered if "?" in messages[at].text] or answered
    at = asking[-1]
    others = [one.text for one in messages if one.by == "stagiaire" and _is_question(one.text)]
    return propose_from(
        messages[at].text, "\n\n".join(_reply_after(messages, at)), sources, reference, others, ended_on
    )


def spoken_in(talk: TalkView, turns: Sequence[TurnView]) -> list[Said]:
    """What was said before the talk, to the assistant, then in it, in order; the system's own words left out."""
    before: list[Said] = []
    for turn in turns:
        if turn.created_at <= talk.asked_at:
            before += [Said("stagiaire", turn.question), Said("assistant", turn.text)]
    speakers: dict[str, Speaker] = {TRAINEE: "stagiaire", ADVISER: "conseiller"}
    return before + [Said(speakers[one.author], one.text) for one in talk.messages if one.author in speakers]


def cited_in(talk: TalkView) -> list[str]:
    """The sources that an adviser gave with their words, each once."""
    cited = [citation for message in talk.messages for citation in message.citations]
    return list(dict.fromkeys(source_of(citation) for citation in cited))


def _reply_after(messages: Sequence[Said], question: int) -> list[str]:
    """What the adviser told after it, courtesies alone left out, up to the trainee's next question."""
    said: list[str] = []
    for one in messages[question + 1 :]:
        if one.by == "stagiaire" and "?" in one.text and said:
            break
        if one.by == "conseiller" and len(words(one.text)) >= _FEWEST_WORDS:
            said.append(one.text.strip())
    return said


def _told(answer: str) -> str:
    """The answer without the greeting and the thanks of a letter, and with the full stop that went with them."""
    bare = without_courtesies(answer)
    return f"{bare}." if bare[-1:].isalnum() else bare


def _is_question(text: str) -> bool:
    return len(words(without_courtesies(text))) >= _FEWEST_WORDS


def _named(source: str | CitedPassage) -> str:
    if isinstance(source, str):
        return source
    page = f"page {source.page}" if source.page else ""
    return ", ".join(part for part in (source.document, source.section, page) if part)
