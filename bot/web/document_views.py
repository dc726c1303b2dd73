"""One document as safe HTML: what can be done of it, what a draft would change, what was read, and its versions."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from bot.corpus.catalogue import DocumentLine, Leaning, Standing, VersionLine
from bot.corpus.document import CitedPassage
from bot.corpus.likeness import Comparison
from bot.dialogue.rehearsal import Trial
from bot.web import texts_documents as t
from bot.web import texts_staff as staff
from bot.web.cards import rich_text
from bot.web.document_leaves import PDF, Leaf
from bot.web.documents_views import act_button, plural
from bot.web.originals import original_address
from bot.web.page_pictures import picture_address
from bot.web.texts import french_date, typeset

_LISTED = 5
_COMPARED = 20
_EXCERPT = 400


@dataclass(frozen=True)
class Change:
    """What putting a draft in service would do to what is answered and what was."""

    former: VersionLine | None
    comparison: Comparison | None
    leaning: Sequence[Leaning]
    expecting: Sequence[str]
    rehearsal: dict[str, Any] | None


def head_html(line: DocumentLine, version: VersionLine, has_original: bool) -> Markup:
    """The title, where the version stands and what can be done."""
    author = t.BY.format(author=version.created_by) if version.created_by else t.FROM_FOLDER
    facts = [
        staff.KINDS.get(line.kind, line.kind),
        version.file_name,
        *([plural(version.pages, "page")] if version.pages else []),
        plural(version.passages, "passage"),
    ]
    kind = {Standing.IN_SERVICE: "told-good", Standing.WITHDRAWN: "told-bad"}.get(version.standing, "flag calm")
    warnings = Markup("").join(Markup('<p class="note warn">{}</p>').format(typeset(w)) for w in version.warnings)
    original = Markup('<span class="soft">{}</span>').format(t.NO_ORIGINAL)
    if has_original:
        original = Markup('<a class="button" href="{}" download>{}</a>').format(
            original_address(version.id), t.DOWNLOAD
        )
    return Markup(
        '<header class="document-head"><h2 tabindex="-1">{title}</h2>'
        '<p><span class="{kind}">{standing}</span> {number}, {author}</p><p class="soft">{facts}</p>{warnings}'
        '<p class="actions">{actions} {original}</p></header>'
    ).format(
        title=typeset(version.title),
        kind=kind,
        standing=t.STANDINGS[version.standing],
        number=t.VERSION_OF.format(version=version.number, date=french_date(version.created_at.date())),
        author=author,
        facts=" · ".join(facts),
        warnings=warnings,
        actions=Markup(" ").join(_actions(line, version)),
        original=original,
    )


def _actions(line: DocumentLine, version: VersionLine) -> list[Markup]:
    if version.standing is Standing.IN_SERVICE:
        return [act_button("askwithdraw", t.WITHDRAW, document=line.id, version=version.id)]
    if version.standing is Standing.DRAFT:
        return [
            act_button("put", t.PUT_IN_SERVICE, "primary", version=version.id),
            act_button("discard", t.DISCARD, version=version.id),
        ]
    if version.standing in (Standing.REPLACED, Standing.WITHDRAWN):
        label = t.GO_BACK_TO.format(date=french_date(version.created_at.date()))
        return [act_button("put", label, "primary", version=version.id)]
    return []


def withdrawal_html(line: DocumentLine, version: VersionLine, leaning: int, lost: Sequence[str]) -> Markup:
    """Asks before a withdrawal, and names what goes with it."""
    said = t.WITHDRAW_ASKED.format(passages=version.passages, title=typeset(version.title))
    parts = [Markup("<p>{}</p>").format(said), Markup("<p>{}</p>").format(t.WITHDRAW_LEANING.format(count=leaning))]
    if lost:
        parts.append(Markup("<p>{}</p>{}").format(t.LOSES_ASKED.format(count=len(lost)), _listing(lost)))
    return Markup('<div class="note warn" role="alert">{}<p class="actions">{} {}</p></div>').format(
        Markup("").join(parts),
        act_button("withdraw", t.WITHDRAW_CONFIRM, "primary", document=line.id, version=version.id),
        act_button("open", t.KEEP, version=version.id),
    )


def loses_html(version: VersionLine, broken: Sequence[dict[str, Any]]) -> Markup:
    """Asks before a switch that golden questions would lose by."""
    return Markup('<div class="note warn" role="alert"><p>{}</p>{}<p class="actions">{} {}</p></div>').format(
        t.LOSES_ASKED.format(count=len(broken)),
        _listing([row["question"] for row in broken]),
        act_button("putanyway", t.PUT_ANYWAY, "primary", version=version.id),
        act_button("open", t.KEEP, version=version.id),
    )


def change_html(change: Change) -> Markup:
    """What the draft would change: passages, past answers and golden questions."""
    parts = []
    if change.comparison is not None and change.former is not None:
        parts.append(_comparison(change.former, change.comparison))
        asked = [leaning.question for leaning in change.leaning]
        parts.append(
            Markup("<h3>{} ({})</h3>{}").format(t.LEANING, len(asked), _listing(asked))
            if asked
            else Markup("<p>{}</p>").format(t.LEANING_NONE)
        )
    parts.append(_golden(change))
    return Markup('<section class="change">{}</section>').format(Markup("").join(parts))


def _comparison(former: VersionLine, comparison: Comparison) -> Markup:
    counts = t.COUNTS.format(
        same=comparison.same,
        changed=len(comparison.changed),
        added=len(comparison.added),
        gone=len(comparison.gone),
    )
    changed = Markup("").join(
        Markup(
            '<div class="versions"><h4>{}</h4><div><h5>{}</h5><p>{}</p></div><div><h5>{}</h5><p>{}</p></div></div>'
        ).format(_place(after), t.BEFORE, _marked(before.text, after.text, "del"),
                 t.AFTER, _marked(after.text, before.text, "ins"))
        for before, after in comparison.changed[:_COMPARED]
    )  # fmt: skip
    groups = [
        (t.CHANGED, len(comparison.changed), changed),
        (t.ADDED, len(comparison.added), _texts(comparison.added)),
        (t.GONE, len(comparison.gone), _texts(comparison.gone)),
    ]
    details = Markup("").join(
        Markup('<details class="read-preview"><summary>{} ({})</summary>{}{}</details>').format(
            title, count, body, _more(count - _COMPARED)
        )
        for title, count, body in groups
        if count
    )
    return Markup("<h3>{}</h3><p>{}</p>{}").format(t.COMPARED.format(version=former.number), counts, details)


def _marked(text: str, other: str, tag: str) -> Markup:
    """``text`` with the words that ``other`` hasn't marked as ``tag``: del or ins."""
    words, others = text.split(), other.split()
    pieces = []
    for kind, start, end, _, _ in difflib.SequenceMatcher(None, words, others, autojunk=False).get_opcodes():
        said = typeset(" ".join(words[start:end]))
        if said:
            pieces.append(Markup("<{0}>{1}</{0}>").format(tag, said) if kind != "equal" else Markup("{}").format(said))
    return Markup(" ").join(pieces)


