"""The accessibility statement, in its one place: what is claimed, on what grounds, since when, and what is missing.

It follows the form of the French model (RGAA 4.1) and claims no audit that was not made.
"""

from datetime import date
from typing import Final

from bot.web.texts import typeset

MADE_ON: Final = date(2026, 11, 29)
TITLE: Final = "Accessibilité"
FOOTER_LINK: Final = typeset("Accessibilité : partiellement conforme")
INTRO: Final = typeset(
    "Choriste veut être utilisable par tous, avec ou sans souris, à l'œil ou à l'oreille, sur un téléphone comme sur "
    "un grand écran. Cette déclaration vaut pour l'assistant, les espaces du formateur et du support, et les pages de "
    "connexion."
)
STATE_TITLE: Final = typeset("État de conformité")
STATE: Final = typeset(
    "Non audité par un tiers ; partiellement conforme au référentiel RGAA 4.1 et aux règles WCAG 2.2, niveau AA, selon "
    "nos propres contrôles automatiques. Aucun taux de conformité n'est donné, faute d'audit."
)
CHECKED_TITLE: Final = typeset("Ce que nos contrôles vérifient")
CHECKED_INTRO: Final = typeset(
    "À chaque modification du logiciel, dans un vrai navigateur, à la largeur d'un téléphone et à celle d'un "
    "ordinateur :"
)
CHECKED: Final = [
    typeset("les règles automatiques d'axe-core, sans aucune anomalie, en clair et en sombre ;"),
    typeset("les parcours du stagiaire, du formateur et du support, au clavier seul, le focus toujours visible ;"),
    typeset("la lecture sans défilement horizontal, sur un écran étroit, texte doublé ou espacé ;"),
    typeset("la taille des boutons, le contraste du texte et du bord des champs, le mode « contrastes forcés » ;"),
    typeset("l'absence de mouvement quand le système demande de les réduire ;"),
    typeset("l'annonce d'une réponse en une seule fois aux lecteurs d'écran."),
]
LIMITS_TITLE: Final = typeset("Limites connues")
LIMITS: Final = [
    typeset("aucun essai n'a été fait par des personnes handicapées, ni avec un lecteur d'écran du commerce ;"),
    typeset("les images de pages et les PDF d'origine n'ont pas de texte de remplacement : leur texte est à côté ;"),
    typeset("les graphiques des tableaux de bord se lisent par le tableau de chiffres placé au-dessous ;"),
    typeset("les fascicules PDF déposés par les formateurs ne sont pas contrôlés ;"),
    typeset("certains composants viennent d'une bibliothèque extérieure (Gradio), que nous corrigeons par endroits."),
]
CONTACT_TITLE: Final = typeset("Signaler une difficulté")
CONTACT: Final = typeset(
    "Dites-le par un ticket : ouvrez l'assistant, choisissez « Préparer un ticket » et décrivez ce qui vous arrête. "
    "Vous pouvez aussi le dire à votre formateur, qui vous donnera l'information autrement."
)
CONTACT_LINK: Final = typeset("Ouvrir l'assistant")
APPEAL_TITLE: Final = "Voie de recours"
APPEAL: Final = typeset(
    "Si vous signalez un défaut qui vous empêche d'accéder à un contenu ou à un service et que vous n'obtenez pas de "
    "réponse satisfaisante, vous pouvez écrire au Défenseur des droits, sur defenseurdesdroits.fr, ou sans timbre : "
    "Défenseur des droits, Libre réponse 71120, 75342 Paris CEDEX 07."
)
DATED: Final = typeset("Déclaration établie le {date}.")
