"""What must never leave in a ticket is found and covered: bank accounts, cards, passwords and other secrets.

A support never needs them (« Jamais : mot de passe, code de double authentification, secret PISTE, copie de carte
bancaire »), and a trainee types them in good faith. Better one innocent word covered than one password sent, so a
bank account or a card is covered even when its check digit is wrong: it was mistyped, not meant otherwise.
"""

import re
from dataclasses import dataclass

from stdnum import iban, luhn
from stdnum.fr import nir

from bot.chorus.folding import composed, fold_in_place


@dataclass(frozen=True)
class Secret:
    """A stretch of the composed text to cover; ``mask`` is the French text put in its place."""

    start: int
    end: int
    mask: str


_HARMLESS = (
    r"(?:oublie[a-z]*|perdu[a-z]*|expire[a-z]*|bloque[a-z]*|refuse[a-z]*|incorrect[a-z]*|invalide[a-z]*|faux|fausse|errone[a-z]*|inconnu[a-z]*|"
    r"bon(?:ne)?|mauvais[a-z]*|pas|plus|jamais|toujours|trop|ne|n'[a-z]+|non|de|du|des|d'[a-z]+|a|au|est|pour|que|qui|qu'[a-z]+|"
    r"et|ou|mais|en|je|j'[a-z]+|il|on|le|la|les|un|une|mon|ma|son|sa|sur|dans|par|avec|sans|chorus|pro|portail|"
    r"provisoire|temporaire|actuel|nouveau|ancien|correct[a-z]*|valide[a-z]*|modifie[a-z]*|change[a-z]*|reinitialise[a-z]*|arrive[a-z]*|"
    r"recu[a-z]*|envoye[a-z]*|demande[a-z]*|obligatoire[a-z]*|secret|piste|marche[a-z]*|fonctionne[a-z]*|accepte[a-z]*|bien|recopie[a-z]*|"
    r"rejete[a-z]*|verrouille[a-z]*|impossible|different[a-z]*|identique|genere[a-z]*|long|court)"
)
_WORD_END = r"(?=[,;:.!?\")]*(?:\s|$))"
_IS = r"\s*(?:\(.{1,30}?\)\s*)?(?:est|c'est|etait|=|:|->)\s*(?:bien |le |la |: ?)*"
_VALUE = rf"[\"']?(?!\[|{_HARMLESS}{_WORD_END})(?P<value>[^\s,;\"]{{3,}})"
_SIGN_IN_WORD = r"(?:mots? de passe?|mdp|password|pass ?word|code secret|phrase secrete)"
_KEY_WORD = r"(?:client[_ ]?secret|secret(?: (?:piste|client|api))?|api[_ ]?key|cle (?:api|secrete)|jeton|token|bearer)"
_MIXED = r"(?=\S*\d)(?=\S*[^\W\d])"

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("mot de passe masqué", re.compile(rf"\b{_SIGN_IN_WORD}{_IS}{_VALUE}")),
    (
        "mot de passe masqué",
        re.compile(rf"\b{_SIGN_IN_WORD}\s+[\"']?{_MIXED}(?P<value>[^\s,;\"]{{4,}})"),
    ),
    ("secret masqué", re.compile(rf"\b{_KEY_WORD}{_IS}{_VALUE}")),
    ("secret masqué", re.compile(rf"\b{_KEY_WORD}\s+[\"']?{_MIXED}(?P<value>[^\s,;\"]{{8,}})")),
    (
        "code masqué",
        re.compile(
            r"\bcode (?:de (?:double )?(?:authentification|verification|securite|validation)|2fa|otp|pin|recu|"
            r"a usage unique)"
            r"(?: (?:recu|par (?:mail|sms|courriel)))*(?: est| c'est| =| :|:)* ?(?P<value>\d{4,8})\b"
        ),
    ),
    ("cryptogramme masqué", re.compile(r"\b(?:cvv|cvc|cryptogramme)(?: est| :|:)* ?(?P<value>\d{3,4})\b")),
)
_IBAN = re.compile(r"\b(?P<value>[a-z]{2}\d{2}(?:[ .-]?[a-z0-9]{4}){3,7}(?:[ .-]?[a-z0-9]{1,3})?)\b")
_FEWEST_ACCOUNT_CHARACTERS = 15
_FRENCH_IBAN_LENGTHS = range(24, 31)
_LABELLED_RIB = re.compile(
    r"\b(?:rib|iban|compte bancaire)\b[^\d\n]{0,25}?(?P<value>(?:\b[a-z]{2})?\d[\d .-]{12,30}[\da-z])\b"
)
_CARD = re.compile(
    r"(?<![\w.,])(?P<value>\d{4}([ .-]?)\d{4}\2\d{4}\2\d{4}|3[47]\d{2}([ .-]?)\d{6}\3\d{5})(?![\d.,]?\d)"
)
_NIR = re.compile(r"(?<!\d)(?P<value>[12] ?\d{2} ?\d{2} ?(?:\d{2}|2[ab]) ?\d{3} ?\d{3} ?\d{2})(?!\d)")


def find_secrets(text: str) -> list[Secret]:
    """The secrets of ``composed(text)``, in order and apart from each other."""
    folded = fold_in_place(composed(text))
    found = [Secret(*m.span("value"), mask) for mask, pattern in _PATTERNS for m in pattern.finditer(folded)]
    found += [
        Secret(m.start(), m.start() + length, "IBAN masqué")
        for m in _IBAN.finditer(folded)
        if (length := _account_length(m["value"]))
    ]
    found += [Secret(*m.span("value"), "IBAN masqué") for m in _LABELLED_RIB.finditer(folded)]
    found += [Secret(*m.span("value"), "numéro de carte masqué") for m in _CARD.finditer(folded) if _is_card(m, folded)]
    found += [
        Secret(*m.span("value"), "numéro de sécurité sociale masqué")
        for m in _NIR.finditer(folded)
        if nir.is_valid(m["value"])
    ]
    return _apart(found)


def mask_secrets(text: str) -> str:
    """``text`` with each secret replaced by « [IBAN masqué] » and the like; masking twice changes nothing."""
    text = composed(text)
    for secret in reversed(find_secrets(text)):
        text = f"{text[: secret.start]}[{secret.mask}]{text[secret.end :]}"
    return text


def _account_length(value: str) -> int:
    """How much of ``value`` is a bank account, 0 for none: the words after it may have been taken for its last groups.

    A French one with a wrong key still counts; another country's must be right, or « FA26 … » would be one too.
    """
    while len(value) >= _FEWEST_ACCOUNT_CHARACTERS:
        compact = re.sub(r"[ .-]", "", value)
        french = compact.startswith("fr") and len(compact) in _FRENCH_IBAN_LENGTHS
        if iban.is_valid(compact, check_country=False) or (
            french and sum(c.isdigit() for c in compact) > len(compact) // 2
        ):
            return len(value)
        value = re.sub(r"(?:^|[ .-])[a-z0-9]*$", "", value)
    return 0


def _is_card(match: re.Match[str], folded: str) -> bool:
    digits = re.sub(r"\D", "", match["value"])
    return luhn.is_valid(digits) or bool(re.search(r"\b(?:carte|cb|visa|mastercard)\b", folded[: match.start()]))


def _apart(found: list[Secret]) -> list[Secret]:
    kept: list[Secret] = []
    for secret in sorted(found, key=lambda s: (s.start, -s.end)):
        if not kept or secret.start >= kept[-1].end:
            kept.append(secret)
        elif secret.end > kept[-1].end:
            kept[-1] = Secret(kept[-1].start, secret.end, kept[-1].mask)
    return kept
