"""The fault run: a process that uploads, replaces, switches and withdraws is killed, restarted, and looked at.

Run as a script: ``fault_run.py FOLDER KILLS SEED``. It imports once, then forks a fresh process per life. A life kills
itself with SIGKILL just before one of its writes to SQL, Chroma or the disk, drawn at random; each life first checks
that answers, SQL, Chroma and the lexical index agree, and that nothing acknowledged is lost. Exit code 0: all held.
"""

import json
import os
import random
import shutil
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import event, select

from bot.corpus.catalogue import DocumentLine, Standing, list_documents
from bot.corpus.document import CitedPassage
from bot.corpus.library import ACTIVE, active_generation, load_passages, members_of
from bot.corpus.originals import find_original
from bot.search.indexing import collection_names, lexical_folder, question_entries
from bot.search.jobs import JobState
from bot.search.lexical import LexicalIndex
from bot.search.vectors import ChromaStore
from bot.storage.models import Generation, UploadJob, Version
from tests.search.conftest import House

SUBJECTS = ("la suspension", "le rejet", "le recyclage")
MOST_WRITES = 110  # more than three acts make
FAILED = 3


class Ledger:
    """What was acknowledged, in a file that outlives every life; ``meant`` is the act that was under way."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def write(self, **line: Any) -> None:
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self._path.read_text(encoding="utf-8").splitlines()]


def kill_before_write(number: int) -> None:
    """Arrange for this process to be killed just before its write of that number."""
    left = [number]

    def count(*_: object) -> None:
        left[0] -= 1
        if left[0] <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def counted(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            count()
            return function(*arguments, **options)

        return call

    def count_writes(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.lstrip().upper().startswith(("SELECT", "PRAGMA")):
            count()

    from sqlalchemy import Engine

    event.listen(Engine, "before_cursor_execute", count_writes)
    event.listen(Engine, "commit", count)
    ChromaStore.create = counted(ChromaStore.create)  # type: ignore[method-assign]
    ChromaStore.delete = counted(ChromaStore.delete)  # type: ignore[method-assign]
    os.replace = counted(os.replace)
    shutil.rmtree = counted(shutil.rmtree)  # type: ignore[assignment]


def lines_of(house: House) -> list[DocumentLine]:
    with house.database.session() as session:
        return list_documents(session)


def act(house: House, ledger: Ledger, draw: random.Random) -> None:
    """One act of a trainer, noted before it is tried and once it is acknowledged."""
    drafts = [line.draft for line in lines_of(house) if line.draft]
    serving = [line for line in lines_of(house) if line.standing is Standing.IN_SERVICE]
    former = [
        (line, version)
        for line in lines_of(house)
        for version in line.versions
        if version.standing in (Standing.REPLACED, Standing.WITHDRAWN)
    ]
    choice = draw.random()
    if choice < 0.2 and drafts:
        draft = draw.choice(drafts)
        ledger.write(tries="switch", version=draft.id)
        house.switcher.put_in_service(draft.id, "ana")
        ledger.write(done="switch", version=draft.id)
    elif choice < 0.35 and former:
        line, version = draw.choice(former)
        ledger.write(tries="switch", version=version.id)
        house.switcher.put_in_service(version.id, "ana")
        ledger.write(done="switch", version=version.id)
    elif choice < 0.45 and serving:
        line = draw.choice(serving)
        ledger.write(tries="withdraw", document=line.id)
        house.switcher.withdraw(line.id, "ana")
        ledger.write(done="withdraw", document=line.id)
    else:
        subject, token = draw.choice(SUBJECTS), f"jeton{draw.getrandbits(48):x}"
        job = house.send(subject, draw.random() < 0.6, essential=f"Réponse {token}, écrite pour ce dépôt seulement.")
        ledger.write(done="upload", job=job, token=token)
        house.work()


def problems(house: House, ledger: Ledger) -> Iterator[str]:
    """Everything that doesn't agree; empty when all does."""
    with house.database.session() as session:
        active = session.scalars(select(Generation).where(Generation.state == ACTIVE)).all()
        current = active_generation(session)
        members = members_of(session, current) if current else set()
        rows = {v.id: v for v in session.scalars(select(Version))}
        jobs = {job.id: job for job in session.scalars(select(UploadJob))}
        passages = load_passages(session, members)
    if len(active) > 1:
        yield f"{len(active)} active generations"
    owners = [rows[version].document_id for version in members]
    if len(owners) != len(set(owners)):
        yield "a document answers by two of its versions"
    for line in lines_of(house):
        if (line.standing is Standing.IN_SERVICE) == (line.withdrawn_at is not None) and line.draft != line.shown:
            yield f"document {line.id} is {line.standing} and withdrawn at {line.withdrawn_at}"
    if current is not None:
        yield from disagreements(house, current.id, passages)
        found = {hit.passage.id for subject in SUBJECTS for hit in house.ask(subject).hits}
        if not found <= {passage.id for passage in passages}:
            yield "a passage that isn't in service answers"
        lost = {p.id for p in passages if p.kind == "essentiel"} - found
        if lost:
            yield f"in service, and not found: {lost}"
    yield from losses(house, ledger, jobs)
    yield from undone(ledger, rows, members)


