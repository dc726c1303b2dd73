"""A place that asks ``/nouvelles`` again and again, and becomes the event ``news`` when something changed.

Nothing is drawn anew for nothing: the answer is one small line, and the page asks for more only when it differs from
what it shows. The asking itself, the badge and the sound are in ``static/notices.js``.
"""

from typing import Final

import gradio as gr
from markupsafe import Markup

from bot.web import texts_live as t
from bot.web.notices import ADDRESS

# The event exists because its quoted name stands here.
_SCRIPT: Final = "window.choristeNews(element, () => trigger('news', {}));"


_SOUND: Final = Markup(
    '<button type="button" class="chip sound" aria-pressed="false" data-on="{}" data-off="{}">{}</button>'
).format(t.SOUND_ON, t.SOUND_OFF, t.SOUND_OFF)


def news_part(place: str = "") -> gr.HTML:
    """To be made once in a page, which it tells that the server can't be reached.

    ``place`` « support » asks for the desk's counts, and that page has its own badge and sound; without it the part
    asks for the person's own talk, puts the badge in the title and holds the choice of a sound.
    """
    value = Markup('<div class="news" data-news="{}"><p class="note warn" role="alert" hidden>{}</p>{}</div>').format(
        f"{ADDRESS}?espace={place}" if place else ADDRESS, t.OFFLINE, "" if place else _SOUND
    )
    return gr.HTML(value, js_on_load=_SCRIPT, apply_default_css=False, elem_id="live-news")
