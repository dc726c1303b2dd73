"""The measures, on questions and on the machine, and ``fit``, which sets what they rate."""

import argparse
import tempfile
from pathlib import Path

from bot.commands.outcome import DONE, Refused, Subparsers, opened, say
from bot.evaluation import metrics
from bot.evaluation.golden import load_questions
from bot.evaluation.report import render
from bot.services import Services, open_services
from bot.settings import load_settings


def _eval(options: argparse.Namespace) -> int:
    questions = load_questions(options.files)
    with opened() as services:
        services.retriever.load()
        verdicts = metrics.run(questions, services.assistant.reply)
    say(render(verdicts))
    return DONE


def _ablation(options: argparse.Namespace) -> int:
    from bot.evaluation.steps import ablation_table
    from bot.evaluation.tables import write_between_marks

    questions = load_questions(options.files)
    with opened() as services:
        table = ablation_table(services, questions)
    say(table)
    if options.write:
        write_between_marks(options.write, "ablation", table)
    return DONE


def _bench(options: argparse.Namespace) -> int:
    from bot.evaluation.bench import measure
    from bot.evaluation.ingest_bench import measure_ingest
    from bot.evaluation.live_bench import measure_live
    from bot.evaluation.load_bench import measure_load
    from bot.evaluation.tables import markdown_table

    questions = load_questions(options.files)
    with opened() as services:
        asked = [question.question for question in questions]
        rows = [*measure(services, questions), *measure_ingest(services, asked)]
        say(markdown_table([*rows, *measure_live(services), *measure_load(services, asked)]))
    return DONE


def _bench_retrieval(options: argparse.Namespace) -> int:
    from bot.evaluation.retrieval_bench import bench_sets

    if not options.folders:
        raise Refused('Indiquez au moins un dossier BEIR : make bench-retrieval SETS="DOSSIER AUTRE_DOSSIER".')
    with tempfile.TemporaryDirectory(prefix="choriste-") as scratch:
        aside = options.keep or Path(scratch)
        for line in bench_sets(options.folders, lambda name: _open_aside(aside / name), options.passages):
            say(line)
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
        fit.fit_follow_up_part(say)
        return DONE
    if not options.files and not options.only:
        raise Refused("Indiquez les questions de développement : python -m bot fit QUESTIONS.jsonl…")
    questions = load_questions(options.files)
    with opened() as services:
        if options.only == "intents":
            fit.fit_intent_part(gather(services, lambda done, total: None), services.encoder, say)
            say("Écrit. Le juge lit ces intentions : relancez « python -m bot fit » avant de mettre en service.")
            return DONE
        fit.fit_all(services, questions, say)
    say("Écrit. Lancez maintenant « python ingest.py --rebuild ».")
    return DONE


def _robustness(_options: argparse.Namespace) -> int:
    from bot.evaluation.robustness import robustness_table

    with opened() as services:
        say(robustness_table(services))
    return DONE


def add_to(commands: Subparsers) -> None:
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
