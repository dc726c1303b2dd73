"""Starting the application as ``make run`` does: what it says, what it refuses, and its exit codes."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.keeping.holding import holding_house
from tests.places import ROOT


def environment(data: Path, **settings: str) -> dict[str, str]:
    return os.environ | {"CHORISTE_DATA_DIR": str(data), "PYTHONUNBUFFERED": "1"} | settings


def run_to_end(data: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "app.py"], cwd=ROOT, env=environment(data, **settings), capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip


@contextmanager
def served(data: Path, port: int, log: Path) -> Iterator[dict[str, object]]:
    """The running application's health; stopped by SIGTERM at the end."""
    with log.open("w") as stderr:
        process = subprocess.Popen(
            [sys.executable, "app.py"], cwd=ROOT, env=environment(data, CHORISTE_PORT=str(port)), stderr=stderr
        )
    try:
        while True:
            assert process.poll() is None, log.read_text()
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
                    health = json.load(answer)
                break
            except OSError:
                time.sleep(0.2)
        yield health
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) in (0, -signal.SIGTERM)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"CHORISTE_PORT": "abc"}, "CHORISTE_PORT"),
        ({"CHORISTE_ACCESS": "ferme"}, "« open » ou « code »"),
        ({"CHORISTE_COULEUR": "bleu"}, "Réglage inconnu : CHORISTE_COULEUR"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_code_2_and_its_french_text(
    tmp_path: Path, settings: dict[str, str], said: str
) -> None:
    ended = run_to_end(tmp_path, **settings)
    assert ended.returncode == 2
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_taken_port_stops_the_start_with_code_1_and_says_which(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = run_to_end(tmp_path, CHORISTE_PORT=str(port))
    assert ended.returncode == 1
    assert f"127.0.0.1:{port}" in ended.stderr
    assert "CHORISTE_PORT" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_folder_already_served_stops_the_start_with_code_1_and_says_so(tmp_path: Path) -> None:
    with holding_house(tmp_path):
        ended = run_to_end(tmp_path, CHORISTE_PORT=str(free_port()))
    assert ended.returncode == 1
    assert "tourne déjà sur le dossier" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_the_first_start_shows_the_administrator_s_password_once_and_serves(tmp_path: Path, models: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "models").symlink_to(models)
    with served(data, free_port(), tmp_path / "first.log") as health:
        assert health["database"] == "ok"
    with served(data, free_port(), tmp_path / "second.log"):
        pass
    first, second = (tmp_path / "first.log").read_text(), (tmp_path / "second.log").read_text()
    assert "compte « admin »" in first
    assert "Choriste répond sur http://127.0.0.1:" in first
    assert "mot de passe" not in second
    assert "Traceback" not in first + second
