"""The consumer on the real Kafka: each event once and in order per key, whatever dies, moves or is broken."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from kafka import errors
from pymongo.errors import AutoReconnect, DuplicateKeyError, PyMongoError
from structlog.testing import capture_logs

from chassis import consumer, inbox, kafka
from chassis.batch import Batches, StoreBehind, is_the_stores
from chassis.consumer import Consumer, topics_of
from chassis.events import Event
from chassis.transaction import Tx
from tests.chassis.processes import until
from tests.chassis.stage import TOPIC, Killed, Run, Stage, dies_at, event, records, running

Step = Callable[[str], None]


def consumer_of(stage: Stage, step: Step = consumer.nothing) -> Consumer:
    return Consumer(stage.service, stage.settings, stage.database, step)


def history(keys: int, versions: int) -> list[Event]:
    return [event(f"draft-{key}", n) for n in range(1, versions + 1) for key in range(keys)]


def complete(stage: Stage, keys: int, versions: int) -> Callable[[], bool]:
    wanted = {f"draft-{key}": list(range(1, versions + 1)) for key in range(keys)}
    return lambda: stage.applied() == wanted


def at(stage: Stage, offset: int) -> Callable[[], bool]:
    """Tell whether the store has read this far in partition 0."""
    return lambda: inbox.positions(stage.database.reading()).get((f"{stage.prefix}{TOPIC}", 0), 0) >= offset


def caught_up(stage: Stage) -> bool:
    return stage.db["bootstrap"].find_one({"caught_up_at": {"$type": "date"}}) is not None


def test_events_are_applied_in_order_per_key(wired: Stage) -> None:
    wired.send(*records(*history(5, 20)))
    with running(consumer_of(wired)):
        until(complete(wired, 5, 20), "all are applied")


def test_a_new_store_reads_from_the_beginning_and_says_when_it_has_caught_up(wired: Stage) -> None:
    wired.send(*records(*history(2, 3)))
    assert not caught_up(wired)
    with running(consumer_of(wired)):
        until(lambda: caught_up(wired), "it has caught up")
        assert complete(wired, 2, 3)()


def test_a_new_store_of_an_empty_topic_has_caught_up(wired: Stage) -> None:
    with running(consumer_of(wired)):
        until(lambda: caught_up(wired), "it has caught up")


def test_a_restart_goes_on_where_it_was(wired: Stage) -> None:
    events = history(2, 6)
    wired.send(*records(*events[:6]))
    with running(consumer_of(wired)):
        until(complete(wired, 2, 3), "the first half is applied")
    wired.send(*records(*events[6:]))
    seen: list[str] = []
    wired.interfere = lambda tx, told: seen.append(told.subject)
    with running(consumer_of(wired)):
        until(complete(wired, 2, 6), "the second half is applied")
    assert len(seen) == 6


STEPS = ["after-poll", "in-transaction", "after-transaction", "after-commit"]


@pytest.mark.parametrize("step", STEPS)
def test_a_consumer_killed_at_any_step_loses_nothing_and_applies_nothing_twice(
    wired: Stage, step: str
) -> None:
    wired.send(*records(*history(4, 5)))
    with running(consumer_of(wired, dies_at(step))) as first:
        until(lambda: first.died, "the first consumer dies")
    assert isinstance(first.died, Killed)
    with running(consumer_of(wired)):
        until(complete(wired, 4, 5), "another has applied the rest")
        until(at(wired, 20), "it is at the end")
    assert complete(wired, 4, 5)()
    assert wired.letters() == []


def test_duplicates_on_the_wire_are_applied_once(wired: Stage) -> None:
    events = history(3, 5)
    wired.send(*records(*events, *events[::2], *events))
    with running(consumer_of(wired)):
        until(at(wired, 38), "all are read")
    assert complete(wired, 3, 5)()


def test_a_whole_topic_shuffled_ends_in_the_same_state(wired: Stage) -> None:
    events = history(10, 10)
    random.Random(7).shuffle(events)
    wired.send(*records(*events))
    with running(consumer_of(wired)):
        until(at(wired, 100), "all are read")
    assert wired.drafts() == {f"draft-{key}": 10 for key in range(10)}
    assert {key: sorted(told) for key, told in wired.applied().items()} == {
        f"draft-{key}": list(range(1, 11)) for key in range(10)
    }


def test_a_type_nobody_subscribed_to_is_skipped_counted_and_not_remembered(wired: Stage) -> None:
    from chassis import metrics

    ignored = b'events_consumed_total{event="other",outcome="ignored"}'

    def number() -> float:
        lines = [line for line in metrics.exposition().splitlines() if line.startswith(ignored)]
        return float(lines[0].rsplit(b" ", 1)[1]) if lines else 0

    before = number()
    good = records(event("a"), event("b"), event("c"))
    named = {"ce_type": b"directive-misread.v9"}
    strange = replace(
        good[1], value=b"not even json", headers=[(n, named.get(n, v)) for n, v in good[1].headers]
    )
    wired.send(good[0], strange, good[2])
    with running(consumer_of(wired)):
        until(at(wired, 3), "all are read")
    assert wired.applied() == {"a": [1], "c": [1]}
    assert wired.letters() == []
    assert wired.db["inbox"].count_documents({}) == 2
    assert number() == before + 1


def test_poison_blocks_nobody(wired: Stage) -> None:
    batch = records(*history(5, 10))
    poison = {n: replace(batch[n], value=b"\x00 not json") for n in (0, 7, 30)}
    wired.send(*[poison.get(n, one) for n, one in enumerate(batch)])
    with running(consumer_of(wired)):
        until(at(wired, 50), "all are read")
        wired.send(*records(event("later")))
        until(lambda: wired.applied().get("later") == [1], "what comes later is applied")
    assert len(wired.letters()) == 3
    assert sum(map(len, wired.applied().values())) == 48


def test_with_a_blown_fuse_the_consumer_stops_lives_and_is_not_ready(wired: Stage) -> None:
    def always(tx: Tx, told: Event) -> None:
        raise ValueError("a release gone wrong")

    wired.interfere = always
    wired.send(*records(*[event(f"d{n}") for n in range(130)]))
    loop = consumer_of(wired)
    with running(loop):
        until(lambda: loop.blown, "the fuse blows")
        until(lambda: not loop.assigned, "it has left the group")
        assert loop.alive()
    assert 0 < len(wired.letters()) <= 100


def test_a_restored_store_reads_again_what_it_lacks_though_nothing_new_comes(wired: Stage) -> None:
    wired.send(*records(*history(2, 10)))
    with running(consumer_of(wired)):
        until(complete(wired, 2, 10), "all are applied")
    for emptied in ("effects", "drafts", "inbox", "positions"):
        wired.db[emptied].delete_many({})
    with running(consumer_of(wired)):
        until(complete(wired, 2, 10), "all are applied again")


def test_a_restored_store_reads_again_what_it_lacks(wired: Stage) -> None:
    wired.send(*records(*history(2, 5)))
    with running(consumer_of(wired)):
        until(complete(wired, 2, 5), "all are applied")
    # As a backup taken after the fourth event would have it; Kafka's offsets are past it.
    for name in ("inbox", "effects", "drafts"):
        wired.db[name].delete_many({})
    wired.db["positions"].update_one({}, {"$set": {"next": 0}})
    wired.send(*records(*[event(f"draft-{n}", 6) for n in range(2)]))
    with running(consumer_of(wired)):
        until(complete(wired, 2, 6), "all are applied again, from the beginning")


def test_a_batch_that_begins_beyond_the_store_is_refused_with_where_to_go_on(stage: Stage) -> None:
    batches = Batches(stage.service, stage.database, lambda _: None)
    batches.apply(records(event("a"), event("b")), {})
    beyond = [replace(records(event("c"))[0], offset=5)]
    with pytest.raises(StoreBehind) as told:
        batches.apply(beyond, {})
    assert told.value.positions == {("directives.events", 0): 2}
    assert stage.applied() == {"a": [1], "b": [1]}


def test_a_store_that_never_read_a_partition_expects_kafkas_first_offset(stage: Stage) -> None:
    late = [replace(records(event("a"))[0], offset=70)]
    with pytest.raises(StoreBehind):
        Batches(stage.service, stage.database, lambda _: None).apply(late, {("directives.events", 0): 60})
    Batches(stage.service, stage.database, lambda _: None).apply(late, {("directives.events", 0): 70})
    assert stage.applied() == {"a": [1]}


def test_with_the_store_away_nothing_goes_aside_and_all_is_applied_later(
    wired: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumer, "FIRST_PAUSE", 0.05)
    away = [AutoReconnect("no primary")] * 6

    def interfere(tx: Tx, told: Event) -> None:
        if away:
            raise away.pop()

    wired.interfere = interfere
    wired.send(*records(*history(2, 5)))
    with running(consumer_of(wired)):
        until(complete(wired, 2, 5), "all are applied")
    assert away == []
    assert wired.letters() == []


def test_only_the_stores_own_troubles_count_as_the_stores() -> None:
    assert is_the_stores(AutoReconnect("gone"))
    labelled = PyMongoError("conflict", error_labels=["TransientTransactionError"])
    assert is_the_stores(labelled)
    assert not is_the_stores(DuplicateKeyError("a handler's bug"))
    assert not is_the_stores(ValueError())


def test_a_handlers_duplicate_key_is_its_events_fault(stage: Stage) -> None:
    stage.db["effects"].insert_one({"_id": "taken", "sequences": []})

    def clumsy(tx: Tx, told: Event) -> None:
        if told.subject == "bad":
            tx.insert("effects", {"_id": "taken"})

    stage.interfere = clumsy
    stage.apply(*records(event("good"), event("bad")))
    assert stage.applied() == {"good": [1], "taken": []}
    assert [letter["dead"]["error"] for letter in stage.letters()] == ["DuplicateKeyError"]


def spread(stage: Stage, first: int, last: int) -> None:
    """Send versions first to last of six keys, three in each partition."""
    for partition in (0, 1):
        keys = range(partition * 3, partition * 3 + 3)
        made = [event(f"draft-{key}", n) for n in range(first, last + 1) for key in keys]
        wired = [replace(one, partition=partition) for one in records(*made)]
        stage.send(*wired)


def test_members_come_and_go_and_every_event_is_applied_once(wired: Stage) -> None:
    spread(wired, 1, 5)
    with running(consumer_of(wired)) as first:
        until(complete(wired, 6, 5), "one member reads both partitions")
        with running(consumer_of(wired)) as second:
            until(lambda: second.loop.assigned, "the second has joined")
            spread(wired, 6, 10)
            until(complete(wired, 6, 10), "two members share")
            first.end()
            spread(wired, 11, 15)
            until(complete(wired, 6, 15), "the one that stayed has both")
    assert wired.letters() == []


def test_a_lost_commit_is_ignored_and_what_comes_again_is_known(
    wired: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A commit the broker is away for is one: a new client would wait for the old one's session."""
    away = (errors.KafkaTimeoutError, errors.KafkaConnectionError)
    assert set(away) < set(kafka.COMMIT_LOST)
    lost = [kind() for kind in kafka.COMMIT_LOST]
    commit = kafka.KafkaConsumer.commit

    def loses(client: Any, *arguments: Any, **options: Any) -> Any:
        if lost:
            raise lost.pop()
        return commit(client, *arguments, **options)

    monkeypatch.setattr(kafka.KafkaConsumer, "commit", loses)
    wired.send(*records(*history(1, 3)))
    with capture_logs() as said, running(consumer_of(wired)):
        until(lambda: len(lost) == 3 and complete(wired, 1, 3)(), "all are applied")
        for n in range(4, 7):
            wired.send(*records(event("draft-0", n)))
            until(complete(wired, 1, n), "it goes on")
        until(lambda: [one["event"] for one in said].count("consumer.commit-lost") == 4, "each is told")
    assert "consumer.rebuilt" not in {one["event"] for one in said}


