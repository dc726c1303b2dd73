"""A file from outside is read in a process of its own, with a time and a memory that it can't pass.

The readers are other people's parsers, and a file may be made to hang them, to fill the memory or to crash them: what
ends then is that process, and the trainer is told. It is given the bytes and no secret, and says what it read as data.
Short texts, as fiches are, have no such parser and are read here: taking in a folder of them starts no process.
"""

import json
import logging
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import IO

from pydantic import TypeAdapter, ValidationError

from bot.corpus.document import ReadDocument
from bot.corpus.errors import InvalidFiche, UnreadableFile
from bot.corpus.file_kinds import is_text
from bot.corpus.file_text import Progress, tell_nobody
from bot.corpus.limits import DEFAULT_LIMITS, MEGABYTE, ReadingLimits
from bot.corpus.reading import read_bytes

_SHORT_TEXT = 200_000  # bytes
_KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "TMPDIR", "TESSDATA_PREFIX", "SYSTEMROOT")
_COMMAND = [sys.executable, "-m", "bot.corpus.reading_process"]
_ROOT = Path(__file__).parents[2]
_TICK_S = 0.5
_LONGEST_ANSWER = 200 * MEGABYTE
_SAID = 4000  # characters of what the process complained of, for the log
_DOCUMENT = TypeAdapter(ReadDocument)
_BAD_END = (
    "Le fichier « {name} » n'a pas pu être lu : il est abîmé, ou trop complexe. Ouvrez-le, réenregistrez-le en PDF, "
    "puis redéposez-le."
)
_TOO_SLOW = (
    "La lecture de « {name} » a été arrêtée au bout de {seconds} secondes. Découpez-le en plusieurs fichiers, ou "
    "réenregistrez-le en PDF, puis redéposez-le."
)

_log = logging.getLogger(__name__)


def read_apart(
    name: str, data: bytes, limits: ReadingLimits = DEFAULT_LIMITS, told: Progress = tell_nobody
) -> ReadDocument:
    """Read ``data`` sent under ``name`` within ``limits``; raises UnreadableFile.

    ``told`` is called at each page, and twice a second while nothing happens; what it raises stops the reading and
    comes out of here.
    """
    name = Path(name.replace("\\", "/")).name
    if len(data) <= _SHORT_TEXT and is_text(name, data):
        return read_bytes(name, data, limits)
    with tempfile.TemporaryFile() as sent, tempfile.TemporaryFile() as complaints:
        sent.write(json.dumps({"name": name, "limits": asdict(limits)}).encode() + b"\n" + data)
        sent.seek(0)
        process = subprocess.Popen(  # noqa: S603 - our own module, under our own interpreter
            _COMMAND,
            stdin=sent, stdout=subprocess.PIPE, stderr=complaints, cwd=_ROOT, start_new_session=True,
            env={key: os.environ[key] for key in _KEPT_VARIABLES if key in os.environ} | {"PYTHONUTF8": "1"}
            | dict.fromkeys(("OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "OPENBLAS_NUM_THREADS"), "1"),
        )  # fmt: skip
        try:
            return _answer(process, name, limits, told)
        except ValidationError as error:
            complaints.seek(0)
            said = complaints.read(_SAID).decode(errors="replace")
            _log.warning("reading %s ended badly (%s): %s", name, process.poll(), said)
            raise UnreadableFile(_BAD_END.format(name=name)) from error
        finally:
            _end(process)


def _answer(process: "subprocess.Popen[bytes]", name: str, limits: ReadingLimits, told: Progress) -> ReadDocument:
    """What the process says in the end; pydantic's ValidationError when it says nothing that makes sense."""
    last = b""
    done, total = 0, 1
    for line in _lines(process, name, limits):
        if line.startswith(b"["):
            done, total = json.loads(line)
        if not line or line.startswith(b"["):
            told(done, total)
        else:
            last = line
    if last.startswith(b'{"refused"'):
        refusal = json.loads(last)
        if refusal["problems"] is not None:
            raise InvalidFiche(refusal["stem"], refusal["problems"])
        raise UnreadableFile(refusal["refused"])
    return _DOCUMENT.validate_json(last)


def _lines(process: "subprocess.Popen[bytes]", name: str, limits: ReadingLimits) -> Iterator[bytes]:
    """Each line that the process writes, and an empty one while it writes none."""
    stream: IO[bytes] | None = process.stdout
    if stream is None:
        raise ValueError("the process has no output to read")
    ends = time.monotonic() + limits.seconds
    held = b""
    size = 0
    with selectors.DefaultSelector() as waiting:
        waiting.register(stream, selectors.EVENT_READ)
        while True:
            left = ends - time.monotonic()
            if left <= 0:
                raise UnreadableFile(_TOO_SLOW.format(name=name, seconds=round(limits.seconds)))
            if not waiting.select(min(left, _TICK_S)):
                yield b""
                continue
            piece = os.read(stream.fileno(), 1 << 16)
            size += len(piece)
            if not piece or size > _LONGEST_ANSWER:
                break
            *whole, held = (held + piece).split(b"\n") if b"\n" in piece else (held + piece,)
            yield from whole
    yield held


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End the process, with the Tesseracts that it started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        _log.debug("the reading process had ended")
    process.wait()
    if process.stdout is not None:
        process.stdout.close()
