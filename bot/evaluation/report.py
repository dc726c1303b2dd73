"""The figures of an evaluation as text: overall, per module, per kind, then each failure with what came instead."""

from collections.abc import Sequence

from bot.evaluation.metrics import Scores, Verdict, average

_HEAD = f"{'':22} {'n':>4} {'juste':>7} {'preuve@5':>9} {'MRR@10':>7} {'abst. P':>8} {'abst. R':>8} {'smalltalk':>10}"


def render(verdicts: Sequence[Verdict], failures: bool = True) -> str:
    """A French report of ``verdicts``."""
    lines = [_HEAD, _row("ensemble", average(verdicts)), ""]
    for name in ("module", "kind", "style"):
        groups: dict[str, list[Verdict]] = {}
        for verdict in verdicts:
            groups.setdefault(getattr(verdict.question, name), []).append(verdict)
        lines += [_row(f"{name} {value}", average(group)) for value, group in sorted(groups.items())]
        lines.append("")
    if failures:
        failed = [line for verdict in verdicts if (line := _failure(verdict))]
        lines += [f"Échecs ({len(failed)})", *failed]
    return "\n".join(lines)


def _row(name: str, scores: Scores) -> str:
    values = (
        (scores.right, 7), (scores.proof, 9), (scores.mrr, 7), (scores.abstention_precision, 8),
        (scores.abstention_recall, 8), (scores.small_talk, 10),
    )  # fmt: skip
    cells = " ".join(f"{'–':>{width}}" if value is None else f"{value:>{width}.3f}" for value, width in values)
    return f"{name:22} {scores.count:>4} {cells}"


def _failure(verdict: Verdict) -> str | None:
    question, reply = verdict.question, verdict.reply
    if question.kind == "abstain" and not verdict.abstained:
        what = "aurait dû s'abstenir"
    elif verdict.small_talk is False:
        what = f"attendu {question.wants or 'smalltalk'}"
    elif verdict.right is False:
        what = "abstention à tort" if verdict.abstained else "réponse non juste"
        what += "" if verdict.proof else ", preuve absente des cinq premiers"
    elif verdict.proof is False:
        what = "preuve absente des cinq premiers"
    else:
        return None
    cited = ", ".join(f"{c.document} › {c.section}" for c in reply.citations[:2])
    return f"- {question.id} « {question.question} » : {what} ; {reply.outcome} ({reply.reason}) {cited}"
