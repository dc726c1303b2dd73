"""What « Questions » shows, as safe HTML: groups asked in vain, what became of others, passages to choose from."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.corpus.document import CitedPassage
from bot.desk.decisions import COVERED, FICHE, Decision
from bot.desk.gaps import Board, GapGroup
from bot.web import texts_questions as q
from bot.web.cards import rich_text
from bot.web.documents_views import plural
from bot.web.texts import french_date, typeset

PAGE = 20
_PARIS = ZoneInfo("Europe/Paris")
_EXCERPT = 320
_MOST_TURNS = 50
_MOST_SAMPLES = 20

Closest = Callable[[str], CitedPassage | None]


def groups_html(board: Board, shown: int, closest: Closest) -> Markup:
    """The first ``shown`` groups; ``closest`` finds the passage nearest to a question."""
    if not board.groups:
        said = q.NOTHING_TO_DO
        if board.dealt_with:
            said = q.ALL_DEALT_WITH.format(count=plural(board.dealt_with, "question"))
        return empty_html(said)
    total = sum(group.count for group in board.groups)
    count = [q.COUNT.format(groups=plural(len(board.groups), "groupe"), questions=plural(total, "question"))]
    if board.dealt_with:
        count.append(q.DEALT_WITH.format(count=board.dealt_with))
    if board.full:
        count.append(q.FULL)
    cards = Markup("").join(_group_card(group, closest(group.title)) for group in board.groups[:shown])
    rest = len(board.groups) - shown
    more = ""
    if rest > 0:
        more = Markup('<button type="button" class="button" data-act="more" data-shown="{}">{}</button>').format(
            shown + PAGE, q.MORE.format(count=min(rest, PAGE))
        )
    return Markup('<p class="count" role="status">{}</p><div class="gap-groups">{}</div>{}').format(
        " · ".join(count), cards, more
    )


def _group_card(group: GapGroup, passage: CitedPassage | None) -> Markup:
    facts = [q.ONCE if group.count == 1 else q.TIMES.format(count=group.count), _when(group)]
    facts += [reason_words(reason) + (f" ({count})" if group.count > 1 else "") for reason, count in group.reasons]
    samples = group.questions[1 : 1 + _MOST_SAMPLES]
    listed = Markup("")
    if samples:
        items = Markup("").join(Markup("<li>{}</li>").format(typeset(sample)) for sample in samples)
        listed = Markup("<details><summary>{}</summary><ul>{}</ul></details>").format(
            q.SAMPLES.format(count=len(group.questions)), items
        )
    return Markup(
        '<article class="gap"><h3>{title}</h3>{flags}<p class="soft">{facts}</p>{closest}{samples}'
        '<div class="gap-acts">{acts}</div></article>'
    ).format(
        title=typeset(group.title), flags=_flags(group), facts=" · ".join(facts), closest=_closest(passage),
        samples=listed, acts=_acts(group),
    )  # fmt: skip


def _acts(group: GapGroup) -> Markup:
    turns = ",".join(map(str, group.turns[:_MOST_TURNS]))
    return Markup("").join(
        Markup(
            '<button type="button" class="{look}" data-act="{act}" data-turns="{turns}">{label}'
            '<span class="visually-hidden"> : {title}</span></button>'
        ).format(look=look, act=act, turns=turns, label=label, title=typeset(group.title))
        for act, label, look in (
            ("write", q.WRITE_FICHE, "button strong"),
            ("cover", q.COVERED_BY, "button"),
            ("aside", q.OFF_TOPIC, "button"),
        )
    )


def _flags(group: GapGroup) -> Markup:
    said = []
    if group.again is not None:
        sentence = q.AGAIN_FICHE if group.again.kind == FICHE else q.AGAIN_COVERED
        said.append(sentence.format(date=french_date(_day(group.again.decided_at))))
    if group.waiting is not None:
        said.append(q.WAITING)
    flags = Markup(" ").join(Markup('<span class="flag">{}</span>').format(one) for one in said)
    return Markup('<p class="flags">{}</p>').format(flags) if said else Markup("")


def _closest(passage: CitedPassage | None) -> Markup:
    if passage is None:
        return Markup('<p class="soft">{}</p>').format(q.NO_CLOSEST)
    return Markup(
        '<details class="closest"><summary><span>{label} <strong>{title}</strong></span></summary>{body}</details>'
    ).format(label=q.CLOSEST, title=typeset(passage.title), body=passage_body(passage))


def passage_body(passage: CitedPassage) -> Markup:
    """Where a passage stands, and how it begins."""
    text = passage.text[:_EXCERPT] + ("…" if len(passage.text) > _EXCERPT else "")
    return Markup('<p class="soft">{}</p><div class="excerpt">{}</div>').format(place_of(passage), rich_text(text))


def place_of(passage: CitedPassage) -> str:
    """« Facture suspendue · page 3 »."""
    return typeset(passage.document + (f" · page {passage.page}" if passage.page else ""))


def reason_words(reason: str) -> str:
    """A reason as the screen says it; one that isn't known is said as it is."""
    return q.REASONS.get(reason, typeset(reason))


