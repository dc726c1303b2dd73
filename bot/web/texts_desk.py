"""Every French sentence of the review desk, as data, typeset once when the module loads."""

from typing import Final

from bot.desk.inbox import ALL, ANYBODY, NOBODY, TO_BE_DONE
from bot.desk.states import ANSWERED, CLOSED, DUPLICATE, FORWARDED
from bot.web.texts import typeset

# Inbox
STATES: Final = {
    typeset("À traiter"): TO_BE_DONE,
    "Répondus": ANSWERED,
    "Transmis": FORWARDED,
    "Doublons": DUPLICATE,
    "Clos": CLOSED,
    "Tous": ALL,
}
EMPTY: Final = {
    TO_BE_DONE: typeset("Aucun ticket n'attend de réponse. Les nouveaux arrivent ici d'eux-mêmes."),
    ANSWERED: typeset("Aucun ticket n'est « répondu » pour l'instant."),
    FORWARDED: typeset("Aucun ticket n'a été transmis à Chorus Pro."),
    DUPLICATE: typeset("Aucun ticket n'est marqué en doublon."),
    CLOSED: typeset("Aucun ticket n'est clos."),
    ALL: typeset("Aucun ticket n'a encore été envoyé."),
}
NO_MATCH: Final = typeset("Aucun ticket ne correspond. Élargissez les filtres ou cherchez moins de mots.")
SEARCH: Final = "Chercher"
SEARCH_PLACEHOLDER: Final = typeset("Numéro, mot, SIRET, collègue…")
FILTERS: Final = "Filtrer"
ALL_CATEGORIES: Final = "Toutes"
ASSIGNEE: Final = typeset("Suivi par")
MYSELF: Final = "moi"
ASSIGNEES: Final = {typeset("N'importe qui"): ANYBODY, "Moi": MYSELF, "Personne": NOBODY}
AGE: Final = "Envoyé"
AGES: Final = {
    typeset("Peu importe quand"): 0,
    typeset("Depuis plus d'un jour"): 1,
    typeset("Depuis plus de 3 jours"): 3,
    typeset("Depuis plus de 7 jours"): 7,
}
COUNT: Final = typeset("{count} · page {page} sur {pages}")
PREVIOUS: Final = typeset("‹ Plus récents")
NEXT: Final = typeset("Plus anciens ›")
WITH: Final = typeset("suivi par {name}")
WITH_NOBODY: Final = typeset("suivi par personne")

# One ticket
TEXT: Final = typeset("Texte du ticket")
EXCHANGE: Final = typeset("Échanges avec le stagiaire")
NO_EXCHANGE: Final = typeset("Rien n'a encore été écrit au stagiaire.")
THE_TRAINEE: Final = "Le stagiaire"
REPLY: Final = typeset("Votre réponse au stagiaire")
REPLY_HELP: Final = typeset("Elle n'est envoyée qu'avec « Envoyer la réponse » ou « Clore ».")
TO_DUPLICATES: Final = typeset("Envoyer aussi la réponse aux auteurs des doublons")
TO_DUPLICATES_HELP: Final = typeset("Relisez qu'elle ne dise rien de personnel : {numbers}.")
DONE: Final = {
    "take": typeset("Le ticket {number} est à votre nom."),
    "release": typeset("Le ticket {number} est rendu à la file."),
    "correct": typeset("Le ticket {number} est corrigé."),
    "answer": typeset("Votre réponse au ticket {number} est envoyée."),
    "forward": typeset("Le ticket {number} est noté comme transmis."),
    "mark_duplicate": typeset("Le ticket {number} est marqué en doublon : son auteur le lit dans « Mes tickets »."),
    "cancel_duplicate": typeset("Le ticket {number} n'est plus un doublon : il est à votre nom."),
    "close": typeset("Le ticket {number} est clos."),
    "reopen": typeset("Le ticket {number} est rouvert."),
}
REPEATS: Final = typeset("Ce ticket répète le ticket {number}, qui est « {state} ».")
PORTAL_NUMBER_IS: Final = typeset("Numéro sur le portail : {number}")
PORTAL_NUMBER_MISSING: Final = typeset("transmis, numéro du portail à noter")
CONFLICT_HELP: Final = typeset(
    "Rien n'est perdu ni remplacé : votre texte est toujours dans le formulaire. Comparez, corrigez s'il le faut, puis "
    "recommencez ; ou reprenez la version enregistrée."
)
CONFLICT_STATE: Final = typeset("Il est maintenant « {state} ».")
CONFLICT_WRITTEN: Final = typeset("Dernier message ({author})")

