"""Killed at 60 random points of upload, replace, switch, back and withdraw, the house loses nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path

from places import ROOT, sql_url

KILLS = 60


def test_nothing_acknowledged_is_lost_and_all_agree_after_sixty_kills(tmp_path: Path) -> None:
    sql_url(tmp_path)  # made here: a server started by a life that is killed would die with it
    run = subprocess.run(
        [sys.executable, "-m", "tests.search.fault_run", str(tmp_path), str(KILLS), "2026"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    done = [json.loads(line) for line in (tmp_path / "ledger.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {line["done"] for line in done if "done" in line} == {"upload", "switch", "withdraw"}
