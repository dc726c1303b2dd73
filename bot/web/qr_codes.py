"""An address as a QR code, drawn inside the page, black on white whatever the palette: cameras read nothing else."""

import segno
from markupsafe import Markup


def qr_code(address: str, label: str) -> Markup:
    """An SVG that ``label`` names; it takes the width of what holds it."""
    drawn = segno.make(address, error="m", micro=False).svg_inline(omitsize=True, dark="#000", light="#fff")
    svg = Markup(drawn)  # noqa: S704 - segno draws squares: nothing of the address is written in it
    return Markup('<div class="qr" role="img" aria-label="{}">{}</div>').format(label, svg)
