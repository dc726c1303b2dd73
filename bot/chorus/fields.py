"""What a support asks for, case by case, and whether the text already gives it.

The list is the documentation's (« quoi fournir selon le cas »). A screenshot is asked for too, but a text can't hold
one, so that it isn't counted as missing from a text. An identifier that is wrong doesn't count as given.
"""

import re
from collections.abc import Sequence
from enum import Enum

from bot.chorus.folding import composed, fold_in_place
from bot.chorus.identifiers import Identifier


class Field(Enum):
    """One thing to give; the value is what the form says is missing."""

    LOGIN = "adresse de connexion"
    BOTH_ADDRESSES = "ancienne adresse de connexion et adresse joignable"
    NEW_MANAGER_LOGIN = "adresse de connexion du nouveau gestionnaire"
    BOTH_MANAGERS = "noms de l'ancien et du nouveau gestionnaire"
    MESSAGE = "texte exact du message d'erreur"
    TIME = "heure du problème"
    BROWSER = "navigateur utilisé"
    SIRET = "SIRET de la structure"
    BOTH_SIRETS = "SIRET de l'émetteur et du destinataire"
    INVOICE = "numéro de la facture"
    INVOICE_DATE = "date de la facture"
    DATE = "date du problème"
    AMOUNT = "montant de la facture"
    SERVICE = "code service"
    ENGAGEMENT = "numéro d'engagement"
    FLOW = "numéro de flux (CPP…)"
    SYNTAX = "syntaxe du flux (Factur-X, UBL, CII…)"
    TECHNICAL_ACCOUNT = "compte technique (jamais son mot de passe)"
    CALLED_SERVICE = "service d'API appelé"
    RETURN_CODE = "codeRetour et libellé"


_NEEDED: dict[Field, tuple[str, int]] = {
    Field.LOGIN: ("courriel", 1),
    Field.BOTH_ADDRESSES: ("courriel", 2),
    Field.NEW_MANAGER_LOGIN: ("courriel", 1),
    Field.SIRET: ("siret", 1),
    Field.BOTH_SIRETS: ("siret", 2),
    Field.INVOICE: ("facture", 1),
    Field.INVOICE_DATE: ("date", 1),
    Field.DATE: ("date", 1),
    Field.AMOUNT: ("montant", 1),
    Field.SERVICE: ("service", 1),
    Field.ENGAGEMENT: ("engagement", 1),
    Field.FLOW: ("flux", 1),
    Field.TECHNICAL_ACCOUNT: ("compte_technique", 1),
}
_ONE_OF_TWO = {
    Field.BOTH_SIRETS: "SIRET de l'émetteur ou du destinataire (un seul est donné)",
    Field.BOTH_ADDRESSES: "seconde adresse (l'ancienne, ou celle où vous joindre)",
    Field.BOTH_MANAGERS: "nom de l'ancien ou du nouveau gestionnaire (un seul est donné)",
}
_SAID: dict[Field, re.Pattern[str]] = {
    Field.MESSAGE: re.compile(
        r"\"[^\"\n]{8,}\"|\b(?:message|erreur|libelle)\b[^.\n]{0,20}:\s*\S[^\n]{2,}|\b\w+\.value\b|\brej_\w+"
    ),
    Field.TIME: re.compile(
        r"(?<!\bapres )(?<!\bavant )(?<!\bsous )(?<!\bjusqu'a )\b(?:[01]?\d|2[0-3]) ?(?:h|:|heures?)(?: ?[0-5]\d)?\b"
    ),
    Field.BROWSER: re.compile(r"\b(?:chrome|firefox|edge|safari|opera|internet explorer|brave)\b"),
    Field.SYNTAX: re.compile(r"\bfactur-?x\b|\bubl\b|\bcii\b|\bpes\b|\bpdf/a-?3\b|\bfso\d{4}\w?\b|\bin_dp_\w+"),
    Field.CALLED_SERVICE: re.compile(
        r"\b(?:deposer|rechercher|consulter|completer|soumettre|recuperer|telecharger|ajouter)/?(?:flux|"
        r"factures?|pdf|structures?|fichier)\w*|/v\d/|\bcpro/"
    ),
    Field.RETURN_CODE: re.compile(
        r"\bcode ?retour\b\W{0,4}\d+|\b(?:http|erreur) ?[1-5]\d\d\b|\b20[0-3]\d\d\b|\binvalid_client\b|_msg_\d"
    ),
}  # fmt: skip
_MANAGER = re.compile(r"\b(?:M|Mr|Mme|Mlle|Monsieur|Madame|mme|mr|monsieur|madame)\.? ([A-ZÀ-Ý][\w'-]+)")


def said_in(field: Field, text: str) -> str | None:
    """What ``text`` says for a field that is no identifier, in its own words; None when it says nothing of it."""
    match = _SAID[field].search(fold_in_place(composed(text))) if field in _SAID else None
    return composed(text)[match.start() : match.end()] if match else None


def named_people(text: str) -> list[str]:
    """The names written after « M. » or « Mme », each once, in order."""
    return list(dict.fromkeys(_MANAGER.findall(composed(text))))


def missing_fields(wanted: Sequence[Field], text: str, identifiers: Sequence[Identifier]) -> list[str]:
    """What of ``wanted`` the text doesn't give, as the form says it, in the same order."""
    folded = fold_in_place(composed(text))
    missing = []
    for field in wanted:
        given, needed = _count(field, text, folded, identifiers)
        if given == 0:
            missing.append(field.value)
        elif given < needed:
            missing.append(_ONE_OF_TWO[field])
    return missing


def _count(field: Field, text: str, folded: str, identifiers: Sequence[Identifier]) -> tuple[int, int]:
    if field in _NEEDED:
        kind, needed = _NEEDED[field]
        return sum(1 for one in identifiers if one.kind == kind and one.valid), needed
    if field is Field.BOTH_MANAGERS:
        return len(set(_MANAGER.findall(text))), 2
    return int(bool(_SAID[field].search(folded))), 1
