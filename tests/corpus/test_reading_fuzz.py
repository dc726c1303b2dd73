"""Two thousand damaged files of every format: each is read or refused with a sentence, none crashes or hangs a reader.

Damage is drawn from a fixed seed. Files made of parts are damaged inside their parts too: outside, their checksums tell
at once. The hang is measured in processor time, so that a busy machine changes nothing.
"""

import gc
import io
import random
import signal
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from making import make_fiche, make_pdf
from pydantic import TypeAdapter
from real_office import drawn_slides, markdown_guide, portal_page, revised_word, styled_word, windows_text
from real_pdfs import filled_form, outlined, plain_table, rotated

from bot.corpus.document import ReadDocument
from bot.corpus.errors import UnreadableFile
from bot.corpus.limits import ReadingLimits
from bot.corpus.reading import read_bytes
from bot.corpus.reading_apart import read_apart

LONGEST_S = 10.0  # of processor time, a hundred times what the largest of these files takes
_AGAIN_S = 0.5
LIMITS = ReadingLimits(pages=50, unpacked_mb=20, seconds=60)
DOCUMENT = TypeAdapter(ReadDocument)
Damage = Callable[[random.Random, bytes], bytes]


class Hung(Exception):
    """A reader went past its time."""


@contextmanager
def bounded(seconds: float = LONGEST_S) -> Iterator[None]:
    """Raise Hung inside when it takes longer.

    An exception that falls inside a callback of the collector (Hypothesis sets one) is swallowed, and what hangs would
    go on: the collector waits, and the signal comes again.
    """

    def stop(number: int, frame: FrameType | None) -> None:
        raise Hung

    before = signal.signal(signal.SIGPROF, stop)
    gc.disable()
    signal.setitimer(signal.ITIMER_PROF, seconds, _AGAIN_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        gc.enable()


def read_or_refuse(name: str, data: bytes) -> None:
    with bounded(), suppress(UnreadableFile):
        read = read_bytes(name, data, LIMITS)
        assert read.passages
        assert all(passage.text.strip() for passage in read.passages)
        # What comes out can travel from the reading process, and be stored.
        assert DOCUMENT.validate_json(DOCUMENT.dump_json(read)) == read


def bytes_damaged(chance: random.Random, data: bytes) -> bytes:
    """Bytes flipped, cut out, doubled, moved or lost from the end."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        here, length = chance.randrange(len(changed)), chance.choice((1, 2, 8, 64, 400))
        match chance.randrange(5):
            case 0:
                changed[here : here + length] = chance.randbytes(length)
            case 1:
                del changed[here : here + length]
            case 2:
                changed[here:here] = changed[here : here + length]
            case 3:
                there = chance.randrange(len(changed))
                changed[here:here] = changed[there : there + length]
            case _:
                changed[here : here + 1] = bytes([changed[here] ^ 1 << chance.randrange(8)])
        if not changed:
            return b"x"
    return bytes(changed[: chance.randrange(1, len(changed) + 1)] if chance.random() < 0.1 else changed)


def numbers_damaged(chance: random.Random, data: bytes) -> bytes:
    """One of a PDF's numbers made absurd: lengths, counts, places and references are all written as digits."""
    digits = [i for i in range(len(data)) if data[i : i + 1].isdigit() and not data[i - 1 : i].isdigit()]
    here = chance.choice(digits)
    end = here
    while data[end : end + 1].isdigit():
        end += 1
    return data[:here] + chance.choice((b"0", b"-1", b"4", b"7", b"99999999999", b"1e9", b"")) + data[end:]


def parts_damaged(chance: random.Random, data: bytes) -> bytes:
    """A Word file or a slide show whose archive is sound and whose parts are not."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w") as after:
        names = before.namelist()
        spoilt = {chance.choice(names), *(name for name in names if "document.xml" in name or "/slide1.xml" in name)}
        for name in names:
            part = before.read(name)
            if name in spoilt and part:
                if chance.random() < 0.15:
                    continue
                part = tags_damaged(chance, part) if chance.random() < 0.7 else bytes_damaged(chance, part)
            after.writestr(name, part)
    return out.getvalue()


def tags_damaged(chance: random.Random, data: bytes) -> bytes:
    """Elements exchanged, doubled, emptied or given another's value, mostly still well-formed."""
    pieces = data.split(b"<")
    for _ in range(chance.choice((1, 3, 10))):
        here, there = chance.randrange(len(pieces)), chance.randrange(len(pieces))
        match chance.randrange(4):
            case 0:
                pieces[here], pieces[there] = pieces[there], pieces[here]
            case 1:
                pieces[here] = (
                    pieces[here].split(b'"')[0] + b'"-99999999999"/>' if b'"' in pieces[here] else pieces[here]
                )
            case 2:
                pieces[here:here] = pieces[here : here + chance.choice((1, 2, 30))]
            case _:
                del pieces[here : here + 1]
                pieces = pieces or [b""]
    return b"<".join(pieces)


# Each format, what damages it, and how many times.
RUNS: dict[str, tuple[str, Callable[[], bytes], Damage, int]] = {
    "pdf, outline, bytes": ("a.pdf", lambda: outlined().data, bytes_damaged, 150),
    "pdf, outline, numbers": ("a.pdf", lambda: outlined().data, numbers_damaged, 150),
    "pdf, form, bytes": ("a.pdf", lambda: filled_form().data, bytes_damaged, 150),
    "pdf, form, numbers": ("a.pdf", lambda: filled_form().data, numbers_damaged, 150),
    "pdf, table": ("a.pdf", lambda: plain_table().data, bytes_damaged, 100),
    "pdf, turned": ("a.pdf", lambda: rotated().data, numbers_damaged, 100),
    "word, parts": ("a.docx", lambda: styled_word().data, parts_damaged, 200),
    "word under revision, parts": ("a.docx", lambda: revised_word().data, parts_damaged, 150),
    "word, bytes": ("a.docx", lambda: styled_word().data, bytes_damaged, 50),
    "slides, parts": ("a.pptx", lambda: drawn_slides().data, parts_damaged, 150),
    "slides, bytes": ("a.pptx", lambda: drawn_slides().data, bytes_damaged, 50),
    "web page, tags": ("a.html", lambda: portal_page().data, tags_damaged, 200),
    "web page, bytes": ("a.html", lambda: portal_page().data, bytes_damaged, 150),
    "markdown": ("a.md", lambda: markdown_guide().data, bytes_damaged, 150),
    "text": ("a.txt", lambda: windows_text().data, bytes_damaged, 100),
    "fiche": ("a.md", lambda: make_fiche("la suspension").encode(), bytes_damaged, 100),
}
MADE_UP = 200  # by Hypothesis, for each of its tests


@pytest.fixture(autouse=True)
def without_tesseract(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Recognition is another program, fed pictures: damage to a file doesn't reach it."""
    monkeypatch.setenv("PATH", str(tmp_path_factory.getbasetemp()))


def test_there_are_two_thousand_of_them_at_least() -> None:
    assert sum(times for *_, times in RUNS.values()) + MADE_UP * 2 >= 2000


@pytest.mark.parametrize(("name", "making", "damage", "times"), RUNS.values(), ids=RUNS)
def test_a_damaged_file_is_read_or_refused(name: str, making: Callable[[], bytes], damage: Damage, times: int) -> None:
    sound = making()
    read_or_refuse(name, sound)
    chance = random.Random(f"{damage.__name__} {name}")  # noqa: S311 - damage is no secret
    for _ in range(times):
        read_or_refuse(name, damage(chance, sound))


TAGS = st.sampled_from(
    ["<p>", "</p>", "<table>", "<tr>", "<td rowspan=9>", "<th colspan=999>", "</table>", "<ul>", "<li>", "<h1>", "<br>",
     "<details>", "<summary>", "<main>", "<template>", "<select>", "<svg>", "<math>", "<!--", "-->", "<![CDATA[",
     "&#0;", "&#xD800;", "&nbsp;", "<script>", "</html>", "<form>", "<nav>", "<p hidden>"]
)  # fmt: skip


@settings(max_examples=MADE_UP, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TAGS | st.text(max_size=30), max_size=40))
def test_a_page_made_of_any_tags_is_read_or_refused(parts: list[str]) -> None:
    read_or_refuse("a.html", ("<html>" + "".join(parts)).encode("utf-8", "replace"))


MARKS = st.sampled_from(
    [
        "# ",
        "## ",
        "- ",
        "1. ",
        "> ",
        "| a | b |",
        "| --- | --- |",
        "```",
        "---",
        "\n",
        "\n\n",
        "    ",
        "<!-- ",
        " -->",
        "§",
    ]
)


@settings(max_examples=MADE_UP, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(MARKS | st.text(max_size=30), max_size=40))
def test_a_text_made_of_any_marks_is_read_or_refused(parts: list[str]) -> None:
    read_or_refuse("a.md", "".join(parts).encode("utf-8", "replace"))


@pytest.mark.parametrize("run", ["pdf, form, bytes", "word, parts", "slides, parts", "web page, tags"])
def test_a_damaged_file_ends_as_well_in_a_process_of_its_own(run: str) -> None:
    name, making, damage, _ = RUNS[run]
    chance = random.Random(run)  # noqa: S311
    for _ in range(3):
        with suppress(UnreadableFile):
            assert read_apart(name, damage(chance, making()), LIMITS).passages


def test_a_reader_that_would_hang_is_seen() -> None:
    with pytest.raises(Hung), bounded(seconds=0.05):
        _never_end()


def test_a_signal_that_fell_where_it_is_swallowed_comes_again() -> None:
    with pytest.raises(Hung), bounded(seconds=0.05):
        _swallow_and_go_on()


def _swallow_and_go_on() -> None:
    with suppress(Hung):
        _never_end()
    _never_end()


def _never_end() -> None:
    while True:
        make_pdf("encore")
