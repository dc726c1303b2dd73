"""A process is measured from its start to its first answer, and one that stops is a failure, never a figure."""

from pathlib import Path

import pytest

from bot.evaluation import processes
from bot.evaluation.errors import ChildFailed
from bot.evaluation.processes import ask_beside, memory_mib, seconds_to_answer

ANSWERING = """
import http.server, os

class Health(http.server.BaseHTTPRequestHandler):
    asked = 0

    def do_GET(self):
        Health.asked += 1
        self.send_response(200 if self.path == "/healthz" and Health.asked > 1 else 503)
        self.end_headers()

http.server.HTTPServer(("127.0.0.1", int(os.environ["CHORISTE_PORT"])), Health).serve_forever()
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone whose ``app.py`` and ``bot`` are the test's own."""
    monkeypatch.setattr(processes, "_ROOT", tmp_path)
    return tmp_path


def test_a_start_lasts_until_the_first_healthy_answer(root: Path) -> None:
    (root / "app.py").write_text(ANSWERING, encoding="utf-8")
    assert seconds_to_answer(root) > 0


def test_an_application_that_stops_is_a_failure(root: Path) -> None:
    (root / "app.py").write_text("raise SystemExit(2)", encoding="utf-8")
    with pytest.raises(ChildFailed, match="s'est arrêtée"):
        seconds_to_answer(root)


def test_an_application_that_never_answers_is_given_up(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "_PATIENCE_S", 0.1)
    (root / "app.py").write_text("import time; time.sleep(60)", encoding="utf-8")
    with pytest.raises(ChildFailed, match="n'a pas répondu"):
        seconds_to_answer(root)


def test_questions_that_could_not_be_asked_are_a_failure(root: Path) -> None:
    (root / "bot").mkdir()
    (root / "bot" / "__main__.py").write_text("raise SystemExit(2)", encoding="utf-8")
    with pytest.raises(ChildFailed, match="à part"):
        ask_beside(root, [])


def test_memory_is_told_in_mebibytes_and_a_process_that_is_gone_has_none() -> None:
    now, peak = memory_mib(), memory_mib(peak=True)
    assert now is not None
    assert peak is not None
    assert 20 < now <= peak
    assert memory_mib(2**22 + 1) is None
