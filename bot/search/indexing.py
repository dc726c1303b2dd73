"""A generation is built beside the one in service and takes its place in one SQL transaction.

Whatever is killed whenever, the active generation is complete: its vectors and lexical files were written before
the switch, and nobody deletes them while they or their successor may be read.
"""

import logging
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.corpus.document import CitedPassage
from bot.corpus.library import (
    ACTIVE,
    BUILDING,
    FAILED,
    RETIRED,
    active_generation,
    load_passages,
    members_of,
    replacing,
)
from bot.search.encoder import Encoder
from bot.search.errors import IndexBusy
from bot.search.lexical import LexicalIndex
from bot.search.vector_cache import Progress, VectorCache
from bot.search.vectors import VectorStore
from bot.storage.database import Database
from bot.storage.models import Generation, GenerationMember, now

Along = Callable[[Session], None]
_KEPT = 2  # the generation in service and the one before it, which a reader may still hold

_log = logging.getLogger(__name__)


def body_text(passage: CitedPassage) -> str:
    """What is embedded as a passage's body: where it stands, then what it says."""
    if not passage.document:
        return passage.text
    if passage.title == passage.document:
        return f"{passage.document}. {passage.text}"
    return f"{passage.document}. {passage.title} {passage.text}"


def question_entries(passage: CitedPassage) -> dict[str, str]:
    """The questions a passage answers, by entry id: « passage#0 » is its title, the others its other wordings.

    A heading that asks nothing has no entry: compared with questions it cost 2 points of nDCG@10 on service-public.
    """
    if not passage.answers_questions:
        return {}
    return {f"{passage.id}#{n}": text for n, text in enumerate([passage.title, *passage.wordings]) if text.strip()}


def passage_of(entry: str) -> str:
    """The passage id in an entry id."""
    return entry.rpartition("#")[0]


def collection_names(generation: int) -> tuple[str, str]:
    """The names of a generation's two collections: bodies, questions."""
    return f"bodies-{generation:06d}", f"questions-{generation:06d}"


def lexical_folder(data_dir: Path, generation: int) -> Path:
    return data_dir / "lexical" / f"{generation:06d}"


@dataclass(frozen=True)
class RawVectors:
    """A row of ``bodies`` per passage id, and a row of ``questions`` per entry id."""

    passages: list[str]
    bodies: NDArray[np.float32]
    entries: list[str]
    questions: NDArray[np.float32]


