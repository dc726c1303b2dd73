"""Every French sentence of the trainer's and the support's pages, as data, typeset once when the module loads."""

from typing import Final

from bot.web.texts import typeset

# Trainer: documents
TAB_DOCUMENTS: Final = "Documents"
KINDS: Final = {"fiche": "Fiche", "fascicule": "Fascicule", "glossaire": "Glossaire"}
ALL_KINDS: Final = "Tous"
ALL_MODULES: Final = "Tous"
SEARCH: Final = "Chercher"
SEARCH_PLACEHOLDER: Final = typeset("Un mot du titre : suspendue, Siret…")
KIND: Final = "Nature"
MODULE: Final = "Module"
ONLY_OVERDUE: Final = typeset("À relire seulement")
COLUMNS: Final = {
    "title": "Document",
    "module": "Module",
    "version": "Version",
    "passages": "Passages",
    "dates": "Dates",
    "state": "État",
    "original": "Original",
}
CHECKED_ON: Final = typeset("vérifié le {date}")
ADDED_ON: Final = typeset("ajouté le {date}")
IN_SERVICE: Final = typeset("en service")
OVERDUE: Final = typeset("à relire")
OVERDUE_SINCE: Final = typeset("à relire depuis le {date}")
DOWNLOAD: Final = "Télécharger"
DOWNLOAD_NAMED: Final = typeset("Télécharger l'original de « {title} »")
NO_ORIGINAL: Final = typeset("non gardé")
NO_MATCH: Final = typeset("Aucun document ne correspond à cette recherche. Élargissez-la pour retrouver les autres.")
NOTHING_IN_SERVICE: Final = typeset(
    "Aucun document n'est encore en service : déposez un premier fascicule ou une première fiche."
)

# Trainer: putting a file in service
UPLOAD_TITLE: Final = typeset("Mettre un document en service")
UPLOAD_HELP: Final = typeset(
    "PDF, Markdown ou texte, {megabytes} Mo et {pages} pages au plus. Un fichier du même nom qu'un document en "
    "service le remplace, en une fois, quand tout est lu."
)
BOOKLET: Final = typeset("Le fascicule du stagiaire (PDF), fait à partir des fiches")
BOOKLET_MISSING: Final = typeset("Ce fascicule n'existe pas, ou votre compte n'y donne pas accès.")
UPLOAD_LABEL: Final = "Fichier"
# What Gradio's own field says in French calls sending « télécharger », which is the other way round.
GRADIO_WORDS: Final = {
    "upload_text.click_to_upload": typeset("Cliquez pour choisir un fichier"),
    "upload_text.drop_file": typeset("Déposez le fichier ici"),
    "file.uploading": typeset("Envoi du fichier…"),
}
UPLOAD_BUTTON: Final = typeset("Mettre en service")
UPLOAD_NO_FILE: Final = typeset("Choisissez d'abord un fichier, puis cliquez sur « Mettre en service ».")
UPLOAD_LOST: Final = typeset("Le fichier n'est plus là (page restée ouverte longtemps) : choisissez-le de nouveau.")
UPLOAD_REFUSED: Final = typeset("Ce fichier n'a pas été mis en service")
FICHE_REFUSED: Final = typeset("La fiche « {name} » ne peut pas être lue. À corriger :")
UPLOAD_KEPT: Final = typeset("Rien n'a changé : les documents en service répondent comme avant.")
UPLOAD_BUSY: Final = typeset(
    "Une autre mise en service est en cours, ici ou par la commande « ingest.py ». Rien n'a changé et votre fichier "
    "est gardé : attendez une minute, puis cliquez de nouveau sur « Mettre en service »."
)
UPLOAD_CLOSING: Final = typeset("Vous pouvez fermer cette page : le travail ira jusqu'au bout.")
STAGES: Final = {
    "lecture": "Lecture",
    "découpage": "Découpage",
    "indexation": "Indexation",
    "mise en service": typeset("Mise en service"),
}
STAGE_TEXTS: Final = typeset("{done} textes sur {total}")
SECONDS_LEFT: Final = typeset("encore {seconds} secondes environ")
MINUTES_LEFT: Final = typeset("encore {minutes} minutes environ")
PUBLISHED: Final = typeset("« {title} » est en service, version {version}.")
ALREADY_IN_SERVICE: Final = typeset("« {title} » était déjà en service, version {version} : rien n'a changé.")
READ_PREVIEW: Final = typeset("Voir ce qui a été lu")
READ_REST: Final = typeset("et {count} autres passages")

