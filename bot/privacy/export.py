"""Everything of one person in one archive: readable by a program (JSON), by anybody (a page), and their files.

It is read with the person's name in every condition, like everything that is theirs.
"""

import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Final

from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.corpus.originals import find_original
from bot.desk.attachments import FOLDER
from bot.privacy.seats import Registration, registration_of
from bot.storage.database import Database
from bot.storage.models import (
    Attachment,
    Conversation,
    LiveMessage,
    LiveTalk,
    Ticket,
    TicketEvent,
    TicketMessage,
    Turn,
)

JSON_NAME: Final = "mes-donnees.json"
PAGE_NAME: Final = "mes-donnees.html"
_FILES: Final = "pieces-jointes"
_STYLE: Final = "body{font:1rem/1.6 sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem}dt{font-weight:bold}"
_COLUMNS: Final = {
    "numero": Ticket.number, "etat": Ticket.state, "categorie": Ticket.category, "titre": Ticket.subject,
    "description": Ticket.description, "champs": Ticket.fields, "reperes": Ticket.identifiers,
    "deja_essaye": Ticket.tried, "adresse_electronique": Ticket.email, "reponse": Ticket.reply,
    "numero_du_portail": Ticket.portal_number, "cree_le": Ticket.created_at, "envoye_le": Ticket.sent_at,
    "repondu_le": Ticket.answered_at,
}  # fmt: skip


def write_export(database: Database, data_dir: Path, owner: str, moment: datetime, target: IO[bytes]) -> None:
    """Write the archive of ``owner`` to ``target``; a file that is no longer on the disk is named, and missing."""
    with database.session() as session:
        told = gather(session, owner, moment)
        files = session.execute(
            select(Attachment.id, Attachment.sha256, Attachment.file_name)
            .join(Ticket, Ticket.id == Attachment.ticket_id)
            .where(Ticket.owner == owner)
        ).all()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(JSON_NAME, json.dumps(told, ensure_ascii=False, indent=1))
        archive.writestr(PAGE_NAME, page_of(told))
        for key, digest, name in files:
            path = find_original(data_dir, digest, FOLDER)
            if path is not None:
                archive.write(path, file_in(key, name))


def file_in(key: int, name: str) -> str:
    """Where an attachment stands in the archive; its name was made safe when it came."""
    return f"{_FILES}/{key}-{name}"


def gather(session: Session, owner: str, moment: datetime) -> dict[str, Any]:
    """What is kept of ``owner``, under French names, times in UTC."""
    talks = session.scalars(
        select(Conversation).where(Conversation.owner == owner).order_by(Conversation.created_at)
    ).all()
    tickets = session.execute(
        select(Ticket.id, *_COLUMNS.values()).where(Ticket.owner == owner).order_by(Ticket.created_at)
    ).all()
    registration = registration_of(session, owner)
    return {
        "exporte_le": _time(moment),
        **({"inscription": _registration(registration)} if registration else {}),
        "conversations": [_conversation(session, talk) for talk in talks],
        "tickets": [_ticket(session, row[0], row[1:]) for row in tickets],
    }


def _registration(kept: Registration) -> dict[str, Any]:
    seat, training = kept.seat, kept.training
    return {
        "session": training.title, "premier_jour": training.starts_on.isoformat(),
        "dernier_jour": training.ends_on.isoformat(), "lieu": training.place, "nom": seat.name,
        "adresse_electronique": seat.email, "nom_montre_au_formateur": "oui" if seat.shares_name else "non",
        "inscrit_le": _time(seat.joined_at), "vu_la_derniere_fois_le": _time(seat.seen_at),
        "presences": [
            {"jour": mark.day.isoformat(), "demi_journee": mark.half, "notee_le": _time(mark.marked_at)}
            for mark in kept.attended
        ],
    }  # fmt: skip


def _conversation(session: Session, talk: Conversation) -> dict[str, Any]:
    said = session.execute(
        select(LiveMessage.author, LiveMessage.name, LiveMessage.text, LiveMessage.sent_at)
        .join(LiveTalk, LiveTalk.id == LiveMessage.talk_id)
        .where(LiveTalk.conversation_id == talk.id)
        .order_by(LiveMessage.id)
    )
    return {
        "commencee_le": _time(talk.created_at),
        "echanges": [_turn(turn) for turn in talk.turns],
        "messages_avec_un_conseiller": [
            {"auteur": author, "nom": name, "texte": text, "le": _time(at)} for author, name, text, at in said
        ],
    }


def _turn(turn: Turn) -> dict[str, Any]:
    vote = {1: "utile", -1: "inutile"}.get(turn.vote or 0)
    sources = [str(one["document"]) for one in turn.citations if one.get("document")]
    return {
        "question": turn.question, "comprise_comme": turn.understood_as, "reponse": turn.text,
        "sources": list(dict.fromkeys(sources)), "vote": vote, "raison_du_vote": turn.vote_reason,
        "le": _time(turn.created_at),
    }  # fmt: skip


def _ticket(session: Session, key: int, values: Sequence[Any]) -> dict[str, Any]:
    told = {name: _plain(value) for name, value in zip(_COLUMNS, values, strict=True)}
    messages = select(TicketMessage).where(TicketMessage.ticket_id == key).order_by(TicketMessage.id)
    events = select(TicketEvent).where(TicketEvent.ticket_id == key).order_by(TicketEvent.id)
    files = select(Attachment).where(Attachment.ticket_id == key).order_by(Attachment.id)
    return told | {
        "messages": [
            {"auteur": one.author or "vous", "texte": one.text, "le": _time(one.created_at)}
            for one in session.scalars(messages)
        ],
        "historique": [
            {"avant": one.before, "apres": one.after, "le": _time(one.created_at)} for one in session.scalars(events)
        ],
        "pieces_jointes": [
            {"nom": one.file_name, "fichier": file_in(one.id, one.file_name), "octets": one.size}
            for one in session.scalars(files)
        ],
    }


def page_of(told: Mapping[str, Any]) -> str:
    """The same as a page that opens anywhere, without a script."""
    return str(
        Markup(
            '<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Mes données</title><style>{}</style>'
            "</head><body><h1>Mes données</h1>{}</body></html>"
        ).format(Markup(_STYLE), _drawn(told))  # noqa: S704 - our own constant
    )


def _drawn(value: object) -> Markup:
    if isinstance(value, Mapping):
        return Markup("<dl>{}</dl>").format(
            Markup("").join(
                Markup("<dt>{}</dt><dd>{}</dd>").format(str(name).replace("_", " "), _drawn(one))
                for name, one in value.items()
            )
        )
    if isinstance(value, list):
        if not value:
            return Markup("aucun")
        return Markup("<ol>{}</ol>").format(Markup("").join(Markup("<li>{}</li>").format(_drawn(one)) for one in value))
    return Markup("{}").format("" if value is None else value)


def _plain(value: object) -> object:
    return _time(value) if isinstance(value, datetime) else value


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
