"""Colours that can be read, sizes that can be touched, and nothing from elsewhere."""

import re

import pytest

from bot.web.theme import DARK, LIGHT, PAGE_HEAD, STATIC, TEXT_PAIRS, build_theme


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_every_pair_that_carries_text_keeps_the_contrast_of_wcag_aa(palette: dict[str, str]) -> None:
    weak = {pair: round(contrast(palette[pair[0]], palette[pair[1]]), 2) for pair in TEXT_PAIRS}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_the_borders_of_controls_stand_out(palette: dict[str, str]) -> None:
    assert min(contrast(palette["control"], palette[ground]) for ground in ("page", "surface")) >= 3


def test_both_palettes_name_the_same_colours_and_the_accent_is_ours() -> None:
    assert LIGHT.keys() == DARK.keys()
    assert LIGHT["accent"].upper() == "#1B3A6B"


@pytest.mark.parametrize("sheet", sorted(STATIC.glob("*.css")), ids=lambda path: path.name)
def test_style_sheets_use_known_colours_fetch_nothing_and_keep_text_at_16_pixels(sheet: object) -> None:
    css = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.S)  # type: ignore[attr-defined]
    assert set(re.findall(r"var\(--([a-z-]+)\)", css)) <= LIGHT.keys()
    assert re.findall(r"url\(|@import|https?:", css) == []
    sizes = [float(size) for size in re.findall(r"font-size:\s*([\d.]+)rem", css)]
    assert [size for size in sizes if size < 1] == []
    assert re.findall(r"font-size:\s*[\d.]+px", css) == []


def test_the_theme_fetches_no_font_and_the_head_stays_on_the_origin() -> None:
    assert build_theme()._stylesheets == []
    assert re.findall(r"(?:href|src)=\"(?!/statique/)[^\"]*\"", PAGE_HEAD) == []
