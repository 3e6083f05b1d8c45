"""Agencies by the names people write, from the portal's own projection: the catalogue everybody may read."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from chassis.text import fold
from chassis.transaction import Tx

ALIKE = 5
LONGEST = 64
Agency = dict[str, Any]
SHOWN = {"name": 1, "folded_names": 1, "parent_id": 1, "valid_to": 1}


def named(tx: Tx, folded: Collection[str]) -> list[Agency]:
    """Return the agencies one of whose names or aliases reads so when folded."""
    wanted = {"folded_names": {"$in": sorted(folded)}}
    return list(tx.db["agencies"].find(wanted, SHOWN, session=tx.session))


def alike(tx: Tx, name: str) -> list[str]:
    """Return some names that begin with what was written."""
    wanted = {"folded_names": {"$regex": f"^{re.escape(fold(name)[:LONGEST])}"}}
    found = tx.db["agencies"].find(wanted, {"name": 1}, session=tx.session).sort("name", 1).limit(ALIKE)
    return [row["name"] for row in found]
