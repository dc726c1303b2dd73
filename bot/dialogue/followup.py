"""A follow-up is made standalone from the history alone: the topic is carried over when the message leans on it.

A message leans when it opens or closes like a continuation (« et si… », « … alors ? »), points at something that it
doesn't name (« je le change ? »), or is short and names next to nothing (« à partir de quand ? »). One that names its
own subject starts a new one. The rules are about French, never about a topic; ``data/followups.yaml`` measures them.
"""

import re

from bot.search.french import fold, words

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
_CODE = re.compile(r"\b(?:[A-Za-z]{1,3}\d+|\w+_\w+)\b")
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
_SHORT = 8
_FEW = 2


def make_standalone(text: str, history: tuple[str, ...]) -> str:
    """``text`` alone, or its last standalone predecessor followed by it when it leans on what came before."""
    text = text.strip()
    if not history or not leans(text):
        return text
    return f"{make_standalone(history[-1], history[:-1])} {text}"


def leans(text: str) -> bool:
    """Whether ``text`` says too little of what it is about to be looked up alone."""
    said = fold(text).strip(" ?!.…,")
    if _OPENS.match(said):
        return True
    if len(words(text)) > _SHORT or _CODE.search(text):
        return False
    if _CLOSES.search(said) or _POINTS.search(said):
        return True
    named = [word for word in words(text) if word not in _PLAIN]
    if (_ACRONYM.search(text) and not text.isupper()) or (_DEFINES.search(said) and named):
        return False
    return len(named) <= (_FEW if _FROM_A_PREPOSITION.match(said) else 1)
