"""What a trainer does with questions asked in vain: see, link to a passage, set aside, change one's mind.

Plain functions that take the name Gradio knows the person by, and each asks for the right to act.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from bot.corpus.document import CitedPassage
from bot.desk.gaps import GapGroup
from bot.privacy.acts import Act
from bot.search.errors import IndexBusy, ModelUnavailable, NoActiveIndex, PublishingFailed
from bot.services import Services
from bot.web import texts_questions as q
from bot.web.cards import notice
from bot.web.documents_views import plural
from bot.web.permissions import Action, allow
from bot.web.question_views import PAGE, candidates_html, decisions_html, groups_html, undo_button
from bot.web.texts import typeset

_CANDIDATES = 6
_MOST_SHOWN = 1000


@dataclass(frozen=True)
class CoverChoice:
    """The sheet « Déjà couvert par… »: which question it is about, and the passages to choose from."""

    turns: str
    intro: str
    html: Markup


def show_groups(services: Services, name: str | None, shown: int = PAGE) -> Markup:
    """The groups still to be dealt with; raises NotAllowed."""
    allow(services.database, name, Action.SEE_GAPS)

    def closest(question: str) -> CitedPassage | None:
        return next(iter(services.gaps.closest(question)), None)

    return groups_html(services.gaps.board(), max(PAGE, min(shown, _MOST_SHOWN)), closest)


def show_decisions(services: Services, name: str | None) -> Markup:
    """What was decided and still stands; raises NotAllowed."""
    allow(services.database, name, Action.SEE_GAPS)
    return decisions_html(services.gaps.decisions.standing())


def read_turns(text: str) -> list[int]:
    """« 12,15 » as the page sends it; anything else is no turn."""
    return [int(one) for one in re.findall(r"\d{1,18}", text or "")]


def group_asked(services: Services, turns: str) -> GapGroup:
    """The group a button stands for, as it is now; raises GroupGone."""
    return services.gaps.group_of(read_turns(turns))


def open_cover(services: Services, name: str | None, turns: str) -> CoverChoice:
    """The passages nearest to the group's question; raises NotAllowed or GroupGone."""
    allow(services.database, name, Action.DECIDE_GAPS)
    group = group_asked(services, turns)
    return CoverChoice(
        turns,
        q.COVER_INTRO.format(title=typeset(group.title)),
        candidates_html(services.gaps.closest(group.title, _CANDIDATES), turns),
    )


def search_cover(services: Services, name: str | None, turns: str, words: str) -> Markup:
    """The passages nearest to what the trainer types, or to the question when nothing is typed; raises NotAllowed."""
    allow(services.database, name, Action.DECIDE_GAPS)
    words = " ".join((words or "").split())[:200]
    wanted = words or group_asked(services, turns).title
    return candidates_html(services.gaps.closest(wanted, _CANDIDATES), turns)


def link_passage(services: Services, name: str | None, turns: str, passage_id: str) -> Iterator[Markup]:
    """Let the passage answer the group from the next generation on; says how far it is. Raises NotAllowed, GroupGone.

    The link is kept before the index is made anew: if that has to wait, the next one holds it.
    """
    user = allow(services.database, name, Action.DECIDE_GAPS)
    group = group_asked(services, turns)
    try:
        passage = services.retriever.load().passages.get(passage_id)
    except NoActiveIndex:
        passage = None
    if passage is None:
        yield notice(q.COVER_GONE, "warn")
        return
    decision = services.gaps.decisions.link_passage(group.title, group.questions, passage, user.name)
    services.audit.record(user, Act.GAP_LINKED, decision, passage=passage_id)
    yield notice(q.LINKING, "info")
    undo = undo_button(decision, group.title)
    if _refreshed(services):
        said = q.LINKED.format(title=typeset(group.title), passage=typeset(passage.title))
        yield notice(said, "good") + undo
    else:
        yield notice(q.LINKED_LATER, "warn") + undo


def set_aside(services: Services, name: str | None, turns: str) -> Markup:
    """Take the group off the list, and what resembles it; raises NotAllowed or GroupGone."""
    user = allow(services.database, name, Action.DECIDE_GAPS)
    group = group_asked(services, turns)
    decision = services.gaps.decisions.set_aside(group.title, group.questions, user.name)
    services.audit.record(user, Act.GAP_SET_ASIDE, decision, questions=group.count)
    sentence = q.SET_ASIDE if group.count == 1 else q.SET_ASIDE_MANY
    said = sentence.format(title=typeset(group.title), count=plural(group.count, "question"))
    return notice(said, "good") + undo_button(decision, group.title)


def undo_decision(services: Services, name: str | None, decision: str) -> Markup:
    """Give the questions back to the list, and take the wordings away again; raises NotAllowed, DecisionNotFound."""
    user = allow(services.database, name, Action.DECIDE_GAPS)
    found = read_turns(decision)
    changed = services.gaps.decisions.undo(found[0] if found else 0)
    services.audit.record(user, Act.GAP_UNDONE, found[0] if found else 0)
    if changed and not _refreshed(services):
        return notice(q.LINKED_LATER, "warn")
    return notice(q.UNDONE, "good")


def _refreshed(services: Services) -> bool:
    """Make the index anew; False when that has to wait for another one to end."""
    try:
        services.switcher.refresh()
    except (IndexBusy, ModelUnavailable, PublishingFailed):
        return False
    return True
