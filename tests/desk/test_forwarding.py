"""What is copied into the portal's form: its own fields, the person's words, and nothing invented."""

from datetime import UTC, datetime
from typing import Any

from bot.chorus.categories import category_labels
from bot.chorus.identifiers import LABELS
from bot.desk.drafting import read_over
from bot.desk.forwarding import description_for_portal, portal_form
from bot.desk.types import TicketView

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def ticket(description: str, category: str = "Autre demande", **changed: Any) -> TicketView:
    identifiers, missing = read_over(category, "Objet", description)
    known: dict[str, Any] = {
        "id": 1, "number": "T-2026-000007", "state": "en relecture", "category": category, "subject": "Objet",
        "description": description, "identifiers": identifiers, "tried": [], "stop_reason": "demande",
        "missing": missing, "reply": "", "reviewer": None, "created_at": NOW, "sent_at": NOW, "reviewed_at": None,
        "revision": 1, "conversation_id": None, "owner": "x",
    }  # fmt: skip
    return TicketView(**(known | changed))


def field(shown: TicketView, label: str) -> tuple[str, str]:
    return next((one.text, one.to_check) for one in portal_form(shown) if one.label.startswith(label))


def test_the_fields_are_the_portal_s_in_its_order() -> None:
    assert [one.label.split(" (")[0] for one in portal_form(ticket("Bonjour"))] == [
        "Catégorie", "Sous-catégorie", "Structure émettrice", "Adresse électronique", "Titre / Résumé",
        "Description longue",
    ]  # fmt: skip


def test_a_field_without_a_text_to_copy_says_why() -> None:
    for category in category_labels():
        for one in portal_form(ticket("Rien de précis.", category)):
            assert one.text or one.to_check
    assert field(ticket("x", "Autre demande"), "Catégorie")[0] == ""
    assert field(ticket("x", "Gestion des structures et utilisateurs"), "Catégorie")[0] != ""


def test_only_a_siret_and_an_address_that_are_certain_are_offered() -> None:
    one = ticket("SIRET 73282932000074, écrire à paul@exemple.fr")
    assert field(one, "Structure")[0] == "73282932000074"
    assert field(one, "Adresse")[0] == "paul@exemple.fr"
    assert field(ticket("SIRET 7328293200007"), "Structure")[0] == ""
    two = ticket("de 73282932000074 à 35600000000048, a@exemple.fr ou b@exemple.fr")
    assert field(two, "Structure")[0] == field(two, "Adresse")[0] == ""
    assert "73282932000074, 35600000000048" in field(two, "Structure")[1]


def test_the_description_keeps_the_words_and_lists_what_passes_its_check() -> None:
    shown = description_for_portal(ticket("Ma facture 2026-118, SIRET 7328293200007."))
    assert shown.startswith("Ma facture 2026-118, SIRET 7328293200007.")
    assert f"- {LABELS['facture']} : 2026-118" in shown
    assert "- SIRET" not in shown
    assert shown.endswith("T-2026-000007.")
