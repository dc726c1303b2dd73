"""Each identifier checked, with the French reason when it is wrong; ``None`` means nothing is wrong with it.

Check digits are python-stdnum's, La Poste's own SIRET rule included. A right check digit doesn't prove that the
number exists: only the directory does, and no one here claims more.
"""

import re
from datetime import date

from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.fr import siren, siret, tva

from bot.chorus.folding import fold_in_place

_SIREN_DIGITS, _SIRET_DIGITS = 9, 14
_INVOICE_NUMBER_LONGEST = 20  # AIFE's rule G1.05, and the portal's own message
_ENGAGEMENT_LONGEST = 50
_SERVICE_LONGEST = 100
_MAIL_LONGEST = 254  # RFC 5321, and the portal's own field
_MAIL_BEFORE_AT_LONGEST = 64
_MAIL = re.compile(
    r"[\w+'-]+(?:\.[\w+'-]+)*@(?P<domain>(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,})", re.I | re.ASCII
)
_INVOICE_NUMBER_REFUSED = re.compile(r"[^A-Za-z0-9 +_/-]")
_WRONG_KEY = "la clé de contrôle ne correspond pas : un chiffre est sans doute mal recopié"


def check_siret(number: str) -> str | None:
    digits = siret.compact(number)
    if len(digits) == _SIREN_DIGITS:
        return "ce numéro a 9 chiffres : c'est un SIREN, un SIRET en a 14"
    if len(digits) != _SIRET_DIGITS:
        return f"ce SIRET a {len(digits)} chiffres, il en faut 14"
    return None if siret.is_valid(digits) else _WRONG_KEY


def check_siren(number: str) -> str | None:
    digits = siren.compact(number)
    if len(digits) != _SIREN_DIGITS:
        return f"ce SIREN a {len(digits)} chiffres, il en faut 9"
    return None if siren.is_valid(digits) else _WRONG_KEY


def check_vat(number: str) -> str | None:
    """A French VAT number; old keys with letters are checked too, other countries' numbers are left to VIES."""
    try:
        tva.validate(number)
    except InvalidChecksum:
        return "la clé du numéro de TVA ne correspond pas au SIREN qu'il contient"
    except ValidationError:
        return "un numéro de TVA français s'écrit FR, puis une clé de 2 caractères, puis les 9 chiffres du SIREN"
    return None


def check_invoice_number(number: str) -> str | None:
    if len(number) > _INVOICE_NUMBER_LONGEST:
        return f"ce numéro de facture a {len(number)} caractères, Chorus Pro en accepte {_INVOICE_NUMBER_LONGEST}"
    refused = _INVOICE_NUMBER_REFUSED.search(number)
    if refused:
        return f"le caractère « {refused[0]} » n'est pas admis dans un numéro de facture"
    return None


def check_mail(address: str) -> str | None:
    if address.count("@") != 1:
        return "une adresse électronique contient une « @ », et une seule : prenom.nom@exemple.fr"
    if len(address) > _MAIL_LONGEST or address.index("@") > _MAIL_BEFORE_AT_LONGEST or not _MAIL.fullmatch(address):
        return "cette adresse électronique n'est pas complète ou contient un caractère de trop : vérifiez-la"
    return None


def check_engagement(number: str) -> str | None:
    if len(number) > _ENGAGEMENT_LONGEST:
        return f"ce numéro d'engagement a {len(number)} caractères, il en faut {_ENGAGEMENT_LONGEST} au plus"
    return None


def check_service(code: str) -> str | None:
    if len(code) > _SERVICE_LONGEST:
        return f"ce code service a {len(code)} caractères, il en faut {_SERVICE_LONGEST} au plus"
    return None


MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
MONTH_NUMBERS = {fold_in_place(name): number for number, name in enumerate(MONTHS, 1)}
_ANY_LEAP_YEAR = 2024


def say_date(day: int, month: int, year: int | None) -> str:
    """The date in French words, without a year when none was written: none is made up."""
    name = MONTHS[month - 1] if 1 <= month <= len(MONTHS) else f"mois {month}"
    return f"{'1er' if day == 1 else day} {name}" + (f" {year}" if year else "")


def check_date(day: int, month: int, year: int | None) -> str | None:
    try:
        date(year or _ANY_LEAP_YEAR, month, day)
    except ValueError:
        return "cette date n'existe pas"
    return None
