"""Every French sentence shared by the pages, as data, typeset once when the module loads.

The trainer's and the support's own sentences are in ``texts_staff.py``.
"""

import re
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

_WIDE: Final = "\u00a0"
_THIN: Final = "\u202f"
PARIS: Final = ZoneInfo("Europe/Paris")
_MONTHS: Final = [
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
]  # fmt: skip


def typeset(text: str) -> str:
    """French typography: spaces that must not break become non-breaking; nothing else of ``text`` changes.

    Only existing spaces are replaced, so that code, addresses and times (« 8:30 ») stay as written.
    """
    text = re.sub(r"(?<=«) ", _WIDE, text)
    text = re.sub(r" (?=[»:])", _WIDE, text)
    text = re.sub(r" (?=[;!?])", _THIN, text)
    text = re.sub(r"(?<=\d) (?=[€%]|\d{3}\b)", _WIDE, text)
    text = re.sub(r"(?<=\d) (?=h \d)|(?<=\d h) (?=\d)", _WIDE, text)
    return re.sub(rf"(?:(?<=\d)|(?<=\der)) (?=(?:{'|'.join(_MONTHS)})\b)", _WIDE, text)


def french_date(day: date) -> str:
    """« 24 novembre 2026 », « 1er juillet 2026 »."""
    return _WIDE.join(["1er" if day.day == 1 else str(day.day), _MONTHS[day.month - 1], str(day.year)])


def french_time(moment: datetime) -> str:
    """« 24 novembre 2026 à 10 h 20 », at the hour of Paris; ``moment`` is aware."""
    local = moment.astimezone(PARIS)
    return typeset(f"{french_date(local.date())} à {local.hour} h {local.minute:02d}")


def french_day_of(iso: str) -> str:
    """The French date of an ISO day or time (« 2026-11-24 », « 2026-11-24T09:00:00+00:00 »)."""
    if "T" in iso:
        moment = datetime.fromisoformat(iso)
        return french_date(moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(PARIS).date())
    return french_date(date.fromisoformat(iso))


PRODUCT: Final = "Choriste"
TAGLINE: Final = typeset("L'assistant du stage Chorus Pro")
STAFF_PAGES: Final = {
    "/formateur": "Espace formateur",
    "/support": "Espace support",
    "/administration": "Administration",
}
ROLE_NAMES: Final = {
    "stagiaire": "stagiaire",
    "formateur": "formateur",
    "support": "support",
    "administrateur": "administrateur",
}

# Sources
SOURCES_TITLE: Final = typeset("Sources de la réponse")
SOURCE_LABEL: Final = "Source"
READ_PASSAGE: Final = "Lire le passage"
SEE_PAGE: Final = typeset("Voir la page {page} (image, nouvel onglet)")
OVERDUE: Final = "à relire"
OVERDUE_HELP: Final = typeset(
    "La date de relecture de cette fiche est dépassée : vérifiez l'information avant de vous y fier."
)

CITED_STANDINGS: Final = {"withdrawn": typeset("version retirée"), "replaced": typeset("version remplacée depuis")}

# Failures that any page can meet
UNEXPECTED: Final = typeset(
    "Quelque chose n'a pas fonctionné de notre côté. Rien de ce qui était enregistré n'est perdu : "
    "réessayez dans un instant. Si cela recommence, donnez la référence {reference} au support."
)
COOKIES_REFUSED: Final = typeset(
    "Votre navigateur a refusé le cookie qui vous relie à votre conversation. Votre texte est gardé : "
    "autorisez les cookies de ce site, rechargez la page, puis envoyez de nouveau."
)
SIGNED_OUT: Final = typeset(
    "Votre session est terminée. Ce qui était enregistré l'est toujours : connectez-vous de nouveau pour continuer."
)
NOT_ALLOWED: Final = typeset("Votre compte n'ouvre pas cette page. Demandez cet accès à l'administrateur.")
NOT_INDEXED: Final = typeset(
    "L'assistant n'a encore aucun document : un administrateur doit lancer « python ingest.py ». "
    "Votre question est gardée ; vous pouvez préparer un ticket dès maintenant."
)

# Sign-in
SKIP: Final = "Aller au contenu"
BACK_HOME: Final = typeset("Revenir à l'assistant")
TO_CHAT: Final = typeset("Poser une question à l'assistant, sans compte")
SIGN_IN_TITLE: Final = "Connexion"
SIGN_IN_INTRO: Final = typeset("Pour les formateurs, le support et l'administrateur.")
SIGN_IN_NAME: Final = "Nom du compte"
SIGN_IN_PASSWORD: Final = "Mot de passe"  # noqa: S105 - a label
SIGN_IN_SUBMIT: Final = "Se connecter"
SIGN_IN_REFUSED: Final = typeset(
    "Le nom ou le mot de passe ne convient pas. Vérifiez les majuscules, puis réessayez ; "
    "un administrateur peut changer votre mot de passe."
)
SIGN_OUT_TITLE: Final = "Déconnexion"
SIGN_OUT_INTRO: Final = typeset("Vous êtes connecté avec le compte « {name} ».")
SIGN_OUT_SUBMIT: Final = "Se déconnecter"
OWN_ACCOUNT: Final = "Mon compte"
NOT_FOUND: Final = typeset("Cette adresse n'existe pas.")
NOT_ALLOWED_TITLE: Final = "Accès refusé"
CROSS_SITE_TITLE: Final = "Demande refusée"
CROSS_SITE: Final = typeset(
    "Cette demande vient d'un autre site : elle a été refusée et rien n'a été modifié. "
    "Ouvrez l'assistant dans votre navigateur et recommencez depuis sa page."
)

