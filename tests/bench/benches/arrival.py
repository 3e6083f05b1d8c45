"""Arrival: from the command to issue a plan to its last recipient, through the service's own processes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median

from infra.local.stack import SERVICES
from tests.bench.figures import Figure, figure, spread
from tests.bench.ground import Ground, bench
from tests.bench.load import at_once
from tests.bench.province import Province, province
from tests.bench.troupe import Troupe, troupe

SECONDS = 60
ARRIVED = "documents-arrived.v1"


@bench("arrival", "issue_to_last_arrival_s")
def run(ground: Ground) -> Iterator[Figure]:
    """Take the figure of the arrival."""
    size = ground.size
    with ground.topics() as prefix, province(ground, size.province) as there:
        ids = there.stock(size.rounds)
        told = dict.fromkeys(SERVICES, there.told(prefix))
        with troupe(ground, told, "directives api", "directives worker") as running:
            seconds = [_seconds(running, there, id) for id in ids]
    note = f"{spread(seconds, 2)} s for {size.province:,} agencies, from the request to the last row"
    yield figure("issue_to_last_arrival_s", median(seconds), note)


def _seconds(running: Troupe, there: Province, id: str) -> float:
    """Issue a plan; return the seconds until every chunk has said, with its rows, that it arrived."""
    chunks = there.db["recipient_chunks"].count_documents({"directive_id": id})
    arrived = {"type": ARRIVED, "key": {"$regex": f"^{id}:"}}
    begun = time.perf_counter()
    at_once(running.ports.services["directives"][0], there.issuing([id]))
    while there.db["outbox"].count_documents(arrived) < chunks:
        running.require_alive()
        if time.perf_counter() - begun > SECONDS:
            raise TimeoutError(f"the plan did not arrive everywhere within {SECONDS} s")
        time.sleep(0.01)
    return time.perf_counter() - begun
