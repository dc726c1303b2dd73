"""What can't be stored is replaced where it stood; whatever can be is untouched."""

import json

import pytest

from bot.storage.holdable import holdable, holdable_json


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("a\0b", "a\ufffdb"),
        ("coupé \ud83d", "coupé \ufffd"),
        ("\ude00 seul", "\ufffd seul"),
        ("", ""),
        ("é « » \u202f 😀 \t\n\x07", "é « » \u202f 😀 \t\n\x07"),
    ],
)
def test_only_what_nothing_holds_is_replaced(text: str, held: str) -> None:
    assert holdable(text) == held
    assert holdable(text).encode().decode() == held


def test_every_text_of_what_a_browser_sends_is_made_holdable() -> None:
    sent = json.loads(r'["a\u0000", {"t\ud800": ["\udc00", 1, null, true, 2.5]}, "\ud83d\ude00"]')
    assert holdable_json(sent) == ["a\ufffd", {"t\ufffd": ["\ufffd", 1, None, True, 2.5]}, "😀"]
