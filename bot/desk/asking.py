"""The questions that complete a ticket in the chat, one plain sentence each, and what the person's reply to one is.

A reply is a value only when it can be one: a question, a sentence about something else or a word of politeness is left
to the assistant, so that nobody is held in a form.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from bot.chorus.fields import Field, said_in
from bot.chorus.folding import composed, fold_in_place
from bot.chorus.identifiers import find_identifiers
from bot.desk.ticket_form import LONGEST, Slot, check_entry

What = Literal["value", "wrong", "skip", "stop", "other"]

BEGIN: Final = "Compléter mon ticket ici"
SKIP: Final = "Je ne l'ai pas"
STOP: Final = "Arrêter ici"

_SIRET_FORM: Final = "14 chiffres, par exemple 732 829 320 00074"
QUESTIONS: Final[dict[str, str]] = {
    "LOGIN": "Avec quelle adresse ouvrez-vous Chorus Pro (par exemple prenom.nom@entreprise.fr) ?",
    "OLD_ADDRESS": "Quelle est l'ancienne adresse, celle que vous ne relevez plus (par exemple compta@ancienne.fr) ?",
    "REACHABLE_ADDRESS": "À quelle adresse peut-on vous joindre aujourd'hui (par exemple prenom.nom@entreprise.fr) ?",
    "SIRET": f"Quel est le SIRET de votre structure ({_SIRET_FORM}) ?",
    "OLD_MANAGER": "Comment s'appelle le gestionnaire à remplacer (par exemple Mme Paule Durand) ?",
    "NEW_MANAGER": "Comment s'appelle la personne qui prend la suite (par exemple M. Karim Martin) ?",
    "NEW_MANAGER_LOGIN": "Quelle est l'adresse de connexion du nouveau gestionnaire (par exemple k.martin@sarl.fr) ?",
    "INVOICE": "Quel est le numéro de la facture, tel qu'il y est imprimé (par exemple FA-2026-118) ?",
    "INVOICE_DATE": "De quel jour est datée la facture (par exemple 3 novembre 2026) ?",
    "AMOUNT": "Quel est le montant de la facture (par exemple 1 250,50 € TTC) ?",
    "SIRET_ISSUER": f"Quel est le SIRET de l'entreprise qui facture ({_SIRET_FORM}) ?",
    "SIRET_RECIPIENT": f"Quel est le SIRET du client public ({_SIRET_FORM}) ?",
    "SERVICE": "Quel code service votre client demande-t-il (par exemple FACT-01) ?",
    "ENGAGEMENT": "Quel est le numéro d'engagement donné par votre client (par exemple 4500123987) ?",
    "FLOW": "Quel est le numéro du flux (par exemple CPP0020261103000872) ?",
    "DATE": "Quel jour le problème s'est-il produit (par exemple 3 novembre 2026) ?",
    "TIME": "Vers quelle heure le problème s'est-il produit (par exemple 14 h 30) ?",
    "SYNTAX": "Quelle est la syntaxe du flux (par exemple Factur-X, UBL ou CII) ?",
    "TECHNICAL_ACCOUNT": "Quel est le compte technique, sans son mot de passe (par exemple TECH_1_12345@cpro.fr) ?",
    "CALLED_SERVICE": "Quel service de l'API a été appelé (par exemple deposer/flux) ?",
    "RETURN_CODE": "Quel codeRetour l'API a-t-elle renvoyé, avec son libellé (par exemple 20002, puis son texte) ?",
    "MESSAGE": "Que dit exactement le message d'erreur (par exemple « Le code service est inconnu ») ?",
    "BROWSER": "Quel navigateur utilisez-vous (par exemple Firefox ou Edge) ?",
}
_SHORT_ANSWERS: Final = {"TIME": Field.TIME, "SYNTAX": Field.SYNTAX, "BROWSER": Field.BROWSER}
_FEW_WORDS: Final = 3
_SOME_WORDS: Final = 8
# What a bare value lacks to be read as its kind: « 2026-118 » alone is no invoice number yet.
_NAMED: Final = {
    "facture": "facture n° ", "date": "du ", "montant": "montant ", "siret": "siret ", "engagement": "engagement n° ",
    "service": "code service ", "flux": "flux ", "courriel": "", "compte_technique": "",
}  # fmt: skip

_BEGIN = re.compile(r"(?:je (?:veux|voudrais|peux) )?complet(?:er|ons|ez)? (?:mon|le|ce) ticket(?: ici)?[ .!?]*")
_STOP = re.compile(
    r"(?:stop|on arrete|j'arrete|arrete[rz]?(?: ici)?|annule[rz]?|laisse[rz]? tomber|plus tard|quitter|termine[rz]?|"
    r"ca suffit|assez|je (?:veux|voudrais) arreter|non merci|retour)[ .!]*"
)
_SKIP = re.compile(
    r"(?:je )?pass(?:e|er|ons)|suivante?|skip|aucune?(?: idee)?|neant|non|sans|rien|jsp|nsp|"
    r"(?:non,? )?(?:je )?(?:ne |n'|j'?)?(?:l'|le |la |les |en )?"
    r"(?:ai|sais|connais|trouve|retrouve|vois|possede)(?: pas| plus| aucune?| jamais)(?: .{0,30})?|"
    r"(?:j'ai |il y a |(?:il )?n'y en a |y'?en a )?pas (?:de |d'|sous la main|encore|la|le).{0,30}|(?:il )?n'y en a pas"
)
_POLITE = re.compile(
    r"(?:bonjour|bonsoir|salut|coucou|merci(?: beaucoup)?|ok|okay|d'accord|oui|super|parfait|tres bien|bien|je vois|"
    r"au revoir|ah|euh|hein)(?:[ ,.!]+(?:merci|ok|oui|beaucoup|bien|a vous))*[ .!]*"
)
_ASKS = re.compile(
    r"\?\s*$|^(?:pourquoi|comment|quand|combien|qui|que|qu'|quoi|quel(?:le)?s?|ou (?:est|sont|se|je|puis)|est-ce|"
    r"c'est quoi|ca (?:sert|veut)|dois-je|puis-je|peut-on|faut-il|y a-t-il|a quoi|"
    r"je (?:ne comprends|comprends) pas)\b"
)


@dataclass(frozen=True)
class Heard:
    """``value`` is what goes in the field; a wrong one comes with ``problem``, the French reason, and may be empty."""

    what: What
    value: str = ""
    problem: str = ""


def begins(text: str) -> bool:
    """Whether the person asks to complete the ticket in the chat."""
    return bool(_BEGIN.fullmatch(_folded(text)))


def next_asked(slots: Sequence[Slot], not_had: Collection[str], after: str | None = None) -> Slot | None:
    """The first entry that still lacks something, behind ``after``: the questions go forward, none comes back."""
    keys = [slot.entry.key for slot in slots]
    start = keys.index(after) + 1 if after in keys else 0
    return next((s for s in slots[start:] if not s.given and s.entry.key not in not_had), None)


def hear(slot: Slot, text: str, interrupted: bool) -> Heard:
    """What a reply to the question for ``slot`` is.

    ``interrupted``: the assistant answered something else meanwhile, and only what leaves no doubt is taken.
    """
    folded = _folded(text)
    if folded in (_folded(SKIP), _folded(STOP)):
        return Heard("skip" if folded == _folded(SKIP) else "stop")
    value = _value_in(slot, text)
    if _ASKS.search(folded):
        return Heard("other")
    if interrupted:
        sure = value is not None and value.what == "value" and _is_telling(slot, text)
        return value if value is not None and sure else Heard("other")
    if _STOP.fullmatch(folded):
        return Heard("stop")
    if _SKIP.fullmatch(folded.rstrip(" .!")):
        return Heard("skip")
    if _POLITE.fullmatch(folded):
        return Heard("other")
    return value or Heard("other")


def also_given(slots: Sequence[Slot], text: str, key: str) -> dict[str, str]:
    """Other entries that the reply fills as well, where no other could be meant: « FA-12, 250 € TTC »."""
    found = find_identifiers(text)
    given: dict[str, str] = {}
    for slot in slots:
        of_kind = [one for one in found if one.kind == slot.entry.kind]
        alone = sum(other.entry.kind == slot.entry.kind for other in slots) == 1
        if slot.entry.key != key and alone and not slot.given and len(of_kind) == 1 and of_kind[0].valid:
            given[slot.entry.key] = of_kind[0].value
    return given


def _is_telling(slot: Slot, text: str) -> bool:
    """Whether ``text`` shows by itself which field it is for: « firefox » does, a sentence about a browser doesn't."""
    if slot.entry.kind in _NAMED:
        return True
    field = _SHORT_ANSWERS.get(slot.entry.key)
    return field is not None and len(text.split()) <= _FEW_WORDS and said_in(field, text) is not None


