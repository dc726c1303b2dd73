"""A web page gives what it says, and nothing of what surrounds it; how its author closed his tags doesn't matter."""

import pytest

from bot.corpus.document import STEPS, TABLE
from bot.corpus.errors import UnreadableFile
from bot.corpus.reading import read_bytes
from bot.corpus.web_page import read_web_page

RULED = "| Statut | Geste |\n| --- | --- |\n"
LONG = "La facture est transmise au client public par le portail, qui contrôle le destinataire et le service. " * 3


def texts(page: str) -> list[str]:
    return [block.text for block in read_web_page(page.encode()).blocks]


def test_headings_lists_tables_and_questions_that_unfold_are_kept() -> None:
    page = """<!doctype html><title>Aide</title><h1>Le dépôt</h1><p>Avant.</p><ol><li>Ouvrez.<li>Déposez.</ol>
    <h2>Les statuts</h2><table><tr><th>Statut<th>Geste<tr><td rowspan=2>Rejetée<td>refaire<tr><td>corriger</table>
    <details><summary>Et après ?</summary><p>On attend.</p></details>"""
    read = read_bytes("aide.html", page.encode())
    assert (read.title, read.media_type) == ("Le dépôt", "text/html")
    assert [(p.section, p.kind, p.text) for p in read.passages] == [
        ("Le dépôt", STEPS, "Avant.\n1. Ouvrez.\n2. Déposez."),
        ("Le dépôt › Les statuts", TABLE, f"{RULED}| Rejetée | refaire |\n| Rejetée | corriger |"),
        ("Le dépôt › Les statuts › Et après ?", "faq", "On attend."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "around",
    [
        "<nav>Menu</nav>", "<aside>Menu</aside>", "<script>Menu</script>", "<style>Menu</style>",
        "<div hidden>Menu</div>", "<div class='cookie-banner'>Menu</div>", "<ol class=breadcrumb><li>Menu</ol>",
        "<footer>Menu</footer>", "<header>Menu</header>", "<!-- Menu -->", "<noscript>Menu</noscript>",
        "<button>Menu</button>", "<p style='display:none'>Menu</p>", "<div role=navigation>Menu</div>",
    ],
)  # fmt: skip
def test_what_surrounds_the_text_is_left_out(around: str) -> None:
    assert texts(f"<html><body>{around}<p>{LONG}</p>{around}") == [LONG.strip()]


def test_the_main_part_is_enough_when_there_is_one() -> None:
    page = f"<html><body><div>Bandeau</div><main><h1>Aide</h1><p>{LONG}</main><div>Pied</div>"
    assert texts(page) == ["Aide", LONG.strip()]


def test_all_the_articles_of_a_page_are_read() -> None:
    page = "<html><body>" + "".join(f"<article><h2>Article {n}</h2><p>{n} {LONG}</article>" for n in range(3))
    assert texts(page)[::2] == ["Article 0", "Article 1", "Article 2"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "iso-8859-1", "windows-1252", "utf-16"])
def test_accents_survive_the_encoding_that_the_page_declares(encoding: str) -> None:
    declared = f"<meta charset={encoding}>" if encoding.startswith(("iso", "win")) else ""
    page = f"<!DOCTYPE html><html><head>{declared}</head><body><p>Le maître d'œuvre : 12 €</p>"
    if encoding == "iso-8859-1":
        page = page.replace("œ", "oe").replace("€", "euros")
    expected = "Le maître d'oeuvre : 12 euros" if encoding == "iso-8859-1" else "Le maître d'œuvre : 12 €"
    assert [b.text for b in read_web_page(page.encode(encoding)).blocks] == [expected]


def test_a_table_that_sets_the_page_is_read_as_text() -> None:
    inner = "<table><tr><td>a<td>b<tr><td>c<td>d</table>"
    page = f"<html><body><table><tr><td><h1>Titre</h1><p>{LONG}</td><td>{inner}</table>"
    assert texts(page) == ["Titre", LONG.strip(), "| a | b |\n| --- | --- |\n| c | d |"]


@pytest.mark.parametrize("nested", ["<div>", "<ul><li>", "<table><tr><td>", "<b>", "<blockquote>"])
def test_a_page_nested_as_deep_as_one_likes_is_read(nested: str) -> None:
    assert " ".join(texts(f"<html><body>{nested * 2000}au fond")).endswith("au fond")


def test_a_page_that_says_nothing_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="ne contient aucun texte"):
        read_bytes("vide.html", b"<html><body><script>1</script><img src=x></body></html>")
