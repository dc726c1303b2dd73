"""A text rid of what points at a person or a firm, so that one person's case can teach everybody else.

More is taken away than where staff read: a name that only signs the message, a firm, a street, the codes of one
deposit. A name written without any of those signs can't be told from a word: somebody reads the text over.
"""

import re
from functools import partial

from bot.chorus.folding import composed
from bot.chorus.identifiers import find_identifiers, mask_personal

# French identifiers that point at one deposit or at one office; amounts and dates are left, a rule needs them too.
_OF_ONE_CASE = {"flux": "numéro de flux", "service": "code service"}
_NO_PERSON = (
    r"(?:Chorus|Pro|Gestionnaire|Comptable|Responsable|Direct|Chef|Charg|Assistant|Titulaire|Mandataire|Ma[iî]tre)"
)
_PROPER = r"[A-ZÀ-Þ][\w'’-]+"
_PERSON = rf"(?!{_NO_PERSON}){_PROPER}"
_FIRM = r"(?:SARL|SASU?|EURL|EIRL|SCI|SCOP|SNC|[Ss]ociété|[Ee]ntreprise|[Ee]ts|[Éé]tablissements|[Cc]abinet)"
_FAREWELL = r"(?:[Cc]ordialement|[Bb]ien à vous|[Ss]alutations|[Mm]erci d'avance|[Ss]igné|[Bb]onne journée)[\s,.!:-]*"
_STREET = (
    r"(?:rue|avenue|av\.|boulevard|bd|chemin|allées?|impasse|place|route|quai|cours|square|lotissement)\b"
    rf"[^\n,.;:?!]{{2,60}}(?:,? \d{{5}} {_PROPER}(?:[ -]{_PROPER})*)?"
)
_NO_NAME = (
    r"(?:le|la|les|un|une|l|d|de|du|des|et|ou|je|j|il|elle|on|nous|vous|pouvez|pourriez|merci|bonjour|votre|mon|ma|"
    r"comment|pourquoi|qui|que|a|est|directeurs?|directrices?|comptables?|maires?|responsables?|gestionnaires?|"
    r"madames?|mesdames|messieurs|monsieurs?|mme|mlle|m)"
)
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("nom masqué", re.compile(rf"{_FAREWELL}(?P<value>{_PERSON}(?: {_PERSON}){{1,2}})(?=\s*(?:[\n,.;(]|$))")),
    ("nom masqué", re.compile(rf"\b[Jj]e (?:suis|me nomme|m['’]appelle) (?P<value>{_PERSON}(?: {_PERSON}){{1,2}})")),
    (
        "nom masqué",
        re.compile(rf"\b(?:[Mm]me|[Mm]lle|[Mm]onsieur|[Mm]adame|mr)\.? (?!{_NO_NAME}\b)(?P<value>[a-zà-ÿ'’-]{{3,}})"),
    ),
    (
        "société masquée",
        re.compile(rf"\b{_FIRM} (?P<value>{_PERSON}(?:(?: (?:et|&|de|du|des))? {_PROPER}){{0,3}})"),
    ),
    ("adresse postale masquée", re.compile(rf"(?P<value>\b\d{{1,4}}(?: ?(?:bis|ter))?,? {_STREET})")),
)
_MASK = re.compile(r"\[([^\[\]]+?) masquée?s?\]")


def anonymised(text: str) -> tuple[str, list[str]]:
    """``text`` without personal data, and what was taken from it, in French (« nom », « SIRET », « IBAN »).

    Each thing leaves its kind in its place (« [nom masqué] »); a text already rid of it comes back unchanged, and a
    mask that was there before is told of again, since the reader sees it.
    """
    text = composed(text)
    for mask, pattern in _PATTERNS:
        text = pattern.sub(partial(_covered, mask), text)
    text = mask_personal(text)
    for one in find_identifiers(text):
        if one.kind in _OF_ONE_CASE:
            text = text.replace(one.value, f"[{_OF_ONE_CASE[one.kind]} masqué]")
    return text, list(dict.fromkeys(_MASK.findall(text)))


def _covered(mask: str, match: re.Match[str]) -> str:
    start, end = (position - match.start() for position in match.span("value"))
    return f"{match[0][:start]}[{mask}]{match[0][end:]}"
