"""Whole topics shuffled and repeated: every service ends in the same state (delivery.md P7, P8, P18)."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence

import pytest

from chassis.dead_letters import Record
from chassis.service import Service
from infra.local.stack import subscribers
from tests.flows import wire as wires
from tests.flows.replays import difference, hashes, replica

pytestmark = pytest.mark.timeout(300)
LISTENERS = [name for name, listens in subscribers().items() if listens]
SEEDS = (1, 2, 3)
Order = Callable[[Sequence[Record], int], list[Record]]


def service_of(name: str) -> Service:
    service: Service = importlib.import_module(f"services.{name}.main").SERVICE
    return service


@pytest.mark.parametrize("name", LISTENERS)
def test_the_wire_in_any_order_and_with_repetitions_ends_in_the_same_state(
    name: str, wire: list[Record], mongo_url: str
) -> None:
    with replica(service_of(name), mongo_url) as store:
        in_order = store.replay(wires.laid_down(wire))
        orders: tuple[Order, ...] = (wires.interleaved, wires.shuffled)
        for order in orders:
            for seed in SEEDS:
                found = store.replay(order(wire, seed), seed)
                same = hashes(found) == hashes(in_order)
                assert same, f"{order.__name__}, seed {seed}:\n{difference(in_order, found)}"
