"""A place in a page for our own HTML, whose buttons speak to Gradio: ``data-act="vote"`` becomes the event ``vote``."""

import re
from collections.abc import Sequence
from typing import Final

import gradio as gr

# The events of a gr.HTML exist when their quoted names stand in its script. A passage that was opened stays open when
# the place is drawn anew.
_SCRIPT: Final = """
const known = ['ask', 'vote', 'reason', 'ticket', 'tickets', 'fresh', 'resume', 'close'];
element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-act]');
  if (!button || !known.includes(button.dataset.act)) return;
  const said = {...button.dataset};
  for (const field of button.closest('[data-form]')?.querySelectorAll('[name]') || []) said[field.name] = field.value;
  trigger(button.dataset.act, said);
});
// A message being written outlives what is drawn anew around it; the next one, under another id, begins empty.
const written = {};
let writing = null;
element.addEventListener('input', (event) => {
  if (event.target.matches('[data-form] [name]')) written[writing = event.target.id] = event.target.value;
});
element.addEventListener('focusout', (event) => { if (event.relatedTarget) writing = null; });
// What is typed in a field is told when it is left, and after a pause; a redrawn field shows what was kept.
let pause;
const tell = (field) => {
  clearTimeout(pause);
  if (!field || field.dataset.told === field.value || !known.includes(field.dataset.typed)) return;
  field.dataset.told = field.value;
  trigger(field.dataset.typed, {...field.dataset, value: field.value});
};
element.addEventListener('change', (event) => tell(event.target.closest('[data-typed]')));
element.addEventListener('input', (event) => {
  clearTimeout(pause);
  pause = setTimeout(tell, 1200, event.target.closest('[data-typed]'));
});
const opened = new Set();
element.addEventListener('toggle', (event) => {
  const source = event.target.dataset.source;
  if (source) opened[event.target.open ? 'add' : 'delete'](source);
}, true);
watch('value', () => {
  for (const source of element.querySelectorAll('details[data-source]'))
    if (opened.has(source.dataset.source)) source.open = true;
  for (const field of element.querySelectorAll('[data-form] [name]')) {
    const text = written[field.id] || '';
    if (field.value !== text) field.value = text;
    if (text && field.id === writing && document.activeElement === document.body) field.focus();
  }
  for (const field of element.querySelectorAll('[data-typed]'))
    if (field !== document.activeElement) field.value = field.getAttribute('value');
});
"""
_ANNOUNCED: Final = '<div role="status" aria-live="polite">${value}</div>'


def html_part(value: str = "", elem_id: str | None = None) -> gr.HTML:
    """``value`` must be safe HTML: it is drawn as it is, by changing only what differs from what stands there."""
    return gr.HTML(value, js_on_load=_SCRIPT, apply_default_css=False, elem_id=elem_id)


def acting_part(acts: Sequence[str], value: str = "", elem_id: str | None = None) -> gr.HTML:
    """A ``html_part`` whose buttons may ask for ``acts`` and nothing else."""
    known = ", ".join(f"'{act}'" for act in acts)
    script = re.sub(r"const known = \[.*?\];", f"const known = [{known}];", _SCRIPT)
    return gr.HTML(value, js_on_load=script, apply_default_css=False, elem_id=elem_id)


def announced_part(elem_id: str) -> gr.HTML:
    """A place that isn't seen, read aloud once by a screen reader each time it changes."""
    return gr.HTML("", html_template=_ANNOUNCED, js_on_load=None, elem_id=elem_id, elem_classes="visually-hidden")
