"""The numbers that people give by name: invoice, engagement, service, contract, flow and ticket.

A value is taken only right after its name, across a few linking words (« n° », « est », « : »): « l'engagement est
refusé » names no number, and « facture du 3 mars » gives a date. What follows is looked at too, so that « facture
30 jours » or « facture 250 € » gives none.
"""

import re
from collections.abc import Iterator

from bot.chorus.checks import MONTH_NUMBERS, check_engagement, check_invoice_number, check_service
from bot.chorus.spotting import Spot

_MARK = r"(?:n[°º]s?|n\.|nos?(?= ?\d)|n(?= ?\d)|num(?:ero)?s?\b\.?|nr\b|#|ref(?:erence)?s?\b\.?)"
_LINK = (
    rf"[\s:=(\"']*(?:(?:{_MARK}|est\b|c'est|etait\b|porte\b|portant\b|intitulee?s?\b|referencee?s?\b|suivante?s?\b|"
    r"juridiques?\b|bien\b|le\b|la\b|les\b|de la facture\b|de facture\b|de l'engagement\b|d'engagement\b|d'ej\b)"
    r"[\s:=(\"']*){0,5}"
)
_OWNER = (
    r"(?: (?:de|du|des|pour)(?: la| le| les| mon| ma| notre| ce| cette)? (?:l')?[a-z-]+(?: [a-z-]+)?"
    r"(?=\s?(?:est|c'est|:|=)))?"
)
_WORD = r"[a-z0-9](?:[\w/+.-]*\w)?"
_TEN = r"\d{10}(?![\w-])|\d{1,5}(?: \d{2,5}){1,4}"


def _named(names: str, value: str = _WORD, which: str = "") -> re.Pattern[str]:
    """One of ``names``, whose it may be, the linking words (« link »), then the value."""
    return re.compile(rf"{names}(?P<link>(?P<which>{which}){_OWNER}{_LINK})(?:(?<=[\W_])|(?<=\bej))(?P<value>{value})")


