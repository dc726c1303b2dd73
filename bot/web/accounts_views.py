"""What « Comptes » shows, as safe HTML: the list, a link that was just made, and one account with what can be done."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import quote

from markupsafe import Markup

from bot.people.invitations import Link
from bot.people.listing import DISABLED, AccountLine
from bot.people.roles import ROLES
from bot.web import texts_accounts as a
from bot.web.texts import french_time


def accounts_html(lines: Sequence[AccountLine], asking: str) -> Markup:
    """The list, as a table that becomes cards on a phone; ``asking`` is the account that looks."""
    head = Markup("").join(
        Markup('<th role="columnheader" scope="col">{}</th>').format(name) if name else Markup('<td role="cell"></td>')
        for name in a.COLUMNS.values()
    )
    rows = Markup("").join(_row(line, asking) for line in lines)
    return Markup(
        '<table class="cards" role="table"><thead role="rowgroup"><tr role="row">{}</tr></thead>'
        '<tbody role="rowgroup">{}</tbody></table>'
    ).format(head, rows)


def _row(line: AccountLine, asking: str) -> Markup:
    user = line.user
    cells = {
        "role": Markup("<span>{}</span>").format(a.ROLES[user.role]),
        "state": Markup("<span>{}</span>").format(state_html(line)),
        "seen": Markup("<span>{}</span>").format(_when(line.signed_in_at)),
        "act": Markup(
            '<button type="button" class="button" data-act="open" data-account="{}" aria-label="{}">{}</button>'
        ).format(user.name, a.MANAGE_NAMED.format(name=user.name), a.MANAGE),
    }
    return Markup('<tr role="row"><th role="rowheader" scope="row">{}{}{}</th>{}</tr>').format(
        user.name,
        Markup(' <span class="flag calm">{}</span>').format(a.YOU) if user.name == asking else "",
        Markup('<span class="account-display">{}</span>').format(user.display) if user.display else "",
        Markup("").join(
            Markup('<td role="cell" data-label="{}">{}</td>').format(a.COLUMNS[key], value)
            for key, value in cells.items()
        ),
    )


def state_html(line: AccountLine) -> Markup:
    """The state in words; what needs a hand, in the colour of a warning."""
    when = line.user.disabled_at if line.state == DISABLED else line.until
    words = a.STATES[line.state].format(when=_when(when))
    if line.organisation:
        words += f", {a.BY_ORGANISATION}"
    kind = {"active": "told-good", "invited": "soft"}.get(line.state, "told-bad")
    return Markup('<span class="{}">{}</span>').format(kind, words)


def link_html(link: Link, address: str) -> Markup:
    """The link, shown this once: to copy, or to send by one's own mail program."""
    whole, when = f"{address}/invitation/{link.token}", french_time(link.expires_at)
    body = a.MAIL_BODY.format(name=link.user.name, link=whole, when=when)
    mail = f"mailto:?subject={quote(a.MAIL_SUBJECT)}&body={quote(body)}"
    return Markup(
        '<div class="note good link-made" role="status"><h3>{title}</h3><p>{help}</p><p class="link-text">{link}</p>'
        '<p class="link-acts"><button type="button" class="button primary" data-copy="{link}" data-copied="{copied}"'
        ' aria-label="{copy}">{copy}</button> <a class="button" href="{mail}">{write}</a></p>'
        '<p class="visually-hidden" role="status" data-told-copied></p></div>'
    ).format(
        title=a.LINK_TITLE.format(name=link.user.name),
        help=a.LINK_HELP.format(when=when),
        link=whole,
        copied=a.COPIED,
        copy=a.COPY,
        mail=mail,
        write=a.MAIL,
    )


def account_html(line: AccountLine, asking: str) -> Markup:
    """One account: what is known of it, then each thing to do behind the words that say what it does."""
    user = line.user
    facts = {
        "role": a.ROLES[user.role],
        "state": state_html(line),
        "made": french_time(user.created_at),
        "seen": _when(line.signed_in_at),
        "sessions": str(line.sessions),
    }
    listed = Markup("").join(
        Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(a.FACTS[key], value) for key, value in facts.items()
    )
    return Markup('<h3>{}</h3><dl class="facts">{}</dl>{}').format(
        a.ACCOUNT_OF.format(name=user.name), listed, _acts(line, asking)
    )


def _acts(line: AccountLine, asking: str) -> Markup:
    user, parts = line.user, []
    if user.name == asking:
        return Markup('<p class="note">{}</p>').format(a.OWN_HELP)
    if line.organisation:
        parts.append(Markup('<p class="note">{}</p>').format(a.ORGANISATION_HELP))
    if line.state == DISABLED:
        parts.append(_act(user.name, a.ENABLE, a.ENABLE_HELP, [("enable", a.ENABLE_BUTTON, "")]))
        return Markup("").join(parts)
    if not line.organisation:
        parts.append(_act(user.name, a.RESET, a.RESET_HELP, [("reset", a.RESET_BUTTON, "")]))
        others = [("role", a.TO_ROLE.format(role=a.ROLES[role]), role) for role in ROLES if role != user.role]
        parts.append(_act(user.name, a.CHANGE_ROLE, a.CHANGE_ROLE_HELP, others))
    if line.sessions:
        parts.append(_act(user.name, a.SIGN_OUT, a.SIGN_OUT_HELP, [("signout", a.SIGN_OUT_BUTTON, "")]))
    parts.append(_act(user.name, a.DISABLE, a.DISABLE_HELP, [("disable", a.DISABLE_BUTTON, "")]))
    return Markup("").join(parts)


def _act(name: str, title: str, sentence: str, buttons: Sequence[tuple[str, str, str]]) -> Markup:
    """Two taps: the title opens what the act does, and its button does it."""
    made = Markup("").join(
        Markup(
            '<button type="button" class="button" data-act="{}" data-account="{}" data-role="{}">{}</button>'
        ).format(act, name, role, label)
        for act, label, role in buttons
    )
    return Markup(
        '<details class="account-act"><summary>{}</summary><p>{}</p><p class="link-acts">{}</p></details>'
    ).format(title, sentence, made)


def everybody_html() -> Markup:
    """The act that touches all, behind its words."""
    return Markup(
        '<details class="account-act"><summary>{}</summary><p>{}</p><p class="link-acts">'
        '<button type="button" class="button" data-act="everybody" data-sure="oui">{}</button></p></details>'
    ).format(a.EVERYBODY, a.EVERYBODY_HELP, a.EVERYBODY_BUTTON)


def browsers(count: int) -> str:
    """« 3 navigateurs »."""
    return (a.BROWSERS if count < 2 else a.BROWSERS_MANY).format(count=count)


def _when(moment: datetime | None) -> str:
    return french_time(moment) if moment is not None else a.NEVER
