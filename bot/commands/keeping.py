"""``backup`` and ``restore``: the whole house in one file, and back."""

import argparse
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from tqdm import tqdm

from bot.commands.outcome import ATTENTION, DONE, Subparsers, opened, say
from bot.corpus.library import active_generation
from bot.keeping.backup import write_backup
from bot.keeping.restore import restore_backup
from bot.search.errors import IndexBusy, ModelUnavailable, VectorsUnavailable
from bot.settings import load_settings
from bot.storage.database import open_database

_LISTED = 10


def _backup(options: argparse.Namespace) -> int:
    settings = load_settings()
    database = open_database(settings.sql_url)
    try:
        written = write_backup(database, settings.data_dir, options.file)
    finally:
        database.close()
    size = f"{options.file.stat().st_size / 1e6:.1f}".replace(".", ",")
    say(f"Écrit : {options.file} ({size} Mo, {written.rows} lignes, {written.files} fichiers).")
    return _tell_absent(written.absent)


def _restore(options: argparse.Namespace) -> int:
    settings = load_settings()
    restored = restore_backup(settings.sql_url, settings.data_dir, options.file, options.replace)
    say(f"Remis : la sauvegarde du {restored.written_at.astimezone():%d/%m/%Y à %H:%M}, {restored.files} fichiers.")
    if restored.damaged_kept is not None:
        say(f"L'ancienne base, illisible, est gardée : {restored.damaged_kept}")
    code = _tell_absent(restored.absent)
    return max(code, _rebuild())


def _rebuild() -> int:
    try:
        with opened() as services:
            with services.database.session() as session:
                if active_generation(session) is None:
                    say("Aucun document n'était en service : rien à indexer.")
                    return DONE
            with services.indexer.writing(), tqdm(desc="Indexation", unit=" texte") as bar:

                def progress(done: int, total: int) -> None:
                    bar.total = total
                    bar.update(done - bar.n)

                services.indexer.rebuild(progress)
    except (IndexBusy, ModelUnavailable, VectorsUnavailable, SQLAlchemyError, OSError) as error:
        say(f"L'index n'a pas pu être refait ({error}). L'application le refait d'elle-même au démarrage.")
        return ATTENTION
    say("L'index est refait. Démarrez l'application ; chacun se connecte de nouveau.")
    return DONE


def _tell_absent(absent: tuple[str, ...]) -> int:
    if not absent:
        return DONE
    shown = " ; ".join(absent[:_LISTED])
    say(f"Attention : {len(absent)} fichiers manquaient ou étaient abîmés et n'y sont pas : {shown}")
    return ATTENTION


def add_to(commands: Subparsers) -> None:
    backup = commands.add_parser("backup", help="sauvegarder la base et les fichiers, l'application en marche ou non")
    backup.add_argument("file", type=Path, metavar="SAUVEGARDE.zip")
    backup.set_defaults(run=_backup)

    restore = commands.add_parser("restore", help="remettre une sauvegarde, l'application arrêtée")
    restore.add_argument("file", type=Path, metavar="SAUVEGARDE.zip")
    restore.add_argument("--replace", action="store_true", help="remplacer ce qu'il y a déjà")
    restore.set_defaults(run=_restore)
