"""The schedule: the daily run of reminders, and telling whom an audience's announcements address.

One process at a time holds the lease. Being two for a moment would do no harm: every step is repeatable.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from contextlib import suppress

import structlog
from pymongo.errors import PyMongoError

from chassis.context import BUSINESS_ZONE
from chassis.errors import Refusal
from chassis.lease import RENEW_SECONDS, SECONDS, Lease
from chassis.mongo import Database
from services.notifications.inbox import telling
from services.notifications.reminders import store
from services.notifications.reminders.tick import SECONDS as SECONDS_OF_A_PAGE
from services.notifications.reminders.tick import Run
from services.notifications.settings import NotificationsSettings

log = structlog.get_logger()
LOOK_SECONDS = 1.0
STANDBY_SECONDS = 3.0
PAUSE_SECONDS = 5.0
ALIVE_SECONDS = 60.0


class Schedule:
    """Does what is due by the day, until it is stopped."""

    def __init__(self, settings: NotificationsSettings, database: Database) -> None:
        self._settings, self._database = settings, database
        self._lease = Lease(database.db, "schedule")
        self._turned_at = time.monotonic()
        self._refused: dt.date | None = None

    def alive(self) -> bool:
        """Tell whether the loop has come round in the last minute."""
        return time.monotonic() - self._turned_at < ALIVE_SECONDS

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set; the page at hand is finished, the lease given up."""
        while not stop.is_set():
            try:
                stop.wait(self._turn(stop))
            except PyMongoError as error:
                log.warning("schedule.waits", error_type=type(error).__name__)
                stop.wait(PAUSE_SECONDS)
        with suppress(PyMongoError):  # then it runs out by itself
            self._lease.release()

    def _turn(self, stop: threading.Event) -> float:
        """Do what there is; return for how long to rest."""
        if not self._leads():
            return STANDBY_SECONDS
        if self._database.transaction(telling.tell_pending, SECONDS_OF_A_PAGE):
            return 0.0
        now = dt.datetime.now(dt.UTC)
        if self.is_due(now):
            self._remind(now, stop)
        return LOOK_SECONDS

    def _leads(self) -> bool:
        self._turned_at = time.monotonic()
        return self._lease.seconds_left() > SECONDS - RENEW_SECONDS or self._lease.acquire()

    def is_due(self, now: dt.datetime) -> bool:
        """Tell whether the run for the business day of `now` is still to be made."""
        local = now.astimezone(BUSINESS_ZONE)
        if not self._settings.daily_tick or local.hour < self._settings.tick_hour:
            return False
        return local.date() != self._refused and not store.has_run(self._database.reading(), local.date())

    def _remind(self, now: dt.datetime, stop: threading.Event) -> None:
        day = now.astimezone(BUSINESS_ZONE).date()
        try:
            for _ in Run(day, now).steps(self._database):
                if stop.is_set() or not self._leads():
                    return
        except Refusal as refusal:
            # Without a calendar nobody can tell a working day; the operator hears it once a day.
            self._refused = day
            log.error("reminders.refused", code=refusal.code, day=day.isoformat())
