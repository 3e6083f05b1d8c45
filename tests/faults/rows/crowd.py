"""P16: everybody comes at once."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field

from tests.faults.ground import Ground, fault, row
from tests.faults.scene import CONSUMER, RELAY
from tests.faults.table import Row

PATIENCE = 60.0
RESET = 0
DONE, COME_AGAIN = "done", "told to come again"


@dataclass
class Crowd:
    """What the crowd was told."""

    port: int
    headers: dict[str, str]
    told: Counter[str] = field(default_factory=Counter)
    acked: set[str] = field(default_factory=set)
    slowest: float = 0.0

    async def come(self, number: int) -> None:
        """Open `number` connections at once, one command on each."""
        await asyncio.gather(*(self._one(f"crowd-{n}") for n in range(number)))

    async def _one(self, subject: str) -> None:
        since = time.monotonic()
        try:
            status, head, body = await asyncio.wait_for(self._ask(subject), PATIENCE)
        except (OSError, TimeoutError, ValueError, asyncio.IncompleteReadError):
            status, head, body = RESET, "", b""
        if status == 200:
            self.acked.add(json.loads(body)["event_id"])
        self.told[_answer(status, head)] += 1
        self.slowest = max(self.slowest, time.monotonic() - since)

    async def _ask(self, subject: str) -> tuple[int, str, bytes]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(self._request(subject))
            await writer.drain()
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            return int(head.split()[1]), head, await reader.read()
        finally:
            writer.close()

    def _request(self, subject: str) -> bytes:
        body = json.dumps({"subject": subject, "command": uuid.uuid4().hex}).encode()
        told = self.headers | {"Host": "localhost", "Connection": "close", "Content-Type": "application/json"}
        told |= {"Idempotency-Key": uuid.uuid4().hex, "Content-Length": f"{len(body)}"}
        lines = ["POST /v1/steps HTTP/1.1", *(f"{name}: {value}" for name, value in told.items()), "", ""]
        return "\r\n".join(lines).encode() + body


def _answer(status: int, head: str) -> str:
    """Tell an answer from none: to be told when to come again is one, to be told only "no" is not."""
    if status == 200:
        return DONE
    if status in {429, 503} and "retry-after:" in head.lower():
        return COME_AGAIN
    return f"answered {status} without more" if status else "reset or not answered"


@fault("P16", "2,000 connections at once")
def p16(ground: Ground) -> Row:
    """Every connection gets an answer: done, or come again; none is reset, none of the done is lost."""
    with ground.scene() as scene:
        scene.api(WEB_CONCURRENCY="2", THREADS="16")
        scene.all_started(RELAY, CONSUMER)
        crowd = Crowd(scene.api_port, scene.authorization())
        since = time.monotonic()
        asyncio.run(crowd.come(ground.size.events))
        took = time.monotonic() - since
        scene.settle()
        broken = [f"{n} {what}" for what, n in crowd.told.items() if what not in {DONE, COME_AGAIN}]
        told = f"{crowd.told[DONE]} done, {crowd.told[COME_AGAIN]} told to come again"
        note = f"{told} within {took:.1f} s; the stall is the slowest answer"
        return row(scene.ledger(crowd.acked), ground.size.events, crowd.slowest, note, broken)
