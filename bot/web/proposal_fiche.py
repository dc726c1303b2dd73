"""A proposal as the fiche that it would be: what it is and how long it holds are told where its answer is read."""

from datetime import date
from typing import Final

from bot.corpus.fiche_writing import FicheDraft
from bot.desk.near_passages import Nearby
from bot.desk.proposal_types import SOLUTION, WORKAROUND, ProposalText, ProposalView
from bot.services import Services
from bot.web import texts_proposals as p
from bot.web.fiche_actions import REVIEW_MONTHS, TITLE_LENGTH, months_after
from bot.web.texts import french_date

_WORKAROUND_MONTHS: Final = 3  # what only helps meanwhile is looked at again sooner
_ANY_MODULE: Final = "III"


def near_text(services: Services, text: ProposalText, but: int | None = None) -> Nearby:
    """What already says ``text``, in service or proposed; ``but`` is its own proposal. Lets no model's absence out."""
    return services.near_passages.of(text, [one for one in services.proposals.waiting() if one.id != but])


def fiche_of_view(services: Services, view: ProposalView) -> FicheDraft:
    """The fiche that the stored proposal would be, in the module of the passage nearest to it."""
    return fiche_of(view.text, near_text(services, view.text, view.id))


def fiche_of(text: ProposalText, near: Nearby | None = None) -> FicheDraft:
    """The fields of the editor for ``text``.

    A work-around begins by saying that it is one, so that no cut of the answer loses it; a solution ends by it. The
    fiche is sure of nothing: « probable » when sources bear the support's word out, else « à vérifier ».
    """
    nearest = near.nearest if near is not None else None
    return FicheDraft(
        title=text.question.rstrip(" ?!.\u00a0\u202f")[:TITLE_LENGTH],
        module=(nearest.module if nearest is not None else None) or _ANY_MODULE,
        audience=("fournisseur",),
        checked_on=f"{text.confirmed_on:%d/%m/%Y}",
        review_by=f"{_review_day(text):%d/%m/%Y}",
        confidence="probable" if text.kind == SOLUTION and text.sources else "à vérifier",
        source_title=p.FICHE_SOURCE.format(date=_day(text.confirmed_on), kind=text.kind),
        source_url="",
        question=text.question,
        wordings=text.wordings,
        answer=_answer(text),
        other_sources=text.sources,
    )


def _answer(text: ProposalText) -> str:
    if text.kind != WORKAROUND:
        return f"{text.answer}\n\n{p.SOLUTION_LINE.format(date=_day(text.confirmed_on))}"
    line = p.WORKAROUND_LINE.format(
        date=_day(text.confirmed_on),
        until=p.FICHE_UNTIL.format(date=_day(text.until)) if text.until else "",
        watch=p.FICHE_WATCH.format(watch=text.watch.rstrip(" .")) if text.watch else "",
    )
    return f"{line}\n\n{text.answer}"


def _review_day(text: ProposalText) -> date:
    if text.kind != WORKAROUND:
        return months_after(text.confirmed_on, REVIEW_MONTHS)
    soon = months_after(text.confirmed_on, _WORKAROUND_MONTHS)
    return min(text.until, soon) if text.until else soon


def _day(day: date) -> str:
    return french_date(day).replace("\u00a0", " ")
