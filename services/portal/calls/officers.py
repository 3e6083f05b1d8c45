"""Names of officers: only the directory keeps them, so a page asks it for all of its names at once."""

from __future__ import annotations

from collections.abc import Iterable

from chassis.errors import Refusal
from services.portal.calls.client import Rejected, ServiceAway, patience, read

# What a step tells stands without the name: a page does not wait long for it.
CONNECT_SECONDS, ANSWER_SECONDS = 0.5, 2.0
# Who acts when no person does (chassis/context.py).
SYSTEM = "system"


def officer_names(officer_ids: Iterable[str]) -> dict[str, str]:
    """Return the names of at most 100 officers by id, those that the directory knows.

    Raises ServiceAway, also where it refuses: then it has not heard of the reader's position yet.
    """
    wanted = sorted({*officer_ids} - {SYSTEM})
    if not wanted:
        return {}
    try:
        with patience(CONNECT_SECONDS, ANSWER_SECONDS):
            found = read("directory", "officers", ids=",".join(wanted), limit=len(wanted))
    except (Refusal, Rejected) as refusal:
        raise ServiceAway("directory") from refusal
    return {row["id"]: row["name"] for row in found.body["items"]}
