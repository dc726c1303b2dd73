"""The fields of the ticket's form, as the portal and its documentation ask for them: help, check, and value of each.

A value is what the person typed, or else the one thing of its kind that their text gives. Between two, nothing is
chosen for them: both are offered. So no field ever holds what they neither typed nor said.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from bot.chorus.amounts_and_dates import find_amounts, find_dates
from bot.chorus.categories import OTHER, category_named
from bot.chorus.checks import check_engagement, check_invoice_number, check_mail, check_service, check_siret
from bot.chorus.fields import Field, missing_fields, named_people, said_in
from bot.chorus.folding import composed, fold_in_place
from bot.chorus.identifiers import LABELS, Identifier, find_identifiers

Origin = Literal["typed", "found", ""]
LONGEST: Final = 500
MAIL: Final = "EMAIL"


@dataclass(frozen=True)
class Entry:
    """One input of the form; ``field`` is what it gives of the category's list, ``kind`` the identifier it holds."""

    key: str
    label: str
    help: str
    field: Field | None = None
    kind: str | None = None


@dataclass(frozen=True)
class Slot:
    """An entry as it stands; ``problem`` is why its value can't be right, ``candidates`` what the text offers for it.

    ``said``: the text speaks of it, without a value that could be copied out of it.
    """

    entry: Entry
    value: str = ""
    origin: Origin = ""
    problem: str | None = None
    candidates: tuple[str, ...] = ()
    said: bool = False

    @property
    def given(self) -> bool:
        return (bool(self.value) or self.said) and self.problem is None


