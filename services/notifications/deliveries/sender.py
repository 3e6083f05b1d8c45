"""The sender: takes what waits, asks directory for addresses, hands each mail over, notes what became of it.

A mail is claimed by one process before it is tried, so senders may run side by side. What dies between the
mail server's yes and the note is tried once more, under the same Message-ID.
"""

from __future__ import annotations

import datetime as dt
import random
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from pymongo.errors import PyMongoError

from chassis import metrics
from chassis.mongo import Database
from chassis.transaction import Tx
from services.notifications.deliveries import store
from services.notifications.deliveries.contacts import Contact, Contacts, DirectoryAway
from services.notifications.deliveries.domain import (
    PERMANENT,
    SUPPRESSED,
    TECHNICAL,
    TRIES,
    Delivery,
    Outcome,
)
from services.notifications.deliveries.mail import Letter, Postman, compose
from services.notifications.inbox import reading
from services.notifications.inbox import store as inbox
from services.notifications.inbox.texts import texts
from services.notifications.settings import GUEST_LIST, OFF, TEST, NotificationsSettings

log = structlog.get_logger()
ROUND = 50
LOOK_SECONDS = 1.0
AWAY_SECONDS = 15.0
ALIVE_SECONDS = 300.0
TRIED = metrics.Metric("mail_deliveries_total", "counter", "tries, by what became of them", ("state",))
metrics.declare(TRIED)


class Sender:
    """Sends the mails of this service until it is stopped."""

    def __init__(self, settings: NotificationsSettings, database: Database) -> None:
        self._settings, self._database = settings, database
        self._contacts = Contacts(settings)
        self._turned_at = time.monotonic()

    def alive(self) -> bool:
        """Tell whether the loop still comes round; a mail server may be slow."""
        return time.monotonic() - self._turned_at < ALIVE_SECONDS

    def run(self, stop: threading.Event) -> None:
        """Send until `stop` is set; the mail at hand is finished."""
        while not stop.is_set():
            self._turned_at = time.monotonic()
            try:
                if not self.round(stop):
                    stop.wait(LOOK_SECONDS)
            except (DirectoryAway, PyMongoError) as error:
                told = str(error) if isinstance(error, DirectoryAway) else type(error).__name__
                log.warning("sender.waits", because=told)
                stop.wait(AWAY_SECONDS)

    def round(self, stop: threading.Event | None = None) -> int:
        """Try what is due now, so many at most; return how many were looked at. Raises DirectoryAway."""
        tx, now = self._database.reading(), _now()
        store.cancel_old(tx, now - dt.timedelta(days=self._settings.mail_max_age_days))
        if self._settings.mail_mode == OFF:
            return store.suppress_all(tx)
        due = store.due(tx, now, ROUND)
        if due:
            contacts = self._contacts.of(sorted({one["officer_id"] for one in due}))
            with Postman(self._settings) as postman:
                self._try_all(tx, due, contacts, postman, stop)
        return len(due)

    def _try_all(
        self,
        tx: Tx,
        due: Sequence[Mapping[str, Any]],
        contacts: Mapping[str, Contact],
        postman: Postman,
        stop: threading.Event | None,
    ) -> None:
        told = self._words(tx, due)
        for one in due:
            if stop is not None and stop.is_set():
                return
            self._turned_at = time.monotonic()
            before = store.delivery_of(one)
            claimed = before.claim(_now())
            if store.put(tx, before, claimed):
                outcome = self._try(claimed, told[before.id], contacts.get(before.officer_id), postman)
                self._note(tx, claimed, outcome)

    def _words(self, tx: Tx, due: Sequence[Mapping[str, Any]]) -> dict[str, tuple[str, str]]:
        """Return title and text of each mail, as they are known now."""
        told = inbox.notifications(tx, (id for one in due if (id := one.get("notification_id"))))
        contents = {one["_id"]: told.get(one.get("notification_id", ""), one) for one in due}
        names = reading.names_for(tx, contents.values())
        return {id: reading.words(content, names) for id, content in contents.items()}

    def _try(
        self, delivery: Delivery, told: tuple[str, str], contact: Contact | None, postman: Postman
    ) -> Outcome:
        if delivery.tries > TRIES:
            return Outcome(TECHNICAL, "tried-too-often")
        if contact is None or not contact.email:
            return Outcome(PERMANENT, "no-address")
        try:
            message = compose(self._letter(delivery, told, contact), _now())
        except ValueError:
            return Outcome(PERMANENT, "address-invalid")
        if self._settings.mail_mode == TEST:
            return Outcome(SUPPRESSED, "test-mode")
        if self._settings.mail_mode == GUEST_LIST and contact.email.lower() not in self._settings.guests:
            return Outcome(SUPPRESSED, "not-on-guest-list")
        return postman.send(message)

    def _letter(self, delivery: Delivery, told: tuple[str, str], contact: Contact) -> Letter:
        title, text = told
        frame = {"name": contact.name, "body": text, "link": self._settings.public_url}
        _, body = texts().newest("mail").render(frame)
        email = contact.email or ""
        return Letter(delivery.id, self._settings.mail_from, contact.name, email, title, body)

    def _note(self, tx: Tx, claimed: Delivery, outcome: Outcome) -> None:
        ended = claimed.end(outcome, _now(), random.random())  # noqa: S311 - spreads tries, no secret
        store.put(tx, claimed, ended)
        metrics.add(TRIED.name, state=ended.state)
        log.info("mail.tried", delivery_id=claimed.id, state=ended.state, reason=ended.reason)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
