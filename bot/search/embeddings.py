"""French text becomes vectors: the default model runs from the disk alone, and any other may replace it.

Both classes are LangChain ``Embeddings`` whose vectors are normalised, so that a dot product is a cosine.
"""

import logging
import shutil
import tempfile
import threading
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock
from langchain_core.embeddings import Embeddings

from bot.search.errors import ModelUnavailable
from bot.search.interaction import TokenVectors
from bot.search.onnx_copy import FILE_NAME, OnnxEncoder, write_onnx_copy
from bot.search.packed_e5 import write_model_folder

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

DEFAULT_MODEL = "multilingual-e5-small"
QUERY_PREFIX = "query: "
PASSAGE_PREFIX = "passage: "
_A_LOAD_S = 2.0
_BEING_MADE = "Le modèle est en préparation : la recherche se fait par les mots seuls, pour une minute ou deux."

_log = logging.getLogger(__name__)


def _clean(text: str) -> str:
    """NFC, for a decomposed accent alone moved a cosine to 0.94."""
    return unicodedata.normalize("NFC", text)


class BatchEmbeddings(Embeddings, ABC):
    """LangChain's interface with one more method: many queries at once.

    ``mended`` is set where somebody makes the model beside, in a thread: it is called when a question finds the model
    missing or damaged, and the question doesn't wait for it.
    """

    mended: Callable[[], None] | None = None

    def prepare(self) -> object:
        """Make what is missing or damaged, and load it; raises ModelUnavailable."""
        return None

    @abstractmethod
    def embed_queries(self, texts: list[str]) -> list[list[float]]:
        """Embed ``texts`` as queries; raises ModelUnavailable."""


class TokenEmbeddings(BatchEmbeddings, ABC):
    """A model that also gives the vector of each token, for late interaction."""

    @abstractmethod
    def question_tokens(self, text: str) -> TokenVectors:
        """Embed ``text`` as a query; raises ModelUnavailable."""

    @abstractmethod
    def passage_tokens(self, texts: list[str]) -> list[TokenVectors]:
        """Embed ``texts`` as passages; raises ModelUnavailable."""


