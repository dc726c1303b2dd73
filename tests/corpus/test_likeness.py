"""Two versions are paired passage by passage; a document sent twice is seen, whatever its name."""

from passages import passage

from bot.corpus.document import CitedPassage
from bot.corpus.likeness import compare, find_likeness, runs

CANAL = "Les factures du canal se déposent sur le portail avant le cinq du mois, avec le code du service."
PONT = "La retenue de garantie du pont est libérée un an après la réception des travaux, sur demande écrite."
QUAI = "Le quai se facture au trimestre, par une seule pièce, dont le modèle est joint au présent fascicule."


def at(key: str, text: str, place: str = "A", document: str = "a") -> CitedPassage:
    return passage(key, place, text, document=document)


def test_runs_forget_case_accents_and_punctuation() -> None:
    assert runs("Où déposer, ÉTÉ comme hiver ?") == runs("ou deposer ete comme hiver")
    assert runs("Oui.") == frozenset({"oui"})


def test_what_is_added_changed_gone_and_the_same_is_told_apart() -> None:
    before = [at("1:0", CANAL, "A"), at("1:1", PONT, "B"), at("1:2", "Cette page a vécu, et rien ne la remplace.", "C")]
    changed = PONT.replace("un an", "deux ans")
    after = [at("2:0", QUAI, "N"), at("2:1", CANAL, "A"), at("2:2", changed, "Z")]
    comparison = compare(before, after)
    assert [p.id for p in comparison.added] == ["2:0"]
    assert [(b.id, a.id) for b, a in comparison.changed] == [("1:1", "2:2")]
    assert [p.id for p in comparison.gone] == ["1:2"]
    assert comparison.same == 1
    assert set(comparison.leaving) == {"1:1", "1:2"}


def test_a_text_rewritten_in_its_place_is_a_change() -> None:
    comparison = compare([at("1:0", CANAL, "Échéances")], [at("2:0", QUAI, "Échéances")])
    assert len(comparison.changed) == 1
    assert (comparison.added, comparison.gone) == ((), ())


def test_a_passage_is_paired_once() -> None:
    comparison = compare([at("1:0", CANAL)], [at("2:0", CANAL), at("2:1", CANAL)])
    assert (comparison.same, len(comparison.added)) == (1, 1)


def test_the_share_of_same_passages_names_the_document_that_holds_them() -> None:
    mine = [at("9:0", CANAL), at("9:1", PONT), at("9:2", QUAI)]
    others = [at("1:0", CANAL, document="copie"), at("1:1", PONT.upper(), document="copie"),
              at("2:0", QUAI[:40], document="autre")]  # fmt: skip
    [found] = find_likeness(mine, others, 0.3)
    assert found.document_key == "fiche:copie"
    assert round(found.share, 2) == 0.67
    assert find_likeness([], others, 0.3) == []
