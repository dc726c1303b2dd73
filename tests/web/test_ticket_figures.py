"""« Chiffres » of the desk: for the support alone, each picture with its numbers, and empty it says what to do."""

from collections import Counter
from datetime import date

import pytest

from bot.desk.ticket_figures import TicketFigures, Wait, Week
from bot.people.accounts import ROLES, SUPPORT
from bot.services import Services
from bot.web import texts_desk as d
from bot.web.permissions import NotAllowed
from bot.web.ticket_figures_tab import drawn, hours, read_ticket_figures, tiles_html, wait_table, weeks_table
from bot.web.ticket_plots import counts_figure, wait_figure, weeks_figure

FIGURES = TicketFigures(
    weeks=(Week(date(2026, 11, 16), 3, 0, None), Week(date(2026, 11, 23), 1, 2, Wait(2, 4.5, 100.0))),
    states=Counter({"répondu": 2, "envoyé": 2}),
    categories=Counter({"Suivi, rejet ou paiement d'une facture": 3, "Autre demande": 1}),
    wait=Wait(2, 4.5, 100.0),
)
NONE = TicketFigures((Week(date(2026, 11, 23), 0, 0, None),), Counter(), Counter(), None)


def test_only_the_support_sees_them(services: Services) -> None:
    for role in ROLES:
        services.accounts.create(role, "un mot de passe long", role)
    assert read_ticket_figures(services, SUPPORT, 999).sent == 0
    for name in ("stagiaire", "formateur", None):
        with pytest.raises(NotAllowed):
            read_ticket_figures(services, name, 12)


def test_each_picture_has_the_numbers_of_its_table() -> None:
    assert [list(bar.y) for bar in weeks_figure(FIGURES).data] == [[3, 1], [0, 2]]
    assert [list(bar.y) for bar in wait_figure(FIGURES).data] == [[None, 4.5], [None, 100.0]]
    [bar] = counts_figure(FIGURES.categories).data
    assert list(zip(bar.y, bar.x, strict=True))[-1] == ("Suivi, rejet ou paiement d'une facture", 3)
    assert "23\u00a0novembre\u00a02026</th><td>1</td><td>2</td>" in weeks_table(FIGURES)
    assert "<td>2</td><td>4,5\u00a0h</td><td>4,2\u00a0j</td>" in wait_table(FIGURES)
    assert len(drawn(FIGURES)) == len(drawn(NONE)) == 10


def test_without_a_ticket_or_an_answer_it_says_so() -> None:
    assert d.NO_FIGURES in tiles_html(NONE).unescape()
    waiting = TicketFigures(FIGURES.weeks[:1], Counter({"envoyé": 3}), Counter({"Autre demande": 3}), None)
    assert d.NO_ANSWER_YET in tiles_html(waiting)
    assert d.NO_WAIT in drawn(waiting)[5]


@pytest.mark.parametrize(("value", "said"), [(0.4, "24 min"), (1, "1,0 h"), (47.9, "47,9 h"), (60, "2,5 j")])
def test_a_wait_is_said_as_one_says_it(value: float, said: str) -> None:
    assert hours(value).replace("\u00a0", " ") == said
