"""The two services the faults befall: a writer with API and scheduler, a listener with counted effects.

They stand where directives and reports stand, so that events, topics and groups are the real ones.
Every effect of the listener that could be repeated by mistake is counted instead of being made idempotent.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, ClassVar

from flask_smorest import Blueprint
from marshmallow import fields
from pymongo import ReturnDocument

from chassis.context import Actor, Context, Scope
from chassis.events import Event
from chassis.identity import requires
from chassis.lease import Lease
from chassis.migrations import Migration, collections
from chassis.mongo import Database
from chassis.requests import Schema, Text, command
from chassis.service import Service
from chassis.settings import Settings
from chassis.transaction import Tx

AGENCY = "agency"
MOVED, TOLD = "directive-draft-discarded.v1", "report-due-set.v1"
TOPIC, LETTERS = "directives.events", "reports.dlq"
TICK_SECONDS = 0.05
STANDBY_SECONDS = 0.5


@dataclass(frozen=True, kw_only=True)
class Moved:
    """What the writer publishes: a draft took its next step."""

    TYPE: ClassVar[str] = MOVED
    subject: str
    sequence: int
    directive_id: str
    agency_id: str = AGENCY
    occurred_on: date = date(2024, 4, 2)
    campaign_id: str | None = None
    origin: dict[str, str] | None = None
    reason_code: str = "mistaken"


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the listener publishes because of it."""

    TYPE: ClassVar[str] = TOLD
    subject: str
    sequence: int
    period_id: str
    agency_id: str = AGENCY
    occurred_on: date = date(2024, 4, 2)
    campaign_id: str | None = None
    template: str = "drafts"
    due_on: date = date(2024, 6, 15)
    timely_until: date = date(2024, 6, 17)
    calendar_version: int | None = 1
    reason_code: str = "moved"


class StepInput(Schema):
    subject = Text(required=True, max=60)
    command = Text(required=True, max=60)


class StepView(Schema):
    event_id = fields.String()
    version = fields.Integer()


blueprint = Blueprint("steps", __name__, url_prefix="/v1/steps", description="Steps of drafts")


@blueprint.route("", methods=["POST"])
@requires("clerk")
@command(StepInput, StepView)
def step(tx: Tx, ctx: Context, body: dict[str, Any]) -> dict[str, Any]:
    """Move a draft one version on; `command` names the step, so that a doubled one is seen."""
    return move(tx, ctx, body["subject"], body["command"])


def move(tx: Tx, ctx: Context, subject: str, command: str) -> dict[str, Any]:
    change = {"$inc": {"version": 1}, "$push": {"commands": command}}
    moved = tx.db["drafts"].find_one_and_update(
        {"_id": subject}, change, upsert=True, return_document=ReturnDocument.AFTER, session=tx.session
    )
    event = Moved(subject=subject, sequence=moved["version"], directive_id=subject)
    return {"event_id": tx.publish(event, ctx), "version": moved["version"]}


class Scheduler:
    """Moves the draft "schedule" on, one step per tick, where no two may tick at once."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._database, self._lease = database, Lease(database.db, "schedule", 2.0)
        self._turned_at = time.monotonic()

    def alive(self) -> bool:
        return time.monotonic() - self._turned_at < 60

    def run(self, stop: threading.Event) -> None:
        while not stop.wait(TICK_SECONDS):
            self._turned_at = time.monotonic()
            if self._lease.seconds_left() > 1 or self._lease.acquire():
                self._database.transaction(self._tick)
            else:
                stop.wait(STANDBY_SECONDS)
        self._lease.release()

    def _tick(self, tx: Tx) -> None:
        done = tx.db["drafts"].find_one({"_id": "schedule"}, session=tx.session) or {"version": 0}
        nobody = Actor("system", AGENCY)
        ctx = Context(nobody, "service", Scope(frozenset()), datetime.now(UTC))
        move(tx, ctx, "schedule", f"tick {done['version'] + 1}")


WRITER = Service(
    name="directives",
    port=18990,
    blueprints=[blueprint],
    migrations=[Migration(1, "drafts", collections({"drafts": [], "officers": []}))],
    loops=(Scheduler,),
)


def on_moved(tx: Tx, event: Event) -> None:
    """Project the draft, note who took effect in which order, count it, and publish what follows from it."""
    tx.project("drafts", event.subject, event.sequence, {"reason": event.data["reason_code"]})
    took = {"$push": {"took": {"id": event.id, "ver": event.sequence}}}
    tx.db["effects"].update_one({"_id": event.subject}, took, upsert=True, session=tx.session)
    tx.add("counts", event.subject, {"events": 1})
    ctx = Context.caused_by(event, event.data["agency_id"])
    tx.publish(Told(subject=event.id, sequence=1, period_id=event.id), ctx)


def on_moved_broken(tx: Tx, event: Event) -> None:
    """A handler with a bug that no event passes."""
    raise ValueError("a bug")


def listener(handler: Any = on_moved) -> Service:
    return Service(
        name="reports",
        port=18991,
        subscriptions={MOVED: handler},
        migrations=[
            Migration(1, "effects", collections({"drafts": [], "effects": [], "counts": []})),
        ],
    )


LISTENER = listener()
SERVICES = {"writer": WRITER, "listener": LISTENER, "broken-listener": listener(on_moved_broken)}
