"""The topics: what topics.yaml declares, in the form Kafka's admin client takes, and making them."""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import yaml

from chassis.settings import Settings

TOPICS_FILE = Path(__file__).parents[1] / "kafka" / "topics.yaml"


def declared(partitions: int | None = None, environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Return name → num_partitions (tests give their own), replication_factor and configs (text values)."""
    replication = int(environ.get("KAFKA_REPLICATION_FACTOR", 1))
    in_sync = {"min.insync.replicas": environ.get("KAFKA_MIN_INSYNC_REPLICAS", "1")}
    return {
        name: {
            "num_partitions": partitions or topic["partitions"],
            "replication_factor": replication,
            "configs": {key: str(value) for key, value in topic["config"].items()} | in_sync,
        }
        for name, topic in yaml.safe_load(TOPICS_FILE.read_text(encoding="utf-8"))["topics"].items()
    }


def create(settings: Settings, topics: Mapping[str, Mapping[str, Any]]) -> None:
    """Create those of the declared `topics` that are not there, under the prefix of the settings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from chassis import kafka

    wanted = {f"{settings.kafka_topic_prefix}{name}": topic for name, topic in topics.items()}
    with closing(kafka.admin(settings)) as client, suppress(kafka.TOPIC_EXISTS):
        missing = {name: wanted[name] for name in wanted.keys() - set(client.list_topics())}
        if missing:
            client.create_topics(missing, wait_for_metadata=True)
