"""A province of any size in the store of directives: agencies, signed plans, a history of dispatches."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from chassis import inbox
from chassis.batch import Batches, nothing
from chassis.events import new_id
from services.directives.dispatch import store as dispatches
from services.directives.main import SERVICE
from tests.bench.ground import Ground
from tests.bench.load import Request
from tests.directives.hosting import Province as SmallProvince
from tests.fixtures.events import published, record
from tests.fixtures.web import Hosted, Issuer

ISSUER, EVERYBODY, MARCH_1 = "ubnd", "everybody", "2024-03-01"
# A plan is signed in its third version.
SIGNED = '"v3"'
KIND = "commune"
# The agencies of the history: as many in each of its directives.
PER_DIRECTIVE = 1_000
Document = dict[str, Any]


def agency_id(number: int) -> str:
    """Return the id of one of the province's agencies."""
    return f"agency-{100_000 + number}"


@dataclass
class Province:
    """One issuer, `size` agencies that a plan may be sent to, and the service hosted in this process."""

    hosted: Hosted
    small: SmallProvince
    size: int

    @property
    def db(self) -> Any:
        return self.hosted.database.db

    def signed(self) -> Document:
        """Return a plan to every agency, signed on 1 March 2024."""
        target = {"line": "Các đơn vị", "targets": [{"group_id": EVERYBODY}], "purpose": "action"}
        return self.small.signed(copy_to=[target])

    def issue(self, found: Document) -> None:
        """Issue a signed plan by its route."""
        answer = self.small.step(found, "issue", "clerk", {"issued_on": MARCH_1})
        if answer.status_code != 200:
            raise RuntimeError(f"not issued: {answer.json}")

    def issue_and_arrive(self) -> float:
        """Send a plan to everybody; return the seconds from the command to the last recipient's row."""
        found = self.signed()
        begun = time.perf_counter()
        self.issue(found)
        seconds = time.perf_counter() - begun
        return seconds + self._arrive(found["id"])

    def _arrive(self, directive_id: str) -> float:
        """Apply the chunks of a directive as one poll would bring them; return the seconds."""
        told = published(self.hosted, "directive-dispatched.v1")
        chunks = [event for event in told if event.data["directive_id"] == directive_id]
        records = [record(event, offset) for offset, event in enumerate(chunks)]
        self.db[inbox.POSITIONS].delete_many({})
        self.db["outbox"].delete_many({})
        begun = time.perf_counter()
        Batches(SERVICE, self.hosted.database, nothing).apply(records, {})
        seconds = time.perf_counter() - begun
        arrived = self.db["dispatches"].count_documents({"directive_id": directive_id})
        if arrived != self.size:
            raise RuntimeError(f"{arrived} of {self.size} agencies were reached")
        return seconds

    def stock(self, count: int) -> list[str]:
        """Make `count` more signed plans out of one, side by side in the store; return their ids."""
        model = self.signed()["id"]
        plan = self.db["directives"].find_one({"_id": model})
        chunks = list(self.db["recipient_chunks"].find({"directive_id": model}))
        ids = [new_id() for _ in range(count)]
        self.db["directives"].insert_many([plan | {"_id": id} for id in ids])
        copied = [
            chunk | {"_id": f"{id}:{chunk['chunk']}", "directive_id": id} for id in ids for chunk in chunks
        ]
        self.db["recipient_chunks"].insert_many(copied)
        return ids

    def issuing(self, ids: Iterable[str]) -> list[Request]:
        """Return the requests that issue these signed plans, as the issuer's clerk sends them."""
        officer = self.small.officer(ISSUER, "clerk")
        body = {"issued_on": MARCH_1}
        return [
            Request(
                name=id,
                method="POST",
                path=f"/v1/directives/{id}/issue",
                headers=officer | {"If-Match": SIGNED, "Idempotency-Key": id},
                body=body,
            )
            for id in ids
        ]

    def told(self, prefix: str = "") -> dict[str, str]:
        """Return what the environment of the service's own processes says of this store."""
        return {
            "MONGO_DB": self.hosted.settings.mongo_db,
            "KAFKA_TOPIC_PREFIX": prefix,
            "DIRECTORY_URL": self.hosted.issuer.url,
        }

    def history(self, rows: int) -> None:
        """Let `rows` dispatches lie in the store, each a copy of a real one, made by the server itself."""
        model = self.db["dispatches"].find_one()
        plan = self.db["directives"].find_one({"_id": model["directive_id"]})
        directives = rows // PER_DIRECTIVE
        self._copy("directives", [{"$match": {"_id": plan["_id"]}}], directives, {"_id": NUMBERED})
        addressed = {"$concat": ["agency-", {"$toString": {"$add": [100_000, "$agency"]}}]}
        changed = {
            "_id": {"$concat": [NUMBERED, ":", addressed]},
            "directive_id": NUMBERED,
            "agency_id": addressed,
            "parties": [ISSUER, addressed],
        }
        each = [
            {"$match": {"_id": model["_id"]}},
            {"$set": {"agency": {"$range": [0, PER_DIRECTIVE]}}},
            {"$unwind": "$agency"},
        ]
        self.db["dispatches"].drop_indexes()
        self._copy("dispatches", each, directives, changed)
        self.db["dispatches"].create_indexes(dispatches.INDEXES["dispatches"])
        # What was just made is still being written to disk, which the next plan would pay for.
        self.db.client.admin.command("fsync")

    def _copy(self, collection: str, source: list[Document], times: int, changed: Document) -> None:
        steps = [
            *source,
            {"$set": {"number": {"$range": [0, times]}}},
            {"$unwind": "$number"},
            {"$set": {**changed, "symbol": {"$concat": [{"$toString": "$number"}, "/KH-UBND"]}}},
            {"$unset": ["agency", "number"]},
            {"$merge": {"into": collection, "whenMatched": "keepExisting"}},
        ]
        self.db[collection].aggregate(steps)


NUMBERED = {"$concat": ["0190a1b2-0000-7000-8000-", {"$toString": {"$add": [100_000_000_000, "$number"]}}]}


@contextmanager
def province(ground: Ground, size: int) -> Iterator[Province]:
    """Yield a province with `size` agencies besides the issuer, on a store that is dropped afterwards."""
    issuer = Issuer()
    hosted = Hosted(SERVICE, ground.mongo_url, issuer)
    try:
        small = SmallProvince(hosted)
        small.agency(ISSUER, "Ủy ban nhân dân tỉnh Mẫu", "executive")
        small.agency("model", "Xã Mẫu", KIND, ISSUER)
        small.group(EVERYBODY, "Các đơn vị", kind=KIND, parent_id=ISSUER)
        agencies = hosted.database.db["agencies"]
        model = agencies.find_one_and_delete({"_id": "model"})
        agencies.insert_many([model | {"_id": agency_id(number)} for number in range(size)])
        small.open_book(ISSUER)
        small.ids |= {agency_id(number): agency_id(number) for number in range(size)}
        yield Province(hosted, small, size)
    finally:
        hosted.close()
        issuer.close()
