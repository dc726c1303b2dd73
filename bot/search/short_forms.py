"""French as phones write it is spelled out: « g pa resu », « cmt », « l adresse », « c koi A9 ».

Only what has one reading is spelled out; a capital letter that stands alone (« lot C ») and whatever holds a digit
stay as typed, for they are names and codes.
"""

import re

_FORMS = {
    "pa": "pas", "cmt": "comment", "cmnt": "comment", "coment": "comment", "koment": "comment", "pk": "pourquoi",
    "pq": "pourquoi", "pkoi": "pourquoi", "pqoi": "pourquoi", "pourkoi": "pourquoi", "koi": "quoi", "kwa": "quoi",
    "ki": "qui", "ke": "que", "kel": "quel", "kels": "quels", "kelle": "quelle", "kelles": "quelles",
    "kan": "quand", "kand": "quand", "qd": "quand", "qqn": "quelqu'un", "kelkun": "quelqu'un", "qqun": "quelqu'un",
    "qqch": "quelque chose", "ds": "dans", "ac": "avec", "avc": "avec", "avk": "avec", "pr": "pour", "tt": "tout",
    "ts": "tous", "bcp": "beaucoup", "fo": "faut", "fau": "faut", "vs": "vous", "ns": "nous", "mm": "même",
    "dc": "donc", "tjr": "toujours", "tjs": "toujours", "tjrs": "toujours", "jms": "jamais", "tps": "temps",
    "msg": "message", "pb": "problème", "pbs": "problèmes", "pblm": "problème", "num": "numéro", "rdv": "rendez-vous",
    "jr": "jour", "jrs": "jours", "fact": "facture", "facs": "factures", "cpte": "compte", "entr": "entreprise",
    "jai": "j'ai", "jé": "j'ai", "chui": "je suis", "chuis": "je suis", "jsuis": "je suis", "jsui": "je suis",
    "jsais": "je sais", "jpeux": "je peux", "jpe": "je peux", "jveux": "je veux", "jve": "je veux", "jdois": "je dois",
    "ya": "il y a", "yà": "il y a", "cest": "c'est", "cé": "c'est", "cetait": "c'était", "nest": "n'est",
    "sest": "s'est", "dun": "d'un", "dune": "d'une", "quest": "qu'est", "quon": "qu'on", "quil": "qu'il",
    "sil": "s'il", "ojd": "aujourd'hui", "auj": "aujourd'hui",
    "resu": "reçu", "g": "j'ai", "tel": "téléphone",
}  # fmt: skip
_UNLESS_NAMED = r"(?<!lot )(?<!annexe )(?<!case )(?<!option )(?<!type )(?<!plan )(?<!point )(?<!colonne )"
_WORD = re.compile(r"(?<![\w'\u2019@./-])[^\W\d_]+(?![\w'\u2019@-]|\.\w)")
_APART = re.compile(rf"{_UNLESS_NAMED}(?<![\w'\u2019-])([ldjmtnsc]|qu) (?=[aeiouyhàâéèêëîôœ][^\W\d_])")
_IT_IS = re.compile(rf"{_UNLESS_NAMED}(?<![\w'\u2019-])c (?=(?:quoi|pas|le|la|les|un|une|quand|qui|pour|bon|où|ou)\b)")
_A_TEL = re.compile(r"\b(?:un|une|de|tels?|telles?) $", re.I)


def spell_out(text: str) -> str:
    """``text`` with its short forms and lost apostrophes written in full; plain French comes back as it was."""
    spelled = _WORD.sub(_full_form, text)
    return _APART.sub(r"\1'", _IT_IS.sub("c'est ", spelled))


def _full_form(match: re.Match[str]) -> str:
    word = match[0]
    full = _FORMS.get(word.lower())
    if full is None or word.isupper() or (word == "tel" and _A_TEL.search(match.string[: match.start()])):
        return word
    if len(word) == 1 and re.search(_UNLESS_NAMED + "$", match.string[: match.start()]) is None:
        return word
    return full
