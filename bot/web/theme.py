"""The look of every page: our own Gradio theme, style sheet and page script, all served from this origin.

Colours are pairs checked for WCAG AA (4.5:1 for text) in light and in dark by ``tests/web/test_theme.py``, which
reads the same palettes as the style sheet.
"""

import hashlib
from pathlib import Path

import gradio as gr

STATIC = Path(__file__).with_name("static")
STATIC_PATH = "/statique"

LIGHT = {
    "page": "#f3f4f7",
    "surface": "#ffffff",
    "raised": "#e9ecf2",
    "line": "#c9d0db",
    "control": "#7b8698",
    "ink": "#1a1f2b",
    "soft": "#4b5466",
    "accent": "#1b3a6b",
    "accent-strong": "#132a4f",
    "accent-soft": "#e4ebf7",
    "on-accent": "#ffffff",
    "warn": "#7a4100",
    "warn-soft": "#fff1d9",
    "bad": "#96161b",
    "bad-soft": "#fdeaea",
    "good": "#135c2c",
    "good-soft": "#e3f4e8",
    "mark": "#fff0b3",
}
DARK = {
    "page": "#11141a",
    "surface": "#1a1f28",
    "raised": "#262d39",
    "line": "#3b4453",
    "control": "#8390a5",
    "ink": "#edf0f5",
    "soft": "#b6bfcd",
    "accent": "#a9c5f5",
    "accent-strong": "#cadcfb",
    "accent-soft": "#22324e",
    "on-accent": "#0f1d36",
    "warn": "#ffcf8a",
    "warn-soft": "#3a2a10",
    "bad": "#ffb1b1",
    "bad-soft": "#421d1f",
    "good": "#a3e2b6",
    "good-soft": "#15341f",
    "mark": "#5c4a09",
}
# Pairs that carry text, and so must keep 4.5:1 in both palettes.
TEXT_PAIRS = [
    ("ink", "page"),
    ("ink", "surface"),
    ("ink", "raised"),
    ("ink", "mark"),
    ("soft", "page"),
    ("soft", "surface"),
    ("soft", "raised"),
    ("accent", "page"),
    ("accent", "surface"),
    ("accent", "raised"),
    ("accent", "accent-soft"),
    ("ink", "accent-soft"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("warn", "warn-soft"),
    ("bad", "bad-soft"),
    ("good", "good-soft"),
]
SYSTEM_FONTS = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Ubuntu", "Arial", "sans-serif"]
MONO_FONTS = ["ui-monospace", "Consolas", "DejaVu Sans Mono", "monospace"]


def palette_css() -> str:
    """The palettes as CSS variables (``--ink``, ``--accent``…), light, dark, and dark by the system's choice."""
    light = "".join(f"--{name}:{value};" for name, value in LIGHT.items())
    dark = "".join(f"--{name}:{value};" for name, value in DARK.items())
    return (
        f":root{{color-scheme:light;{light}}}"
        f".dark{{color-scheme:dark;{dark}}}"
        # Our own forms have no script to set the class « dark » on the body, as Gradio does on its pages.
        f"@media (prefers-color-scheme:dark){{body.plain{{color-scheme:dark;{dark}}}}}"
    )


def asset(name: str) -> str:
    """The address of a file of ``static/``, with its content's hash so that a browser never keeps an old one."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
    return f"{STATIC_PATH}/{name}?v={digest}"


def plain_head(style: str = "") -> str:
    """What goes in the ``<head>`` of our own forms: colours and style sheets, no script."""
    more = f'<link rel="stylesheet" href="{asset(style)}">' if style else ""
    return (
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f'<link rel="icon" href="{asset("choriste.svg")}" type="image/svg+xml">'
        f"<style>{palette_css()}</style>"
        f'<link rel="stylesheet" href="{asset("choriste.css")}">{more}'
    )


def page_head() -> str:
    """What goes first in the ``<head>`` of a Gradio page.

    The script sets ``lang``, asks Gradio for its French words whatever the browser's language, and names the icon
    buttons that Gradio leaves nameless.
    """
    return (
        f'{plain_head()}<link rel="stylesheet" href="{asset("chat.css")}">'
        f'<link rel="stylesheet" href="{asset("live.css")}"><link rel="stylesheet" href="{asset("tickets.css")}">'
        f'<link rel="stylesheet" href="{asset("privacy.css")}">'
        f'<script src="{asset("choriste.js")}"></script><script src="{asset("notices.js")}"></script>'
        f'<script src="{asset("tickets.js")}"></script><script src="{asset("copy.js")}"></script>'
    )


PAGE_HEAD = page_head()


def build_theme() -> gr.themes.Base:
    """Gradio's own controls in our colours, sizes and system fonts; nothing is fetched from elsewhere."""
    theme = gr.themes.Base(
        primary_hue=_hue(LIGHT["accent"], LIGHT["accent-soft"]),
        secondary_hue=_hue(LIGHT["accent"], LIGHT["accent-soft"]),
        neutral_hue=gr.themes.colors.slate,
        text_size=gr.themes.sizes.text_lg,
        radius_size=gr.themes.sizes.radius_md,
        spacing_size=gr.themes.sizes.spacing_md,
        font=SYSTEM_FONTS,
        font_mono=MONO_FONTS,
    )
    return theme.set(**{key: f"var(--{name})" for key, name in _both(_COLOURS).items()}, **_MEASURES)


def _hue(strong: str, soft: str) -> gr.themes.colors.Color:
    return gr.themes.colors.Color(soft, soft, soft, soft, soft, strong, strong, strong, strong, strong, strong)


def _both(colours: dict[str, str]) -> dict[str, str]:
    """Each key with its dark twin: our variables change by themselves, so both name the same one."""
    return {key + suffix: name for key, name in colours.items() for suffix in ("", "_dark")}


_COLOURS = {
    "body_background_fill": "page",
    "body_text_color": "ink",
    "body_text_color_subdued": "soft",
    "background_fill_primary": "surface",
    "background_fill_secondary": "page",
    "border_color_primary": "line",
    "border_color_accent": "accent",
    "color_accent_soft": "accent-soft",
    "link_text_color": "accent",
    "link_text_color_hover": "accent-strong",
    "link_text_color_active": "accent-strong",
    "link_text_color_visited": "accent",
    "block_background_fill": "surface",
    "block_border_color": "line",
    "block_info_text_color": "soft",
    "block_label_background_fill": "surface",
    "block_label_text_color": "ink",
    "block_title_text_color": "ink",
    "accordion_text_color": "ink",
    "table_text_color": "ink",
    "table_border_color": "line",
    "table_even_background_fill": "surface",
    "table_odd_background_fill": "page",
    "table_row_focus": "accent-soft",
    "panel_background_fill": "surface",
    "panel_border_color": "line",
    "input_background_fill": "surface",
    "input_background_fill_focus": "surface",
    "input_border_color": "control",
    "input_border_color_focus": "accent",
    "input_placeholder_color": "soft",
    "error_background_fill": "bad-soft",
    "error_border_color": "bad",
    "error_text_color": "bad",
    "error_icon_color": "bad",
    "loader_color": "accent",
    "slider_color": "accent",
    "checkbox_background_color_selected": "accent",
    "checkbox_border_color": "control",
    "checkbox_border_color_focus": "accent",
    "checkbox_border_color_hover": "accent",
    "checkbox_border_color_selected": "accent",
    "checkbox_label_background_fill": "surface",
    "checkbox_label_background_fill_hover": "accent-soft",
    "checkbox_label_background_fill_selected": "accent-soft",
    "checkbox_label_border_color": "line",
    "checkbox_label_text_color": "ink",
    "checkbox_label_text_color_selected": "ink",
    "button_primary_background_fill": "accent",
    "button_primary_background_fill_hover": "accent-strong",
    "button_primary_border_color": "accent",
    "button_primary_border_color_hover": "accent-strong",
    "button_primary_text_color": "on-accent",
    "button_primary_text_color_hover": "on-accent",
    "button_secondary_background_fill": "surface",
    "button_secondary_background_fill_hover": "accent-soft",
    "button_secondary_border_color": "control",
    "button_secondary_border_color_hover": "accent",
    "button_secondary_text_color": "accent",
    "button_secondary_text_color_hover": "accent",
    "button_cancel_background_fill": "surface",
    "button_cancel_background_fill_hover": "bad-soft",
    "button_cancel_border_color": "bad",
    "button_cancel_border_color_hover": "bad",
    "button_cancel_text_color": "bad",
    "button_cancel_text_color_hover": "bad",
}
_MEASURES = {
    "button_border_width": "1px",
    "button_large_radius": "8px",
    "button_medium_radius": "8px",
    "button_small_radius": "8px",
    "button_large_text_weight": "600",
    "button_medium_text_weight": "600",
    "input_border_width": "1px",
    "input_radius": "8px",
    "block_radius": "10px",
    "block_label_text_weight": "600",
    "block_title_text_weight": "600",
    "block_shadow": "none",
    "block_shadow_dark": "none",
    "input_shadow": "none",
    "input_shadow_focus": "none",
}
