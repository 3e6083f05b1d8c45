"""The stage of the tests of events: a stand-in service on a fresh database, with topics when asked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.chassis.stage import Stage


@pytest.fixture
def stage(mongo_url: str, kafka_servers: str) -> Iterator[Stage]:
    """The stand-in on a fresh database."""
    made = Stage(mongo_url, kafka_servers)
    yield made
    made.close()


@pytest.fixture
def wired(mongo_url: str, kafka_servers: str, topic_prefix: str) -> Iterator[Stage]:
    """The stand-in on a fresh database, with topics of its own on Kafka."""
    made = Stage(mongo_url, kafka_servers, topic_prefix)
    yield made
    made.close()
