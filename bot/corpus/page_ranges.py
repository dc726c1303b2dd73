"""Pages are named to a person as a person names them: « 2, 5 à 7 et 12 »."""

from collections.abc import Sequence


def in_words(numbers: Sequence[int], labels: Sequence[str] | None = None) -> str:
    """Return ascending page numbers (from 1) with neighbours joined; each is shown by its label when there are some."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])

    def label(number: int) -> str:
        return labels[number - 1] if labels else str(number)

    said: list[str] = []
    for run in runs:
        if len(run) > 2:
            said.append(f"{label(run[0])} à {label(run[-1])}")
        else:
            said += [label(number) for number in run]
    return " et ".join([", ".join(said[:-1]), said[-1]]) if len(said) > 1 else "".join(said)
