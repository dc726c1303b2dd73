"""The French sentences of the ticket's sheet and of « Mes tickets », as data, typeset once when the module loads."""

from typing import Final

from bot.web.texts import typeset

# The form
CATEGORY_HELP: Final = typeset("Proposée d'après vos mots ; elle décide de qui répond. Changez-la si besoin.")
SUBJECT_HELP: Final = typeset("Une ligne : c'est le « Titre / Résumé » du portail.")
DESCRIPTION_HELP: Final = typeset(
    "La « Description longue » du portail : ce que vous faisiez, ce qui s'est passé, ce que vous attendez."
)
RECIPIENT: Final = typeset("Sur le portail, c'est {recipient} qui répond à cette catégorie.")
FIELDS_TITLE: Final = typeset("Ce que le support demande dans ce cas")
FIELDS_HELP: Final = typeset("Rien n'est obligatoire : laissez vide ce que vous n'avez pas.")
PORTAL_TITLE: Final = typeset("Pour le formulaire du portail")
STATES: Final = {
    "typed": typeset("saisi"),
    "found": typeset("trouvé dans votre texte"),
    "said": typeset("dit dans votre texte"),
    "wrong": typeset("à corriger"),
    "": typeset("à compléter"),
}
PORTAL_EMPTY: Final = "facultatif"
CANDIDATES: Final = typeset("Dans votre texte :")
USE_CANDIDATE: Final = typeset("Mettre dans « {label} » : {value}")
MAIL_TITLE: Final = typeset("Être prévenu par courriel")
MAIL_HELP: Final = typeset("Facultatif : la confirmation et la réponse y sont envoyées, et rien d'autre.")
MAIL_HELP_SILENT: Final = typeset(
    "Facultatif : le support en a besoin pour transmettre votre demande à Chorus Pro. Ce site n'envoie pas de courriel."
)

# Files
FILES_TITLE: Final = typeset("Pièces jointes")
FILES_HELP: Final = typeset(
    "PDF, PNG ou JPEG, {megabytes} Mo au plus chacun, {count} fichiers au plus. Une capture de l'écran entier aide ; "
    "cachez-y mots de passe et coordonnées bancaires."
)
ATTACH: Final = typeset("Joindre un fichier ou une photo")
DETACH: Final = "Retirer"
DOWNLOAD: Final = typeset("{name} ({size})")
FILE_MISSING: Final = typeset("Ce fichier n'existe pas, ou n'est pas à vous.")
FILES_NONE: Final = "Aucune"
KILOBYTES: Final = typeset("{count} ko")
MEGABYTES: Final = typeset("{count} Mo")
UPLOADING: Final = typeset("Envoi et vérification de « {name} »…")
UPLOAD_FAILED: Final = typeset(
    "« {name} » n'est pas arrivé : la connexion a été coupée. Votre ticket est gardé ; joignez-le de nouveau."
)
UPLOAD_TOO_LARGE: Final = typeset(
    "« {name} » pèse plus de {megabytes} Mo, la limite. Réduisez-le, ou joignez une capture."
)

# Personal data that isn't needed
UNNEEDED: Final = typeset("« {text} » : le support n'a pas besoin de cette information ({kind}) pour répondre.")
MASK: Final = "Masquer"
KEEP: Final = "Garder"
COVERED: Final = typeset("Masqué d'office, pour vous protéger : {kinds}.")

# A ticket that seems to have been sent already
ALIKE: Final = typeset(
    "Vous avez déjà envoyé le ticket {number}, « {subject} », qui semble dire la même chose ({why})."
)
ALIKE_SAME: Final = typeset("C'est le même problème : écrire dans {number}")
CONTINUE: Final = typeset(
    "Ce brouillon est gardé et n'est pas envoyé. Ouvrez « Mes tickets », puis écrivez au support dans {number}."
)
ALIKE_OTHER: Final = typeset("C'est un autre problème")

# Read over and sent
MAIL_ROW: Final = typeset("Adresse électronique")
FINAL_HELP: Final = typeset("Rien d'autre ne sera envoyé. Relisez, puis envoyez, ou revenez modifier.")
NEXT_TITLE: Final = typeset("Et maintenant ?")
NEXT: Final = (
    typeset("Le support du stage le lit et vous répond. Aucun délai n'est promis."),
    typeset("La réponse s'affiche dans « Mes tickets » : vous pourrez y écrire à votre tour."),
)
NEXT_VISITOR: Final = typeset(
    "Vous n'avez pas de compte : « Mes tickets » reste lié à ce navigateur. Revenez avec le même appareil, et notez le "
    "numéro."
)
NEXT_MAIL: Final = typeset("Un courriel de confirmation part à {address} ; regardez aussi les indésirables.")
NEXT_PORTAL: Final = typeset(
    "Ce ticket va au support du stage, pas à Chorus Pro : c'est le support qui le transmet au portail s'il le faut."
)

# My tickets
STATE_LINES: Final = {
    "brouillon": typeset("Commencé le {created}. Il n'est pas envoyé."),
    "envoyé": typeset("Envoyé le {sent}. Le support ne l'a pas encore traité."),
    "en relecture": typeset("Envoyé le {sent}. Quelqu'un du support est en train de le lire."),
    "répondu": typeset("Envoyé le {sent}, réponse du support le {reviewed}."),
    "transmis": typeset("Envoyé le {sent}. Le support l'a transmis à Chorus Pro."),
    "doublon": typeset("Envoyé le {sent}. Le support le suit avec un autre ticket, qui dit la même chose."),
    "clos": typeset("Envoyé le {sent}. Le support l'a clos ; écrivez-lui pour le rouvrir."),
    "rouvert": typeset("Envoyé le {sent}. Rouvert : le support va lire votre message."),
}
TICKET_STATES: Final = {
    "brouillon": "Brouillon",
    "envoyé": "Envoyé",
    "en relecture": "En relecture",
    "répondu": typeset("Réponse du support"),
    "transmis": typeset("Transmis à Chorus Pro"),
    "doublon": "Doublon",
    "clos": "Clos",
    "rouvert": "Rouvert",
}
UNREAD: Final = typeset("Nouvelle réponse")
UNREAD_COUNT: Final = {"one": typeset("1 réponse non lue"), "many": typeset("{count} réponses non lues")}
FROM_ME: Final = typeset("Vous, le {when}")
FROM_SUPPORT: Final = typeset("Réponse du support, le {when}")
WRITE_BACK: Final = typeset("Écrire au support")
YOUR_MESSAGE: Final = typeset("Votre message")
SEND_MESSAGE: Final = "Envoyer le message"
SHOW_TICKET: Final = typeset("Relire ce ticket")
SAID: Final = typeset("Votre message est envoyé : le support le verra avec le ticket.")
