"""What is proposed, made fit to be kept: personal data taken out, and nothing that a fiche couldn't hold."""

import re
from collections.abc import Iterable
from dataclasses import replace

from bot.chorus.anonymising import anonymised
from bot.corpus.fiche import ANSWER_LENGTH
from bot.desk.proposal_types import SOLUTION, WORKAROUND, ProposalRefused, ProposalText

QUESTION_LENGTH = (5, 300)
_LONGEST = {"answer": 4000, "watch": 300, "wording": 300, "source": 200, "origin": 120}
_MOST_WORDINGS = 12
_MOST_SOURCES = 8
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def cleaned(text: ProposalText) -> ProposalText:
    """``text`` without personal data, each field in its form; ``removed`` says what was taken out or still shows.

    Wordings that held personal data are left out: a mask is no word that people type.
    """
    removed: list[str] = []

    def rid(one: str, line: bool = True) -> str:
        bare, kinds = anonymised(_CONTROL.sub("", one.replace("\r\n", "\n")).strip())
        removed.extend(kinds)
        return " ".join(bare.split()) if line else bare

    question, answer = rid(text.question), rid(text.answer, line=False)
    asked = [" ".join(_CONTROL.sub("", one).split()) for one in text.wordings]
    wordings = [one for one in asked if one and not anonymised(one)[1] and one.casefold() != question.casefold()]
    return replace(
        text,
        question=question,
        answer=answer,
        wordings=tuple(dict.fromkeys(one for one in wordings if len(one) <= _LONGEST["wording"]))[:_MOST_WORDINGS],
        watch=rid(text.watch) if text.kind == WORKAROUND else "",
        until=text.until if text.kind == WORKAROUND else None,
        sources=tuple(dict.fromkeys(filter(None, map(rid, text.sources)))),
        origin=" ".join(text.origin.split()),
        removed=tuple(dict.fromkeys(removed)),
    )


def refuse_unfit(text: ProposalText) -> None:
    """Raise ProposalRefused with everything that keeps ``text``, once cleaned, from being proposed."""
    problems = list(_problems(text))
    if problems:
        raise ProposalRefused(" ".join(problems))


def _problems(text: ProposalText) -> Iterable[str]:
    if not QUESTION_LENGTH[0] <= len(text.question) <= QUESTION_LENGTH[1]:
        yield (
            f"La question fait {len(text.question)} caractères ; il en faut de {QUESTION_LENGTH[0]} à "
            f"{QUESTION_LENGTH[1]}."
        )
    if not text.answer:
        yield "Écrivez la réponse confirmée."
    elif len(text.answer) < ANSWER_LENGTH[0]:
        yield (
            f"La réponse fait {len(text.answer)} caractères ; il en faut au moins {ANSWER_LENGTH[0]}, car elle doit "
            "tenir seule."
        )
    elif len(text.answer) > _LONGEST["answer"]:
        yield f"La réponse fait {len(text.answer)} caractères ; la limite est de {_LONGEST['answer']}."
    if text.kind not in (SOLUTION, WORKAROUND):
        yield "Dites si c'est une solution ou un contournement."
    if text.kind == WORKAROUND and not text.watch and text.until is None:
        yield "Un contournement dit jusqu'à quand il vaut, ou ce qu'il faut surveiller."
    if text.until is not None and text.until <= text.confirmed_on:
        yield "La fin du contournement doit suivre le jour où la réponse a été confirmée."
    if len(text.watch) > _LONGEST["watch"]:
        yield f"« À surveiller » fait {len(text.watch)} caractères ; la limite est de {_LONGEST['watch']}."
    if len(text.sources) > _MOST_SOURCES:
        yield f"{len(text.sources)} sources, c'est trop : gardez les {_MOST_SOURCES} qui comptent."
    if any(not 3 <= len(source) <= _LONGEST["source"] for source in text.sources):
        yield f"Chaque source fait de 3 à {_LONGEST['source']} caractères."
    if not text.origin or len(text.origin) > _LONGEST["origin"]:
        yield f"Dites d'où vient la réponse, en {_LONGEST['origin']} caractères au plus."
