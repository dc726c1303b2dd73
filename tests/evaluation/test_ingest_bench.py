"""The bench of uploads measures a real upload, in a house of its own."""

from bot.evaluation.ingest_bench import measure_ingest
from bot.services import Services


def test_a_small_fascicle_goes_from_its_upload_to_the_answers_beside_turns(small_course: Services) -> None:
    before = small_course.retriever.load().generation
    rows = measure_ingest(small_course, ["Ma facture est suspendue", "Créer mon compte"], pages=4)
    if not small_course.settings.sql_url.startswith("sqlite"):
        assert [row[2] for row in rows] == ["mesuré sur SQLite seulement"]
    else:
        assert "répond" in rows[0][0]
        assert [row[2] for row in rows] == ["≤ 120 s", "", "≤ 400 ms", ""]
    assert small_course.retriever.load().generation == before
