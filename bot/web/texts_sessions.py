"""Every French sentence about the training sessions: joining one, one's own seat, and the trainer's « Sessions »."""

from typing import Final

from bot.web.texts import typeset

# Joining
JOIN_TITLE: Final = "Rejoindre la session"
JOIN_INTRO: Final = typeset(
    "Votre formateur affiche le code. Ni compte, ni mot de passe : ce téléphone se souviendra de vous pendant et après "
    "la journée."
)
JOIN_INTO: Final = typeset("Vous rejoignez : {title}")
JOIN_CODE: Final = "Code de la session"
JOIN_CODE_HELP: Final = typeset("Huit lettres et chiffres ; majuscules et espaces sont indifférents.")
JOIN_NAME: Final = typeset("Prénom et nom")
JOIN_EMAIL: Final = "Adresse électronique"
JOIN_NAMES_HELP: Final = typeset("Pour la feuille de présence ; seul votre formateur les voit.")
SHARE: Final = typeset("Montrer mon nom à côté de mes questions")
SHARE_HELP: Final = typeset(
    "Votre formateur lit les questions de la session et ce qu'elles sont devenues, sans les noms. Cochez si vous "
    "voulez qu'il voie le vôtre ; vous pourrez changer d'avis dans « Ma session »."
)
JOIN_SUBMIT: Final = "Rejoindre"
JOIN_PRIVACY: Final = typeset("Ce qui est gardé de vous, et combien de temps")
JOIN_HAS_ACCOUNT: Final = typeset("Formateur, support ou administrateur : se connecter")
JOIN_ALREADY: Final = typeset(
    "Vous suivez déjà la session « {title} ». En rejoindre une autre la quitte sur cet appareil : vos échanges et vos "
    "tickets n'y seront plus visibles."
)
COOKIES_BLOCKED: Final = typeset(
    "Votre navigateur refuse le cookie qui garderait votre place : vous n'êtes pas encore inscrit. Autorisez les "
    "cookies de ce site, ou ouvrez cette page dans un autre navigateur, puis touchez « Rejoindre » de nouveau."
)
JOIN_BACK: Final = typeset("Revenir à l'assistant")
JOIN_AS_ACCOUNT: Final = typeset(
    "Vous êtes connecté avec le compte « {name} » : l'assistant vous est déjà ouvert. Pour rejoindre une session comme "
    "stagiaire, déconnectez-vous d'abord."
)

# One's own seat
MY_SESSION: Final = "Ma session"
SEAT_NAME: Final = typeset("Vous êtes inscrit au nom de {name} ({email}).")
SEAT_UNTIL: Final = typeset("L'assistant, vos échanges et vos tickets restent ouverts ici jusqu'au {date}.")
SEAT_PROGRAMME: Final = "Programme"
SEAT_KEEP: Final = "Enregistrer"
SEAT_KEPT: Final = typeset("C'est enregistré.")
SEAT_LEAVE: Final = typeset("Me déconnecter de cet appareil")
SEAT_LEAVE_HELP: Final = typeset(
    "Sur un appareil prêté : vos échanges n'y seront plus visibles. Pour les retrouver ailleurs, demandez un code de "
    "retour à votre formateur."
)

# Trainer: the list
TAB: Final = "Sessions"
INTRO: Final = typeset(
    "Une session donne un code à vos stagiaires : ils rejoignent avec leur nom et leur adresse, sur leur téléphone. Le "
    "code cesse le soir du dernier jour."
)
OPEN: Final = "Ouvrir une session"
NONE: Final = typeset("Aucune session pour l'instant : ouvrez celle de votre prochaine journée.")
SEE: Final = "Voir"
PLACES: Final = typeset("{taken} sur {capacity} places prises")
BY: Final = typeset("par {trainer}")

