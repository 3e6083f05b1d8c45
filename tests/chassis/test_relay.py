"""The relay on the real Kafka: in order per key, at least once, one leader, whatever step it dies at."""

from __future__ import annotations

import itertools
import os
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from bson import Binary, Timestamp

from chassis import kafka, outbox, relay
from chassis.kafka import DELIVERY_SECONDS
from chassis.lease import RENEW_SECONDS, SECONDS, Lease
from chassis.relay import TRIES_ALONE, WINDOW, WINDOW_SECONDS, Relay, delivered, nothing
from tests.chassis.processes import free_port, until
from tests.chassis.stage import LETTERS, Killed, Message, Stage, dies_at, event, records, running

Step = Callable[[str], None]


def relay_of(stage: Stage, step: Step = nothing) -> Relay:
    return Relay("directives", stage.settings, stage.database, step)


def sent(stage: Stage, number: int) -> Callable[[], bool]:
    return lambda: stage.states() == {"S": number}


def by_key(messages: list[Message]) -> dict[str, list[int]]:
    """Return, per key, the sequences in the order in which they lie on the topic."""
    told: dict[str, list[int]] = {}
    for one in messages:
        key, headers = one.key(), dict(one.headers() or [])
        assert isinstance(key, bytes)
        told.setdefault(key.decode(), []).append(int(headers["ce_sequence"]))
    return told


