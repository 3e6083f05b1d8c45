"""P16: everybody comes at once."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field

from tests.faults.ground import Ground, fault, row
from tests.faults.table import Row

PATIENCE = 60.0
RESET = 0


@dataclass
class Crowd:
    """What the crowd was told."""

    port: int
    headers: dict[str, str]
    statuses: Counter[int] = field(default_factory=Counter)
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
        # To be told to come again is an answer; to be told only that it did not work is not.
        come_again = status in {429, 503} and "retry-after" in head.lower()
        self.statuses[503 if come_again else status] += 1
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


@fault("P16", "2,000 connections at once")
def p16(ground: Ground) -> Row:
    """Every connection gets an answer: done, or come again; none is reset, none of the done is lost."""
    with ground.scene() as scene:
        scene.api(WEB_CONCURRENCY="2", THREADS="16")
        scene.started("writer", "relay")
        scene.started("listener", "consume")
        crowd = Crowd(scene.api_port, scene.authorization())
        since = time.monotonic()
        asyncio.run(crowd.come(ground.size.events))
        took = time.monotonic() - since
        scene.settle()
        unanswered = {status: n for status, n in crowd.statuses.items() if status not in {200, 503}}
        broken = [f"{n} answered {status or 'with a reset'}" for status, n in unanswered.items()]
        told = f"{crowd.statuses[200]} done, {crowd.statuses[503]} told to come again"
        note = f"{told} within {took:.1f} s; the stall is the slowest answer"
        return row(scene.ledger(crowd.acked), ground.size.events, crowd.slowest, note, broken)
