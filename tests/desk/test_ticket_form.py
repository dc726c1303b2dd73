"""The form's fields: filled by what was said or typed and nothing else, each wrong value with its reason."""

import pytest

from bot.chorus.categories import CATEGORIES
from bot.chorus.fields import Field
from bot.desk.errors import ChangesRefused
from bot.desk.ticket_form import ENTRIES, MAIL, Slot, check_entry, entries_giving, form_slots, missing_in
from bot.desk.tickets import TicketChanges, Tickets, TicketView
from tests.desk.conftest import Talk

FOLLOW = "Suivi, rejet ou paiement d'une facture"
RIGHT, OTHER = "732 829 320 00074", "21690123100011"


def slots(category: str, text: str, typed: dict[str, str] | None = None) -> dict[str, Slot]:
    return {slot.entry.key: slot for slot in form_slots(category, text, typed or {})}


@pytest.mark.parametrize("field", Field, ids=lambda field: field.name)
def test_every_field_that_a_category_asks_for_has_an_input_with_its_help(field: Field) -> None:
    assert entries_giving(field)
    assert all(entry.label and entry.help for entry in entries_giving(field))


@pytest.mark.parametrize("category", CATEGORIES, ids=lambda category: category.key)
def test_an_empty_text_fills_nothing(category: object) -> None:
    label = getattr(category, "label")  # noqa: B009
    assert not any(slot.value or slot.candidates or slot.said for slot in slots(label, "").values())


@pytest.mark.parametrize(
    ("key", "value", "problem"),
    [
        ("SIRET", "7328293200007", "ce SIRET a 13 chiffres, il en faut 14"),
        ("SIRET_ISSUER", "73282932000075", "la clé de contrôle ne correspond pas"),
        ("SIRET_RECIPIENT", "732829320", "c'est un SIREN"),
        ("SIRET", "7328293200007O", "« O » est de trop"),
        ("INVOICE", "F" * 21, "21 caractères"),
        ("INVOICE", "F#12", "« # » n'est pas admis"),
        ("INVOICE_DATE", "31 février 2026", "n'existe pas"),
        ("DATE", "hier", "ne se lit pas"),
        ("AMOUNT", "beaucoup", "ne se lit pas"),
        ("LOGIN", "jean.exemple.fr", "« @ »"),
        ("TECHNICAL_ACCOUNT", "jean@exemple.fr", "TECH_"),
        ("TIME", "tôt", "ne se lit pas"),
        (MAIL, "a@b", "n'est pas complète"),
    ],
)
def test_a_wrong_value_is_told_why(key: str, value: str, problem: str) -> None:
    assert problem in str(check_entry(key, value))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("SIRET", RIGHT), ("INVOICE", "FA-2026_118/3"), ("INVOICE_DATE", "3/11/2026"), ("DATE", "3 novembre"),
        ("AMOUNT", "1 250,50 € TTC"), ("AMOUNT", "1250"), ("TIME", "vers 14h30"),
        ("TECHNICAL_ACCOUNT", "TECH_1@cpro.fr"), (MAIL, "prenom.nom+stage@sous.exemple.fr"),
        ("BROWSER", "Firefox"), ("SUBCATEGORY", "n'importe laquelle"),
    ],
)  # fmt: skip
def test_a_right_value_is_left_in_peace(key: str, value: str) -> None:
    assert check_entry(key, value) is None


def test_what_was_said_fills_its_field_and_what_is_wrong_is_told_there() -> None:
    found = slots("Gestion des structures et utilisateurs", "SIRET 7328293200007, je me connecte avec a@exemple.fr")
    assert (found["SIRET"].value, found["SIRET"].origin) == ("7328293200007", "found")
    assert "13 chiffres" in str(found["SIRET"].problem)
    assert (found["LOGIN"].value, found["LOGIN"].given) == ("a@exemple.fr", True)


def test_between_two_values_nothing_is_chosen_and_both_are_offered() -> None:
    found = slots(FOLLOW, f"de {RIGHT} vers {OTHER}, factures FA-1001 et FA-1002")
    for key, offered in (
        ("SIRET_ISSUER", ("73282932000074", OTHER)),
        ("SIRET_RECIPIENT", ("73282932000074", OTHER)),
        ("INVOICE", ("FA-1001", "FA-1002")),
    ):
        assert (found[key].value, found[key].candidates) == ("", offered)


