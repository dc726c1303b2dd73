"""``doctor``: what is wrong with an installation, and what to do."""

import argparse
from datetime import date

from bot.commands.outcome import ATTENTION, DONE, NOTHING_DONE, Subparsers, opened, say


def _doctor(_options: argparse.Namespace) -> int:
    from bot.doctor import FAIL, OK, examine

    with opened() as services:
        findings = examine(services, date.today())
    for finding in findings:
        say(f"{finding.level:4} {finding.subject} : {finding.found}")
        if finding.remedy:
            say(f"     → {finding.remedy}")
    if any(finding.level == FAIL for finding in findings):
        return NOTHING_DONE
    return DONE if all(finding.level == OK for finding in findings) else ATTENTION


def add_to(commands: Subparsers) -> None:
    commands.add_parser("doctor", help="examiner l'installation").set_defaults(run=_doctor)
