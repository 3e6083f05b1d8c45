"""What is read of two stores to compare them; nobody's scope applies, since nothing is shown but ids."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from chassis.transaction import Tx


def rows(tx: Tx, collection: str) -> Iterator[dict[str, Any]]:
    """Yield the documents of a collection in the order of their ids."""
    return iter(tx.db[collection].find({}, session=tx.session).sort("_id", 1))
