"""The glossary gives a passage per term, and the equivalent forms that search expands (« MOE », « maître d'œuvre »)."""

import re

from bot.corpus.document import TERM, PassageDraft
from bot.corpus.errors import InvalidFiche

FILE_NAME = "glossaire.md"
_FORMS = re.compile(r"<!--\s*autres formes\s*\n(.*?)-->", re.S)


def parse_glossary(text: str) -> list[PassageDraft]:
    """Return the terms; raises InvalidFiche when a term has no definition or stands twice, or there is none."""
    passages, problems, seen = [], [], set()
    for chunk in re.split(r"^## ", text.replace("\r\n", "\n").replace("\u2019", "'"), flags=re.M)[1:]:
        term, _, body = chunk.partition("\n")
        term = term.strip()
        found = _FORMS.search(body)
        forms = tuple(line.strip()[2:].strip() for line in found[1].split("\n") if line.strip()) if found else ()
        definition = re.sub(r"<!--.*?-->", "", body, flags=re.S).strip()
        if not definition:
            problems.append(f"« {term} » n'a pas de définition")
        if term.lower() in seen:
            problems.append(f"« {term} » est défini deux fois")
        seen.add(term.lower())
        passages.append(PassageDraft(TERM, "Glossaire", term, definition, wordings=forms))
    if not passages:
        problems.append("aucun terme : il en faut un par titre « ## »")
    if problems:
        raise InvalidFiche("glossaire", problems)
    return passages
