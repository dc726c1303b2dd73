"""French text in any quantity, each sentence unlike the others, and how much of it came out of a reader, in order."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from rapidfuzz.distance import LCSseq

from bot.corpus.document import ReadDocument

_WHO = (
    "Le fournisseur", "Le titulaire du marché", "Le sous-traitant", "Le maître d'œuvre", "La collectivité",
    "Le service destinataire", "L'ordonnateur", "Le comptable public", "La trésorerie", "Le gestionnaire principal",
    "L'utilisateur", "Le responsable de l'espace", "Le mandataire",
)  # fmt: skip
_DOES = (
    "dépose la facture", "vérifie le numéro d'engagement", "complète la pièce jointe", "rejette le document",
    "valide la demande de paiement", "suspend le délai", "transmet l'état d'acompte", "consulte l'historique",
    "corrige le code du service", "signale une erreur", "recycle la facture",
)  # fmt: skip
_HOW = (
    "avant la fin du mois", "depuis le portail", "sans attendre la relance", "dès la réception",
    "par voie électronique", "dans un délai de trente jours", "après contrôle", "avec le même numéro",
    "à la demande de l'acheteur",
    "selon le contrat", "au plus tard le lendemain", "pour chaque situation de travaux", "en cas d'absence",
    "sous sa responsabilité", "depuis son espace de travail", "à l'issue du contrôle", "pour le compte d'un tiers",
)  # fmt: skip
_WORD = re.compile(r"\w+")


def sentences(count: int, start: int = 0) -> list[str]:
    """``count`` sentences; two draws that don't overlap share none."""
    return [_sentence(number) for number in range(start, start + count)]


def _sentence(number: int) -> str:
    # The three lists' lengths have no common divisor: the same words come together again after 2,431 sentences.
    who, does, how = (part[number % len(part)] for part in (_WHO, _DOES, _HOW))
    turn = number // (len(_WHO) * len(_DOES) * len(_HOW))
    return f"{who} {does} {how}{f', cas {turn}' if turn else ''}."


def paragraphs(count: int, length: int = 4, start: int = 0) -> list[str]:
    """``count`` paragraphs of ``length`` sentences."""
    drawn = iter(sentences(count * length, start))
    return [" ".join(next(drawn) for _ in range(length)) for _ in range(count)]


@dataclass(frozen=True)
class Fidelity:
    """Shares of the known words: ``recall`` found wherever, ``order`` found in order; and ``precision`` of the read."""

    recall: float
    order: float
    precision: float


def fidelity(known: str, read: ReadDocument) -> Fidelity:
    """Compare what a file says with what was read from it, headings included, words only."""
    expected, found = words(known), words(" ".join(said(read)))
    common = (Counter(expected) & Counter(found)).total()
    order = LCSseq.similarity(expected, found)
    return Fidelity(common / len(expected), order / len(expected), common / max(len(found), 1))


def _shared(path: Sequence[str], other: Sequence[str]) -> int:
    """How many headings two paths begin with together."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(path, other, strict=False)))


def words(text: str) -> list[str]:
    return _WORD.findall(text.casefold().replace("œ", "oe"))


def said(read: ReadDocument) -> Iterator[str]:
    """The passages' texts in order, each new heading said once, where it begins."""
    path: list[str] = []
    for passage in read.passages:
        headings = passage.section.split(" › ")
        shared = _shared(path, headings)
        yield from headings[shared:]
        path = headings
        yield passage.text
