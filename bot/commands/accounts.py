"""``user``: accounts by hand, the first of all among them."""

import argparse
import getpass
import sys

from bot.commands.outcome import DONE, Subparsers, opened, say
from bot.people.accounts import ROLES
from bot.privacy.acts import Act
from bot.privacy.audit import COMMAND_LINE


def _user(options: argparse.Namespace) -> int:
    with opened() as services:
        if options.action == "list":
            for user in services.accounts.list():
                say(f"{user.name}\t{user.role}\t{'désactivé' if user.disabled_at else 'actif'}")
        elif options.action == "disable":
            services.accounts.disable(options.name)
            services.audit.record(COMMAND_LINE, Act.ACCOUNT_DISABLED, options.name)
            say(f"« {options.name} » est désactivé et déconnecté.")
        elif options.action == "enable":
            services.accounts.enable(options.name)
            services.audit.record(COMMAND_LINE, Act.ACCOUNT_ENABLED, options.name)
            say(f"« {options.name} » est réactivé.")
        elif options.action == "role":
            services.accounts.set_role(options.name, options.role)
            services.audit.record(COMMAND_LINE, Act.ACCOUNT_CHANGED, options.name, role=options.role)
            say(f"« {options.name} » a maintenant le rôle « {options.role} ».")
        else:
            password = getpass.getpass("Mot de passe : ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
            if options.action == "add":
                services.accounts.create(options.name, password, options.role)
                services.audit.record(COMMAND_LINE, Act.ACCOUNT_CREATED, options.name, role=options.role)
                say(f"« {options.name} » ({options.role}) est créé.")
            else:
                services.accounts.set_password(options.name, password)
                services.audit.record(COMMAND_LINE, Act.ACCOUNT_CHANGED, options.name, password=True)
                say(f"Le mot de passe de « {options.name} » est changé.")
    return DONE


def add_to(commands: Subparsers) -> None:
    user = commands.add_parser("user", help="gérer les comptes")
    actions = user.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("list", help="lister les comptes")
    add = actions.add_parser("add", help="créer un compte (mot de passe demandé)")
    add.add_argument("name", metavar="NOM")
    add.add_argument("--role", choices=ROLES, required=True)
    role = actions.add_parser("role", help="donner un autre rôle")
    role.add_argument("name", metavar="NOM")
    role.add_argument("role", choices=ROLES)
    for action, text in (
        ("password", "changer un mot de passe"),
        ("disable", "désactiver un compte"),
        ("enable", "réactiver un compte"),
    ):
        actions.add_parser(action, help=text).add_argument("name", metavar="NOM")
    user.set_defaults(run=_user)
