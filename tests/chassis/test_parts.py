"""A poll that brings much to write takes several transactions: each whole, in order, none twice."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pymongo.errors import AutoReconnect

from chassis import inbox
from chassis.batch import LISTING, MAX_LISTED, Batches, parts
from chassis.consumer import Consumer
from chassis.dead_letters import Record
from chassis.events import Event
from chassis.transaction import Tx
from tests.chassis.processes import until
from tests.chassis.stage import TOPIC, Killed, Stage, dies_at, event, records, running

COUNT = 6


def long(one: Record) -> Record:
    """Return the record with a body of which two fit into one transaction."""
    return replace(one, value=(one.value or b"")[:-1] + b',"list":"' + b"x" * (MAX_LISTED * 2 // 5) + b'"}')


def a_poll() -> list[Record]:
    """Return what changes one draft six times at length."""
    return [long(one) for one in records(*[event("draft", n) for n in range(1, COUNT + 1)])]


def test_events_that_list_much_take_several_transactions_in_their_order(stage: Stage) -> None:
    at: list[int] = []

    def step(name: str) -> None:
        if name == "after-transaction":
            at.extend(inbox.positions(stage.database.reading()).values())

    Batches(stage.service, stage.database, step).apply(a_poll(), {})
    assert at == [2, 4, 6]
    assert stage.applied() == {"draft": [1, 2, 3, 4, 5, 6]}


def test_ordinary_events_take_one_transaction_however_many_there_are() -> None:
    many = records(*[event(f"draft-{n}") for n in range(500)])
    assert sum(len(one.value or b"") for one in many) > MAX_LISTED
    assert max(len(one.value or b"") for one in many) < LISTING
    assert parts(many) == [many]


def test_an_event_larger_than_a_part_is_not_split() -> None:
    first, second = records(event("a"), event("b"))
    huge = replace(first, value=b"x" * MAX_LISTED * 3)
    assert parts([huge, second]) == [[huge, second]]
    assert [one for part in parts([second, huge, huge]) for one in part] == [second, huge, huge]


@pytest.mark.parametrize("step", ["in-transaction", "after-transaction"])
def test_who_dies_in_a_later_part_has_neither_lost_nor_doubled_an_earlier_one(
    stage: Stage, step: str
) -> None:
    second = dies_at(step)
    called: list[str] = []

    def dies_in_the_second(name: str) -> None:
        called.append(name)
        if called.count(step) == 2:
            second(name)

    poll = a_poll()
    with pytest.raises(Killed):
        Batches(stage.service, stage.database, dies_in_the_second).apply(poll, {})
    done = 2 if step == "in-transaction" else 4
    assert stage.applied() == {"draft": list(range(1, done + 1))}
    stage.apply(*poll)
    assert stage.applied() == {"draft": [1, 2, 3, 4, 5, 6]}
    assert stage.letters() == []


def test_a_store_that_is_away_in_a_later_part_loses_and_doubles_nothing(
    wired: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chassis.consumer.FIRST_PAUSE", 0.05)
    away = [AutoReconnect("no primary")] * 2

    def interfere(tx: Tx, told: Event) -> None:
        if away and told.sequence == 3:
            raise away.pop()

    wired.interfere = interfere
    wired.send(*a_poll())
    with running(Consumer(wired.service, wired.settings, wired.database)):
        until(lambda: wired.applied() == {"draft": [1, 2, 3, 4, 5, 6]}, "all are applied")
        wired.send(*records(event("later")))
        until(lambda: wired.applied().get("later") == [1], "it goes on behind them")
    assert away == []
    assert wired.applied()["draft"] == [1, 2, 3, 4, 5, 6]
    assert wired.letters() == []


def test_a_restored_partition_takes_nothing_from_the_others_of_its_poll(wired: Stage) -> None:
    """Both are read at once, one has a gap: what came from the other has to come again, too."""
    first, second = records(event("a"), event("b"))
    with running(Consumer(wired.service, wired.settings, wired.database)) as run:
        until(lambda: len(run.loop._placed) == 2, "both partitions have been looked at")
        wired.send(first, replace(second, partition=1))
        until(lambda: wired.applied() == {"a": [1], "b": [1]}, "both are applied")
        wired.db["positions"].delete_one({"_id": f"{wired.prefix}{TOPIC}:1"})
        wired.send(*records(event("c")), *[replace(one, partition=1) for one in records(event("d"))])
        wanted = {"a": [1], "b": [1], "c": [1], "d": [1]}
        until(lambda: wired.applied() == wanted, "both go on")
    assert wired.letters() == []
