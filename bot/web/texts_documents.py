"""Every French sentence of the trainer's « Documents » page, as data, typeset once when the module loads."""

from typing import Final

from bot.corpus.catalogue import Standing
from bot.search.jobs import JobState
from bot.web.texts import typeset

# Sending files
UPLOAD_TITLE: Final = typeset("Déposer des documents")
UPLOAD_HELP: Final = typeset(
    "{kinds}, {megabytes} Mo et {pages} pages au plus par fichier. Vous verrez ce qui en a été compris avant de mettre "
    "en service. Un fichier du même nom qu'un document connu en devient la nouvelle version."
)
UPLOAD_KINDS: Final = "PDF, Word, PowerPoint, Markdown, page web ou texte"
UPLOAD_LABEL: Final = "Fichiers"
UPLOAD_DIRECT: Final = typeset("Mettre en service sans vérifier")
UPLOAD_LOST: Final = typeset("« {name} » n'est plus là (page restée ouverte longtemps) : déposez-le de nouveau.")
UPLOAD_REFUSED: Final = typeset("« {name} » n'a pas été pris")
BOOKLET: Final = typeset("Le fascicule du stagiaire (PDF), fait à partir des fiches")
CORPUS_LINK: Final = typeset("Exporter ou importer tous les documents")
GRADIO_WORDS: Final = {
    "upload_text.click_to_upload": typeset("Cliquez pour choisir des fichiers"),
    "upload_text.drop_file": typeset("Déposez les fichiers ici"),
    "upload_text.drop_multiple_files": typeset("Déposez les fichiers ici"),
    "file.uploading": typeset("Envoi des fichiers…"),
}

# Files on their way
JOBS_TITLE: Final = typeset("Dépôts")
JOB_STATES: Final = {
    JobState.RECEIVED: typeset("reçu"),
    JobState.READ: "lu",
    JobState.SPLIT: typeset("découpé"),
    JobState.INDEXED: typeset("indexé"),
    JobState.DRAFT: typeset("à vérifier"),
    JobState.ACTIVE: "mis en service",
    JobState.UNCHANGED: typeset("déjà en service : rien n'a changé"),
    JobState.FAILED: typeset("échec"),
    JobState.CANCELLED: typeset("annulé"),
}
JOB_DOING: Final = {
    JobState.RECEIVED: "lecture en cours",
    JobState.READ: typeset("découpage en cours"),
    JobState.SPLIT: "indexation en cours",
    JobState.INDEXED: typeset("vérifications en cours"),
}
JOB_WAITING: Final = typeset("attend son tour")
JOB_CANCELLING: Final = typeset("annulation demandée")
JOB_COUNTS: Final = {
    JobState.RECEIVED: typeset("{done} pages lues sur {total}"),
    JobState.SPLIT: typeset("{done} textes sur {total}"),
}
SECONDS_LEFT: Final = typeset("encore {seconds} secondes environ")
MINUTES_LEFT: Final = typeset("encore {minutes} minutes environ")
JOB_CLOSING: Final = typeset("Vous pouvez fermer cette page : le travail ira jusqu'au bout.")
JOB_KEPT: Final = typeset("Rien n'a changé : les documents en service répondent comme avant.")
JOB_LABEL: Final = typeset("{action} : {name}")
CANCEL: Final = "Annuler"
RETRY: Final = typeset("Réessayer")
DISMISS: Final = typeset("Enlever de la liste")
CHECK: Final = typeset("Vérifier")
SEE: Final = "Voir"

# The list
FILTER_STATES: Final = {
    "Tous": "",
    "En service": Standing.IN_SERVICE,
    typeset("À vérifier"): Standing.DRAFT,
    typeset("Retirés"): Standing.WITHDRAWN,
    typeset("À relire"): "overdue",
}
STATE: Final = typeset("État")
STANDINGS: Final = {
    Standing.IN_SERVICE: "en service",
    Standing.DRAFT: typeset("à vérifier"),
    Standing.WITHDRAWN: typeset("retiré"),
    Standing.REPLACED: typeset("remplacée"),
    Standing.DISCARDED: typeset("jetée"),
}
NEW_VERSION: Final = typeset("version {version} à vérifier")
COLUMNS: Final = {
    "title": "Document",
    "module": "Module",
    "version": "Version",
    "passages": "Passages",
    "state": typeset("État"),
    "cited": typeset("Cité le"),
}
NEVER_CITED: Final = "jamais"
OPEN_NAMED: Final = typeset("Ouvrir « {title} »")
NOTHING_YET: Final = typeset("Aucun document pour le moment : déposez un premier fascicule ou une première fiche.")

