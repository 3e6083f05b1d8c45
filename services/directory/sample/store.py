"""What loading the sample asks the store: whose directory this is, and which accounts exist."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from services.directory.agencies.store import AGENCIES
from services.directory.officers.store import ACCOUNTS

if TYPE_CHECKING:
    from chassis.transaction import Tx


def is_of_others(tx: Tx, sample_ids: Iterable[str]) -> bool:
    """Tell whether the directory holds agencies, and none of them from the sample."""
    agencies = tx.db[AGENCIES]
    if agencies.find_one({}, session=tx.session) is None:
        return False
    return agencies.find_one({"_id": {"$in": list(sample_ids)}}, session=tx.session) is None


def have_accounts(tx: Tx, officer_ids: Iterable[str]) -> bool:
    """Tell whether each of the officers has an account."""
    wanted = list(officer_ids)
    return tx.db[ACCOUNTS].count_documents({"_id": {"$in": wanted}}, session=tx.session) == len(wanted)
