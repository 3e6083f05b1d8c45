"""What every peer does with an event, and the watch it is timed with. Imports nothing of the product.

The effect is the product's: a row in the inbox, the officer as it is now, in one transaction. Nothing is
validated and no version compared, which the product does besides.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from pymongo import ReplaceOne
from pymongo.write_concern import WriteConcern

TOLD = json.loads(os.environ["BENCH_PEER"])
DURABLE = WriteConcern(w="majority", j=True)
Document = dict[str, Any]


def database(client: Any) -> Any:
    """Return the database, as durable as the product's."""
    return client.get_database(TOLD["mongo_db"], write_concern=DURABLE)


def rows(headers: Mapping[str, Any], data: Document) -> tuple[Document, Document]:
    """Return the row of the inbox and the officer."""
    id, version = (_text(headers[name]) for name in ("ce_id", "ce_sequence"))
    seen = {"_id": id, "type": _text(headers["ce_type"]), "at": datetime.now(UTC)}
    kept = {"active": data["active"], "positions": data["positions"]}
    return seen, {"_id": data["officer_id"], "ver": int(version), **kept}


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def latest(officers: Iterable[Document]) -> list[ReplaceOne[Document]]:
    """Return one write per officer: its last state of the batch."""
    last = {officer["_id"]: officer for officer in officers}
    return [ReplaceOne({"_id": id}, officer, upsert=True) for id, officer in last.items()]


class Stopwatch:
    """Counts what is done, prints what that makes a second when it was the last, and ends the process."""

    def __init__(self) -> None:
        self._first = self._done = 0
        self._begun = 0.0

    def done(self, count: int) -> None:
        """Note that `count` more events have been applied; the first call only starts the watch."""
        now = time.perf_counter()
        self._done += count
        if not self._begun:
            self._begun, self._first = now, self._done
        elif self._done >= TOLD["events"]:
            rate = (self._done - self._first) / (now - self._begun)
            # Past sys.stdout, which a worker may have taken for its log.
            os.write(1, json.dumps({"rate": rate}).encode() + b"\n")
            os._exit(0)


def apply_batch(client: Any, batch: list[tuple[Document, Document]]) -> None:
    """Apply what is new of a batch in one transaction."""
    db = database(client)

    def write(session: Any) -> None:
        ids = [seen["_id"] for seen, _ in batch]
        known = {row["_id"] for row in db["inbox"].find({"_id": {"$in": ids}}, {"_id": 1}, session=session)}
        new = [(seen, officer) for seen, officer in batch if seen["_id"] not in known]
        if new:
            db["inbox"].insert_many([seen for seen, _ in new], ordered=False, session=session)
            written = latest(officer for _, officer in new)
            db["officers"].bulk_write(written, ordered=False, session=session)

    with client.start_session() as session:
        session.with_transaction(write, write_concern=DURABLE)


def apply_one(client: Any, headers: Mapping[str, Any], data: Document) -> None:
    """Apply an event in a transaction of its own."""
    seen, officer = rows(headers, data)
    db = database(client)

    def write(session: Any) -> None:
        db["inbox"].insert_one(seen, session=session)
        db["officers"].replace_one({"_id": officer["_id"]}, officer, upsert=True, session=session)

    with client.start_session() as session:
        session.with_transaction(write, write_concern=DURABLE)
