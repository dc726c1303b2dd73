"""A file becomes a document, whatever it claims to be: its first bytes decide, not its name.

Every refusal is an UnreadableFile whose text tells the person what is wrong and what to do.
"""

import hashlib
import re
import unicodedata
from pathlib import Path

from bot.corpus import glossary
from bot.corpus.document import ESSENTIAL, FAQ, NOTES, STEPS, PassageDraft, ReadDocument
from bot.corpus.errors import UnreadableFile
from bot.corpus.fiche import Fiche, is_fiche, parse_fiche
from bot.corpus.markdown import markdown_blocks
from bot.corpus.pdf import read_pdf
from bot.corpus.splitting import split_blocks

READABLE = (".md", ".pdf", ".txt")
_SECTION_KINDS = {"Étapes": STEPS, "À savoir": NOTES}


def read_file(path: Path, max_pages: int = 5000) -> ReadDocument:
    """Read a file from the disk; raises UnreadableFile."""
    return read_bytes(path.name, path.read_bytes(), max_pages)


def read_bytes(name: str, data: bytes, max_pages: int = 5000) -> ReadDocument:
    """Read ``data`` sent under ``name``; raises UnreadableFile."""
    name = Path(name.replace("\\", "/")).name
    if not data.strip():
        raise UnreadableFile(f"Le fichier « {name} » est vide : vérifiez qu'il est bien enregistré, puis redéposez-le.")
    digest = hashlib.sha256(data).hexdigest()
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return _read_pdf(name, data, digest, max_pages)
    if not name.lower().endswith(READABLE) or name.lower().endswith(".pdf"):
        raise UnreadableFile(
            f"Le fichier « {name} » n'est ni un PDF ni un fichier Markdown ou texte : exportez-le en PDF."
        )
    text = _decode(name, data)
    if name == glossary.FILE_NAME:
        passages = tuple(glossary.parse_glossary(text))
        return ReadDocument("glossaire", "glossaire", "Glossaire", name, "text/markdown", digest, passages)
    if is_fiche(text):
        return _from_fiche(parse_fiche(Path(name).stem, text), name, digest)
    return _from_text(name, text, digest)


def _decode(name: str, data: bytes) -> str:
    if b"\0" not in data:
        for encoding in ("utf-8-sig", "cp1252"):
            try:
                return unicodedata.normalize("NFC", data.decode(encoding))
            except UnicodeDecodeError:
                continue
    raise UnreadableFile(
        f"Le fichier « {name} » n'est pas du texte, malgré son nom : déposez un PDF, un fichier Markdown ou texte."
    )


def document_key(name: str) -> str:
    """« Guide Chorus_v2.pdf » and « guide-chorus v2.PDF » are the same document."""
    plain = unicodedata.normalize("NFKD", Path(name).stem).encode("ascii", "ignore").decode().lower()
    return "fichier:" + (re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "sans-nom")


def _read_pdf(name: str, data: bytes, digest: str, max_pages: int) -> ReadDocument:
    content = read_pdf(data, max_pages)
    title = content.title or Path(name).stem.replace("_", " ")
    warnings: tuple[str, ...] = ()
    if content.empty:
        pages = ", ".join(content.empty)
        warnings = (f"Pages sans texte, non lues : {pages}. Redéposez-les en texte si elles comptent.",)
    passages = tuple(split_blocks(title, content.blocks))
    if not passages:
        raise UnreadableFile(f"Le PDF « {name} » ne contient que des titres : ajoutez du texte et redéposez-le.")
    return ReadDocument(
        document_key(name), "fascicule", title, name, "application/pdf", digest, passages,
        pages=content.pages, warnings=warnings,
    )  # fmt: skip


def _from_text(name: str, text: str, digest: str) -> ReadDocument:
    blocks = list(markdown_blocks(text))
    first = next((block.text for block in blocks if block.level == 1), None)
    title = first or Path(name).stem.replace("_", " ")
    media = "text/markdown" if name.lower().endswith(".md") else "text/plain"
    passages = tuple(split_blocks(title, blocks))
    if not passages:
        raise UnreadableFile(f"Le fichier « {name} » ne contient que des titres : ajoutez du texte et redéposez-le.")
    return ReadDocument(document_key(name), "fascicule", title, name, media, digest, passages)


def _from_fiche(fiche: Fiche, name: str, digest: str) -> ReadDocument:
    head = fiche.head
    passages = [PassageDraft(ESSENTIAL, "L'essentiel", head.title, fiche.essential)]
    for part in fiche.parts:
        heading = part.heading or head.title
        section = f"{part.section} › {part.heading}" if part.heading else part.section
        for piece in split_blocks(heading, markdown_blocks(part.text)):
            passages.append(PassageDraft(_SECTION_KINDS[part.section], section, heading, piece.text))
    for pair in fiche.questions:
        section = f"Questions fréquentes › {pair.question}"
        passages.append(PassageDraft(FAQ, section, pair.question, pair.answer, wordings=pair.wordings))
    return ReadDocument(
        f"fiche:{fiche.slug}", "fiche", head.title, name, "text/markdown", digest, tuple(passages),
        module=head.module, checked_on=head.checked_on, review_by=head.review_by, confidence=head.confidence,
        audience=tuple(head.audience), sources=tuple(source.model_dump() for source in head.sources),
    )  # fmt: skip
