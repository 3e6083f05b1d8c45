"""What the system has written down when the story is over: events, dead letters, lag."""

from __future__ import annotations

import importlib
import warnings
from collections import Counter
from collections.abc import Mapping
from typing import Any

from pymongo import MongoClient

from infra.local.stack import SERVICES, Stack


class Ledger:
    """Reads the stores and Kafka directly, as an operator would."""

    def __init__(self, stack: Stack) -> None:
        if stack.servers is None:
            raise RuntimeError("the servers have not been started")
        self._stack = stack
        self._client: MongoClient[dict[str, Any]] = MongoClient(stack.servers.mongo_url)

    def events(self) -> dict[str, Counter[str]]:
        """Return how many events of each type every topic has got, from the outboxes."""
        counted: dict[str, Counter[str]] = {}
        for name in SERVICES:
            group = {"$group": {"_id": {"topic": "$topic", "type": "$type"}, "n": {"$sum": 1}}}
            for row in self._client[name]["outbox"].aggregate([{"$match": {"st": "S"}}, group]):
                if row["_id"]["topic"].endswith(".events"):
                    counted.setdefault(row["_id"]["topic"], Counter())[row["_id"]["type"]] = row["n"]
        return counted

    def unsent(self) -> int:
        """Return how many events wait to be sent or were refused."""
        return sum(self._client[name]["outbox"].count_documents({"st": {"$ne": "S"}}) for name in SERVICES)

    def dead_letters(self) -> int:
        """Return how many events could not be applied."""
        return sum(
            self._client[name]["outbox"].count_documents({"dead": {"$exists": True}}) for name in SERVICES
        )

    def lag(self) -> int:
        """Return how many records are not applied, from Kafka's ends and the stores' positions."""
        return sum(self._lag(name) for name in SERVICES)

    def _lag(self, name: str) -> int:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            from chassis import kafka
        from chassis.consumer import topics_of
        from chassis.settings import read_settings

        service = importlib.import_module(f"services.{name}.main").SERVICE
        settings = read_settings(service, self._stack.environ(name))
        if not service.subscriptions:
            return 0
        ends = kafka.ends(settings, topics_of(service, settings))
        return _behind(ends, {row["_id"]: row["next"] for row in self._client[name]["positions"].find()})

    def close(self) -> None:
        """Close the connection."""
        self._client.close()


def _behind(ends: Mapping[tuple[str, int], int], positions: Mapping[str, int]) -> int:
    return sum(end - positions.get(f"{topic}:{partition}", 0) for (topic, partition), end in ends.items())
