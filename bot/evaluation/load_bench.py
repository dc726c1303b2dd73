"""Ten sessions of twelve trainees on one server, each signed in and asking every ten seconds for five minutes.

The application runs as a process of its own over a house of its own, and the crowd (``load_crowd.py``) in another,
so that what the pages cost isn't laid to the server, but for the cores that they share. Everything passes over HTTP
as browsers do it; what isn't measured is the browser's own drawing. The sessions are opened beforehand, through the
services of this process on the same database: a hundred passwords checked at once is another measure.
"""

import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from itsdangerous import URLSafeSerializer

from bot.evaluation.errors import ChildFailed
from bot.evaluation.ingest_bench import house_beside
from bot.evaluation.load_crowd import Crowd, Lived
from bot.evaluation.processes import cpu_seconds, memory_mib, served
from bot.evaluation.tables import Cells
from bot.services import Services

_ROOT: Final = Path(__file__).parents[2]
PEOPLE, SECONDS, ASKS_EVERY_S = 120, 300.0, 10.0
_COOKIE, _SALT = "choriste_session", "session"
_P95_S: Final = 1.5
_GROWTH: Final = 1.05  # from the end of the first minute, when all that is made once is there
_MEMORY_EVERY_S: Final = 60.0


@dataclass(frozen=True)
class Cost:
    """What the server and the crowd took: memory at the start, each minute and at the end, processor, wall time."""

    memory: Sequence[float]
    server_cpu: float | None
    crowd_cpu: float
    wall: float


def measure_load(services: Services, questions: Sequence[str]) -> Cells:
    """Rows of the performance table; raises ChildFailed. SQLite only."""
    if not services.settings.sql_url.startswith("sqlite:///"):
        return [["cent vingt stagiaires", "–", "mesuré sur SQLite seulement", ""]]
    key = secrets.token_urlsafe(32)
    with tempfile.TemporaryDirectory() as folder:
        house = house_beside(services, Path(folder))
        try:
            with served(Path(folder), {"CHORISTE_SECRET_KEY": key, "CHORISTE_ACCESS": "code"}) as child:
                return measure_served(house, questions, key, child.port, child.pid)
        finally:
            house.close()


def measure_served(
    house: Services, questions: Sequence[str], key: str, port: int, pid: int, people: int = PEOPLE,
    seconds: float = SECONDS, asks_every: float = ASKS_EVERY_S,
) -> Cells:  # fmt: skip
    """The same on a server of ``house``, the process ``pid`` on ``port``, that signs its cookies with ``key``."""
    cookies = _signed_in(house, key, people)
    crowd = Crowd(port, cookies, list(questions), seconds, asks_every)
    lived, cost = _let_live(crowd, pid)
    return rows_of(crowd, lived, cost)


def _signed_in(house: Services, key: str, people: int) -> list[str]:
    """The cookie of each of ``people`` new trainees, as the sign-in page would give it."""
    group, password = secrets.token_hex(4), secrets.token_urlsafe(24)
    users = [house.accounts.create(f"mesure-{group}-{n}", password, "stagiaire") for n in range(people)]
    sign = URLSafeSerializer(key, salt=_SALT)
    return [f"{_COOKIE}={sign.dumps(house.accounts.open_session(user))}" for user in users]


def _let_live(crowd: Crowd, pid: int) -> tuple[Lived, Cost]:
    command = [sys.executable, "-m", "bot.evaluation.load_crowd"]
    env = os.environ | {"PYTHONPATH": str(_ROOT)}
    with subprocess.Popen(  # noqa: S603 - our own command
        command, cwd=_ROOT, env=env, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        said, memory, cpu, wall = _watched(child, crowd, pid)
    if child.returncode != 0:
        raise ChildFailed("Les pages de la mesure de charge ont échoué : voyez le message au-dessus.")
    lived = Lived(**json.loads(said))
    return lived, Cost(memory, cpu, lived.cpu, wall)


def _watched(
    child: "subprocess.Popen[str]", crowd: Crowd, pid: int
) -> tuple[str, list[float], float | None, float]:  # fmt: skip
    """What the crowd said at the end; the server's memory, processor seconds and wall seconds, once all is open."""
    if child.stdin is None or child.stdout is None:
        raise ValueError("the crowd is talked to through pipes")
    child.stdin.write(crowd.to_line())
    child.stdin.flush()
    if not child.stdout.readline():
        return "", [], None, 0.0
    memory, before, start = [memory_mib(pid)], cpu_seconds(pid), time.perf_counter()
    end = start + crowd.seconds
    while (left := end - time.perf_counter()) > 0:
        time.sleep(min(_MEMORY_EVERY_S, left))
        memory.append(memory_mib(pid))
    after, wall = cpu_seconds(pid), time.perf_counter() - start
    spent = None if before is None or after is None else after - before
    return child.stdout.read(), [mib for mib in memory if mib is not None], spent, wall


def rows_of(crowd: Crowd, lived: Lived, cost: Cost) -> Cells:
    """The figures beside their targets."""
    low, high = np.percentile(lived.whole, [50, 95]) if lived.whole else (float("nan"), float("nan"))
    first = np.median(lived.first) if lived.first else float("nan")
    late = f", {lived.late} encore attendues" if lived.late else ""
    asked = f"{len(crowd.cookies)} stagiaires, une question toutes les {crowd.asks_every:.0f} s"
    return [
        [f"réponse entière, médiane ({asked})", f"{low:.2f} s", "", f"premiers mots {first:.2f} s"],
        ["réponse entière, 95e centile", f"{high:.2f} s", f"≤ {_P95_S} s", f"{len(lived.whole)} réponses{late}"],
        ["échecs sous cette charge", str(len(lived.failures)), "0", "; ".join(lived.failures[:1])[:80]],
        ["mémoire du serveur, au début, chaque minute, à la fin", *_memory_cells(cost.memory)],
        ["processeur du serveur sous cette charge", *_processor_cells(lived, cost)],
    ]


def _memory_cells(memory: Sequence[float]) -> list[str]:
    if not memory:
        return ["–", "", ""]
    settled = memory[min(1, len(memory) - 1)]
    said = " → ".join(f"{mib:.0f}" for mib in memory)
    return [f"{said} Mio", f"≤ {_GROWTH:.2f} × la 1re minute", f"{max(memory[1:] or memory) / settled:.2f} ×"]


def _processor_cells(lived: Lived, cost: Cost) -> list[str]:
    if cost.server_cpu is None:
        return ["–", "", ""]
    turn = cost.server_cpu / max(1, len(lived.whole)) * 1000
    beside = f"{turn:.0f} ms par tour ; les pages {cost.crowd_cpu / cost.wall * 100:.0f} %"
    return [f"{cost.server_cpu / cost.wall * 100:.0f} % d'un cœur", "", beside]
