"""A follow-up is made standalone from the history alone: the topic is carried over when the message leans on it.

A message leans when it opens or closes like a continuation (« et si… », « … alors ? »), points at something that it
doesn't name (« je le change ? »), or is short and names next to nothing (« à partir de quand ? »). One that names its
own subject starts a new one, and one that says so (« autre chose : … ») is looked up without saying so. The traits are
about French, never about a topic; how much each weighs is fitted on the talks of ``data/followups.yaml``.
"""

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from bot.search.french import fold, words

FITTED = Path(__file__).with_name("data") / "followups.json"

_OPENS = re.compile(
    r"(?:et|mais|ou bien|donc|alors|oui|non|ok|d'accord|dans ce cas|du coup|sinon|pareil|idem|meme|"
    r"(?:la|le|les)quel\w*|chacune?)\b"
)
_CLOSES = re.compile(
    r"\b(?:alors|dedans|dessus|justement|aussi|dans ce cas|sinon|non plus|quand meme|(?:le|la) (?:mien|tien|sien)ne)$"
)
_IMPERSONAL = r"(?! (?:faut|y a|existe|manque)\b)"  # « il faut » and « il y a » point at nothing
_POINTS = re.compile(
    # « ça », « celle-ci », « lequel », « ce délai »
    r"\b(?:ca|cela|celui|celles?|ceux|lequel|laquelle|lesquel\w*|"
    r"ce (?:cas|statut|delai|document|montant|numero|message|code)|cette (?:facture|erreur|piece|date))\b"
    # « il refuse », but not « le client doit-il »
    rf"|(?<![-\w])(?:ils?|elles?)\b{_IMPERSONAL}"
    # « c'est obligatoire », but not « c'est la mairie qui paie »
    r"|(?<!\w)c'est (?!quoi\b|(?:le|la|les|un|une|mon|ma|mes|du|des|de) |l')"
    # « je le change », « qui les valide », « j'en ai »
    r"|\b(?:je|tu|on|nous|vous|ils?|elles?|ne|qui|me|te|se) (?:l'|(?:le|la|les|lui|leur|y|en)\b)|\b[jnm]'(?:y|en)\b"
    # « pour l'obtenir », « faut-il la refaire », but not « pour le chantier », « de la facture », « à l'étranger »
    r"|\b(?:pour|de|a|comment|ou|quand|sans|peut|peux|dois|doit|faut|vais|va|veux|il|on) "
    r"(?:l'|(?:le|la|les|lui|leur|y|en) )(?!etranger|loyer)\w+(?:(?<!i)er|fier|ir|ndre|ttre|faire|[dlr]ire|vre)\b"
    r"|-(?:le|la|les|y|en|lui|leur)\b"
)
_FROM_A_PREPOSITION = re.compile(
    r"(?:a (?:qui|quoi|quel\w*|partir|combien)|au bout|de (?:qui|quoi|quel\w*|combien)|en (?:quel\w*|combien)|"
    r"(?:pour|avec|sous|dans|sur|chez|par|depuis|jusqu'a|avant|apres|des|vers|sans)\b)"
)
_DEFINES = re.compile(r"\b(?:c'est quoi|c'est qui|a quoi sert|que veut dire|signifie|qu'est-ce que?|definition)\b")
_CODE = re.compile(r"\b(?:[A-Za-z]{1,3}\d+|\w+_\w+|(?!20\d\d\b)\d{3,})\b")
_ACRONYM = re.compile(r"\b[A-Z]{2,}\b")

# Words that name no subject: what every question is made of.
_PLAIN = frozenset(
    words(
        "le la les un une des du de d l au aux ce cet cette ces mon ma mes ton ta tes son sa ses notre nos "
        "votre vos leur leurs je j tu il elle on nous vous ils elles me m te t se s y en lui moi toi soi eux "
        "qui que qu quoi dont ou où quel quelle quels quelles quand comment combien pourquoi a à par pour sur "
        "sous dans avec sans avant après depuis dès jusqu vers chez entre et mais donc si ne n pas plus rien "
        "toujours encore déjà jamais même aussi très trop bien tout tous toute toutes autre est es suis sont "
        "être était sera ai as avons avez ont avait fait faire fais faut peut peux pouvez puis dois doit "
        "devez va vais veut veux mets met mettre c cela ça ci là oui non fois premier première dernier "
        "dernière coup temps jour jours mois bout sert servir prend prendre dure justement normal possible "
        "obligatoire payant gratuit svp merci bonjour"
    )
)
_ACKNOWLEDGED = r"(?:(?:merci|ok|d'accord|parfait|bon|bien|tres bien|super|oui|non)\b[ ,.!]*)"
_ACKNOWLEDGES = re.compile(f"{_ACKNOWLEDGED}+")
_CHANGES = re.compile(
    rf"{_ACKNOWLEDGED}*(?:et |mais |bon )?(?:(?:une |j'ai une )?(?:autre|nouvelle) (?:chose|question|sujet)|"
    r"changement de sujet|(?:ca n'a )?rien a voir|au fait|(?:passons|on passe) a autre chose|et maintenant)\b[ ,.:;]*"
    r"(?:mais\b ?)?"
)
_ASKS = re.compile(r"(?:comment|quel\w*|combien|ou|qui|que|qu'|quoi|pourquoi|quand)\b")
_INVERTS = re.compile(r"^(?:la|le|les|l'|une?|mon|ma|mes)\b.*\w-(?:t-)?(?:il|elle|ils|elles)\b")
_MANY, _LONG, _FEW = 6, 15, 2


