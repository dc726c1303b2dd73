"""What a command gives back: an exit code, and words on standard output; the house it works in is opened here."""

import argparse
import sys
from contextlib import closing
from typing import TypeAlias

from bot.services import Services, open_services
from bot.settings import load_settings

DONE, ATTENTION, NOTHING_DONE = 0, 1, 2

# Where each command adds its own arguments.
Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - argparse names it nowhere else


class Refused(Exception):
    """The command can't be carried out as typed; ``str()`` is the French sentence."""


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()  # a long measure shows its rows as they come, through a pipe too


def opened() -> "closing[Services]":
    return closing(open_services(load_settings()))
