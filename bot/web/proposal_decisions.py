"""What a trainer does with proposals: look, accept as it is, edit then accept, refuse, decide anew.

Plain functions that take the name Gradio knows the person by, and each asks for the right to act. The proposal is
taken on before its file leaves, on the revision that was seen: accepted twice or by two at once, it makes one fiche.
"""

import hashlib
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

from markupsafe import Markup

from bot.chorus.anonymising import anonymised
from bot.corpus.errors import UnreadableFile
from bot.corpus.fiche_writing import FicheDraft, write_fiche
from bot.desk.proposal_fiches import standings_of
from bot.desk.proposal_states import ACCEPTED, EDITED
from bot.desk.proposal_types import ProposalConflict, ProposalView
from bot.desk.proposals import SentFiche
from bot.people.accounts import User
from bot.privacy.acts import Act
from bot.services import Services
from bot.storage.models import now
from bot.web import texts_proposals as p
from bot.web import texts_questions as q
from bot.web.cards import notice
from bot.web.fiche_actions import as_stored, follow_fiche, problems_html, read_draft
from bot.web.permissions import Action, allow
from bot.web.proposal_actions import read_ref
from bot.web.proposal_fiche import fiche_of_view, near_text
from bot.web.proposal_views import decided_html, waiting_html
from bot.web.texts import typeset

_MOST_SHOWN = 20
Clock = Callable[[], float]
Pause = Callable[[float], None]


def count_label(services: Services, name: str | None) -> str:
    """The tab's name, with how many wait; raises NotAllowed."""
    allow(services.database, name, Action.SEE_PROPOSALS)
    count = services.proposals.count_waiting()
    return p.TAB_COUNT.format(count=count) if count else p.TAB


def show_waiting(services: Services, name: str | None) -> Markup:
    """What is to be decided, oldest first; raises NotAllowed."""
    allow(services.database, name, Action.SEE_PROPOSALS)
    waiting = services.proposals.waiting()
    return waiting_html([(one, near_text(services, one.text, one.id)) for one in waiting[:_MOST_SHOWN]], len(waiting))


def show_decided(services: Services, name: str | None) -> Markup:
    """What was decided, latest first; raises NotAllowed."""
    allow(services.database, name, Action.SEE_PROPOSALS)
    decided = services.proposals.decided()
    with services.database.session() as session:
        return decided_html(decided, standings_of(session, decided, now()))


def accept_proposal(
    services: Services, name: str | None, ref: str, clock: Clock = time.monotonic, pause: Pause = time.sleep
) -> Iterator[Markup]:
    """Accept it as it is and follow its fiche; raises NotAllowed, ProposalNotFound, ProposalConflict, MoveNotAllowed.

    What can't be a fiche as it is, or still shows that somebody was masked, stays to be decided.
    """
    user = allow(services.database, name, Action.DECIDE_PROPOSALS)
    view = _seen(services, ref)
    draft = fiche_of_view(services, view)
    problems = [*read_draft(services, draft)[1], *_masked(draft)]
    if problems:
        yield notice(p.NOT_ACCEPTED, "warn") + problems_html(problems, draft)
        return
    for said, _ in _take_on(services, user, view, draft, False, clock, pause):
        yield said


def draft_of_proposal(services: Services, name: str | None, ref: str) -> FicheDraft:
    """The proposal in the fields of the editor; raises as ``accept_proposal`` does."""
    allow(services.database, name, Action.DECIDE_PROPOSALS)
    return fiche_of_view(services, _seen(services, ref))


def send_edited(
    services: Services, name: str | None, draft: FicheDraft, ref: str,
    clock: Clock = time.monotonic, pause: Pause = time.sleep,
) -> Iterator[tuple[Markup, bool]]:  # fmt: skip
    """Accept it as the trainer edited it; (what to show, whether the editor may close). Raises as the others do."""
    user = allow(services.database, name, Action.DECIDE_PROPOSALS)
    view = _seen(services, ref)
    fiche, problems = read_draft(services, draft)
    if fiche is None:
        yield problems_html(problems, draft), False
        return
    proposed = fiche_of_view(services, view)
    # The module is the search's guess: to choose it is no edit of what was proposed.
    edited = replace(draft, module=proposed.module) != proposed
    yield from _take_on(services, user, view, draft, edited, clock, pause)


