"""Every French sentence of « Questions » and « Tableau de bord », as data, typeset once when the module loads."""

from typing import Final

from bot.web.texts import typeset

# Questions
TAB_QUESTIONS: Final = "Questions"
TAB_TO_DO: Final = typeset("À traiter")
TAB_DONE: Final = typeset("Traitées")
TAB_GOLDEN: Final = typeset("Témoins")
GOLDEN_TITLE: Final = typeset("Questions témoins")
INTRO: Final = typeset(
    "Les questions des 90 derniers jours restées sans réponse ou mal notées, réunies quand elles veulent dire la même "
    "chose. Les noms, adresses et numéros personnels sont masqués."
)
NOTHING_TO_DO: Final = typeset("Aucune question n'attend. Revenez après le prochain stage.")
ALL_DEALT_WITH: Final = typeset("Tout est traité : {count}. Une question reposée malgré cela reviendra ici.")
COUNT: Final = typeset("{groups}, {questions} en tout")
DEALT_WITH: Final = typeset("{count} déjà traitées")
FULL: Final = typeset("Seules les 1 000 dernières questions sont montrées.")
MORE: Final = typeset("Voir {count} groupes de plus")
TIMES: Final = typeset("{count} fois")
ONCE: Final = "1 fois"
ON: Final = typeset("le {date}")
BETWEEN: Final = typeset("du {first} au {last}")
CLOSEST: Final = typeset("Passage le plus proche :")
NO_CLOSEST: Final = typeset("Aucun passage ne s'en approche.")
SAMPLES: Final = typeset("{count} façons de le demander")
AGAIN_FICHE: Final = typeset("Reposée après la fiche du {date}")
AGAIN_COVERED: Final = typeset("Reposée après le lien du {date}")
WAITING: Final = typeset("Fiche pas encore en service")
REASONS: Final = {
    "incompris": typeset("sans réponse"),
    "hors périmètre": typeset("jugée hors du stage"),
    "cas personnel": typeset("cas personnel"),
    "erreur technique": typeset("erreur technique"),
    "précision sans suite": typeset("précision demandée, sans suite"),
    "conseiller demandé": typeset("conseiller demandé ensuite"),
    "ticket demandé": typeset("ticket demandé ensuite"),
    "incomplète": typeset("réponse jugée incomplète"),
    "fausse": typeset("réponse jugée fausse"),
    "hors sujet": typeset("réponse jugée hors sujet"),
    "pas claire": typeset("réponse jugée pas claire"),
    "jugée inutile": typeset("réponse jugée inutile"),
}
WRITE_FICHE: Final = typeset("Écrire une fiche")
COVERED_BY: Final = typeset("Déjà couvert par…")
OFF_TOPIC: Final = typeset("Hors sujet")
UNDO: Final = "Annuler"
SET_ASIDE: Final = typeset(
    "« {title} » est hors sujet : {count} retirée de la liste, comme celles qui lui ressembleront."
)
SET_ASIDE_MANY: Final = typeset(
    "« {title} » est hors sujet : {count} retirées de la liste, comme celles qui leur ressembleront."
)
UNDONE: Final = typeset("Décision annulée : les questions sont revenues dans « À traiter ».")

# Déjà couvert par…
COVER_TITLE: Final = typeset("Déjà couvert par…")
COVER_INTRO: Final = typeset(
    "Choisissez le passage qui répond à « {title} ». Les façons de le demander lui seront ajoutées : l'assistant le "
    "trouvera, aussi dans ses prochaines versions."
)
COVER_SEARCH: Final = typeset("Chercher un autre passage")
COVER_PLACEHOLDER: Final = typeset("Quelques mots du passage")
COVER_CHOOSE: Final = typeset("Ce passage répond")
COVER_NONE: Final = typeset("Rien de tel en service : essayez d'autres mots, ou écrivez une fiche.")
COVER_GONE: Final = typeset("Ce passage n'est plus en service : cherchez-en un autre.")
LINKING: Final = typeset("Lien enregistré. Mise en service en cours, quelques secondes…")
LINKED: Final = typeset("« {title} » mène désormais à « {passage} ».")
LINKED_LATER: Final = typeset(
    "Lien enregistré. Une autre mise en service est en cours : il prendra effet avec elle ou à la prochaine."
)