def make_standalone(text: str, history: tuple[str, ...]) -> str:
    """``text`` alone, or its last standalone predecessor followed by it when it leans on what came before.

    A message that announces another subject comes back without the announcement.
    """
    text = text.strip()
    new = _new_subject(text)
    if new is not None:
        return new
    if not history or not leans(text):
        return text
    return f"{make_standalone(history[-1], history[:-1])} {text}"


def leans(text: str) -> bool:
    """Whether ``text`` says too little of what it is about to be looked up alone."""
    found = traits(text)
    if _new_subject(text) is not None or names_its_subject(found):
        return False
    weights, bias = _load_weights(FITTED)
    return bias + sum(weights[name] * value for name, value in found.items()) > 0


def names_its_subject(found: Mapping[str, float]) -> bool:
    """Whether these traits are those of a code, an acronym or a word to define, of which nothing else is said."""
    if found["holds a code"]:
        return not found["opens"]
    return bool(found["names itself"]) and not (found["opens"] or found["points"] or found["closes"])


def traits(text: str) -> dict[str, float]:
    """What speaks for and against a follow-up, each 0…1: how it opens, what it points at, how much it names."""
    said = fold(text).strip(" ?!.…,")
    body = _ACKNOWLEDGES.sub("", said)
    named = subject_words(body)
    defines = bool(_DEFINES.search(said) and named)
    acronym = bool(_ACRONYM.search(text) and not text.isupper())
    return {
        "opens": float(bool(_OPENS.match(body))),
        "closes": float(bool(_CLOSES.search(said))),
        "points": float(bool(_POINTS.search(said))),
        "from a preposition": float(bool(_FROM_A_PREPOSITION.match(body))),
        "holds a code": float(bool(_CODE.search(text))),
        "names itself": float(acronym or defines),
        "names nothing": float(not named),
        "names one thing": float(len(named) == 1),
        "names two": float(len(named) == _FEW),
        "named": min(len(named), _MANY) / _MANY,
        "length": min(len(words(body)), _LONG) / _LONG,
        "links two things": float(_links(words(body))),
        "letters named": min(sum(len(word) for word in named), 40) / 40,
        "starts with a question word": float(bool(_ASKS.match(body))),
        "asks of a noun": float(bool(_INVERTS.search(body))),
        "starts with an article": float(bool(re.match(r"(?:l'|(?:le|la|les|une?)\b)", body))),
        "starts with a pronoun": float(bool(re.match(r"(?:j'|(?:je|ils?|elles?|on|ca)\b)", body))),
    }


def _links(said: list[str]) -> bool:
    """Whether little words link two things that are named: « cadre pour un sous-traitant », not « poids maximum »."""
    places = [place for place, word in enumerate(said) if word not in _PLAIN]
    return any(later - earlier > 1 for earlier, later in pairwise(places))


def subject_words(text: str) -> list[str]:
    """The words of ``text`` that name what it is about: all but those that every question is made of."""
    return [word for word in words(text) if word not in _PLAIN]


def _new_subject(text: str) -> str | None:
    """What follows « autre chose : » in ``text``; None where no other subject is announced."""
    said = fold(text)
    announced = _CHANGES.match(said)
    if announced is None or len(said) != len(text) or len(words(said[announced.end() :])) < _FEW:
        return None
    return text[announced.end() :]


@lru_cache(maxsize=1)
def _load_weights(path: Path) -> tuple[Mapping[str, float], float]:
    saved = json.loads(path.read_text(encoding="utf-8"))
    return saved["weights"], saved["bias"]
