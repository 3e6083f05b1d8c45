"""What cannot be applied is put aside whole with its reason; the rest goes on, unless it is too much."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from chassis.batch import Batches
from chassis.dead_letters import MAX_CONSECUTIVE, MAX_RECENT, Fuse, FuseBlown, Record
from chassis.events import Event
from chassis.transaction import Tx
from tests.chassis.stage import Stage, event, records

GOOD = records(event("poison"))[0]


def with_headers(**changes: bytes | None) -> Record:
    kept = [(name, value) for name, value in GOOD.headers if name not in changes]
    return replace(GOOD, headers=[*kept, *((n, v) for n, v in changes.items() if v is not None)])


POISON = {
    "null": replace(GOOD, value=None),
    "empty": replace(GOOD, value=b""),
    "not-json": replace(GOOD, value=b"\x00\x01 not json"),
    "nan": replace(GOOD, value=b'{"n": NaN}'),
    "nested": replace(GOOD, value=b"[" * 1100),
    "quarter-megabyte": replace(GOOD, value=b'{"pad": "' + b"x" * 262_144 + b'"}'),
    "schema-invalid": replace(GOOD, value=b'{"directive_id": 7}'),
    "no-id": with_headers(ce_id=None),
    "no-subject": with_headers(ce_subject=None),
    "no-type": with_headers(ce_type=None),
    "no-headers": replace(GOOD, headers=[]),
    "foreign-source": with_headers(ce_source=b"/services/reports"),
    "foreign-topic": replace(GOOD, topic="directory.events"),
    "not-utf8": with_headers(ce_subject=b"\xff\xfe"),
    "type-not-utf8": with_headers(ce_type=b"\xff\xfe"),
}


def between(poison: Record) -> list[Record]:
    """Return the poison between two good events of its own partition."""
    before, after = records(event("before"), event("mid"), event("after"))[::2]
    return [before, replace(poison, offset=1), after]


def broken(tx: Tx, told: Event) -> None:
    if told.subject.startswith("broken"):
        raise ValueError(f"cannot bear {told.subject}")


@pytest.mark.parametrize("name", [name for name in POISON if not name.startswith("type-")])
def test_poison_goes_aside_and_the_rest_goes_on(stage: Stage, name: str) -> None:
    stage.apply(*between(POISON[name]))
    assert stage.applied() == {"before": [1], "after": [1]}
    assert len(stage.letters()) == 1


def test_a_type_nobody_can_read_is_one_nobody_subscribed_to(stage: Stage) -> None:
    stage.apply(*between(POISON["type-not-utf8"]))
    assert stage.letters() == []


@pytest.mark.parametrize("name", ["not-json", "schema-invalid", "no-headers", "null"])
def test_a_letter_keeps_bytes_headers_place_and_reason(stage: Stage, name: str) -> None:
    poison = replace(POISON[name], offset=1)
    stage.apply(*between(poison))
    (row,) = stage.db["outbox"].find()
    told = {name: bytes(value) for name, value in row["hdr"]}
    assert (row["body"], row["topic"]) == (poison.value, "directives.dlq")
    assert bytes(row["key"]) == poison.key
    assert [(n, bytes(v)) for n, v in row["hdr"]][: len(poison.headers)] == poison.headers
    place = [told[f"x-orig-{part}"] for part in ("topic", "partition", "offset", "timestamp")]
    assert place == [b"directives.events", b"0", b"1", str(poison.timestamp).encode()]
    assert told["x-error-class"] in {b"Undecodable", b"ContractViolation"}
    assert told["x-error-message"]
    assert told["x-attempts"] == b"1"
    assert told["x-first-failed"]


def test_a_reason_is_short(stage: Stage) -> None:
    def verbose(tx: Tx, told: Event) -> None:
        raise ValueError("ạ" * 5000)

    stage.interfere = verbose
    stage.apply(*records(event("a")))
    (row,) = stage.db["outbox"].find()
    assert len(dict(row["hdr"])["x-error-message"]) <= 1024


def test_the_same_poison_again_makes_no_second_letter(stage: Stage) -> None:
    stage.apply(*between(POISON["not-json"]))
    stage.apply(*[replace(one, offset=one.offset + 3) for one in between(POISON["not-json"])])
    assert len(stage.letters()) == 1


def test_a_handler_that_raises_is_tried_alone_three_times_before_its_event_goes_aside(stage: Stage) -> None:
    alone: list[str] = []

    def interfere(tx: Tx, told: Event) -> None:
        alone.append(told.subject)
        broken(tx, told)

    stage.interfere = interfere
    stage.apply(*records(event("broken"), event("good")))
    assert stage.applied() == {"good": [1]}
    (letter,) = stage.letters()
    assert (letter["dead"]["error"], letter["dead"]["attempts"]) == ("ValueError", 3)
    # Once in the batch, once with its key, three times alone.
    assert alone.count("broken") == 1 + 1 + 3


def test_what_a_failing_handler_did_is_undone(stage: Stage) -> None:
    def half(tx: Tx, told: Event) -> None:
        tx.db["effects"].insert_one({"_id": "half", "sequences": []}, session=tx.session)
        raise ValueError

    stage.interfere = half
    stage.apply(*records(event("a")))
    assert stage.applied() == {}


def test_of_one_key_what_can_be_applied_is_applied_in_order(stage: Stage) -> None:
    def third(tx: Tx, told: Event) -> None:
        if told.sequence == 3:
            raise ValueError

    stage.interfere = third
    stage.apply(*records(*[event("draft", n) for n in range(1, 6)]))
    assert stage.applied() == {"draft": [1, 2, 4, 5]}
    assert len(stage.letters()) == 1


def test_a_handler_that_fails_once_makes_no_letter(stage: Stage) -> None:
    failures = [ValueError("once")]

    def once(tx: Tx, told: Event) -> None:
        if failures:
            raise failures.pop()

    stage.interfere = once
    stage.apply(*records(event("a"), event("b")))
    assert stage.applied() == {"a": [1], "b": [1]}
    assert stage.letters() == []


def test_letters_are_never_trimmed(stage: Stage) -> None:
    stage.apply(*between(POISON["null"]))
    (row,) = stage.db["outbox"].find()
    assert "sentAt" not in row
    assert row["dead"]["settled"] is None


def poisoned(number: int, start: int = 0, **change: Any) -> list[Record]:
    return [
        replace(one, value=b"not json", offset=start + offset, **change)
        for offset, one in enumerate(records(*[event(f"p{start}-{n}") for n in range(number)]))
    ]


def test_the_fuse_bears_a_hundred_in_a_row(stage: Stage) -> None:
    stage.apply(*poisoned(MAX_CONSECUTIVE))
    assert len(stage.letters()) == MAX_CONSECUTIVE


def test_one_more_blows_the_fuse_and_nothing_of_the_batch_goes_aside(stage: Stage) -> None:
    batches = Batches(stage.service, stage.database, lambda _: None)
    batches.apply(poisoned(MAX_CONSECUTIVE), {})
    with pytest.raises(FuseBlown):
        batches.apply(poisoned(1, MAX_CONSECUTIVE), {})
    assert len(stage.letters()) == MAX_CONSECUTIVE
    assert stage.db["positions"].find_one() == {"_id": "directives.events:0", "next": MAX_CONSECUTIVE}


def test_a_handler_that_always_raises_leaves_at_most_a_hundred_letters(stage: Stage) -> None:
    def always(tx: Tx, told: Event) -> None:
        raise ValueError("a release gone wrong")

    stage.interfere = always
    with pytest.raises(FuseBlown):
        stage.apply(*records(*[event(f"d{n}") for n in range(110)]))
    assert 0 < len(stage.letters()) <= MAX_CONSECUTIVE


def test_the_fuse_bears_a_fifth_of_the_last_thousand_and_no_more() -> None:
    fuse, place = Fuse(), ("t", 0)
    for n in range(5 * MAX_RECENT):
        fuse.note(place, dead=n % 5 == 0)
    fuse.check([(place, False), (place, True)])
    with pytest.raises(FuseBlown):
        fuse.check([(place, True), (place, True)])


def test_a_good_event_between_ends_the_row() -> None:
    fuse, place = Fuse(), ("t", 0)
    for dead in [True] * MAX_CONSECUTIVE + [False]:
        fuse.note(place, dead=dead)
    fuse.check([(place, True)])


def test_partitions_are_watched_apart() -> None:
    fuse = Fuse()
    for n in range(2 * MAX_CONSECUTIVE):
        fuse.note(("t", n % 2), dead=True)
    with pytest.raises(FuseBlown, match=r"t\[1\]"):
        fuse.check([(("t", 1), True)])
