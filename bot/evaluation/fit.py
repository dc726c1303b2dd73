"""Everything that is learned, fitted in one command and written as data with its date and figures.

The adapter is fitted twice: once without one wording in ten, to measure on those what it brings, and once on all of
them, to be kept.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict

import numpy as np

from bot.dialogue import intents, judging
from bot.dialogue.intents import IntentClassifier
from bot.dialogue.judging import Judge
from bot.evaluation.adapter_fit import fit_adapter, measure_token_mean
from bot.evaluation.followup_fit import fit_follow_ups
from bot.evaluation.golden import GoldenQuestion
from bot.evaluation.intent_fit import IntentFit, fit_intents
from bot.evaluation.judge_cases import Case, CaseMaker, as_plain_document
from bot.evaluation.judge_fit import JudgeFit, fit_judge
from bot.evaluation.material import Material, gather, index_without, material_of, turn
from bot.search import adapter as adapters
from bot.search.adapter import Adapter
from bot.search.encoder import Encoder, QuestionVectors
from bot.search.indexing import body_text, passage_of
from bot.search.retriever import LoadedIndex
from bot.services import Services
from bot.storage.models import now

_ASKED_OF_THE_JUDGE = 3  # one held-out wording in three is enough of a sample, each being looked up four times


def fit_all(services: Services, questions: Sequence[GoldenQuestion], say: Callable[[str], None]) -> None:
    """Fit adapter, intents and judge on the fiches in service and ``questions``, and write their files.

    Raises NoActiveIndex. The index must then be rebuilt for the new adapter: ``python ingest.py --rebuild``.
    """
    material = gather(services, lambda done, total: None)
    held_out = material.held_out()
    fit_follow_up_part(say)
    intent_fit = fit_intent_part(material, services.encoder, say)
    blind = fit_adapter(material, without=set(held_out))
    index = index_without(material, held_out, blind)
    before = index_without(material, held_out, Adapter())
    say(f"Formulations mises de côté : {len(held_out)}")
    asked = {entry: services.encoder.encode_question(material.texts[entry]) for entry in held_out}
    say(f"Rappel@5 sans adaptateur : {_recall(material, asked, before, Adapter()):.3f}")
    say(f"Rappel@5 avec adaptateur : {_recall(material, asked, index, blind):.3f}")
    whole = fit_adapter(material)
    if whole.question is not None and whole.body is not None:
        mean = measure_token_mean(services.encoder, [body_text(p) for p in material.passages.values()])
        adapters.save_adapter(adapters.FITTED, services.encoder.model, whole.question, whole.body, mean)
    fitted = fit_judge(judge_cases(services, material, questions, intent_fit, whole, blind))
    _write_judge(fitted, intent_fit)
    say(
        f"Juge : {fitted.cases} cas, seuil {fitted.judge.threshold:.3f} ; abstention, questions de développement vues "
        f"par un juge qui ne les connaît pas : précision {fitted.precision:.3f}, rappel {fitted.recall:.3f}"
    )


def fit_intent_part(material: Material, encoder: Encoder, say: Callable[[str], None]) -> IntentFit:
    """Fit the intents alone and write them; the judge, which reads their odds, is best fitted again afterwards."""
    fitted = fit_intents(material, encoder)
    np.savez_compressed(intents.FITTED, labels=np.array(fitted.labels), weights=fitted.weights)
    say(f"Intentions, rappel hors échantillon : {fitted.accuracy}")
    say(f"Intentions, précision hors échantillon : {fitted.precision}")
    say(f"Questions du stage prises pour de la conversation : {fitted.mistaken:.4f}")
    say(f"Les mêmes, mal écrites exprès : {fitted.mistaken_when_noisy:.4f}")
    return fitted


def fit_follow_up_part(say: Callable[[str], None]) -> None:
    """Fit the weights of the follow-ups' traits alone and write them."""
    fitted = fit_follow_ups()
    fitted.write()
    say(
        f"Relances : {fitted.talks} échanges ; hors échantillon, précision {fitted.precision:.3f}, "
        f"rappel {fitted.recall:.3f}"
    )


def _recall(
    material: Material, asked: Mapping[str, QuestionVectors], index: LoadedIndex, adapter: Adapter, depth: int = 5
) -> float:
    """The share of the entries ``asked`` whose own passage is among the first ``depth``."""
    found = 0
    for entry, vectors in asked.items():
        hits = index.search(material.texts[entry], turn(vectors, adapter), depth)
        found += passage_of(entry) in {hit.passage.id for hit in hits}
    return found / len(asked)


def judge_cases(
    services: Services,
    material: Material,
    questions: Sequence[GoldenQuestion],
    intent_fit: IntentFit,
    adapter: Adapter,
    blind: Adapter,
) -> list[Case]:
    """Every case that the judge learns from, against the fiches and against the same text as plain documents.

    Held-out wordings are asked through the ``blind`` adapter, which was not fitted on them.
    """
    classifier = IntentClassifier(intent_fit.labels, intent_fit.weights, {})
    maker, blind_maker = CaseMaker(services, adapter, classifier), CaseMaker(services, blind, classifier)
    plain = material_of(services, as_plain_document(list(material.passages.values())), lambda done, total: None)
    held_out = material.held_out()
    asked = held_out[::_ASKED_OF_THE_JUDGE]
    cases: list[Case] = []
    for source in (material, plain):
        whole = index_without(source, [], adapter)
        thinned = index_without(source, held_out if source is material else [], blind)
        cases += maker.golden(questions, whole, measured=source is material)
        cases += maker.examples(intent_fit, whole)
        cases += blind_maker.wordings(material, asked, thinned)
        cases += blind_maker.orphans(material, asked, thinned)
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
