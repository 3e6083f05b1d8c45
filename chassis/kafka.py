"""The only door to kafka-python: topics, and clients with the settings that survived outages."""

import logging
import os
import socket
from collections.abc import Iterable
from contextlib import closing, suppress
from typing import Any

import click
import kafka.record.util as checksums
from kafka import KafkaConsumer, KafkaProducer, OffsetAndMetadata, TopicPartition, errors
from kafka.admin import KafkaAdminClient
from kafka.coordinator.assignors.range import RangePartitionAssignor
from kafka.errors import KafkaError, NoOffsetForPartitionError, OffsetOutOfRangeError

from chassis.settings import Settings
from chassis.tables import table

__all__ = [
    "COMMIT_LOST", "DELIVERY_SECONDS", "TOPIC_EXISTS", "UNSENDABLE", "CannotStart", "KafkaAdminClient",
    "KafkaConsumer", "KafkaError", "NoOffsetForPartitionError", "OffsetAndMetadata", "OffsetOutOfRangeError",
    "TopicPartition", "checksums",
]  # fmt: skip

# Also while the broker is away: a client thrown away then cannot leave its group, and ten seconds go by.
COMMIT_LOST = (
    errors.CommitFailedError, errors.RebalanceInProgressError,
    errors.KafkaTimeoutError, errors.KafkaConnectionError,
)  # fmt: skip
TOPIC_EXISTS = errors.TopicAlreadyExistsError
UNSENDABLE = (errors.MessageSizeTooLargeError, errors.InvalidRecordError)
CLIENTS: dict[str, dict[str, Any]] = table("kafka_clients")
DELIVERY_SECONDS: float = CLIENTS["producer"]["delivery_timeout_ms"] / 1000
CONNECT_SECONDS = 1.0

# The library logs 100 lines an outage for what repairs itself; relay and consumer log their own events.
logging.getLogger("kafka").setLevel(logging.CRITICAL)


class CannotStart(click.ClickException):
    """A process must not start like this; the message says what to do, and the command ends with status 1."""


def refuse_slow_checksums() -> None:
    """Raise CannotStart without the C checksum: poll is 9.5 times, send 4.1 times slower (measured)."""
    if checksums.crc32c_c is None:
        raise CannotStart("kafka-python[crc32c] is missing: poll is 9.5× slower; install the lock file")


def connection(settings: Settings) -> dict[str, Any]:
    """Return what every client needs to reach the cluster."""
    return CLIENTS["every_client"] | {
        "bootstrap_servers": settings.kafka_bootstrap_servers.split(","),
        "security_protocol": settings.kafka_security_protocol,
        # Asked for only where the protocol is one of SASL.
        "sasl_mechanism": settings.kafka_sasl_mechanism,
        "sasl_plain_username": settings.kafka_sasl_username,
        "sasl_plain_password": settings.kafka_sasl_password,
    }


def reachable(settings: Settings) -> bool:
    """Tell whether a broker's port answers; a client built without one leaks a thread and burns a core."""
    for address in settings.kafka_bootstrap_servers.split(","):
        host, _, port = address.strip().rpartition(":")
        with suppress(OSError):
            socket.create_connection((host, int(port)), CONNECT_SECONDS).close()
            return True
    return False


def producer(settings: Settings, name: str) -> KafkaProducer:
    """Return the relay's producer: one window in flight, never idempotent."""
    client_id = f"relay-{name}-{socket.gethostname()}"
    return KafkaProducer(**connection(settings), **CLIENTS["producer"], client_id=client_id)


def consumer(settings: Settings, group: str) -> KafkaConsumer:
    """Return a consumer of raw bytes that never commits or jumps by itself."""
    member = {
        "group_id": f"{settings.kafka_topic_prefix}{group}",
        "client_id": f"{group}-{socket.gethostname()}-{os.getpid()}",
        "partition_assignment_strategy": [RangePartitionAssignor],
    }
    return KafkaConsumer(**connection(settings), **CLIENTS["consumer"], **member)


def admin(settings: Settings) -> KafkaAdminClient:
    """Return an admin client; the caller closes it."""
    return KafkaAdminClient(**connection(settings), **CLIENTS["admin"])


def missing_topics(settings: Settings, topics: Iterable[str]) -> list[str]:
    """Return those topics the broker does not know; a client that meets one logs and waits for ever."""
    with closing(admin(settings)) as client:
        return sorted(set(topics) - set(client.list_topics()))


def ends(settings: Settings, topics: Iterable[str]) -> dict[tuple[str, int], int]:
    """Return the end offset of every partition of `topics`: how many records each has had."""
    with closing(KafkaConsumer(**connection(settings), group_id=None, enable_auto_commit=False)) as client:
        return dict(client.end_offsets(partitions(client, topics)))


def partitions(client: KafkaConsumer, topics: Iterable[str]) -> list[TopicPartition]:
    """Return every partition of `topics`."""
    return [TopicPartition(topic, p) for topic in topics for p in client.partitions_for_topic(topic) or ()]
