"""What the assistant says of itself, as data; answers come from passages, never from here."""

GREETING = (
    "Bonjour. Je suis l'assistant du stage Chorus Pro : posez votre question avec vos mots, "
    "je réponds d'après les fiches du stage, en citant mes sources."
)
THANKS = "Avec plaisir. Une autre question sur Chorus Pro ou sur la réforme ?"
FAREWELL = "Au revoir, et bon dépôt de factures. Vos échanges restent ici si vous revenez."
IDENTITY = (
    "Je suis Choriste, l'assistant du stage « Chorus Pro » : un programme, pas une personne, sans lien avec le support "
    "officiel. Je réponds d'après les fiches et les fascicules du stage, en citant mes sources ; quand je ne sais pas, "
    "je le dis. Vous pouvez aussi demander un conseiller ou préparer un ticket. Je ne vois ni votre compte, ni vos "
    "factures."
)
WELLBEING = "Bien, merci. Quelle est votre question sur Chorus Pro ?"
EMPTY = "Je n'ai pas trouvé de mots dans votre message. Écrivez votre question en quelques mots, je vous réponds."
HANDOFF = "Vous souhaitez parler à un conseiller : utilisez « Parler à un conseiller », sous la conversation."
TICKET = (
    "Je peux préparer un ticket avec ce que vous m'avez dit. Utilisez « Préparer un ticket » : "
    "vous le relisez et c'est vous qui l'envoyez."
)
PERSONAL = (
    "Je ne vois ni votre compte, ni vos factures, ni vos échanges avec votre client : je ne peux pas répondre pour ce "
    "dossier précis. Vous pouvez préparer un ticket avec ses références, ou demander un conseiller."
)
WHICH_CASE = "Dans quel cas êtes-vous ?"
CONTRADICTION = "Attention : deux documents du stage ne disent pas la même chose."
NEWER = "Le plus récent est « {document} ». Vérifiez auprès du formateur avant de vous y fier."
SAME_DATE = "Leurs dates ne les départagent pas : vérifiez auprès du formateur avant de vous y fier."
IN_GENERAL = "Ce qui vaut pour tous :"
UNKNOWN = (
    "Je n'ai pas trouvé de réponse sûre dans les documents du stage à : « {question} ». Reformulez avec d'autres mots, "
    "choisissez un sujet proche, demandez un conseiller ou préparez un ticket."
)
OFFTOPIC = (
    "Cette question sort du stage Chorus Pro : je n'y réponds pas. Je peux vous aider sur les comptes, les structures, "
    "les factures, les factures de travaux, le support et la réforme de la facturation électronique."
)
NO_INDEX = (
    "Les documents du stage ne sont pas encore prêts : réessayez dans quelques minutes. "
    "Vous pouvez préparer un ticket dès maintenant."
)
OVERDUE = "Attention : une fiche citée devait être relue avant aujourd'hui ; vérifiez ce point sur le portail."
STARTERS = (
    "Suis-je obligé de déposer mes factures sur Chorus Pro ?",
    "Comment créer mon compte et ma structure ?",
    "Ma facture est suspendue : que faire ?",
    "Quel cadre choisir pour une facture de travaux ?",
    "Comment joindre le support de Chorus Pro ?",
    "Quand dois-je passer à la facture électronique ?",
)
