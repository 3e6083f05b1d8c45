"""The settings of the Kafka clients: each was found by an outage or a hang (docs/traps.md)."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest

from chassis import kafka
from infra.local.topics import create, declared
from tests.chassis.processes import free_port, until
from tests.chassis.stage import Stage


@pytest.fixture
def producer(stage: Stage) -> Iterator[dict[str, Any]]:
    made = kafka.producer(stage.settings, "directives")
    yield made.config
    made.close(timeout=1)


@pytest.fixture
def consumer(stage: Stage) -> Iterator[dict[str, Any]]:
    made = kafka.consumer(stage.settings, "directives")
    yield made.config
    made.close(autocommit=False)


def test_the_producer_is_not_idempotent_and_keeps_one_request_in_flight(producer: dict[str, Any]) -> None:
    assert producer["enable_idempotence"] is False
    assert producer["max_in_flight_requests_per_connection"] == 1
    assert producer["acks"] in {"all", -1}


def test_the_producer_gives_up_before_the_window_does(producer: dict[str, Any]) -> None:
    from chassis.relay import WINDOW_SECONDS

    assert producer["delivery_timeout_ms"] < WINDOW_SECONDS * 1000
    assert producer["request_timeout_ms"] < producer["delivery_timeout_ms"]
    assert producer["max_block_ms"] <= 5000


def test_an_event_does_not_wait_for_company(producer: dict[str, Any]) -> None:
    """The relay waits for each of its windows: what lingers is added to every event's way."""
    assert producer["linger_ms"] <= 1


def test_no_client_serialises(producer: dict[str, Any], consumer: dict[str, Any]) -> None:
    assert not producer["key_serializer"]
    assert not producer["value_serializer"]
    assert not consumer["key_deserializer"]
    assert not consumer["value_deserializer"]


def test_no_client_makes_a_topic(producer: dict[str, Any], consumer: dict[str, Any]) -> None:
    assert producer["allow_auto_create_topics"] is False
    assert consumer["allow_auto_create_topics"] is False


def test_the_consumer_commits_itself_never_jumps_and_reads_what_is_committed(
    consumer: dict[str, Any],
) -> None:
    assert consumer["enable_auto_commit"] is False
    assert consumer["auto_offset_reset"] == "none"
    assert consumer["isolation_level"] == "read_committed"


def test_members_are_dynamic_with_one_strategy_and_short_heartbeats(consumer: dict[str, Any]) -> None:
    assert consumer["group_instance_id"] is None
    assert [one.__name__ for one in consumer["partition_assignment_strategy"]] == ["RangePartitionAssignor"]
    assert consumer["heartbeat_interval_ms"] == 500
    assert consumer["session_timeout_ms"] == 10_000
    assert consumer["max_poll_records"] == 500


def test_a_second_member_gets_half_of_every_topic(wired: Stage) -> None:
    """Also of the one in which all happens: two members are worth twice one."""
    topics = [f"{wired.prefix}{name}.events" for name in ("directives", "directory", "reports")]
    members = [kafka.consumer(wired.settings, "directives") for _ in range(2)]
    try:
        for member in members:
            member.subscribe(topics)
        half = dict.fromkeys(topics, 1)
        with ThreadPoolExecutor(2) as both:
            until(lambda: list(both.map(_dealt, members)) == [half, half], "each has its half")
    finally:
        for member in members:
            member.close(autocommit=False)


def _dealt(member: Any) -> dict[str, int]:
    """Return how many partitions of each topic a member has, after one more look."""
    with suppress(kafka.NoOffsetForPartitionError):
        member.poll(200)
    return Counter(place.topic for place in member.assignment())


def test_every_client_is_back_soon_after_an_outage(
    producer: dict[str, Any], consumer: dict[str, Any]
) -> None:
    for told in (producer, consumer):
        assert told["reconnect_backoff_max_ms"] <= 1000
        assert told["bootstrap_timeout_ms"] <= 5000
        assert told["metadata_max_age_ms"] <= 60_000


def test_a_group_belongs_to_its_prefix(wired: Stage) -> None:
    made = kafka.consumer(wired.settings, "directives")
    try:
        assert made.config["group_id"] == f"{wired.prefix}directives"
    finally:
        made.close(autocommit=False)


def test_a_port_nobody_listens_on_is_not_reachable(stage: Stage) -> None:
    from dataclasses import replace

    nobody = f"127.0.0.1:{free_port()}"
    alone = replace(stage.settings, kafka_bootstrap_servers=nobody)
    one_of_two = replace(
        stage.settings, kafka_bootstrap_servers=f"{nobody},{stage.settings.kafka_bootstrap_servers}"
    )
    assert not kafka.reachable(alone)
    assert kafka.reachable(one_of_two)


def test_the_library_keeps_silent_about_what_mends_itself() -> None:
    assert logging.getLogger("kafka").level == logging.CRITICAL


def test_slow_checksums_are_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    kafka.refuse_slow_checksums()
    monkeypatch.setattr(kafka.checksums, "crc32c_c", None)
    with pytest.raises(kafka.CannotStart, match="crc32c"):
        kafka.refuse_slow_checksums()


def test_missing_topics_are_named(wired: Stage) -> None:
    there, gone = f"{wired.prefix}directives.events", f"{wired.prefix}moon.events"
    assert kafka.missing_topics(wired.settings, [there, gone]) == [gone]


def test_topics_can_be_created_twice_and_are_as_declared(wired: Stage) -> None:
    create(wired.settings, declared(2))
    client = kafka.admin(wired.settings)
    try:
        names = {name for name in client.list_topics() if name.startswith(wired.prefix)}
    finally:
        client.close()
    assert names == {f"{wired.prefix}{name}" for name in declared()}


def test_a_secured_cluster_gets_name_and_password(stage: Stage) -> None:
    from chassis.settings import read_settings

    secured = {
        "KAFKA_SECURITY_PROTOCOL": "SASL_SSL",
        "KAFKA_SASL_USERNAME": "directives",
        "KAFKA_SASL_PASSWORD": "made-up",
    }
    told = kafka.connection(read_settings(stage.service, stage.environ | secured))
    assert told["security_protocol"] == "SASL_SSL"
    assert (told["sasl_mechanism"], told["sasl_plain_username"]) == ("SCRAM-SHA-512", "directives")
    assert told["sasl_plain_password"] == "made-up"