def test_events_are_sent_in_order_per_key(wired: Stage) -> None:
    steps = [(f"draft-{n % 7}", n // 7 + 1) for n in range(210)]
    wired.write(*steps)
    with running(relay_of(wired)):
        until(sent(wired, 210), "all are sent")
    assert by_key(wired.wire()) == {f"draft-{n}": list(range(1, 31)) for n in range(7)}


def test_a_record_is_the_row_byte_for_byte_under_its_subject(wired: Stage) -> None:
    wired.write(("draft-1", 1))
    row = wired.db["outbox"].find_one()
    assert row is not None
    with running(relay_of(wired)):
        until(sent(wired, 1), "it is sent")
    (message,) = wired.wire()
    assert (message.key(), message.value()) == (b"draft-1", bytes(row["body"]))
    assert message.headers() == [(name, bytes(value)) for name, value in row["hdr"]]


def test_one_key_is_one_partition(wired: Stage) -> None:
    wired.write(*[(f"draft-{n % 5}", n // 5 + 1) for n in range(50)])
    with running(relay_of(wired)):
        until(sent(wired, 50), "all are sent")
    places = {(one.key(), one.partition()) for one in wired.wire()}
    assert len(places) == 5


def test_what_is_sent_may_expire_and_a_dead_letter_may_not(wired: Stage) -> None:
    wired.write(("draft-1", 1))
    wired.apply(replace(records(event("poison"))[0], value=b"not json"))
    with running(relay_of(wired)):
        until(sent(wired, 2), "both are sent")
    expiring = {row["topic"]: "sentAt" in row for row in wired.db["outbox"].find()}
    assert expiring == {"directives.events": True, LETTERS: False}
    (letter,) = wired.wire(LETTERS)
    assert letter.value() == b"not json"


def test_what_was_sent_is_not_sent_again_by_the_next_relay(wired: Stage) -> None:
    for number in (1, 2):
        wired.write((f"draft-{number}", 1))
        with running(relay_of(wired)):
            until(sent(wired, number), "it is sent")
    assert len(wired.wire()) == 2


def test_more_than_a_window_is_sent(wired: Stage) -> None:
    rows = [
        {
            **outbox.pending(f"id-{n}", "directives.events", "k", [("ce_sequence", b"%d" % n)], b"{}"),
            "type": "t",
        }
        for n in range(WINDOW * 2 + 1)
    ]
    for row in rows:
        row["ts"] = Timestamp(1, int(row["_id"][3:]) + 1)
    wired.db["outbox"].insert_many(rows)
    with running(relay_of(wired)):
        until(sent(wired, len(rows)), "all are sent")
    assert by_key(wired.wire()) == {"k": list(range(len(rows)))}


STEPS = ["after-lease", "after-read", "mid-send", "before-mark", "after-mark"]


@pytest.mark.parametrize("step", STEPS)
def test_a_relay_killed_at_any_step_loses_nothing(wired: Stage, step: str) -> None:
    ids = wired.write(*[("draft", n) for n in range(1, 21)])
    with running(relay_of(wired, dies_at(step))) as first:
        until(lambda: first.died, "the first relay dies")
    assert isinstance(first.died, Killed)
    with running(relay_of(wired)):
        until(sent(wired, 20), "another relay has sent the rest")
    counted = Counter(dict(one.headers() or [])["ce_id"] for one in wired.wire())
    assert set(counted) == {one.encode() for one in ids}
    repeats = {"before-mark": 2, "mid-send": 2}.get(step, 1)
    assert max(counted.values()) <= repeats
    # Duplicates are whole windows: the first of each is in order.
    firsts = list(dict.fromkeys(by_key(wired.wire())["draft"]))
    assert firsts == list(range(1, 21))


def test_of_two_relays_one_sends(wired: Stage) -> None:
    wired.write(*[("draft", n) for n in range(1, 101)])
    with running(relay_of(wired)), running(relay_of(wired)):
        until(sent(wired, 100), "all are sent")
        wired.write(*[("draft", n) for n in range(101, 151)])
        until(sent(wired, 150), "all are sent")
    assert by_key(wired.wire()) == {"draft": list(range(1, 151))}


def test_a_standby_does_nothing_until_the_lease_is_free(
    wired: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "STANDBY_SECONDS", 0.05)
    other = Lease(wired.db, "relay")
    assert other.acquire()
    wired.write(("draft", 1))
    tried = threading.Event()
    with running(relay_of(wired, lambda step: tried.set() if step == "after-lease" else None)):
        assert tried.wait(20)
        assert wired.states() == {"P": 1}
        other.release()
        until(sent(wired, 1), "it is sent")


def test_a_relay_that_stops_gives_the_lease_up(wired: Stage) -> None:
    with running(relay_of(wired)):
        until(lambda: wired.db["leases"].find_one({"_id": "relay", "fence": 1}), "the relay leads")
        assert not Lease(wired.db, "relay").acquire()
    assert Lease(wired.db, "relay").acquire()


def test_no_window_starts_with_little_of_the_lease_left() -> None:
    """A window that outlives its lease would run beside the next leader's."""
    assert SECONDS - RENEW_SECONDS >= SECONDS / 2
    assert WINDOW_SECONDS > DELIVERY_SECONDS


def test_everything_is_sent_without_the_doorbell(wired: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "ring", lambda collection, bell, stop: None)
    with running(relay_of(wired)):
        wired.write(*[("draft", n) for n in range(1, 11)])
        until(sent(wired, 10), "all are sent")


def test_the_doorbell_wakes_the_relay(wired: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "LOOK_SECONDS", 60.0)
    with running(relay_of(wired)) as run:
        for n in range(1, 4):
            wired.write(("draft", n))
            until(sent(wired, n), "it is sent long before the next look")
        run.stop.set()
        wired.write(("draft", 4))


def test_the_doorbell_outlives_its_collection(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stream on a dropped collection answers None for ever and raises nothing."""
    monkeypatch.setattr(relay, "FIRST_PAUSE", 0.01)
    bell, stop = threading.Event(), threading.Event()
    ringing = threading.Thread(target=relay.ring, args=(stage.db["rung"], bell, stop))

    def rings() -> bool:
        stage.db["rung"].insert_one({})
        return bell.wait(0.2)

    stage.db.create_collection("rung")
    ringing.start()
    try:
        until(rings, "the first insert rings")
        stage.db["rung"].drop()
        stage.db.create_collection("rung")
        for _ in range(3):
            bell.clear()
            until(rings, "an insert rings after the drop")
    finally:
        stop.set()
        ringing.join(30)
    assert not ringing.is_alive()


def test_the_doorbell_does_not_spin_on_a_dead_stream(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "FIRST_PAUSE", 0.05)
    opened: list[int] = []

    class Broken:
        def watch(self, *_: Any, **__: Any) -> Any:
            from pymongo.errors import OperationFailure

            opened.append(1)
            raise OperationFailure("resume point gone", 286)

    stop = threading.Event()
    thread = threading.Thread(target=relay.ring, args=(Broken(), threading.Event(), stop))
    thread.start()
    until(lambda: len(opened) > 2, "the stream is opened again")
    stop.set()
    thread.join(30)
    assert len(opened) < 10


def oversized(key: str, number: int) -> dict[str, Any]:
    row = outbox.pending(f"big-{number}", "directives.events", key, [], b"x" * 300_000)
    return row | {"type": "too-large", "body": Binary(bytes(range(256)) * 1200)}


def test_a_row_the_broker_refuses_is_set_apart_alone_and_its_neighbours_are_sent(
    wired: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "PAUSE_SECONDS", 0.05)
    wired.write(("innocent", 1), ("tainted", 1))
    wired.db["outbox"].insert_one(oversized("tainted", 1) | {"body": Binary(os.urandom(300_000))})
    wired.write(("innocent", 2), ("tainted", 2), ("other", 1))
    steps: list[str] = []
    with running(relay_of(wired, steps.append)):
        until(lambda: wired.states() == {"S": 4, "P": 1, "X": 1}, "only the tainted key is left")
    # Once among others, three times alone.
    assert steps.count("after-read") > TRIES_ALONE
    held = wired.db["outbox"].find_one({"st": outbox.PENDING})
    assert held is not None
    assert (held["key"], held["ver"]) == ("tainted", 2)
    told = by_key(wired.wire())
    assert (told["innocent"], told["other"]) == ([1, 2], [1])


def test_a_released_key_goes_on(wired: Stage) -> None:
    wired.write(("tainted", 1), ("tainted", 2))
    wired.db["outbox"].update_one({"ver": 1}, {"$set": {"st": outbox.QUARANTINED}})
    with running(relay_of(wired)):
        wired.write(("free", 1))
        until(lambda: wired.states() == {"S": 1, "P": 1, "X": 1}, "the free key is sent")
        wired.db["outbox"].update_one({"ver": 1}, {"$set": {"st": outbox.PENDING}})
        until(sent(wired, 3), "the key is sent")
    assert by_key(wired.wire())["tainted"] == [1, 2]


def test_no_producer_is_made_before_a_broker_answers(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    made: list[str] = []
    reachable = kafka.reachable
    monkeypatch.setattr(relay, "PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(kafka, "reachable", lambda told: asked.append(reachable(told)) or asked[-1])
    monkeypatch.setattr(kafka, "producer", lambda settings, name: made.append(name))
    nobody = replace(stage.settings, kafka_bootstrap_servers=f"127.0.0.1:{free_port()}")
    stage.write(("draft", 1))
    with running(Relay("directives", nobody, stage.database)):
        until(lambda: len(asked) > 2, "it has asked for a broker")
    assert made == []
    assert stage.states() == {"P": 1}


ROWS = [{"_id": n, "key": key} for n, key in enumerate("abab")]
FAILED = RuntimeError()


def test_after_a_failure_nothing_later_of_its_key_is_marked() -> None:
    assert [row["_id"] for row in delivered(ROWS, {0: FAILED, 1: None, 2: None, 3: None})] == [1, 3]


def test_what_never_resolved_counts_as_failed() -> None:
    assert [row["_id"] for row in delivered(ROWS, {1: None, 2: None, 3: None})] == [1, 3]


def test_of_any_outcome_exactly_the_prefix_of_each_key_is_marked() -> None:
    for fates in itertools.product([None, FAILED, "unresolved"], repeat=4):
        outcome: Any = {n: fate for n, fate in enumerate(fates) if fate != "unresolved"}
        marked = {row["_id"] for row in delivered(ROWS, outcome)}
        for first, second in ((0, 2), (1, 3)):
            assert (first in marked) is (fates[first] is None)
            assert (second in marked) is (fates[first] is None and fates[second] is None)


def test_marking_says_when(wired: Stage) -> None:
    wired.write(("draft", 1))
    before = datetime.now(UTC).replace(microsecond=0)
    with running(relay_of(wired)):
        until(sent(wired, 1), "it is sent")
    row = wired.db["outbox"].find_one()
    assert row is not None
    assert row["sentAt"] >= before


def test_what_is_written_while_the_relay_sleeps_is_counted_as_pending(wired: Stage) -> None:
    from chassis import metrics

    wired.write(("draft", 1))
    with running(relay_of(wired)):
        until(sent(wired, 1), "it is sent")
        until(lambda: b"outbox_pending_events 0.0" in metrics.exposition(), "the figure is there")
    assert b"outbox_quarantined_events 0.0" in metrics.exposition()
