"""The identifiers said in free French text, each checked: what a ticket carries, and nothing that wasn't written.

Secrets (bank account, card, password) are covered first and never become identifiers. Then each finder claims its
stretch of text, the surest first, so that a character belongs to one identifier only.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.chorus.amounts_and_dates import find_amounts, find_dates
from bot.chorus.folding import composed, fold_in_place
from bot.chorus.masking import find_secrets, mask_secrets
from bot.chorus.references import find_references, find_unnamed_invoices
from bot.chorus.registry_numbers import find_registry_numbers
from bot.chorus.spotting import Spot, first_claims

LABELS: dict[str, str] = {
    "facture": "Numéro de facture",
    "date": "Date",
    "montant": "Montant",
    "siret": "SIRET",
    "siren": "SIREN",
    "tva": "N° de TVA intracommunautaire",
    "engagement": "Numéro d'engagement",
    "service": "Code service",
    "marche": "Numéro de marché",
    "flux": "Numéro de flux",
    "ticket": "Numéro de ticket",
    "courriel": "Adresse électronique",
    "compte_technique": "Compte technique",
}

_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_TECHNICAL = re.compile(r"tech_\w+@cpro\.fr")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_TELEPHONE = re.compile(r"(?<![\w.,])(?:\+33[ .]?(?:\(0\))?|0)[1-9](?:[ .-]?\d{2}){4}(?!\w|[.,]\d)")
_PERCENTAGE = re.compile(r"(?<!\d)\d{1,9}(?:[.,]\d{1,9})?\s?%")

# What points at a person or a firm, and the French words that stand in its place where others read it.
_MASKS: dict[str, str] = {
    "courriel": "adresse électronique masquée",
    "compte_technique": "compte masqué",
    "telephone": "téléphone masqué",
    "siret": "SIRET masqué",
    "siren": "SIREN masqué",
    "tva": "numéro de TVA masqué",
    "facture": "numéro de facture masqué",
    "engagement": "numéro d'engagement masqué",
    "marche": "numéro de marché masqué",
    "ticket": "numéro de ticket masqué",
    "nom": "nom masqué",
}
_NAME = re.compile(
    r"(?:\b[Mm](?:onsieur|adame|ademoiselle|lle|me|r)|\bM\.|\b[Jj]e (?:m['’]appelle|suis (?:M\.|[Mm]me)))\s+"
    r"(?P<value>[A-ZÀ-Þ][\w'’-]+(?:\s+[A-ZÀ-Þ][\w'’-]+){0,2})"
)


@dataclass(frozen=True)
class Identifier:
    """``kind`` is a key of ``LABELS``; ``problem`` is the French reason when ``value`` can't be right."""

    kind: str
    value: str
    problem: str | None = None

    @property
    def valid(self) -> bool:
        return self.problem is None


def find_identifiers(text: str) -> list[Identifier]:
    """The identifiers of ``text`` in reading order, each value once."""
    text = composed(text)
    spots = first_claims(_spots(fold_in_place(text), text))
    found = [Identifier(spot.kind, spot.value, spot.problem) for spot in spots if spot.value is not None]
    return list({(one.kind, one.value): one for one in found}.values())


def mask_personal(text: str) -> str:
    """``text`` as others may read it: secrets, names after « Mme », addresses and numbers of one's own covered."""
    text = mask_secrets(text)
    named = [Spot("nom", *match.span("value"), None) for match in _NAME.finditer(text)]
    for spot in reversed(first_claims([*named, *_spots(fold_in_place(text), text)])):
        if spot.kind in _MASKS:
            text = f"{text[: spot.start]}[{_MASKS[spot.kind]}]{text[spot.end :]}"
    return text


def _spots(folded: str, text: str) -> Iterator[Spot]:
    for secret in find_secrets(text):
        yield Spot("secret", secret.start, secret.end, None)
    for match in _ADDRESS.finditer(folded):
        yield Spot("adresse", *match.span(), None)
    for match in _MAIL.finditer(folded):
        kind = "compte_technique" if _TECHNICAL.fullmatch(match[0]) else "courriel"
        yield Spot(kind, *match.span(), text[match.start() : match.end()])
    yield from find_registry_numbers(folded)
    yield from find_references(folded, text)
    for kind, pattern in (("telephone", _TELEPHONE), ("autre", _PERCENTAGE)):
        for match in pattern.finditer(folded):
            yield Spot(kind, *match.span(), None)
    yield from find_dates(folded, text)
    yield from find_amounts(folded)
    yield from find_unnamed_invoices(folded, text)
