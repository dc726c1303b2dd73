"""« Comptes »: what an administrator sees and does there, and what is refused even to them."""

import html
import re
from collections.abc import Callable
from types import SimpleNamespace

import gradio as gr
import pytest

from bot.people.accounts import ADMINISTRATOR, ROLES, SUPPORT, TRAINEE, TRAINER
from bot.people.errors import AccountNotFound, AccountRefused
from bot.services import Services
from bot.storage.models import OrganisationIdentity
from bot.web import accounts_actions as actions
from bot.web import texts_accounts as a
from bot.web.accounts_views import everybody_html
from bot.web.administration import build_administration
from bot.web.footer import ACCESSIBILITY_PAGE
from bot.web.permissions import NotAllowed
from bot.web.texts import typeset
from tests.web.test_permissions import events_of
from tests.web.visits import PASSWORD, SignIn

ADDRESS = "https://stage.exemple.fr"


@pytest.fixture
def house(services: Services) -> Services:
    for role in ROLES:
        services.accounts.create(role, PASSWORD, role)
    services.accounts.create("ada", PASSWORD, ADMINISTRATOR)
    return services


def words(shown: str) -> str:
    """What is read on the screen."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", shown)))


def row_of(house: Services, name: str) -> str:
    rows = re.findall(r"<tr.*?</tr>", actions.show_accounts(house, "ada"))
    return words(next(row for row in rows if f'data-account="{name}"' in row))


def token_in(shown: str) -> str:
    found = re.search(rf"{ADDRESS}/invitation/([\w-]+)<", shown)
    assert found
    return found.group(1)


def test_the_list_shows_each_account_with_its_state(house: Services) -> None:
    house.accounts.open_session(next(user for user in house.accounts.list() if user.name == SUPPORT))
    house.accounts.disable(TRAINEE)
    actions.invite(house, "ada", "nina", "Nina <b>", TRAINER, ADDRESS)
    shown = actions.show_accounts(house, "ada")
    assert "Nina &lt;b&gt;" in shown
    assert "invité, lien valable jusqu'au" in row_of(house, "nina")
    assert "désactivé le" in row_of(house, TRAINEE)
    assert "actif" in row_of(house, SUPPORT)
    assert "jamais" not in row_of(house, SUPPORT)
    assert "jamais" in row_of(house, TRAINER)
    assert "vous" in row_of(house, "ada")


def test_an_invitation_shows_its_link_once_whole_to_copy_or_to_mail(house: Services) -> None:
    shown = actions.invite(house, "ada", "nina", "", TRAINER, ADDRESS)
    token = token_in(shown)
    assert f'data-copy="{ADDRESS}/invitation/{token}"' in shown
    assert 'href="mailto:?subject=' in shown
    assert house.invitations.invited(token).name == "nina"
    for again in (actions.show_accounts(house, "ada"), actions.open_account(house, "ada", "nina")):
        assert token not in again


def test_what_is_typed_badly_is_told(house: Services) -> None:
    for account, role, reason in (("", TRAINER, "de 1 à 80"), (SUPPORT, TRAINER, "existe déjà"), ("x", "chef", "rôle")):
        with pytest.raises(AccountRefused, match=reason):
            actions.invite(house, "ada", account, "", role, ADDRESS)
    with pytest.raises(AccountNotFound):
        actions.open_account(house, "ada", "inconnu")


def test_a_reset_gives_a_link_and_the_former_password_is_over(house: Services) -> None:
    token = token_in(actions.reset(house, "ada", SUPPORT, ADDRESS))
    assert house.accounts.check(SUPPORT, PASSWORD) is None
    house.invitations.accept(token, "un autre mot de passe")
    assert house.accounts.check(SUPPORT, "un autre mot de passe") is not None


def test_a_role_is_changed_an_account_signed_out_disabled_and_enabled(house: Services) -> None:
    user = next(user for user in house.accounts.list() if user.name == SUPPORT)
    token = house.accounts.open_session(user)
    assert "« Formateur »" in words(actions.change_role(house, "ada", SUPPORT, TRAINER)).replace("\u00a0", " ")
    found = house.accounts.user_of(token)
    assert found is not None
    assert found.role == TRAINER
    assert "1 navigateur" in actions.sign_out(house, "ada", SUPPORT)
    assert house.accounts.user_of(token) is None
    actions.disable(house, "ada", SUPPORT)
    assert house.accounts.check(SUPPORT, PASSWORD) is None
    assert "est réactivé" in actions.enable(house, "ada", SUPPORT)
    assert house.accounts.check(SUPPORT, PASSWORD) is not None
    actions.invite(house, "ada", "nina", "", TRAINER, ADDRESS)
    actions.disable(house, "ada", "nina")
    assert "nouveau lien" in words(actions.enable(house, "ada", "nina"))


def test_an_administrator_does_not_shut_themselves_out(house: Services) -> None:
    for change in (
        lambda: actions.disable(house, "ada", "ada"),
        lambda: actions.disable(house, "ada", " ada\u00a0"),
        lambda: actions.change_role(house, "ada", "ada", SUPPORT),
        lambda: actions.reset(house, "ada", "ada", ADDRESS),
    ):
        with pytest.raises(AccountRefused):
            change()
    assert house.accounts.check("ada", PASSWORD) is not None
    shown = actions.open_account(house, "ada", "ada")
    assert "data-act" not in shown
    assert "Mon compte" in words(shown).replace("\u00a0", " ")


def test_everybody_is_signed_out_but_the_browser_that_asks(house: Services) -> None:
    users = {user.name: user for user in house.accounts.list()}
    kept = house.accounts.open_session(users["ada"])
    others = [house.accounts.open_session(users[name]) for name in ("ada", SUPPORT, TRAINEE)]
    assert "3 navigateurs" in actions.sign_everybody_out(house, "ada", kept)
    assert [house.accounts.user_of(token) for token in others] == [None] * 3
    assert house.accounts.user_of(kept) is not None


def test_an_account_of_the_organisation_keeps_what_the_organisation_decides(house: Services) -> None:
    user = house.accounts.create("théo", None, SUPPORT)
    with house.database.session() as session:
        session.add(OrganisationIdentity(issuer="https://idp", subject="1", user_id=user.id))
    assert "par votre organisation" in row_of(house, "théo")
    shown = actions.open_account(house, "ada", "théo")
    assert 'data-act="reset"' not in shown
    assert 'data-act="role"' not in shown
    assert 'data-act="disable"' in shown
    with pytest.raises(AccountRefused, match="votre organisation"):
        actions.change_role(house, "ada", "théo", TRAINER)
    with pytest.raises(AccountRefused, match="votre organisation"):
        house.accounts.set_password("théo", PASSWORD)


def test_nobody_else_does_any_of_it(house: Services) -> None:
    before = house.accounts.list()
    acts: list[Callable[[str | None], object]] = [
        lambda name: actions.show_accounts(house, name),
        lambda name: actions.invite(house, name, "nina", "", ADMINISTRATOR, ADDRESS),
        lambda name: actions.open_account(house, name, "ada"),
        lambda name: actions.reset(house, name, "ada", ADDRESS),
        lambda name: actions.change_role(house, name, "ada", SUPPORT),
        lambda name: actions.sign_out(house, name, "ada"),
        lambda name: actions.disable(house, name, "ada"),
        lambda name: actions.enable(house, name, "ada"),
        lambda name: actions.sign_everybody_out(house, name, None),
    ]
    for name in (TRAINEE, TRAINER, SUPPORT, None, "visiteur"):
        for act in acts:
            with pytest.raises(NotAllowed):
                act(name)
    assert house.accounts.list() == before


def test_no_style_and_no_script_is_written_in_what_is_shown(house: Services) -> None:
    shown = [
        actions.show_accounts(house, "ada"),
        actions.invite(house, "ada", "nina", "", TRAINER, ADDRESS),
        actions.open_account(house, "ada", "nina"),
        everybody_html(),
    ]
    assert not re.search(r"\sstyle=|\son\w+=|<script", "".join(shown))


def test_every_sentence_is_typeset() -> None:
    sentences = [(name, value) for name, value in vars(a).items() if name.isupper() and isinstance(value, str)]
    assert len(sentences) > 50
    assert [name for name, value in sentences if typeset(value) != value] == []


def test_the_page_is_the_administrator_s_alone(client_as: SignIn) -> None:
    statuses = {role: client_as(role).get("/administration/").status_code for role in (None, *ROLES)}
    assert statuses == {None: 303, TRAINEE: 403, TRAINER: 403, SUPPORT: 403, ADMINISTRATOR: 200}


def test_a_raw_call_of_the_event_signs_nobody_out(house: Services) -> None:
    token = house.accounts.open_session(house.accounts.create("sam", PASSWORD, SUPPORT))
    [event] = [event for event in events_of(build_administration, house) if event.fn.__name__ == "sign_everybody_out"]
    with pytest.raises(gr.Error):
        event.fn(SimpleNamespace(username="ada"), gr.EventData(None, {"sure": "1"}))
    assert house.accounts.user_of(token) is not None


def test_the_page_ends_as_every_other_with_the_way_to_the_statement(client_as: SignIn) -> None:
    assert ACCESSIBILITY_PAGE in client_as(ADMINISTRATOR).get("/administration/").text
