"""Amounts in euros and calendar dates in running text, rewritten in one French form each.

Nothing is added: a date without a year stays without one, and a number is an amount only beside « € », « HT », « TTC »
or the word « montant ».
"""

import re
from collections.abc import Iterator

from bot.chorus.checks import MONTH_NUMBERS, check_date, say_date
from bot.chorus.spotting import Spot

_NUMBER = r"(?P<whole>\d{1,3}(?:[ .]\d{3})+(?!\d)|\d+)(?:[.,](?P<cents>\d{1,2})(?!\d))?"
_UNIT = r"\s?(?P<unit>k ?€|k ?euros?\b|€|euros?\b|eur\b)"
_TAX = r"\s?(?:\(?(?P<tax>h\.?t|t\.?t\.?c)\b\.?\)?)"
_SIGN = r"(?:(?<![\w.,/])(?P<sign>-) ?|(?<![\w.,/-]))"
_AMOUNT = re.compile(rf"{_SIGN}{_NUMBER}(?:{_UNIT}(?:{_TAX})?|{_TAX.replace('tax', 'only_tax')})")
_NAMED_AMOUNT = re.compile(
    rf"\b(?:montants?|net a payer|total)\b(?: total| net)?(?: \(?(?P<tax>ht|ttc)\)?)?\s*(?:est|de|d'|:|=|"
    rf"a)*\s*(?<![\w-]){_NUMBER}(?![\w/%-]|[.,]\d)"
)
_NUMERIC = re.compile(r"(?<![\w/.,-])(\d{1,2})([/.-])(\d{1,2})\2(20\d\d|\d\d)(?![\w/-]|[.,]\d)")
_ISO = re.compile(r"(?<![\w/.,-])(20\d\d)-(\d\d)-(\d\d)(?![\w/-])")
_SHORT_MONTHS = {"janv": 1, "fevr": 2, "fev": 2, "avr": 4, "juil": 7, "sept": 9, "oct": 10, "nov": 11, "dec": 12}
_MONTH = "|".join([*MONTH_NUMBERS, *_SHORT_MONTHS])
_IN_WORDS = re.compile(rf"(?<![\w/.,-])(\d{{1,2}})(?:er)? ({_MONTH})\b\.?(?:,? ((?:19|20)\d\d)\b)?")
_DAY_AND_MONTH = re.compile(
    r"\b(?:du|le|au|depuis|des|dates?|datee?s?|factures? de)\s(?:le |du )?(\d{1,2})/(\d{1,2})(?![/\d]|\s?(?:€|euros?))"
)
_CENTURY = 2000


def find_dates(folded: str, text: str) -> Iterator[Spot]:
    for match in _ISO.finditer(folded):
        yield _date(match.start(), match.end(), text, int(match[3]), int(match[2]), int(match[1]))
    for match in _NUMERIC.finditer(folded):
        year = int(match[4]) if len(match[4]) > 2 else _CENTURY + int(match[4])
        yield _date(match.start(), match.end(), text, int(match[1]), int(match[3]), year)
    for match in _IN_WORDS.finditer(folded):
        month = MONTH_NUMBERS.get(match[2]) or _SHORT_MONTHS[match[2]]
        yield _date(match.start(), match.end(), text, int(match[1]), month, int(match[3]) if match[3] else None)
    for match in _DAY_AND_MONTH.finditer(folded):
        yield _date(match.start(1), match.end(2), text, int(match[1]), int(match[2]), None)


def _date(start: int, end: int, text: str, day: int, month: int, year: int | None) -> Spot:
    """A date that doesn't exist keeps the form in which it was written."""
    problem = check_date(day, month, year)
    return Spot("date", start, end, text[start:end] if problem else say_date(day, month, year), problem)


def find_amounts(folded: str) -> Iterator[Spot]:
    for match in _AMOUNT.finditer(folded):
        thousands = (match["unit"] or "").startswith("k")
        yield Spot("montant", *match.span(), _say_amount(match, match["tax"] or match["only_tax"], thousands))
    for match in _NAMED_AMOUNT.finditer(folded):
        yield Spot("montant", match.start("whole"), match.end(), _say_amount(match, match["tax"], thousands=False))


def _say_amount(match: re.Match[str], tax: str | None, thousands: bool) -> str:
    """« 1 250,50 € TTC », with non-breaking spaces."""
    whole = f"{int(re.sub(r'[ .]', '', match['whole'])):,}".replace(",", "\u00a0")
    cents = (
        f",{match['cents']:0<2}" if match["cents"] and not thousands else f",{match['cents']}" if match["cents"] else ""
    )
    sign = "-" if match.groupdict().get("sign") else ""
    shown_tax = f"\u00a0{tax.replace('.', '').upper()}" if tax else ""
    return f"{sign}{whole}{cents}\u00a0{'k' if thousands else ''}€{shown_tax}"
