"""The oracles: what was promised to callers, what lies in the stores and on the wire, and what took effect.

- ACK: ids answered 2xx. DB: ids in the writer's outbox, or put on the wire by the row itself.
- WIRE: what is read back from Kafka. APPLIED: ids in the listener's inbox.
- EFFECT: every time a handler's effect was committed, and every dead letter.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.faults.services import TOPIC
from tests.faults.wire import Message


@dataclass(frozen=True)
class Counts:
    """What the table shows of a run."""

    lost: int
    ghost: int
    twice: int
    out_of_order: int


@dataclass
class Ledger:
    """All the oracles at one moment, when everything has come to rest."""

    acked: set[str]
    committed: dict[str, tuple[str, int]]
    wire: list[Message]
    applied: set[str]
    took: dict[str, list[tuple[str, int]]]
    dead: Counter[str]
    followed: Counter[str]
    projected: dict[str, int]
    commands: list[str]
    counted: int
    foreign: set[str] = field(default_factory=set)
    ignored: set[str] = field(default_factory=set)

    def counts(self) -> Counts:
        """Return the four figures; each counts events, and is 0 when the promise holds."""
        return Counts(len(self.lost()), len(self.ghosts()), self.twice(), self.inversions())

    def effects(self) -> Counter[str]:
        """Return how often each event took effect, as a dead letter too."""
        return Counter(self.took_ids()) + self.dead

    def lost(self) -> set[str]:
        """Return what was promised and took no effect, had no consequence or is not projected."""
        promised, effects = self.acked | set(self.committed) | self.foreign, set(self.effects())
        silent = set(self.took_ids()) - set(self.followed)
        refused = set(self.committed) & set(self.dead)
        return (promised - self.applied) | (self.applied - effects) | silent | refused | self._overlooked()

    def took_ids(self) -> list[str]:
        return [id for rows in self.took.values() for id, _ in rows]

    def _overlooked(self) -> set[str]:
        """Return the newest event of each key whose projection is older than that."""
        newest: dict[str, tuple[int, str]] = {}
        for id, (key, version) in self.committed.items():
            newest[key] = max(newest.get(key, (0, "")), (version, id))
        return {id for key, (version, id) in newest.items() if self.projected.get(key, 0) < version}

    def ghosts(self) -> set[str]:
        """Return what was applied or sent though nobody committed it."""
        known, sent = set(self.committed) | self.foreign, {one.header("ce_id") for one in self.wire}
        return (self.applied - known) | (sent - known - self.ignored)

    def twice(self) -> int:
        """Count what was done more than once."""
        return sum(self.repeats().values())

    def repeats(self) -> Counter[str]:
        """Count repeated effects, consequences and commands, and what a counter counted too much."""
        effects, took = self.effects(), len(set(self.took_ids()))
        told = {
            "effects": sum(effects.values()) - len(effects),
            "consequences": sum(self.followed.values()) - len(self.followed),
            "commands": len(self.commands) - len(set(self.commands)),
            "counter": abs(self.counted - took),
        }
        return +Counter(told)

    def inversions(self) -> int:
        """Count, per key, events applied right after a higher version."""
        versions = ([version for _, version in rows] for rows in self.took.values())
        return sum(later < earlier for one in versions for earlier, later in itertools.pairwise(one))

    def duplicates(self) -> int:
        """Count records that are on the wire again."""
        return len(self.wire) - len({one.header("ce_id") for one in self.wire})


def open_ledger(writer: Any, listener: Any, wire: list[Message], acked: set[str]) -> Ledger:
    """Read every oracle from the two databases."""
    rows = writer["outbox"].find({"topic": TOPIC}, {"key": 1, "ver": 1})
    letters = list(listener["outbox"].find({"dead.settled": None, "dead": {"$exists": True}}, {"dead": 1}))
    followed = listener["outbox"].find({"dead": {"$exists": False}}, {"hdr": 1})
    return Ledger(
        acked=acked,
        committed={row["_id"]: (row["key"], row["ver"]) for row in rows},
        wire=wire,
        applied={row["_id"] for row in listener["inbox"].find({}, {"_id": 1})},
        took={
            row["_id"]: [(one["id"], one["ver"]) for one in row["took"]] for row in listener["effects"].find()
        },
        dead=Counter(row["dead"]["inbox_id"] for row in letters),
        followed=Counter(_cause(row["hdr"]) for row in followed),
        projected={row["_id"]: row["ver"] for row in listener["drafts"].find({}, {"ver": 1})},
        commands=[one for row in writer["drafts"].find() for one in row["commands"]],
        counted=sum(row["events"] for row in listener["counts"].find()),
    )


def _cause(headers: Iterable[tuple[str, bytes]]) -> str:
    found: Mapping[str, bytes] = dict(headers)
    return bytes(found["ce_causationid"]).decode()
