"""A sentence that says something else than its passage is refused, whatever was changed; most rewordings pass."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from fakes import WordEmbeddings, encoder_of
from passages import passage
from places import KNOWLEDGE

from bot.corpus.document import PassageDraft
from bot.corpus.reading import read_bytes
from bot.dialogue.checking import LEAST_COSINE, SentenceChecker, find_difference
from bot.dialogue.evidence import Evidence
from bot.search.embeddings import DEFAULT_MODEL
from bot.search.encoder import Encoder

SENTENCES = Path(__file__).with_name("checked_sentences.yaml")
SUSPENDED = passage(
    "suspendue",
    "Faut-il refaire une facture « Suspendue » avec un nouveau numéro ?",
    "Non : une facture « Suspendue » se complète, elle ne se refait pas. Vous gardez le même numéro et les mêmes "
    "montants, vous ajoutez la pièce ou la réponse demandée, puis vous renvoyez : le statut devient « Complétée ». "
    "L'acheteur peut interrompre le délai une seule fois, sous 30 jours, si des pièces manquent (R. 2192-27).",
)


def cases(use: str) -> list[dict[str, Any]]:
    return [case for case in yaml.safe_load(SENTENCES.read_text(encoding="utf-8")) if case["use"] == use]


def evidence_of(case: dict[str, Any]) -> Evidence:
    return Evidence(passage("cas", case["title"], case["text"], document=case["document"]))


def judged(use: str) -> tuple[list[bool], list[bool]]:
    """For each faithful sentence whether it is accepted, for each wrong one whether it is refused."""
    accepted, refused = [], []
    for case in cases(use):
        evidence = evidence_of(case)
        accepted += [find_difference(sentence, evidence) is None for sentence in case["faithful"]]
        wrong = [sentence for sentences in case["wrong"].values() for sentence in sentences]
        refused += [find_difference(sentence, evidence) is not None for sentence in wrong]
    return accepted, refused


@pytest.mark.parametrize(
    ("use", "enough", "least_accepted", "least_refused"), [("choix", 250, 0.88, 0.98), ("contrôle", 35, 0.85, 0.90)]
)
def test_rewordings_pass_and_subtly_false_sentences_do_not(
    use: str, enough: int, least_accepted: float, least_refused: float
) -> None:
    accepted, refused = judged(use)
    assert min(len(accepted), len(refused)) >= enough
    assert sum(accepted) / len(accepted) >= least_accepted
    assert sum(refused) / len(refused) >= least_refused


@pytest.mark.parametrize(
    ("sentence", "difference"),
    [
        ("Oui : une facture « Suspendue » se complète.", "« oui »"),
        ("Une facture « Suspendue » ne se complète pas.", "négation"),
        ("Le statut devient « Acceptée ».", "libellé absent"),
        ("Vous gardez un nouveau numéro.", "nombre d'autre chose"),
        ("L'acheteur peut interrompre le délai deux fois, si des pièces manquent.", "nombre absent"),
        ("L'acheteur peut interrompre le délai, si des pièces manquent (R. 2192-28).", "code absent"),
        ("Le comptable peut interrompre le délai une seule fois, si des pièces manquent.", "acteur absent"),
        ("L'acheteur peut interrompre le délai une seule fois.", "condition ôtée"),
        ("Appelez votre banque et votre assureur.", "acteur absent"),
        ("Votre voisin cultive des tomates.", "mots absents"),
    ],
)
def test_what_was_changed_is_named(sentence: str, difference: str) -> None:
    assert find_difference(sentence, Evidence(SUSPENDED)) == difference


@pytest.mark.parametrize(
    "sentence",
    [
        "Non, une facture « Suspendue » ne se refait pas.",
        "Vous gardez le même numéro et les mêmes montants.",
        "Si des pièces manquent, l'acheteur peut interrompre le délai une seule fois.",
        "L'acheteur peut interrompre le délai une seule fois, sous trente jours, si des pièces manquent.",
    ],
)
def test_what_only_rewords_passes(sentence: str) -> None:
    assert find_difference(sentence, Evidence(SUSPENDED)) is None


@pytest.mark.parametrize("text", ["", "Oui.", "!!!", "[1]", "« »", "(((", "a" * 3000, "🙂"])
def test_a_sentence_without_substance_is_never_accepted(text: str) -> None:
    assert find_difference(text, Evidence(SUSPENDED)) is not None
    assert find_difference("Vous gardez le même numéro.", Evidence(passage("vide", "Autre titre", text))) is not None


def every_tenth_passage() -> list[tuple[str, PassageDraft]]:
    files = sorted(path for path in KNOWLEDGE.rglob("*.md") if path.name != "README.md")
    documents = [read_bytes(path.name, path.read_bytes(), 500) for path in files]
    passages = [(document.title, draft) for document in documents for draft in document.passages]
    return [one for one in passages[::10] if one[1].kind in ("faq", "essentiel", "étapes")]


def own_sentences() -> Iterator[tuple[str, Evidence]]:
    for document, draft in every_tenth_passage():
        evidence = Evidence(passage("extrait", draft.title, draft.text, document=document, kind=draft.kind))
        yield from ((unit.text, evidence) for unit in evidence.units[:2])


def test_a_passage_s_own_sentences_pass() -> None:
    accepted = [find_difference(sentence, evidence) is None for sentence, evidence in own_sentences()]
    assert len(accepted) > 150
    assert sum(accepted) / len(accepted) >= 0.97


def test_another_figure_is_seen_in_any_sentence_of_the_course() -> None:
    changed = [
        (re.sub(r"(?<![\w.])\d+(?![.)\d])", "77", said, count=1), said, evidence) for said, evidence in own_sentences()
    ]
    made = [(new, evidence) for new, said, evidence in changed if new != said and "77" not in evidence.folded]
    assert len(made) > 40
    assert [new for new, evidence in made if find_difference(new, evidence) is None] == []


def test_an_invented_label_is_seen_in_any_sentence_of_the_course() -> None:
    changed = [(re.sub(r"«[^»]+»", "« Mes démarches »", said, count=1), said, e) for said, e in own_sentences()]
    made = [(new, evidence) for new, said, evidence in changed if new != said]
    assert len(made) > 40
    assert [new for new, evidence in made if find_difference(new, evidence) is None] == []


def test_the_opposite_answer_is_seen_in_any_sentence_of_the_course() -> None:
    flipped = {"Oui": "Non", "Non": "Oui"}
    made = [(flipped[said[:3]] + said[3:], e) for said, e in own_sentences() if re.match(r"(?:Oui|Non)\b.{20}", said)]
    assert len(made) > 20
    assert [new for new, evidence in made if find_difference(new, evidence) is None] == []


def test_faithful_sentences_lie_near_their_passage_and_others_further(encoder: Encoder) -> None:
    checker = SentenceChecker(encoder)
    held = cases("contrôle")[:4]
    near = [checker.cosine(sentence, evidence_of(case)) for case in held for sentence in case["faithful"]]
    far = checker.cosine("La recette des crêpes demande de la farine.", evidence_of(held[0]))
    assert far < LEAST_COSINE <= min(near)


def test_what_lies_far_is_refused_though_its_words_are_there() -> None:
    sentence = "Vous gardez les mêmes montants."
    lonely = encoder_of(WordEmbeddings(), DEFAULT_MODEL)
    assert SentenceChecker(lonely).cosine(sentence, Evidence(SUSPENDED)) < LEAST_COSINE
    assert SentenceChecker(lonely).check(sentence, Evidence(SUSPENDED)).difference == "sens éloigné"


def test_the_threshold_of_the_default_model_is_not_laid_on_another() -> None:
    other = SentenceChecker(encoder_of(WordEmbeddings(), "un/autre-modele"))
    assert other.check("Vous gardez les mêmes montants.", Evidence(SUSPENDED)).difference is None


def test_the_support_names_the_sentences_it_rests_on(encoder: Encoder) -> None:
    support = SentenceChecker(encoder).check("Vous gardez le même numéro et les mêmes montants.", Evidence(SUSPENDED))
    assert [Evidence(SUSPENDED).units[n].text for n in support.units] == [
        "Vous gardez le même numéro et les mêmes montants, vous ajoutez la pièce ou la réponse demandée, puis vous "
        "renvoyez : le statut devient « Complétée »."
    ]
