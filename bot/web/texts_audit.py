"""The words of « Journal », where administrators read what the staff did."""

from typing import Final

from bot.privacy.acts import Act
from bot.web.texts import typeset

TAB: Final = "Journal"
INTRO: Final = typeset(
    "Ce que l'équipe a fait, du plus récent au plus ancien. Personne ne peut y changer ni y retirer une ligne, pas "
    "même ici : la base le refuse, et chaque ligne porte l'empreinte de la précédente."
)
WHO: Final = "Qui"
WHAT: Final = "Action"
ANYBODY: Final = "tout le monde"
ANYTHING: Final = "toutes les actions"
COLUMNS: Final = {"at": "Quand", "who": "Qui", "what": "Action", "on": "Sur quoi", "detail": typeset("Détail")}
NOTHING: Final = typeset("Le journal n'a encore aucune ligne de cette sorte.")
OLDER: Final = "Lignes plus anciennes"
NEWEST: Final = "Revenir aux plus récentes"
VERIFY: Final = typeset("Vérifier le journal")
INTACT: Final = typeset("Le journal est intact : {entries} lignes, la dernière est la n° {last}. Empreinte : {hash}")
BROKEN: Final = typeset(
    "Le journal a été altéré : la ligne n° {number} ne suit pas celles d'avant. Gardez la base telle quelle et "
    "comparez-la à une sauvegarde."
)
YES: Final = "oui"
NO: Final = "non"

ACTS: Final[dict[Act, str]] = {
    act: typeset(words)
    for act, words in {
        Act.ACCOUNT_CREATED: "compte créé",
        Act.ACCOUNT_CHANGED: "compte modifié",
        Act.ACCOUNT_RESET: "nouveau lien de mot de passe donné",
        Act.ACCOUNT_DISABLED: "compte désactivé",
        Act.ACCOUNT_ENABLED: "compte réactivé",
        Act.ACCOUNT_SIGNED_OUT: "déconnexion partout",
        Act.FILE_SENT: "fichier déposé",
        Act.FILE_STEERED: "dépôt arrêté, relancé ou rangé",
        Act.DOCUMENT_SERVED: "document mis en service",
        Act.DOCUMENT_WITHDRAWN: "document retiré",
        Act.DOCUMENT_DISCARDED: "brouillon de document écarté",
        Act.FICHE_WRITTEN: "fiche écrite",
        Act.ORIGINAL_READ: "original téléchargé",
        Act.CORPUS_EXPORTED: "documents exportés",
        Act.CORPUS_IMPORTED: "documents importés",
        Act.GAP_LINKED: "question reliée à un passage",
        Act.GAP_SET_ASIDE: "question mise de côté",
        Act.GAP_UNDONE: "décision sur une question annulée",
        Act.GOLDEN_ADDED: "question témoin ajoutée",
        Act.GOLDEN_RETIRED: "question témoin retirée",
        Act.GOLDEN_IMPORTED: "questions témoins importées",
        Act.TICKET_MOVED: "ticket traité",
        Act.TICKET_NOTED: "note ajoutée à un ticket",
        Act.TICKETS_EXPORTED: "tickets exportés",
        Act.ATTACHMENT_READ: "pièce jointe téléchargée",
        Act.TALK_TAKEN: "conversation prise",
        Act.TALK_GIVEN: "conversation confiée",
        Act.TALK_ENDED: "conversation terminée",
        Act.PROPOSED: "fiche proposée",
        Act.PROPOSAL_WITHDRAWN: "proposition reprise",
        Act.PROPOSAL_ACCEPTED: "proposition acceptée",
        Act.PROPOSAL_REFUSED: "proposition refusée",
        Act.PROPOSAL_REOPENED: "proposition remise à décider",
        Act.SESSION_OPENED: "session ouverte",
        Act.SESSION_CHANGED: "session modifiée",
        Act.SESSION_CLOSED: "session close",
        Act.SESSION_REOPENED: "session rouverte",
        Act.CODE_RENEWED: "code de session changé",
        Act.SEAT_RELEASED: "place libérée",
        Act.SEAT_RESTORED: "place rendue",
        Act.RETURN_CODE_GIVEN: "code de retour donné",
        Act.PRESENCE_MARKED: "présence notée",
        Act.PRESENCES_EXPORTED: "feuille de présence téléchargée",
        Act.PURGED: "données purgées",
        Act.ERASED: "données effacées par leur auteur",
    }.items()
}
KINDS: Final = {
    "account": "compte", "document": "document", "corpus": "documents", "gap": "question sans réponse",
    "golden": "question témoin", "ticket": "ticket", "talk": "conversation", "proposal": "proposition",
    "session": "session", "data": "données",
}  # fmt: skip
DETAILS: Final = {
    "role": "rôle", "password": "mot de passe changé", "direct": "mise en service directe", "act": "geste",
    "title": "titre", "anyway": "malgré les questions témoins perdues", "expects": "attendu", "added": "ajoutées",
    "replaced": "remplacées", "passage": "passage", "questions": "questions", "documents": "documents",
    "move": "geste", "number": "numéro", "browsers": "navigateurs",
    "invited": "par invitation", "tickets": "tickets", "to": "à", "edited": "modifiée",
    "conversations": "conversations", "drafts": "brouillons", "notices": "avis", "audit": "lignes de journal",
    "participant": "participant", "day": "jour", "half": "demi-journée", "present": "présent",
    "seats": "inscriptions rendues anonymes",
}  # fmt: skip