# Éditeur de fiche
EDITOR_TITLE: Final = typeset("Écrire une fiche")
EDITOR_INTRO: Final = typeset("Une fiche répond à une question. L'aperçu dit tout de suite ce qui manque.")
FIELD_TITLE: Final = typeset("Titre de la fiche")
FIELD_QUESTION: Final = "Question"
FIELD_WORDINGS: Final = typeset("Autres façons de le demander, une par ligne")
FIELD_WORDINGS_HELP: Final = typeset("Elles servent à trouver la fiche et ne sont jamais montrées.")
FIELD_ANSWER: Final = typeset("Réponse")
FIELD_ANSWER_HELP: Final = typeset("De 60 à 1 000 caractères, le mot décisif d'abord. Elle doit tenir seule.")
FIELD_NOTES: Final = typeset("À savoir (facultatif)")
FIELD_MODULE: Final = "Module"
FIELD_AUDIENCE: Final = "Public"
FIELD_CHECKED: Final = typeset("Vérifié le")
FIELD_REVIEW: Final = typeset("À relire avant le")
FIELD_DATE_HELP: Final = "JJ/MM/AAAA"
FIELD_CONFIDENCE: Final = "Confiance"
FIELD_SOURCE: Final = "Source"
FIELD_SOURCE_HELP: Final = typeset("Le titre de la page ou du document où vous l'avez lu")
FIELD_OTHER_SOURCES: Final = typeset("Autres sources, une par ligne (facultatif)")
FIELD_URL: Final = typeset("Adresse de la source (facultatif)")
KEYS: Final = {
    "title": FIELD_TITLE, "module": FIELD_MODULE, "audience": FIELD_AUDIENCE, "checked_on": FIELD_CHECKED,
    "review_by": FIELD_REVIEW, "confidence": FIELD_CONFIDENCE, "sources.0.title": FIELD_SOURCE,
    "sources.0.url": FIELD_URL,
}  # fmt: skip
PREVIEW: Final = typeset("Aperçu")
PREVIEW_WORDINGS: Final = typeset("{count} autres façons de le demander, pour la recherche seulement.")
PREVIEW_DATES: Final = typeset("{source} · vérifié le {checked} · à relire avant le {review} · {confidence}")
TO_MEND: Final = typeset("À compléter avant la mise en service")
MEND_FIELD: Final = typeset("« {field} » : à remplir ou à corriger")
TITLE_TAKEN: Final = typeset("Une fiche en service porte déjà ce titre : changez-le pour ne pas la remplacer.")
REVIEW_BEFORE: Final = typeset("« À relire avant le » doit suivre « Vérifié le »")
EDITOR_SEND: Final = typeset("Mettre la fiche en service")
EDITOR_SENT: Final = typeset("Fiche reçue. Vous pouvez fermer : le travail ira jusqu'au bout.")
EDITOR_DONE: Final = typeset("La fiche « {title} » est en service : les questions du groupe sont traitées.")
EDITOR_FAILED: Final = typeset("La fiche n'a pas pu être mise en service : {problem}")
EDITOR_HELD: Final = typeset(
    "Une question témoin perdrait sa réponse : la fiche attend votre accord dans « Documents »."
)
EDITOR_WAITS: Final = typeset("La fiche attend son tour : suivez-la dans « Documents ».")

# Traitées
DONE_INTRO: Final = typeset(
    "Ce qui a été décidé, du plus récent au plus ancien. Annuler rend les questions à la liste."
)
DONE_NONE: Final = typeset("Rien n'a encore été traité.")
DONE_KINDS: Final = {"fiche": typeset("Fiche écrite"), "couvert": typeset("Lié à"), "hors sujet": typeset("Hors sujet")}
DONE_BY: Final = typeset("le {date}, par {who}")
DONE_NOT_YET: Final = typeset("n'est pas en service")

