"""The only door to kafka-python: clients with the settings that survived outages, and topics.

Every value that differs from the library's default has its reason in docs/traps.md.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import kafka.record.util as checksums
import yaml
from kafka import KafkaConsumer, KafkaProducer, OffsetAndMetadata, TopicPartition
from kafka.admin import KafkaAdminClient, NewTopic
from kafka.coordinator.assignors.cooperative_sticky import CooperativeStickyAssignor
from kafka.errors import (
    CommitFailedError,
    InvalidRecordError,
    KafkaError,
    MessageSizeTooLargeError,
    NoOffsetForPartitionError,
    OffsetOutOfRangeError,
    RebalanceInProgressError,
    TopicAlreadyExistsError,
)

if TYPE_CHECKING:
    from chassis.settings import Settings

__all__ = [
    "COMMIT_LOST",
    "UNSENDABLE",
    "CannotStart",
    "KafkaError",
    "NoOffsetForPartitionError",
    "OffsetAndMetadata",
    "OffsetOutOfRangeError",
    "TopicPartition",
    "admin",
    "consumer",
    "create_topics",
    "declared_topics",
    "missing_topics",
    "producer",
    "reachable",
    "refuse_slow_checksums",
]  # fmt: skip

COMMIT_LOST = (CommitFailedError, RebalanceInProgressError)
UNSENDABLE = (MessageSizeTooLargeError, InvalidRecordError)
DELIVERY_SECONDS = 10
CONNECT_SECONDS = 1.0
ADMIN_TIMEOUT_MS = 10_000
TOPICS_FILE = Path(__file__).parents[1] / "infra" / "kafka" / "topics.yaml"

# The library logs 100 lines an outage for what repairs itself; relay and consumer log their own events.
logging.getLogger("kafka").setLevel(logging.CRITICAL)


class CannotStart(Exception):
    """A process must not start like this; the message says what to do."""


def refuse_slow_checksums() -> None:
    """Raise CannotStart without the C checksum: poll is 9.5 times, send 4.1 times slower (measured)."""
    if checksums.crc32c_c is None:
        raise CannotStart(
            "kafka-python[crc32c] is missing: pure-Python checksums make poll 9.5× and send 4.1× slower; "
            "install what the lock file names"
        )


def connection(settings: Settings) -> dict[str, Any]:
    options: dict[str, Any] = {
        "bootstrap_servers": settings.kafka_bootstrap_servers.split(","),
        "security_protocol": settings.kafka_security_protocol,
        # The default grows to 30 s: a client stays deaf for half a minute after the broker is back.
        "reconnect_backoff_max_ms": 1000,
        "bootstrap_timeout_ms": 5000,
        "metadata_max_age_ms": 60_000,
    }
    if settings.kafka_security_protocol.startswith("SASL"):
        options |= {
            "sasl_mechanism": settings.kafka_sasl_mechanism,
            "sasl_plain_username": settings.kafka_sasl_username,
            "sasl_plain_password": settings.kafka_sasl_password,
        }
    return options


def reachable(settings: Settings) -> bool:
    """Tell whether a broker's port answers; a client built without one leaks a thread and burns a core."""
    return any(_answers(address) for address in settings.kafka_bootstrap_servers.split(","))


def _answers(address: str) -> bool:
    host, _, port = address.strip().rpartition(":")
    try:
        socket.create_connection((host, int(port)), CONNECT_SECONDS).close()
    except OSError:
        return False
    return True


def producer(settings: Settings, name: str) -> KafkaProducer:
    """Return the relay's producer: one window in flight, never idempotent (it wedges after an outage)."""
    return KafkaProducer(
        **connection(settings),
        client_id=f"relay-{name}-{socket.gethostname()}",
        enable_idempotence=False,
        acks="all",
        max_in_flight_requests_per_connection=1,
        linger_ms=5,
        batch_size=131_072,
        compression_type="lz4",
        request_timeout_ms=5000,
        delivery_timeout_ms=DELIVERY_SECONDS * 1000,
        max_block_ms=5000,
        max_request_size=1_048_576,
        allow_auto_create_topics=False,
        key_serializer=None,
        value_serializer=None,
    )


