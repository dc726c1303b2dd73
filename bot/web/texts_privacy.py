"""The sentences of the notice, of « Confidentialité » and of « Mes données »; months come from the settings."""

from typing import Final

from bot.web.texts import typeset

# The notice at the first opening of the chat
NOTICE: Final = typeset(
    "Vos échanges sont gardés {months} mois, puis rendus anonymes. Le support lit vos tickets. Aucun suivi "
    "publicitaire."
)
NOTICE_LABEL: Final = typeset("Vos données")
NOTICE_MORE: Final = typeset("Confidentialité")
NOTICE_DISMISS: Final = typeset("J'ai compris")

# « Confidentialité »
TITLE: Final = typeset("Confidentialité")
INTRO: Final = typeset(
    "Ce que l'assistant du stage garde de vos échanges, pourquoi, combien de temps, qui le lit, et comment le "
    "reprendre ou l'effacer."
)
CONTROLLER_TITLE: Final = typeset("Qui est responsable")
CONTROLLER: Final = typeset("Le responsable du traitement est {name}.")
CONTROLLER_CONTACT: Final = typeset("Pour lui écrire : {contact}.")
CONTROLLER_UNKNOWN: Final = typeset(
    "L'organisme qui vous forme est responsable du traitement. Demandez à votre formateur son nom et son adresse."
)
PURPOSES_TITLE: Final = typeset("À quoi servent ces données")
PURPOSES: Final = tuple(
    typeset(one)
    for one in (
        "Répondre à vos questions, vous rendre votre conversation à votre retour, traiter vos tickets : c'est le "
        "service du stage auquel vous êtes inscrit (exécution de la convention de formation).",
        "Savoir quelles questions restent sans réponse et améliorer les documents du stage : intérêt légitime de "
        "l'organisme de formation. Les formateurs lisent ces questions sans savoir qui les a posées, sauf si vous "
        "choisissez de montrer votre nom.",
        "Tenir la feuille de présence d'une session : exécution de la convention de formation, et preuve que "
        "l'organisme en doit.",
        "Protéger le service et savoir qui, dans l'équipe, a fait quoi : intérêt légitime.",
    )
)
NO_CONSENT: Final = typeset(
    "Rien ici ne repose sur votre consentement : il ne vous est donc pas demandé. Aucune décision n'est prise "
    "automatiquement à votre sujet."
)
KEPT_TITLE: Final = typeset("Ce qui est gardé, et combien de temps")
KEPT_COLUMNS: Final = (typeset("Donnée"), typeset("Durée"))
KEPT: Final = tuple(
    (typeset(what), typeset(long))
    for what, long in (
        (
            "Vos questions, les réponses, vos votes, vos échanges avec un conseiller",
            "{conversations} mois après le dernier échange. Ensuite, les échanges avec un conseiller sont effacés ; "
            "les questions et les réponses restent sans personne : plus rien ne les relie à vous ni entre vos "
            "conversations, et les noms, adresses, numéros, identifiants et données de santé repérés y sont masqués.",
        ),
        ("Un brouillon de ticket jamais envoyé", "{conversations} mois"),
        (
            "Un ticket envoyé : son texte, vos messages, les réponses, les notes du support, votre adresse "
            "électronique, les pièces jointes",
            "{tickets} mois après sa dernière étape, puis tout est effacé, fichiers compris. Seuls restent des "
            "chiffres : l'heure, la catégorie, l'attente.",
        ),
        (
            "Votre inscription à une session : nom, adresse électronique, présences notées par le formateur",
            "{training} mois après le dernier jour de la session, puis nom, adresse et présences sont effacés",
        ),
        ("Les comptes de l'équipe : nom, rôle, empreinte du mot de passe", "tant que le compte sert"),
        ("Le journal des connexions des comptes", "{sign_ins} mois"),
        ("Le journal des actions de l'équipe, sans le contenu de vos échanges", "{audit} mois"),
    )
)
BACKUPS: Final = typeset(
    "Les sauvegardes du serveur gardent une copie de tout cela jusqu'à ce que de plus récentes les remplacent : ce qui "
    "est effacé ici y reste jusque-là. Si l'une d'elles est remise en service, ce qui a dépassé sa durée est effacé de "
    "nouveau la nuit suivante ; ce que vous aviez effacé vous-même est à effacer encore."
)
READERS_TITLE: Final = typeset("Qui lit quoi")
READERS: Final = tuple(
    typeset(one)
    for one in (
        "Les autres stagiaires : rien de ce qui est à vous.",
        "Les formateurs : les questions restées sans réponse, sans nom et identifiants masqués, et des chiffres.",
        "Le formateur de votre session, si vous en avez rejoint une : votre nom, votre adresse, vos présences ; ce que "
        "la session a demandé et l'objet de ses tickets, sans nom, sauf si vous montrez le vôtre.",
        "Le support : les tickets que vous lui envoyez, et la conversation que vous lui ouvrez en demandant un "
        "conseiller.",
        "L'administrateur du serveur : tout, pour le faire fonctionner.",
    )
)
STAYS: Final = typeset(
    "Rien ne sort du serveur de l'assistant : ni publicité, ni mesure d'audience, ni service extérieur."
)
STAYS_BUT: Final = typeset("Deux choses en sortent, et seulement elles :")
STAYS_BUT_ONE: Final = typeset("Une seule chose en sort :")
MAIL: Final = typeset(
    "si vous donnez votre adresse dans un ticket, le numéro du ticket et la réponse du support vous sont envoyés par "
    "le serveur de courriel de l'organisme ;"
)
CHAT_MODEL: Final = typeset(
    "pour rédiger une réponse, votre question et les passages du stage sont transmis au modèle de langage choisi par "
    "l'administrateur (« {model} »). Demandez au responsable où il fonctionne ;"
)
PORTAL: Final = typeset(
    "Si votre ticket doit être transmis au support de Chorus Pro, un membre du support le recopie lui-même sur le "
    "portail ; vous en voyez alors le numéro. Ce qui est sur le portail n'est plus ici."
)
COOKIES_TITLE: Final = typeset("Les {count} cookies")
NUMBERS: Final = {3: "trois", 4: "quatre"}
COOKIES_INTRO: Final = typeset(
    "Ils sont nécessaires au service, et aucun ne vous suit ailleurs. Ce que vous êtes en train d'écrire reste aussi "
    "dans l'onglet de votre navigateur jusqu'à ce que vous le fermiez."
)
COOKIE_COLUMNS: Final = (typeset("Cookie"), typeset("À quoi il sert"), typeset("Durée"))
COOKIE_VISITOR: Final = typeset("un numéro tiré au hasard, qui vous rend votre conversation sans compte")
COOKIE_PARTICIPANT: Final = typeset("la place d'une personne qui a rejoint une session avec son code")
PARTICIPANT_DAYS: Final = typeset("jusqu'à {days} après la session")
SESSION_END: Final = typeset("jusqu'à la fin de la session")
COOKIE_SESSION: Final = typeset("la connexion d'une personne qui a un compte")
DAYS: Final = typeset("{days} jours")
RIGHTS_TITLE: Final = typeset("Vos droits")
RIGHTS: Final = typeset(
    "Vous pouvez voir ce qui est gardé de vous, l'emporter et l'effacer vous-même, à tout moment, sur la page "
    "« Mes données »."
)
RIGHTS_REST: Final = typeset(
    "Pour faire corriger ou limiter un usage, vous y opposer, ou lire les notes internes du support sur vos tickets, "
    "écrivez au responsable ou dites-le à votre formateur. Si sa réponse ne vous convient pas, vous pouvez saisir la "
    "CNIL (cnil.fr)."
)

