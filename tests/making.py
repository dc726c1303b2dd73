"""Files for the tests, made on the spot: good ones, and each of the bad ones that people send."""

import io

from fpdf import FPDF
from pypdf import PdfWriter

WORDINGS = ("comment faire {n} ?", "je fais quoi pour {n}", "{n} aide svp", "quelle marche à suivre pour {n}")


def make_pdf(*pages: str, title: str = "") -> bytes:
    """A PDF with one paragraph per page; an empty string gives a page without text."""
    pdf = FPDF()
    pdf.set_title(title)
    pdf.set_font("Helvetica", size=12)
    for text in pages:
        pdf.add_page()
        if text:
            pdf.multi_cell(0, 7, text)
    return bytes(pdf.output())


def make_encrypted_pdf() -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(make_pdf("La facture est suspendue.")))
    writer.encrypt("secret", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def make_fiche(subject: str, *, essential: str = "", review_by: str = "2027-05-24", module: str = "III") -> str:
    """A valid fiche about ``subject``, three questions and twelve other wordings long."""
    questions = "\n".join(
        f"### {ask} {subject} ?\n<!-- autres formulations\n"
        + "\n".join(f"- {ask.lower()} {wording.format(n=subject)}" for wording in WORDINGS)
        + f"\n-->\n\n{ask} {subject} : ouvrez l'espace « Factures émises », puis suivez les étapes de cette fiche.\n"
        for ask in ("Comment traiter", "Quand envoyer", "Qui peut corriger")
    )
    return f"""---
title: "Le sujet {subject}"
module: {module}
audience: [fournisseur]
checked_on: 2026-11-24
review_by: {review_by}
confidence: sûr
sources:
  - title: "Documentation du stage"
---

## L'essentiel

{essential or f"Pour traiter {subject}, suivez les trois étapes de cette fiche, dans l'ordre, sans en sauter."}

## Étapes

1. Ouvrez « Factures émises ».
2. Cherchez {subject}.
3. Enregistrez.

## Questions fréquentes

{questions}"""