_WHICH_INVOICE = (
    r"(?: (?:chorus(?: pro)?|electroniques?|papier|simples?|initiales?|finales?|rectificatives?|concernees?|emises?|"
    r"rejetees?|refusees?|suspendues?|recyclees?|deposees?|envoyees?|impayees?|payees?|saisies?|sous-traitante?s?|"
    r"de (?:travaux|solde|vente|sous-traitance)|d'(?:acompte|origine|avoir)|du sous-traitant|a recycler|en question)"
    r"){0,2}"
)
_INVOICE = _named(
    r"\b(?:fact(?:ur)?(?:es?|s)?|fac|invoice|demandes? de paiement)\b(?!-)",
    rf"(?:fa|fc|fv|f|av) \d+|{_WORD}",
    _WHICH_INVOICE,
)
_CREDIT_NOTE = re.compile(rf"\bavoirs?\b(?P<link>[\s:]*{_MARK}\s*|\s+(?=av))(?P<value>{_WORD})")
_ANOTHER = re.compile(rf"\s*(?:,|;|\bet\b|\bou\b|&)\s*(?:la |le |les )?(?:{_MARK}\s*)?(?P<value>{_WORD})")
_ENGAGEMENT = _named(
    r"\b(?:ej|engagements?(?: juridiques?)?|bons? de commande|commandes?|bdc)(?:\b|(?=\d))", rf"{_TEN}|{_WORD}"
)
_SERVICE = _named(
    r"\b(?:codes?(?: du| de)? services?(?: (?:executants?|destinataires?|gestionnaires?))?|services? executants?|"
    r"services? codes?|codes? (?:se|cs)|se(?=\s?[:=])|(?<=/)(?:se|cs))(?!\w)"
)
_PLAIN_SERVICE = _named(r"\bservices?\b", r"[a-z](?:[\w-]*\w)?\d[\w-]*|[a-z]\d{2}[\w-]*")
_CONTRACT = _named(r"\bmarches?(?: publics?| de travaux)?\b")
_FLOW = _named(r"(?:\b(?:flux|lot)\b|\bimportee?s? (?:correctement )?sous\b)")
_FLOW_SHAPE = re.compile(r"\b(?:fso\w*_)?cpp[\w-]*\d{4}[\w-]*")
_TICKET = _named(r"\b(?:tickets?|sollicitations?)\b")
_TICKET_SHAPE = re.compile(r"\bt-20\d\d-\d{6}\b")
_INVOICE_SHAPE = re.compile(
    r"(?<![\w/@.-])(?:(?:factures?|fact|fac|fa|fv|fc|inv)(?:[-_/]?|[-_/][a-z0-9]+[-_/])\d[\w/-]*|(?:fa|fv|fc) \d{3}\d*|"
    r"f[-_/]?\d{3}[\w/-]*|av[-_/]\d[\w/-]*|20\d\d[-_]\d{3,6})(?![\w@-])"
)
_MARKED_SHAPE = re.compile(rf"{_MARK}\s*(?P<value>(?:[a-z]{{1,4}}[-_]?)?\d{{2,}}[-_/]\d{{2,}}[\w/-]*)(?![\w@-])")
# « c'est la n° 118 », of an invoice spoken of before.
_SHE = re.compile(rf"\b(?:la|celle) {_MARK}\s*(?P<value>{_WORD})")
_UNITS = (
    "k|eur|euros?|ht|ttc|jours?|jrs?|j|mois|semaines?|fois|heures?|h|min\\w*|ans?|annees?|pages?|mo|ko|factures?|lignes?|"
    "salaries|clients?|personnes?|pieces?|caracteres?|chiffres?|lettres?"
)
_NOT_A_NUMBER_AFTER = re.compile(
    rf"\s*(?:€|%|(?:{_UNITS}|{'|'.join(MONTH_NUMBERS)})(?:\b|€))|[.,]\d|\.(?:pdf|xml|zip|png|jpe?g|docx?|xlsx?)\b"
)
_DATE = re.compile(r"\d{1,2}([/.-])\d{1,2}\1(?:\d{2}|\d{4})|20\d\d-[01]\d-[0-3]\d|\d{1,2}/\d{1,2}|\d{1,2}h\d*")
_YEAR = re.compile(r"(?:19|20)\d\d(?:[-/](?:19|20)\d\d)?")
_FRAME = re.compile(r"a\d{1,2}|[bsm]\d")
_NOT_A_REFERENCE = re.compile(
    r"fso\d{4}[a-z]?|cpp\d{3}|(?:pdf|ubl|cii|xml|factur-x).*|b2[bgc]|b[tg]-\d+|br-.*|[lrd]\.?\d{4}(?:-\d+)*|g\d\.\d+"
)
_NOT_AN_INVOICE_BEFORE = re.compile(
    r"\b(?:lois?|decrets?|ordonnances?|arretes?|articles?|reglements?|directives?|circulaires?|normes?|ccag|cgi)\b|"
    r"\b(?:lots?|situations?|decomptes?|devis|contrats?|dossiers?|affaires?)\W{0,3}(?:n[°o]|num(?:ero)?)?\W{0,3}$"
)
_LOOK_BACK = 100
_TEN_DIGITS = 10
_NOT_A_SERVICE = re.compile(
    r"inconnu|inactif|obligatoire|absent|manquant|refuse|invalide|faux|errone|service|code|executant|"
    r"chorus|pro|pour|dans|est|non|pas|que|qui|sur|avec|sans|mairie|etat|client|facture|siret|"
    r"engagement|destinataire"
)


def find_references(folded: str, text: str) -> Iterator[Spot]:
    """The named numbers; ``text`` is the original, in which a value keeps its capitals."""
    yield from _flows_and_tickets(folded, text)
    yield from _services(folded, text)
    yield from _engagements(folded)
    for match in _CONTRACT.finditer(folded):
        if _is_reference(match, folded, fewest=4):
            yield _spot("marche", match, text)
    yield from _invoices(folded, text)


def find_unnamed_invoices(folded: str, text: str) -> Iterator[Spot]:
    """Invoice numbers by their shape alone (« FA-0012 », « n° 2026-118 »), for what nothing else has claimed.

    The numbers of laws have the same shape, as do those of lots and situations: what comes before is looked at.
    """
    for match in (*_MARKED_SHAPE.finditer(folded), *_INVOICE_SHAPE.finditer(folded)):
        start, end = match.span("value") if "value" in match.groupdict() else match.span()
        if (
            not _YEAR.fullmatch(folded[start:end])
            and not _DATE.fullmatch(folded[start:end])
            and not _NOT_A_NUMBER_AFTER.match(folded, end)
            and not _NOT_AN_INVOICE_BEFORE.search(folded[max(0, start - _LOOK_BACK) : start])
        ):
            yield Spot("facture", start, end, text[start:end], check_invoice_number(text[start:end]))
    for match in _SHE.finditer(folded):
        if "facture" in folded[: match.start()] and _is_reference(match, folded, fewest=1):
            yield _invoice(match, text)


