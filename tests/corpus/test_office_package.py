"""An archive from outside is weighed and searched first: what is not safe to parse is refused with what to do."""

import io
import zipfile
from collections.abc import Mapping

import docx
import pptx
import pytest

from bot.corpus.errors import UnreadableFile
from bot.corpus.limits import ReadingLimits
from bot.corpus.office_package import SLIDES, WORD, kind_of_package

LIMITS = ReadingLimits(unpacked_mb=10)
TYPES = "[Content_Types].xml"


def word() -> bytes:
    document = docx.Document()
    document.add_paragraph("La facture est suspendue.")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_parts(data: bytes, parts: Mapping[str, bytes]) -> bytes:
    """``data`` with parts added, or replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(name, parts[name] if name in parts else before.read(name))
        for name in parts.keys() - set(before.namelist()):
            after.writestr(name, parts[name])
    return out.getvalue()


def part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def archive_of(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def refusal(data: bytes, limits: ReadingLimits = LIMITS) -> str:
    with pytest.raises(UnreadableFile) as refused:
        kind_of_package(data, limits)
    return str(refused.value)


def test_word_and_slides_are_told_by_what_they_declare() -> None:
    out = io.BytesIO()
    pptx.Presentation().save(out)
    assert kind_of_package(word(), LIMITS) == WORD
    assert kind_of_package(out.getvalue(), LIMITS) == SLIDES


def test_an_archive_that_unpacks_to_more_than_the_limit_is_refused_with_both_numbers() -> None:
    bomb = with_parts(word(), {"word/media/image1.bin": b"\0" * 11_000_000})
    assert len(bomb) < 100_000
    said = refusal(bomb)
    assert "11 Mo une fois décompressé" in said
    assert "10 Mo" in said
    assert kind_of_package(bomb, ReadingLimits(unpacked_mb=20)) == WORD


def test_a_single_text_too_large_to_be_parsed_is_refused() -> None:
    fat = with_parts(word(), {"word/document.xml": b"<a>" + b" " * 61_000_000 + b"</a>"})
    assert "texte de 61 Mo" in refusal(fat, ReadingLimits(unpacked_mb=200))


@pytest.mark.parametrize("name", ["../evil.xml", "word/../../evil.xml", "/etc/evil.xml", "C:/evil.xml", "..\\evil.xml"])
def test_a_part_whose_name_climbs_out_is_refused(name: str) -> None:
    assert "chemins anormaux" in refusal(with_parts(word(), {name: b"<a/>"}))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_before_they_expand(encoding: str) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "x" * 10}">' for n in range(10))
    laughs = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [{entities}]><a>&e9;</a>'
    assert "déclarations XML anormales" in refusal(with_parts(word(), {"word/document.xml": laughs.encode(encoding)}))


def test_an_external_entity_is_refused_and_its_file_never_read() -> None:
    stolen = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><a>&f;</a>'
    assert "déclarations XML anormales" in refusal(with_parts(word(), {"word/document.xml": stolen}))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"wordprocessingml.document.main+xml", b"ms-word.document.macroEnabled.main+xml"),
        (b"</Types>", b'<Override PartName="/word/x.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'),
    ],
    ids=["docm", "docx with a project"],
)  # fmt: skip
def test_macros_are_refused_with_what_to_do(before: bytes, after: bytes) -> None:
    types = part(word(), TYPES).replace(before, after)
    assert "contient des macros : enregistrez-le sans macros" in refusal(with_parts(word(), {TYPES: types}))


def test_an_archive_of_something_else_is_told_apart() -> None:
    assert "archive qui n'est ni" in refusal(archive_of({"facture.pdf": b"%PDF-1.7", "lisez-moi.txt": b"bonjour"}))
    sheet = part(word(), TYPES).replace(b"wordprocessingml.document.main", b"spreadsheetml.sheet.main")
    assert "n'est ni un document Word" in refusal(with_parts(word(), {TYPES: sheet}))
    show = part(word(), TYPES).replace(b"wordprocessingml.document.main", b"presentationml.slideshow.main")
    assert "exportez-le en PDF" in refusal(with_parts(word(), {TYPES: show}))


def test_a_locked_archive_is_refused_with_what_to_do() -> None:
    data = bytearray(word())
    directory = data.index(b"PK\x01\x02")
    data[directory + 8] |= 1  # the flag of encryption, in the archive's directory
    assert "mot de passe" in refusal(bytes(data))


@pytest.mark.parametrize(
    "data", [word()[:-30], word()[:200], b"PK\x03\x04" + b"a" * 300, word().replace(b"PK\x01\x02", b"PK\x01\x03")]
)
def test_a_broken_archive_is_refused_with_what_to_do(data: bytes) -> None:
    assert "abîmé" in refusal(data)
