"""The board of what was asked in vain: groups of like questions, less those that were dealt with.

What is asked again after a fiche or a link comes back, marked with it: the fix did not do.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from sqlalchemy import select

from bot.corpus.document import CitedPassage
from bot.corpus.library import active_generation
from bot.desk.asked import MOST, Vain, asked_in_vain
from bot.desk.decisions import FICHE, OFF_TOPIC, Decision, Decisions
from bot.desk.errors import GroupGone
from bot.desk.grouping import Meanings, group_alike, nearest
from bot.search.errors import NoActiveIndex
from bot.search.retriever import Retriever
from bot.storage.database import Database
from bot.storage.models import GapDecision, now

_CLOSEST_KEPT = 500


@dataclass(frozen=True)
class GapGroup:
    """Questions asked in vain that mean the same; ``questions`` are distinct, the most typical first (the title).

    ``again`` is the decision after which they were asked; ``waiting`` the fiche that was announced for them and does
    not answer yet.
    """

    turns: tuple[int, ...]
    questions: tuple[str, ...]
    count: int
    first: datetime
    last: datetime
    reasons: tuple[tuple[str, int], ...]
    again: Decision | None = None
    waiting: Decision | None = None

    @property
    def title(self) -> str:
        return self.questions[0]


@dataclass(frozen=True)
class Board:
    """``dealt_with`` counts the questions that a decision took off the list; ``full`` when older ones were left out."""

    groups: tuple[GapGroup, ...]
    decisions: tuple[Decision, ...]
    dealt_with: int
    full: bool


class GapBoard:
    """Safe to call from several threads; what was grouped once is kept as long as nothing it rests on changes."""

    def __init__(
        self,
        database: Database,
        meanings: Meanings,
        retriever: Retriever,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._database = database
        self._meanings = meanings
        self._retriever = retriever
        self._clock = clock
        self._lock = Lock()
        self._made: tuple[object, Board] | None = None
        self._closest: dict[tuple[int, str], tuple[CitedPassage, ...]] = {}
        self.decisions = Decisions(database)

    def board(self) -> Board:
        """Everything still to be dealt with, the most asked first; raises ModelUnavailable."""
        with self._database.session() as session:
            vain = asked_in_vain(session, self._clock())
            current = active_generation(session)
            undone = list(session.scalars(select(GapDecision.id).where(GapDecision.undone_at.is_not(None))))
        standing = self.decisions.standing()
        state = (tuple(vain), tuple(standing), current.id if current else 0, len(undone))
        with self._lock:
            if self._made is None or self._made[0] != state:
                self._made = (state, self._group(vain, standing))
            return self._made[1]

    def group_of(self, turns: Sequence[int]) -> GapGroup:
        """The group that now holds most of ``turns``; raises GroupGone when they left the list."""
        wanted = set(turns)
        best = max(self.board().groups, key=lambda group: len(wanted & set(group.turns)), default=None)
        if best is None or not wanted & set(best.turns):
            raise GroupGone
        return best

    def closest(self, question: str, count: int = 1) -> tuple[CitedPassage, ...]:
        """The passages in service nearest to ``question``, best first; none when nothing is in service."""
        try:
            generation = self._retriever.load().generation
        except NoActiveIndex:
            return ()
        known = self._closest.get((generation, question), ())
        if len(known) < count:
            found = self._retriever.search(question, self._retriever.encode(question), max(count, 1))
            known = tuple(hit.passage for hit in found.hits)
            if len(self._closest) >= _CLOSEST_KEPT:
                self._closest.clear()
            self._closest[generation, question] = known
        return known[:count]

    def _group(self, vain: Sequence[Vain], standing: Sequence[Decision]) -> Board:
        anchors = [(text, decision) for decision in standing for text in decision.questions]
        vectors = self._meanings.of([v.text for v in vain])
        matches: list[Decision | None] = [None] * len(vain)
        if anchors and vain:
            best, cosines = nearest(vectors, self._meanings.of([text for text, _ in anchors]))
            for row, (anchor, cosine) in enumerate(zip(best, cosines, strict=True)):
                if cosine >= self._meanings.nearness.same:
                    matches[row] = anchors[anchor][1]
        left = [row for row, match in enumerate(matches) if not _deals_with(match, vain[row])]
        groups = group_alike(vectors[left], self._meanings.nearness.together)
        made = [_made_of([vain[left[i]] for i in rows], [matches[left[i]] for i in rows]) for rows in groups]
        made.sort(key=lambda group: (group.again is not None, group.count, group.last), reverse=True)
        return Board(tuple(made), tuple(standing), len(vain) - len(left), len(vain) >= MOST)


def _deals_with(decision: Decision | None, asked: Vain) -> bool:
    if decision is None or not decision.holds:
        return False
    return decision.kind == OFF_TOPIC or asked.asked_at <= decision.decided_at


def _made_of(asked: Sequence[Vain], matches: Sequence[Decision | None]) -> GapGroup:
    reasons = Counter(reason for one in asked for reason in one.reasons)
    again = next((d for d, one in zip(matches, asked, strict=True) if d and d.holds), None)
    waiting = next((d for d in matches if d and not d.holds and d.kind == FICHE), None)
    return GapGroup(
        turns=tuple(one.turn for one in asked),
        questions=tuple(dict.fromkeys(one.text for one in asked)),
        count=len(asked),
        first=min(one.asked_at for one in asked),
        last=max(one.asked_at for one in asked),
        reasons=tuple(reasons.most_common()),
        again=again,
        waiting=waiting,
    )
