"""End to end: from the HTTP answer to what three other services have in their stores.

A change stream over the inboxes tells when a service's transaction has become visible; it adds about a ms.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from statistics import median
from typing import Any

import pymongo

from chassis import inbox
from infra.local.stack import SERVICES
from services.awards.main import SERVICE as AWARDS
from services.notifications.main import SERVICE as NOTIFICATIONS
from services.portal.main import SERVICE as PORTAL
from tests.bench.figures import Figure, figure, percentile, spread
from tests.bench.ground import Ground, bench
from tests.bench.load import another_process, steadily
from tests.bench.province import Province, province
from tests.bench.troupe import troupe

LISTENERS = (AWARDS, NOTIFICATIONS, PORTAL)
ISSUED = "directive-issued.v1"
WRITES_PER_SECOND = 50
SETTLE_SECONDS = 1.0
LATEST_SECONDS = 20.0
Seen = dict[tuple[str, str], float]


@bench("end_to_end", "end_to_end_p50_ms", "end_to_end_p99_ms")
def run(ground: Ground) -> Iterator[Figure]:
    """Take the figures of a write that three services hear."""
    size = ground.size
    with ExitStack() as stack:
        prefix = stack.enter_context(ground.topics())
        there = stack.enter_context(province(ground, 2))
        places = {one.name: stack.enter_context(ground.place(one, prefix)) for one in LISTENERS}
        told = dict.fromkeys(SERVICES, there.told(prefix))
        told |= {name: place.environ for name, place in places.items()}
        workers = [f"{name} worker" for name in places]
        running = stack.enter_context(troupe(ground, told, "directives api", "directives relay", *workers))
        port = running.ports.services["directives"][0]
        databases = [place.settings.mongo_db for place in places.values()]
        rounds = [_waits(there, port, databases, size.steady_seconds) for _ in range(size.rounds)]
    for name, share in (("p50", 0.5), ("p99", 0.99)):
        waits = [percentile(each, share) for each in rounds]
        note = f"{spread(waits, 1)} ms, {WRITES_PER_SECOND} writes/s for {size.steady_seconds:.0f} s"
        yield figure(f"end_to_end_{name}_ms", median(waits), f"{note}; {', '.join(places)} listening")


def _waits(there: Province, port: int, databases: list[str], seconds: float) -> list[float]:
    """Return, in ms, for each write and each listener how long after the answer it was visible there."""
    ids = there.stock(int(seconds * WRITES_PER_SECOND))
    seen: Seen = {}
    with _watching(there.db.client, databases, seen), another_process() as pool:
        answered = pool.submit(steadily, port, there.issuing(ids), WRITES_PER_SECOND).result()
        events = _events(there, ids)
        wanted = {(database, event) for event in events for database in databases}
        deadline = time.monotonic() + LATEST_SECONDS
        while not wanted <= seen.keys():
            if time.monotonic() > deadline:
                raise TimeoutError(f"{len(wanted - seen.keys())} events did not arrive everywhere")
            time.sleep(0.05)
    settled = min(answered.values()) + SETTLE_SECONDS
    late = {event: answered[id] for event, id in events.items() if answered[id] >= settled}
    return [(seen[database, event] - at) * 1000 for event, at in late.items() for database in databases]


def _events(there: Province, ids: list[str]) -> dict[str, str]:
    """Return the directive of each event that was published of these, by the event's id."""
    told = there.db["outbox"].find({"type": ISSUED, "key": {"$in": ids}}, {"key": 1})
    return {row["_id"]: row["key"] for row in told}


@contextmanager
def _watching(client: pymongo.MongoClient[Any], databases: list[str], seen: Seen) -> Iterator[None]:
    """Note in `seen` when each row of an inbox becomes visible."""
    stop, opened = threading.Event(), threading.Event()
    which = {"operationType": "insert", "ns.coll": inbox.COLLECTION, "ns.db": {"$in": databases}}
    steps = [{"$match": which}, {"$project": {"documentKey": 1, "ns": 1}}]

    def watch() -> None:
        with client.watch(steps, max_await_time_ms=500) as stream:
            opened.set()
            while not stop.is_set():
                change = stream.try_next()
                if change is not None:
                    seen[change["ns"]["db"], change["documentKey"]["_id"]] = time.perf_counter()

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    opened.wait(10)
    try:
        yield
    finally:
        stop.set()
        thread.join(5)
