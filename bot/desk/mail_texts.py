"""The French words of the mails, as data."""

from typing import Final

SENT_TITLE: Final = "Votre ticket {number} est enregistré"
SENT: Final = """Bonjour,

Votre ticket a été envoyé au support du stage sous le numéro {number}.

Le support le lira et vous répondra. Aucun délai ne peut être annoncé. La réponse s'affichera dans « Mes tickets », sur
la page de l'assistant, et vous en serez prévenu à cette adresse.
"""
REPLIED_TITLE: Final = "Le support a répondu à votre ticket {number}"
REPLIED: Final = """Bonjour,

Voici la réponse du support à votre ticket {number} :

{reply}

Pour continuer l'échange, ouvrez « Mes tickets » sur la page de l'assistant, depuis l'appareil qui a servi à l'envoyer.
"""
FOOT: Final = """
Ce message est envoyé automatiquement par l'assistant du stage Chorus Pro : n'y répondez pas. Ni le support du stage ni
Chorus Pro ne vous demandent jamais un mot de passe.
Si vous n'avez pas envoyé de ticket, quelqu'un a donné votre adresse par erreur : ignorez ce message.
"""