# Forwarding
FORWARD: Final = typeset("Transmettre à Chorus Pro")
COPY: Final = "Copier"
COPY_NAMED: Final = typeset("Copier « {label} »")
COPIED: Final = "Copié"
TO_CHECK: Final = typeset("à vérifier")
PORTAL_NUMBER: Final = typeset("Numéro donné par le portail")
DUPLICATE_PART: Final = typeset("C'est un doublon")
ORIGINAL: Final = typeset("Numéro du ticket à suivre à la place")

# Evidence
DUPLICATES: Final = typeset("Tickets qui répètent celui-ci")
PROPOSE: Final = "Proposer une fiche"
SIMILAR: Final = typeset("Tickets qui se ressemblent")
FILES: Final = typeset("Fichiers joints")
TYPED: Final = typeset("Champs remplis par le stagiaire")
ANSWER_TO: Final = typeset("Réponse souhaitée à l'adresse")
HISTORY: Final = "Historique"
NO_HISTORY: Final = typeset("Rien n'a encore changé depuis l'envoi.")
HISTORY_LINE: Final = typeset("{label} : {before} → {after}")
CHANGED: Final = typeset("{field} : « {old} » → « {new} »")
FIELDS: Final = {
    "category": "catégorie",
    "subject": "objet",
    "description": "description",
    "assignee": "suivi par",
    "portal_number": "numéro du portail",
    "original": "doublon de",
}
NOTES: Final = "Notes internes"
NOTES_HELP: Final = typeset("Le stagiaire ne les voit pas.")
NOTE: Final = typeset("Ajouter une note")
ADD_NOTE: Final = typeset("Ajouter la note")
NOTE_ADDED: Final = typeset("Note ajoutée.")

# Keyboard
KEYS: Final = typeset("Raccourcis clavier (?)")
KEYS_ON: Final = typeset("Raccourcis actifs")
KEYS_HELP: Final = {
    "j": typeset("ticket suivant"),
    "k": typeset("ticket précédent"),
    "o": typeset("ouvrir"),
    "a": typeset("prendre ce ticket"),
    "r": typeset("répondre"),
    "?": typeset("montrer ou cacher cette liste"),
}
KEYS_NEVER: Final = typeset("Sans effet pendant que vous écrivez dans un champ.")

# What the trainee reads of it
FATES: Final = {
    "envoyé": "",
    "en relecture": typeset("Quelqu'un du support s'en occupe."),
    "répondu": "",
    "rouvert": typeset("Le support reprend votre demande."),
    "transmis": typeset("Le support a transmis votre demande à Chorus Pro{number}."),
    "doublon": typeset(
        "Votre demande rejoint le ticket {number}, qui est « {state} ». La réponse vous sera donnée ici."
    ),
    "clos": typeset("Ce ticket est clos. S'il reste une question, écrivez au support : il sera rouvert."),
}
PORTAL_NUMBER_GIVEN: Final = typeset(" sous le numéro {number}")

# Figures
TAB_FIGURES: Final = "Chiffres"
PERIOD: Final = "Période"
PERIODS: Final = {typeset("4 semaines"): 4, typeset("12 semaines"): 12, typeset("26 semaines"): 26}
NO_FIGURES: Final = typeset("Aucun ticket n'a été envoyé sur cette période : les chiffres viendront avec eux.")
TILE_SENT: Final = typeset("tickets envoyés")
TILE_MEDIAN: Final = typeset("attente médiane de la première réponse")
TILE_P90: Final = typeset("attendus au plus par 9 personnes sur 10")
NO_ANSWER_YET: Final = typeset("aucune réponse encore")
PER_WEEK: Final = typeset("Tickets par semaine")
WAIT_PER_WEEK: Final = typeset("Attente de la première réponse, par semaine de réponse")
PER_STATE: Final = typeset("Par état, aujourd'hui")
PER_CATEGORY: Final = typeset("Par catégorie")
NO_WAIT: Final = typeset("Aucune première réponse sur cette période.")
WEEK: Final = typeset("Semaine du")
SENT: Final = "Envoyés"
ANSWERED_FIRST: Final = typeset("Premières réponses")
MEDIAN: Final = "Médiane"
P90: Final = typeset("9 sur 10 (p90)")
STATE: Final = "État"
CATEGORY: Final = "Catégorie"
TICKETS: Final = "Tickets"
EXPORTS: Final = typeset("Emporter tous les tickets envoyés :")
EXPORT_MISSING: Final = typeset("Ce fichier n'existe pas, ou votre compte n'y donne pas accès.")
EXPORT_COLUMNS: Final = {
    "number": "Numéro",
    "state": "État",
    "category": "Catégorie",
    "subject": "Objet",
    "description": "Description",
    "identifiers": "Identifiants",
    "assignee": "Suivi par",
    "reply": "Réponse",
    "portal_number": "Numéro du portail",
    "duplicate_number": "Doublon de",
    "sent_at": "Envoyé le",
    "answered_at": "Première réponse le",
}