def test_a_value_typed_in_one_field_is_no_longer_offered_for_the_other() -> None:
    found = slots(FOLLOW, f"de {RIGHT} vers {OTHER}", {"SIRET_ISSUER": RIGHT})
    assert found["SIRET_RECIPIENT"].candidates == (OTHER,)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("facture 2026-118 du 3 novembre 2026", "3 novembre 2026"),
        ("facture datée du 3/11/2026", "3 novembre 2026"),
        ("elle est bloquée depuis le 3 novembre 2026", ""),
        ("facture 2026-118 bloquée. Appelé le 3 novembre 2026", ""),
    ],
)
def test_a_date_is_the_invoice_s_only_when_it_is_said_to_be(text: str, value: str) -> None:
    assert slots(FOLLOW, text)["INVOICE_DATE"].value == value


def test_what_is_typed_is_no_longer_missing_unless_it_is_wrong() -> None:
    text = "facture 2026-118"
    assert "code service" not in missing_in(FOLLOW, text, {"SERVICE": "FAC75"})
    assert "SIRET de l'émetteur et du destinataire" in missing_in(FOLLOW, text, {"SIRET_ISSUER": "123"})
    assert "SIRET de l'émetteur ou du destinataire (un seul est donné)" in missing_in(
        FOLLOW, text, {"SIRET_ISSUER": RIGHT}
    )
    assert not any("SIRET" in one for one in missing_in(FOLLOW, f"{text}, siret {OTHER}", {"SIRET_ISSUER": RIGHT}))
    assert missing_in(
        "Gestionnaire principal à remplacer", "M. Bernard est parti",
        {"NEW_MANAGER": "Ana Lopez", "SIRET": RIGHT, "NEW_MANAGER_LOGIN": "a@exemple.fr"},
    ) == []  # fmt: skip


@pytest.fixture
def draft(tickets: Tickets, talk: Talk) -> TicketView:
    return tickets.draft(talk([("Ma facture 2026-118 est rejetée", "answer")]), "paul")


def test_typed_fields_are_kept_with_the_ticket_and_the_text_stays_the_person_s(
    tickets: Tickets, draft: TicketView
) -> None:
    typed = {"SIRET_ISSUER": f"  {RIGHT}\n", "SERVICE": "FAC75", MAIL: "paul@exemple.fr"}
    saved = tickets.save(draft.id, "paul", TicketChanges(fields=typed), draft.revision)
    assert (saved.fields, saved.email) == ({"SIRET_ISSUER": RIGHT, "SERVICE": "FAC75"}, "paul@exemple.fr")
    assert saved.description == draft.description
    assert {"kind": "SIRET", "value": "73282932000074", "valid": True, "problem": None} in saved.identifiers
    emptied = tickets.save(draft.id, "paul", TicketChanges(fields={"SERVICE": " "}), saved.revision)
    assert emptied.fields == {"SIRET_ISSUER": RIGHT}
    assert tickets.draft("c1", "paul").fields == emptied.fields


def test_a_field_covers_secrets_and_refuses_what_it_can_t_hold(tickets: Tickets, draft: TicketView) -> None:
    secret = TicketChanges(fields={"MESSAGE": "mon mot de passe est Toto2026!"})
    assert "Toto" not in str(tickets.save(draft.id, "paul", secret, draft.revision).fields)
    revision = tickets.mine("paul")[0].revision
    for fields in ({"INCONNU": "x"}, {"MESSAGE": "x" * 501}):
        with pytest.raises(ChangesRefused):
            tickets.save(draft.id, "paul", TicketChanges(fields=fields), revision)


def test_personal_data_is_covered_on_its_author_s_say(tickets: Tickets, draft: TicketView) -> None:
    from bot.chorus.unneeded import MASKED, undecided

    text = "Facture 2026-118, pendant mon arrêt maladie."
    [one] = undecided([text], {})
    changes = TicketChanges(description=text, unneeded={one.mark: MASKED})
    covered = tickets.save(draft.id, "paul", changes, draft.revision)
    assert "maladie" not in covered.description
    again = tickets.save(draft.id, "paul", TicketChanges(description=text), covered.revision)
    assert again.description == covered.description


def test_the_trainee_writes_back_and_the_reply_counts_as_unread_until_seen(tickets: Tickets, draft: TicketView) -> None:
    sent = tickets.send(draft.id, "paul", TicketChanges(), draft.revision)
    first = tickets.follow_up(sent.id, "paul", "J'ajoute une précision.", sent.revision)
    assert first.revision > sent.revision
    assert [(one.author, one.text) for one in tickets.thread(sent.id)] == [(None, "J'ajoute une précision.")]
    for text in ("", " \n"):
        with pytest.raises(ChangesRefused, match="vide"):
            tickets.follow_up(sent.id, "paul", text, first.revision)
    assert tickets.unread("paul") == 0


def test_entries_have_one_key_each() -> None:
    assert all(key == entry.key for key, entry in ENTRIES.items())
