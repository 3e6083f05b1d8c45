"""Two stores side by side: what of the read models differs, and a hash of each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bson import json_util

from chassis.transaction import Tx
from services.portal.journeys import store as journeys
from services.portal.rebuilding.store import rows
from services.portal.reporting import store as reporting

Document = dict[str, Any]
PROJECTIONS = ("agencies", "calendars", "officers")
READ_MODELS = sorted({*journeys.INDEXES, *reporting.INDEXES, *PROJECTIONS})
# A counter at nothing is as good as none: which came up in between depends on the order of events.
COUNTERS = ("branches", "funnels", reporting.COUNTERS)


@dataclass(frozen=True)
class Unlike:
    """A document that the two stores do not have alike; None is the store that has none."""

    collection: str
    id: str
    live: Document | None
    rebuilt: Document | None

    @property
    def told(self) -> str:
        """Return in words which document it is and where it differs."""
        if self.live is None or self.rebuilt is None:
            what = "missing" if self.live is None else "too much"
        else:
            names = self.live.keys() | self.rebuilt.keys()
            what = ", ".join(sorted(name for name in names if self.live.get(name) != self.rebuilt.get(name)))
        return f"{self.collection} {self.id}: {what}"


@dataclass
class Comparison:
    """The hashes of two stores; `unlike` walks through both and must be read to its end before."""

    live: Any = field(default_factory=hashlib.sha256)
    rebuilt: Any = field(default_factory=hashlib.sha256)

    def unlike(self, live: Tx, rebuilt: Tx) -> Iterator[Unlike]:
        """Yield what differs, in the order of collections and ids; of each store one document is held."""
        for name in READ_MODELS:
            ours, theirs = self._told(live, name, self.live), self._told(rebuilt, name, self.rebuilt)
            yield from _unlike(name, ours, theirs)

    def _told(self, tx: Tx, name: str, sum: Any) -> Iterator[Document]:
        for row in rows(tx, name):
            kept = kept_of(name, row)
            if kept is not None:
                sum.update(f"{name} {json_util.dumps(kept, sort_keys=True)}\n".encode())
                yield kept

    @property
    def equal(self) -> bool:
        """Tell whether both are the same."""
        return bool(self.live.digest() == self.rebuilt.digest())


def kept_of(collection: str, row: Mapping[str, Any]) -> Document | None:
    """Return what is compared of a document; None of a counter that counts nothing."""
    if collection not in COUNTERS:
        return dict(row)
    kept = {name: value for name, value in row.items() if value != 0}
    return kept if any(isinstance(value, int) for value in kept.values()) else None


def _unlike(collection: str, live: Iterator[Document], rebuilt: Iterator[Document]) -> Iterator[Unlike]:
    """Walk through two stores in the order of ids."""
    ours, theirs = next(live, None), next(rebuilt, None)
    while ours is not None or theirs is not None:
        id = min(str(one["_id"]) for one in (ours, theirs) if one is not None)
        here = ours if ours is not None and ours["_id"] == id else None
        there = theirs if theirs is not None and theirs["_id"] == id else None
        if here != there:
            yield Unlike(collection, id, here, there)
        ours = next(live, None) if here is not None else ours
        theirs = next(rebuilt, None) if there is not None else theirs
