"""Everything the pages and commands need, made once from the settings and handed down."""

from dataclasses import dataclass
from functools import partial

from threadpoolctl import threadpool_limits

from bot.corpus.limits import ReadingLimits
from bot.corpus.reading_apart import read_apart
from bot.desk.attachments import Attachments
from bot.desk.courier import Courier
from bot.desk.duplicates import Duplicates
from bot.desk.gaps import GapBoard
from bot.desk.grouping import Meanings
from bot.desk.hours import AdviserHours
from bot.desk.live import LiveTalks
from bot.desk.mail_server import MailServer
from bot.desk.near_passages import NearPassages
from bot.desk.proposals import Proposals
from bot.desk.review import ReviewDesk
from bot.desk.tickets import Tickets
from bot.dialogue.assistant import Assistant
from bot.dialogue.chat_models import open_chat_model
from bot.dialogue.conversations import Conversations
from bot.dialogue.errors import ChatModelRefused
from bot.dialogue.generation import CheckedWriter, ExtractiveWriter, Writer
from bot.dialogue.golden import run_golden
from bot.dialogue.intents import load_classifier
from bot.dialogue.judging import load_judge
from bot.dialogue.offering import Offers
from bot.dialogue.rehearsal import Rehearsals
from bot.people.accounts import Accounts
from bot.people.asked_in_session import AskedInSession
from bot.people.failed_sign_ins import FailedSignIns
from bot.people.invitations import Invitations
from bot.people.joining import Joining
from bot.people.organisation import Organisation, read_roles
from bot.people.provider import Provider
from bot.people.roster import Roster
from bot.people.sessions import Sessions
from bot.people.training import Training
from bot.privacy.audit import AuditLog
from bot.privacy.daily import DailyPurge
from bot.privacy.my_data import MyData
from bot.privacy.notice import Notices
from bot.privacy.retention import Retention
from bot.search.adapter import load_adapter
from bot.search.aside import Aside
from bot.search.embeddings import open_embeddings
from bot.search.encoder import Encoder
from bot.search.indexing import Indexer
from bot.search.mending import Mender
from bot.search.retriever import Retriever
from bot.search.switching import Switcher
from bot.search.upload_worker import UploadWorker
from bot.search.uploads import Uploads
from bot.search.vectors import ChromaStore
from bot.settings import InvalidSettings, Settings
from bot.storage.database import Database, open_database


@dataclass(frozen=True)
class Services:
    """The house, open; ``close`` gives the database back."""

    settings: Settings
    database: Database
    encoder: Encoder
    store: ChromaStore
    indexer: Indexer
    retriever: Retriever
    assistant: Assistant
    conversations: Conversations
    offers: Offers
    live: LiveTalks
    tickets: Tickets
    review: ReviewDesk
    attachments: Attachments
    courier: Courier
    duplicates: Duplicates
    accounts: Accounts
    training: Training
    joining: Joining
    roster: Roster
    asked_in_session: AskedInSession
    failed_sign_ins: FailedSignIns
    sessions: Sessions
    invitations: Invitations
    organisation: Organisation | None
    switcher: Switcher
    rehearsals: Rehearsals
    gaps: GapBoard
    proposals: Proposals
    near_passages: NearPassages
    uploads: Uploads
    upload_worker: UploadWorker
    audit: AuditLog
    retention: Retention
    daily_purge: DailyPurge
    my_data: MyData
    notices: Notices
    mender: Mender

    def close(self) -> None:
        self.upload_worker.stop()
        self.mender.stop()
        self.courier.stop()
        self.daily_purge.stop()
        self.store.close()
        self.database.close()


