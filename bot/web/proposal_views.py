"""Proposals as safe HTML: the cards of the trainers and of the support, what is near, what happened and when."""

from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup

from bot.desk.near_passages import HowNear, Nearby
from bot.desk.proposal_fiches import Standing
from bot.desk.proposal_states import ACCEPTED, EDITED, PROPOSED, REFUSED
from bot.desk.proposal_types import SOLUTION, ProposalText, ProposalView
from bot.web import texts_proposals as p
from bot.web.cards import paragraph_lines, rich_text
from bot.web.documents_views import act_button
from bot.web.question_views import empty_html, passage_body
from bot.web.texts import french_date, french_day_of, french_time, typeset

_EXCERPT = 320


def ref_of(view: ProposalView) -> str:
    """« 12:3 »: the proposal, and the revision that the screen shows."""
    return f"{view.id}:{view.revision}"


def waiting_html(shown: Sequence[tuple[ProposalView, Nearby]], total: int) -> Markup:
    """The proposals to be decided, each with what already says it beside."""
    if not shown:
        return empty_html(p.WAITING_NONE)
    more = Markup("")
    if total > len(shown):
        more = Markup('<p class="count">{}</p>').format(p.OLDEST_SHOWN.format(shown=len(shown), total=total))
    cards = Markup("").join(
        Markup(
            '<article class="gap proposal"><div class="proposal-said">{}</div>{}'
            '<div class="gap-acts">{}</div></article>'
        ).format(_said(view), near_html(near), _decisions(view))
        for view, near in shown
    )
    return more + Markup('<div class="proposals">{}</div>').format(cards)


def decided_html(views: Sequence[ProposalView], standings: Mapping[int, Standing]) -> Markup:
    """What became of the others; what may be decided anew has its button."""
    if not views:
        return empty_html(p.DECIDED_NONE)
    return _pile(
        Markup('<article class="gap proposal">{}{}{}<div class="gap-acts">{}</div></article>').format(
            _headed(view, _state_flags(view, standings.get(view.id))),
            _word(view),
            _history(view),
            _button("reopen", p.REOPEN, view) if _may_reopen(view, standings.get(view.id)) else "",
        )
        for view in views
    )


def mine_html(views: Sequence[ProposalView], standings: Mapping[int, Standing]) -> Markup:
    """One's own proposals, latest first, with the trainer's word."""
    if not views:
        return empty_html(p.MINE_NONE)
    return _pile(
        Markup('<article class="gap proposal">{}{}{}{}<div class="gap-acts">{}</div></article>').format(
            _headed(view, _state_flags(view, standings.get(view.id))),
            _word(view),
            Markup("<details><summary>{}</summary>{}</details>").format(p.FIELD_ANSWER, rich_text(view.text.answer)),
            _history(view),
            _button("withdraw", p.WITHDRAW, view) if view.state == PROPOSED else "",
        )
        for view in views
    )


def near_html(near: Nearby, level: int = 4) -> Markup:
    """Passages in service and other proposals that say it already, how near each is in words.

    ``level`` is that of its heading, under a card's by default.
    """
    heading, under = Markup(f"<h{level}>{{}}</h{level}>"), Markup(f"<h{level + 1}>{{}}</h{level + 1}>")  # noqa: S704
    passages = [_near(one.passage.title, one.how, passage_body(one.passage)) for one in near.passages]
    others = [
        _near(
            one.proposal.text.question,
            one.how,
            Markup('<p class="soft">{}</p><div class="excerpt">{}</div>').format(
                typeset(one.proposal.text.origin), rich_text(_cut(one.proposal.text.answer))
            ),
        )
        for one in near.proposals
    ]
    parts = [heading.format(p.NEAR_TITLE)]
    parts += [under.format(p.NEAR_PASSAGES), *passages] if passages else []
    parts += [under.format(p.NEAR_PROPOSALS), *others] if others else []
    if not passages and not others:
        parts.append(Markup('<p class="soft">{}</p>').format(p.NEAR_NONE))
    return Markup('<div class="near">{}</div>').format(Markup("").join(parts))


def _near(title: str, how: HowNear, body: Markup) -> Markup:
    look = "flag" if how in p.STRONG_NEAR else "soft"
    return Markup(
        '<details><summary><span><strong>{}</strong> <span class="{}">{}</span></span></summary>{}</details>'
    ).format(typeset(title), look, p.HOW_NEAR[how], body)