# Trainer: the form
FORM_OPEN: Final = "Ouvrir une session"
FORM_EDIT: Final = "Modifier la session"
FIELDS: Final = {
    "title": "Titre",
    "starts_on": "Premier jour",
    "ends_on": "Dernier jour",
    "place": "Lieu",
    "capacity": "Places",
    "programme": "Programme",
}
FIELD_DATE_HELP: Final = "JJ/MM/AAAA"
FIELD_PROGRAMME_HELP: Final = typeset("Montré aux participants, dans « Ma session ».")
FIELD_REFUSED: Final = typeset("« {field} » : {why}")
DATE_REFUSED: Final = typeset("Écrivez la date comme 24/11/2026.")
FORM_KEEP: Final = "Enregistrer"
FORM_TITLE: Final = typeset("Chorus Pro : dématérialiser ses factures")

# Trainer: one session
BACK: Final = "‹ Toutes les sessions"
CODE: Final = "Code"
JOIN_ADDRESS: Final = typeset("ou à l'adresse {address}")
QR_LABEL: Final = typeset("QR code de l'adresse pour rejoindre la session")
POSTER: Final = typeset("Afficher en grand")
NEW_WINDOW: Final = "(nouvel onglet)"
EDIT: Final = "Modifier"
RENEW: Final = "Changer le code"
RENEWED: Final = typeset("Le nouveau code est {code}. L'ancien n'ouvre plus rien : affichez de nouveau l'affiche.")
CLOSE: Final = "Clore la session"
CLOSE_ASKED: Final = typeset(
    "Clore « {title} » ? Le code cesse aussitôt. Les participants gardent l'assistant, leurs échanges et leurs tickets "
    "pendant {days} ; vous gardez la feuille de présence."
)
CLOSE_YES: Final = "Oui, clore"
CLOSE_NO: Final = "Non, la laisser ouverte"
CLOSED: Final = typeset("La session est close : son code n'ouvre plus rien.")
REOPEN: Final = "Rouvrir la session"
REOPENED: Final = typeset("La session est rouverte, avec le même code.")
NO_CODE_ANY_MORE: Final = typeset("Le code n'ouvre plus rien : cette session est {stage}.")
KEPT: Final = typeset("La session est enregistrée.")
OPENED: Final = typeset("La session est ouverte. Affichez son code quand vos stagiaires sont là.")

PEOPLE: Final = typeset("Participants et présences")
PEOPLE_NONE: Final = typeset("Personne n'a encore rejoint la session : affichez le code, la liste se remplit ici.")
JOINED_AT: Final = typeset("a rejoint le {when}")
HALVES: Final = {"matin": "Matin", "après-midi": typeset("Après-midi")}
ATTENDANCE_OF: Final = typeset("Présences de {name}")
EXPORT: Final = typeset("Feuille de présence (CSV)")
RETURN: Final = "Code de retour"
RETURN_OF: Final = typeset("Code de retour pour {name}")
RETURN_CODE: Final = typeset(
    "Code de retour de {name} : {code}. À taper sur la page pour rejoindre, avec son adresse, dans le quart d'heure : "
    "il ne sert qu'une fois et déconnecte l'ancien appareil. Ne le donnez qu'à cette personne."
)
RELEASE: Final = typeset("Libérer la place")
RELEASE_OF: Final = typeset("Libérer la place de {name}")
RELEASED: Final = typeset("La place de {name} est libre et son appareil est déconnecté.")
RELEASED_FLAG: Final = typeset("place libérée")
RESTORE: Final = "Annuler"
RESTORED: Final = typeset("{name} a retrouvé sa place.")

ASKED: Final = typeset("Ce que la session a demandé")
ASKED_HELP: Final = typeset("Sans les noms, sauf de ceux qui ont choisi de le montrer ; données personnelles masquées.")
ASKED_NONE: Final = typeset("Aucune question pour l'instant.")
ASKED_TALK: Final = typeset("Conversation du {when}")
TICKETS: Final = typeset("Tickets envoyés")

# Trainer: the poster and the sheet
POSTER_SCAN: Final = typeset("Scannez ce code avec votre téléphone")
POSTER_OR: Final = typeset("ou ouvrez {address} et tapez")
POSTER_BACK: Final = "Retour aux sessions"
MISSING: Final = typeset("Cette session n'existe pas, ou votre compte n'y donne pas accès.")
SHEET_NAME: Final = "Nom"
SHEET_EMAIL: Final = "Adresse électronique"
SHEET_PRESENT: Final = "présent"
