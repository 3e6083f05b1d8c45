"""P7–P9, P11: what a consumer may meet on the wire, and what it must make of it."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import orjson

from chassis.dead_letters import MAX_CONSECUTIVE, listed, redrive
from tests.faults.ground import Ground, fault, row, with_order_of
from tests.faults.scene import API, CONSUMER, RELAY, Process, Scene
from tests.faults.services import LISTENER, MOVED
from tests.faults.table import Row
from tests.faults.waiting import until
from tests.faults.wire import Message, mixed
from tests.fixtures.events import example, record

KEYS = 40
FUSE_SECONDS, CALM_SECONDS = 120.0, 2.0


def event(key: str, version: int) -> Message:
    """Return an event as the writer would send it."""
    made = record(example(MOVED, key, version, directive_id=key))
    return Message(made.key, made.value, list(made.headers))


@fault("P7", "a partition sent again twice, every 10th row sent again")
def p7(ground: Ground) -> Row:
    """A duplicate on the wire has no effect."""
    with ground.scene() as scene:
        scene.all_started(API, RELAY, CONSUMER)
        with scene.writers(pace=0.01) as writers:
            until(lambda: writers.acked() >= ground.size.events // 2, "half is written")
            again = [one for one in scene.wire.read() if one.partition == 0]
            injected = scene.wire.send([*again, *again])
            injected += resend(scene)
            until(lambda: writers.acked() >= ground.size.events, "all is written")
        scene.settle()
        injected += resend(scene)
        scene.settle()
        ledger, stall = scene.ledger(writers.answers.acked), scene.watch.longest_gap()
        return row(ledger, injected, stall, f"{ledger.duplicates()} duplicates on the wire")


def resend(scene: Scene) -> int:
    """Let the relay send every 10th row that is sent once more."""
    ids = [one["_id"] for one in scene.writer["outbox"].find({"st": "S"}, {"_id": 1})][::10]
    scene.writer["outbox"].update_many({"_id": {"$in": ids}}, {"$set": {"st": "P"}})
    return len(ids)


@fault("P8", "versions shuffled inside every key, the whole topic out of order")
def p8(ground: Ground) -> Row:
    """The end is the highest version of every key, and the same as in the right order."""
    ordered = [event(f"draft-{n % KEYS}", n // KEYS + 1) for n in range(ground.size.events)]
    shuffled = ordered.copy()
    random.Random(8).shuffle(shuffled)
    with ground.scene() as straight, ground.scene() as scene:
        for one, messages in ((straight, ordered), (scene, shuffled)):
            one.put(messages)
            one.started(*CONSUMER)
            one.settle()
        ledger = scene.ledger()
        same = end_state(scene) == end_state(straight)
        back, stall = keys_that_went_back(ledger.wire), scene.watch.longest_gap()
        note = f"{back} of {KEYS} keys went back on the wire, {ledger.inversions()} times; none as projected"
        broken = [] if same else ["the end is not that of the ordered run"]
        return with_order_of(row(ledger, ledger.inversions(), stall, note, broken), scene.watch.steps_back())


def end_state(scene: Scene) -> list[dict[str, object]]:
    """Return the projection and the counters, in which two runs of the same events must agree."""
    return [*scene.listener["drafts"].find().sort("_id"), *scene.listener["counts"].find().sort("_id")]


def keys_that_went_back(wire: list[Message]) -> int:
    """Count the keys whose versions do not rise on the wire."""
    last: dict[bytes | None, int] = {}
    back = set()
    for one in wire:
        if one.version < last.get(one.key, 0):
            back.add(one.key)
        last[one.key] = one.version
    return len(back)


def _without(name: str) -> Callable[[Message], Message]:
    return lambda one: replace(one, headers=[header for header in one.headers if header[0] != name])


def _with(name: str, value: bytes) -> Callable[[Message], Message]:
    return lambda one: replace(one, headers=[*_without(name)(one).headers, (name, value)])


def _body(value: bytes | None) -> Callable[[Message], Message]:
    return lambda one: replace(one, value=value)


def _wrong_type(one: Message) -> Message:
    return replace(one, value=orjson.dumps(orjson.loads(one.value or b"") | {"directive_id": 7}))


POISONS: dict[str, Callable[[Message], Message]] = {
    "not JSON": _body(b"{not json"),
    "null value": _body(None),
    "not an object": _body(b"[1, 2]"),
    "wrong type of a field": _wrong_type,
    "200 KiB": _body(orjson.dumps({"directive_id": "x" * 200_000})),
    "NaN": _body(b'{"directive_id": NaN}'),
    "nested 2,000 deep": _body(b'{"a":' * 2000 + b"1" + b"}" * 2000),
    "no ce_time": _without("ce_time"),
    "a header that is no UTF-8": _with("ce_correlationid", b"\xff\xfe"),
    "another service's ce_source": _with("ce_source", b"/services/awards"),
}
UNSUBSCRIBED = _with("ce_type", b"directive-issued.v1")
UNHEARD_OF = _with("ce_type", b"nobody-knows.v7")


def _doubled_key(one: Message) -> Message:
    return replace(one, value=b'{"reason_code": "other", ' + (one.value or b"")[1:])


@fault("P9", "300 poison messages of ten kinds, and types nobody subscribed to")
def p9(ground: Ground) -> Row:
    """Each poison is one dead letter, the rest goes on, and what nobody subscribed to is only counted."""
    each = max(1, ground.size.events * 3 // 20 // len(POISONS))
    poisons = [poison(event(f"poison-{n}", 1)) for n in range(each) for poison in POISONS.values()]
    ignored = [kind(event(f"other-{n}", 1)) for n in range(each) for kind in (UNSUBSCRIBED, UNHEARD_OF)]
    good = [event(f"draft-{n % KEYS}", n // KEYS + 1) for n in range(6 * len(poisons))]
    good += [_doubled_key(event(f"doubled-{n}", 1)) for n in range(each)]
    with ground.scene() as scene:
        consumer = scene.started(*CONSUMER)
        scene.put(good, among=mixed(poisons, ignored))
        scene.foreign = {one.header("ce_id") for one in poisons}
        scene.ignored = {one.header("ce_id") for one in ignored}
        scene.settle()
        ledger, stall = scene.ledger(), scene.watch.longest_gap()
        counted = scene.counted(consumer, "ignored")
        broken = []
        if consumer.child.ended() is not None:
            broken.append("the consumer ended")
        if set(ledger.dead) != scene.foreign:
            broken.append(f"{len(ledger.dead)} dead letters of {len(poisons)} poisons")
        if counted != len(ignored):
            broken.append(f"{counted:.0f} of {len(ignored)} foreign events counted as ignored")
        note = f"{len(ledger.dead)} dead letters of {len(POISONS)} kinds, {counted:.0f} ignored, 0 restarts"
        return row(ledger, len(poisons) + len(ignored), stall, note, broken)


@fault("P11", "a handler that always raises, then mended")
def p11(ground: Ground) -> Row:
    """A bug stops at the fuse; once it is mended, the dead letters are applied and nothing is missing."""
    number = max(ground.size.events, 1000)
    with ground.scene() as scene:
        consumer = scene.started("broken-listener", "consume")
        scene.put([event(f"draft-{n % KEYS}", n // KEYS + 1) for n in range(number)])
        until(lambda: blown(consumer) or all_read(scene), "the fuse blows, or all is read", FUSE_SECONDS)
        dead = letters_by_partition(scene)
        broken = stayed_stopped(scene, consumer, dead)
        consumer.terminate()
        scene.started(*CONSUMER)
        scene.settle()
        for letter in listed(scene.store):
            redrive(LISTENER, scene.store, letter["_id"], "operator")
        ledger, stall = scene.ledger(), scene.watch.longest_gap()
        note = (
            f"stopped after {sum(dead.values())} dead letters, at most {max(dead.values())} in a partition; "
        )
        made = row(ledger, number, stall, f"{note}all repeated after the mending", broken)
        return with_order_of(made, scene.watch.steps_back())


def blown(consumer: Process) -> bool:
    """Tell whether a consumer says that its fuse has blown."""
    return '"fuse":false' in consumer.page("/readyz")[1]


def all_read(scene: Scene) -> bool:
    """Tell whether the listener has read everything there is."""
    return {p: end for p, end in scene.wire.ends().items() if end}.items() <= scene.positions().items()


def letters_by_partition(scene: Scene) -> Counter[int]:
    """Count the open dead letters of each partition."""
    return Counter(letter["dead"]["partition"] for letter in listed(scene.store))


def stayed_stopped(scene: Scene, consumer: Process, dead: Counter[int]) -> list[str]:
    """Tell what a consumer with a blown fuse does that it must not."""
    time.sleep(CALM_SECONDS)
    wrong = {
        f"{max(dead.values())} dead letters in a partition": max(dead.values()) > MAX_CONSECUTIVE,
        "its fuse has not blown": not blown(consumer),
        "it went on after the fuse": letters_by_partition(scene) != dead,
        "it is not alive": consumer.page("/healthz")[0] != 200,
        "it says that it is ready": consumer.page("/readyz")[0] != 503,
    }
    return [what for what, holds in wrong.items() if holds]
