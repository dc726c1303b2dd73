"""The top of the staff's pages: where one is, the other pages one may open, and the way out."""

from markupsafe import Markup

from bot.people.accounts import User
from bot.web import texts
from bot.web import texts_staff as t
from bot.web.identity import ACCOUNT_ADDRESS, CHAT_PAGE, STAFF_ROLES
from bot.web.theme import asset


def staff_style() -> str:
    """The staff's own style sheets, on top of the one every page has."""
    return "".join(
        f'<link rel="stylesheet" href="{asset(name)}">'
        for name in (
            "staff.css",
            "documents.css",
            "questions.css",
            "desk.css",
            "live_desk.css",
            "proposals.css",
            "sessions.css",
            "accounts.css",
        )
    )


def header_html(page: str, user: User | None) -> Markup:
    """The bar of ``page``; before the person is known, it names the page alone."""
    links = Markup("")
    if user is not None:
        others = [path for path, roles in STAFF_ROLES.items() if path != page and user.role in roles]
        links = Markup("").join(
            Markup('<a class="bar-link" href="{}">{}</a>').format(path, title)
            for path, title in [
                (CHAT_PAGE, t.TO_ASSISTANT),
                *((path, texts.STAFF_PAGES[path]) for path in others),
                (ACCOUNT_ADDRESS, texts.OWN_ACCOUNT),
                ("/deconnexion", texts.SIGN_OUT_LINK),
            ]
        )
    return Markup(
        '<header class="topbar"><a class="brand" href="{page}"><span class="brand-name">{product}</span>'
        '<span class="brand-what">{title}</span></a><nav aria-label="{nav}">{links}</nav></header>'
        '<h1 class="visually-hidden">{title}</h1>'
    ).format(page=page, product=texts.PRODUCT, title=texts.STAFF_PAGES[page], nav=texts.NAV_LABEL, links=links)
