"""What a page may run and load, told to the browser: nothing that isn't ours, whatever text got into the page.

Our own plain pages run no script at all. A Gradio page runs the scripts that carry the nonce of this one answer, and
what those load (« strict-dynamic »): neither an inline script, nor a handler in an attribute, nor a file that somebody
uploaded. Two things could not be as strict as that:

- 'unsafe-eval': Gradio compiles the template and the script of each gr.HTML, and the ``js`` of each event, with
  ``new Function``; without it no page opens. Those texts are written in our code, and no value is put in them.
- 'unsafe-inline' for styles: Gradio's file field writes style attributes while it sends, and its plots write whole
  style sheets. Tried without: those two complain. A style can't call anybody, for nothing is loaded from elsewhere.
"""

import base64
import hashlib
from typing import Final

from bot.web.theme import palette_css


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


PLAIN: Final = (
    f"default-src 'none'; style-src 'self' {_hash(palette_css())}; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


def gradio_policy(nonce: str) -> str:
    """For one answer: ``nonce`` is drawn anew each time."""
    return (
        f"default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'unsafe-eval'; "
        "style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
        "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    )
