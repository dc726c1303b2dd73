"""What a process of ours costs, seen from outside or from itself: memory, and the time before it answers.

Linux only, where ``/proc`` tells: elsewhere memory is None and the tables leave it out.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from bot.dialogue.types import Question
from bot.evaluation.errors import ChildFailed

_ROOT = Path(__file__).parents[2]
_POLL_S = 0.05
_PATIENCE_S = 300
_LEAVING_S = 10


@dataclass(frozen=True)
class Child:
    """A process of ours that answers on ``port``."""

    port: int
    pid: int


@dataclass(frozen=True)
class Turns:
    """Milliseconds of each turn of a process of its own, and the most memory (MiB) it held."""

    milliseconds: list[float]
    peak_mib: float | None


def memory_mib(pid: int | str = "self", peak: bool = False) -> float | None:
    """Resident memory (MiB) of a process now, or its ``peak``; None where the system doesn't tell."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    name = "VmHWM:" if peak else "VmRSS:"
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(name)), None)


def ask_beside(data_dir: Path, questions: Sequence[Question]) -> Turns:
    """Ask ``questions`` with ``python -m bot ask --batch`` over ``data_dir`` alone; raises ChildFailed."""
    with tempfile.TemporaryDirectory() as folder:
        asked, replies = Path(folder) / "questions.jsonl", Path(folder) / "reponses.jsonl"
        rows = [{"question": question.text, "history": list(question.history)} for question in questions]
        asked.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
        command = ["-m", "bot", "ask", "--batch", str(asked), "--out", str(replies)]
        settings = {
            "CHORISTE_DATA_DIR": str(data_dir.resolve()),
            "CHORISTE_DATABASE_URL": "",
            "CHORISTE_CHROMA_URL": "",
        }
        child = _start(command, settings)
        peak: float | None = None
        # A process that has ended tells nothing any more: the last reading before that is its peak.
        while child.poll() is None:
            peak = memory_mib(child.pid, peak=True) or peak
            time.sleep(_POLL_S)
        if child.returncode != 0:
            raise ChildFailed("Les questions posées dans un processus à part ont échoué : voyez le message au-dessus.")
        lines = replies.read_text(encoding="utf-8").split("\n")
        return Turns([json.loads(line)["timings_ms"]["total"] for line in lines if line], peak)


def seconds_to_answer(data_dir: Path) -> float:
    """Seconds from starting ``app.py`` over ``data_dir`` to its first 200 on ``/healthz``; raises ChildFailed."""
    start = time.perf_counter()
    with served(data_dir, {}):
        return time.perf_counter() - start


@contextmanager
def served(data_dir: Path, settings: Mapping[str, str]) -> Iterator[Child]:
    """``app.py`` over ``data_dir`` under ``settings``, from its first answer to the block's end; raises ChildFailed."""
    port = _free_port()
    start = time.perf_counter()
    own = {"CHORISTE_DATA_DIR": str(data_dir.resolve()), "CHORISTE_PORT": str(port)}
    child = _start(["app.py"], own | dict(settings))
    try:
        while not _is_healthy(port):
            if child.poll() is not None:
                raise ChildFailed("L'application s'est arrêtée avant de répondre : voyez le message au-dessus.")
            if time.perf_counter() - start >= _PATIENCE_S:
                raise ChildFailed(f"L'application n'a pas répondu en {_PATIENCE_S} secondes.")
            time.sleep(_POLL_S)
        yield Child(port, child.pid)
    finally:
        child.terminate()
        try:
            child.wait(_LEAVING_S)
        except subprocess.TimeoutExpired:  # it waits for pages that were left open
            child.kill()
            child.wait()


def cpu_seconds(pid: int | str) -> float | None:
    """Processor time that a process took since its start; None where the system doesn't tell."""
    try:
        # The name, in brackets, may hold anything; after it, the twelfth and thirteenth fields are user and system.
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _start(arguments: Sequence[str], settings: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start ours with ``settings`` over the environment; what it complains of stays on the error output."""
    env = os.environ | {"PYTHONPATH": str(_ROOT)} | settings
    command = [sys.executable, *arguments]
    return subprocess.Popen(command, cwd=_ROOT, env=env, stdout=subprocess.DEVNULL)  # noqa: S603 - our own commands


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _is_healthy(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
