"""A Gradio page that pays only for what an event changes, and remembers nothing of what it showed.

For each ``gr.skip()`` Gradio builds the component anew for that browser and works out its whole configuration again:
milliseconds of the thread that serves everybody, for several outputs of each event. Here what is skipped never
reaches it.
"""

import copy
from collections.abc import Iterable, Iterator
from typing import Any, Final

import gradio as gr
from gradio.block_function import BlockFunction
from gradio.state_holder import SessionState

from bot.storage.holdable import holdable_json

# For an event of ours: no spinner of Gradio's over what it changes, and no place among the functions that an API tells.
QUIET: Final[dict[str, Any]] = {"show_progress": "hidden", "api_visibility": "private"}


class Page(gr.Blocks):
    """A ``gr.Blocks`` that hands on only text which can be stored, keeps none of it, and skips an output at no cost."""

    async def process_api(
        self, block_fn: BlockFunction | int, inputs: list[Any],
        *others: Any, **named: Any,  # noqa: ANN401 - handed on as they are
    ) -> dict[str, Any]:  # fmt: skip
        event: gr.EventData | None = named.get("event_data")
        if event is not None:
            event._data = holdable_json(event._data)  # noqa: SLF001 - it has no other name
        try:
            return await super().process_api(block_fn, holdable_json(inputs), *others, **named)
        finally:
            state: SessionState | None = named.get("state")
            if state is not None:
                _forget_values(state, self.fns[block_fn] if isinstance(block_fn, int) else block_fn)

    async def postprocess_data(
        self, block_fn: BlockFunction, predictions: list[Any] | dict[Any, Any], state: SessionState | None
    ) -> list[Any]:
        outputs = list(block_fn.outputs)
        # One output alone comes without a list around it, and what doesn't fit is for Gradio to refuse.
        if len(outputs) < 2 or not isinstance(predictions, list | tuple) or len(predictions) != len(outputs):
            return await super().postprocess_data(block_fn, predictions, state)
        changed = [n for n, value in enumerate(predictions) if not _is_skipped(value)]
        if len(changed) == len(outputs):
            return await super().postprocess_data(block_fn, predictions, state)
        data: list[Any] = [None if output.stateful else gr.skip() for output in outputs]
        if changed:
            part = copy.copy(block_fn)
            part.outputs = [outputs[n] for n in changed]
            values = [predictions[n] for n in changed]
            made = await super().postprocess_data(part, values if len(values) > 1 else values[0], state)
            for n, value in zip(changed, made, strict=True):
                data[n] = value
        return data


def _forget_values(state: SessionState, event: BlockFunction) -> None:
    """Let go of what the browser sent and was shown, which Gradio keeps for a deep link until an hour after it left."""
    for block in (*event.inputs, *event.outputs):
        kept = state.config_values.get(block._id, {})  # noqa: SLF001 - it has no other name
        if "value" in kept.get("props", {}):
            kept["props"]["value"] = None


def changes(steps: Iterable[list[Any]]) -> Iterator[list[Any]]:
    """Each of ``steps`` of one event, what is the same as in the step before skipped."""
    shown: list[Any] = []
    for values in steps:
        yield [gr.skip() if n < len(shown) and shown[n] == value else value for n, value in enumerate(values)]
        kept = shown or values
        shown = [before if _is_skipped(value) else value for before, value in zip(kept, values, strict=True)]


def _is_skipped(value: Any) -> bool:  # noqa: ANN401 - whatever a handler returns
    return isinstance(value, dict) and value == gr.skip()