def test_after_an_exception_out_of_poll_a_new_client_goes_on(
    wired: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumer, "REBUILD_SECONDS", 0.05)
    failures = [kafka.KafkaError("broken fetch"), kafka.KafkaError("broken fetch")]
    polled: list[Any] = []
    poll = kafka.KafkaConsumer.poll

    def fails(client: Any, *arguments: Any, **options: Any) -> Any:
        polled.append(client)
        if failures:
            raise failures.pop()
        return poll(client, *arguments, **options)

    monkeypatch.setattr(kafka.KafkaConsumer, "poll", fails)
    wired.send(*records(*history(1, 3)))
    with running(consumer_of(wired)):
        until(complete(wired, 1, 3), "all are applied")
    assert polled[0] is not polled[1]


def test_a_stop_finishes_the_batch_at_hand(wired: Stage) -> None:
    entered, go_on = threading.Event(), threading.Event()

    def slow(tx: Tx, told: Event) -> None:
        entered.set()
        go_on.wait(20)

    wired.interfere = slow
    wired.send(*records(*history(1, 5)))
    with running(consumer_of(wired)) as run:
        assert entered.wait(30)
        run.stop.set()
        go_on.set()
        run.end()
        assert complete(wired, 1, 5)()
    assert run.died is None
    assert committed(wired) == 5


