"""« Tableau de bord » as safe HTML: the figures in numbers, and each picture's numbers as a table."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.desk.figures import OUTCOMES, Figures
from bot.web import texts_questions as q
from bot.web.question_views import empty_html
from bot.web.texts import french_date, typeset

_NEVER_SHOWN = 12


def tiles_html(figures: Figures) -> Markup:
    """Three figures to take in at a glance."""
    if not figures.questions:
        return empty_html(q.DASHBOARD_NONE)
    votes = figures.useful + figures.useless
    useful = percent(figures.useful, votes) if votes else "—"
    tiles = [
        (str(figures.questions), q.TILE_QUESTIONS),
        (percent(figures.answered, figures.questions), q.TILE_ANSWERED),
        (useful, q.TILE_USEFUL if votes else q.TILE_NO_VOTE),
    ]
    return Markup('<dl class="tiles">{}</dl>').format(
        Markup("").join(Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(label, value) for value, label in tiles)
    )


def percent(part: int, whole: int) -> str:
    """« 83 % »; ``whole`` isn't 0."""
    return typeset(f"{round(100 * part / whole)} %")


def by_day_table(figures: Figures) -> Markup:
    """A row per day that had questions, latest first."""
    shown = [o for o in OUTCOMES if any(day[o] for day in figures.by_day.values())]
    rows = [
        [french_date(day), *(str(figures.by_day[day][outcome]) for outcome in shown)]
        for day in reversed(figures.days)
        if figures.by_day[day].total()
    ]
    return unfolding(figures_table([q.DAY, *(q.OUTCOMES[outcome] for outcome in shown)], rows))


def votes_table(figures: Figures) -> Markup:
    """A row per day that had votes, latest first, then why answers were found useless."""
    rows = [[french_date(day), str(up), str(down)] for day, (up, down) in sorted(figures.votes.items(), reverse=True)]
    if not rows:
        return empty_html(q.NO_VOTES)
    why = Markup("")
    if figures.reasons:
        said = ", ".join(f"{reason} ({count})" for reason, count in figures.reasons.most_common())
        why = Markup('<p class="soft">{} : {}</p>').format(q.USELESS, typeset(said))
    return why + unfolding(figures_table([q.DAY, q.USEFUL, q.USELESS], rows))


def cited_html(figures: Figures) -> Markup:
    """The documents cited most, each with a bar of its share of the first."""
    if not figures.cited:
        return empty_html(q.NO_CITATION)
    most = figures.cited[0][1]
    items = Markup("").join(
        Markup(
            '<li><span>{}</span><svg class="bar" aria-hidden="true"><rect width="{}%" height="100%"></rect></svg>'
            "<strong>{}</strong></li>"
        ).format(typeset(title), round(100 * count / most), count)
        for title, count in figures.cited
    )
    return Markup('<ol class="cited">{}</ol>').format(items)


def never_cited_html(figures: Figures) -> Markup:
    """The documents in service that nobody was ever sent to."""
    entries = figures.never_cited
    if not entries:
        return empty_html(q.NEVER_NONE)
    first, rest = entries[:_NEVER_SHOWN], entries[_NEVER_SHOWN:]
    body = _titles([e.title for e in first])
    if rest:
        body += Markup("<details><summary>{}</summary>{}</details>").format(
            q.SHOW_ALL.format(count=len(entries)), _titles([e.title for e in rest])
        )
    return Markup('<p class="soft">{}</p>{}').format(q.NEVER_CITED_HELP, body)


def _titles(titles: Sequence[str]) -> Markup:
    return Markup("<ul>{}</ul>").format(Markup("").join(Markup("<li>{}</li>").format(typeset(one)) for one in titles))


def figures_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Markup:
    """A picture's numbers: the first cell of each row names it."""
    titles = Markup("").join(Markup('<th scope="col">{}</th>').format(name) for name in head)
    body = Markup("").join(
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(
            row[0], Markup("").join(Markup("<td>{}</td>").format(cell) for cell in row[1:])
        )
        for row in rows
    )
    return Markup('<div class="figures" tabindex="0" role="region" aria-label="{}"><table><thead><tr>{}</tr></thead>'
                  "<tbody>{}</tbody></table></div>").format(q.AS_TABLE, titles, body)  # fmt: skip


def unfolding(table: Markup) -> Markup:
    """The table, folded until it is asked for."""
    return Markup("<details><summary>{}</summary>{}</details>").format(q.AS_TABLE, table)
