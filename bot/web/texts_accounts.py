"""Every French sentence about accounts: the administrators' tab, the links, one's own account, and the organisation."""

from typing import Final

from bot.web.texts import typeset

# The administrators' page
TAB_ACCOUNTS: Final = "Comptes"
INTRO: Final = typeset(
    "Chacun entre par son propre compte. Une invitation donne un lien, valable une fois et pendant 7 jours, "
    "où la personne choisit son mot de passe : vous ne le connaissez jamais."
)
INVITE: Final = typeset("Inviter quelqu'un")
NAME: Final = "Nom du compte"
NAME_HELP: Final = typeset("Celui que la personne tapera pour se connecter.")
DISPLAY: Final = typeset("Nom affiché (facultatif)")
ROLE: Final = "Rôle"
INVITE_BUTTON: Final = typeset("Créer le lien d'invitation")
ROLES: Final = {
    "formateur": "Formateur",
    "support": "Support",
    "administrateur": "Administrateur",
    "stagiaire": "Stagiaire",
}
LINK_TITLE: Final = typeset("Lien pour « {name} »")
LINK_HELP: Final = typeset(
    "Ce lien n'est montré qu'une fois. Copiez-le et remettez-le à la personne, ou envoyez-le par courriel. "
    "Il sert une fois, jusqu'au {when}."
)
COPY: Final = "Copier le lien"
COPIED: Final = "Copié"
MAIL: Final = typeset("Écrire un courriel")
MAIL_SUBJECT: Final = typeset("Votre compte pour l'assistant du stage")
MAIL_BODY: Final = typeset(
    "Bonjour,\n\nVoici le lien pour choisir le mot de passe de votre compte « {name} » :\n{link}\n\n"
    "Il sert une fois, jusqu'au {when}.\n"
)
COLUMNS: Final = {"name": "Compte", "role": "Rôle", "state": "État", "seen": typeset("Dernière connexion"), "act": ""}
YOU: Final = "vous"
NEVER: Final = "jamais"
STATES: Final = {
    "active": "actif",
    "invited": typeset("invité, lien valable jusqu'au {when}"),
    "expired": typeset("sans mot de passe, lien expiré"),
    "disabled": typeset("désactivé le {when}"),
}
BY_ORGANISATION: Final = typeset("par votre organisation")
MANAGE: Final = "Gérer"
MANAGE_NAMED: Final = typeset("Gérer le compte « {name} »")

# Everybody at once
EVERYBODY: Final = typeset("Déconnecter tout le monde")
EVERYBODY_HELP: Final = typeset(
    "Après un incident, par exemple : toutes les personnes qui ont un compte devront se reconnecter, vous seul restez "
    "dans ce navigateur. Ce qui est enregistré ne change pas, mais un texte en cours de frappe peut être perdu."
)
EVERYBODY_BUTTON: Final = typeset("Oui, déconnecter tout le monde")
EVERYBODY_DONE: Final = typeset("Tout le monde est déconnecté, sauf vous dans ce navigateur ({count}).")