def _texts(passages: Sequence[CitedPassage]) -> Markup:
    items = (
        Markup("<li><strong>{}</strong><br>{}</li>").format(_place(p), typeset(_excerpt(p.text)))
        for p in passages[:_COMPARED]
    )
    return Markup("<ul>{}</ul>").format(Markup("").join(items))


def _golden(change: Change) -> Markup:
    kept = change.rehearsal
    if kept is None:
        return Markup('<h3>{}</h3><p class="soft">{}</p>').format(t.GOLDEN, t.GOLDEN_NONE)
    parts = [Markup("<h3>{}</h3><p>{}</p>").format(t.GOLDEN, t.GOLDEN_COUNTS.format(**kept))]
    for title, rows in ((t.GOLDEN_BROKEN, kept["broken"]), (t.GOLDEN_MENDED, kept["mended"])):
        if rows:
            parts.append(Markup("<p><strong>{}</strong></p>{}").format(title, _listing([r["question"] for r in rows])))
    if change.expecting:
        parts.append(Markup("<p><strong>{}</strong></p>{}").format(t.GOLDEN_LEAN, _listing(change.expecting)))
    return Markup("").join(parts)


def _listing(texts: Sequence[str]) -> Markup:
    items = Markup("").join(Markup("<li>{}</li>").format(typeset(text)) for text in texts[:_LISTED])
    return Markup("<ul>{}</ul>{}").format(items, _more(len(texts) - _LISTED))


