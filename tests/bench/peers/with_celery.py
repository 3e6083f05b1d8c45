"""Celery with MongoDB as its broker: a task per event, acknowledged when it is done."""

import json
import logging
from pathlib import Path

from celery import Celery
from effect import TOLD, Stopwatch, apply_one
from pymongo import MongoClient

logging.disable(logging.WARNING)
app = Celery("peer", broker=TOLD["mongo_url"].replace("/?", f"/{TOLD['mongo_db']}_broker?"))
app.conf.update(task_acks_late=True, task_ignore_result=True, broker_connection_retry_on_startup=True)
client = MongoClient(TOLD["mongo_url"])
watch = Stopwatch()


@app.task(name="apply")
def apply(headers, data) -> None:
    """Apply an event in a transaction of its own."""
    apply_one(client, headers, data)
    watch.done(1)


for line in Path(TOLD["file"]).read_text(encoding="utf-8").splitlines():
    event = json.loads(line)
    apply.delay(event["headers"], event["data"])
quiet = ["--loglevel=CRITICAL", "--without-gossip", "--without-mingle", "--without-heartbeat"]
app.worker_main(["worker", "--pool=solo", *quiet])
