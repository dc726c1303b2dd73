"""Answers and sources as HTML: what is written stays text, what is a source can be opened, nothing else is markup."""

from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.cards import answer_html, notice, paragraph_lines, rich_text, source_card, source_cards

TAGS = {
    "p", "strong", "em", "ol", "ul", "li", "a", "button", "span", "br", "table", "thead", "tbody", "tr", "th", "td",
    "code", "pre", "blockquote", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "mark", "details", "summary", "div",
}  # fmt: skip
ATTRIBUTES = {
    "class", "type", "data-open", "data-source", "aria-label", "aria-hidden", "href", "target", "rel", "start", "open",
    "title", "role", "style",
}  # fmt: skip
ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](javascript:alert(1))",
    "[x](javascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "<https://a.fr/\" onmouseover=alert(1)>",
    "[a]: javascript:alert(1)\n\n[a]",
    "</details></aside><iframe src=//evil>",
    "\" onclick=\"alert(1)",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "`</code><svg onload=alert(1)>`",
    "${alert(1)} {{constructor.constructor('alert(1)')()}}",
]  # fmt: skip


class Markup(HTMLParser):
    """Every tag and attribute that a browser would see."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def assert_harmless(html: str) -> None:
    for tag, attributes in Markup(html).tags:
        assert tag in TAGS, html
        assert attributes.keys() <= ATTRIBUTES, html
        assert (attributes.get("style") or "text-align:left").startswith("text-align:"), html
        address = attributes.get("href")
        assert (
            address is None
            or address.lower().startswith(("http://", "https://", "mailto:", "/", "#", "%"))
            or (":" not in address)
        ), html


def citation(**changes: Any) -> dict[str, Any]:
    known = {
        "n": 1, "document": "Facture « Suspendue »", "section": "Étapes", "page": None, "version": 2,
        "passage_id": "fiche:a:2:0", "quote": "Complétez-la.", "checked_on": "2026-11-24", "overdue": False,
        "text": "Complétez-la. Puis renvoyez-la.",
    }  # fmt: skip
    return known | changes


def test_a_marker_with_its_citation_is_a_button_that_names_and_opens_the_source() -> None:
    button = Markup(answer_html("Non [1].", [citation()], "12")).of("button")
    assert len(button) == 1
    assert button[0]["data-open"] == "12-1"
    assert button[0]["type"] == "button"
    assert "Source 1" in (button[0]["aria-label"] or "")
    assert "Suspendue" in (button[0]["aria-label"] or "")


def test_a_marker_without_its_citation_stays_text() -> None:
    page = Markup(answer_html("Voir [2] et [1].", [citation()], "12"))
    assert len(page.of("button")) == 1
    assert "[2]" in page.words


def test_markers_after_a_list_a_step_and_a_table_are_all_buttons() -> None:
    text = "1. Ouvrez [1]\n2. Lisez [1]\n\n| a | b |\n|---|---|\n| 1 | 2 | [1]\n\n- fin [1]"
    assert len(Markup(answer_html(text, [citation()], "1")).of("button")) == 4


def test_steps_stay_a_numbered_list() -> None:
    page = Markup(answer_html("Faites :\n\n1. Ouvrez.\n2. Lisez.\n3. Envoyez. [1]", [citation()], "1"))
    assert (len(page.of("ol")), len(page.of("li"))) == (1, 3)


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_text_becomes_markup_wherever_it_comes_from(attack: str) -> None:
    hostile = citation(document=attack, section=attack, page=attack, quote=attack, text=f"Avant. {attack} Après.")
    for html in (
        answer_html(f"{attack} [1]", [hostile], "12"),
        source_card(hostile, "12"),
        source_cards([hostile], "12"),
        rich_text(attack),
        paragraph_lines(attack),
        notice(attack),
    ):
        assert_harmless(html)


@given(st.text(alphabet=st.sampled_from("<>\"'&[]()!`*_#|-:;=/ \n1ajscript{}$\\"), max_size=80))
def test_no_mix_of_signs_becomes_markup(text: str) -> None:
    assert_harmless(answer_html(text, [citation()], "1"))
    assert_harmless(source_card(citation(text=text, quote=text[: len(text) // 2], document=text), "1"))


def test_links_open_apart_and_tell_the_other_site_nothing() -> None:
    link = Markup(rich_text("[portail](https://portail.chorus-pro.gouv.fr)")).of("a")[0]
    assert link["target"] == "_blank"
    assert link["rel"] == "noopener noreferrer"


def test_a_card_says_document_section_page_version_and_date() -> None:
    words = " ".join(Markup(source_card(citation(page="12"), "1")).words.split())
    for expected in ("Facture « Suspendue »", "Étapes", "page 12", "version 2", "vérifié le 24 novembre 2026"):
        assert expected in words


def test_a_card_unfolds_the_whole_passage_with_the_quoted_words_marked() -> None:
    html = source_card(citation(), "1")
    page = Markup(html)
    assert "Puis renvoyez-la." in page.words
    assert "<mark>Complétez-la.</mark>" in html
    assert page.of("details")[0]["data-source"] == "1-1"
    assert "open" not in page.of("details")[0]
    assert "open" in Markup(source_card(citation(), "1", opened=True)).of("details")[0]


def test_quoted_steps_are_marked_one_by_one() -> None:
    steps = "1. Ouvrez **la fiche**.\n2. Lisez.\n3. Envoyez."
    html = source_card(citation(text=steps, quote="1. Ouvrez **la fiche**.\n2. Lisez."), "1")
    assert html.count("<mark>") == 2
    assert "<mark>Ouvrez <strong>la fiche</strong>.</mark>" in html


def test_a_passage_quoted_whole_is_not_marked() -> None:
    assert "<mark>" not in source_card(citation(quote="Complétez-la.", text="Complétez-la."), "1")


def test_a_fiche_past_its_date_says_so_on_the_card_and_in_the_passage() -> None:
    late, fresh = source_card(citation(overdue=True), "1"), source_card(citation(), "1")
    assert late.count("à relire") == 1
    assert "date de relecture" in late
    assert "à relire" not in fresh


def test_line_breaks_of_a_person_are_kept() -> None:
    assert paragraph_lines("un\ndeux <b>") == "un<br>deux &lt;b&gt;"


def test_a_warning_is_announced_at_once_and_a_word_of_thanks_politely() -> None:
    assert 'role="alert"' in notice("Attention.", "warn")
    assert 'role="status"' in notice("Merci.", "good")