# One document
BACK: Final = typeset("‹ Documents")
VERSION_OF: Final = typeset("Version {version} du {date}")
BY: Final = typeset("déposée par {author}")
FROM_FOLDER: Final = typeset("venue du dossier des fiches")
PUT_IN_SERVICE: Final = typeset("Mettre en service")
PUT_ANYWAY: Final = typeset("Mettre en service quand même")
GO_BACK_TO: Final = typeset("Revenir à la version du {date}")
DISCARD: Final = typeset("Jeter ce brouillon")
WITHDRAW: Final = typeset("Retirer")
WITHDRAW_CONFIRM: Final = typeset("Retirer ce document")
KEEP: Final = typeset("Ne rien changer")
WITHDRAW_ASKED: Final = typeset(
    "Les {passages} passages de « {title} » ne répondront plus à personne. Les réponses déjà données gardent leur "
    "texte, marqué « version retirée ». Vous pourrez revenir à cette version à tout moment."
)
WITHDRAW_LEANING: Final = typeset("Réponses passées qui le citent : {count}.")
LOSES_ASKED: Final = typeset("{count} question(s) de référence ne trouveraient plus leur réponse :")
IN_PROGRESS: Final = typeset("En cours : quelques secondes. Ce qui est en service répond toujours.")
DONE_SWITCH: Final = typeset("« {title} » est en service, version {version}.")
DONE_WITHDRAW: Final = typeset("« {title} » est retiré : il ne répond plus. Ses versions restent ici.")
DONE_DISCARD: Final = typeset("Le brouillon de « {title} » est jeté. Ce qui était en service l'est toujours.")
DOWNLOAD: Final = typeset("Télécharger l'original")
NO_ORIGINAL: Final = typeset("original non gardé")
REPLACE: Final = typeset("Déposer une nouvelle version")
REPLACE_HELP: Final = typeset("Quel que soit le nom du fichier, il deviendra la nouvelle version de ce document.")

# What a draft would change
COMPARED: Final = typeset("Par rapport à la version {version} en service")
COUNTS: Final = typeset("Passages inchangés : {same} · modifiés : {changed} · ajoutés : {added} · disparus : {gone}")
CHANGED: Final = typeset("Passages modifiés")
ADDED: Final = typeset("Passages ajoutés")
GONE: Final = typeset("Passages disparus")
BEFORE: Final = "Avant"
AFTER: Final = typeset("Après")
AND_MORE: Final = typeset("et {count} autres")
LEANING: Final = typeset("Réponses passées qui citent ce qui change ou disparaît")
LEANING_NONE: Final = typeset("Aucune réponse passée ne cite ce qui change ou disparaît.")
GOLDEN: Final = typeset("Questions de référence")
GOLDEN_NONE: Final = typeset("Aucune question de référence : ajoutez-en dans l'onglet « Questions ».")
GOLDEN_COUNTS: Final = typeset("{before} sur {total} trouvent leur réponse aujourd'hui, {after} sur {total} après.")
GOLDEN_BROKEN: Final = typeset("Ne trouveraient plus leur réponse")
GOLDEN_MENDED: Final = typeset("Trouveraient enfin leur réponse")
GOLDEN_LEAN: Final = typeset("Attendent ce document")

# What was read
PREVIEW: Final = typeset("Ce qui a été lu")
LEAF: Final = typeset("{place} sur {count}")
PREVIOUS: Final = typeset("‹ Précédente")
NEXT: Final = typeset("Suivante ›")
PAGE: Final = typeset("Page {label}")
PART: Final = typeset("Partie {number}")
NOTHING_BEGINS: Final = typeset("Aucun passage ne commence sur cette page.")
GOES_ON: Final = typeset("Le dernier commence page {label} et peut se poursuivre ici :")
PICTURE: Final = typeset("La page {label} telle qu'elle est dans le fichier")
PICTURE_MISSING: Final = typeset("Cette image n'existe pas, ou votre compte n'y donne pas accès.")
TRY: Final = typeset("Essayer une question")
TRY_HELP: Final = typeset("L'assistant ne cherche que dans ce document, tel qu'il est ici.")
TRY_PLACEHOLDER: Final = typeset("Comment un stagiaire le demanderait-il ?")
TRY_BUTTON: Final = "Essayer"
TRY_EMPTY: Final = typeset("Écrivez une question, puis cliquez sur « Essayer ».")
TRIED_ANSWER: Final = typeset("Réponse avec ce document seul")
TRIED_NONE: Final = typeset("Avec ce document seul, l'assistant ne répondrait pas. Passages les plus proches :")
TRIED_NEAREST: Final = typeset("Passages les plus proches")

# Versions
VERSIONS: Final = "Versions"
VERSION_LINE: Final = typeset("Version {version} du {date}")

# The whole corpus in one archive
ARCHIVE_TITLE: Final = typeset("Tous les documents")
ARCHIVE_EXPORT_HELP: Final = typeset(
    "L'archive contient les documents, toutes leurs versions, les fichiers d'origine, les autres formulations et les "
    "questions de référence. Elle sert de copie, ou à passer d'une installation à une autre."
)
ARCHIVE_EXPORT: Final = typeset("Télécharger l'archive")
ARCHIVE_IMPORT_TITLE: Final = typeset("Importer une archive")
ARCHIVE_IMPORT_HELP: Final = typeset(
    "Les documents de l'archive répondront ici comme là où elle a été faite ; les autres documents ne changent pas."
)
ARCHIVE_FILE: Final = "Archive (.zip)"
ARCHIVE_IMPORT: Final = typeset("Importer")
ARCHIVE_DONE: Final = typeset(
    "Archive importée : {documents} documents, {versions} versions nouvelles. Tout est en service."
)
ARCHIVE_NONE: Final = typeset("Aucune archive n'a été envoyée : choisissez un fichier .zip, puis recommencez.")
ARCHIVE_MISSING: Final = typeset("Cette page n'existe pas, ou votre compte n'y donne pas accès.")
BACK_TO_TRAINER: Final = typeset("Revenir à l'espace formateur")
