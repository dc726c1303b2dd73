"""The house stands as drawn: imports go down, Gradio stays in the web package, nothing outside the clone is read."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from places import ROOT

# What each part of bot/ may import beside itself. A new part is drawn here first.
MAY_IMPORT: dict[str, set[str]] = {
    "settings": set(),
    "storage": set(),
    "chorus": set(),
    "corpus": {"storage"},
    "people": {"storage"},
    "search": {"storage", "corpus"},
    "fascicle": {"storage", "corpus"},
    "dialogue": {"storage", "corpus", "search", "chorus"},
    "desk": {"storage", "corpus", "search", "chorus", "dialogue"},
    "keeping": {"storage", "corpus", "search"},
    "privacy": {"storage", "chorus", "corpus", "dialogue", "desk", "people"},
    "services": {"settings", "storage", "corpus", "search", "chorus", "dialogue", "desk", "people", "privacy"},
    "evaluation": {"storage", "corpus", "search", "chorus", "dialogue", "desk", "services"},
    "doctor": {"settings", "storage", "corpus", "search", "chorus", "dialogue", "desk", "people", "services"},
}
BELOW_WEB = {*MAY_IMPORT, "fascicle"} - {"evaluation"}
MAY_IMPORT |= {"web": BELOW_WEB, "commands": {*MAY_IMPORT}}
MAY_IMPORT |= {"cli": {*MAY_IMPORT} - {"web"}, "__main__": {"cli"}}

LONGEST_MODULE = 350
OUTSIDE = re.compile(r"\bshared/|(?<![\w.])/(?:work|tmp|home|root|mnt|opt)/")
OURS = ("bot", "tests", "app.py", "ingest.py", "Makefile", ".ci", "pyproject.toml", "requirements.txt")
TEXTS = {".py", ".toml", ".txt", ".js", ".css", ".typ", ".yaml", ""}


def modules() -> list[Path]:
    return sorted((ROOT / "bot").rglob("*.py"))


def part_of(module: str) -> str | None:
    """« bot.search.french » belongs to « search »; what isn't ours to None."""
    names = module.split(".")
    return names[1] if names[0] == "bot" and len(names) > 1 else None


def imported_modules(path: Path, source: str) -> Iterator[str]:
    """Every module that ``source`` imports, inside functions and under TYPE_CHECKING too, in full."""
    package = ".".join(path.relative_to(ROOT).parts[:-1])
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package.split(".")[: len(package.split(".")) - node.level + 1]) if node.level else ""
            module = ".".join(filter(None, [base, node.module]))
            # « from bot import web » names a part only through what it takes.
            yield from ([f"bot.{alias.name}" for alias in node.names] if module == "bot" else [module])


def upward_imports(path: Path, source: str) -> list[str]:
    part = part_of(".".join(path.relative_to(ROOT).with_suffix("").parts))
    assert part is not None
    found = {other for module in imported_modules(path, source) if (other := part_of(module))}
    return sorted(found - MAY_IMPORT[part] - {part})


def our_files() -> list[Path]:
    places = [ROOT / name for name in OURS]
    found = [file for place in places for file in (place.rglob("*") if place.is_dir() else [place])]
    return sorted(f for f in found if f.is_file() and f.suffix in TEXTS and f != Path(__file__))


def test_every_part_of_the_house_is_drawn() -> None:
    parts = {path.relative_to(ROOT / "bot").parts[0].removesuffix(".py") for path in modules()} - {"__init__"}
    assert parts == set(MAY_IMPORT)


def test_what_is_drawn_has_no_cycle() -> None:
    seen: set[str] = set()
    while ready := {part for part, below in MAY_IMPORT.items() if part not in seen and below <= seen}:
        seen |= ready
    assert seen == set(MAY_IMPORT)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_only_go_down(path: Path) -> None:
    if path != ROOT / "bot" / "__init__.py":
        assert upward_imports(path, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("from bot.dialogue.types import Reply", ["dialogue"]),
        ("def late():\n    import bot.web.server", ["web"]),
        ("from bot import services", ["services"]),
        ("from ..web import shell", ["web"]),
        ("from bot.search.errors import NoActiveIndex\nfrom . import french", []),
    ],
)
def test_the_rule_sees_every_way_of_importing(source: str, found: list[str]) -> None:
    assert upward_imports(ROOT / "bot" / "search" / "example.py", source) == found


def test_gradio_is_imported_by_the_web_package_alone() -> None:
    files = [*modules(), ROOT / "ingest.py", ROOT / "app.py"]
    users = {
        path.relative_to(ROOT).parts[:2]
        for path in files
        if any(m.split(".")[0] == "gradio" for m in imported_modules(path, path.read_text(encoding="utf-8")))
    }
    assert users == {("bot", "web")}


def test_no_module_has_grown_past_what_one_reads_at_a_sitting() -> None:
    sizes = {str(p.relative_to(ROOT)): len(p.read_text(encoding="utf-8").splitlines()) for p in modules()}
    assert {name: size for name, size in sizes.items() if size > LONGEST_MODULE} == {}


def test_nothing_of_ours_names_a_place_outside_the_clone() -> None:
    strays = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in our_files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if OUTSIDE.search(line)
    ]
    assert strays == []


@pytest.mark.parametrize("line", ['open("../shared/x")', "cp shared/eval x", 'Path("/tmp/x")', "/root/.cache"])
def test_the_rule_sees_a_place_outside(line: str) -> None:
    assert OUTSIDE.search(line)
