"""What the system tells both sides of a live talk, kept among its messages; never a promise of what isn't done yet."""

from typing import Final

_BOT_AGAIN: Final = "L'assistant répond de nouveau : posez votre question ici."
_TICKET: Final = "Vous pouvez préparer un ticket : vos échanges y sont repris."

ASKED: Final = "Demande d'un conseiller envoyée. En attendant, l'assistant répond encore."
TAKEN: Final = "{adviser}, du support, a rejoint la conversation. L'assistant se tait jusqu'à la fin de l'échange."
CANCELLED: Final = f"Vous n'attendez plus de conseiller. {_BOT_AGAIN}"
EXPIRED: Final = f"Aucun conseiller ne s'est libéré à temps. {_TICKET} {_BOT_AGAIN}"
TRANSFERRED: Final = "{adviser} vous a remis dans la file, à votre place : un autre conseiller prendra la suite."
TRANSFERRED_TO: Final = "{adviser} a transmis la conversation à {to}, qui lira vos échanges avant de répondre."
LEFT: Final = (
    "La connexion avec {adviser} est perdue. Vous êtes de nouveau dans la file, à votre place, et rien n'est perdu."
)
ENDED_BY_ADVISER: Final = f"{{adviser}} a terminé l'échange. {_BOT_AGAIN}"
ENDED_BY_TRAINEE: Final = f"Échange avec {{adviser}} terminé à la demande du stagiaire. {_BOT_AGAIN}"
IDLE: Final = f"Sans message depuis trente minutes, l'échange avec {{adviser}} est terminé. {_BOT_AGAIN}"
