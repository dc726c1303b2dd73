"""The command line: ask, evaluate, fit, check fiches, make the fascicle, manage accounts, examine the installation.

Exit code 0: done; 1: done, but something needs attention; 2: nothing was done, and the message says why.
"""

import argparse
import sys
from collections.abc import Sequence

from bot.commands import accounts, asking, examining, fiches, keeping, measuring, moving, privacy
from bot.commands.outcome import NOTHING_DONE, Refused
from bot.corpus.archive_format import InvalidArchive
from bot.evaluation.errors import MeasureRefused
from bot.evaluation.golden import InvalidQuestionFile
from bot.fascicle.errors import FascicleNotMade
from bot.keeping.errors import BackupRefused, HouseTaken, RestoreRefused
from bot.people.errors import AccountNotFound, AccountRefused
from bot.search.errors import IndexBusy, ModelUnavailable, NoActiveIndex, PublishingFailed
from bot.settings import InvalidSettings
from bot.storage.database import DatabaseUnavailable

_COMMANDS = (asking, measuring, fiches, accounts, moving, keeping, examining, privacy)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except (
        Refused, InvalidSettings, DatabaseUnavailable, InvalidQuestionFile, FascicleNotMade, AccountRefused,
        AccountNotFound, ModelUnavailable, NoActiveIndex, MeasureRefused, InvalidArchive, IndexBusy, PublishingFailed,
        BackupRefused, RestoreRefused, HouseTaken,
    ) as error:  # fmt: skip
        sys.stderr.write(f"{error}\n")
        return NOTHING_DONE
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description="Choriste en ligne de commande.")
    commands = parser.add_subparsers(required=True, metavar="COMMANDE")
    for module in _COMMANDS:
        module.add_to(commands)
    return parser