def committed(stage: Stage) -> int:
    client = kafka.admin(stage.settings)
    try:
        told = client.list_group_offsets(f"{stage.prefix}directives")
        offsets = told[f"{stage.prefix}directives"]
        return sum(place.offset for place in offsets.values() if place.offset > 0)
    finally:
        client.close()


def test_what_kafka_no_longer_has_ends_the_process_with_a_sentence(
    wired: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(client: Any, *_: Any, **__: Any) -> Any:
        raise kafka.OffsetOutOfRangeError({})

    monkeypatch.setattr(kafka.KafkaConsumer, "poll", lost)
    with running(consumer_of(wired)) as run:
        until(lambda: run.died, "the consumer ends")
    assert isinstance(run.died, kafka.CannotStart)
    assert "offsets" in str(run.died)


def test_a_store_that_knows_more_than_the_group_goes_on_where_the_store_is(wired: Stage) -> None:
    """The group's offsets are gone, as after a long outage; the store still knows."""
    wired.send(*records(*history(1, 5)))
    place = {(f"{wired.prefix}{TOPIC}", 0): 3}
    wired.database.transaction(lambda tx: inbox.advance(tx, place))
    with running(consumer_of(wired)):
        until(lambda: wired.applied() == {"draft-0": [4, 5]}, "it goes on at the fourth")


def test_a_consumer_reads_only_the_topics_of_what_it_subscribed_to(wired: Stage) -> None:
    assert topics_of(wired.service, wired.settings) == [f"{wired.prefix}{TOPIC}"]


def test_one_event_at_two_consumers_at_once_takes_effect_once(stage: Stage) -> None:
    told = records(event("draft"))
    both = threading.Barrier(2, timeout=20)

    def meet(tx: Tx, applied: Event) -> None:
        if not both.broken and both.n_waiting < 2:
            try:
                both.wait(1)
            except threading.BrokenBarrierError:
                return

    stage.interfere = meet
    threads = [threading.Thread(target=stage.apply, args=told) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert stage.applied() == {"draft": [1]}
    assert stage.letters() == []


def test_a_run_that_never_came_round_is_not_alive(stage: Stage) -> None:
    loop: Any = consumer_of(stage)
    assert loop.alive()
    loop.polled_at -= consumer.ALIVE_SECONDS + 1
    assert not loop.alive()
    loop.blown = True
    assert loop.alive()


def test_a_store_that_is_away_outside_a_batch_ends_nothing(
    wired: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = [AutoReconnect("no primary")] * 3
    positions = inbox.positions

    def fails(tx: Tx) -> Any:
        if away:
            raise away.pop()
        return positions(tx)

    monkeypatch.setattr(consumer, "REBUILD_SECONDS", 0.05)
    wired.send(*records(*history(1, 3)))
    monkeypatch.setattr(inbox, "positions", fails)
    with running(consumer_of(wired)) as run:
        until(complete(wired, 1, 3), "all are applied")
    assert run.died is None
    assert wired.letters() == []


def test_many_members_at_once_lose_nothing(wired: Stage) -> None:
    runs: list[Run] = []
    spread(wired, 1, 10)
    with running(consumer_of(wired)) as one, running(consumer_of(wired)) as two:
        runs += [one, two]
        until(complete(wired, 6, 10), "all are applied")
    assert [run.died for run in runs] == [None, None]
