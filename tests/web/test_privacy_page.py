"""« Confidentialité » and the notice say what the settings really do, and hide nothing that leaves the server."""

from bot.settings import load_settings
from bot.web.identity import PARTICIPANT_COOKIE, SESSION_COOKIE, VISITOR_COOKIE
from bot.web.privacy_views import notice_html, privacy_page


def test_the_page_says_what_the_settings_do() -> None:
    settings = load_settings(
        controller_name="Organisme <Test>", controller_contact="dpo@exemple.fr", conversations_kept_months=7,
        tickets_kept_months=19, sign_ins_kept_months=4, audit_kept_months=8,
        training_kept_months=14, participant_days=21,
    )  # fmt: skip
    page = privacy_page(settings).replace("&#39;", "'").replace("\u00a0", " ")
    assert "Organisme &lt;Test&gt;" in page
    assert "dpo@exemple.fr" in page
    assert "14 mois après le dernier jour de la session" in page
    for said in ("7 mois après le dernier échange", "19 mois après sa dernière étape", ">4 mois<", ">8 mois<"):
        assert said in page
    assert VISITOR_COOKIE in page
    assert "365 jours" in page
    assert SESSION_COOKIE in page
    assert "7 jours" in page
    assert "Les trois cookies" in page
    assert PARTICIPANT_COOKIE in page
    assert "jusqu'à 21 jours après la session" in page
    assert "Le formateur de votre session" in page
    assert "Rien ne sort du serveur" in page
    assert "CNIL" in page
    assert "Mes données" in page
    assert "7 mois" in notice_html(settings).replace("\u00a0", " ")


def test_the_page_hides_nothing_that_leaves() -> None:
    plain = privacy_page(load_settings()).replace("&#39;", "'")
    assert "Demandez à votre formateur son nom" in plain
    assert "jusqu'à la fin de la session" in privacy_page(load_settings(participant_days=0)).replace("&#39;", "'")
    mail = privacy_page(load_settings(smtp_url="smtp://serveur?from=a@b.fr"))
    assert "Rien ne sort du serveur" not in mail
    assert "serveur de courriel" in mail
    assert "modèle de langage" not in mail
    model = privacy_page(load_settings(smtp_url="smtp://serveur?from=a@b.fr", chat_model="openai:gpt"))
    assert "openai:gpt" in model
    assert "serveur de courriel" in model
    assert "Rien ne sort" not in model
