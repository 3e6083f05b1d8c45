"""MongoDB: one client per process, durable by default, every transaction bounded in time."""

import os
from collections.abc import Callable
from typing import Any, Self, TypeVar

import pymongo
from pymongo import MongoClient, ReadPreference
from pymongo.client_session import ClientSession
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from chassis.settings import Settings
from chassis.transaction import Tx

T = TypeVar("T")

# `j` is not part of the server's default, and anything weaker than majority may roll back (Jepsen).
DURABLE = WriteConcern(w="majority", j=True)
WAIT_QUEUE_MS = 2000


class Database:
    """The database of one service in one process; connects on first use."""

    def __init__(self, url: str, name: str, *, server_selection_ms: int = 5000, max_pool: int = 16) -> None:
        forms: dict[str, Any] = {"tz_aware": True, "uuidRepresentation": "standard", "connect": False}
        pool = {"maxPoolSize": max_pool, "waitQueueTimeoutMS": WAIT_QUEUE_MS}
        waits = {"serverSelectionTimeoutMS": server_selection_ms, "connectTimeoutMS": server_selection_ms}
        self._client: MongoClient[dict[str, Any]] = MongoClient(url, **forms | pool | waits)
        self._pid = os.getpid()
        self.db = self._client.get_database(name, write_concern=DURABLE, read_concern=ReadConcern("majority"))

    @classmethod
    def of(cls, settings: Settings, **limits: int) -> Self:
        """Return the database the settings name; the caller closes it."""
        return cls(settings.mongo_url, settings.mongo_db, **limits)

    def transaction(self, fn: Callable[[Tx], T], seconds: float = 8) -> T:
        """Run `fn` in one transaction and return what it returns.

        `fn` may run several times and must have no effect outside `tx`. Commits with majority and journal
        before it returns; raises PyMongoError after `seconds` (the driver alone would try for 120 s).
        """
        self._refuse_fork()

        def run(session: ClientSession) -> T:
            tx = Tx(self.db, session)
            answer = fn(tx)
            tx.flush()
            return answer

        with pymongo.timeout(seconds), self._client.start_session() as session:
            return session.with_transaction(run, ReadConcern("snapshot"), DURABLE, ReadPreference.PRIMARY)

    def reading(self) -> Tx:
        """Return a Tx for reads outside a transaction."""
        self._refuse_fork()
        return Tx(self.db, None)

    def _refuse_fork(self) -> None:
        if os.getpid() != self._pid:
            raise RuntimeError("a database is opened after the fork, never before")

    def close(self) -> None:
        """Close every connection."""
        self._client.close()