# Questions témoins
GOLDEN_INTRO: Final = typeset(
    "Vos questions témoins disent si l'assistant répond toujours bien. Elles sont posées avant chaque mise en service "
    "et quand vous le demandez."
)
GOLDEN_QUESTION: Final = "Question"
GOLDEN_KIND: Final = "Attendu"
GOLDEN_KINDS: Final = {typeset("Une réponse"): "answer", typeset("Pas de réponse (hors du stage)"): "abstain"}
GOLDEN_DOCUMENT: Final = "Document attendu"
GOLDEN_ANY: Final = "N'importe lequel"
GOLDEN_PAGE: Final = typeset("Page attendue (facultatif)")
GOLDEN_WORDS: Final = typeset("Mots attendus dans la réponse (facultatif)")
GOLDEN_WORDS_HELP: Final = typeset("Un par ligne ; plusieurs formes admises séparées par « / » : 30 jours / un mois")
GOLDEN_ADD: Final = typeset("Ajouter la question")
GOLDEN_ADDED: Final = typeset("La question est dans la liste.")
GOLDEN_RUN: Final = typeset("Poser toutes les questions")
GOLDEN_RUNNING: Final = typeset("Les questions sont posées, un instant…")
GOLDEN_RAN: Final = typeset("{ok} sur {total} comme attendu.")
GOLDEN_NONE: Final = typeset("Aucune question témoin : ajoutez celle qu'on vous pose à chaque stage.")
GOLDEN_COLUMNS: Final = {
    "question": "Question", "expected": "Attendu", "result": typeset("Dernier résultat"), "act": "Retirer",
}  # fmt: skip
GOLDEN_OK: Final = typeset("comme attendu")
GOLDEN_BAD: Final = typeset("à revoir")
GOLDEN_NEVER: Final = typeset("pas encore posée")
GOLDEN_RETIRE: Final = "Retirer"
GOLDEN_RETIRED: Final = typeset("La question est retirée de la liste.")
GOLDEN_IMPORT: Final = typeset("Reprendre un fichier (JSONL)")
GOLDEN_IMPORTED: Final = typeset("{added} ajoutées, {replaced} remplacées.")
GOLDEN_NOT_TEXT: Final = typeset("Ce fichier n'est pas du texte en UTF-8. Rien n'a été repris.")
GOLDEN_TOO_LARGE: Final = typeset("Ce fichier dépasse 2 Mo. Rien n'a été repris.")
GOLDEN_EXPORT: Final = typeset("Télécharger la liste (JSONL)")
GOLDEN_MISSING: Final = typeset("Ce fichier n'existe pas, ou votre compte n'y donne pas accès.")
GOLDEN_ABSTAIN: Final = typeset("pas de réponse")
GOLDEN_MANY: Final = typeset("Ajouter ou échanger des questions")

# Tableau de bord
TAB_DASHBOARD: Final = typeset("Tableau de bord")
DASHBOARD_PERIOD: Final = typeset("Période")
PERIODS: Final = {typeset("7 jours"): 7, typeset("30 jours"): 30, typeset("90 jours"): 90}
DASHBOARD_NONE: Final = typeset("Aucune question sur cette période : le tableau se remplira au prochain stage.")
TILE_QUESTIONS: Final = typeset("questions posées")
TILE_ANSWERED: Final = typeset("ont eu une réponse")
TILE_USEFUL: Final = typeset("de votes « utile »")
TILE_NO_VOTE: Final = typeset("aucun vote")
BY_DAY: Final = typeset("Questions par jour et par issue")
SATISFACTION: Final = typeset("Votes par jour")
TOP_CITED: Final = typeset("Documents les plus cités")
NEVER_CITED: Final = typeset("Documents en service jamais cités")
NEVER_CITED_HELP: Final = typeset(
    "Sur cette période. Un document jamais cité manque peut-être de façons de le demander."
)
NEVER_NONE: Final = typeset("Tous les documents en service ont été cités.")
NO_VOTES: Final = typeset("Aucun vote sur cette période.")
NO_CITATION: Final = typeset("Aucun document cité sur cette période.")
AS_TABLE: Final = typeset("Voir les chiffres")
OUTCOMES: Final = {
    "answer": typeset("Réponse"),
    "clarify": typeset("Précision demandée"),
    "tool": typeset("Vérification"),
    "abstain": typeset("Sans réponse"),
    "handoff": typeset("Conseiller demandé"),
    "ticket": typeset("Ticket demandé"),
    "smalltalk": typeset("Politesse"),
}
USEFUL: Final = "Utile"
USELESS: Final = "Inutile"
DAY: Final = "Jour"
TIMES_CITED: Final = typeset("Réponses")
SHOW_ALL: Final = typeset("Voir les {count}")
