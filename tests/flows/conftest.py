"""The story played on a whole system of its own, and what was there when it was over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from chassis.dead_letters import Record
from infra.local.stack import Ports, Stack, running
from infra.local.story.cast import Cast
from infra.local.story.ledger import Ledger
from infra.local.story.play import play
from tests.flows import wire as wires
from tests.flows.end_state import Stored, stored
from tests.flows.reorganising import reorganise
from tests.flows.settling import settle


@dataclass(frozen=True)
class Told:
    """A finished story: the system, still up, what was printed, whether all was seen.

    Tests share the system, so what the stores held is taken down before any of them runs, as is what was
    left over: dead letters, events not applied, events not sent.
    """

    stack: Stack
    lines: list[str]
    seen: bool
    stored: Stored
    left_over: tuple[int, int, int]


@contextmanager
def told(folder: Path, disturb: Callable[[Stack, int], None]) -> Iterator[Told]:
    """Play the story on fresh servers; `disturb(stack, row)` is called after each act."""
    lines: list[str] = []
    with running(folder, Ports.free(), lines.append) as stack:
        seen = play(stack, lines.append, lambda row: disturb(stack, row))
        settle(stack)
        ledger = Ledger(stack)
        left_over = (ledger.dead_letters(), ledger.lag(), ledger.unsent())
        ledger.close()
        yield Told(stack, lines, seen, stored(stack), left_over)


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """The story as `make demo` plays it."""
    with told(tmp_path_factory.mktemp("undisturbed"), lambda stack, row: None) as story:
        yield story


@pytest.fixture(scope="session")
def wire(undisturbed: Told) -> list[Record]:
    """Every event of the story, and of a directory that has changed its mind since: many versions."""
    stack = undisturbed.stack
    assert stack.servers is not None
    reorganise(Cast(stack.urls, stack.sign_ins))
    settle(stack)
    return wires.read(stack.servers.kafka_servers, wires.topics_of_events())
