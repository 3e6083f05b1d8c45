"""Who does something, in which role, for whom, when and because of what: the `ctx` of every use case."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

from chassis.errors import Refusal
from chassis.events import Event, new_id

BUSINESS_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
BACKDATED = "record:backdated"


@dataclass(frozen=True)
class Actor:
    """An officer in one position, or the system itself (`officer_id` "system", no position)."""

    officer_id: str
    agency_id: str
    position_id: str | None = None
    unit_id: str | None = None
    roles: frozenset[str] = frozenset()
    permissions: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Scope:
    """The agencies whose objects may be read, and those whose whole subtree may be read."""

    agency_ids: frozenset[str]
    subtree_ids: frozenset[str] = frozenset()

    def filter(self) -> dict[str, Any]:
        """Return the Mongo filter of an object with `parties[]` and `paths[]` (events.md §5)."""
        own = {"parties": {"$in": sorted(self.agency_ids)}}
        if not self.subtree_ids:
            return own
        return {"$or": [own, {"paths": {"$in": sorted(self.subtree_ids)}}]}

    def sees(self, parties: list[str], paths: list[str]) -> bool:
        """Tell the same of an object at hand."""
        return not (self.agency_ids.isdisjoint(parties) and self.subtree_ids.isdisjoint(paths))


@dataclass(frozen=True)
class Context:
    """The circumstances of one use case; made once per request or per handled event."""

    actor: Actor
    role: str
    scope: Scope
    now: datetime
    correlation_id: str = field(default_factory=new_id)
    cause: Event | None = None
    traceparent: str | None = None

    @property
    def today(self) -> date:
        """The business date of `now` in Asia/Ho_Chi_Minh."""
        return self.now.astimezone(BUSINESS_ZONE).date()

    def business_date(self, asked: date | None, pointer: str) -> tuple[date, bool]:
        """Return a legal date and whether it is backdated.

        `asked` None means today. Another day needs the permission `record:backdated`;
        raises Refusal `backdating-not-permitted` with `pointer` otherwise.
        """
        if asked is None or asked == self.today:
            return self.today, False
        if BACKDATED not in self.actor.permissions:
            raise Refusal("backdating-not-permitted", pointer)
        return asked, True

    @classmethod
    def caused_by(cls, event: Event, agency_id: str) -> Self:
        """Return the context of a system step; its time is the cause's, so that a replay repeats it."""
        system, unseeing = Actor("system", agency_id), Scope(frozenset())
        because = event.correlation_id or event.id
        return cls(system, "service", unseeing, event.time, because, event, event.traceparent)
