"""Pages that are pictures are named to the trainer: read by recognition, or not read and what to do about it."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from bot.corpus.page_ranges import in_words

if TYPE_CHECKING:
    from bot.corpus.recognition import Recognised

INSTALL = "installer Tesseract et son français (paquets « tesseract-ocr » et « tesseract-ocr-fra »)"
NO_TEXT = (
    "Ce PDF ne contient aucun texte (pages numérisées en images) : redéposez la version d'origine, "
    "exportée en PDF depuis le traitement de texte, ou un PDF passé à la reconnaissance de caractères."
)
NO_TEXT_NO_TESSERACT = (
    "Ce PDF ne contient aucun texte (pages numérisées en images) et le serveur ne sait pas encore les lire : demandez "
    f"à l'administrateur d'{INSTALL}, puis redéposez-le, ou redéposez la version d'origine, exportée en PDF depuis le "
    "traitement de texte."
)
NO_TIME = (
    "Ce PDF ne contient que des pages numérisées, et le temps a manqué pour les lire : découpez-le en fichiers de "
    "quelques pages, ou redéposez la version d'origine, exportée en PDF depuis le traitement de texte."
)


def why_nothing(seen: "Recognised | None") -> str:
    """Why not a single word came out of a PDF, and what to do."""
    if seen and not seen.able:
        return NO_TEXT_NO_TESSERACT
    return NO_TIME if seen and seen.late else NO_TEXT


def doubts_of_pages(
    labels: Sequence[str], empty: Sequence[int], read_again: Sequence[int], seen: "Recognised | None"
) -> Iterator[str]:
    """Yield French sentences; pages are given by index and named by their label."""

    def named(indexes: Sequence[int]) -> str:
        return in_words([index + 1 for index in indexes], labels)

    unread = [index for index in seen.pictures if index not in read_again] if seen else []
    late = [index for index in seen.late if index in unread] if seen else []
    if read_again:
        yield (
            f"Pages numérisées, lues par reconnaissance de caractères : {named(read_again)}. "
            "Relisez leurs passages : des mots peuvent être mal reconnus."
        )
    if late:
        yield (
            f"Pages numérisées, non lues faute de temps : {named(late)}. Déposez-les dans un fichier plus court, ou "
            "déposez une version avec du texte."
        )
    if seen and not seen.able and unread:
        yield (
            f"Pages sans texte, non lues : {named(unread)}. Ce sont des images : demandez à l'administrateur "
            f"d'{INSTALL}, puis redéposez le fichier, ou déposez une version avec du texte."
        )
    others = [index for index in empty if index not in late and not (seen and not seen.able and index in unread)]
    if others:
        yield f"Pages sans texte, non lues : {named(others)}. Redéposez-les en texte si elles comptent."