# The page while it loads
LOADING: Final = typeset("L'assistant s'ouvre…")
NO_SCRIPT: Final = typeset(
    "Cette page a besoin de JavaScript. Autorisez-le dans votre navigateur, puis rechargez la page."
)

# The trainee's page
WELCOME_TITLE: Final = typeset("Bonjour. Posez votre question avec vos mots.")
WELCOME_SCOPE: Final = typeset(
    "Je réponds d'après les documents du stage, sources à l'appui ; je ne vois ni votre compte ni vos factures."
)
STARTERS_LABEL: Final = typeset("Pour commencer, une question par module")
STARTER_MODULES: Final = (
    "Vocabulaire", "Compte et structure", "Factures émises", "Factures de travaux", "Aide et support", "Réforme",
)  # fmt: skip
OLDER_TURNS: Final = typeset("Les échanges plus anciens de cette conversation sont gardés sans être affichés.")
PRIVACY: Final = typeset(
    "Vos échanges sont gardés sur ce site, pour que vous les retrouviez, pour vos tickets et pour améliorer le stage. "
    "N'écrivez ni mot de passe ni coordonnées bancaires."
)
SOURCES_EMPTY: Final = typeset("Les passages du stage qui fondent chaque réponse s'afficheront ici.")
YOU: Final = typeset("Vous :")
ANSWER_LABEL: Final = typeset("Réponse de l'assistant")
SEARCHING: Final = typeset("Je cherche dans les documents du stage…")
QUESTION_LABEL: Final = "Votre question"
QUESTION_PLACEHOLDER: Final = typeset("Écrivez votre question…")
SEND: Final = "Envoyer"
ADVISER: Final = "Parler à un conseiller"
ADVISER_MESSAGE: Final = "Je voudrais parler à un conseiller."
TICKET: Final = "Préparer un ticket"
MY_TICKETS: Final = "Mes tickets"
NEW_TALK: Final = "Nouvelle conversation"
NEW_TALK_SHORT: Final = "Nouvelle"
SIGN_OUT_LINK: Final = "Déconnexion"
VOTE_QUESTION: Final = typeset("Cette réponse vous a-t-elle aidé ?")
VOTE_YES: Final = "Oui"
VOTE_NO: Final = "Non"
VOTE_THANKS: Final = typeset("Merci, c'est noté.")
VOTE_WHY: Final = typeset("Qu'est-ce qui n'allait pas ?")
VOTE_REASONS: Final = ["incomplète", "fausse", "hors sujet", "pas claire"]
CASES_LABEL: Final = typeset("Choisissez votre cas :")
NEAREST_LABEL: Final = typeset("Sujets proches dans le stage :")
EXAMPLES_LABEL: Final = typeset("Par exemple :")
NAV_LABEL: Final = "Navigation"
MENU: Final = "Menu"
FURTHER_LABEL: Final = typeset("Pour aller plus loin :")
COMPLETE_HERE: Final = "Compléter ici"
REPLIES_LABEL: Final = typeset("Vous pouvez répondre :")
TICKET_READY: Final = typeset("Votre ticket reprend vos échanges ; vous le relisez avant de l'envoyer.")

# The ticket sheet
SHEET_TITLE: Final = "Préparer un ticket"
SHEET_INTRO: Final = typeset(
    "Ce brouillon reprend vos échanges. Corrigez-le librement : rien ne part sans que vous l'ayez relu."
)
CLOSE: Final = "Fermer"
CATEGORY: Final = "Catégorie"
SUBJECT: Final = "Titre"
DESCRIPTION: Final = typeset("Description, avec vos mots")
FOUND_TITLE: Final = typeset("Repéré dans votre texte")
MISSING_TITLE: Final = typeset("À compléter si vous le pouvez")
TRIED_TITLE: Final = typeset("Déjà essayé avec l'assistant")
REVIEW: Final = "Relire et envoyer"
KEEP_DRAFT: Final = "Garder le brouillon"
REVIEW_TITLE: Final = typeset("Voici le ticket tel qu'il partira")
SEND_TICKET: Final = "Envoyer le ticket"
EDIT_TICKET: Final = "Modifier"
SENT_TITLE: Final = typeset("Ticket envoyé")
SENT: Final = typeset("Votre ticket porte le numéro {number}. Le support vous répondra dans « Mes tickets ».")
DRAFT_KEPT: Final = typeset("Brouillon gardé : vous le retrouverez dans « Mes tickets ».")
SUBJECT_NEEDED: Final = typeset("Donnez un titre et décrivez votre demande : le support en a besoin pour répondre.")
NO_TICKETS: Final = typeset(
    "Vous n'avez pas encore de ticket. Après une réponse qui ne suffit pas, choisissez « Préparer un ticket »."
)
RESUME: Final = "Reprendre"
SENT_ON: Final = typeset("Envoyé le {when}")
NO_SUBJECT: Final = "Sans titre"