class PackedE5Embeddings(TokenEmbeddings):
    """multilingual-e5-small through ONNX Runtime; the first use loads it (0.2 s), the first ever builds it (40 s)."""

    def __init__(self, models: Path, threads: int = 2) -> None:
        self._folder = models / DEFAULT_MODEL
        self._threads = threads
        self._lock = threading.Lock()
        self._encoder: OnnxEncoder | None = None

    def prepare(self) -> OnnxEncoder:
        """Build what is missing or damaged on disk and load the encoder; raises ModelUnavailable."""
        with self._lock:
            if self._encoder is None:
                if self._is_made():
                    try:
                        self._encoder = self._load()
                        return self._encoder
                    except ModelUnavailable as error:
                        _log.warning("%s It is made again from its package.", error)
                        set_aside(self._folder)
                self._make()
                self._encoder = self._load()
            return self._encoder

    def _ready(self) -> OnnxEncoder:
        """The encoder for a question, which waits for a load and not for a making; raises ModelUnavailable."""
        if self._encoder is not None or self.mended is None:
            return self.prepare()
        if not self._lock.acquire(timeout=_A_LOAD_S):
            raise ModelUnavailable(_BEING_MADE)
        try:
            if not self._is_made():
                raise ModelUnavailable(_BEING_MADE)
            self._encoder = self._encoder or self._load()
            return self._encoder
        except ModelUnavailable:
            self.mended()
            raise
        finally:
            self._lock.release()

    def _is_made(self) -> bool:
        return (self._folder / FILE_NAME).exists()

    def _make(self) -> None:
        try:
            prepare_default_model(self._folder)
        except (OSError, RuntimeError, ValueError) as error:
            raise ModelUnavailable(
                f"Le modèle ne peut pas être préparé ({error}) : vérifiez l'espace disque, puis lancez "
                "« python ingest.py », qui le refait."
            ) from error

    def _load(self) -> OnnxEncoder:
        return load_default_model(self._folder, self._threads)

    def embed_query(self, text: str) -> list[float]:
        return [float(x) for x in self.question_tokens(text).pooled]

    def embed_queries(self, texts: list[str]) -> list[list[float]]:
        return self._encode(QUERY_PREFIX, texts)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self._encode(PASSAGE_PREFIX, texts)

    def question_tokens(self, text: str) -> TokenVectors:
        [vectors] = self._ready().encode_tokens([_clean(text)], QUERY_PREFIX)
        return vectors

    def passage_tokens(self, texts: list[str]) -> list[TokenVectors]:
        return self.prepare().encode_tokens([_clean(text) for text in texts], PASSAGE_PREFIX)

    def _encode(self, prefix: str, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self.prepare().encode([prefix + _clean(text) for text in texts]).tolist()
        return vectors


class SentenceTransformersEmbeddings(BatchEmbeddings):
    """Any sentence-transformers folder or hub id; its own prompts are used when it declares them."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._lock = threading.Lock()
        self._model: SentenceTransformer | None = None

    def prepare(self) -> "SentenceTransformer":
        """Load the model; raises ModelUnavailable when the folder or the hub id can't be read."""
        with self._lock:
            if self._model is None:
                from sentence_transformers import SentenceTransformer

                try:
                    self._model = SentenceTransformer(self._name, device="cpu")
                except (OSError, ValueError) as error:
                    raise ModelUnavailable(
                        f"Le modèle « {self._name} » (CHORISTE_EMBEDDING_MODEL) ne peut pas être chargé : "
                        "donnez un dossier sentence-transformers lisible ou laissez le réglage vide."
                    ) from error
            return self._model

    def embed_query(self, text: str) -> list[float]:
        return self._encode([text], "query")[0]

    def embed_queries(self, texts: list[str]) -> list[list[float]]:
        return self._encode(texts, "query")

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self._encode(texts, "passage")

    def _encode(self, texts: list[str], prompt: str) -> list[list[float]]:
        model = self.prepare()
        name = prompt if prompt in model.prompts else None
        vectors = model.encode([_clean(t) for t in texts], prompt_name=name, normalize_embeddings=True)
        return [[float(x) for x in vector] for vector in vectors]


def prepare_default_model(folder: Path) -> None:
    """Make the model's folder and its ONNX copy when they are missing; a second process waits for the first."""
    if (folder / FILE_NAME).exists():
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.parent / ".lock"):
        if not folder.exists():
            write_model_folder(folder)
        if not (folder / FILE_NAME).exists():
            write_onnx_copy(folder)


def load_default_model(folder: Path, threads: int = 1) -> OnnxEncoder:
    """The model as it is in ``folder``; raises ModelUnavailable when it is missing or damaged, and changes nothing."""
    try:
        return OnnxEncoder(folder, threads)
    except Exception as error:  # onnxruntime and tokenizers raise nothing narrower for a damaged file
        raise ModelUnavailable(
            f"Le modèle ne peut pas être chargé ({error}) : supprimez le dossier {folder}, puis lancez "
            "« python ingest.py », qui le refait."
        ) from error


def set_aside(folder: Path) -> None:
    """Take a damaged model away, whole; a second process that found the same damage finds it gone."""
    with FileLock(folder.parent / ".lock"):
        if folder.exists():
            aside = Path(tempfile.mkdtemp(prefix=".damaged-", dir=folder.parent))
            folder.rename(aside / folder.name)
            shutil.rmtree(aside, ignore_errors=True)


def open_embeddings(name: str, models: Path) -> BatchEmbeddings:
    """The embeddings that ``EMBEDDING_MODEL`` names; nothing is loaded before the first text."""
    return PackedE5Embeddings(models) if name == DEFAULT_MODEL else SentenceTransformersEmbeddings(name)
