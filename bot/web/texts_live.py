"""The French sentences of a talk with an adviser, as the trainee's page says them; typeset once."""

from datetime import datetime, timedelta
from typing import Final

from bot.desk.live_types import Availability
from bot.web.texts import PARIS, french_date, typeset

_DAYS: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")

BANNER_LABEL: Final = "Échange avec un conseiller"
WAITING: Final = typeset("En attente : {place} dans la file")
EXPECTED: Final = typeset("un conseiller arrive vers {hour}")
EXPECTED_UNKNOWN: Final = typeset("le temps d'attente n'est pas connu")
NOBODY_LEFT: Final = typeset("aucun conseiller n'est connecté en ce moment, ils ont jusqu'à {hour} pour revenir")
WAITING_FOR: Final = typeset("En attente de {name}, à qui la conversation a été transmise")
MEANWHILE: Final = typeset("En attendant, l'assistant répond encore à vos questions.")
SPEAKING: Final = typeset("Vous parlez avec {name}, du support.")
SPEAKING_MORE: Final = typeset("L'assistant se tait : vos messages vont à cette personne.")
CANCEL: Final = typeset("Ne plus attendre")
END: Final = typeset("Terminer l'échange")
EXPIRED: Final = typeset("Aucun conseiller ne s'est libéré à temps. Préparez un ticket : vos échanges y sont repris.")

CALL: Final = "Parler à un conseiller"
DECLINE: Final = "Non merci"
CAN_CALL: Final = typeset("Vous pouvez parler à un conseiller, ou préparer un ticket.")
NOBODY: Final = typeset("Aucun conseiller n'est connecté pour le moment.")
CLOSED: Final = typeset("Les conseillers ne répondent pas à cette heure ; ils reviennent {when}.")
CLOSED_HOLIDAY: Final = typeset("Les conseillers ne répondent pas aujourd'hui ({holiday}) ; ils reviennent {when}.")
TICKET_INSTEAD: Final = typeset("Préparez un ticket : vos échanges y sont repris, vous le relisez avant de l'envoyer.")
OFFERS: Final = {
    "incompris ×2": typeset("Deux de vos questions sont restées sans réponse."),
    "hors périmètre": typeset("Vos questions sortent du stage."),
    "cas personnel": typeset("Cette question demande de voir votre dossier."),
    "vote négatif": typeset("Cette réponse ne vous a pas aidé : un humain peut prendre le relais."),
    "erreur technique": typeset("L'assistant n'a pas pu chercher : la panne est de notre côté."),
}
STILL_LIVE: Final = typeset(
    "Un échange avec un conseiller est ouvert dans cette conversation : terminez-le, ou cessez d'attendre, avant d'en "
    "commencer une autre."
)
NOT_SENT: Final = typeset(
    "L'échange avec le conseiller vient de se terminer : votre message n'est pas parti, il est resté dans la case. "
    "Envoyez-le de nouveau, l'assistant y répondra."
)

ADVISER_SAYS: Final = typeset("{name}, conseiller :")
SYSTEM_SAYS: Final = typeset("Information :")
MESSAGE_SOURCES: Final = typeset("Sources du message")
SOUND_ON: Final = typeset("Son activé")
SOUND_OFF: Final = typeset("Son coupé")
OFFLINE: Final = typeset("Le réseau ne répond pas : les nouveaux messages arriveront dès son retour.")


def clock_time(moment: datetime) -> str:
    """« 10 h 20 », at the hour of Paris."""
    local = moment.astimezone(PARIS)
    return typeset(f"{local.hour} h {local.minute:02d}")


def place_words(place: int) -> str:
    """« 1er », « 2e »."""
    return "1er" if place == 1 else f"{place}e"


def when_open(opens: datetime, now: datetime) -> str:
    """« aujourd'hui à 8 h 30 », « demain à 8 h 30 », « lundi 30 novembre 2026 à 8 h 30 »."""
    day, today = opens.astimezone(PARIS).date(), now.astimezone(PARIS).date()
    near = {today: "aujourd'hui", today + timedelta(days=1): "demain"}
    said = near.get(day) or f"{_DAYS[day.weekday()]} {french_date(day)}"
    return f"{said} à {clock_time(opens)}"


def why_nobody(found: Availability, now: datetime) -> str:
    """Why no adviser can be asked for now, and when they are back when that is known."""
    if found.cause == "nobody":
        return NOBODY
    sentence = CLOSED_HOLIDAY if found.holiday else CLOSED
    return sentence.format(holiday=found.holiday, when=when_open(found.opens_at, now))
