"""Personal data that no support needs to answer: told to the person before they send, and covered if they say so.

What may cost them (bank account, card, password, social security number) is covered always, by ``masking``, and only
told of here. What is a matter of judgement (health, a date of birth) is theirs to cover or to keep: an illness may be
the very reason why a delay was missed. A disease is looked for in what is said of a person, since a hospital, a
health insurance or a cancer centre may well be the client who hasn't paid.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from bot.chorus.folding import composed, fold_in_place
from bot.chorus.masking import mask_secrets

MASKED: Final = "masked"
KEPT: Final = "kept"
NO_DECISION: Final[Mapping[str, str]] = MappingProxyType({})

_SOMEBODY = r"(?:il|elle|qui|gerante?|collegue|associee?|comptable|epouse|mari|president|directeur|directrice)"
_ILLNESS = (
    r"(?:cancer|tumeur|leucemie|avc|infarctus|burn[- ]?out|depression|diabete|covid|hernie|sclerose|"
    r"chimio(?:therapie)?|fausse couche|grossesse|handicap|maladie(?! professionnelle)|fracture|"
    r"operation (?:du|de la|au|a la))"
)
_PATTERNS: Final[tuple[tuple[str, str, re.Pattern[str]], ...]] = tuple(
    (kind, mask, re.compile(pattern))
    for kind, mask, pattern in (
        (
            "santé",
            "donnée de santé masquée",
            r"\b(?:arrets? (?:de travail|maladie|pour maladie)|conges? (?:de )?(?:longue )?(?:maladie|maternite)|"
            r"mi-temps therapeutique|rqth|chimiotherapie|invalidite de (?:1re|2e|3e|premiere|deuxieme) categorie)\b",
        ),
        (
            "santé",
            "donnée de santé masquée",
            rf"\b(?:j'ai|{_SOMEBODY} a|je fais|je souffre|avoir|mon|ma|son|sa)"
            rf" (?:eu |fait |d')?(?:une? |l[ea] |des |de la |du )?(?P<value>{_ILLNESS})\b",
        ),
        (
            "santé",
            "donnée de santé masquée",
            rf"\b(?:je suis|j'etais|j'ai ete|{_SOMEBODY} (?:est|etait|a ete))(?: tombee?)?"
            r" (?:tres |gravement |encore |actuellement |a nouveau )?"
            r"(?P<value>malade|hospitalisee?|enceinte|handicapee?|depressi(?:f|ve)|operee?|en chimio|en depression)\b",
        ),
        (
            "santé",
            "donnée de santé masquée",
            r"\b(?:problemes?|soucis?|raisons?|ennuis?) (?:de sante|medica(?:l|le|ux|les)|cardiaques?)\b|"
            r"\b(?:mon|son) etat de sante\b|\b(?:mon|son) hospitalisation\b",
        ),
        (
            "date de naissance",
            "date de naissance masquée",
            r"\b(?:nee? le|date de naissance)\W{0,4}(?:est )?(?:le )?"
            r"(?P<value>\d{1,2}(?:er)?[ /.-](?:\d{1,2}|[a-z]{3,9})[ /.-]\d{2,4})(?!\d)",
        ),
        (
            "numéro de sécurité sociale",
            "numéro de sécurité sociale masqué",
            r"\b(?:numeros?|n[°o]) (?:de )?(?:secu\w*|securite sociale)\W{0,4}(?:est )?"
            r"(?P<value>[12](?: ?\d){12,14})(?![\d ]*\d)",
        ),
    )
)
_MASK = re.compile(r"\[([^\[\]]+?) masquée?s?\]")


@dataclass(frozen=True)
class Unneeded:
    """A stretch of the composed text; ``mark`` names it among the person's decisions without telling what it says."""

    kind: str
    start: int
    end: int
    text: str
    mask: str

    @property
    def mark(self) -> str:
        said = hashlib.sha256(fold_in_place(self.text).encode()).hexdigest()
        return f"{self.kind}:{said[:12]}"


def find_unneeded(text: str) -> list[Unneeded]:
    """What the person may cover or keep, in reading order and apart from each other, once secrets are covered."""
    text = composed(mask_secrets(text))
    folded = fold_in_place(text)
    found: list[Unneeded] = []
    for kind, mask, pattern in _PATTERNS:
        for match in pattern.finditer(folded):
            start, end = match.span("value" if "value" in pattern.groupindex else 0)
            if all(end <= other.start or start >= other.end for other in found):
                found.append(Unneeded(kind, start, end, text[start:end], mask))
    return sorted(found, key=lambda one: one.start)


def cover_unneeded(text: str, decisions: Mapping[str, str]) -> str:
    """``text`` with its secrets covered, and what the person decided to cover; covering twice changes nothing."""
    covered = composed(mask_secrets(text))
    for one in reversed(find_unneeded(covered)):
        if decisions.get(one.mark) == MASKED:
            covered = f"{covered[: one.start]}[{one.mask}]{covered[one.end :]}"
    return covered


def undecided(texts: Iterable[str], decisions: Mapping[str, str]) -> list[Unneeded]:
    """What is still to be decided in the texts of a ticket, each thing once."""
    found = {one.mark: one for text in texts for one in find_unneeded(text)}
    return [one for mark, one in found.items() if mark not in decisions]


def kinds_covered(texts: Iterable[str]) -> list[str]:
    """The kinds of what is covered in these texts, in French, each once: what the person is told before sending."""
    return list(dict.fromkeys(kind for text in texts for kind in _MASK.findall(mask_secrets(text))))
