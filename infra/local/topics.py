"""What topics.yaml declares, in the form Kafka's admin client takes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

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
