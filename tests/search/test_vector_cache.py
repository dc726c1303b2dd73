"""What was embedded once is never embedded again, tokens included, and an interrupted work is taken up."""

import numpy as np
import pytest
from fakes import WordEmbeddings, encoder_of

from bot.search.embeddings import PackedE5Embeddings
from bot.search.encoder import Encoder
from bot.search.vector_cache import VectorCache
from bot.storage.database import Database
from bot.storage.models import StoredVector

Said = list[tuple[int, int]]


@pytest.fixture
def progress() -> Said:
    return []


def test_a_text_is_embedded_once(database: Database, progress: Said) -> None:
    embeddings = WordEmbeddings()
    cache = VectorCache(database, encoder_of(embeddings))
    first = cache.vectors(["une facture"], ["que faire ?"], lambda *step: progress.append(step))
    again = cache.vectors(["une facture"], ["que faire ?"], lambda *step: progress.append(step))
    assert np.array_equal(first, again)
    assert sorted(embeddings.embedded) == ["que faire ?", "une facture"]


def test_vectors_come_in_the_order_asked_bodies_first(database: Database) -> None:
    cache = VectorCache(database, encoder_of(WordEmbeddings()))
    together = cache.vectors(["un", "deux", "un"], ["trois"], lambda *_: None)
    alone = [cache.vectors([text], [], lambda *_: None)[0] for text in ("un", "deux", "un")]
    assert np.array_equal(together[:3], np.stack(alone))
    assert len(together) == 4


def test_progress_counts_what_was_known_and_ends_at_all(database: Database, progress: Said) -> None:
    cache = VectorCache(database, encoder_of(WordEmbeddings()))
    cache.vectors(["un"], [], lambda *_: None)
    cache.vectors(["un", "deux"], ["trois"], lambda *step: progress.append(step))
    assert progress[0] == (1, 3)
    assert progress[-1] == (3, 3)
    assert [done for done, _ in progress] == sorted(done for done, _ in progress)


def test_a_model_without_tokens_keeps_none(database: Database) -> None:
    cache = VectorCache(database, encoder_of(WordEmbeddings()))
    cache.vectors(["une facture"], [], lambda *_: None)
    assert cache.tokens(["une facture"]) == [None]


def test_tokens_are_kept_for_bodies_and_made_for_those_that_lack_them(database: Database, encoder: Encoder) -> None:
    cache = VectorCache(database, encoder)
    bodies = ["Une facture suspendue se complète.", "Une facture rejetée se refait."]
    before = cache.vectors(bodies, [], lambda *_: None)
    kept = cache.tokens([*bodies, "inconnu"])
    assert all(kept[:2])
    assert kept[2] is None
    with database.session() as session:
        for row in session.query(StoredVector):
            if row.data == kept[0]:
                session.delete(row)
    assert cache.tokens(bodies)[0] is None
    after = cache.vectors(bodies, [], lambda *_: None)
    assert after == pytest.approx(before, abs=1e-3)
    assert cache.tokens(bodies)[0] is not None


def test_another_model_shares_nothing(database: Database, embeddings: PackedE5Embeddings, encoder: Encoder) -> None:
    VectorCache(database, encoder).vectors(["une facture"], [], lambda *_: None)
    words = WordEmbeddings()
    VectorCache(database, encoder_of(words)).vectors(["une facture"], [], lambda *_: None)
    assert words.embedded == ["une facture"]
