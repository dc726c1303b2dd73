"""What every page ends with: the way to the accessibility statement, and its claim in two words."""

from typing import Final

from markupsafe import Markup

from bot.web.texts_accessibility import FOOTER_LINK

ACCESSIBILITY_PAGE: Final = "/accessibilite"


def footer_html() -> Markup:
    """The same line under our forms and under Gradio's pages."""
    return Markup('<footer class="page-end"><a href="{}">{}</a></footer>').format(ACCESSIBILITY_PAGE, FOOTER_LINK)
