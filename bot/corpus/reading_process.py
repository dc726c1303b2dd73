"""The process in which one file is read: told what to read on its input, it answers on its output and ends.

A line of JSON, then the bytes of the file, come in; lines of « [done, total] », then the document or its refusal, go
out. Started by ``reading_apart`` alone.
"""

import contextlib
import json
import os
import resource
import sys
from typing import BinaryIO

from pydantic import TypeAdapter

from bot.corpus.document import ReadDocument
from bot.corpus.errors import InvalidFiche, UnreadableFile
from bot.corpus.limits import MEGABYTE, ReadingLimits
from bot.corpus.reading import read_bytes

_POLITE = 10  # steps of niceness: whoever waits for an answer goes first
_LARGEST_FILE = 300 * MEGABYTE  # that it may write: pages drawn for Tesseract
_TOO_BIG = (
    "Le fichier « {name} » demande trop de mémoire pour être lu (limite : {limit} Mo). Découpez-le en plusieurs "
    "fichiers, ou allégez ses images, puis redéposez-le."
)


def main(sent: BinaryIO, answers: BinaryIO) -> None:
    """Read one file and say what came of it."""
    asked = json.loads(sent.readline())
    limits = ReadingLimits(**asked["limits"])
    _bound(limits)

    def told(done: int, total: int) -> None:
        answers.write(f"[{done}, {total}]\n".encode())
        answers.flush()

    answer: bytes
    try:
        answer = TypeAdapter(ReadDocument).dump_json(read_bytes(asked["name"], sent.read(), limits, told))
    except InvalidFiche as error:
        answer = _refusal(str(error), error.name, error.problems)
    except UnreadableFile as error:
        answer = _refusal(str(error))
    except MemoryError:
        answer = _refusal(_TOO_BIG.format(name=asked["name"], limit=limits.memory_mb))
    answers.write(answer + b"\n")
    answers.flush()


def _refusal(sentence: str, stem: str = "", problems: list[str] | None = None) -> bytes:
    return json.dumps({"refused": sentence, "stem": stem, "problems": problems}).encode()


def _bound(limits: ReadingLimits) -> None:
    os.nice(_POLITE)
    bounds = {
        resource.RLIMIT_CPU: int(limits.seconds) + 1,
        resource.RLIMIT_FSIZE: _LARGEST_FILE,
        resource.RLIMIT_CORE: 0,
    }
    if sys.platform == "linux":
        # Elsewhere the system doesn't count address space this way, and the time alone is bounded.
        bounds[resource.RLIMIT_AS] = limits.memory_mb * MEGABYTE
    for kind, most in bounds.items():
        _, ceiling = resource.getrlimit(kind)
        resource.setrlimit(kind, (most if ceiling == resource.RLIM_INFINITY else min(most, ceiling),) * 2)


if __name__ == "__main__":
    # Whoever waited may have gone: there is nobody to tell.
    with contextlib.suppress(BrokenPipeError):
        main(sys.stdin.buffer, sys.stdout.buffer)