def _more(count: int) -> Markup:
    return Markup('<p class="soft">{}</p>').format(t.AND_MORE.format(count=count)) if count > 0 else Markup("")


def _place(passage: CitedPassage) -> str:
    page = f" · page {passage.page}" if passage.page else ""
    return typeset(f"{passage.section or passage.title}{page}")


def _excerpt(text: str) -> str:
    return text[:_EXCERPT] + ("…" if len(text) > _EXCERPT else "")


def preview_html(version: VersionLine, leaves: Sequence[Leaf], number: int) -> Markup:
    """The leaf of that number (from 0): the page's picture on the left, its passages on the right."""
    leaf = leaves[number]
    place = t.LEAF.format(place=leaf.title, count=len(leaves))
    turns = [
        act_button("turn", t.PREVIOUS, version=version.id, leaf=number - 1) if number else "",
        Markup('<span role="status">{}</span>').format(place),
        act_button("turn", t.NEXT, version=version.id, leaf=number + 1) if number + 1 < len(leaves) else "",
    ]
    picture = Markup("")
    if version.media_type == PDF and leaf.label is not None:
        picture = Markup('<div class="picture"><img src="{}" alt="{}" loading="lazy" width="900" height="1200"></div>')
        picture = picture.format(picture_address(version.id, leaf.label), t.PICTURE.format(label=leaf.label))
    read = Markup("<ol>{}</ol>").format(_read(leaf.passages))
    if not leaf.passages:
        read = Markup('<p class="empty">{}</p>').format(t.NOTHING_BEGINS)
        if leaf.running is not None:
            said = t.GOES_ON.format(label=leaf.running.page)
            read += Markup('<p class="soft">{}</p><ol>{}</ol>').format(said, _read([leaf.running]))
    return Markup(
        '<section class="preview"><h3>{}</h3><p class="actions turns">{}</p>'
        '<div class="leaf {}">{}<div class="read">{}</div></div></section>'
    ).format(t.PREVIEW, Markup(" ").join(turns), "with-picture" if picture else "", picture, read)


def _read(passages: Sequence[CitedPassage]) -> Markup:
    return Markup("").join(
        Markup("<li><strong>{}</strong><div>{}</div></li>").format(
            typeset(passage.section or passage.title), rich_text(passage.text)
        )
        for passage in passages
    )


def tried_html(trial: Trial) -> Markup:
    """What the assistant would answer from the version alone, or the passages that are nearest."""
    nearest = Markup("").join(
        Markup("<li><strong>{}</strong><br>{}</li>").format(_place(hit.passage), typeset(_excerpt(hit.passage.text)))
        for hit in trial.nearest
    )
    nearest = Markup("<ol>{}</ol>").format(nearest)
    if trial.reply.outcome != "answer":
        return Markup('<div role="status"><p class="note warn">{}</p>{}</div>').format(t.TRIED_NONE, nearest)
    return Markup(
        '<div role="status"><h4>{}</h4><div class="tried">{}</div><details class="read-preview">'
        "<summary>{}</summary>{}</details></div>"
    ).format(t.TRIED_ANSWER, rich_text(trial.reply.text), t.TRIED_NEAREST, nearest)


def versions_html(line: DocumentLine, opened: VersionLine) -> Markup:
    """Every version, the latest first, each with what it is and the way to it."""
    items = Markup("").join(
        Markup("<li>{} · {}{}</li>").format(
            t.VERSION_LINE.format(version=version.number, date=french_date(version.created_at.date())),
            t.STANDINGS[version.standing],
            Markup(" {}").format(_way_to(version)) if version.id != opened.id else "",
        )
        for version in reversed(line.versions)
    )
    return Markup("<section><h3>{}</h3><ul class='version-list'>{}</ul></section>").format(t.VERSIONS, items)


def _way_to(version: VersionLine) -> Markup:
    if version.standing is Standing.DISCARDED:
        return Markup("")
    named = t.OPEN_NAMED.format(title=t.VERSION_LINE.format(
        version=version.number, date=french_date(version.created_at.date())))  # fmt: skip
    return act_button("open", t.SEE, "link", named, version=version.id)