def _when(group: GapGroup) -> str:
    first, last = _day(group.first), _day(group.last)
    if first == last:
        return q.ON.format(date=french_date(first))
    same_month = (first.year, first.month) == (last.year, last.month)
    start = str(first.day) if same_month and first.day > 1 else french_date(first)
    return typeset(q.BETWEEN.format(first=start, last=french_date(last)))


def _day(moment: datetime) -> date:
    return moment.astimezone(_PARIS).date()


def candidates_html(passages: Sequence[CitedPassage], turns: str) -> Markup:
    """Passages in service to choose from, each with its button."""
    if not passages:
        return empty_html(q.COVER_NONE)
    return Markup("").join(
        Markup(
            '<article class="gap"><h3>{title}</h3>{body}<div class="gap-acts"><button type="button" '
            'class="button strong" data-act="link" data-turns="{turns}" data-passage="{id}">{choose}'
            '<span class="visually-hidden"> : {title}</span></button></div></article>'
        ).format(
            title=typeset(passage.title), body=passage_body(passage), turns=turns, id=passage.id, choose=q.COVER_CHOOSE
        )
        for passage in passages
    )


def decisions_html(decisions: Sequence[Decision]) -> Markup:
    """What was decided, latest first, each with its way back."""
    if not decisions:
        return empty_html(q.DONE_NONE)
    return Markup("").join(_decision_card(decision) for decision in decisions)


def _decision_card(decision: Decision) -> Markup:
    what = q.DONE_KINDS[decision.kind]
    if decision.kind == COVERED and decision.passage_title:
        what = typeset(f"{what} « {decision.passage_title} »")
    late = Markup(' <span class="flag">{}</span>').format(q.DONE_NOT_YET) if not decision.holds else ""
    by = q.DONE_BY.format(date=french_date(_day(decision.decided_at)), who=decision.decided_by)
    count = plural(len(decision.questions), "question")
    return Markup(
        '<article class="gap done"><h3>{title}</h3><p>{what}{late}</p><p class="soft">{count} · {by}</p>'
        '<div class="gap-acts">{undo}</div></article>'
    ).format(
        title=typeset(decision.title), what=what, late=late, count=count, by=by,
        undo=undo_button(decision.id, decision.title),
    )  # fmt: skip


def undo_button(decision: int, title: str) -> Markup:
    """The way back from a decision."""
    return Markup(
        '<button type="button" class="button" data-act="undo" data-decision="{}">{}'
        '<span class="visually-hidden"> : {}</span></button>'
    ).format(decision, q.UNDO, typeset(title))


def empty_html(sentence: str) -> Markup:
    """A list with nothing in it says what to do next."""
    return Markup('<p class="empty" role="status">{}</p>').format(sentence)
