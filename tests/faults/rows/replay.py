"""P18: what the wire alone makes of an empty store."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from contextlib import closing
from typing import Any

from chassis import dead_letters, inbox
from chassis.consumer import topics_of
from chassis.migrations import migrate
from chassis.mongo import Database
from chassis.service import Service
from chassis.settings import read_settings
from infra.local.ports import free_ports
from infra.local.processes import Child, python
from infra.local.stack import Stack, subscribers
from tests.faults.ground import Ground, fault, row
from tests.faults.ledger import Ledger
from tests.faults.scene import API, CONSUMER, RELAY, Scene, kafka_client
from tests.faults.services import LISTENER
from tests.faults.system import System
from tests.faults.table import Row
from tests.faults.waiting import until
from tests.flows.replays import UNLIKE_COLLECTIONS, UNLIKE_FIELDS, counts_nothing, without_zeros
from tests.flows.settling import settle

MACHINERY = {*UNLIKE_COLLECTIONS, "audit", "idempotency", "migrations", "pending"}
# What no event tells: what a loop or a relay notes, when a migration ran, which commands have been counted.
NOTED = {
    "deadlines": ("sent",),
    "announcements": ("pending",),
    "outbox": ("st", "sentAt"),
    "completeness": ("days",),
    **dict.fromkeys(("templates", "award_forms", "laws"), ("created_at",)),
}
Documents = dict[str, dict[str, Any]]


@fault("P18", "replay of all topics into empty stores")
def p18(ground: Ground) -> Row:
    """A store made anew from the wire is the one there was: the same events, the same projections and ids."""
    with ground.scene() as scene:
        ledger, stall = emptied(scene, ground.size.events)
    replayed, broken = replayed_story(ground.system(), ground.sabotage)
    told = ", ".join(f"{name} {count}" for name, count in replayed.items())
    note = f"a store emptied on a quiet topic is full again; events of the story replayed: {told}"
    return row(ledger, 1 + len(replayed), stall, note, broken)


def emptied(scene: Scene, number: int) -> tuple[Ledger, float]:
    """Empty the listener's store under a group that has read everything, and with nothing new on the wire."""
    _, _, consumer = scene.all_started(API, RELAY, CONSUMER)
    with scene.writers(pace=0.01) as writers:
        writers.await_more(number // 2)
    scene.settle()
    consumer.terminate()
    stall = scene.watch.longest_gap()
    scene.listener.client.drop_database(scene.listener.name)
    migrate(LISTENER, scene.store)
    scene.started(*CONSUMER)
    scene.settle()
    return scene.ledger(writers.answers.acked), stall


def replayed_story(system: System, sabotage: str | None) -> tuple[dict[str, int], list[str]]:
    """Play the story on the real services, then fill a second store of each listener from the topics."""
    broken = list(system.play())
    settle(system)
    replayed: dict[str, int] = {}
    for name, listens in subscribers().items():
        if listens:
            replayed[name], differences = replay(system, name, sabotage)
            broken += [f"{name}: {difference}" for difference in differences]
    return replayed, broken


def replay(stack: Stack, name: str, sabotage: str | None) -> tuple[int, list[str]]:
    """Stop a service's worker, fill a second store; return how many events, and what differs."""
    service: Service = importlib.import_module(f"services.{name}.main").SERVICE
    stack.children.pop((name, "worker")).stop()
    environ = stack.environ(name) | {"MONGO_DB": f"{name}-replayed", "ADMIN_PORT": f"{free_ports(1)[0]}"}
    settings = read_settings(service, environ)
    kafka = kafka_client()
    ends = {place: end for place, end in kafka.ends(settings, topics_of(service, settings)).items() if end}
    with closing(kafka.admin(settings)) as client:
        client.delete_groups([name])
    with closing(Database.of(settings)) as second, closing(Database(settings.mongo_url, name)) as live:
        migrate(service, second)
        log = stack.folder / "logs" / f"{name}-replay.log"
        wrong = ["--sabotage", sabotage] if sabotage else []
        command = python("-m", "tests.faults.process", f"services.{name}", "consume", *wrong)
        child = Child(f"{name} replay", command, log, environ)
        try:
            until(lambda: ends.items() <= inbox.positions(second.reading()).items(), f"{name} is replayed")
        finally:
            child.stop()
        letters = [f"dead letter {one['_id']}" for one in dead_letters.listed(second)]
        found, there = documents(second), documents(live)
        whole = not service.publishes
    return len(found["inbox"]), [*letters, *differences(there, found, whole=whole)]


def documents(database: Database) -> dict[str, Documents]:
    """Return what a store holds, by collection and id, without what two runs need not share."""
    return {
        name: {
            str(row["_id"]): _kept(name, row)
            for row in database.db[name].find()
            if not counts_nothing(name, row)
        }
        for name in sorted(database.db.list_collection_names())
        if name not in MACHINERY
    }


def _kept(collection: str, row: Mapping[str, Any]) -> dict[str, Any]:
    unlike = {*UNLIKE_FIELDS.get(collection, ()), *NOTED.get(collection, ())}
    kept = without_zeros(collection, row)
    return {name: value for name, value in kept.items() if name not in unlike}


def differences(live: dict[str, Documents], found: dict[str, Documents], *, whole: bool) -> list[str]:
    """Tell what the replayed store has otherwise than the live one, in which commands have gone on.

    Events applied and projections (documents with `ver`) must be equal, and everything of a service that only
    listens (`whole`). Of the rest the live store must have every id (derived events, rows, deliveries), and
    what no command has changed since must be equal in every field.
    """
    told = []
    for name, rows in found.items():
        there = live.get(name, {})
        versioned = all("ver" in one for one in [*rows.values(), *there.values()])
        equal = name == "inbox" or (versioned and name != "outbox")
        if strange := rows.keys() - there.keys():
            told.append(f"{name}: {len(strange)} made that the live store has not, e.g. {min(strange)}")
        if equal and (missing := there.keys() - rows.keys()):
            told.append(f"{name}: {len(missing)} missing, e.g. {min(missing)}")
        same = rows.keys() & there.keys()
        if not (equal or whole):
            same = {id for id in same if rows[id].get("version") == there[id].get("version")}
        if unlike := {id: fields for id in same if (fields := _unlike(rows[id], there[id]))}:
            id = min(unlike)
            told.append(f"{name}: {len(unlike)} unlike, e.g. {id} in {', '.join(unlike[id])}")
    return told


def _unlike(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
