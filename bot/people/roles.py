"""The four roles; what each may do is said in the table of permissions."""

from bot.people.errors import AccountRefused

TRAINEE, TRAINER, SUPPORT, ADMINISTRATOR = "stagiaire", "formateur", "support", "administrateur"
ROLES = (TRAINEE, TRAINER, SUPPORT, ADMINISTRATOR)


def known_role(role: str) -> str:
    """``role``; raises AccountRefused when there is none of this name."""
    if role not in ROLES:
        raise AccountRefused(f"Le rôle « {role} » n'existe pas. Choisissez parmi : {', '.join(ROLES)}.")
    return role
