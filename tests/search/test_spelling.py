"""What a phone makes of French is brought back to French; French itself, names and codes stay as typed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.search.short_forms import spell_out
from bot.search.spelling import Speller

COURSE = (
    "Comment déposer une facture rejetée ou suspendue ? Le dossier de facturation du sous-traitant. "
    "Créer un compte sur Chorus Pro avec une adresse de connexion. Le marché de travaux, le décompte mensuel, "
    "l'engagement, le numéro de marché, la collectivité et l'hôpital. "
)
SPELLER = Speller.build([COURSE] * 5)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("cmt creer un compte", "comment créer un compte"),
        ("ma factur est rejeté", "ma facture est rejeté"),
        ("g pa resu le mail", "j'ai pas reçu le mail"),
        ("jai oublié ladresse de conexion", "j'ai oublié l'adresse de connexion"),
        ("pk la facture suspandue", "pourquoi la facture suspendue"),
        ("le dossié de facturassion", "le dossier de facturation"),
        ("c koi l engagement", "c'est quoi l'engagement"),
        ("qd est ce que lhopital paye", "quand est ce que l'hôpital paye"),
        ("numero de marche public", "numéro de marche public"),  # « marche » is French too
    ],
)
def test_a_phone_s_french_is_brought_back_to_french(typed: str, meant: str) -> None:
    assert SPELLER.mend(typed) == meant


@pytest.mark.parametrize(
    "said",
    [
        "Quelle est la météo à Nantes demain ?",
        "raconte une blague de plombier",
        "le cadre A9 ou A12 pour un SE ?",
        "MOE, MOA, DGD, PPF, CPRO, PJ et EJ",
        "lot C et annexe D au marché",
        "IRR_TAILLE_F et le motif G1.07",
        "écrivez à jean.dupont@mairie-dinan.fr ou à portail.chorus-pro.gouv.fr",
        "l'avoir de M. Prigent n'est-il pas parti aujourd'hui ?",
        "un tel délai",
        "le cœur du décompte",
    ],
)
def test_french_names_and_codes_stay_as_typed(said: str) -> None:
    assert SPELLER.mend(said) == said


def test_what_is_mended_is_left_alone_the_second_time() -> None:
    mended = SPELLER.mend("g pa resu ladresse pr deposé la factur")
    assert SPELLER.mend(mended) == mended


def test_a_word_of_the_course_that_no_dictionary_has_is_known_once_it_is_written_often() -> None:
    assert Speller.build(["le chorusien facture"] * 3).mend("un chorusyen") == "un chorusien"
    assert Speller.build(["le chorusien facture"]).mend("un chorusyen") == "un chorusyen"


def test_a_speller_made_of_its_counts_spells_alike() -> None:
    typed = "cmt corriger une factur suspandu"
    assert Speller(SPELLER.counts).mend(typed) == SPELLER.mend(typed)


def test_without_passages_the_short_forms_and_the_dictionary_still_serve() -> None:
    assert Speller.build([]).mend("pk g pa de reponse") == "pourquoi j'ai pas de réponse"


@settings(deadline=None)
@given(st.text(max_size=80))
def test_nothing_a_person_may_type_makes_it_fail(said: str) -> None:
    assert isinstance(SPELLER.mend(said), str)
    assert isinstance(spell_out(said), str)
