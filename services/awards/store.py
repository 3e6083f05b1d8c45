"""How awards keeps its aggregates: one shelf per collection, each query with the actor's scope."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pymongo import IndexModel

from chassis.context import Context, Scope
from chassis.documents import aggregate_of, document_of
from chassis.identity import position_on
from chassis.pages import Page, page
from chassis.transaction import Tx

T = TypeVar("T")
NEWEST = [("_id", -1)]


@dataclass(frozen=True)
class Shelf(Generic[T]):
    """A collection of aggregates of one kind with `version` and `parties`, and the filters of its list."""

    collection: str
    kind: type[T]
    filters: tuple[str, ...] = ()

    def indexes(self) -> list[IndexModel]:
        """Return those of the list, in its order: by party and by each filter that names one of many."""
        fields = ["parties", *(name for name in self.filters if name != "status")]
        return [IndexModel([(field, 1), *NEWEST], name=f"by_{field}") for field in fields]

    def find(self, tx: Tx, id: str) -> T | None:
        """Return one whoever asks; for handlers and for steps that have checked who may see it."""
        return self.one(tx, {"_id": {"$eq": id}})

    def visible(self, tx: Tx, ctx: Context, id: str) -> T | None:
        """Return one that the actor's agency or unit is a party to."""
        return self.one(tx, {"$and": [{"_id": {"$eq": id}}, party(ctx)]})

    def target(self, tx: Tx, ctx: Context, **path: str) -> T | None:
        """Return the visible one that the single argument of a route's path names."""
        (id,) = path.values()
        return self.visible(tx, ctx, id)

    def one(self, tx: Tx, wanted: Mapping[str, Any]) -> T | None:
        """Return one that a filter describes."""
        found = tx.db[self.collection].find_one(wanted, session=tx.session)
        return aggregate_of(self.kind, found) if found else None

    def several(self, tx: Tx, ids: Sequence[str]) -> list[T]:
        """Return those with these ids, in their order; what is not there is left out."""
        found = tx.db[self.collection].find({"_id": {"$in": list(ids)}}, session=tx.session)
        known = {row["_id"]: row for row in found}
        return [aggregate_of(self.kind, known[id]) for id in ids if id in known]

    def page(
        self,
        tx: Tx,
        asked: Mapping[str, Any],
        seen: Mapping[str, Any],
        order: Sequence[tuple[str, int]] = NEWEST,
    ) -> Page:
        """Return a page of what `seen` describes, newest first unless told otherwise."""
        chosen = ({name: {"$eq": asked[name]}} for name in self.filters if asked.get(name) is not None)
        wanted = {"$and": [seen, *chosen]}
        found = page(tx, self.collection, wanted, order, limit=asked["limit"], cursor=asked["cursor"])
        return found.map(lambda document: aggregate_of(self.kind, document))

    def add(self, tx: Tx, thing: T) -> None:
        """Keep a new one."""
        tx.insert(self.collection, document_of(thing))

    def replace(self, tx: Tx, thing: Any) -> None:
        """Keep the next version of one; raises Refusal `version-mismatch`."""
        tx.replace(self.collection, document_of(thing), thing.version - 1)


def party(ctx: Context) -> dict[str, Any]:
    """Return the filter of what the actor's agency or unit is a party to; nobody sees more of a dossier."""
    return Scope(ctx.scope.agency_ids).filter()


def agency(tx: Tx, agency_id: str) -> dict[str, Any] | None:
    """Return an agency as directory last told of it."""
    return tx.get("agencies", agency_id)


def path_of(tx: Tx, agency_id: str) -> tuple[str, ...]:
    """Return the agencies above one, from the root to its parent."""
    found = agency(tx, agency_id)
    return tuple(found["path"]) if found else ()


def seats_of(tx: Tx, officer_id: str, day: dt.date) -> frozenset[str]:
    """Return every agency and unit in which an officer has a seat on a day."""
    officer = tx.get("officers", officer_id) or {"active": False, "positions": []}
    held = [position_on(officer, position["position_id"], day) for position in officer["positions"]]
    places = [place for seat in held if seat for place in (seat["agency_id"], seat.get("unit_id"))]
    return frozenset(filter(None, places))
