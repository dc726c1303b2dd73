"""What an archive of the corpus holds, checked field by field: an archive comes from outside like any other file.

A zip: ``corpus.json`` (one ``Archive``), and ``originaux/SHA-256`` for each file as it was sent. Nothing in it is ever
used as a path.
"""

import re
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

FORMAT = 1
MANIFEST = "corpus.json"
ORIGINALS = "originaux/"
ORIGINAL_NAME = re.compile(r"originaux/([0-9a-f]{64})\Z")

Short = Annotated[str, Field(max_length=80)]
Line = Annotated[str, Field(max_length=500)]
Text = Annotated[str, Field(max_length=200_000)]
Key = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]+$")]
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class InvalidArchive(Exception):
    """The archive can't be taken in; ``str()`` is the French sentence, and nothing was changed."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PassageRow(_Strict):
    kind: Annotated[str, Field(max_length=20)]
    section: Line
    title: Line
    page: Annotated[str, Field(max_length=20)] | None
    text: Text
    wordings: Annotated[list[Text], Field(max_length=1000)]


class VersionRow(_Strict):
    number: Annotated[int, Field(ge=1, le=100_000)]
    state: Annotated[str, Field(pattern="^(ready|draft)$")]
    in_service: bool
    title: Annotated[str, Field(max_length=300)]
    module: Annotated[str, Field(max_length=4)] | None
    sha256: Hash
    file_name: Annotated[str, Field(max_length=300)]
    media_type: Short
    pages: Annotated[int, Field(ge=0, le=100_000)] | None
    checked_on: date | None
    review_by: date | None
    confidence: Annotated[str, Field(max_length=20)] | None
    audience: Annotated[list[Line], Field(max_length=50)]
    sources: Annotated[list[dict[Short, Any]], Field(max_length=200)]
    warnings: Annotated[list[Text], Field(max_length=1000)]
    created_by: Short | None
    created_at: AwareDatetime
    passages: Annotated[list[PassageRow], Field(max_length=50_000)]


class DocumentRow(_Strict):
    key: Key
    kind: Annotated[str, Field(max_length=20)]
    title: Annotated[str, Field(max_length=300)]
    module: Annotated[str, Field(max_length=4)] | None
    withdrawn_at: AwareDatetime | None
    withdrawn_by: Short | None
    decided_at: AwareDatetime | None
    decided_by: Short | None
    versions: Annotated[list[VersionRow], Field(max_length=10_000)]


class AliasRow(_Strict):
    document_key: Key
    section: Line
    title: Line
    wording: Text
    created_by: Short
    created_at: AwareDatetime


class GoldenRow(_Strict):
    code: Annotated[str, Field(max_length=60)]
    kind: Annotated[str, Field(max_length=12)]
    module: Annotated[str, Field(max_length=4)] | None
    style: Annotated[str, Field(max_length=12)]
    question: Text
    history: Annotated[list[Text], Field(max_length=100)]
    must: Annotated[list[Annotated[list[Line], Field(max_length=100)]], Field(max_length=100)]
    must_not: Annotated[list[Line], Field(max_length=100)]
    wants: Annotated[str, Field(max_length=12)] | None
    document_key: Key | None
    page: Annotated[str, Field(max_length=20)] | None
    created_by: Short | None
    created_at: AwareDatetime
    retired_at: AwareDatetime | None


class Archive(_Strict):
    """The whole corpus of an installation; ``written_at`` is when it was made."""

    format: Annotated[int, Field(ge=FORMAT, le=FORMAT)]
    written_at: datetime
    documents: Annotated[list[DocumentRow], Field(max_length=100_000)]
    aliases: Annotated[list[AliasRow], Field(max_length=100_000)]
    golden_questions: Annotated[list[GoldenRow], Field(max_length=100_000)]
