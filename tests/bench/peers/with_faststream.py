"""FastStream on Kafka: as its documentation writes a subscriber, or with `batch=True`."""

import asyncio
import logging

from effect import DURABLE, TOLD, Stopwatch, database, latest, rows
from faststream import FastStream
from faststream.kafka import KafkaBroker
from faststream.kafka.annotations import KafkaMessage
from pymongo import AsyncMongoClient

broker = KafkaBroker(TOLD["kafka"], logger=None)
app = FastStream(broker, logger=None)
client = AsyncMongoClient(TOLD["mongo_url"])
watch = Stopwatch()
asked = {"group_id": TOLD["group"], "auto_offset_reset": "earliest"}


async def handle(data: dict, message: KafkaMessage) -> None:
    """Apply an event in a transaction of its own."""
    seen, officer = rows(message.headers, data)
    db = database(client)

    async def write(session) -> None:
        await db["inbox"].insert_one(seen, session=session)
        await db["officers"].replace_one({"_id": officer["_id"]}, officer, upsert=True, session=session)

    async with client.start_session() as session:
        await session.with_transaction(write, write_concern=DURABLE)
    watch.done(1)


async def handle_batch(bodies: list[dict], message: KafkaMessage) -> None:
    """Apply what is new of a batch in one transaction."""
    headers = [dict(record.headers) for record in message.raw_message]
    batch = [rows(of, data) for of, data in zip(headers, bodies, strict=True)]
    db = database(client)

    async def write(session) -> None:
        ids = [seen["_id"] for seen, _ in batch]
        known = {row["_id"] async for row in db["inbox"].find({"_id": {"$in": ids}}, session=session)}
        new = [(seen, officer) for seen, officer in batch if seen["_id"] not in known]
        if new:
            await db["inbox"].insert_many([seen for seen, _ in new], ordered=False, session=session)
            written = latest(officer for _, officer in new)
            await db["officers"].bulk_write(written, ordered=False, session=session)

    async with client.start_session() as session:
        await session.with_transaction(write, write_concern=DURABLE)
    watch.done(len(batch))


if TOLD["mode"] == "batch":
    broker.subscriber(TOLD["topic"], batch=True, max_records=1000, **asked)(handle_batch)
else:
    broker.subscriber(TOLD["topic"], **asked)(handle)
logging.disable(logging.WARNING)
asyncio.run(app.run())
