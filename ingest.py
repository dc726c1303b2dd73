"""Command line: files and folders become answers, safely beside a running application.

Exit code 0: all is in service; 1: some files were refused, the rest is in service; 2: nothing was changed.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from tqdm import tqdm

from bot.corpus.file_kinds import READABLE
from bot.corpus.ingestion import Intake, find_files, take_in
from bot.corpus.library import active_generation
from bot.search.errors import IndexBusy, ModelUnavailable, VectorsUnavailable
from bot.search.publishing import Publisher
from bot.search.switching import noting_choice
from bot.services import Services, open_services
from bot.settings import InvalidSettings, Settings, load_settings
from bot.storage.database import DatabaseUnavailable

DONE, SOME_REFUSED, NOTHING_DONE = 0, 1, 2
_PATIENCE_S = 10.0
_LISTED = 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Index what the arguments name and return the exit code."""
    options = _parser().parse_args(arguments)
    try:
        settings = load_settings()
        files = find_files(options.paths or [settings.knowledge_dir])
        if not files and not options.rebuild:
            kinds = f"{', '.join(READABLE[:-1])} ou {READABLE[-1]}"
            _complain(f"Aucun fichier à lire : il faut des fichiers {kinds}. Rien n'a été modifié.")
            return NOTHING_DONE
        services = open_services(settings)
    except (InvalidSettings, DatabaseUnavailable) as error:
        _complain(str(error))
        return NOTHING_DONE
    try:
        with services.indexer.writing(options.patience):
            return _index(services, settings, files, options.rebuild, options.put_back)
    except (IndexBusy, ModelUnavailable) as error:
        _complain(str(error))
    except KeyboardInterrupt:
        _complain("Interrompu. Ce qui était en service l'est toujours ; relancez la même commande pour reprendre.")
    except (VectorsUnavailable, SQLAlchemyError, OSError) as error:
        _complain(
            f"L'indexation a échoué ({error}). Ce qui était en service l'est toujours : vérifiez l'espace disque et "
            "la base, puis relancez la même commande, qui reprendra où elle s'est arrêtée."
        )
    finally:
        services.close()
    return NOTHING_DONE


def _index(services: Services, settings: Settings, files: list[Path], rebuild: bool, put_back: bool) -> int:
    intake = take_in(
        services.database,
        tqdm(files, desc="Lecture", unit=" fichier", leave=False),
        settings.upload_max_pages,
        keep_in=settings.data_dir,
        put_back=put_back,
    )
    publisher = Publisher(services.database, services.store, services.indexer, settings.data_dir)
    nothing_new = publisher.is_in_service(intake.versions)
    if rebuild or (intake.versions and not nothing_new):
        with tqdm(desc="Indexation", unit=" texte") as bar:

            def progress(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            along = noting_choice(intake.versions, None, put_back)
            services.indexer.publish(intake.versions, progress, along=along)
    with services.database.session() as session:
        current = active_generation(session)
    _summarise(intake, nothing_new and not rebuild, current.passages if current else 0)
    if not intake.refused:
        return DONE
    return SOME_REFUSED if intake.versions or intake.chosen or intake.to_check else NOTHING_DONE


def _summarise(intake: Intake, nothing_new: bool, passages: int) -> None:
    lines = [
        f"Fichiers nouveaux ou modifiés : {len(intake.stored)} ; sans changement : {len(intake.unchanged)} ; "
        f"écartés : {len(intake.refused)}."
    ]
    fresh = list(intake.stored.values())
    lines += [f"  + {path}" for path in fresh[:_LISTED]]
    if len(fresh) > _LISTED:
        lines.append(f"  + et {len(fresh) - _LISTED} autres")
    for path, warnings in intake.warnings.items():
        lines += [f"  ! {path} : {warning}" for warning in warnings]
    lines += [f"  - {path} : {reason}" for path, reason in intake.refused.items()]
    lines += [f"  = {path} : {reason} ; laissé tel quel (--remettre pour le remettre en service)."
              for path, reason in intake.chosen.items()]  # fmt: skip
    lines += [f"  ? {path} : modifié depuis le choix fait sur la page ; à vérifier dans l'espace formateur."
              for path in intake.to_check.values()]  # fmt: skip
    if nothing_new:
        lines.append("Tout était déjà en service : rien n'a été refait.")
    lines.append(f"En service : {passages} passages.")
    sys.stdout.write("\n".join(lines) + "\n")


def _complain(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")


def _seconds(text: str) -> float:
    seconds = float(text)
    # Below zero, the lock would be waited for without end.
    if seconds < 0:
        raise ValueError(text)
    return seconds


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="ingest.py", description="Lit des fiches et des fascicules, et les met en service dans l'assistant."
    )
    parser.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="fichiers ou dossiers (par défaut : le dossier des fiches)"
    )
    parser.add_argument(
        "--rebuild", action="store_true", help="refaire tout l'index depuis la base (index perdu, autre modèle)"
    )
    parser.add_argument(
        "--remettre",
        dest="put_back",
        action="store_true",
        help="remettre en service même ce qu'un formateur a retiré ou remplacé",
    )
    parser.add_argument(
        "--attendre",
        dest="patience",
        type=_seconds,
        default=_PATIENCE_S,
        metavar="SECONDES",
        help=f"attente si une autre indexation est en cours (par défaut : {_PATIENCE_S:.0f} s)",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
