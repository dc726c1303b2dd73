"""Every French sentence about proposed fiches, as data, typeset once when the module loads."""

from typing import Final

from bot.desk.near_passages import HowNear
from bot.desk.proposal_fiches import Standing
from bot.desk.proposal_states import ACCEPTED, EDITED, PROPOSED, REFUSED, WITHDRAWN
from bot.desk.proposal_types import SOLUTION, WORKAROUND
from bot.web.texts import typeset

# The support's form
FORM_TITLE: Final = typeset("Proposer une fiche")
FORM_INTRO: Final = typeset(
    "Un formateur lira votre proposition. Acceptée, elle devient une fiche : la prochaine personne qui pose la "
    "question aura cette réponse. Relisez-la : rien ne doit y désigner quelqu'un."
)
FORM_MASKED: Final = typeset(
    "Masqué dans le texte : {removed}. Reformulez ces endroits pour que la fiche se lise sans eux."
)
FIELD_QUESTION: Final = typeset("Question, comme un stagiaire la poserait")
FIELD_ANSWER: Final = typeset("Réponse confirmée")
FIELD_ANSWER_HELP: Final = typeset("Le mot décisif d'abord. Elle doit tenir seule, sans le ticket ni la conversation.")
FIELD_KIND: Final = "Nature"
KINDS: Final = {
    typeset("Une solution : le problème est réglé"): SOLUTION,
    typeset("Un contournement : en attendant mieux"): WORKAROUND,
}
FIELD_UNTIL: Final = typeset("Valable jusqu'au (si vous le savez)")
FIELD_UNTIL_HELP: Final = "JJ/MM/AAAA"
FIELD_WATCH: Final = typeset("À surveiller")
FIELD_WATCH_HELP: Final = typeset("Ce qui dira que ce contournement ne sert plus")
FIELD_WORDINGS: Final = typeset("Autres façons de le demander, une par ligne")
FIELD_WORDINGS_HELP: Final = typeset("Elles servent à trouver la fiche et ne sont jamais montrées.")
FIELD_SOURCES: Final = typeset("Sources, une par ligne")
FIELD_SOURCES_HELP: Final = typeset("Document et page, ou adresse")
ORIGIN: Final = typeset("D'où vient la réponse : {origin}, confirmée {date}.")
BAD_DATE: Final = typeset("« {typed} » n'est pas une date : écrivez-la JJ/MM/AAAA.")
FORM_PREVIEW: Final = typeset("La fiche telle qu'elle serait")
FORM_SEND: Final = typeset("Proposer aux formateurs")
FORM_SENT: Final = typeset("Proposition envoyée aux formateurs. Suivez-la dans « Mes propositions ».")
TO_MEND: Final = typeset("À compléter avant de proposer")

# What is near
NEAR_TITLE: Final = typeset("Déjà dit ailleurs ?")
NEAR_PASSAGES: Final = typeset("En service")
NEAR_PROPOSALS: Final = typeset("Autres propositions en attente")
NEAR_NONE: Final = typeset("Rien en service ne s'en approche.")
HOW_NEAR: Final = {how: typeset(str(how)) for how in HowNear}
STRONG_NEAR: Final = frozenset({HowNear.SAME_WORDS, HowNear.SAME})

# The support's tab
TAB_MINE: Final = typeset("Mes propositions")
MINE_INTRO: Final = typeset("Les réponses que vous avez proposées comme fiches, et ce que les formateurs en ont fait.")
MINE_NONE: Final = typeset(
    "Vous n'avez encore rien proposé. Depuis un ticket répondu ou une conversation terminée, choisissez « Proposer une "
    "fiche », ou donnez ci-dessus le numéro d'un ticket."
)
FROM_NUMBER: Final = typeset("Numéro d'un ticket répondu")
FROM_NUMBER_BUTTON: Final = typeset("Proposer une fiche")
WITHDRAW: Final = typeset("Retirer ma proposition")
WITHDRAWN_NOW: Final = typeset("Proposition retirée : les formateurs ne la voient plus dans leur liste.")

