"""The story of the two documents on the whole system: undisturbed, killed, and seen from outside."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from infra.local.stack import Stack
from infra.local.story.ledger import Ledger
from infra.local.story.plot import LETTER, PLAN
from tests.flows.conftest import Told, told
from tests.flows.end_state import end_state

ROOT = Path(__file__).resolve().parents[2]
# events.md §4 "After row 7".
DIRECTIVES_EVENTS = {
    "directive-issued.v1": 2,
    "directive-dispatched.v1": 2,
    "documents-arrived.v1": 2,
    "document-registered.v1": 2,
    "task-assigned.v1": 9,
    "task-acknowledged.v1": 9,
}

pytestmark = pytest.mark.timeout(600)


def test_every_expected_consequence_is_seen(undisturbed: Told) -> None:
    assert undisturbed.seen, "\n".join(undisturbed.lines)


def test_the_events_are_those_the_story_counts(undisturbed: Told) -> None:
    ledger = Ledger(undisturbed.stack)
    assert dict(ledger.events()["directives.events"]) == DIRECTIVES_EVENTS
    assert (ledger.dead_letters(), ledger.lag(), ledger.unsent()) == (0, 0, 0)
    ledger.close()


def test_the_numbers_on_the_paper_are_the_numbers_in_the_registers(undisturbed: Told) -> None:
    state = end_state(undisturbed.stack)
    assert state["documents"] == [(PLAN, "issued"), (LETTER, "issued")]
    assert [(number, on) for _, number, on in state["incoming"] if number > 1] == [(329, "2024-03-01")]


def test_a_story_with_killed_services_ends_the_same(
    undisturbed: Told, tmp_path_factory: pytest.TempPathFactory
) -> None:
    killed: list[tuple[str, str, int]] = []

    def kill_and_restart(stack: Stack, row: int) -> None:
        for service, rows in (("directives", (1, 3, 5)), ("portal", (1, 4, 6))):
            for process in ("api", "worker") if row in rows else ():
                stack.kill(service, process)
                stack.run(service, process)
                killed.append((service, process, row))

    with told(tmp_path_factory.mktemp("killed"), kill_and_restart) as story:
        assert story.seen, "\n".join(story.lines)
        assert len(killed) == 12
        assert end_state(story.stack) == end_state(undisturbed.stack)


def test_a_stranger_reads_and_validates_every_event_with_the_ten_lines_of_the_readme(
    undisturbed: Told,
) -> None:
    assert undisturbed.stack.servers is not None
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (program,) = re.findall(r"```python\n(import json.*?)```", readme, re.DOTALL)
    assert len([line for line in program.splitlines() if line.strip()]) <= 10
    told = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=os.environ | {"KAFKA_BOOTSTRAP_SERVERS": undisturbed.stack.servers.kafka_servers},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert told.returncode == 0, told.stderr
    ledger = Ledger(undisturbed.stack)
    sent = sum(
        (counted for counted in ledger.events().values()), start=type(next(iter(ledger.events().values())))()
    )
    ledger.close()
    read = [line.split()[0] for line in told.stdout.splitlines()]
    assert {name: read.count(name) for name in set(read)} == sent
