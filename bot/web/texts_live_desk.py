"""Every French sentence of « Conversations », the advisers' place on the support's page, typeset when it loads."""

from typing import Final

from bot.web.texts import typeset

TAB: Final = "Conversations"

# Being there
HERE: Final = typeset("Vous êtes disponible : les stagiaires peuvent vous joindre.")
AWAY: Final = typeset("Vous êtes en pause : aucune demande ne vous attend.")
AWAY_QUEUE: Final = typeset("Vous êtes en pause. Pour prendre une conversation, dites que vous êtes disponible.")
COME: Final = typeset("Je suis disponible")
PAUSE: Final = typeset("Je fais une pause")
PAUSE_HELD: Final = typeset("Les conversations déjà prises restent les vôtres.")
ALONE: Final = typeset("Aucun autre conseiller n'est là.")
COLLEAGUES: Final = typeset("Aussi disponibles : {names}.")
COLLEAGUE: Final = typeset("{name} ({count})")

# The two lists
MINE: Final = typeset("Vos conversations")
MINE_NONE: Final = typeset("Vous n'en suivez aucune.")
QUEUE: Final = typeset("En attente")
QUEUE_NONE: Final = typeset("Personne n'attend. Les demandes arrivent ici d'elles-mêmes.")
MORE_WAITING: Final = typeset("et {count} autres derrière")
TALK: Final = typeset("Conversation {id}")
TAKE: Final = "Prendre"
READ: Final = "Lire"
KEPT_FOR_YOU: Final = typeset("pour vous")
KEPT_FOR: Final = typeset("pour {name}")
TO_ANSWER: Final = typeset("à répondre")
WAITS_SINCE: Final = typeset("attend depuis {time}")
ASKED_AT: Final = typeset("demandée à {time}")
GONE_SINCE: Final = typeset("page fermée depuis {time}")
NOTHING_SAID: Final = typeset("(rien d'écrit)")
SECONDS: Final = typeset("moins d'une minute")
REASONS: Final = {
    "demande": typeset("a demandé un conseiller"),
    "incompris ×2": typeset("deux questions sans réponse"),
    "vote négatif": typeset("réponse jugée inutile"),
    "cas personnel": typeset("dossier personnel"),
    "hors périmètre": typeset("question hors du stage"),
    "erreur technique": typeset("erreur technique"),
}
TAKEN: Final = typeset("Vous suivez maintenant la conversation {id}.")
TAKEN_BY: Final = typeset(
    "{name} a pris la conversation {id} un instant avant vous. Rien n'a été modifié : la liste est à jour."
)

# One talk
NOTHING_OPEN: Final = typeset("Choisissez une conversation dans la liste pour la lire.")
NO_TALK: Final = typeset("Aucune conversation n'est ouverte : choisissez-en une dans la liste.")
STATES: Final = {
    "bot": typeset("avec l'assistant"),
    "en attente": typeset("en attente"),
    "avec un conseiller": typeset("avec {name}"),
    "terminé": typeset("terminée"),
}
WITH_YOU: Final = typeset("avec vous")
NOTE_FOR_YOU: Final = typeset("Mot de {name} : « {note} »")
READ_ONLY: Final = {
    "en attente": typeset("Cette demande attend : prenez-la pour répondre."),
    "avec un conseiller": typeset("{name} répond dans cette conversation : vous la lisez seulement."),
    "terminé": typeset("Cet échange est terminé. L'assistant a repris la conversation."),
}
TRAINEE: Final = "Stagiaire"
ASSISTANT: Final = "Assistant"
YOU: Final = "Vous"
OUTCOMES: Final = {
    "answer": typeset("a répondu"),
    "clarify": typeset("a demandé de quel cas il s'agit"),
    "abstain": typeset("n'a pas trouvé de réponse sûre"),
    "handoff": typeset("a proposé un conseiller"),
    "ticket": typeset("a proposé un ticket"),
    "tool": typeset("a vérifié un identifiant ou une date"),
    "smalltalk": typeset("a répondu à une formule de politesse"),
}
THREAD: Final = typeset("Échanges de la conversation")
ANSWER_SHOWN: Final = typeset("Lire la réponse de l'assistant")

# Writing
MESSAGE: Final = typeset("Votre message au stagiaire")
MESSAGE_PLACEHOLDER: Final = typeset("Entrée envoie, Maj + Entrée va à la ligne")
SEND: Final = "Envoyer"
CANNED: Final = typeset("Réponses prêtes")
EMPTY_MESSAGE: Final = typeset("Votre message est vide : écrivez-le, puis envoyez-le.")
TRANSFER: Final = "Transférer"
TRANSFER_NOTE: Final = typeset("Un mot pour la personne suivante (le stagiaire ne le lit pas)")
TRANSFER_QUEUE: Final = typeset("Remettre dans la file d'attente")
TRANSFER_TO: Final = typeset("Confier à {name}")
TRANSFER_ALONE: Final = typeset("Aucun collègue n'est disponible : seule la file d'attente peut la recevoir.")
TRANSFERRED_TO: Final = typeset("La conversation {id} est confiée à {name}. Le stagiaire en est prévenu.")
TRANSFERRED_QUEUE: Final = typeset("La conversation {id} est de nouveau dans la file. Le stagiaire en est prévenu.")
END: Final = "Terminer"
CLOSING: Final = typeset("Mot de la fin")
CLOSING_HELP: Final = typeset("Envoyé au stagiaire avant la fin ; vide, rien n'est envoyé.")
END_NOW: Final = typeset("Terminer la conversation")
PROPOSE: Final = "Proposer une fiche"
TALK_OF: Final = "conversation du {day}"
ENDED: Final = typeset("La conversation {id} est terminée. L'assistant reprend la suite.")

# What may help to answer
HELP: Final = typeset("Passages et contexte")
SUGGESTED: Final = typeset("Passages pour le dernier message")
SUGGESTED_NONE: Final = typeset("Aucun passage ne correspond au dernier message.")
INSERT: Final = typeset("Insérer")
JUDGED: Final = typeset("Ce que l'assistant a compris")
JUDGED_NONE: Final = typeset("Aucune question n'a été posée à l'assistant.")
ASKED: Final = "Question"
UNDERSTOOD: Final = typeset("Comprise comme")
OUTCOME: Final = typeset("L'assistant")
REASON: Final = "Raison"
VOTE: Final = "Avis du stagiaire"
VOTES: Final = {1: typeset("réponse utile"), -1: typeset("réponse inutile")}
SHOWN: Final = typeset("Passages montrés au stagiaire")
SHOWN_NONE: Final = typeset("L'assistant n'a montré aucun passage.")
HISTORY: Final = "Historique"
EVENTS: Final = {
    "ask": typeset("demande d'un conseiller"),
    "take": "prise en charge",
    "cancel": typeset("le stagiaire n'attend plus"),
    "transfer": "transfert",
    "leave": typeset("conseiller déconnecté : retour dans la file"),
    "expire": typeset("personne n'est venu à temps"),
    "end": "fin",
    "idle": typeset("fin, faute de nouvelles"),
    "resume": typeset("reprise par l'assistant"),
}

# On a phone, one column at a time
TO_LIST: Final = typeset("‹ Conversations")
TO_HELP: Final = typeset("Passages et contexte ›")
TO_TALK: Final = typeset("‹ La conversation")