def open_services(settings: Settings) -> Services:
    """Open the database and the stores; no model is loaded before it is needed.

    Raises DatabaseUnavailable, or InvalidSettings when the language model that was asked for can't be opened, or the
    advisers' hours can't be kept.
    """
    # A turn multiplies small matrices: a second thread gains nothing there, and spins as long as the turn lasts.
    threadpool_limits(1, "blas")
    embeddings = open_embeddings(settings.embedding_model, settings.data_dir / "models")
    encoder = Encoder(embeddings, settings.embedding_model, load_adapter(settings.embedding_model))
    writer = _open_writer(settings, encoder)
    hours = _read_hours(settings)
    roles = _read_roles(settings)
    database = open_database(settings.sql_url)
    store = ChromaStore(settings.data_dir / "chroma", settings.chroma_url)
    retriever = Retriever(database, store, encoder, settings.data_dir)
    assistant = Assistant(retriever, load_classifier(), load_judge(), writer=writer)
    indexer = Indexer(database, store, encoder, settings.data_dir)
    switcher = Switcher(database, indexer)
    meanings = Meanings(indexer, encoder)
    rehearsals = Rehearsals(Aside(database, encoder, indexer), assistant, partial(run_golden, database))
    limits = ReadingLimits(
        settings.upload_max_pages,
        settings.upload_max_unpacked_mb,
        settings.reading_max_seconds,
        settings.reading_max_memory_mb,
    )
    uploads = Uploads(database, settings.data_dir, settings.upload_max_mb, settings.upload_max_waiting)
    worker = UploadWorker(
        database,
        indexer,
        switcher,
        settings.data_dir,
        lambda name, data, told: read_apart(name, data, limits, told),
        lambda version: rehearsals.before_switch([version]),
    )
    uploads.woken = worker.wake
    tickets = Tickets(database)
    accounts = Accounts(database)
    smtp = settings.smtp_url.get_secret_value()
    courier = Courier(database, MailServer.of(smtp) if smtp else None)
    review = ReviewDesk(database, tickets)
    review.on_news = lambda ticket, move: courier.wake()
    audit = AuditLog(database)
    months = {name: value for name, value in settings if name.endswith("_kept_months")}
    retention = Retention(database, settings.data_dir, audit, months)
    return Services(
        settings=settings,
        database=database,
        encoder=encoder,
        store=store,
        indexer=indexer,
        retriever=retriever,
        assistant=assistant,
        conversations=Conversations(database, assistant, settings.question_max_chars),
        tickets=tickets,
        offers=Offers(database),
        live=LiveTalks(database, hours),
        review=review,
        attachments=Attachments(
            database, settings.data_dir, settings.attachments_max_mb, settings.attachments_max_count
        ),
        courier=courier,
        duplicates=Duplicates(database, encoder),
        accounts=accounts,
        training=Training(database),
        joining=Joining(database, settings.participant_days),
        roster=Roster(database),
        asked_in_session=AskedInSession(database),
        failed_sign_ins=FailedSignIns(database, accounts),
        sessions=Sessions(database),
        invitations=Invitations(database, accounts),
        organisation=_open_organisation(settings, database, roles),
        switcher=switcher,
        rehearsals=rehearsals,
        gaps=GapBoard(database, meanings, retriever),
        proposals=Proposals(database),
        near_passages=NearPassages(retriever, meanings),
        uploads=uploads,
        upload_worker=worker,
        audit=audit,
        retention=retention,
        daily_purge=DailyPurge(database, retention, audit),
        my_data=MyData(database, settings.data_dir, audit),
        notices=Notices(database),
        mender=Mender(retriever, indexer, store, embeddings),
    )


def _read_hours(settings: Settings) -> AdviserHours:
    try:
        return AdviserHours(settings.adviser_hours)
    except ValueError as error:
        raise InvalidSettings(f"Réglage CHORISTE_ADVISER_HOURS : {error}.") from error


def _read_roles(settings: Settings) -> dict[str, str]:
    """The roles of the organisation, and ours; raises InvalidSettings for a connection that is set by halves."""
    needed = {
        "OIDC_ISSUER": settings.oidc_issuer,
        "OIDC_CLIENT_ID": settings.oidc_client_id,
        "OIDC_CLIENT_SECRET": settings.oidc_client_secret.get_secret_value(),
        "OIDC_ROLES": settings.oidc_roles,
    }
    missing = [f"CHORISTE_{name}" for name, value in needed.items() if not value.strip()]
    if missing and len(missing) < len(needed):
        raise InvalidSettings(
            f"La connexion par l'organisation est réglée à moitié : il manque {', '.join(missing)}. "
            "Donnez ces réglages, ou retirez tous ceux qui commencent par CHORISTE_OIDC_."
        )
    try:
        return read_roles(settings.oidc_roles)
    except ValueError as error:
        raise InvalidSettings(f"Réglage CHORISTE_OIDC_ROLES : {error}.") from error


def _open_organisation(settings: Settings, database: Database, roles: dict[str, str]) -> Organisation | None:
    if not settings.oidc_issuer:
        return None
    secret = settings.oidc_client_secret.get_secret_value()
    provider = Provider(settings.oidc_issuer, settings.oidc_client_id, secret, settings.oidc_role_claim)
    return Organisation(database, provider, roles)


def _open_writer(settings: Settings, encoder: Encoder) -> Writer:
    if not settings.chat_model:
        return ExtractiveWriter()
    try:
        model = open_chat_model(settings.chat_model)
    except ChatModelRefused as error:
        raise InvalidSettings(str(error)) from error
    return CheckedWriter(model, encoder, ExtractiveWriter())