def consumer(settings: Settings, group: str) -> KafkaConsumer:
    """Return a consumer of raw bytes: a deserializer's exception would make every later poll spin."""
    return KafkaConsumer(
        **connection(settings),
        group_id=f"{settings.kafka_topic_prefix}{group}",
        client_id=f"{group}-{socket.gethostname()}-{os.getpid()}",
        enable_auto_commit=False,
        auto_offset_reset="none",
        isolation_level="read_committed",
        allow_auto_create_topics=False,
        partition_assignment_strategy=[CooperativeStickyAssignor],
        max_poll_records=500,
        max_poll_interval_ms=120_000,
        session_timeout_ms=10_000,
        # A cooperative rebalance silences everything for one of these.
        heartbeat_interval_ms=500,
        request_timeout_ms=10_000,
        fetch_max_bytes=8_388_608,
        max_partition_fetch_bytes=1_048_576,
        key_deserializer=None,
        value_deserializer=None,
        group_instance_id=None,
    )


def admin(settings: Settings) -> KafkaAdminClient:
    """Return an admin client; the caller closes it."""
    return KafkaAdminClient(**connection(settings), request_timeout_ms=ADMIN_TIMEOUT_MS)


def missing_topics(settings: Settings, topics: Iterable[str]) -> list[str]:
    """Return those topics the broker does not know; a client that meets one logs and waits for ever."""
    client = admin(settings)
    try:
        return sorted(set(topics) - set(client.list_topics()))
    finally:
        client.close()


def declared_topics(environ: Mapping[str, str] = os.environ) -> dict[str, dict[str, Any]]:
    """Return what topics.yaml declares: name → partitions, replication and config (text values)."""
    declared = yaml.safe_load(TOPICS_FILE.read_text(encoding="utf-8"))
    replication = int(environ.get("KAFKA_REPLICATION_FACTOR", 1))
    in_sync = environ.get("KAFKA_MIN_INSYNC_REPLICAS", "1")
    return {
        name: {
            "partitions": topic["partitions"],
            "replication": replication,
            "config": {key: str(value) for key, value in topic["config"].items()}
            | {"min.insync.replicas": in_sync},
        }
        for name, topic in declared["topics"].items()
    }


def create_topics(settings: Settings, partitions: int | None = None) -> None:
    """Create what topics.yaml declares and is not there, under the prefix; tests set `partitions`."""
    wanted = [
        NewTopic(
            name=f"{settings.kafka_topic_prefix}{name}",
            num_partitions=partitions or topic["partitions"],
            replication_factor=topic["replication"],
            topic_configs=topic["config"],
        )
        for name, topic in declared_topics().items()
    ]
    client = admin(settings)
    try:
        there = set(client.list_topics())
        if missing := [topic for topic in wanted if topic.name not in there]:
            client.create_topics(missing, wait_for_metadata=True)
    except TopicAlreadyExistsError:
        pass
    finally:
        client.close()


def cluster_id(bootstrap_servers: str) -> str:
    """Return the id of the cluster that answers."""
    client = KafkaAdminClient(bootstrap_servers=bootstrap_servers.split(","), bootstrap_timeout_ms=20_000)
    try:
        return str(client.describe_cluster()["cluster_id"])
    finally:
        client.close()


def ends(settings: Settings, topics: Iterable[str]) -> dict[tuple[str, int], int]:
    """Return the end offset of every partition of `topics`: how many records each has had."""
    client = KafkaConsumer(**connection(settings), group_id=None, enable_auto_commit=False)
    try:
        numbers = ((topic, client.partitions_for_topic(topic) or ()) for topic in topics)
        places = [TopicPartition(topic, p) for topic, partitions in numbers for p in partitions]
        return {(place.topic, place.partition): end for place, end in client.end_offsets(places).items()}
    finally:
        client.close()
