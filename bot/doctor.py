"""Examines an installation: each finding is OK, WARN or FAIL, and each that isn't OK says what to do."""

import shutil
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from bot.corpus.library import DISCARDED, active_generation, members_of
from bot.corpus.originals import find_original
from bot.desk.attachments import FOLDER as ATTACHMENTS
from bot.search.embeddings import DEFAULT_MODEL, load_default_model
from bot.search.errors import ModelUnavailable, VectorsUnavailable
from bot.search.indexing import collection_names, lexical_folder
from bot.search.onnx_copy import FILE_NAME
from bot.services import Services
from bot.storage.models import Attachment, Generation, User, Version

OK, WARN, FAIL = "OK", "WARN", "FAIL"
_LITTLE_SPACE = 1_000_000_000
_LISTED = 20


@dataclass(frozen=True)
class Finding:
    level: str
    subject: str
    found: str
    remedy: str = ""


def examine(services: Services, today: date) -> list[Finding]:
    """Look at the database, model, index, fiches due for review, accounts and disk; changes nothing."""
    with services.database.session() as session:
        current = active_generation(session)
        staff = session.scalar(select(func.count(User.id)).where(User.disabled_at.is_(None))) or 0
        members = members_of(session, current) if current else set()
        due = list(
            session.execute(
                select(Version.title, Version.review_by)
                .where(Version.id.in_(members), Version.review_by < today)
                .order_by(Version.review_by)
            )
        )
    findings = [_database(services)]
    findings.append(_model(services))
    findings += _index(services, current)
    if due:
        names = " ; ".join(f"{title} ({limit})" for title, limit in due[:_LISTED])
        findings.append(
            Finding(WARN, "Fiches à relire", f"{len(due)} : {names}", "Relisez-les et changez leurs dates.")
        )
    else:
        findings.append(Finding(OK, "Fiches à relire", "aucune"))
    if staff:
        findings.append(Finding(OK, "Comptes", f"{staff} actif(s)"))
    else:
        remedy = "Démarrez l'application : elle crée le compte administrateur."
        findings.append(Finding(WARN, "Comptes", "aucun", remedy))
    findings += [_kept(services), *_mail(services), _journal(services)]
    findings.append(_recognition())
    findings.append(_disk(services))
    return findings


def _database(services: Services) -> Finding:
    address = services.database.engine.url.render_as_string(hide_password=True)
    if services.database.is_writable():
        return Finding(OK, "Base de données", address)
    remedy = "Un autre programme la tient : arrêtez-le. Les questions en attente passent aussitôt."
    return Finding(FAIL, "Base de données", f"{address} : rien ne peut y être écrit", remedy)


def _kept(services: Services) -> Finding:
    """Whether the files that SQL names are on the disk; what was read from them is in SQL, and answers without them."""
    with services.database.session() as session:
        versions = set(session.execute(select(Version.sha256, Version.file_name).where(Version.state != DISCARDED)))
        joined = set(session.execute(select(Attachment.sha256, Attachment.file_name)))
    folder = services.settings.data_dir
    gone = [name for digest, name in sorted(versions) if find_original(folder, digest) is None]
    gone += [name for digest, name in sorted(joined) if find_original(folder, digest, ATTACHMENTS) is None]
    if not gone:
        return Finding(OK, "Fichiers gardés", "tous présents")
    remedy = "Remettez-les d'une sauvegarde (« python -m bot restore ») ou redéposez-les ; les réponses restent."
    return Finding(WARN, "Fichiers gardés", f"{len(gone)} absents : {' ; '.join(gone[:_LISTED])}", remedy)


def _mail(services: Services) -> list[Finding]:
    if not services.courier.sends:
        return []
    waiting = services.courier.put_off()
    if not waiting:
        return [Finding(OK, "Courriel", "rien en attente")]
    remedy = "Vérifiez CHORISTE_SMTP_URL et le serveur de courriel : chaque envoi est réessayé de lui-même."
    return [Finding(WARN, "Courriel", f"{waiting} en attente, le serveur ne les prend pas", remedy)]


def _model(services: Services) -> Finding:
    settings = services.settings
    if settings.embedding_model != DEFAULT_MODEL:
        return Finding(OK, "Modèle", settings.embedding_model)
    folder = settings.data_dir / "models" / DEFAULT_MODEL
    if not (folder / FILE_NAME).exists():
        remedy = "Lancez « python ingest.py » : il est préparé en une minute."
        return Finding(WARN, "Modèle", "pas encore préparé", remedy)
    try:
        load_default_model(folder)
    except ModelUnavailable:
        remedy = "L'application le refait d'elle-même ; sans elle, « python ingest.py » le refait en une minute."
        return Finding(WARN, "Modèle", "abîmé : la recherche se fait par les mots seuls", remedy)
    return Finding(OK, "Modèle", DEFAULT_MODEL)


def _index(services: Services, current: Generation | None) -> list[Finding]:
    if current is None:
        return [Finding(FAIL, "Index", "aucun document en service", "Lancez « python ingest.py ».")]
    findings = []
    rebuild = (
        "L'application le refait d'elle-même à partir de la base ; sans elle, lancez « python ingest.py --rebuild »."
    )
    try:
        counts = [services.store.count(name) for name in collection_names(current.id)]
    except VectorsUnavailable as error:
        findings.append(Finding(FAIL, "Vecteurs", f"Chroma ne répond pas ({error})", rebuild))
    else:
        if counts[0] != current.passages or not counts[1]:
            findings.append(Finding(FAIL, "Vecteurs", f"{counts[0]} sur {current.passages} passages", rebuild))
        else:
            findings.append(Finding(OK, "Vecteurs", f"{counts[0]} passages, {counts[1]} formulations"))
    if current.model != services.indexer.signature:
        findings.append(Finding(WARN, "Vecteurs", f"faits par {current.model}", rebuild))
    if lexical_folder(services.settings.data_dir, current.id).is_dir():
        findings.append(Finding(OK, "Index lexical", f"génération {current.id}"))
    else:
        findings.append(Finding(WARN, "Index lexical", "absent", "Il est refait à la prochaine question."))
    return findings


def _journal(services: Services) -> Finding:
    verdict = services.audit.verify()
    if verdict.holds:
        return Finding(OK, "Journal des actions", f"intact, {verdict.entries} ligne(s)")
    return Finding(
        FAIL,
        "Journal des actions",
        f"altéré à la ligne {verdict.broken_at}",
        "Gardez cette base telle quelle, et comparez-la à une sauvegarde : quelqu'un a écrit dedans à la main.",
    )


def _recognition() -> Finding:
    from bot.corpus.recognition import can_recognise  # half a second that no other command should wait

    if can_recognise():
        return Finding(OK, "Pages numérisées", "lues par Tesseract, en français")
    remedy = "Installez les paquets « tesseract-ocr » et « tesseract-ocr-fra » ; le reste fonctionne sans eux."
    return Finding(WARN, "Pages numérisées", "non lues : Tesseract ou son français manque", remedy)


def _disk(services: Services) -> Finding:
    free = shutil.disk_usage(services.settings.data_dir).free
    if free < _LITTLE_SPACE:
        return Finding(
            WARN,
            "Disque",
            f"{free / 1e9:.1f} Go libres".replace(".", ","),
            "Libérez de l'espace : une copie de l'index en demande.",
        )
    return Finding(OK, "Disque", f"{free / 1e9:.0f} Go libres")
