"""The performance table holds what was measured beside its target, and what it costs against one plain embedding."""

import pytest

from bot.dialogue.types import Question
from bot.evaluation import bench
from bot.evaluation.golden import GoldenQuestion
from bot.evaluation.tables import markdown_table
from bot.services import Services

ASKED = ("ma facture est suspendue ?", "quel délai de paiement ?")


def test_every_figure_stands_beside_its_target_and_its_ratio(
    small_course: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench, "_TURNS", 5)
    monkeypatch.setattr(bench, "_PASSAGES", 4)
    starts = iter([9.0, 4.0])
    questions = [GoldenQuestion("q", "III", "answer", "standard", text, (), (), (), None) for text in ASKED]
    rows = bench.measure(small_course, questions, lambda: next(starts))
    figures = {name: (value, target, ratio) for name, value, target, ratio in rows}
    assert figures["second démarrage, jusqu'à /healthz"] == ("4.0 s", "", "")
    assert figures["un tour, médiane"][1] == "≤ 60 ms"
    assert figures["un tour, 95e centile"][1] == "≤ 150 ms"
    assert figures["mémoire après 5 tours"][1] == "≤ 1536 Mio"
    assert float(figures["un tour, médiane"][2]) > 1
    assert markdown_table(rows).count("\n") == len(rows)


def test_an_embedding_is_measured_before_each_turn(small_course: Services) -> None:
    replies, encoding = bench.ask_and_encode(small_course, [Question(text) for text in ASKED])
    assert [reply.question.text for reply in replies] == list(ASKED)
    assert len(encoding) == len(ASKED)
    assert min(encoding) > 0
