"""Company numbers in running text: SIRET, SIREN and VAT numbers, grouped or not, named or not.

A number that is named (« siret 123 456… ») is taken even when its length is wrong, so that the person is told; one
that isn't is taken only when its shape leaves no doubt.
"""

import re
from collections.abc import Iterator

from stdnum.fr import siren

from bot.chorus.checks import check_siren, check_siret, check_vat
from bot.chorus.spotting import Spot

_NAMED = re.compile(
    r"\b(?P<name>sirets?|sirens?)(?:\b|(?=\d))(?P<between>[^\d\n]{0,45}?)(?P<digits>\d(?:[ .-]{0,2}\d){4,24})(?!\w)"
)
_NAMED_AFTER = re.compile(
    r"(?<![\w.,/-])(?P<digits>\d{8,20}) (?:comme|pour|en|dans le champ) (?:numero de )?(?P<name>siret|siren)\b"
)
_ANOTHER_NAME = re.compile(
    r"\b(?:factures?|engagements?|ej|services?|marches?|commandes?|montants?|tel|telephone|flux|tickets?|tva|siren|"
    r"siret)\b"
)
_SIRET_SHAPE = re.compile(r"(?<![\w.,/-])(?:\d{14}|\d{3}([ .])\d{3}\1\d{3}\1?\d{5}|\d{9}[ .]\d{5})(?![\w/-]|[.,]\d)")
_SIREN_SHAPE = re.compile(r"(?<![\w.,/-])(?<!\d )(?:\d{9}|\d{3}([ .])\d{3}\1\d{3})(?![\w/-]|[., ]\d|\s*(?:€|euros?))")
_VAT = re.compile(r"\bfr[ .-]?[0-9a-hj-np-z]{2}[ .-]?\d{3}[ .-]?\d{3}[ .-]?\d{3}(?!\w|[ .]\d)")
_NAMED_VAT = re.compile(
    r"\btva(?: intra(?:communautaire|com)?)?\b[^\d\n]{0,25}?\b(?P<number>fr[ .-]?\w{2}(?:[ .]?\d){3,14})(?!\w)"
)
_SIRET_LENGTH, _SIREN_LENGTH = 14, 9


def find_registry_numbers(folded: str) -> Iterator[Spot]:
    """The company numbers of the folded text, the surest first."""
    for match in (*_VAT.finditer(folded), *_NAMED_VAT.finditer(folded)):
        start, end = match.span("number") if "number" in match.groupdict() else match.span()
        number = re.sub(r"[ .-]", "", folded[start:end]).upper()
        yield Spot("tva", start, end, number, check_vat(number))
    for match in _NAMED.finditer(folded):
        if _ANOTHER_NAME.search(match["between"]):
            continue
        wanted = _SIRET_LENGTH if match["name"].startswith("siret") else _SIREN_LENGTH
        end = match.start("digits") + _length_meant(match["digits"], wanted)
        yield _spot(folded, match.start("digits"), end, "siret" if wanted == _SIRET_LENGTH else "siren")
    for match in _NAMED_AFTER.finditer(folded):
        yield _spot(folded, *match.span("digits"), match["name"])
    for match in _SIRET_SHAPE.finditer(folded):
        yield _spot(folded, *match.span(), "siret")
    for match in _SIREN_SHAPE.finditer(folded):
        if siren.is_valid(match[0]):
            yield _spot(folded, *match.span(), "siren")


def _spot(folded: str, start: int, end: int, kind: str) -> Spot:
    digits = re.sub(r"\D", "", folded[start:end])
    if kind == "siren" and len(digits) == _SIRET_LENGTH:
        kind = "siret"
    return Spot(kind, start, end, digits, check_siret(digits) if kind == "siret" else check_siren(digits))


def _length_meant(run: str, wanted: int) -> int:
    """How far into a run of grouped digits the number goes: « 732 829 320 00074 12 » stops after « 00074 ».

    A long first group stands alone. Else the groups that make a SIRET, which people also give for a SIREN, or the
    wanted length, or a SIREN given for a SIRET; else the whole run, whose length will be told wrong.
    """
    groups = list(re.finditer(r"\d+", run))
    if len(groups[0][0]) > _SIREN_LENGTH:
        return groups[0].end()
    ends = {sum(len(group[0]) for group in groups[: count + 1]): group.end() for count, group in enumerate(groups)}
    return next((ends[length] for length in (_SIRET_LENGTH, wanted, _SIREN_LENGTH) if length in ends), len(run))
