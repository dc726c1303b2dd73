"""Passages made up for the tests of search: short, unlike each other, and with an answer to look for."""

from bot.corpus.document import FAQ, CitedPassage


def passage(key: str, title: str, text: str, *wordings: str, document: str = "", kind: str = FAQ) -> CitedPassage:
    """A passage of a fiche of its own, unless ``document`` names one."""
    return CitedPassage(
        id=key, kind=kind, section=title, title=title, text=text, page=None, wordings=wordings,
        document=document or title, document_key=f"fiche:{document or key}", document_kind="fiche", module="III",
        version=1, checked_on=None, review_by=None, confidence=None, sources=(),
    )  # fmt: skip


SUSPENDED = passage(
    "suspendue", "Facture suspendue : que faire ?", "Complétez-la : elle ne se refait pas.", "ma facture est suspendue"
)
REJECTED = passage(
    "rejetee", "Facture rejetée : que faire ?", "Émettez une nouvelle facture avec un autre numéro.", "facture refusée"
)
SUBCONTRACTOR = passage("a9", "Quel cadre pour un sous-traitant ?", "Le cadre A9, en paiement direct.", "cadre st")
DELAY = passage("delai", "Sous combien de jours suis-je payé ?", "Sous 30 jours, ou 50 jours pour un hôpital.")
ALL = [SUSPENDED, REJECTED, SUBCONTRACTOR, DELAY]
