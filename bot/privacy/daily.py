"""The purge runs by itself once a day, in the night of Paris, or as soon as the application is there afterwards.

The day's row in SQL is its claim: two processes, or a restart, can't run it twice; one that was cut short is taken up
again.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from bot.privacy.acts import Act
from bot.privacy.audit import BY_ITSELF, AuditLog
from bot.privacy.retention import Retention
from bot.storage import models
from bot.storage.database import Database
from bot.storage.models import PurgeRun

_PARIS: Final = ZoneInfo("Europe/Paris")
_QUIET_HOUR: Final = 3
_LOOK_S: Final = 600.0
_LEASE: Final = timedelta(hours=1)  # one that began earlier and has no end was cut short

_log = logging.getLogger(__name__)


class DailyPurge:
    """``clock`` returns the present in UTC."""

    def __init__(
        self, database: Database, retention: Retention, audit: AuditLog, clock: Callable[[], datetime] = models.now
    ) -> None:
        self._database = database
        self._retention = retention
        self._audit = audit
        self._clock = clock
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="purge", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """After the transaction it is in; what is left goes another time."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()

    def run_if_due(self) -> bool:
        """Purge if the day's hour has come and nobody did; returns whether it did."""
        moment = self._clock()
        local = moment.astimezone(_PARIS)
        if local.hour < _QUIET_HOUR or not self._claim(local, moment):
            return False
        gone = self._retention.purge(self._stopped.is_set)
        if self._stopped.is_set():
            return False
        with self._database.session() as session:
            run = session.get_one(PurgeRun, local.date())
            run.finished_at, run.gone = self._clock(), gone
        if any(gone.values()):
            self._audit.record(BY_ITSELF, Act.PURGED, local.date(), **gone)
        return True

    def _claim(self, local: datetime, moment: datetime) -> bool:
        with self._database.session() as session:
            run = session.get(PurgeRun, local.date())
            if run is not None:
                cut = PurgeRun.finished_at.is_(None) & (PurgeRun.started_at < moment - _LEASE)
                again = update(PurgeRun).where(PurgeRun.day == run.day, cut).values(started_at=moment)
                return session.execute(again.returning(PurgeRun.day)).first() is not None
        try:
            with self._database.session() as session:
                session.add(PurgeRun(day=local.date(), started_at=moment, gone={}))
        except IntegrityError:  # another process was quicker
            return False
        return True

    def _run(self) -> None:
        while not self._stopped.wait(_LOOK_S):
            try:
                self.run_if_due()
            except (SQLAlchemyError, OSError) as error:
                _log.warning("the daily purge failed, and will be tried again: %s", type(error).__name__)