def _value_in(slot: Slot, text: str) -> Heard | None:
    """The value that ``text`` gives for ``slot``, right or wrong; None when it gives none."""
    key, kind = slot.entry.key, slot.entry.kind
    text = " ".join(text.split())
    if kind in _NAMED:
        return _identifier_in(key, kind, text)
    said = said_in(_SHORT_ANSWERS[key], text) if key in _SHORT_ANSWERS else None
    longest = _SOME_WORDS if key in _SHORT_ANSWERS or kind == "nom" else LONGEST
    if not said and (len(text.split()) > longest or len(text) > LONGEST):
        return None
    return _checked(key, said or text)


def _identifier_in(key: str, kind: str, text: str) -> Heard | None:
    bare = " ".join(text.rstrip(" .,;!").split())
    for read in (text, f"{_NAMED[kind]}{bare}"):
        found = [one for one in find_identifiers(read) if one.kind == kind]
        best = next((one for one in found if one.valid), found[0] if found else None)
        if best is not None:
            return _checked(key, best.value)
    telling = any(c.isdigit() or c == "@" for c in bare)
    if len(bare.split()) <= (_SOME_WORDS if telling else _FEW_WORDS):
        heard = _checked(key, bare)
        # A word alone is no number: told wrong, it isn't kept.
        return heard if telling else Heard("wrong", "", heard.problem or "il y faut des chiffres")
    return None


def _checked(key: str, value: str) -> Heard:
    problem = check_entry(key, value)
    return Heard("wrong", value, problem) if problem else Heard("value", value)


def _folded(text: str) -> str:
    return " ".join(fold_in_place(composed(text)).split())