class Indexer:
    """The only writer of the index; two of them, in any processes, wait for each other or are refused."""

    def __init__(self, database: Database, store: VectorStore, encoder: Encoder, data_dir: Path) -> None:
        self._database = database
        self._store = store
        self._encoder = encoder
        self._cache = VectorCache(database, encoder)
        self._data_dir = data_dir
        data_dir.mkdir(parents=True, exist_ok=True)

    @property
    def signature(self) -> str:
        """The model and adapter that a generation is built with; one of another signature must be rebuilt."""
        return self._encoder.signature

    @contextmanager
    def writing(self, patience: float = 0.0) -> Iterator[None]:
        """Hold the right to write, waiting ``patience`` seconds for it; raises IndexBusy."""
        try:
            with FileLock(self._data_dir / "index.lock", timeout=patience):
                yield
        except Timeout as error:
            raise IndexBusy(
                "Une autre indexation est en cours : attendez qu'elle se termine, puis relancez. Rien n'a été modifié."
            ) from error

    def publish(
        self, versions: Iterable[int], progress: Progress, withdrawn: Iterable[int] = (), along: Along | None = None
    ) -> int:
        """Put ``versions`` in service in place of their documents' former ones; returns the generation's id.

        ``progress(done, total)`` counts the texts to embed. ``along`` writes in the very transaction of the switch,
        so that what it says of the documents is true exactly when they answer so. The caller holds ``writing()``.
        """
        self._sweep()
        generation, passages = self._begin(versions, set(withdrawn))
        bodies, questions = collection_names(generation)
        raw = self.raw_vectors(passages, progress)
        # Once the last document is withdrawn there is nothing to turn: an empty index abstains.
        self._store.create(bodies, raw.passages, self._encoder.turn_bodies(raw.bodies) if passages else raw.bodies)
        self._store.create(
            questions, raw.entries, self._encoder.turn_questions(raw.questions) if passages else raw.questions
        )
        LexicalIndex.build(passages).save(lexical_folder(self._data_dir, generation))
        self._activate(generation, len(passages), along)
        self._sweep()
        return generation

    def rebuild(self, progress: Progress) -> int:
        """Build what is in service anew from SQL, for a lost or damaged Chroma or another embedding model."""
        return self.publish((), progress)

    def _begin(self, versions: Iterable[int], withdrawn: set[int]) -> tuple[int, list[CitedPassage]]:
        with self._database.session() as session:
            current = active_generation(session)
            base = members_of(session, current) - withdrawn if current else set()
            members = replacing(session, versions, base)
            generation = Generation(state=BUILDING, model=self._encoder.signature)
            generation.members = [GenerationMember(version_id=version) for version in sorted(members)]
            session.add(generation)
            session.flush()
            return generation.id, load_passages(session, members)

    def prepare(self, passages: Sequence[CitedPassage], progress: Progress) -> None:
        """Make and keep what ``publish`` will need of ``passages``, so that their switch is short.

        The caller holds ``writing()``, for each slice anew: others may write between two of them.
        """
        self.raw_vectors(passages, progress)

    def raw_vectors(self, passages: Sequence[CitedPassage], progress: Progress) -> RawVectors:
        """The vectors of ``passages`` before any adapter; only what SQL doesn't hold yet is embedded."""
        bodies = {p.id: body_text(p) for p in passages}
        questions = {entry: text for p in passages for entry, text in question_entries(p).items()}
        if not passages:
            nothing = np.zeros((0, 1), np.float32)
            return RawVectors([], nothing, [], nothing)
        vectors = self._cache.vectors(list(bodies.values()), list(questions.values()), progress)
        return RawVectors(list(bodies), vectors[: len(bodies)], list(questions), vectors[len(bodies) :])

    def probes(self, passages: Sequence[CitedPassage]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The vectors under which ``passages`` and their questions are to be found, a row each."""
        if not passages:
            nothing = np.zeros((0, 1), np.float32)
            return nothing, nothing
        raw = self.raw_vectors(passages, lambda done, total: None)
        asked = self._encoder.turn_questions(raw.questions) if len(raw.questions) else raw.questions
        return self._encoder.turn_bodies(raw.bodies), asked

    def question_vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The raw vectors of questions, shape (texts, dimension), new ones kept in SQL; ``texts`` isn't empty."""
        return self._cache.vectors([], list(texts), lambda done, total: None)

    def _activate(self, generation: int, passages: int, along: Along | None) -> None:
        with self._database.session() as session:
            if along is not None:
                along(session)
            for old in session.scalars(select(Generation).where(Generation.state == ACTIVE)):
                old.state = RETIRED
            new = session.get_one(Generation, generation)
            new.state, new.passages, new.activated_at = ACTIVE, passages, now()

    def _sweep(self) -> None:
        """Drop the files of unfinished builds and of generations that nobody can still be reading."""
        with self._database.session() as session:
            for dead in session.scalars(select(Generation).where(Generation.state == BUILDING)):
                dead.state = FAILED
            served = select(Generation.id).where(Generation.state.in_((ACTIVE, RETIRED)))
            kept = set(session.scalars(served.order_by(Generation.activated_at.desc()).limit(_KEPT)))
            gone = [g for g in session.scalars(select(Generation.id)) if g not in kept]
        for generation in gone:
            folder = lexical_folder(self._data_dir, generation)
            for name in collection_names(generation):
                self._store.delete(name)
            shutil.rmtree(folder, ignore_errors=True)
        if gone:
            _log.debug("swept generations %s", gone)