_INVOICE_HELP: Final = "Tel qu'il est imprimé sur la facture : 20 caractères au plus."
_ENTRIES: Final[tuple[Entry, ...]] = (
    Entry("LOGIN", "Adresse de connexion", "Celle que vous saisissez pour ouvrir Chorus Pro, jamais son mot de passe.",
          Field.LOGIN, "courriel"),
    Entry("OLD_ADDRESS", "Ancienne adresse de connexion", "Celle qui ne reçoit plus vos messages.",
          Field.BOTH_ADDRESSES, "courriel"),
    Entry("REACHABLE_ADDRESS", "Adresse où vous joindre", "Une adresse que vous relevez aujourd'hui.",
          Field.BOTH_ADDRESSES, "courriel"),
    Entry("SIRET", "SIRET de la structure", "14 chiffres : ceux de votre établissement, pas ceux du client.",
          Field.SIRET, "siret"),
    Entry("OLD_MANAGER", "Nom de l'ancien gestionnaire", "Prénom et nom de la personne à remplacer.",
          Field.BOTH_MANAGERS, "nom"),
    Entry("NEW_MANAGER", "Nom du nouveau gestionnaire", "Prénom et nom de la personne qui prend la suite.",
          Field.BOTH_MANAGERS, "nom"),
    Entry("NEW_MANAGER_LOGIN", "Adresse de connexion du nouveau gestionnaire",
          "Cette personne doit déjà avoir un compte Chorus Pro actif.", Field.NEW_MANAGER_LOGIN, "courriel"),
    Entry("INVOICE", "Numéro de la facture", _INVOICE_HELP, Field.INVOICE, "facture"),
    Entry("INVOICE_DATE", "Date de la facture", "Celle de la facture, pas celle du dépôt : 3 novembre 2026.",
          Field.INVOICE_DATE, "date"),
    Entry("AMOUNT", "Montant de la facture", "En euros ; précisez HT ou TTC : 1 250,50 € TTC.",
          Field.AMOUNT, "montant"),
    Entry("SIRET_ISSUER", "SIRET de l'émetteur", "14 chiffres : l'établissement qui facture.",
          Field.BOTH_SIRETS, "siret"),
    Entry("SIRET_RECIPIENT", "SIRET du destinataire", "14 chiffres : le client public, comme sur le bon de commande.",
          Field.BOTH_SIRETS, "siret"),
    Entry("SERVICE", "Code service", "Si le client l'exige : en principe sur son bon de commande.",
          Field.SERVICE, "service"),
    Entry("ENGAGEMENT", "Numéro d'engagement", "Si le client l'exige : en principe sur son bon de commande.",
          Field.ENGAGEMENT, "engagement"),
    Entry("FLOW", "Numéro de flux", "Il commence d'ordinaire par CPP : c'est celui du dépôt, pas de la facture.",
          Field.FLOW, "flux"),
    Entry("DATE", "Date du problème", "Le jour où il s'est produit : 3 novembre 2026.", Field.DATE, "date"),
    Entry("TIME", "Heure du problème", "Même approximative : 14 h 30.", Field.TIME),
    Entry("SYNTAX", "Syntaxe du flux", "Factur-X, UBL, CII… : votre logiciel ou son éditeur vous la donne.",
          Field.SYNTAX),
    Entry("TECHNICAL_ACCOUNT", "Compte technique", "De la forme TECH_…@cpro.fr ; jamais son mot de passe.",
          Field.TECHNICAL_ACCOUNT, "compte_technique"),
    Entry("CALLED_SERVICE", "Service d'API appelé", "Son nom ou son adresse, sans secret ni jeton.",
          Field.CALLED_SERVICE),
    Entry("RETURN_CODE", "codeRetour et libellé", "Recopiés de la réponse de l'API.", Field.RETURN_CODE),
    Entry("MESSAGE", "Texte exact du message d'erreur", "Mot pour mot ; une capture d'écran jointe aide aussi.",
          Field.MESSAGE),
    Entry("BROWSER", "Navigateur utilisé", "Firefox, Edge, Chrome, Safari…", Field.BROWSER),
)  # fmt: skip
# What the portal's own form has besides, whatever the category; nothing asks for it, so that it is never missing.
PORTAL_ENTRIES: Final[tuple[Entry, ...]] = (
    Entry("SUBCATEGORY", "Sous-catégorie du portail",
          "Facultatif. Le portail la propose selon la catégorie ; sa liste complète n'est pas publiée."),
    Entry("STRUCTURE", "Structure émettrice",
          "Facultatif. Le portail la demande à qui est connecté : la structure pour laquelle vous écrivez."),
)  # fmt: skip
MAIL_ENTRY: Final = Entry(MAIL, "Votre adresse électronique", "", kind="courriel")
_OF_FIELD: Final = {field: tuple(entry for entry in _ENTRIES if entry.field is field) for field in Field}
ENTRIES: Final = {entry.key: entry for entry in (*_ENTRIES, *PORTAL_ENTRIES, MAIL_ENTRY)}
_TECHNICAL = re.compile(r"tech_\w+@cpro\.fr", re.I)
_TIME = re.compile(r"(?:vers )?(?:[01]?\d|2[0-3]) ?(?:h|:|heures?)(?: ?[0-5]\d)?\b.*", re.I)
_INVOICE_OF = re.compile(r"\b(?:factur\w*|fact|datee?)\b[^.;\n]{0,40}?\b(?:du|datee? (?:du|de)|:)\s*(?:le )?$")
_BEFORE = 60


def entries_of(category: str) -> list[Entry]:
    """What the form asks for in a category, in its order."""
    return [entry for field in (category_named(category) or OTHER).fields for entry in _OF_FIELD[field]]


def entries_giving(field: Field) -> tuple[Entry, ...]:
    """The inputs that give ``field``: two for a pair (issuer and recipient), one for anything else."""
    return _OF_FIELD[field]


def check_entry(key: str, value: str) -> str | None:
    """Why ``value`` can't be right for the entry ``key``, in French; None when nothing is wrong with it."""
    entry = ENTRIES[key]
    if entry.kind == "siret":
        return _not_digits(value) or check_siret(value)
    if entry.kind == "date":
        dates = list(find_dates(fold_in_place(composed(value)), composed(value)))
        return dates[0].problem if dates else "cette date ne se lit pas : écrivez-la comme 3 novembre 2026"
    if entry.kind == "montant":
        named = fold_in_place(composed(f"montant {value}"))
        return None if list(find_amounts(named)) else "ce montant ne se lit pas : écrivez-le comme 1 250,50 € TTC"
    if entry.kind == "compte_technique":
        return None if _TECHNICAL.fullmatch(value) else "un compte technique s'écrit TECH_…@cpro.fr"
    if entry.key == "TIME":
        return None if _TIME.match(value) else "cette heure ne se lit pas : écrivez-la comme 14 h 30"
    checks = {"facture": check_invoice_number, "engagement": check_engagement, "service": check_service,
              "courriel": check_mail}  # fmt: skip
    return checks[entry.kind](value) if entry.kind in checks else None


