"""``/healthz``: whether this process can answer, part by part, for a supervisor or a curious administrator."""

import logging
from typing import Final

from chromadb.errors import ChromaError
from fastapi import APIRouter
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError

from bot.corpus.library import active_generation
from bot.search.errors import ModelUnavailable
from bot.search.indexing import collection_names
from bot.services import Services

OK: Final = "ok"
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
    passages = 0
    try:
        with services.database.session() as session:
            current = active_generation(session)
            generation, passages = (current.id, current.passages) if current else (None, 0)
        database = OK
        index = OK if generation is not None else "vide : lancez « python ingest.py »"
    except SQLAlchemyError as error:
        _log.warning("health: the database doesn't answer: %s", error)
        generation, database, index = None, "ne répond pas", "inconnu"
    model, vectors = _dense(services, generation)
    parts = {"database": database, "index": index, "model": model, "vectors": vectors}
    status = OK if all(state == OK for state in parts.values()) else "dégradé"
    return {"status": status, **parts, "generation": generation, "passages": passages}


def _dense(services: Services, generation: int | None) -> tuple[str, str]:
    """The states of the model and of the vectors; without them the lexical search answers alone."""
    try:
        vector = services.encoder.encode_question("santé").body
    except ModelUnavailable as error:
        _log.warning("health: no model: %s", error)
        return "indisponible : recherche par mots seuls", "inconnu"
    if generation is None:
        return OK, OK
    try:
        services.store.nearest(collection_names(generation)[0], vector, 1)
    except ChromaError as error:
        _log.warning("health: no vectors: %s", error)
        return OK, "indisponibles : relancez « python ingest.py --rebuild »"
    return OK, OK