def _said(view: ProposalView) -> Markup:
    text = view.text
    return Markup("{}{}{}{}").format(
        _headed(view, _kind_flags(text)), rich_text(text.answer), _wordings(text), _sources(text)
    )


def _headed(view: ProposalView, flags: Iterable[Markup]) -> Markup:
    facts = p.FACTS.format(
        origin=view.text.origin,
        confirmed=french_date(view.text.confirmed_on),
        author=view.author,
        date=french_day_of(view.created_at.isoformat()),
    )
    return Markup('<h3>{}</h3><p class="flags">{}</p><p class="soft">{}</p>').format(
        typeset(view.text.question), Markup(" ").join(flags), typeset(facts[:1].upper() + facts[1:])
    )


def _kind_flags(text: ProposalText) -> list[Markup]:
    flags = [_flag(p.KIND_FLAGS.get(text.kind, text.kind), "calm" if text.kind == SOLUTION else "")]
    if text.until:
        flags.append(_flag(p.UNTIL.format(date=french_date(text.until))))
    if text.watch:
        flags.append(_flag(p.WATCH.format(watch=text.watch)))
    if text.removed:
        flags.append(_flag(p.MASKED.format(removed=", ".join(text.removed))))
    return flags


def _state_flags(view: ProposalView, standing: Standing | None) -> list[Markup]:
    taken = "calm" if view.state in (ACCEPTED, EDITED) else ""
    flags = [
        _flag(p.STATES.get(view.state, view.state), taken),
        _flag(p.KIND_FLAGS.get(view.text.kind, view.text.kind)),
    ]
    if standing is not None:
        flags.append(_flag(p.STANDINGS[standing], "calm" if standing is Standing.IN_SERVICE else ""))
    return flags


def _flag(words: str, look: str = "") -> Markup:
    return Markup('<span class="flag {}">{}</span>').format(look, typeset(words))


def _word(view: ProposalView) -> Markup:
    """The trainer's word, when the last step has one."""
    note = view.last.note
    return Markup('<p class="note info">{}</p>').format(paragraph_lines(typeset(note))) if note else Markup("")


def _history(view: ProposalView) -> Markup:
    steps = Markup("").join(
        Markup("<li>{}{}</li>").format(
            p.STEP.format(state=p.STATES.get(step.state, step.state), who=step.who, when=french_time(step.at)),
            Markup('<br><span class="soft">{}</span>').format(typeset(step.note)) if step.note else "",
        )
        for step in view.history
    )
    return Markup("<details><summary>{}</summary><ul>{}</ul></details>").format(p.HISTORY, steps)


def _wordings(text: ProposalText) -> Markup:
    if not text.wordings:
        return Markup("")
    label = p.WORDING if len(text.wordings) == 1 else p.WORDINGS.format(count=len(text.wordings))
    return Markup("<details><summary>{}</summary>{}</details>").format(label, _list(text.wordings))


def _sources(text: ProposalText) -> Markup:
    if not text.sources:
        return Markup('<p class="soft">{}</p>').format(p.NO_SOURCE)
    return Markup("<h4>{}</h4>{}").format(p.SOURCES, _list(text.sources))


def _list(lines: Iterable[str]) -> Markup:
    return Markup("<ul>{}</ul>").format(Markup("").join(Markup("<li>{}</li>").format(typeset(line)) for line in lines))


def _decisions(view: ProposalView) -> Markup:
    return Markup("").join(
        _button(act, label, view, look)
        for act, label, look in (
            ("accept", p.ACCEPT, "strong"),
            ("edit", p.EDIT, ""),
            ("refuse", p.REFUSE, ""),
        )
    )


def _button(act: str, label: str, view: ProposalView, look: str = "") -> Markup:
    """Its name says which proposal it is about, beginning with what is seen."""
    return act_button(act, label, look, f"{label} : {view.text.question}", proposal=ref_of(view))


def _may_reopen(view: ProposalView, standing: Standing | None) -> bool:
    return view.state == REFUSED or (standing is not None and standing.answers_not)


def _pile(cards: Iterable[Markup]) -> Markup:
    return Markup('<div class="proposals">{}</div>').format(Markup("").join(cards))


def _cut(text: str) -> str:
    return text[:_EXCERPT] + ("…" if len(text) > _EXCERPT else "")


def origin_html(text: ProposalText) -> Markup:
    """Where the answer comes from, and when it was confirmed."""
    return Markup('<p class="soft">{}</p>').format(
        typeset(p.ORIGIN.format(origin=text.origin, date=f"le {french_date(text.confirmed_on)}"))
    )
