"""Gradio's template is the one that the shell knows how to make ours."""

from importlib.resources import files

from bot.web.shell import frenchify


def test_gradio_s_own_template_is_recognised_and_made_french() -> None:
    template = (files("gradio") / "templates" / "frontend" / "index.html").read_bytes()
    page = frenchify(template, "n0nce")
    assert b'<html lang="fr"' in page
    assert b'lang="en"' not in page
    assert b"raw.githubusercontent" not in page
    assert b'id="waiting"' in page
    assert page.index(b'id="waiting"') < page.index(b"<gradio-app")
    assert page.index(b"/statique/choriste.js") < page.index(b"window.gradio_config")


def test_a_page_that_is_not_gradio_s_is_left_alone() -> None:
    page = b'<html lang="en"><head></head><body>autre</body></html>'
    assert frenchify(page, "n0nce") == page
