"""What the support does with proposals: write one, see what already says it, send it, follow its own, take one back.

Plain functions that take the name Gradio knows the person by, and each asks for the right to act.
"""

import re
from dataclasses import dataclass, replace
from datetime import date

from markupsafe import Markup

from bot.corpus.errors import InvalidFiche
from bot.corpus.fiche import parse_fiche
from bot.corpus.fiche_writing import slug_of, write_fiche
from bot.desk.proposal_fiches import standings_of
from bot.desk.proposal_text import cleaned, refuse_unfit
from bot.desk.proposal_types import ProposalNotFound, ProposalRefused, ProposalText
from bot.privacy.acts import Act
from bot.services import Services
from bot.storage.models import now
from bot.web import texts_proposals as p
from bot.web.cards import notice
from bot.web.fiche_actions import as_stored, fiche_html, iso_day, problems_html
from bot.web.permissions import Action, allow
from bot.web.proposal_fiche import fiche_of, near_text
from bot.web.proposal_views import mine_html, near_html
from bot.web.texts import typeset


@dataclass(frozen=True)
class Form:
    """The form as it stands on the screen; ``until`` as it was typed, lists one entry a line.

    ``origin`` and ``confirmed_on`` are not typed: they come with what the form was opened on.
    """

    question: str
    answer: str
    kind: str
    until: str
    watch: str
    wordings: str
    sources: str
    origin: str
    confirmed_on: str

    @classmethod
    def of(cls, text: ProposalText) -> "Form":
        until = f"{text.until:%d/%m/%Y}" if text.until else ""
        return cls(
            text.question, text.answer, text.kind, until, text.watch, "\n".join(text.wordings),
            "\n".join(text.sources), text.origin, text.confirmed_on.isoformat(),
        )  # fmt: skip

    def read(self) -> ProposalText:
        """What is proposed, personal data taken out; raises ProposalRefused for a date that is none."""
        return cleaned(
            ProposalText(
                question=self.question or "",
                answer=self.answer or "",
                origin=self.origin or "",
                confirmed_on=_date(self.confirmed_on) or now().date(),
                kind=self.kind or "",
                wordings=_lines(self.wordings),
                watch=self.watch or "",
                until=_date(self.until),
                sources=_lines(self.sources),
            )
        )


def preview_proposal(services: Services, name: str | None, form: Form) -> Markup:
    """The fiche as it would be, or what is missing, and what was masked; raises NotAllowed."""
    allow(services.database, name, Action.PROPOSE)
    try:
        return _previewed(form.read())
    except ProposalRefused as error:
        return _mend(str(error))


def show_near(services: Services, name: str | None, form: Form) -> Markup:
    """What already says it; raises NotAllowed."""
    allow(services.database, name, Action.PROPOSE)
    text = cleaned(ProposalText(form.question or "", form.answer or "", "", now().date()))
    if not text.question:
        return Markup("")
    return near_html(near_text(services, text), level=3)


def propose(services: Services, name: str | None, form: Form) -> tuple[Markup, bool]:
    """Send the proposal to the trainers; (what to show, whether it was sent). Raises NotAllowed.

    What could not become a fiche as it is goes no further: a trainer must be able to accept it with one click.
    """
    user = allow(services.database, name, Action.PROPOSE)
    try:
        text = form.read()
        refuse_unfit(text)
        if _fiche_problems(text):
            return _previewed(text), False
        made = services.proposals.propose(text, user.name)
        services.audit.record(user, Act.PROPOSED, made.id)
    except ProposalRefused as error:
        return _mend(str(error)), False
    return notice(p.FORM_SENT, "good"), True


def show_mine(services: Services, name: str | None) -> Markup:
    """One's own proposals, with their state and the trainer's word; raises NotAllowed."""
    user = allow(services.database, name, Action.PROPOSE)
    mine = services.proposals.mine(user.name)
    with services.database.session() as session:
        return mine_html(mine, standings_of(session, mine, now()))


def withdraw_proposal(services: Services, name: str | None, ref: str) -> Markup:
    """Take one's own back; raises NotAllowed, ProposalNotFound, ProposalConflict, MoveNotAllowed."""
    user = allow(services.database, name, Action.PROPOSE)
    proposal, revision = read_ref(ref)
    services.proposals.withdraw(proposal, user.name, revision)
    services.audit.record(user, Act.PROPOSAL_WITHDRAWN, proposal)
    return notice(p.WITHDRAWN_NOW, "good")


def read_ref(text: str) -> tuple[int, int]:
    """« 12:3 » as a card sends it: the proposal and the revision it showed; raises ProposalNotFound for any other."""
    found = re.fullmatch(r"(\d{1,18}):(\d{1,18})", text or "")
    if not found:
        raise ProposalNotFound
    return int(found[1]), int(found[2])


def _previewed(text: ProposalText) -> Markup:
    masked = Markup("")
    if text.removed:
        masked = notice(p.FORM_MASKED.format(removed=", ".join(text.removed)), "warn")
    try:
        refuse_unfit(text)
    except ProposalRefused as error:
        return _mend(str(error)) + masked
    draft = fiche_of(text)
    problems = _fiche_problems(text)
    if problems:
        return problems_html(problems, replace(draft, question=text.question)) + masked
    return fiche_html(parse_fiche(slug_of(draft.title), write_fiche(as_stored(draft)))) + masked


def _fiche_problems(text: ProposalText) -> list[str]:
    """What the reader of fiches would refuse."""
    draft = as_stored(fiche_of(text))
    try:
        parse_fiche(slug_of(draft.title), write_fiche(draft))
    except InvalidFiche as error:
        return error.problems
    return []


def _mend(sentence: str) -> Markup:
    return Markup('<div class="note warn" role="status"><p><strong>{}</strong></p><p>{}</p></div>').format(
        p.TO_MEND, typeset(sentence)
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in (text or "").splitlines() if line.strip())


def _date(typed: str) -> date | None:
    day = iso_day(typed)
    if not day:
        return None
    try:
        return date.fromisoformat(day)
    except ValueError:
        raise ProposalRefused(p.BAD_DATE.format(typed=day[:40])) from None
