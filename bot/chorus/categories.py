"""What a ticket is about: the categories offered to the trainee, and a guess of the right one from their words.

The portal's form has a « Catégorie » and a « Sous-catégorie », whose full lists aren't published. « Gestion des
structures et utilisateurs » is the portal's own label; the others are named after the cases of its documentation
(« quoi fournir selon le cas », « qui contacter »), which also say who answers and what to give.
"""

import re
from dataclasses import dataclass

from bot.chorus.fields import Field
from bot.chorus.folding import composed, fold_in_place
from bot.chorus.identifiers import Identifier, find_identifiers
from bot.chorus.signs import SIGNS

SUPPORT = "le support Chorus Pro"
CLIENT = "le client public qui traite la facture"
HOLDER = "le titulaire ou le mandataire, puis le support Chorus Pro"
EDITOR = "l'éditeur du logiciel, puis le support Chorus Pro"
PLATFORM = "la plateforme agréée ou l'éditeur"

_INVOICE_FIELDS = (
    Field.INVOICE, Field.INVOICE_DATE, Field.AMOUNT, Field.BOTH_SIRETS, Field.SERVICE, Field.ENGAGEMENT,
)  # fmt: skip


@dataclass(frozen=True)
class Category:
    """``recipient`` is who can answer; ``fields`` is what to give, in the order in which it is asked."""

    key: str
    label: str
    recipient: str
    fields: tuple[Field, ...]


CATEGORIES: tuple[Category, ...] = (
    Category("connexion", "Connexion et compte utilisateur", SUPPORT, (
        Field.LOGIN, Field.MESSAGE, Field.TIME, Field.BROWSER,
    )),
    Category("adresse", "Adresse de connexion perdue", SUPPORT, (Field.BOTH_ADDRESSES,)),
    Category("structure", "Gestion des structures et utilisateurs", SUPPORT, (Field.SIRET, Field.LOGIN)),
    Category("gestionnaire", "Gestionnaire principal à remplacer", SUPPORT, (
        Field.SIRET, Field.BOTH_MANAGERS, Field.NEW_MANAGER_LOGIN,
    )),
    Category("depot", "Dépôt ou saisie d'une facture", SUPPORT, (*_INVOICE_FIELDS, Field.MESSAGE)),
    Category("suivi", "Suivi, rejet ou paiement d'une facture", CLIENT, _INVOICE_FIELDS),
    Category("travaux", "Factures de travaux", CLIENT, _INVOICE_FIELDS),
    Category("sous_traitance", "Sous-traitance et cotraitance", HOLDER, _INVOICE_FIELDS),
    Category("flux", "Flux rejeté (EDI, lot, Factur-X)", EDITOR, (
        Field.FLOW, Field.DATE, Field.SYNTAX, Field.MESSAGE,
    )),
    Category("api", "Raccordement et API", EDITOR, (
        Field.TECHNICAL_ACCOUNT, Field.CALLED_SERVICE, Field.DATE, Field.TIME, Field.RETURN_CODE,
    )),
    Category("reforme", "Réforme et plateformes agréées", PLATFORM, ()),
    Category("autre", "Autre demande", SUPPORT, ()),
)  # fmt: skip
OTHER = CATEGORIES[-1]
_BY_KEY = {category.key: category for category in CATEGORIES}
_BY_LABEL = {category.label: category for category in CATEGORIES}

_COMPILED = {key: tuple((weight, re.compile(sign)) for weight, sign in signs) for key, signs in SIGNS.items()}
_IDENTIFIERS_SPEAK = {
    "flux": ("flux", 4.0),
    "compte_technique": ("api", 6.0),
    "facture": ("suivi", 1.0),
}
_NOT_WORDS = frozenset({"facture", "courriel", "service", "marche"})
# « M. Garnier a quitté » is one sentence.
_ABBREVIATION = re.compile(r"\b(m|mr|mme|mlle|n|tel)\.")
_LEAST_SIGN = 1.0


def category_labels() -> tuple[str, ...]:
    """The labels in the order in which the form offers them."""
    return tuple(_BY_LABEL)


def category_named(label: str) -> Category | None:
    return _BY_LABEL.get(label)


def classify(text: str, about: str = "") -> Category:
    """The most likely category of what was said; « Autre demande » when nothing in it speaks for any.

    ``about`` is the titles of what was shown in answer: it is heard only when the words say nothing, or hesitate.
    """
    scores, shown = weigh(text), weigh(about)
    candidates = scores or shown
    return _BY_KEY[max(candidates, key=lambda key: (candidates[key], shown.get(key, 0.0)))] if candidates else OTHER


def weigh(text: str) -> dict[str, float]:
    """How strongly ``text`` speaks for each category; empty when it doesn't speak of the portal at all.

    Each sign counts once, so that repeating a word doesn't outweigh another subject.
    """
    identifiers = find_identifiers(text)
    folded = _ABBREVIATION.sub(r"\1", fold_in_place(_without(composed(text), identifiers)))
    scores = {key: sum(weight for weight, sign in signs if sign.search(folded)) for key, signs in _COMPILED.items()}
    for identifier in identifiers:
        if identifier.kind in _IDENTIFIERS_SPEAK:
            key, weight = _IDENTIFIERS_SPEAK[identifier.kind]
            scores[key] = max(scores[key], weight)
    return {key: score for key, score in scores.items() if score >= _LEAST_SIGN}


def _without(text: str, identifiers: list[Identifier]) -> str:
    """``text`` without the numbers and addresses whose letters would be taken for words: « FA-CHANTIER-12 »."""
    for one in identifiers:
        if one.kind in _NOT_WORDS:
            text = re.sub(rf"(?<!\w){re.escape(one.value)}(?!\w)", "…", text)
    return text