def _flows_and_tickets(folded: str, text: str) -> Iterator[Spot]:
    for kind, shape, named in (("flux", _FLOW_SHAPE, _FLOW), ("ticket", _TICKET_SHAPE, _TICKET)):
        for match in shape.finditer(folded):
            yield Spot(kind, match.start(), match.end(), text[match.start() : match.end()])
        for match in named.finditer(folded):
            if _is_reference(match, folded, fewest=5):
                yield _spot(kind, match, text)


def _services(folded: str, text: str) -> Iterator[Spot]:
    shouting = text.isupper()
    for match in _PLAIN_SERVICE.finditer(folded):
        if _is_reference(match, folded, fewest=3):
            yield Spot("service", *match.span("value"), text[match.start("value") : match.end("value")])
    for match in _SERVICE.finditer(folded):
        value = text[match.start("value") : match.end("value")]
        digits = any(c.isdigit() for c in value)
        capitals = value.isupper() and not shouting and len(value) > 2 and not _NOT_A_SERVICE.fullmatch(match["value"])
        if (digits and _is_reference(match, folded, fewest=2)) or (capitals and not digits):
            yield Spot("service", *match.span("value"), value, check_service(value))


def _engagements(folded: str) -> Iterator[Spot]:
    for match in _ENGAGEMENT.finditer(folded):
        start, end = match.span("value")
        number = match["value"].replace(" ", "")
        if " " in match["value"] and len(number) != _TEN_DIGITS:
            number = match["value"].split(" ")[0]
            end = start + len(number)
        if _is_reference(match, folded, fewest=4, end=end):
            yield Spot("engagement", start, end, number.upper(), check_engagement(number))


def _invoices(folded: str, text: str) -> Iterator[Spot]:
    for match in (*_INVOICE.finditer(folded), *_CREDIT_NOTE.finditer(folded)):
        marked = bool(re.search(_MARK, match["link"]))
        fewest = 1 if marked else 2 if match["link"] == " " else 3
        described = match.groupdict().get("which") and not marked
        if described and match["value"].isdigit():
            continue  # « facture rejetée 213 » is a status, « facture rejetée n° 213 » an invoice
        if not _is_reference(match, folded, fewest):
            continue
        yield _invoice(match, text)
        following = _ANOTHER.match(folded, match.end())
        while following and _skeleton(following["value"]) == _skeleton(match["value"]):
            if not _is_reference(following, folded, fewest):
                break
            yield _invoice(following, text)
            following = _ANOTHER.match(folded, following.end())


def _invoice(match: re.Match[str], text: str) -> Spot:
    spot = _spot("facture", match, text)
    return Spot("facture", spot.start, spot.end, spot.value, check_invoice_number(spot.value or ""))


def _is_reference(match: re.Match[str], folded: str, fewest: int, end: int | None = None) -> bool:
    """A digit, enough characters, and neither a date, nor a year, nor a quantity, nor a billing framework."""
    value = match["value"] if end is None else folded[match.start("value") : end]
    link = match["link"] if "link" in match.groupdict() else "n°"
    if len(value) < fewest or not any(c.isdigit() for c in value) or folded.startswith("@", match.end()):
        return False
    if _DATE.fullmatch(value) or _NOT_A_REFERENCE.fullmatch(value):
        return False
    if not re.search(_MARK, link or "") and (_YEAR.fullmatch(value) or _FRAME.fullmatch(value)):
        return False
    return not _NOT_A_NUMBER_AFTER.match(folded, match.end("value") if end is None else end)


def _spot(kind: str, match: re.Match[str], text: str) -> Spot:
    start, end = match.span("value")
    return Spot(kind, start, end, text[start:end])


def _skeleton(value: str) -> str:
    """« F-112 » and « F-1130 » look alike: runs of digits and of letters, whatever their length."""
    return re.sub(r"[a-z]+", "a", re.sub(r"\d+", "9", value))
