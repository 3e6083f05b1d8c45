"""Which steps a document's page offers to its reader; whether one may be taken the service decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chassis.context import Actor

AUTHORS = frozenset({"officer", "award-secretary"})
# The author of a draft that an event has made, until a person takes it up.
NOBODY = "system"
# In which states, and to whom.
STEPS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "edit": (frozenset({"draft"}), AUTHORS),
    "submit": (frozenset({"draft"}), AUTHORS),
    "return": (frozenset({"in-review"}), frozenset({"leader"})),
    "sign": (frozenset({"in-review"}), frozenset({"leader"})),
    "issue": (frozenset({"signed"}), frozenset({"clerk"})),
    "discard": (frozenset({"draft", "in-review"}), AUTHORS | {"leader"}),
}


def writes(actor: Actor) -> bool:
    """Tell whether to offer a reader to begin a document."""
    return "officer" in actor.roles


def offered(one: Mapping[str, Any], actor: Actor) -> frozenset[str]:
    """Return the steps to offer: by agency, state and role, to the author his own and not the signature."""
    if one["agency_id"] != actor.agency_id:
        return frozenset()
    open_to_role = {
        step
        for step, (states, roles) in STEPS.items()
        if one["status"] in states and not roles.isdisjoint(actor.roles)
    }
    return frozenset(open_to_role - _of_others(one["author_id"], actor))


def _of_others(author_id: str, actor: Actor) -> set[str]:
    """Return the steps that only somebody else takes with a document of this author."""
    if author_id == actor.officer_id:
        return {"sign"}
    not_author = set() if author_id == NOBODY else {"edit", "submit"}
    return not_author if "leader" in actor.roles else not_author | {"discard"}