# The trainers' tab
TAB: Final = "Propositions"
TAB_COUNT: Final = typeset("Propositions ({count})")
TAB_WAITING: Final = typeset("À décider")
TAB_DECIDED: Final = typeset("Décidées")
WAITING_INTRO: Final = typeset(
    "Des réponses confirmées par le support. Acceptée, une proposition devient une fiche, mise en service comme les "
    "vôtres : vous la retrouvez dans « Documents », où elle se retire et se remplace."
)
DECIDED_INTRO: Final = typeset("Ce qui a été décidé, du plus récent au plus ancien.")
WAITING_NONE: Final = typeset("Aucune proposition n'attend. Le support en fera à partir des tickets répondus.")
DECIDED_NONE: Final = typeset("Aucune proposition n'a encore été décidée.")
OLDEST_SHOWN: Final = typeset("Les {shown} plus anciennes sur {total} : les autres suivront.")
ACCEPT: Final = typeset("Accepter telle quelle")
EDIT: Final = typeset("Modifier puis accepter")
REFUSE: Final = "Refuser"
REOPEN: Final = typeset("Remettre à décider")
REOPENED: Final = typeset("Proposition remise dans « À décider ».")
ACCEPTED_NOW: Final = typeset("Proposition acceptée. Mise en service en cours : vous pouvez fermer, elle ira au bout.")
FICHE_DONE: Final = typeset("La fiche « {title} » est en service : la prochaine question aura cette réponse.")
NOT_ACCEPTED: Final = typeset("La proposition n'est pas acceptée telle quelle. À corriger avec « Modifier » :")
STILL_MASKED: Final = typeset("Il reste dans le texte des données masquées ({removed}) : reformulez-les.")
STILL_ANSWERS: Final = typeset(
    "La fiche de cette proposition est en service ou en chemin : elle se suit et se retire dans « Documents »."
)
EDITOR_TITLE: Final = typeset("Modifier la proposition")
EDITOR_INTRO: Final = typeset("La proposition devient la fiche que vous voyez en aperçu.")
REFUSAL_TITLE: Final = typeset("Refuser la proposition")
REFUSAL_INTRO: Final = typeset("« {question} » : son auteur lira votre raison.")
REFUSAL_REASON: Final = "Raison"
REFUSAL_PLACEHOLDER: Final = typeset("Par exemple : la fiche « … » le dit déjà, page 2")
REFUSAL_SEND: Final = typeset("Refuser la proposition")
REFUSED_NOW: Final = typeset("Proposition refusée : {author} lira votre raison.")

# A card
KIND_FLAGS: Final = {SOLUTION: "solution", WORKAROUND: "contournement"}
UNTIL: Final = typeset("jusqu'au {date}")
WATCH: Final = typeset("à surveiller : {watch}")
MASKED: Final = typeset("masqué : {removed}")
FACTS: Final = typeset("{origin} · confirmée le {confirmed} · proposée par {author} le {date}")
WORDINGS: Final = typeset("{count} autres façons de le demander")
WORDING: Final = typeset("1 autre façon de le demander")
SOURCES: Final = "Sources"
NO_SOURCE: Final = typeset("Aucune source : la réponse n'a que la parole du support.")
STATES: Final = {
    PROPOSED: typeset("proposée"),
    ACCEPTED: typeset("acceptée"),
    EDITED: typeset("modifiée puis acceptée"),
    REFUSED: typeset("refusée"),
    WITHDRAWN: typeset("retirée"),
}
HISTORY: Final = "Historique"
STEP: Final = typeset("{state} par {who}, {when}")
STANDINGS: Final = {
    Standing.IN_SERVICE: typeset("fiche en service"),
    Standing.ON_ITS_WAY: typeset("mise en service en cours"),
    Standing.TO_CHECK: typeset("une question témoin perdrait sa réponse : la fiche attend dans « Documents »"),
    Standing.STOPPED: typeset("la fiche n'a pas pu être mise en service"),
    Standing.WITHDRAWN: typeset("fiche retirée du service"),
    Standing.LOST: typeset("la fiche n'est pas partie"),
}

# The fiche
SOLUTION_LINE: Final = "Solution confirmée par le support le {date}."
WORKAROUND_LINE: Final = "**Contournement** confirmé par le support le {date}{until}{watch}."
FICHE_UNTIL: Final = ", jusqu'au {date}"
FICHE_WATCH: Final = " ; à surveiller : {watch}"
FICHE_SOURCE: Final = "Réponse confirmée du support, {date} : {kind}"
