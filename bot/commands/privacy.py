"""``purge`` and ``audit``: let go of what is over its time, and check that the journal was not tampered with."""

import argparse

from bot.commands.outcome import ATTENTION, DONE, Subparsers, opened, say
from bot.privacy.acts import Act
from bot.privacy.audit import COMMAND_LINE


def _purge(options: argparse.Namespace) -> int:
    with opened() as services:
        counts = services.retention.due() if options.dry_run else services.retention.purge()
        if not options.dry_run and any(counts.values()):
            services.audit.record(COMMAND_LINE, Act.PURGED, **counts)
        for kind in services.retention.kinds:
            months = services.retention.months[kind.setting]
            say(f"{counts[kind.name]:>8}  {kind.label} (plus de {months} mois)")
    say("Rien n'a été effacé : essai à blanc." if options.dry_run else "Purge terminée.")
    return DONE


def _verify(options: argparse.Namespace) -> int:
    with opened() as services:
        verdict = services.audit.verify(options.known)
    if verdict.broken_at is not None:
        say(
            f"Le journal a été altéré : la ligne {verdict.broken_at} ne suit pas celles d'avant. Gardez cette base "
            "telle quelle, et comparez-la à une sauvegarde."
        )
        return ATTENTION
    if verdict.missing is not None:
        say("L'empreinte donnée n'est plus dans le journal : sa fin a été coupée, ou la ligne a dépassé sa durée.")
        return ATTENTION
    say(f"Journal intact : {verdict.entries} ligne(s), la dernière est la {verdict.last}. Empreinte à noter ailleurs :")
    say(verdict.hash)
    return DONE


def add_to(commands: Subparsers) -> None:
    purge = commands.add_parser("purge", help="effacer ou rendre anonyme ce qui a dépassé sa durée")
    purge.add_argument("--dry-run", action="store_true", help="dire ce qui partirait, sans rien changer")
    purge.set_defaults(run=_purge)

    audit = commands.add_parser("audit", help="le journal des actions de l'équipe")
    actions = audit.add_subparsers(dest="action", required=True, metavar="ACTION")
    verify = actions.add_parser("verify", help="vérifier que rien n'y a été changé ni retiré")
    verify.add_argument("--known", default="", metavar="EMPREINTE", help="une empreinte notée une autre fois")
    verify.set_defaults(run=_verify)
