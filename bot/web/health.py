"""``/healthz``: whether this process can answer, part by part, for a supervisor or a curious administrator."""

import logging
import shutil
from typing import Final

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError

from bot.corpus.library import active_generation
from bot.dialogue.generation import CheckedWriter
from bot.search.errors import ModelUnavailable, VectorsUnavailable
from bot.search.indexing import collection_names, lexical_folder
from bot.services import Services

OK: Final = "ok"
NOT_USED: Final = "non réglé"
LITTLE_SPACE: Final = 1_000_000_000
_MEGABYTE: Final = 1_000_000
_log = logging.getLogger(__name__)


def health_route(services: Services) -> APIRouter:
    """A route that always answers 200 while the process lives: ``status`` and each part say how well."""
    router = APIRouter(include_in_schema=False)

    @router.get("/healthz")
    def healthz() -> JSONResponse:
        return JSONResponse(health(services), headers={"Cache-Control": "no-store"})

    return router


def health(services: Services) -> dict[str, object]:
    """``status`` is « ok », or « dégradé » when a part is missing and the rest still answers."""
    generation, passages, parts = None, 0, {"database": "ne répond pas", "index": "inconnu", "mail": "inconnu"}
    try:
        with services.database.session() as session:
            current = active_generation(session)
            generation, passages = (current.id, current.passages) if current else (None, 0)
        parts["index"] = OK if generation is not None else "vide : lancez « python ingest.py »"
        parts["database"] = OK if services.database.is_writable() else "occupée : rien ne peut être enregistré"
        parts["mail"] = _mail(services)
    except SQLAlchemyError as error:
        _log.warning("health: the database doesn't answer: %s", error)
    parts["model"], parts["vectors"] = _dense(services, generation)
    parts["lexical"] = _lexical(services, generation)
    parts["chat_model"] = _chat_model(services)
    free = shutil.disk_usage(services.settings.data_dir).free
    parts["disk"] = OK if free >= LITTLE_SPACE else "presque plein : libérez de l'espace"
    status = OK if all(state in (OK, NOT_USED) for state in parts.values()) else "dégradé"
    return {
        "status": status, **parts, "disk_free_mb": free // _MEGABYTE, "generation": generation, "passages": passages,
    }  # fmt: skip


def _dense(services: Services, generation: int | None) -> tuple[str, str]:
    """The states of the model and of the vectors; without them the lexical search answers alone."""
    try:
        vector = services.encoder.encode_question("santé").body
    except ModelUnavailable as error:
        _log.warning("health: no model: %s", error)
        return "indisponible : recherche par mots seuls", "inconnu"
    if generation is None:
        return OK, OK
    if services.mender.at_work:
        return OK, "en réparation : recherche par mots seuls"
    try:
        services.store.nearest(collection_names(generation)[0], vector, 1)
    except VectorsUnavailable as error:
        _log.warning("health: no vectors: %s", error)
        services.mender.wake()
        return OK, "indisponibles : recherche par mots seuls, ils sont refaits dès que possible"
    return OK, OK


def _lexical(services: Services, generation: int | None) -> str:
    """The index in memory serves; its folder is what the next start would read."""
    if generation is None or lexical_folder(services.settings.data_dir, generation).is_dir():
        return OK
    services.mender.wake()
    return "dossier perdu : l'index sert depuis la mémoire, son dossier est refait"


def _mail(services: Services) -> str:
    if not services.courier.sends:
        return NOT_USED
    waiting = services.courier.put_off()
    return OK if not waiting else f"{waiting} courriel(s) en attente : le serveur de courriel ne répond pas"


def _chat_model(services: Services) -> str:
    writer = services.assistant.writer
    if not isinstance(writer, CheckedWriter):
        return NOT_USED
    return "ne répond pas : réponses extraites des fiches" if writer.failing else OK
