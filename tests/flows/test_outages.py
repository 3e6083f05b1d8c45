"""A server goes away under the whole system: what still answers, and what is there when it is back."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from infra.local import kafka
from infra.local.stack import Ports, Stack, running
from infra.local.story.cast import Cast
from infra.local.story.ledger import Ledger
from tests.flows.settling import settle, until

pytestmark = pytest.mark.timeout(300)
DRAFT = {"type": "Kế hoạch", "subject": "Văn bản thử khi máy chủ ngừng"}


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The whole system with the sample province."""
    with running(tmp_path_factory.mktemp("outage"), Ports.free(), lambda _: None) as started:
        started.do("directory", "load-sample")
        settle(started)
        yield started


def discarded_draft(cast: Cast) -> dict[str, Any]:
    """Draft a directive and give it up, which publishes an event."""
    officer = cast["ubnd.chuyenvien"]
    draft = officer.create("directives", "/v1/directives", DRAFT)
    return officer.act("directives", f"/v1/directives/{draft['id']}", "discard", reason_code="mistaken")


def test_with_kafka_dead_every_api_answers_and_the_backlog_drains(stack: Stack) -> None:
    assert stack.servers is not None
    cast = Cast(stack.urls, stack.sign_ins)
    os.kill(stack.servers.pids["kafka"], signal.SIGKILL)
    until(lambda: not kafka.is_open(stack.ports.servers[1]), 10)

    for _ in range(20):
        assert discarded_draft(cast)["status"] == "discarded"
    for url in stack.urls.values():
        assert requests.get(f"{url}/readyz", timeout=10).status_code == 200
    ledger = Ledger(stack)
    assert ledger.unsent() == 20

    broker = kafka.start(stack.folder, *stack.ports.servers[1:])
    try:
        until(lambda: ledger.unsent() == 0, 60)
        assert ledger.events()["directives.events"]["directive-draft-discarded.v1"] == 20
        until(lambda: ledger.lag() == 0, 60)
        assert ledger.dead_letters() == 0
    finally:
        ledger.close()
        broker.stop()


def test_with_mongod_hung_an_api_says_when_to_come_again_and_stores_nothing(stack: Stack) -> None:
    assert stack.servers is not None
    officer = Cast(stack.urls, stack.sign_ins)["ubnd.chuyenvien"]
    before = len(list(officer.every("directives", "/v1/directives")))
    os.kill(stack.servers.pids["mongod"], signal.SIGSTOP)
    try:
        refused = requests.post(
            f"{stack.urls['directives']}/v1/directives",
            json=DRAFT,
            headers={"Authorization": officer.authorization, "Idempotency-Key": "hung-1"},
            timeout=30,
        )
    finally:
        os.kill(stack.servers.pids["mongod"], signal.SIGCONT)
    assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
    assert int(refused.headers["Retry-After"]) > 0
    assert len(list(officer.every("directives", "/v1/directives"))) == before