# One account
ACCOUNT_OF: Final = typeset("Compte « {name} »")
SHEET_TITLE: Final = typeset("Gérer un compte")
FACTS: Final = {
    "role": "Rôle",
    "state": "État",
    "made": typeset("Créé le"),
    "seen": typeset("Dernière connexion"),
    "sessions": typeset("Navigateurs connectés"),
}
CHANGE_ROLE: Final = typeset("Changer le rôle")
CHANGE_ROLE_HELP: Final = typeset("Le nouveau rôle compte dès le prochain clic de cette personne.")
TO_ROLE: Final = typeset("Passer en « {role} »")
RESET: Final = typeset("Donner un nouveau lien de mot de passe")
RESET_HELP: Final = typeset(
    "L'ancien mot de passe cesse de servir tout de suite, et la personne est déconnectée partout : elle ne rentrera "
    "que par le lien, valable une fois et pendant 7 jours. Un lien donné avant ne sert plus."
)
RESET_BUTTON: Final = typeset("Créer le lien")
SIGN_OUT: Final = typeset("Déconnecter partout")
SIGN_OUT_HELP: Final = typeset("La personne devra se reconnecter avec le même mot de passe.")
SIGN_OUT_BUTTON: Final = typeset("Déconnecter")
DISABLE: Final = typeset("Désactiver le compte")
DISABLE_HELP: Final = typeset(
    "La personne est déconnectée partout et ne peut plus entrer ; ses liens ne servent plus. "
    "Ce qu'elle a écrit reste, et vous pourrez réactiver le compte."
)
DISABLE_BUTTON: Final = typeset("Désactiver")
ENABLE: Final = typeset("Réactiver le compte")
ENABLE_HELP: Final = typeset("La personne retrouve son rôle et le mot de passe qu'elle avait.")
ENABLE_BUTTON: Final = typeset("Réactiver")
OWN_HELP: Final = typeset(
    "C'est votre compte. Pour votre mot de passe et vos navigateurs, passez par « Mon compte » ; un autre "
    "administrateur peut changer votre rôle ou désactiver votre compte."
)
ORGANISATION_HELP: Final = typeset("Son mot de passe et son rôle viennent de votre organisation.")
NOT_ONESELF: Final = typeset("C'est votre propre compte : demandez-le à un autre administrateur. Rien n'a changé.")
ROLE_CHANGED: Final = typeset("« {name} » a maintenant le rôle « {role} ».")
SIGNED_OUT: Final = typeset("« {name} » est déconnecté partout ({count}).")
DISABLED: Final = typeset("« {name} » est désactivé et déconnecté partout.")
ENABLED: Final = typeset("« {name} » est réactivé.")
ENABLED_WITHOUT_PASSWORD: Final = typeset(
    "« {name} » est réactivé, mais n'a pas de mot de passe : donnez-lui un nouveau lien."
)
BROWSERS: Final = "{count} navigateur"
BROWSERS_MANY: Final = "{count} navigateurs"

# The page of a link
INVITED_TITLE: Final = typeset("Choisir votre mot de passe")
INVITED_HELLO: Final = typeset("Bonjour. Ce mot de passe ouvrira votre compte « {name} », et vous seul le connaîtrez.")
INVITED_OTHER: Final = typeset(
    "Dans ce navigateur, vous êtes connecté avec le compte « {name} ». Ce lien est pour une autre personne : "
    "s'il n'est pas pour vous, fermez cette page, il servira encore."
)
PASSWORD_NEW: Final = typeset("Nouveau mot de passe")
PASSWORD_RULE: Final = typeset("10 caractères au moins. Une phrase que vous retenez vaut mieux qu'un mot compliqué.")
PASSWORD_AGAIN: Final = typeset("Le même, encore une fois")
PASSWORDS_DIFFER: Final = typeset("Les deux mots de passe ne sont pas les mêmes : tapez-les de nouveau.")
INVITED_SUBMIT: Final = typeset("Enregistrer et me connecter")
LINK_OVER_TITLE: Final = "Lien inutilisable"
TO_SIGN_IN: Final = "Se connecter"

# One's own account
OWN_INTRO: Final = typeset("Compte « {name} », rôle {role}.")
OWN_PASSWORD: Final = typeset("Changer mon mot de passe")
PASSWORD_NOW: Final = typeset("Mot de passe actuel")
OWN_SUBMIT: Final = typeset("Changer le mot de passe")
OWN_CHANGED: Final = typeset("Votre mot de passe est changé. Vos autres navigateurs sont déconnectés.")
OWN_ORGANISATION: Final = typeset(
    "Vous vous connectez par votre organisation : c'est elle qui tient votre mot de passe."
)
OWN_SESSIONS: Final = typeset("Mes navigateurs connectés")
OWN_SESSION: Final = typeset("depuis le {since}, vu le {seen}")
THIS_BROWSER: Final = "ce navigateur"
OWN_CLOSE: Final = typeset("Déconnecter les autres navigateurs")
OWN_ALONE: Final = typeset("Aucun autre navigateur n'est connecté à votre compte.")
OWN_CLOSED: Final = typeset("Vos autres navigateurs sont déconnectés.")
BACK: Final = "Retour"

# Through the organisation
ORGANISATION: Final = typeset("Se connecter avec mon organisation")
ORGANISATION_OR: Final = typeset("Ou avec un mot de passe :")
ORGANISATION_STOPPED: Final = typeset("Votre organisation ne vous a pas connecté. Recommencez, ou prévenez-la.")
ORGANISATION_LOST: Final = typeset(
    "Cette connexion n'a pas été commencée dans ce navigateur, a déjà servi ou a trop attendu : recommencez."
)
