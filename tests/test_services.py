"""The house opens in a moment: nothing heavy is loaded before it is needed, and a turn never needs torch."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from places import ROOT, environment_of
from threadpoolctl import threadpool_info, threadpool_limits

from bot.services import Services, open_services
from bot.settings import Settings, load_settings
from bot.storage.database import DatabaseUnavailable


def loaded_after(script: str, settings: Settings) -> set[str]:
    """The heavy modules loaded by ``script``, run in a process of its own with ``services`` open."""
    start = (
        "import sys\nfrom bot.services import open_services\nfrom bot.settings import load_settings\n"
        "services = open_services(load_settings())\n"
    )
    end = "\nprint(*({'torch', 'transformers', 'sklearn', 'onnx', 'gradio'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", start + script + end],
        cwd=settings.data_dir,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment_of(settings),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_a_turn_loads_neither_torch_nor_the_fitting_tools(small_course: Services) -> None:
    asked = (
        "from bot.dialogue.types import Question\n"
        "assert services.assistant.reply(Question('ma facture est suspendue, que faire ?')).outcome == 'answer'"
    )
    assert loaded_after(asked, small_course.settings) == set()


def test_opening_twice_finds_what_was_kept(services: Services) -> None:
    services.accounts.ensure_administrator()
    again = open_services(services.settings)
    assert [user.name for user in again.accounts.list()] == ["admin"]
    again.close()


def test_a_database_that_can_t_be_opened_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnavailable):
        open_services(load_settings(data_dir=tmp_path, database_url=f"sqlite:///{tmp_path}"))


def test_a_turn_multiplies_its_small_matrices_in_one_thread(services: Services) -> None:
    threadpool_limits(2, "blas")
    open_services(services.settings).close()
    assert {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"} == {1}
