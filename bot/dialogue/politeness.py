"""A question is looked up without its courtesies: « bonjour, je voudrais savoir comment… svp » asks « comment… ».

They say nothing of the subject, yet weigh on its vector; a message that is nothing but courtesy is left whole.
"""

import re

from bot.search.french import words

_OPENING = re.compile(
    r"^\W*(?:(?:bonjour|bonsoir|salut|hello|coucou|bjr|bsr|slt|re|madame|monsieur|mesdames|messieurs|svp|stp|"
    r"s'il (?:vous|te) pla[iî]t|excusez[- ]moi|pardon)\b[\s,.!:;]*(?:(?:à|a) (?:tous|vous|toutes)\b[\s,.!:;]*)?)+",
    re.I,
)
_ASKING = re.compile(
    r"^\W*(?:(?:je (?:voudrais|souhaite|souhaiterais|veux|cherche [àa]|me demande|me demandais)|j'aimerais(?: bien)?|"
    r"(?:pouvez|pourriez)[- ]vous(?: me)?|peux[- ]tu(?: me)?|est[- ]ce que (?:vous pouvez|tu peux)(?: me)?|"
    r"vous pouvez(?: me)?|tu peux(?: me)?)\s+(?:savoir|dire|expliquer|indiquer|comprendre|pr[ée]ciser)?\s*"
    r"(?=(?:comment|pourquoi|quand|où|ou|combien|quel|quelle|quels|quelles|qui|que|qu'|si|s'il|ce que|à quoi)\b))",
    re.I,
)
_CLOSING = re.compile(
    r"(?:[\s,.;:!-]*\b(?:svp|stp|s'il (?:vous|te) pla[iî]t|merci(?: (?:d'avance|beaucoup|bien|à vous|a vous|"
    r"(?:de|pour) votre (?:aide|réponse|reponse|retour)))?|cordialement|bonne journée|bonne journee)\b[\s,.!]*)+$",
    re.I,
)


def without_courtesies(text: str) -> str:
    """``text`` without its greeting, its « je voudrais savoir » and its thanks; ``text`` itself if nothing is left."""
    plain = text.replace("\u2019", "'").strip()
    bare = _CLOSING.sub("", _ASKING.sub("", _OPENING.sub("", plain))).strip(" ,;:-")
    return bare if len(words(bare)) > 1 else text.strip()