def form_slots(category: str, text: str, typed: Mapping[str, str]) -> list[Slot]:
    """Every entry of the category as the text and what was typed fill it."""
    entries = entries_of(category)
    found = find_identifiers(text)
    return [_slot(entry, entries, text, found, typed) for entry in entries]


def portal_slots(typed: Mapping[str, str]) -> list[Slot]:
    """The portal's own inputs, filled by nobody but the person."""
    return [_typed_slot(entry, typed[entry.key]) if typed.get(entry.key) else Slot(entry) for entry in PORTAL_ENTRIES]


def filled_slots(category: str, text: str, typed: Mapping[str, str]) -> list[Slot]:
    """What the form gives in the end, for whoever reads the ticket."""
    return [slot for slot in (*form_slots(category, text, typed), *portal_slots(typed)) if slot.value]


def missing_in(category: str, text: str, typed: Mapping[str, str]) -> list[str]:
    """What the category asks for and neither the text nor the form gives, as the form says it."""
    identifiers = [*find_identifiers(text), *typed_identifiers(typed)]
    missing: list[str] = []
    for field in (category_named(category) or OTHER).fields:
        given = {
            typed[e.key] for e in _OF_FIELD[field] if typed.get(e.key) and check_entry(e.key, typed[e.key]) is None
        }
        if field is Field.BOTH_MANAGERS:
            given |= set(named_people(text))
        if len(given) < len(_OF_FIELD[field]):
            people = " ".join(f"M. {name.title()}" for name in given) if field is Field.BOTH_MANAGERS else text
            missing += missing_fields([field], people, identifiers)
    return missing


def typed_identifiers(typed: Mapping[str, str]) -> list[Identifier]:
    """The identifiers that were typed, checked, a SIRET without its spaces."""
    kept = [(ENTRIES[key], value) for key, value in typed.items() if key in ENTRIES and key != MAIL and value]
    return [
        Identifier(entry.kind, _compact(entry, value), check_entry(entry.key, value))
        for entry, value in kept
        if entry.kind in LABELS
    ]


def _slot(entry: Entry, entries: Iterable[Entry], text: str, found: list[Identifier], typed: Mapping[str, str]) -> Slot:
    if typed.get(entry.key):
        return _typed_slot(entry, typed[entry.key])
    if entry.kind is None:
        said = said_in(entry.field, text) if entry.field else None
        whole = entry.field in (Field.TIME, Field.BROWSER, Field.SYNTAX)
        return Slot(entry, said if said and whole else "", "found" if said else "", said=bool(said))
    rivals = [other for other in entries if other.kind == entry.kind]
    taken = {_compact(other, typed.get(other.key, "")) for other in rivals}
    if entry.kind == "nom":
        return Slot(entry, candidates=tuple(name for name in named_people(text) if name not in taken))
    values = [one for one in found if one.kind == entry.kind and one.value not in taken]
    if len(values) == 1 and len(rivals) == 1 and (entry.key != "INVOICE_DATE" or _dates_an_invoice(text)):
        return Slot(entry, values[0].value, "found", values[0].problem)
    return Slot(entry, candidates=tuple(one.value for one in values if one.valid))


def _typed_slot(entry: Entry, value: str) -> Slot:
    return Slot(entry, value, "typed", check_entry(entry.key, value))


def _dates_an_invoice(text: str) -> bool:
    """Whether the date that ``text`` gives is said to be an invoice's: « bloquée depuis le 3 » isn't one."""
    folded = fold_in_place(composed(text))
    return any(
        _INVOICE_OF.search(folded[max(0, spot.start - _BEFORE) : spot.start])
        for spot in find_dates(folded, composed(text))
    )


def _not_digits(value: str) -> str | None:
    strange = re.search(r"[^\d\s.\-\u00a0\u202f]", value)
    return f"un SIRET ne contient que des chiffres : « {strange[0]} » est de trop" if strange else None


def _compact(entry: Entry, value: str) -> str:
    return re.sub(r"\D", "", value) if entry.kind == "siret" else value
