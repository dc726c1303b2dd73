"""What the buttons of « Comptes » do: each asks the table of permissions first, and gives the HTML to show."""

from datetime import UTC, datetime

from markupsafe import Markup

from bot.people.account_rows import User, plain_name
from bot.people.errors import AccountNotFound, AccountRefused
from bot.people.listing import AccountLine, account_lines
from bot.privacy.acts import Act
from bot.services import Services
from bot.web import texts_accounts as a
from bot.web.accounts_views import account_html, accounts_html, browsers, link_html
from bot.web.cards import notice
from bot.web.permissions import Action, allow


def show_accounts(services: Services, name: str | None) -> Markup:
    """Every account with its state; raises NotAllowed."""
    user = allow(services.database, name, Action.MANAGE_ACCOUNTS)
    return accounts_html(_lines(services), user.name)


def invite(services: Services, name: str | None, account: str, display: str, role: str, address: str) -> Markup:
    """Make an account and show its link, this once; raises NotAllowed or AccountRefused."""
    user = allow(services.database, name, Action.MANAGE_ACCOUNTS)
    made = services.invitations.invite(account or "", role or "", user.name, display or "")
    services.audit.record(user, Act.ACCOUNT_CREATED, made.user.name, role=role, invited=True)
    return link_html(made, address)


def open_account(services: Services, name: str | None, account: str) -> Markup:
    """One account with what can be done; raises NotAllowed or AccountNotFound."""
    user = allow(services.database, name, Action.MANAGE_ACCOUNTS)
    line = next((line for line in _lines(services) if line.user.name == account), None)
    if line is None:
        raise AccountNotFound(f"Aucun compte ne s'appelle « {account} ».")
    return account_html(line, user.name)


def reset(services: Services, name: str | None, account: str, address: str) -> Markup:
    """Take a password away and show the link to another; raises NotAllowed, AccountNotFound or AccountRefused."""
    user = allow(services.database, name, Action.MANAGE_ACCOUNTS)
    made = services.invitations.reset(account, user.name)
    services.audit.record(user, Act.ACCOUNT_RESET, account)
    return link_html(made, address)


def change_role(services: Services, name: str | None, account: str, role: str) -> Markup:
    """Give another role, never to oneself; raises NotAllowed, AccountNotFound or AccountRefused."""
    user = _allowed_on_another(services, name, account)
    services.accounts.set_role(account, role)
    services.audit.record(user, Act.ACCOUNT_CHANGED, account, role=role)
    return notice(a.ROLE_CHANGED.format(name=account, role=a.ROLES[role]), "good")


def sign_out(services: Services, name: str | None, account: str) -> Markup:
    """Sign an account out everywhere; raises NotAllowed or AccountNotFound."""
    user = allow(services.database, name, Action.MANAGE_ACCOUNTS)
    count = services.sessions.close_all(account)
    services.audit.record(user, Act.ACCOUNT_SIGNED_OUT, account, browsers=count)
    return notice(a.SIGNED_OUT.format(name=account, count=browsers(count)), "good")


def disable(services: Services, name: str | None, account: str) -> Markup:
    """Close an account, never one's own; raises NotAllowed, AccountNotFound or AccountRefused."""
    user = _allowed_on_another(services, name, account)
    services.accounts.disable(account)
    services.audit.record(user, Act.ACCOUNT_DISABLED, account)
    return notice(a.DISABLED.format(name=account), "good")


def enable(services: Services, name: str | None, account: str) -> Markup:
    """Open a closed account again; raises NotAllowed or AccountNotFound."""
    user = allow(services.database, name, Action.MANAGE_ACCOUNTS)
    services.accounts.enable(account)
    services.audit.record(user, Act.ACCOUNT_ENABLED, account)
    line = next(line for line in _lines(services) if line.user.name == account)
    if line.state == "active":
        return notice(a.ENABLED.format(name=account), "good")
    return notice(a.ENABLED_WITHOUT_PASSWORD.format(name=account), "warn")


def sign_everybody_out(services: Services, name: str | None, kept: str | None) -> Markup:
    """Sign everybody out but the browser whose session is ``kept``; raises NotAllowed."""
    user = allow(services.database, name, Action.MANAGE_ACCOUNTS)
    count = services.sessions.close_everybody(kept)
    services.audit.record(user, Act.ACCOUNT_SIGNED_OUT, "", browsers=count)
    return notice(a.EVERYBODY_DONE.format(count=browsers(count)), "good")


def _allowed_on_another(services: Services, name: str | None, account: str) -> User:
    user = allow(services.database, name, Action.MANAGE_ACCOUNTS)
    if user.name == plain_name(account):
        raise AccountRefused(a.NOT_ONESELF)
    return user


def _lines(services: Services) -> list[AccountLine]:
    with services.database.session() as session:
        return account_lines(session, datetime.now(UTC))