def open_refusal(services: Services, name: str | None, ref: str) -> tuple[str, str]:
    """The proposal's reference, and what is about to be refused; raises as ``accept_proposal`` does."""
    allow(services.database, name, Action.DECIDE_PROPOSALS)
    view = _seen(services, ref)
    return ref, str(Markup("{}").format(typeset(p.REFUSAL_INTRO.format(question=view.text.question))))


def refuse_proposal(services: Services, name: str | None, ref: str, reason: str) -> Markup:
    """Turn it down with a reason; raises NotAllowed, ProposalNotFound, ProposalConflict, MoveNotAllowed."""
    user = allow(services.database, name, Action.DECIDE_PROPOSALS)
    proposal, revision = read_ref(ref)
    refused = services.proposals.refuse(proposal, user.name, reason or "", revision)
    services.audit.record(user, Act.PROPOSAL_REFUSED, proposal)
    return notice(p.REFUSED_NOW.format(author=refused.author), "good")


def reopen_proposal(services: Services, name: str | None, ref: str, at: datetime | None = None) -> Markup:
    """Let it be decided anew, unless its fiche answers or is about to; raises as ``refuse_proposal`` does."""
    user = allow(services.database, name, Action.DECIDE_PROPOSALS)
    view = _seen(services, ref)
    if view.state in (ACCEPTED, EDITED):
        with services.database.session() as session:
            standing = standings_of(session, [view], at or now()).get(view.id)
        if standing is not None and not standing.answers_not:
            return notice(p.STILL_ANSWERS, "warn")
    services.proposals.reopen(view.id, user.name, "", view.revision)
    services.audit.record(user, Act.PROPOSAL_REOPENED, view.id)
    return notice(p.REOPENED, "good")


def _seen(services: Services, ref: str) -> ProposalView:
    """The proposal as the screen showed it; raises ProposalNotFound, ProposalConflict."""
    proposal, revision = read_ref(ref)
    view = services.proposals.get(proposal)
    if view.revision != revision:
        raise ProposalConflict(view)
    return view


def _take_on(
    services: Services, user: User, view: ProposalView, draft: FicheDraft, edited: bool, clock: Clock, pause: Pause
) -> Iterator[tuple[Markup, bool]]:
    """What to show, and whether it is on its way."""
    who = user.name
    ready = as_stored(draft)
    data = write_fiche(ready).encode()
    sent = SentFiche(ready.document_key, hashlib.sha256(data).hexdigest())
    taken = services.proposals.accept(view.id, who, sent, view.revision, edited)
    try:
        job = services.uploads.receive(ready.file_name, data, who, direct=True)
    except UnreadableFile as error:
        services.proposals.reopen(taken.id, who, str(error), taken.revision)
        yield notice(q.EDITOR_FAILED.format(problem=str(error)), "bad"), False
        return
    # What was asked in vain like it leaves the trainers' list while the fiche answers.
    services.gaps.decisions.write_fiche(ready.question, [ready.question, *ready.wordings], ready.document_key, who)
    services.audit.record(user, Act.PROPOSAL_ACCEPTED, view.id, edited=edited)
    yield notice(p.ACCEPTED_NOW, "info"), True
    yield follow_fiche(services, job, p.FICHE_DONE.format(title=typeset(ready.title)), clock, pause), True


def _masked(draft: FicheDraft) -> list[str]:
    kinds = anonymised(f"{draft.question}\n{draft.answer}")[1]
    return [p.STILL_MASKED.format(removed=", ".join(kinds))] if kinds else []
