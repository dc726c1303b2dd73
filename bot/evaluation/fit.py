"""Everything that is learned, fitted in one command and written as data with its date and figures.

The adapter is fitted twice: once without one wording in ten, to measure on those what it brings, and once on all of
them, to be kept.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict

import numpy as np

from bot.dialogue import intents, judging
from bot.dialogue.followup import make_standalone
from bot.dialogue.intents import IntentClassifier
from bot.dialogue.judging import Judge, read_signals
from bot.evaluation.adapter_fit import fit_adapter
from bot.evaluation.golden import GoldenQuestion
from bot.evaluation.intent_fit import IntentFit, fit_intents
from bot.evaluation.judge_fit import Case, JudgeFit, example_cases, fit_judge
from bot.evaluation.material import Material, gather, index_without, turn
from bot.search import adapter as adapters
from bot.search.adapter import Adapter
from bot.search.indexing import passage_of
from bot.search.retriever import Found, LoadedIndex
from bot.services import Services
from bot.storage.models import now

_DEPTH = 10


def fit_all(services: Services, questions: Sequence[GoldenQuestion], say: Callable[[str], None]) -> None:
    """Fit adapter, intents and judge on the fiches in service and ``questions``, and write their files.

    Raises NoActiveIndex. The index must then be rebuilt for the new adapter: ``python ingest.py --rebuild``.
    """
    material = gather(services, lambda done, total: None)
    held_out = material.held_out()
    intent_fit = fit_intents(material, services.encoder)
    np.savez_compressed(intents.FITTED, labels=np.array(intent_fit.labels), weights=intent_fit.weights)
    say(f"Intentions, rappel hors échantillon : {intent_fit.accuracy}")
    say(f"Questions du stage prises pour de la conversation : {intent_fit.mistaken:.4f}")
    classifier = IntentClassifier(intent_fit.labels, intent_fit.weights, {})
    blind = fit_adapter(material, without=set(held_out))
    index = index_without(material, held_out, blind)
    before = index_without(material, held_out, Adapter())
    say(f"Formulations mises de côté : {len(held_out)}")
    say(f"Rappel@5 sans adaptateur : {_recall(material, held_out, before, Adapter()):.3f}")
    say(f"Rappel@5 avec adaptateur : {_recall(material, held_out, index, blind):.3f}")
    whole = fit_adapter(material)
    if whole.question is not None and whole.body is not None:
        adapters.save_adapter(adapters.FITTED, services.encoder.model, whole.question, whole.body)
    index = index_without(material, [], whole)
    cases = example_cases(intent_fit, index, whole)
    cases += _golden_cases(services, questions, index, whole, classifier)
    fitted = fit_judge(cases)
    _write_judge(fitted, intent_fit)
    say(
        f"Juge : {fitted.cases} cas, seuil {fitted.judge.threshold:.3f} ; abstention, questions de développement vues "
        f"par un juge qui ne les connaît pas : précision {fitted.precision:.3f}, rappel {fitted.recall:.3f}"
    )


def _recall(material: Material, entries: Sequence[str], index: LoadedIndex, adapter: Adapter, depth: int = 5) -> float:
    """The share of ``entries`` whose own passage is among the first ``depth``."""
    found = 0
    for entry in entries:
        hits = index.search(material.texts[entry], turn(material.vector(entry), adapter), depth)
        found += passage_of(entry) in {hit.passage.id for hit in hits}
    return found / len(entries)


def _golden_cases(
    services: Services,
    questions: Sequence[GoldenQuestion],
    index: LoadedIndex,
    adapter: Adapter,
    classifier: IntentClassifier,
) -> list[Case]:
    cases = []
    for question in questions:
        if question.kind == "smalltalk":
            continue
        standalone = make_standalone(question.question, question.history)
        said = services.encoder.encode_question(question.question).raw
        asked = services.encoder.encode_question(standalone).raw
        found = Found(index.search(standalone, turn(asked, adapter), _DEPTH), index)
        signals = read_signals(standalone, found, classifier.probabilities(question.question, said))
        cases.append(Case(question.question, signals, question.kind != "abstain", golden=True))
    return cases


def _write_judge(fitted: JudgeFit, intent_fit: IntentFit) -> None:
    judge: Judge = fitted.judge
    saved = asdict(judge) | {
        "fitted_on": now().date().isoformat(),
        "cases": fitted.cases,
        "refusals": {"precision": round(fitted.precision, 3), "recall": round(fitted.recall, 3)},
        "intent_recall": intent_fit.accuracy,
        "questions_taken_for_small_talk": intent_fit.mistaken,
    }
    judging.FITTED.write_text(json.dumps(saved, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
