"""MongoDB down: 503 with Retry-After within the limit, and nothing acknowledged that is not stored."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.chassis.notes import NOTES, interruption
from tests.chassis.processes import OwnMongod
from tests.fixtures.web import Hosted, Issuer

# A request that outlives its limits fails here, by the run's own clock.
pytestmark = pytest.mark.timeout(60)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[OwnMongod]:
    made = OwnMongod(tmp_path)
    yield made
    made.kill()


@pytest.fixture
def notes(store: OwnMongod, issuer: Issuer) -> Iterator[Hosted]:
    made = Hosted(NOTES, store.url, issuer)
    yield made
    made.database.close()


def refused(answer: Any) -> None:
    assert answer.status_code == 503, answer.data
    assert answer.mimetype == "application/problem+json"
    assert answer.json["code"] == "unavailable"
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "hung"])
def test_a_dead_or_hung_store_is_told_in_time(store: OwnMongod, notes: Hosted, stop: signal.Signals) -> None:
    headers = notes.as_officer("agency-a", roles=["clerk"])
    assert notes.post("/v1/notes", {"title": "before"}, headers).status_code == 201
    store.send(stop)
    refused(notes.post("/v1/notes", {"title": "lost"}, headers))
    assert notes.get("/healthz").status_code == 200
    ready = notes.get("/readyz")
    assert (ready.status_code, ready.json["checks"]["mongo"]) == (503, False)


def test_a_store_that_dies_inside_a_command_acknowledges_nothing(store: OwnMongod, notes: Hosted) -> None:
    headers = notes.as_officer("agency-a", roles=["clerk"])
    interruption.append(lambda: store.send(signal.SIGKILL))
    try:
        refused(notes.post("/v1/notes", {"title": "cut off"}, headers, key="k1"))
    finally:
        interruption.clear()
    store.restart()
    assert notes.database.db["notes"].count_documents({}) == 0
    assert notes.post("/v1/notes", {"title": "cut off"}, headers, key="k1").status_code == 201
    assert notes.database.db["notes"].count_documents({}) == 1
