"""The command line: ask, evaluate, fit, check fiches, make the fascicle, manage accounts, examine the installation.

Exit code 0: done; 1: done, but something needs attention; 2: nothing was done, and the message says why.
"""

import argparse
import getpass
import json
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from bot.corpus.archive import export_corpus
from bot.corpus.archive_format import InvalidArchive
from bot.corpus.fiche import find_problems
from bot.dialogue.types import Question
from bot.evaluation import metrics
from bot.evaluation.errors import MeasureRefused
from bot.evaluation.golden import InvalidQuestionFile, load_questions
from bot.evaluation.report import render
from bot.fascicle.errors import FascicleNotMade
from bot.fascicle.typeset import write_fascicle
from bot.people.accounts import ROLES
from bot.people.errors import AccountNotFound, AccountRefused
from bot.search.errors import IndexBusy, ModelUnavailable, NoActiveIndex, PublishingFailed
from bot.services import Services, open_services
from bot.settings import InvalidSettings, load_settings
from bot.storage.database import DatabaseUnavailable

DONE, ATTENTION, NOTHING_DONE = 0, 1, 2


class _Refused(Exception):
    """The command can't be carried out as typed; ``str()`` is the French sentence."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except (
        _Refused, InvalidSettings, DatabaseUnavailable, InvalidQuestionFile, FascicleNotMade, AccountRefused,
        AccountNotFound, ModelUnavailable, NoActiveIndex, MeasureRefused, InvalidArchive, IndexBusy, PublishingFailed,
    ) as error:  # fmt: skip
        sys.stderr.write(f"{error}\n")
        return NOTHING_DONE
    return code


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()  # a long measure shows its rows as they come, through a pipe too


def _services() -> "closing[Services]":
    return closing(open_services(load_settings()))


def _ask(options: argparse.Namespace) -> int:
    with _services() as services:
        if options.batch:
            if not options.out:
                raise _Refused("Avec --batch, indiquez aussi le fichier des réponses : --out REPONSES.jsonl.")
            return _ask_batch(services, options.batch, options.out)
        if not options.question:
            raise _Refused('Posez une question entre guillemets : python -m bot ask "ma facture est suspendue ?"')
        reply = services.assistant.reply(Question(options.question))
    if options.json:
        _say(json.dumps(reply.as_json(), ensure_ascii=False, indent=2))
    else:
        sources = [f"[{c.n}] {c.document} › {c.section}" for c in reply.citations]
        _say("\n".join([reply.text, "", *sources, *(f"Voir aussi : {s}" for s in reply.suggestions)]))
    return DONE


def _ask_batch(services: Services, source: Path, target: Path) -> int:
    try:
        # Not splitlines(): a question may hold one of the line separators that JSON allows inside a string.
        rows = [json.loads(line) for line in source.read_text(encoding="utf-8").split("\n") if line.strip()]
        questions = [_question(row) for row in rows]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _Refused(f"{source} n'est pas lisible : une question JSON par ligne est attendue ({error}).") from error
    try:
        with target.open("w", encoding="utf-8") as out:
            for question in questions:
                out.write(json.dumps(services.assistant.reply(question).as_json(), ensure_ascii=False) + "\n")
    except OSError as error:
        raise _Refused(f"{target} ne peut pas être écrit : {error.strerror}.") from error
    return DONE


def _question(row: dict[str, Any]) -> Question:
    text, history = row["question"], row.get("history", [])
    if not isinstance(text, str) or not isinstance(history, list):
        raise TypeError("« question » est un texte et « history » une liste de textes")
    return Question(text, tuple(str(message) for message in history), str(row.get("id", "")))


def _eval(options: argparse.Namespace) -> int:
    questions = load_questions(options.files)
    with _services() as services:
        services.retriever.load()
        verdicts = metrics.run(questions, services.assistant.reply)
    _say(render(verdicts))
    return DONE


def _ablation(options: argparse.Namespace) -> int:
    from bot.evaluation.steps import ablation_table
    from bot.evaluation.tables import write_between_marks

    questions = load_questions(options.files)
    with _services() as services:
        table = ablation_table(services, questions)
    _say(table)
    if options.write:
        write_between_marks(options.write, "ablation", table)
    return DONE


def _bench(options: argparse.Namespace) -> int:
    from bot.evaluation.bench import measure
    from bot.evaluation.ingest_bench import measure_ingest
    from bot.evaluation.live_bench import measure_live
    from bot.evaluation.tables import markdown_table

    questions = load_questions(options.files)
    with _services() as services:
        asked = [question.question for question in questions]
        _say(markdown_table([*measure(services, questions), *measure_ingest(services, asked), *measure_live(services)]))
    return DONE


def _bench_retrieval(options: argparse.Namespace) -> int:
    from bot.evaluation.retrieval_bench import bench_sets

    if not options.folders:
        raise _Refused('Indiquez au moins un dossier BEIR : make bench-retrieval SETS="DOSSIER AUTRE_DOSSIER".')
    with tempfile.TemporaryDirectory(prefix="choriste-") as scratch:
        aside = options.keep or Path(scratch)
        for line in bench_sets(options.folders, lambda name: _open_aside(aside / name), options.passages):
            _say(line)
    return DONE


def _open_aside(folder: Path) -> Services:
    """A house of its own in ``folder``, as the settings want it, with the models already there."""
    settings = load_settings()
    models = settings.data_dir / "models"
    models.mkdir(parents=True, exist_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "models").exists():
        (folder / "models").symlink_to(models.resolve())
    own = {"data_dir": folder, "database_url": "", "chroma_url": "", "chat_model": ""}
    return open_services(settings.model_copy(update=own))


def _fit(options: argparse.Namespace) -> int:
    from bot.evaluation import fit  # torch and scikit-learn are for this command alone
    from bot.evaluation.material import gather

    if options.only == "followups":
        fit.fit_follow_up_part(_say)
        return DONE
    if not options.files and not options.only:
        raise _Refused("Indiquez les questions de développement : python -m bot fit QUESTIONS.jsonl…")
    questions = load_questions(options.files)
    with _services() as services:
        if options.only == "intents":
            fit.fit_intent_part(gather(services, lambda done, total: None), services.encoder, _say)
            _say("Écrit. Le juge lit ces intentions : relancez « python -m bot fit » avant de mettre en service.")
            return DONE
        fit.fit_all(services, questions, _say)
    _say("Écrit. Lancez maintenant « python ingest.py --rebuild ».")
    return DONE


def _robustness(_options: argparse.Namespace) -> int:
    from bot.evaluation.robustness import robustness_table

    with _services() as services:
        _say(robustness_table(services))
    return DONE


def _fiches(options: argparse.Namespace) -> int:
    problems = find_problems(options.paths or [load_settings().knowledge_dir])
    _say("\n".join([*problems, f"{len(problems)} problème(s)"]))
    return ATTENTION if problems else DONE


def _fascicle(options: argparse.Namespace) -> int:
    made = write_fascicle(load_settings().knowledge_dir, options.out, date.today())
    left = f", {made.left_out} questions laissées à l'assistant" if made.left_out else ""
    _say(f"{made.path} : {made.pages} pages, {made.fiches} fiches, {made.pairs} questions{left}, {made.terms} termes.")
    return DONE


def _user(options: argparse.Namespace) -> int:
    with _services() as services:
        if options.action == "list":
            for user in services.accounts.list():
                _say(f"{user.name}\t{user.role}\t{'désactivé' if user.disabled_at else 'actif'}")
        elif options.action == "disable":
            services.accounts.disable(options.name)
            _say(f"« {options.name} » est désactivé et déconnecté.")
        else:
            password = getpass.getpass("Mot de passe : ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
            if options.action == "add":
                services.accounts.create(options.name, password, options.role)
                _say(f"« {options.name} » ({options.role}) est créé.")
            else:
                services.accounts.set_password(options.name, password)
                _say(f"Le mot de passe de « {options.name} » est changé.")
    return DONE


def _export(options: argparse.Namespace) -> int:
    try:
        with _services() as services, options.file.open("wb") as target:
            export_corpus(services.database, services.settings.data_dir, target)
    except OSError as error:
        raise _Refused(f"{options.file} ne peut pas être écrit : {error.strerror}.") from error
    size = f"{options.file.stat().st_size / 1e6:.1f}".replace(".", ",")
    _say(f"Écrit : {options.file} ({size} Mo).")
    return DONE


def _import(options: argparse.Namespace) -> int:
    try:
        with options.file.open("rb") as source, _services() as services:
            imported = services.switcher.take_in_archive(services.settings.data_dir, source)
    except OSError as error:
        raise _Refused(f"{options.file} ne peut pas être lu : {error.strerror}.") from error
    _say(f"Importés : {imported.documents} documents, {imported.versions} versions nouvelles. Tout est en service.")
    return DONE


def _doctor(_options: argparse.Namespace) -> int:
    from bot.doctor import FAIL, OK, examine

    with _services() as services:
        findings = examine(services, date.today())
    for finding in findings:
        _say(f"{finding.level:4} {finding.subject} : {finding.found}")
        if finding.remedy:
            _say(f"     → {finding.remedy}")
    if any(finding.level == FAIL for finding in findings):
        return NOTHING_DONE
    return DONE if all(finding.level == OK for finding in findings) else ATTENTION


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description="Choriste en ligne de commande.")
    commands = parser.add_subparsers(required=True, metavar="COMMANDE")

    ask = commands.add_parser("ask", help="poser une question, ou un fichier de questions")
    ask.add_argument("question", nargs="?", help="la question, entre guillemets")
    ask.add_argument("--json", action="store_true", help="réponse complète en JSON")
    ask.add_argument("--batch", type=Path, metavar="QUESTIONS.jsonl", help="une question JSON par ligne")
    ask.add_argument("--out", type=Path, metavar="REPONSES.jsonl", help="une réponse JSON par ligne")
    ask.set_defaults(run=_ask)

    evaluate = commands.add_parser("eval", help="mesurer les réponses sur des questions de référence")
    evaluate.add_argument("files", nargs="+", type=Path, metavar="QUESTIONS.jsonl")
    evaluate.set_defaults(run=_eval)

    ablation = commands.add_parser("ablation", help="mesurer ce qu'apporte chaque partie de la recherche")
    ablation.add_argument("files", nargs="+", type=Path, metavar="QUESTIONS.jsonl")
    ablation.add_argument(
        "--write", type=Path, metavar="README.md", help="écrire aussi la table entre ses deux marques"
    )
    ablation.set_defaults(run=_ablation)

    bench = commands.add_parser("bench", help="mesurer les performances")
    bench.add_argument("files", nargs="+", type=Path, metavar="QUESTIONS.jsonl")
    bench.set_defaults(run=_bench)

    retrieval = commands.add_parser("bench-retrieval", help="mesurer la recherche sur des jeux au format BEIR")
    retrieval.add_argument("folders", nargs="*", type=Path, metavar="DOSSIER")
    retrieval.add_argument("--passages", type=int, default=0, metavar="N", help="mesurer aussi un index de N passages")
    retrieval.add_argument("--keep", type=Path, metavar="DOSSIER", help="garder là les index, pour une autre mesure")
    retrieval.set_defaults(run=_bench_retrieval)

    fit = commands.add_parser("fit", help="réajuster l'adaptateur, les intentions et le seuil de réponse")
    fit.add_argument("files", nargs="*", type=Path, metavar="QUESTIONS.jsonl")
    fit.add_argument("--only", choices=("intents", "followups"), help="les intentions, ou les relances, seules")
    fit.set_defaults(run=_fit)

    robustness = commands.add_parser("robustness", help="mesurer ce que coûtent les fautes de frappe et le style SMS")
    robustness.set_defaults(run=_robustness)

    fiches = commands.add_parser("fiches", help="vérifier les fiches")
    fiches.add_argument("paths", nargs="*", type=Path, metavar="FICHE")
    fiches.set_defaults(run=_fiches)

    fascicle = commands.add_parser("fascicule", help="faire le fascicule du stagiaire en PDF")
    fascicle.add_argument("out", type=Path, metavar="FASCICULE.pdf")
    fascicle.set_defaults(run=_fascicle)

    user = commands.add_parser("user", help="gérer les comptes")
    actions = user.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("list", help="lister les comptes")
    add = actions.add_parser("add", help="créer un compte (mot de passe demandé)")
    add.add_argument("name", metavar="NOM")
    add.add_argument("--role", choices=ROLES, required=True)
    for action, text in (("password", "changer un mot de passe"), ("disable", "désactiver un compte")):
        actions.add_parser(action, help=text).add_argument("name", metavar="NOM")
    user.set_defaults(run=_user)

    for name, run, text in (
        ("export", _export, "écrire tous les documents, versions et questions dans une archive"),
        ("import", _import, "reprendre une archive écrite par « export »"),
    ):
        moved = commands.add_parser(name, help=text)
        moved.add_argument("file", type=Path, metavar="ARCHIVE.zip")
        moved.set_defaults(run=run)

    commands.add_parser("doctor", help="examiner l'installation").set_defaults(run=_doctor)
    return parser
