"""The life of a ticket, as one table: each move, who may make it, where it leads, and what it does in words.

The buttons, the refusals and the tests are made from the table, so that none of them can say otherwise.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from bot.desk.errors import MoveNotAllowed

State = Literal["brouillon", "envoyé", "en relecture", "répondu", "transmis", "doublon", "clos", "rouvert"]
Move = Literal[
    "save", "send", "follow_up", "take", "release", "correct", "answer", "forward", "mark_duplicate",
    "cancel_duplicate", "close", "reopen",
]  # fmt: skip
Party = Literal["auteur", "support"]

DRAFT: Final = "brouillon"
SENT: Final = "envoyé"
UNDER_REVIEW: Final = "en relecture"
ANSWERED: Final = "répondu"
FORWARDED: Final = "transmis"
DUPLICATE: Final = "doublon"
CLOSED: Final = "clos"
REOPENED: Final = "rouvert"
AUTHOR: Final = "auteur"
DESK: Final = "support"
# What waits for the desk, and what the desk has done with.
TO_DO: Final[tuple[State, ...]] = (SENT, REOPENED, UNDER_REVIEW)


@dataclass(frozen=True)
class Rule:
    """One move: ``label`` is its button, ``consequence`` what the button says of it, ``leads`` goes state to state."""

    by: Party
    label: str
    consequence: str
    leads: Mapping[State, State]


RULES: Final[dict[Move, Rule]] = {
    "save": Rule(AUTHOR, "Garder le brouillon", "Le brouillon reste dans « Mes tickets ».", {DRAFT: DRAFT}),
    "send": Rule(AUTHOR, "Envoyer le ticket", "Le support le reçoit et vous répond.", {DRAFT: SENT}),
    "follow_up": Rule(
        AUTHOR, "Écrire au support", "Le support lit votre message ; un ticket déjà traité est rouvert.",
        {
            SENT: SENT, UNDER_REVIEW: UNDER_REVIEW, REOPENED: REOPENED, ANSWERED: REOPENED, FORWARDED: REOPENED,
            DUPLICATE: REOPENED, CLOSED: REOPENED,
        },
    ),
    "take": Rule(
        DESK, "Prendre ce ticket", "Il passe « en relecture » à votre nom : les autres le voient.",
        {SENT: UNDER_REVIEW, REOPENED: UNDER_REVIEW, UNDER_REVIEW: UNDER_REVIEW},
    ),
    "release": Rule(DESK, "Rendre à la file", "Il redevient « envoyé », sans personne.", {UNDER_REVIEW: SENT}),
    "correct": Rule(
        DESK, "Enregistrer les corrections", "Le texte est corrigé ; le stagiaire n'est pas prévenu.",
        {SENT: UNDER_REVIEW, REOPENED: UNDER_REVIEW, UNDER_REVIEW: UNDER_REVIEW},
    ),
    "answer": Rule(
        DESK, "Envoyer la réponse", "Le stagiaire la lit dans « Mes tickets » ; le ticket devient « répondu ».",
        {
            SENT: ANSWERED, REOPENED: ANSWERED, UNDER_REVIEW: ANSWERED, FORWARDED: ANSWERED, DUPLICATE: ANSWERED,
            ANSWERED: ANSWERED,
        },
    ),
    "forward": Rule(
        DESK, "Noter la transmission", "Le ticket devient « transmis » ; le stagiaire voit le numéro du portail.",
        {SENT: FORWARDED, REOPENED: FORWARDED, UNDER_REVIEW: FORWARDED, FORWARDED: FORWARDED},
    ),
    "mark_duplicate": Rule(
        DESK, "Marquer en doublon", "Le stagiaire apprend quel ticket est suivi à la place du sien.",
        {SENT: DUPLICATE, REOPENED: DUPLICATE, UNDER_REVIEW: DUPLICATE},
    ),
    "cancel_duplicate": Rule(
        DESK, "Annuler le doublon", "Il repasse « en relecture » à votre nom.", {DUPLICATE: UNDER_REVIEW}
    ),
    "close": Rule(
        DESK, "Clore", "Plus rien n'est attendu ; un message du stagiaire le rouvrirait.",
        {SENT: CLOSED, REOPENED: CLOSED, UNDER_REVIEW: CLOSED, ANSWERED: CLOSED, FORWARDED: CLOSED},
    ),
    "reopen": Rule(
        DESK, "Rouvrir", "Il revient dans « À traiter » ; les échanges passés restent, rien n'est renvoyé.",
        {ANSWERED: REOPENED, FORWARDED: REOPENED, CLOSED: REOPENED},
    ),
}  # fmt: skip
MOVES: Final[dict[tuple[str, Move], State]] = {
    (before, move): after for move, rule in RULES.items() for before, after in rule.leads.items()
}


def moves_from(state: str, by: Party) -> list[Move]:
    """What ``by`` may do with a ticket in ``state``, in the order of the table."""
    return [move for move, rule in RULES.items() if rule.by == by and state in rule.leads]


def state_after(state: str, move: Move, number: str | None, by: Party) -> State:
    """The state that ``move`` leads to; raises MoveNotAllowed, whose sentence says what can be done instead."""
    if by == RULES[move].by and (state, move) in MOVES:
        return MOVES[state, move]
    raise MoveNotAllowed(_why_not(state, move, number, by))


def _why_not(state: str, move: Move, number: str | None, by: Party) -> str:
    shown = f" sous le numéro {number}" if number else ""
    if state == DRAFT:
        return "Ce ticket est encore un brouillon : il se traite quand son auteur l'a envoyé."
    if by == AUTHOR:
        named = state if state == SENT else f"« {state} »"
        return (
            f"Ce ticket est déjà {named}{shown} : il ne se modifie plus. Ouvrez « Mes tickets » pour suivre la réponse "
            "ou écrire au support."
        )
    possible = ", ".join(f"« {RULES[one].label} »" for one in moves_from(state, DESK))
    return (
        f"Ce ticket est « {state} »{shown} : « {RULES[move].label} » n'est pas possible. Rien n'a changé ; "
        f"possible maintenant : {possible}."
    )