# « Mes données »
MY_DATA: Final = typeset("Mes données")
MY_INTRO: Final = typeset("Ce que l'assistant garde de vous, et de vous seul.")
NOTHING_KEPT: Final = typeset("L'assistant ne garde rien de vous : ni conversation, ni ticket.")
COUNTS: Final = {
    "conversations": ("conversation", "conversations"),
    "questions": ("question et sa réponse", "questions et leurs réponses"),
    "votes": ("vote", "votes"),
    "live_messages": ("message échangé avec un conseiller", "messages échangés avec un conseiller"),
    "drafts": ("brouillon de ticket", "brouillons de ticket"),
    "tickets": ("ticket envoyé au support", "tickets envoyés au support"),
    "attachments": ("pièce jointe", "pièces jointes"),
}
SEAT_COUNTS: Final = {
    "registrations": ("inscription à une session", "inscriptions à des sessions"),
    "presences": ("demi-journée de présence", "demi-journées de présence"),
}
EXPORT_TITLE: Final = typeset("Les emporter")
EXPORT_HELP: Final = typeset(
    "Un fichier ZIP : vos conversations, vos votes, vos tickets avec leurs messages et leurs pièces jointes, dates "
    "comprises, en une page à lire et en JSON."
)
EXPORT_SEAT_HELP: Final = typeset(
    "Un fichier ZIP : votre inscription et vos présences, vos conversations, vos votes, vos tickets avec leurs "
    "messages et leurs pièces jointes, dates comprises, en une page à lire et en JSON."
)
EXPORT: Final = typeset("Télécharger mes données")
EXPORT_TOO_MANY: Final = typeset(
    "Vous avez déjà téléchargé vos données {count} fois cette heure-ci. Réessayez dans une heure : rien n'est perdu."
)
ERASE_TITLE: Final = typeset("Les effacer")
ERASE_HELP: Final = typeset("Vous verrez ce qui part et ce qui reste avant de confirmer.")
ERASE_ASK: Final = typeset("Effacer mes données…")
ERASE_CONFIRM_TITLE: Final = typeset("Effacer mes données ?")
GOES_TITLE: Final = typeset("Ce qui part, sans retour possible")
STAYS_TITLE: Final = typeset("Ce qui reste")
GOES_WAITING: Final = typeset(
    "{count} de vos tickets n'a pas encore sa réponse : effacé, il ne sera plus traité. Si vous attendez cette "
    "réponse, revenez effacer plus tard."
)
GOES_WAITING_MANY: Final = typeset(
    "{count} de vos tickets n'ont pas encore leur réponse : effacés, ils ne seront plus traités. Si vous attendez ces "
    "réponses, revenez effacer plus tard."
)
STAYS_LIST: Final = tuple(
    typeset(one)
    for one in (
        "Des chiffres sans personne : combien de tickets, leur catégorie, leur attente.",
        "Une fiche du stage écrite à partir d'une réponse : elle ne dit rien de vous.",
        "Ce que le support a déjà transmis sur le portail Chorus Pro, et les courriels déjà reçus.",
        "Les sauvegardes, jusqu'à ce que de plus récentes les remplacent.",
    )
)
STAYS_SEAT: Final = typeset(
    "Votre inscription à la session (nom, adresse, présences) : c'est la feuille de présence de l'organisme de "
    "formation, gardée {months} mois après le dernier jour. {whom} Votre place reste ouverte : vous pourrez continuer "
    "à poser vos questions."
)
ASK_TRAINER: Final = typeset("Pour la faire corriger ou effacer plus tôt, demandez à votre formateur.")
ASK_CONTROLLER: Final = typeset(
    "Pour la faire corriger ou effacer plus tôt, demandez à votre formateur ou au responsable ({contact})."
)
SEAT_NOT_ERASED: Final = typeset(
    "Ni conversation, ni ticket : il n'y a rien à effacer ici. Votre inscription est la feuille de présence de "
    "l'organisme de formation ; pour la faire corriger ou effacer, demandez à votre formateur."
)
STAYS_ACCOUNT: Final = typeset("Votre compte : un administrateur peut le fermer.")
TAKE_FIRST: Final = typeset("Pensez à les télécharger d'abord.")
ERASE: Final = typeset("Effacer définitivement")
ERASE_BACK: Final = typeset("Ne rien effacer")
ERASED_TITLE: Final = typeset("C'est effacé")
ERASED_SEAT: Final = typeset(
    "Vos conversations et vos tickets n'existent plus. Votre inscription à la session reste, et votre place aussi : "
    "vous pouvez continuer à poser des questions. Fermez les autres onglets de l'assistant : ce qu'ils montrent encore "
    "n'existe plus."
)
ERASED_ACCOUNT: Final = typeset(
    "Vos conversations et vos tickets n'existent plus ; votre compte reste ouvert. Fermez les autres onglets de "
    "l'assistant : ce qu'ils montrent encore n'existe plus."
)
ERASED: Final = typeset(
    "L'assistant ne garde plus rien de vous, et ce navigateur a reçu un nouveau numéro. Fermez les autres onglets de "
    "l'assistant : ce qu'ils montrent encore n'existe plus."
)
