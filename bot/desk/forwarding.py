"""A ticket put into the fields of the portal's own form, to be copied there one by one.

The fields and their labels are those of « Créer un ticket de support » and of the form of a signed-in user, as the
portal's documentation gives them; what it doesn't publish (the lists of categories, the form of a ticket's number) is
said to be checked on the portal.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.chorus.categories import category_named
from bot.desk.types import TicketView

WHERE: Final = (
    "Support > « Nous contacter » > « Envoyer une demande d'aide au support » > « Envoyer un ticket ». Connecté, le "
    "ticket se suit dans Chorus Pro ; sans connexion, la réponse n'arrive que par courriel."
)
NUMBER_HELP: Final = (
    "Le portail donne ce numéro dans la fenêtre qui confirme l'envoi. Sa forme n'est pas publiée : recopiez-le tel "
    "quel."
)
# The one label of the portal's list of categories that its documentation gives.
_PORTAL_CATEGORIES: Final = ("Gestion des structures et utilisateurs",)
_LIST_NOT_PUBLISHED: Final = "À vérifier sur le portail : la liste n'est pas publiée."


@dataclass(frozen=True)
class PortalField:
    """One field of the portal's form; ``text`` is what to copy, empty when there is nothing; ``to_check`` says why."""

    label: str
    text: str
    to_check: str = ""


def portal_form(ticket: TicketView) -> tuple[PortalField, ...]:
    """The form's fields in their order there."""
    return (
        _category(ticket),
        PortalField("Sous-catégorie", "", _LIST_NOT_PUBLISHED),
        _structure(ticket),
        _address(ticket),
        PortalField("Titre / Résumé", ticket.subject),
        PortalField("Description longue", description_for_portal(ticket)),
    )


def description_for_portal(ticket: TicketView) -> str:
    """The person's words, then the numbers read in them that pass their check, and where the request comes from."""
    given = [f"- {one['kind']} : {one['value']}" for one in ticket.identifiers if one["valid"]]
    parts = [ticket.description]
    if given:
        parts.append("\n".join(["Références :", *given]))
    parts.append(f"Demande suivie par le support du stage sous le numéro {ticket.number}.")
    return "\n\n".join(parts)


def _category(ticket: TicketView) -> PortalField:
    if ticket.category in _PORTAL_CATEGORIES:
        return PortalField("Catégorie", ticket.category)
    known = category_named(ticket.category)
    recipient = f" Destinataire attendu : {known.recipient}." if known else ""
    return PortalField(
        "Catégorie", "", f"{_LIST_NOT_PUBLISHED} Au stage : « {ticket.category} ».{recipient}"
    )  # fmt: skip


def _structure(ticket: TicketView) -> PortalField:
    label = "Structure émettrice (connecté seulement)"
    found = _valid(ticket, "SIRET")
    if not found:
        return PortalField(label, "", "Aucun SIRET correct dans le ticket : à demander au stagiaire.")
    if len(found) > 1:
        return PortalField(label, "", f"Plusieurs SIRET dans le ticket, à choisir : {', '.join(found)}.")
    return PortalField(label, found[0], "À vérifier : ce SIRET peut être celui du client.")


def _address(ticket: TicketView) -> PortalField:
    label = "Adresse électronique (et sa confirmation)"
    if ticket.email:
        return PortalField(label, ticket.email)
    found = _valid(ticket, "Adresse électronique")
    if len(found) == 1:
        return PortalField(label, found[0], "À vérifier : une adresse que la personne relève encore.")
    return PortalField(label, "", "À demander au stagiaire : l'adresse où il veut recevoir la réponse.")


def _valid(ticket: TicketView, kind: str) -> Sequence[str]:
    return list(dict.fromkeys(str(one["value"]) for one in ticket.identifiers if one["valid"] and one["kind"] == kind))
