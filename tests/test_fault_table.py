"""The README's table of faults holds: each names a test that is there, and says what is shown, lost and recovered."""

import ast
import re

import pytest
from places import ROOT

_TABLE = re.compile(r"## Ce qui peut casser\n.*?\n((?:\|[^\n]*\n)+)", re.S)
FEWEST = 15


def rows() -> list[list[str]]:
    found = _TABLE.search((ROOT / "README.md").read_text(encoding="utf-8"))
    assert found
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in found[1].splitlines()]
    return lines[2:]


def known_tests() -> set[str]:
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "tests").rglob("test_*.py"))
    return {
        node.name
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_each_fault_is_told_whole_and_injected_by_tests_that_are_there(row: list[str]) -> None:
    assert len(row) == 5
    assert all(row)
    named = re.findall(r"`(\w+)`", row[-1])
    assert named
    assert set(named) <= known_tests()


def test_there_are_as_many_faults_as_were_promised() -> None:
    assert len(rows()) >= FEWEST
