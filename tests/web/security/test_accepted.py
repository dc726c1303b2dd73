"""Each finding of the security linter that is silenced is written down in the README, by its rule and its file."""

import re

from tests.places import ROOT

SILENCED = re.compile(r"# noqa: [^#\n]*?\b(S\d{3})\b")


def test_every_silenced_finding_is_written_down_with_its_reason() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    accepted = readme.split("## Sécurité : ce qui est accepté")[1].split("\n## ")[0]
    files = [*(ROOT / "bot").rglob("*.py"), *(ROOT / "tests").rglob("*.py"), ROOT / "app.py", ROOT / "ingest.py"]
    silenced = {(rule, path.name) for path in files for rule in SILENCED.findall(path.read_text(encoding="utf-8"))}
    assert len(silenced) > 5
    assert {rule for rule, _ in silenced if f"`{rule}`" not in accepted} == set()
    # What runs a process or writes HTML is named file by file: another one is to be looked at first.
    assert {name for rule, name in silenced if rule in ("S603", "S704") and name not in accepted} == set()
