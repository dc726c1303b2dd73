"""No secret is written in the project, and none of the settings' is ever told to who may not read the settings."""

import json
import math
import re
import subprocess
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from places import ROOT
from pydantic import SecretStr

from bot.doctor import examine
from bot.services import open_services
from bot.settings import InvalidSettings, Settings, load_settings
from bot.web.health import health
from bot.web.log_format import secrets_of

TEXTS = {".py", ".toml", ".txt", ".js", ".css", ".typ", ".yaml", ".json", ".jsonl", ".md", ".mako", ".env", ""}
# The forms that secrets have, whoever gave them; then anything long, random and called a secret.
KNOWN = re.compile(
    r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b|\bglpat-[\w-]{20}\b"
    r"|\bsk-[A-Za-z0-9_-]{20,}|\bxox[abpr]-[\w-]{10,}|\bhf_[A-Za-z0-9]{30,}|\bAIza[\w-]{35}\b"
    r"|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\."
)
NAMED = re.compile(
    r"""(?i)(?:secret|token|passw(?:or)?d|mot_de_passe|api_?key)\w*["']?\s*[:=]\s*["']([^"'\s]{16,})["']"""
)
IN_ADDRESS = re.compile(r"\b[a-z][a-z+]*://[^\s:/@\"'<>{}]+:([^\s:/@\"'<>{}…]{6,})@")
# Passwords of addresses that tests and help texts show on purpose.
SHOWN = re.compile(r"(?i)secret|motdepasse|mot%20|%C3|mdp|pass|hunter2|x+|\.+|s3cr")
_RANDOM = 3.6  # bits a character: what a person writes is below


def entropy(text: str) -> float:
    return -sum(n / len(text) * math.log2(n / len(text)) for n in Counter(text).values())


def findings(text: str) -> list[str]:
    found = [match.group() for match in KNOWN.finditer(text)]
    found += [match.group(1) for match in NAMED.finditer(text) if entropy(match.group(1)) > _RANDOM]
    return found + [match.group(1) for match in IN_ADDRESS.finditer(text) if not SHOWN.search(match.group(1))]


def test_no_file_of_the_project_holds_a_secret() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    files = [ROOT / name for name in listed if name != "tests/test_secrets.py"]
    texts = [path for path in files if path.suffix in TEXTS and path.is_file()]
    assert len(texts) > 300
    told = {
        str(path.relative_to(ROOT)): found
        for path in texts
        if (found := findings(path.read_text(encoding="utf-8", errors="replace")))
    }
    assert told == {}
    kept_out = {".pem", ".key", ".db", ".env"}
    assert not [path.name for path in files if path.suffix in kept_out or path.name == ".env"]


@pytest.mark.parametrize(
    "line",
    [
        "-----BEGIN RSA PRIVATE KEY-----", "AKIAIOSFODNN7EXAMPLE", f"ghp_{'a1' * 18}",
        'api_key = "q8Zr2Lw9TnXv4Bc7Yd1K"', "postgresql://choriste:q8Zr2Lw9@base/x",
    ],
)  # fmt: skip
def test_the_scan_sees_a_secret(line: str) -> None:
    assert findings(line)


@pytest.mark.parametrize(
    "line",
    ['password_label = "Mot de passe du compte"', 'SIGN_IN_PASSWORD = "Mot de passe"', "smtp://nom:secret@serveur:587"],
)
def test_the_scan_leaves_words_alone(line: str) -> None:
    assert findings(line) == []


GIVEN = {
    "secret_key": "clé-qui-signe-tout",
    "smtp_url": "smtp://stage:courrier-secret@mail.example:587",
}


def test_every_setting_that_is_a_secret_is_typed_as_one() -> None:
    suspects = {name for name in Settings.model_fields if re.search(r"secret|password|token|key$|smtp", name)}
    plain = {name for name in suspects if not isinstance(getattr(load_settings(), name), SecretStr)}
    assert plain == set()
    settings = load_settings(**GIVEN)
    assert set(GIVEN.values()) | {"courrier-secret"} <= set(secrets_of(settings))
    for shown in (repr(settings), str(settings), settings.model_dump_json()):
        assert not [secret for secret in secrets_of(settings) if secret in shown]


def test_a_secret_that_is_refused_is_not_quoted() -> None:
    with pytest.raises(InvalidSettings) as caught:
        load_settings(smtp_url="ftp://stage:courrier-secret@mail.example")
    assert "courrier-secret" not in str(caught.value)


def test_neither_the_health_nor_the_doctor_tells_a_secret(tmp_path: Path, models: Path) -> None:
    (tmp_path / "models").symlink_to(models)
    services = open_services(load_settings(data_dir=tmp_path, **GIVEN))
    try:
        found = [health(services), *[vars(finding) for finding in examine(services, date.today())]]
    finally:
        services.close()
    told = json.dumps(found, ensure_ascii=False)
    assert "Base de données" in told
    assert not [secret for secret in secrets_of(services.settings) if secret in told]
