"""The plain pages about one's own account: a password to choose, one's sessions, the organisation's way in.

As our other forms: accessible HTML that needs no script.
"""

from collections.abc import Sequence

from markupsafe import Markup

from bot.people.accounts import PASSWORD_MAX, PASSWORD_MIN, User
from bot.people.browsers import UNKNOWN
from bot.people.sessions import OpenSession
from bot.web import texts
from bot.web import texts_accounts as a
from bot.web.forms import plain_page
from bot.web.identity import ACCOUNT_ADDRESS
from bot.web.texts import french_time


def organisation_link(next_page: str, said: str = "") -> Markup:
    """The way in by the organisation, a link because a form may lead nowhere but here; ``said`` is what went wrong."""
    return Markup('{}<p><a class="button primary" href="/connexion/organisation?next={}">{}</a></p><p>{}</p>').format(
        _told(said), next_page, a.ORGANISATION, a.ORGANISATION_OR
    )


def invitation_page(user: User, token: str, signed_in: str = "", problem: str = "") -> str:
    """The form of a link; ``signed_in`` is the other account that this browser is signed in with."""
    other = Markup('<p class="note warn">{}</p>').format(a.INVITED_OTHER.format(name=signed_in)) if signed_in else ""
    body = Markup(
        '{told}{other}<p>{hello}</p><form method="post" action="/invitation/{token}">{account}{fields}'
        '<button type="submit" class="button primary">{submit}</button></form>'
    ).format(
        told=_told(problem),
        other=other,
        hello=a.INVITED_HELLO.format(name=user.name),
        token=token,
        account=_account_field(user),
        fields=_new_password(problem),
        submit=a.INVITED_SUBMIT,
    )
    return plain_page(a.INVITED_TITLE, body)


def link_over_page(sentence: str) -> str:
    """A link that opens nothing: why, and what to do."""
    body = Markup('<p>{}</p><p><a class="button" href="/connexion">{}</a></p>').format(sentence, a.TO_SIGN_IN)
    return plain_page(a.LINK_OVER_TITLE, body)


def own_account_page(
    user: User,
    home: str,
    with_password: bool,
    sessions: Sequence[OpenSession],
    problem: str = "",
    done: str = "",
) -> str:
    """One's own account: the password, and the browsers that are signed in; ``done`` is what just succeeded."""
    said = Markup('<p class="note good" role="status">{}</p>').format(done) if done else Markup("")
    body = Markup(
        '{said}<p>{intro}</p>{password}{sessions}<p class="plain-foot"><a href="{home}">{back}</a></p>'
    ).format(
        said=said,
        intro=a.OWN_INTRO.format(name=user.name, role=texts.ROLE_NAMES[user.role]),
        password=_password_part(user, problem) if with_password else Markup("<p>{}</p>").format(a.OWN_ORGANISATION),
        sessions=_sessions_part(sessions),
        home=home,
        back=a.BACK,
    )
    return plain_page(texts.OWN_ACCOUNT, body)


def _password_part(user: User, problem: str) -> Markup:
    return Markup(
        '<section><h2>{title}</h2>{told}<form method="post" action="{address}/mot-de-passe">{account}'
        '<label for="actuel">{now}</label><input id="actuel" name="former" type="password"'
        ' autocomplete="current-password" required maxlength="{most}"{described}>{fields}'
        '<button type="submit" class="button primary">{submit}</button></form></section>'
    ).format(
        title=a.OWN_PASSWORD,
        told=_told(problem),
        address=ACCOUNT_ADDRESS,
        account=_account_field(user),
        now=a.PASSWORD_NOW,
        most=PASSWORD_MAX,
        described=_described(problem),
        fields=_new_password(problem),
        submit=a.OWN_SUBMIT,
    )


def _sessions_part(sessions: Sequence[OpenSession]) -> Markup:
    items = Markup("").join(
        Markup("<li><strong>{}</strong>{}<br>{}</li>").format(
            one.browser or UNKNOWN,
            Markup(' <span class="flag calm">{}</span>').format(a.THIS_BROWSER) if one.current else "",
            a.OWN_SESSION.format(since=french_time(one.created_at), seen=french_time(one.seen_at)),
        )
        for one in sessions
    )
    close = Markup("<p>{}</p>").format(a.OWN_ALONE)
    if len(sessions) > 1:
        close = Markup(
            '<form method="post" action="{}/navigateurs"><button type="submit" class="button">{}</button></form>'
        ).format(ACCOUNT_ADDRESS, a.OWN_CLOSE)
    return Markup('<section><h2>{}</h2><ul class="plain-list">{}</ul>{}</section>').format(a.OWN_SESSIONS, items, close)


def _new_password(problem: str) -> Markup:
    """The new password, twice: a slip of the finger would lock its owner out."""
    return Markup(
        '<label for="nouveau">{new}</label><p class="hint" id="regle">{rule}</p>'
        '<input id="nouveau" name="password" type="password" autocomplete="new-password" required'
        ' minlength="{least}" maxlength="{most}" aria-describedby="regle{also}"{invalid}>'
        '<label for="encore">{again}</label><input id="encore" name="again" type="password"'
        ' autocomplete="new-password" required maxlength="{most}"{described}>'
    ).format(
        new=a.PASSWORD_NEW,
        rule=a.PASSWORD_RULE,
        least=PASSWORD_MIN,
        most=PASSWORD_MAX,
        also=" probleme" if problem else "",
        invalid=Markup(' aria-invalid="true"') if problem else "",
        again=a.PASSWORD_AGAIN,
        described=_described(problem),
    )


def _account_field(user: User) -> Markup:
    """For the browser's password keeper, which must know whose password it is."""
    return Markup(
        '<input class="visually-hidden" name="name" type="text" autocomplete="username" value="{}" readonly'
        ' tabindex="-1" aria-hidden="true">'
    ).format(user.name)


def _described(problem: str) -> Markup:
    return Markup(' aria-describedby="probleme" aria-invalid="true"') if problem else Markup("")


def _told(problem: str) -> Markup:
    return Markup('<p class="note bad" role="alert" id="probleme">{}</p>').format(problem) if problem else Markup("")
