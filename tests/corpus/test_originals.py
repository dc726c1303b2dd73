"""What was sent is kept to the byte under a name of ours, whole or not at all, and out of other accounts' reach."""

import hashlib
import os
from pathlib import Path

import pytest

from bot.corpus.originals import find_original, keep_original, sweep_originals

DATA = "Déposé par une formatrice.".encode()


def test_an_original_is_found_again_by_its_hash(tmp_path: Path) -> None:
    path = keep_original(tmp_path, DATA)
    assert find_original(tmp_path, hashlib.sha256(DATA).hexdigest()) == path
    assert path.read_bytes() == DATA


def test_the_same_bytes_are_kept_once(tmp_path: Path) -> None:
    assert keep_original(tmp_path, DATA) == keep_original(tmp_path, DATA)
    assert len([p for p in tmp_path.rglob("*") if p.is_file()]) == 1


def test_no_other_account_can_read_it(tmp_path: Path) -> None:
    path = keep_original(tmp_path, DATA)
    assert path.stat().st_mode & 0o077 == 0


def test_an_interrupted_write_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        keep_original(tmp_path, DATA)
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n", "0" * 64])
def test_what_is_no_hash_or_no_file_is_not_found(tmp_path: Path, digest: str) -> None:
    keep_original(tmp_path, DATA)
    assert find_original(tmp_path, digest) is None


def test_what_nobody_wants_any_more_is_swept_once_it_is_old(tmp_path: Path) -> None:
    kept, gone, fresh = (keep_original(tmp_path, data) for data in (b"un", b"deux", b"trois"))
    for path in (kept, gone):
        os.utime(path, (1000, 1000))
    assert sweep_originals(tmp_path, {kept.name}, older_than=2000) == 1
    assert (kept.exists(), gone.exists(), fresh.exists()) == (True, False, True)
    os.utime(kept, (1000, 1000))
    keep_original(tmp_path, b"un")  # sent again
    assert sweep_originals(tmp_path, set(), older_than=2000) == 0
