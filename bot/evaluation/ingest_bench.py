"""A fascicle of 400 pages from its upload to the answers, beside trainees who go on asking.

In a house of its own, made from the one in service: nothing of the bench reaches the trainees.
"""

import random
import resource
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import typst

from bot.dialogue.types import Question
from bot.evaluation.tables import Cells
from bot.search.jobs import JobState
from bot.services import Services, open_services

PAGES = 400
_TURN_EVERY_S = 10 / 12  # a session of twelve, each of whom asks every ten seconds
_WORDS_A_PAGE = 330
_SECONDS, _P95_MS = 120, 400
_MARK = "le bordereau de la page {page}"


def measure_ingest(services: Services, questions: Sequence[str], pages: int = PAGES) -> Cells:
    """Rows of the performance table: seconds to answer from the file, turns meanwhile, memory. SQLite only."""
    if not services.settings.sql_url.startswith("sqlite:///"):
        return [["dépôt de 400 pages", "–", "mesuré sur SQLite seulement", ""]]
    with tempfile.TemporaryDirectory() as folder:
        house = house_beside(services, Path(folder))
        try:
            return _measure(house, questions, make_fascicle(house, pages), pages)
        finally:
            house.close()


def _measure(house: Services, questions: Sequence[str], data: bytes, pages: int) -> Cells:
    alone = [_turn(house, question) for question in questions[:20]]
    start = time.perf_counter()
    job = house.uploads.receive("fascicule-mesure.pdf", data, "mesure", direct=True)
    house.upload_worker.start()
    beside: list[float] = []
    while house.uploads.get(job).is_on_its_way:
        beside.append(_turn(house, questions[len(beside) % len(questions)]))
        time.sleep(max(0.0, _TURN_EVERY_S - beside[-1] / 1000))
    seconds = time.perf_counter() - start
    state = house.uploads.get(job)
    found = house.assistant.reply(Question(f"Quand rendre {_MARK.format(page=pages // 2)} ?"))
    answered = any(hit.passage.document_key == "fichier:fascicule-mesure" for hit in found.hits)
    outcome = "répond" if state.state is JobState.ACTIVE and answered else f"échec : {state.problem}"
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    reading = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    low, high = statistics.median(beside), _high(beside)
    busy = f"{high / _high(alone):.1f} × au repos, {len(beside)} tours"
    return [
        [f"dépôt de {pages} pages ({outcome})", f"{seconds:.0f} s", f"≤ {_SECONDS} s", f"{len(data) / 1e6:.1f} Mo"],
        ["un tour pendant le dépôt, médiane", f"{low:.0f} ms", "", f"{low / statistics.median(alone):.1f} × au repos"],
        ["un tour pendant le dépôt, 95e centile", f"{high:.0f} ms", f"≤ {_P95_MS} ms", busy],
        ["mémoire pendant le dépôt, au plus", f"{memory:.0f} Mio", "", f"et {reading:.0f} Mio pour lire"],
    ]


def _turn(house: Services, question: str) -> float:
    start = time.perf_counter()
    house.assistant.reply(Question(question))
    return (time.perf_counter() - start) * 1000


def _high(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]


def house_beside(services: Services, folder: Path) -> Services:
    """A house in ``folder`` with all that ``services`` has, to be measured without touching it; SQLite only."""
    settings = services.settings.model_copy(update={"data_dir": folder, "database_url": ""})
    (folder / "models").symlink_to((services.settings.data_dir / "models").resolve())
    with (
        sqlite3.connect(services.settings.sql_url.removeprefix("sqlite:///")) as source,
        sqlite3.connect(folder / "choriste.db") as copy,
    ):
        source.backup(copy)
    source.close()
    copy.close()
    house = open_services(settings)
    with house.indexer.writing():
        house.indexer.rebuild(lambda done, total: None)
    return house


def make_fascicle(house: Services, pages: int) -> bytes:
    """A PDF of ``pages`` pages, a heading and prose on each, no two passages alike: words of the course, shuffled."""
    words = " ".join(passage.text for passage in house.retriever.load().passages.values()).split()
    words = [word for word in words if word.isalpha()]
    draw = random.Random(PAGES)  # noqa: S311 - the same file at each run
    parts = ['#set page(paper: "a4")', '#set text(size: 10pt, lang: "fr")']
    for page in range(1, pages + 1):
        sentences: list[str] = []
        while sum(len(sentence) for sentence in sentences) < _WORDS_A_PAGE * 6:
            start = draw.randrange(max(1, len(words) - 30))
            sentences.append(" ".join(words[start : start + draw.randint(8, 22)]).capitalize() + ".")
        mark = _MARK.format(page=page).capitalize()
        parts.append(
            f"#heading(level: 1)[Le chapitre {page}]\n\n{mark} se rend avant le {page % 28 + 1} du mois.\n\n"
            + "\n\n".join(" ".join(sentences[i : i + 5]) for i in range(0, len(sentences), 5))
            + "\n#pagebreak(weak: true)"
        )
    made: bytes = typst.compile("\n".join(parts).encode(), format="pdf", ignore_system_fonts=True)
    return made
