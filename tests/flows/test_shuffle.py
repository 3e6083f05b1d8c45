"""Whole topics shuffled and repeated: every service ends in the same state (delivery.md P7, P8, P18)."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from contextlib import closing

import pytest

from chassis.dead_letters import Record
from chassis.mongo import Database
from chassis.service import Service
from infra.local.stack import subscribers
from tests.flows import wire as wires
from tests.flows.conftest import Told
from tests.flows.replays import difference, documents, hashes, replica, state_of

pytestmark = pytest.mark.timeout(300)
SEEDS = (1, 2)
Order = Callable[[Sequence[Record], int], list[Record]]


def service_of(name: str) -> Service:
    service: Service = importlib.import_module(f"services.{name}.main").SERVICE
    return service


LISTENERS = [name for name, listens in subscribers().items() if listens]
ONLY_LISTEN = [name for name in LISTENERS if not service_of(name).publishes]


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


@pytest.mark.parametrize("name", ONLY_LISTEN)
def test_the_live_store_of_a_service_that_only_listens_is_what_a_replay_makes(
    name: str, undisturbed: Told, wire: list[Record], mongo_url: str
) -> None:
    """What else its live store holds, requests have made: sessions of browsers."""
    assert undisturbed.stack.servers is not None
    with closing(Database(undisturbed.stack.servers.mongo_url, name)) as database:
        live = state_of(documents(database), {})
    with replica(service_of(name), mongo_url) as store:
        replayed = store.replay(wires.laid_down(wire))
    assert not difference(replayed, {name: live[name] for name in replayed})
