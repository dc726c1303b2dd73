"""The French sentences of the doors: too many tries, too often, too large, too slow, and failures by reference."""

from datetime import timedelta
from typing import Final

from bot.web.texts import typeset


def french_wait(wait: timedelta) -> str:
    """« 8 secondes », « 15 minutes »: rounded up, so that who waits so long isn't told to wait again."""
    seconds = max(1, -int(-wait.total_seconds() // 1))
    if seconds < 60:
        return typeset(f"{seconds} seconde{'s' if seconds > 1 else ''}")
    minutes = -(-seconds // 60)
    if minutes < 60:
        return typeset(f"{minutes} minute{'s' if minutes > 1 else ''}")
    hours = -(-minutes // 60)
    return typeset(f"{hours} heure{'s' if hours > 1 else ''}")


SIGN_IN_WAIT: Final = typeset(
    "Trop d'essais de connexion : attendez {wait}, puis réessayez. Le mot de passe que vous venez de saisir n'a pas "
    "été essayé. Si vous l'avez oublié, un administrateur peut vous en donner un autre."
)
SIGN_IN_BUSY: Final = typeset(
    "Beaucoup de personnes se connectent en ce moment. Attendez quelques secondes, puis réessayez : "
    "le mot de passe n'a pas été essayé."
)
TOO_OFTEN_TITLE: Final = typeset("Trop de demandes")
TOO_OFTEN: Final = {
    "questions": typeset(
        "Vous envoyez beaucoup de messages. Votre texte est gardé : attendez {wait}, puis renvoyez-le."
    ),
    "sign_ins": typeset("Trop de connexions depuis votre réseau : attendez {wait}, puis réessayez."),
    "uploads": typeset("Trop de fichiers envoyés en peu de temps : attendez {wait}, puis renvoyez celui-ci."),
    "joins": typeset("Trop d'essais pour rejoindre une session : attendez {wait}, puis réessayez."),
    "tickets": typeset("Trop d'envois en peu de temps. Votre texte est gardé : attendez {wait}, puis renvoyez-le."),
    "invitations": typeset("Trop de demandes depuis votre réseau : attendez {wait}, puis rouvrez votre lien."),
}
TOO_LARGE_TITLE: Final = typeset("Envoi trop volumineux")
TOO_LARGE: Final = typeset(
    "Cet envoi dépasse la taille permise ({limit}). Rien n'a été enregistré : réduisez-le, puis recommencez."
)
TOO_SLOW_TITLE: Final = typeset("Envoi interrompu")
TOO_SLOW: Final = typeset(
    "Votre envoi a pris trop de temps et a été interrompu. Rien n'a été enregistré : vérifiez votre connexion, "
    "puis recommencez."
)
LOST_TITLE: Final = typeset("Page introuvable")
FAILURE_TITLE: Final = typeset("Une erreur s'est produite")


def french_size(size: int) -> str:
    """« 64 Ko », « 20 Mo »."""
    return typeset(f"{size // 1_000_000} Mo" if size >= 1_000_000 else f"{size // 1000} Ko")
