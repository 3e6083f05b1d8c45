"""A second store, filled from the beginning of Kafka as far as the live one has read."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any

import click

from chassis import dead_letters, inbox, kafka
from chassis.batch import Batches, Positions, nothing
from chassis.dead_letters import Place, Record
from chassis.migrations import migrate
from chassis.mongo import Database
from chassis.service import Service
from chassis.settings import Settings

POLL_MS = 500
SILENT_SECONDS = 60.0


class Replica:
    """The second store and how far it has been filled."""

    def __init__(self, service: Service, settings: Settings, database: Database) -> None:
        self.database = database
        self._settings = settings
        self._batches = Batches(service, database, nothing)

    def read_up_to(self, wanted: Positions) -> None:
        """Apply every event before these positions; raises ClickException where Kafka does not give them."""
        if not kafka.reachable(self._settings):
            raise click.ClickException("Kafka does not answer")
        options = kafka.CLIENTS["consumer"] | {"group_id": None}
        with closing(kafka.KafkaConsumer(**kafka.connection(self._settings), **options)) as client:
            places = {kafka.TopicPartition(*place): end for place, end in wanted.items()}
            client.assign(list(places))
            beginnings = client.beginning_offsets(list(places))
            known = inbox.positions(self.database.reading())
            for place in places:
                client.seek(place, known.get(place, beginnings[place]))
            self._fill(client, places, beginnings)

    def _fill(self, client: Any, places: Mapping[Place, int], beginnings: Positions) -> None:
        heard = time.monotonic()
        while missing := [place for place, end in places.items() if client.position(place) < end]:
            client.pause(*(place for place in places if place not in missing))
            records = [
                Record(topic, partition, one.offset, one.timestamp, one.key, list(one.headers), one.value)
                for (topic, partition), found in client.poll(POLL_MS).items()
                for one in found
                if one.offset < places[kafka.TopicPartition(topic, partition)]
            ]
            if records:
                self._batches.apply(records, beginnings)
                heard = time.monotonic()
            elif time.monotonic() - heard > SILENT_SECONDS:
                raise click.ClickException(f"Kafka gives nothing more of {len(missing)} partitions")

    def dead_letters(self) -> int:
        """Return how many events could not be applied."""
        return dead_letters.count_open(self.database)


@contextmanager
def replica(service: Service, settings: Settings) -> Iterator[Replica]:
    """Yield an empty store beside the service's own; it is dropped before and afterwards."""
    with closing(Database(settings.mongo_url, f"{settings.mongo_db}-rebuild")) as second:
        second.db.client.drop_database(second.db.name)
        try:
            migrate(service, second)
            yield Replica(service, settings, second)
        finally:
            second.db.client.drop_database(second.db.name)
