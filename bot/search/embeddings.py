"""French text becomes vectors: the default model runs from the disk alone, and any other may replace it.

Both classes are LangChain ``Embeddings`` whose vectors are normalised, so that a dot product is a cosine.
"""

import threading
import unicodedata
from abc import ABC, abstractmethod
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


def _clean(text: str) -> str:
    """NFC, for a decomposed accent alone moved a cosine to 0.94."""
    return unicodedata.normalize("NFC", text)


class BatchEmbeddings(Embeddings, ABC):
    """LangChain's interface with one more method: many queries at once."""

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
        """Build what is missing on disk and load the encoder; raises ModelUnavailable."""
        with self._lock:
            if self._encoder is None:
                self._encoder = self._load()
            return self._encoder

    def _load(self) -> OnnxEncoder:
        try:
            prepare_default_model(self._folder)
            return OnnxEncoder(self._folder, self._threads)
        except ModelUnavailable:
            raise
        except Exception as error:  # onnxruntime and tokenizers raise nothing narrower for a damaged file
            raise ModelUnavailable(
                f"Le modèle ne peut pas être préparé ou chargé ({error}) : vérifiez l'espace disque, supprimez le "
                f"dossier {self._folder}, puis lancez « python ingest.py », qui le refait."
            ) from error

    def embed_query(self, text: str) -> list[float]:
        return self._encode(QUERY_PREFIX, [text])[0]

    def embed_queries(self, texts: list[str]) -> list[list[float]]:
        return self._encode(QUERY_PREFIX, texts)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self._encode(PASSAGE_PREFIX, texts)

    def question_tokens(self, text: str) -> TokenVectors:
        [vectors] = self.prepare().encode_tokens([_clean(text)], QUERY_PREFIX)
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


def open_embeddings(name: str, models: Path) -> BatchEmbeddings:
    """The embeddings that ``EMBEDDING_MODEL`` names; nothing is loaded before the first text."""
    return PackedE5Embeddings(models) if name == DEFAULT_MODEL else SentenceTransformersEmbeddings(name)
