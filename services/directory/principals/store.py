"""Where a service principal has its seat."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chassis.transaction import Tx


def top_agency(tx: Tx) -> str | None:
    """Return the agency at the top of the tree, None before there is one."""
    wanted = {"level": 1, "valid_to": None}
    found = tx.db["agencies"].find_one(wanted, {"_id": 1}, sort=[("_id", 1)], session=tx.session)
    return str(found["_id"]) if found else None
