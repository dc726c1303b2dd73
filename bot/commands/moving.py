"""``export`` and ``import``: the whole corpus in one archive."""

import argparse
from pathlib import Path

from bot.commands.outcome import DONE, Refused, Subparsers, opened, say
from bot.corpus.archive import export_corpus


def _export(options: argparse.Namespace) -> int:
    try:
        with opened() as services, options.file.open("wb") as target:
            export_corpus(services.database, services.settings.data_dir, target)
    except OSError as error:
        raise Refused(f"{options.file} ne peut pas être écrit : {error.strerror}.") from error
    size = f"{options.file.stat().st_size / 1e6:.1f}".replace(".", ",")
    say(f"Écrit : {options.file} ({size} Mo).")
    return DONE


def _import(options: argparse.Namespace) -> int:
    try:
        with options.file.open("rb") as source, opened() as services:
            imported = services.switcher.take_in_archive(services.settings.data_dir, source)
    except OSError as error:
        raise Refused(f"{options.file} ne peut pas être lu : {error.strerror}.") from error
    say(f"Importés : {imported.documents} documents, {imported.versions} versions nouvelles. Tout est en service.")
    return DONE


def add_to(commands: Subparsers) -> None:
    for name, run, text in (
        ("export", _export, "écrire tous les documents, versions et questions dans une archive"),
        ("import", _import, "reprendre une archive écrite par « export »"),
    ):
        moved = commands.add_parser(name, help=text)
        moved.add_argument("file", type=Path, metavar="ARCHIVE.zip")
        moved.set_defaults(run=run)