# Originals
ORIGINAL_MISSING: Final = typeset("Ce fichier n'existe pas, ou votre compte n'y donne pas accès.")

# Support: inbox
TAB_TICKETS: Final = "Tickets"
INBOX: Final = typeset("Tickets reçus")
INBOX_FILTER: Final = "Afficher"
REFRESH: Final = "Actualiser"

# Support: one ticket
NO_TICKET: Final = typeset("Aucun ticket n'est ouvert : choisissez-en un dans la liste.")
NOTHING_OPEN: Final = typeset("Choisissez un ticket dans la liste pour le lire.")
SENT_ON: Final = typeset("envoyé le {date}")
REVIEWED_ON: Final = typeset("répondu le {date} par {reviewer}")
CATEGORY: Final = "Catégorie"
SUBJECT: Final = "Objet"
DESCRIPTION: Final = "Description"

# Support: two people on one ticket
CONFLICT_TITLE: Final = typeset("Ce ticket a été enregistré par quelqu'un d'autre pendant que vous l'écriviez")
CONFLICT_MINE: Final = typeset("Votre version")
CONFLICT_THEIRS: Final = typeset("Version enregistrée")
CONFLICT_THEIRS_BY: Final = typeset("Version enregistrée par {reviewer}")
CONFLICT_TAKE: Final = typeset("Reprendre la version enregistrée")
EMPTY_FIELD: Final = "(vide)"

# Support: what the ticket rests on
EVIDENCE: Final = typeset("Ce que l'assistant a fait")
IDENTIFIERS: Final = typeset("Identifiants relevés")
IDENTIFIERS_NONE: Final = typeset("Aucun identifiant dans la conversation.")
IDENTIFIER_VALID: Final = typeset("forme correcte")
IDENTIFIER_INVALID: Final = typeset("à vérifier")
STOP_REASON: Final = typeset("Pourquoi l'assistant s'est arrêté")
STOP_REASONS: Final = {
    "demande": typeset("La personne a demandé un conseiller ou un ticket."),
    "incompris": typeset("L'assistant n'a pas trouvé de réponse à la dernière question."),
    "incompris ×2": typeset("L'assistant n'a pas trouvé de réponse à deux questions de suite."),
    "vote négatif": typeset("La personne a jugé la réponse inutile."),
    "cas personnel": typeset("La question porte sur un dossier précis, que l'assistant ne peut pas consulter."),
    "hors périmètre": typeset("La question n'est pas traitée par le stage."),
    "erreur technique": typeset("Une erreur technique a interrompu l'assistant."),
}
MISSING: Final = typeset("Ce qui manque")
MISSING_NONE: Final = typeset("Rien : toutes les pièces habituelles sont là.")
TRIED: Final = typeset("Ce qui a été essayé")
TRIED_NONE: Final = typeset("Aucune réponse n'a été montrée avant ce ticket.")
TRIED_ANSWER: Final = "Réponse montrée"
TRIED_NO_ANSWER: Final = typeset("Aucune réponse n'a été montrée.")
TRIED_SOURCES: Final = "Sources"

# Support on a phone: one column at a time
BACK_TO_INBOX: Final = typeset("‹ Tickets reçus")
TO_EVIDENCE: Final = typeset("Ce que l'assistant a fait ›")
BACK_TO_TICKET: Final = typeset("‹ Le ticket")

# The bar on top of both pages
TO_ASSISTANT: Final = "Assistant"