def disagreements(house: House, generation: int, passages: Sequence[CitedPassage]) -> Iterator[str]:
    expected = {passage.id for passage in passages}
    bodies, questions = (
        house.store.client().get_collection(n, embedding_function=None) for n in collection_names(generation)
    )
    if set(bodies.get(include=[])["ids"]) != expected:
        yield "Chroma holds other passages than SQL"
    asked = {entry for passage in passages for entry in question_entries(passage)}
    if set(questions.get(include=[])["ids"]) != asked:
        yield "Chroma holds other questions than SQL"
    if set(LexicalIndex.load(lexical_folder(house.data, generation)).ids) != expected:
        yield "the lexical index holds other passages than SQL"


def losses(house: House, ledger: Ledger, jobs: dict[int, UploadJob]) -> Iterator[str]:
    for line in ledger.lines():
        if line.get("done") == "upload":
            job = jobs.get(line["job"])
            if job is None:
                yield f"the upload {line['job']} is lost"
            elif find_original(house.data, job.sha256) is None:
                yield f"the bytes of the upload {job.id} are lost"
            elif job.state in (JobState.FAILED, JobState.CANCELLED):
                yield f"the upload {job.id} is {job.state}: {job.problem}"


def undone(ledger: Ledger, rows: dict[int, Version], members: set[int]) -> Iterator[str]:
    """Acknowledged choices that no later act explains away."""
    last: dict[int, tuple[str, int | None]] = {}
    for line in ledger.lines():
        if "version" in line:
            last[rows[line["version"]].document_id] = (next(iter(line)), line["version"])
        elif "document" in line:
            last[line["document"]] = (next(iter(line)), None)
    uploads = {row.document_id for row in rows.values()}
    for document, (kind, version) in last.items():
        answering = next((v for v in members if rows[v].document_id == document), None)
        newer = [v for v in rows.values() if v.document_id == document and v.id > (version or 0) and v.state == "ready"]
        if kind == "done" and document in uploads and answering != version and not newer:
            yield f"document {document} answers by {answering}, while {version} was acknowledged"


def live(folder: Path, seed: int, writes: int | None) -> None:
    """One life: look, then act until killed; without ``writes``, finish what is under way and look again."""
    ledger = Ledger(folder / "ledger.jsonl")
    house = House(folder)
    found = list(problems(house, ledger))
    if not found and writes is None:
        house.work()
        house.switcher.refresh()
        found = list(problems(house, ledger)) + list(leftovers(house))
    if found:
        sys.stderr.write(f"life {seed}: {found}\n")
        os._exit(FAILED)
    if writes is None:
        os._exit(0)
    draw = random.Random(seed)  # noqa: S311 - a run that fails must be run again
    kill_before_write(writes)
    house.work()
    while True:
        act(house, ledger, draw)


def leftovers(house: House) -> Iterator[str]:
    """What a run that is over may not leave behind."""
    with house.database.session() as session:
        moving = session.scalars(select(UploadJob.id).where(UploadJob.state.not_in(
            [JobState.ACTIVE, JobState.DRAFT, JobState.UNCHANGED])))  # fmt: skip
        if left := list(moving):
            yield f"uploads still on their way: {left}"
        built = [g.id for g in session.scalars(select(Generation).where(Generation.state == "building"))]
        if built:
            yield f"unfinished generations: {built}"
    collections = {collection.name for collection in house.store.client().list_collections()}
    folders = {path.name for path in (house.data / "lexical").iterdir() if not path.name.startswith(".draft")}
    if len(collections) > 4 or len(folders) > 2:
        yield f"files of dead generations: {collections}, {folders}"


def main() -> int:
    folder, kills, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    (folder / "ledger.jsonl").touch()
    draw = random.Random(seed)  # noqa: S311 - a run that fails must be run again
    for life in range(kills + 1):
        writes = draw.randint(1, MOST_WRITES) if life < kills else None
        child = os.fork()
        if not child:
            live(folder, seed * 1000 + life, writes)
        _, status = os.waitpid(child, 0)
        expected = signal.SIGKILL if writes else 0
        if status != expected:
            sys.stderr.write(f"life {life} ended with status {status}\n")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
