"""What an event leaves as it is costs nothing, and what it changes goes through Gradio as before."""

import asyncio
import contextlib
from typing import Any

import gradio as gr
import pytest
from gradio.state_holder import SessionState

from bot.web.page import Page, changes

SKIP = gr.skip()


def page_of_three() -> tuple[Page, Any]:
    """A page whose event changes a text, a state and a number."""

    async def build() -> Page:  # where a loop runs, for Gradio opens one otherwise, and doesn't close it
        with Page() as page:
            outputs = [gr.Textbox("a"), gr.State(1), gr.Number(2)]
            gr.Button().click(lambda: None, None, outputs)
        return page

    page = asyncio.run(build())
    return page, next(iter(page.fns.values()))


def posted(page: gr.Blocks, event: Any, values: Any, state: SessionState) -> list[Any]:
    return asyncio.run(page.postprocess_data(event, values, state))


def test_what_is_skipped_comes_back_as_gradio_says_it_and_no_component_is_made_anew() -> None:
    page, event = page_of_three()
    state = SessionState(page)
    before = {output._id: state[output._id] for output in event.outputs}
    assert posted(page, event, ["b", SKIP, SKIP], state) == ["b", None, SKIP]
    assert posted(page, event, [SKIP, SKIP, 5], state) == [SKIP, None, 5]
    assert posted(page, event, [SKIP, SKIP, SKIP], state) == [SKIP, None, SKIP]
    assert all(state[key] is component for key, component in before.items())
    gradio_s_own = posted_by_gradio(page, event, state)
    assert gradio_s_own == ["b", None, SKIP]
    assert any(state[key] is not component for key, component in before.items())


def posted_by_gradio(page: Page, event: Any, state: SessionState) -> list[Any]:
    """What Gradio alone does of the same: the components it makes anew are why ``Page`` exists."""
    return asyncio.run(gr.Blocks.postprocess_data(page, event, ["b", SKIP, SKIP], state))


def test_a_state_that_changes_is_kept_beside_what_is_skipped() -> None:
    page, event = page_of_three()
    state = SessionState(page)
    assert posted(page, event, [SKIP, 7, SKIP], state) == [SKIP, None, SKIP]
    assert state[event.outputs[1]._id] == 7


def test_an_update_of_more_than_a_value_goes_through() -> None:
    page, event = page_of_three()
    made = posted(page, event, [gr.Textbox(visible=False), SKIP, 3], SessionState(page))
    assert made[0]["visible"] is False
    assert made[1:] == [None, 3]


@pytest.mark.parametrize("value", [None, "b", SKIP])
def test_an_event_that_changes_one_thing_returns_it_without_a_list(value: Any) -> None:
    page, event = page_of_three()
    event.outputs = event.outputs[:1]
    state, alone = SessionState(page), SessionState(page)
    assert posted(page, event, value, state) == asyncio.run(gr.Blocks.postprocess_data(page, event, value, alone))


def test_a_handler_that_returns_too_little_is_told_by_gradio() -> None:
    page, event = page_of_three()
    with pytest.raises(ValueError, match="output"):
        posted(page, event, ["b", SKIP], SessionState(page))


def test_a_step_says_only_what_differs_from_the_one_before() -> None:
    steps = [["c", "", "a"], ["c", SKIP, "ab"], ["c", "", "abc"], ["d", "!", "abc"]]
    assert list(changes(steps)) == [
        ["c", "", "a"], [SKIP, SKIP, "ab"], [SKIP, SKIP, "abc"], ["d", "!", SKIP]
    ]  # fmt: skip


def test_what_was_skipped_at_first_is_said_once_it_changes() -> None:
    assert list(changes([[SKIP, 1], ["x", 1], ["x", 2]])) == [[SKIP, 1], ["x", SKIP], [SKIP, 2]]


def test_half_an_emoji_or_a_nul_reaches_no_handler_in_what_was_typed_nor_in_what_an_event_says() -> None:
    heard: list[str] = []

    def hear(typed: str, event: gr.EventData) -> str:
        heard.extend((typed, event.text))
        return typed

    async def ask() -> dict[str, Any]:
        with Page() as page:
            box = gr.Textbox()
            gr.Button().click(hear, box, box)
        [event] = page.fns.values()
        said = gr.EventData(None, {"text": "\ude00!"})
        return await page.process_api(event, ["a\ud83d\0b"], SessionState(page), event_data=said)

    assert asyncio.run(ask())["data"] == ["a\ufffd\ufffdb"]
    assert heard == ["a\ufffd\ufffdb", "\ufffd!"]


def test_what_was_typed_and_shown_is_not_kept_for_an_hour_after_the_browser_left() -> None:
    def fail(typed: str) -> str:
        raise gr.Error(typed)

    async def ask(handler: Any) -> str:
        with Page() as page:
            box, shown, kept = gr.Textbox(), gr.HTML(), gr.State()
            gr.Button().click(handler, box, [shown, kept] if handler is answer else box)
        [event] = page.fns.values()
        state = SessionState(page)
        with contextlib.suppress(gr.Error):
            await page.process_api(event, ["un secret"], state=state)
        assert state[kept._id] == ("un état" if handler is answer else None)
        return str(state.config_values)

    def answer(typed: str) -> tuple[str, str]:
        return f"{typed} répété", "un état"

    assert "secret" not in asyncio.run(ask(answer))
    assert "secret" not in asyncio.run(ask(fail))
