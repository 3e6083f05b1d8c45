"""Quix Streams: a sink that writes a checkpoint of a thousand events in one transaction."""

import logging
import tempfile

from effect import TOLD, Stopwatch, apply_batch, rows
from pymongo import MongoClient
from quixstreams import Application
from quixstreams.sinks import BaseSink

logging.disable(logging.WARNING)
watch = Stopwatch()


class Store(BaseSink):
    """Collects what the stream brings until its checkpoint."""

    def setup(self) -> None:
        self._client, self._batch = MongoClient(TOLD["mongo_url"]), []

    def add(self, value, key, timestamp, headers, topic, partition, offset) -> None:
        self._batch.append(rows(dict(headers), value))

    def flush(self) -> None:
        if self._batch:
            apply_batch(self._client, self._batch)
            count, self._batch = len(self._batch), []
            watch.done(count)


with tempfile.TemporaryDirectory() as folder:
    app = Application(
        broker_address=TOLD["kafka"],
        consumer_group=TOLD["group"],
        auto_offset_reset="earliest",
        commit_every=1000,
        commit_interval=1.0,
        auto_create_topics=False,
        state_dir=folder,
        loglevel="ERROR",
    )
    stream = app.dataframe(app.topic(TOLD["topic"], value_deserializer="json"))
    stream.sink(Store())
    app.run()
