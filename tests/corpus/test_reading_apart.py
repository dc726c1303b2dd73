"""Whatever a file does to its reader ends with that reader's process, and the trainer is told what to do."""

import io
import os
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from making import make_fiche, make_pdf

from bot.corpus import reading_apart
from bot.corpus.errors import InvalidFiche, UnreadableFile
from bot.corpus.limits import ReadingLimits
from bot.corpus.reading import read_bytes
from bot.corpus.reading_apart import read_apart

PROSE = "La facture est suspendue. Complétez-la, puis renvoyez-la au client public, avec le même numéro."
LONG_FICHE = make_fiche("la suspension") + "<!-- " + "x" * 300_000 + " -->"


def pdf_of(streams: dict[int, bytes]) -> bytes:
    """A PDF of one page made by hand, object 4 its text; a stream is given as it is written, dictionary included."""
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F 5 0 R >> >> >>",
        5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    } | streams
    out = io.BytesIO(b"%PDF-1.7\n")
    out.seek(0, io.SEEK_END)
    places = {}
    for number, body in objects.items():
        places[number] = out.tell()
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 1\n0000000000 65535 f \n")
    for number, place in places.items():
        out.write(b"%d 1\n%010d 00000 n \n" % (number, place))
    out.write(b"trailer << /Root 1 0 R /Size 9 >>\nstartxref\n%d\n%%%%EOF" % start)
    return out.getvalue()


def packed(text: bytes, filters: bytes = b"/FlateDecode", times: int = 1) -> bytes:
    for _ in range(times):
        text = zlib.compress(text, 9)
    return b"<< /Length %d /Filter [%s] >>\nstream\n%s\nendstream" % (len(text), (filters + b" ") * times, text)


BOMBS: dict[str, Callable[[], bytes]] = {
    "a page that unpacks to a gigabyte": lambda: pdf_of({4: packed(b" " * 1_000_000_000)}),
    "packed three times": lambda: pdf_of({4: packed(b"0" * 200_000_000, times=3)}),
    "three million strokes of text": lambda: pdf_of({4: packed(b"BT /F 9 Tf (a) Tj ET\n" * 3_000_000)}),
    "nested as deep as it can": lambda: pdf_of({4: b"[" * 400_000 + b"]" * 400_000}),
    "a page that is its own parent": lambda: pdf_of({2: b"<< /Type /Pages /Kids [2 0 R] /Count 1 /Parent 2 0 R >>"}),
    "a web page nested for ever": lambda: b"<html><body>" + b"<div>" * 1_000_000,
}


def test_a_file_read_apart_is_what_it_is_read_here_and_its_pages_are_told() -> None:
    told: list[tuple[int, int]] = []
    data = make_pdf(*(f"Page {number}. {PROSE * 4}" for number in range(1, 4)))
    read = read_apart("dossier/fascicule.pdf", data, told=lambda done, total: told.append((done, total)))
    assert read == read_bytes("fascicule.pdf", data)
    assert (3, 3) in told


def test_a_short_text_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object, **options: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    assert read_apart("la-suspension.md", make_fiche("la suspension").encode()).kind == "fiche"


def test_a_refusal_and_a_fiche_s_problems_come_back_as_they_are() -> None:
    with pytest.raises(UnreadableFile, match="abîmé"):
        read_apart("f.pdf", b"%PDF-1.7\nrien")
    with pytest.raises(InvalidFiche) as refused:
        read_apart("la-suspension.md", LONG_FICHE.replace("module: III", "module: IX").encode())
    assert any("module" in problem for problem in refused.value.problems)


@pytest.mark.parametrize("making", BOMBS.values(), ids=BOMBS)
def test_a_file_made_to_harm_is_refused_with_what_to_do(making: Callable[[], bytes]) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_apart("piege.pdf", making(), ReadingLimits(seconds=6, memory_mb=1000))
    assert "redéposez" in str(refused.value)


def test_a_reader_that_takes_too_long_is_stopped_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    instead_of_reading(monkeypatch, "import time; time.sleep(600)")
    with pytest.raises(UnreadableFile, match="arrêtée au bout de 1 secondes"):
        read_apart("lent.pdf", make_pdf(PROSE), ReadingLimits(seconds=1))


def test_a_reader_that_crashes_or_raves_is_a_file_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for end in ("import os; os.abort()", "raise KeyError", "print('{}')", "print('[1, 2]')", "print('{\"refused')"):
        instead_of_reading(monkeypatch, end)
        with pytest.raises(UnreadableFile, match="abîmé, ou trop complexe"):
            read_apart("fou.pdf", make_pdf(PROSE))


def test_who_waits_can_stop_the_reading_and_its_process_ends(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    class ChangedMind(Exception):
        pass

    def change(done: int, total: int) -> None:
        raise ChangedMind

    here = tmp_path / "process"
    instead_of_reading(
        monkeypatch, f"import os, time; open({str(here)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    )
    with pytest.raises(ChangedMind):
        read_apart("long.pdf", make_pdf(PROSE), told=change)
    if here.exists():
        with pytest.raises(ProcessLookupError):
            os.kill(int(here.read_text()), 0)


def test_the_process_is_given_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHORISTE_SECRET_KEY", "tres-secret")
    seen: list[dict[str, str]] = []
    start = subprocess.Popen

    def watch(command: list[str], **options: object) -> object:
        environment = options["env"]
        assert isinstance(environment, dict)
        seen.append(environment)
        return start(command, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "Popen", watch)
    read_apart("f.pdf", make_pdf(PROSE))
    assert seen
    assert all("tres-secret" not in value for environment in seen for value in environment.values())


def instead_of_reading(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Let the reading process run ``program``."""
    monkeypatch.setattr(reading_apart, "_COMMAND", [sys.executable, "-c", program])
