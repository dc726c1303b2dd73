"""The menu of a page's bar: the pages that a person may open, folded behind one button where there is little room.

It is a popover of the browser's own: Escape and a touch elsewhere close it, the keyboard's order is that of the page,
and a browser that knows none shows the links.
"""

from collections.abc import Iterable

from markupsafe import Markup

from bot.web import texts
from bot.web.identity import ACCOUNT_ADDRESS


def menu_html(pages: Iterable[tuple[str, str]]) -> Markup:
    """The button and its links: ``pages`` as (address, name), then one's own account and the way out."""
    links = Markup("").join(
        Markup('<a class="bar-link" href="{}">{}</a>').format(address, name)
        for address, name in [*pages, (ACCOUNT_ADDRESS, texts.OWN_ACCOUNT), ("/deconnexion", texts.SIGN_OUT_LINK)]
    )
    return Markup(
        '<button type="button" class="bar-link menu" popovertarget="pages">{}</button>'
        '<div id="pages" class="bar-pages" popover>{}</div>'
    ).format(texts.MENU, links)
