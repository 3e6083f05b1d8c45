"""The story on the whole system: undisturbed, with killed processes, and seen from outside."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from infra.local.stack import SERVICES, Stack
from infra.local.story.ledger import Ledger
from tests.flows.conftest import Told, told
from tests.flows.end_state import end_state, unlike

ROOT = Path(__file__).resolve().parents[2]
# events.md §3, §4 "After row 7": what directives has told of the two documents, whatever comes of them later.
PLAN, LETTER = "577/KH-UBND", "929/SYT-VP"
OF_THE_DOCUMENTS = {
    "directive-issued.v1": 2,
    "directive-dispatched.v1": 2,
    "documents-arrived.v1": 2,
    "document-registered.v1": 2,
    "task-assigned.v1": 9,
    "task-acknowledged.v1": 9,
}
KILLED_AFTER_ROWS = range(1, 100, 3)

pytestmark = pytest.mark.timeout(600)


def test_every_expected_consequence_is_seen(undisturbed: Told) -> None:
    assert undisturbed.seen, "\n".join(undisturbed.lines)
    assert undisturbed.left_over == (0, 0, 0), "dead letters, not applied, not sent"


def test_the_events_of_the_two_documents_are_those_the_story_counts(undisturbed: Told) -> None:
    documents = undisturbed.stored["directives.directives"]
    of_the_two = {row["_id"] for row in documents if row["symbol"] in (PLAN, LETTER)}
    rows = undisturbed.stored["directives.outbox"]
    told_of = Counter(row["type"] for row in rows if json.loads(row["body"])["directive_id"] in of_the_two)
    assert told_of == OF_THE_DOCUMENTS


def test_the_numbers_on_the_paper_are_the_numbers_in_the_registers(undisturbed: Told) -> None:
    documents = {row["symbol"]: row["status"] for row in undisturbed.stored["directives.directives"]}
    assert (documents[PLAN], documents[LETTER]) == ("issued", "issued")
    entries = undisturbed.stored["directives.incoming"]
    numbers = {row["document_symbol"]: (row["arrival_number"], row["arrived_on"]) for row in entries}
    assert (numbers[PLAN], numbers[LETTER]) == ((1, "2024-03-04"), (329, "2024-03-01"))


def test_a_story_with_killed_services_ends_the_same(
    undisturbed: Told, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """After every third row the power of two services is cut, each two in turn."""
    names = list(SERVICES)
    killed: list[tuple[str, str]] = []

    def kill_and_restart(stack: Stack, row: int) -> None:
        if row not in KILLED_AFTER_ROWS:
            return
        turn = 2 * KILLED_AFTER_ROWS.index(row)
        victims = {names[place % len(names)] for place in (turn, turn + 1)}
        for service, process in [each for each in stack.children if each[0] in victims]:
            stack.kill(service, process)
            stack.run(service, process)
            killed.append((service, process))

    with told(tmp_path_factory.mktemp("killed"), kill_and_restart) as story:
        assert story.seen, "\n".join(story.lines)
        assert {(name, process) for name in names[:4] for process in ("api", "worker")} <= set(killed)
        assert story.left_over == (0, 0, 0), "dead letters, not applied, not sent"
        differences = list(unlike(end_state(undisturbed.stored), end_state(story.stored)))
        assert not differences, "\n".join(differences)


def test_a_stranger_reads_and_validates_every_event_with_the_ten_lines_of_the_readme(
    undisturbed: Told,
) -> None:
    assert undisturbed.stack.servers is not None
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (program,) = re.findall(r"```python\n(import json.*?)```", readme, re.DOTALL)
    assert len([line for line in program.splitlines() if line.strip()]) <= 10
    answer = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=os.environ | {"KAFKA_BOOTSTRAP_SERVERS": undisturbed.stack.servers.kafka_servers},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert answer.returncode == 0, answer.stderr
    ledger = Ledger(undisturbed.stack)
    sent = sum(ledger.events().values(), Counter())
    ledger.close()
    assert Counter(line.split()[0] for line in answer.stdout.splitlines()) == sent
