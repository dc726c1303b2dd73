"""``fiches`` and ``fascicule``: check the fiches, and print them."""

import argparse
from datetime import date
from pathlib import Path

from bot.commands.outcome import ATTENTION, DONE, Subparsers, say
from bot.corpus.fiche import find_problems
from bot.fascicle.typeset import write_fascicle
from bot.settings import load_settings


def _fiches(options: argparse.Namespace) -> int:
    problems = find_problems(options.paths or [load_settings().knowledge_dir])
    say("\n".join([*problems, f"{len(problems)} problème(s)"]))
    return ATTENTION if problems else DONE


def _fascicle(options: argparse.Namespace) -> int:
    made = write_fascicle(load_settings().knowledge_dir, options.out, date.today())
    left = f", {made.left_out} questions laissées à l'assistant" if made.left_out else ""
    say(f"{made.path} : {made.pages} pages, {made.fiches} fiches, {made.pairs} questions{left}, {made.terms} termes.")
    return DONE


def add_to(commands: Subparsers) -> None:
    fiches = commands.add_parser("fiches", help="vérifier les fiches")
    fiches.add_argument("paths", nargs="*", type=Path, metavar="FICHE")
    fiches.set_defaults(run=_fiches)

    fascicle = commands.add_parser("fascicule", help="faire le fascicule du stagiaire en PDF")
    fascicle.add_argument("out", type=Path, metavar="FASCICULE.pdf")
    fascicle.set_defaults(run=_fascicle)
