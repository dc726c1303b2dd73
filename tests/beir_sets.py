"""Tiny BEIR folders for the tests."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

CORPUS = (
    {"_id": "pain", "title": "", "text": "Le boulanger cuit le pain avant l'aube, dans un four à bois."},
    {"_id": "mer", "title": "", "text": "La marée haute couvre le sable deux fois par jour."},
    {"_id": "vin", "title": "", "text": "La vigne donne son raisin en septembre, quand viennent les vendanges."},
    {"_id": "neige", "title": "", "text": "La neige fond au printemps et grossit les torrents de montagne."},
)
QUERIES = ({"_id": "q1", "text": "qui cuit le pain ?"}, {"_id": "q2", "text": "quand récolte-t-on le raisin ?"})
QRELS = (("q1", "pain", 1), ("q2", "vin", 1), ("q2", "mer", 0))


def write_set(
    folder: Path,
    corpus: Sequence[Mapping[str, object]] = CORPUS,
    queries: Sequence[Mapping[str, object]] = QUERIES,
    qrels: Sequence[tuple[str, str, object]] = QRELS,
    meta: Mapping[str, object] | None = None,
) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in (("corpus", corpus), ("queries", queries)):
        lines = [json.dumps(row, ensure_ascii=False) for row in rows]
        (folder / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    lines = ["\t".join(map(str, row)) for row in (("query-id", "corpus-id", "score"), *qrels)]
    (folder / "qrels.tsv").write_text("\n".join(lines), encoding="utf-8")
    if meta is not None:
        (folder / "meta.json").write_text(json.dumps(meta), encoding="utf-8")
    return folder
