"""``/accessibilite``: the accessibility statement, open to everybody, in HTML that needs no script."""

from collections.abc import Sequence

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from bot.web import texts_accessibility as t
from bot.web.footer import ACCESSIBILITY_PAGE
from bot.web.forms import plain_page
from bot.web.texts import french_date


def accessibility_route() -> APIRouter:
    """The page, the same for all: it names nobody, so a browser may keep it for an hour."""
    router = APIRouter(include_in_schema=False)

    @router.get(ACCESSIBILITY_PAGE)
    def accessibility() -> HTMLResponse:
        return HTMLResponse(statement_page(), headers={"Cache-Control": "public, max-age=3600"})

    return router


def statement_page() -> str:
    """Claim, grounds, limits, whom to tell, and since when."""
    body = Markup(
        "<p>{}</p><h2>{}</h2><p>{}</p><h2>{}</h2><p>{}</p>{}<h2>{}</h2>{}<h2>{}</h2><p>{}</p>"
        '<p><a class="button" href="/">{}</a></p><h2>{}</h2><p>{}</p><p>{}</p>'
    ).format(
        t.INTRO,
        t.STATE_TITLE,
        t.STATE,
        t.CHECKED_TITLE,
        t.CHECKED_INTRO,
        _list(t.CHECKED),
        t.LIMITS_TITLE,
        _list(t.LIMITS),
        t.CONTACT_TITLE,
        t.CONTACT,
        t.CONTACT_LINK,
        t.APPEAL_TITLE,
        t.APPEAL,
        t.DATED.format(date=french_date(t.MADE_ON)),
    )
    return plain_page(t.TITLE, body)


def _list(items: Sequence[str]) -> Markup:
    return Markup("<ul>{}</ul>").format(Markup("").join(Markup("<li>{}</li>").format(item) for item in items))
